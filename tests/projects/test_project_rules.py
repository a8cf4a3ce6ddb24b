"""Projects: what a form must have, how it is stored, what a caller sees."""

import json
from pathlib import Path

import msgspec
import pytest

from talka.http import forms
from talka.http.auth import Requester
from talka.kernel.errors import ValidationFailed
from talka.projects import rules
from talka.projects.model import Project, ProjectForm, ProjectStatus

OFFICIAL = Path(__file__).parents[3] / "shared" / "spec" / "toloka-openapi.json"

BODY = {
    "public_name": "Elephant color",
    "task_spec": {
        "input_spec": {"image": {"type": "url"}},
        "output_spec": {"result": {"type": "string", "allowed_values": ["grey", "pink"]}},
        "view_spec": {"type": "classic", "markup": "{{img src=image}}"},
    },
    "assignments_issuing_type": "AUTOMATED",
}


def read(**changes):
    return forms.convert({**BODY, **changes}, ProjectForm)


def codes(**changes):
    try:
        rules.check_form(read(**changes))
    except ValidationFailed as refused:
        return {path: error.code for path, error in refused.errors.items()}
    return {}


class TestForm:
    def test_a_plain_one_is_accepted(self):
        assert codes() == {}

    def test_what_must_be_there(self):
        with pytest.raises(ValidationFailed) as refused:
            forms.decode(b'{"task_spec": {"input_spec": {}}}', ProjectForm)
        assert {path: error.code for path, error in refused.value.errors.items()} == {
            "public_name": "VALUE_REQUIRED",
            "task_spec.output_spec": "VALUE_REQUIRED",
        }

    def test_workers_get_suites_in_turn_unless_said_otherwise(self):
        body = {name: value for name, value in BODY.items() if name != "assignments_issuing_type"}
        assert forms.convert(body, ProjectForm).assignments_issuing_type == "AUTOMATED"

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("", {"public_name": "STRING_LENGTH_LESS_THAN_MIN"}),
            ("  ", {"public_name": "BLANK_STRING_NOT_ALLOWED"}),
            ("я" * 255, {}),
            ("я" * 256, {"public_name": "STRING_LENGTH_GREATER_THAN_MAX"}),
        ],
    )
    def test_a_name_has_one_to_255_characters(self, name, expected):
        assert codes(public_name=name) == expected

    def test_unknown_keys_are_ignored(self):
        assert codes(id="5", status="ARCHIVED", flavour="sweet") == {}

    def test_a_map_needs_texts(self):
        path = "assignments_issuing_view_config"
        assert codes(assignments_issuing_type="MAP_SELECTOR") == {path: "VALUE_REQUIRED"}
        assert codes(assignments_issuing_type="MAP_SELECTOR", **{path: {"title_template": "Shop"}}) == {
            f"{path}.description_template": "VALUE_REQUIRED"
        }
        whole = {"title_template": "Shop", "description_template": "Go there", "map_provider": "GOOGLE"}
        assert codes(assignments_issuing_type="MAP_SELECTOR", **{path: whole}) == {}
        assert codes(**{path: {"title_template": "Shop"}}) == {}

    @pytest.mark.parametrize(
        ("count", "code"), [(0, "VALUE_LESS_THAN_MIN"), (2**31, "VALUE_GREATER_THAN_MAX"), (15, None)]
    )
    def test_active_suites_of_one_worker(self, count, code):
        expected = {} if code is None else {"max_active_assignments_count": code}
        assert codes(max_active_assignments_count=count) == expected

    def test_metadata_are_lists_of_texts_as_both_clients_read_them(self):
        assert codes(metadata={"team": ["a", "b"]}) == {}
        with pytest.raises(ValidationFailed) as refused:
            read(metadata={"team": "a"})
        assert refused.value.errors["metadata.team"].code == "ARRAY_EXPECTED"

    def test_faults_of_all_parts_are_told_together(self):
        task_spec = {
            "input_spec": {"image": {"type": "picture"}},
            "output_spec": {"result": {"type": "string", "pattern": "("}},
            "view_spec": {"type": "tb"},
        }
        assert codes(public_name="", task_spec=task_spec) == {
            "public_name": "STRING_LENGTH_LESS_THAN_MIN",
            "task_spec.input_spec.image.type": "UNKNOWN_ENUM_VALUE",
            "task_spec.output_spec.result.pattern": "INVALID_REGEX_SYNTAX",
            "task_spec.view_spec.config": "VALUE_REQUIRED",
        }

    def test_an_interface_may_come_later(self):
        assert codes(task_spec={"input_spec": {}, "output_spec": {}}) == {}


class TestTranslations:
    def test_good_ones(self):
        config = {
            "default_language": "EN",
            "additional_languages": [
                {"language": "RU", "public_name": {"value": "Слон", "source": "REQUESTER"}},
                {"language": "PT-BR", "tb_view_spec": {"keys": [{"key": "label", "value": "Elefante"}]}},
                {"language": "ZH-HANS"},
            ],
        }
        assert codes(localization_config=config) == {}
        assert read(localization_config=config).localization_config == config

    def test_a_source_language_alone(self):
        assert codes(localization_config={"default_language": "EN"}) == {}

    @pytest.mark.parametrize(
        ("config", "path", "code"),
        [
            ({"default_language": "english"}, "default_language", "PATTERN_MISMATCH"),
            ({"additional_languages": [{"language": "RU"}]}, "default_language", "VALUE_REQUIRED"),
            (
                {"default_language": "EN", "additional_languages": [{}]},
                "additional_languages.0.language",
                "VALUE_REQUIRED",
            ),
            (
                {"default_language": "EN", "additional_languages": [{"language": "RU"}, {"language": "RU"}]},
                "additional_languages.1.language",
                "DUPLICATE_VALUE_IN_ARRAY",
            ),
            (
                {
                    "default_language": "EN",
                    "additional_languages": [{"language": "RU", "public_name": {"source": "MACHINE"}}],
                },
                "additional_languages.0.public_name.source",
                "UNKNOWN_ENUM_VALUE",
            ),
        ],
    )
    def test_bad_ones(self, config, path, code):
        assert codes(localization_config=config) == {f"localization_config.{path}": code}


class TestStoring:
    def test_specs_and_interface_are_normalised(self):
        form = rules.normalise(
            read(task_spec={**BODY["task_spec"], "view_spec": {"type": "tb", "config": {}}})
        )
        assert form.task_spec.input_spec == {"image": {"type": "url", "required": True, "hidden": False}}
        assert form.task_spec.view_spec == {"type": "tb", "config": "{}", "lock": {}}

    def test_a_stored_form_reads_back_equal(self):
        form = rules.normalise(read(metadata={"a": ["b"]}, sensitive=False))
        assert msgspec.json.decode(msgspec.json.encode(form), type=ProjectForm) == form

    @pytest.mark.skipif(not OFFICIAL.exists(), reason="the official API is not beside the checkout")
    def test_the_official_examples_are_accepted(self):
        content = json.loads(OFFICIAL.read_text())["paths"]["/projects"]["post"]["requestBody"]["content"]
        examples = content["application/json"]["examples"]
        assert examples
        for example in examples.values():
            form = forms.convert(example["value"], ProjectForm)
            rules.check_form(form)
            assert rules.normalise(rules.normalise(form)) == rules.normalise(form)


class TestView:
    project = Project(
        id=1_000_000_007,
        requester_id="a" * 32,
        form=rules.normalise(read(private_comment="mine")),
        status=ProjectStatus.ACTIVE,
        created=1_614_334_412_921,
    )

    def answer(self, actor_id, company_id=""):
        who = Requester("a" * 32, company_id, actor_id)
        return json.loads(msgspec.json.encode(rules.view(self.project, who.as_owner)))

    def test_what_the_owner_sees(self):
        answer = self.answer("a" * 32)
        assert answer == {
            "id": "1000000007",
            "owner": {"id": "a" * 32, "myself": True, "company_id": ""},
            "public_name": "Elephant color",
            "private_comment": "mine",
            "task_spec": {
                "input_spec": {"image": {"type": "url", "required": True, "hidden": False}},
                "output_spec": {
                    "result": {
                        "type": "string",
                        "required": True,
                        "hidden": False,
                        "allowed_values": ["grey", "pink"],
                    }
                },
                "view_spec": {"type": "classic", "markup": "{{img src=image}}"},
            },
            "assignments_issuing_type": "AUTOMATED",
            "status": "ACTIVE",
            "created": "2021-02-26T10:13:32.921",
        }

    def test_a_colleague_sees_whose_it_is(self):
        answer = self.answer("b" * 32, company_id="c" * 32)
        assert answer["owner"] == {"id": "a" * 32, "myself": False, "company_id": "c" * 32}
