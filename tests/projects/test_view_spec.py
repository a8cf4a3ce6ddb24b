"""Task interfaces: which are accepted, and in what form they come back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.kernel.errors import FieldErrors
from talka.projects.view_spec import LARGEST_BYTES, check_view_spec, normalise_view_spec

SAMPLES = Path(__file__).parents[3] / "shared" / "examples" / "view-specs"
CONFIG = '{\n    "view": {"type": "view.text", "content": "Привет"}\n}'


def codes(spec):
    errors = FieldErrors()
    check_view_spec(spec, "task_spec.view_spec", errors)
    prefix = "task_spec.view_spec"
    return {path.removeprefix(prefix): error.code for path, error in errors.as_dict().items()}


def template(**more):
    return {"type": "tb", "config": CONFIG, **more}


class TestSize:
    @pytest.mark.parametrize("kind", ["tb", "classic"])
    def test_an_interface_too_large_for_a_phone_is_refused(self, kind):
        text = json.dumps({"view": {"type": "view.text", "content": "x" * LARGEST_BYTES}})
        spec = template(config=text) if kind == "tb" else {"type": "classic", "markup": text}
        assert codes(spec) == {"": "STRING_LENGTH_GREATER_THAN_MAX"}

    def test_a_large_one_is_not(self):
        content = "x" * (LARGEST_BYTES - 1_000)
        assert codes(template(config=json.dumps({"view": {"type": "view.text", "content": content}}))) == {}

    @pytest.mark.parametrize("levels", [5_000, 100_000])
    def test_a_config_deeper_than_can_be_read_is_refused(self, levels):
        deep = '{"view":' + '{"a":' * levels + "1" + "}" * levels + "}"
        assert codes(template(config=deep)) == {".config": "JSON_EXPECTED"}


class TestClassic:
    def test_a_whole_one_is_accepted_and_comes_back(self):
        spec = {
            "type": "classic",
            "settings": {"showTimer": False, "showSkip": True},
            "markup": "<b>{{x}}</b>",
            "script": "exports.Task = 1",
            "styles": "b {}",
            "assets": {"script_urls": ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"], "style_urls": []},
        }
        assert codes(spec) == {}
        assert normalise_view_spec(spec) == spec

    def test_a_spec_without_type_is_classic_and_says_so(self):
        assert codes({"markup": "<b></b>"}) == {}
        assert normalise_view_spec({"markup": "<b></b>"}) == {"type": "classic", "markup": "<b></b>"}

    def test_all_faults_are_told(self):
        spec = {
            "type": "classic",
            "markup": 5,
            "settings": {"showTimer": "yes"},
            "assets": {"script_urls": ["a.js", 1], "style_urls": "a.css"},
        }
        assert codes(spec) == {
            ".markup": "STRING_EXPECTED",
            ".settings.showTimer": "BOOLEAN_EXPECTED",
            ".assets.script_urls.1": "STRING_EXPECTED",
            ".assets.style_urls": "ARRAY_EXPECTED",
        }

    def test_settings_nobody_listed_are_kept(self):
        spec = {"type": "classic", "settings": {"showRoute": True, "unexpected_setting": 1024}, "more": [1]}
        assert codes(spec) == {}
        assert normalise_view_spec(spec) == spec

    def test_nulls_are_left_out(self):
        spec = {"type": "classic", "markup": "x", "script": None, "settings": {"showTimer": None}}
        assert codes(spec) == {}
        assert normalise_view_spec(spec) == {"type": "classic", "markup": "x", "settings": {}}


class TestTemplateBuilder:
    def test_the_text_of_a_config_is_kept_to_the_byte(self):
        assert codes(template()) == {}
        assert normalise_view_spec(template())["config"] == CONFIG

    def test_a_config_sent_as_an_object_becomes_text(self):
        spec = template(config=json.loads(CONFIG))
        assert codes(spec) == {}
        config = normalise_view_spec(spec)["config"]
        assert isinstance(config, str)
        assert json.loads(config) == json.loads(CONFIG)

    @pytest.mark.parametrize(
        ("config", "code"),
        [
            (None, "VALUE_REQUIRED"),
            ("{", "JSON_EXPECTED"),
            ("", "JSON_EXPECTED"),
            ("[" * 100_000, "JSON_EXPECTED"),
            ("[]", "OBJECT_EXPECTED"),
            ("5", "OBJECT_EXPECTED"),
            ([], "OBJECT_EXPECTED"),
            (5, "OBJECT_EXPECTED"),
        ],
    )
    def test_a_config_is_an_object_or_its_text(self, config, code):
        assert codes(template(config=config)) == {".config": code}

    def test_the_answer_has_a_lock_whatever_was_sent(self):
        assert normalise_view_spec(template())["lock"] == {}
        assert normalise_view_spec(template(lock=None))["lock"] == {}
        lock = {"core": "1.0.0", "view.text": "1.2.0"}
        assert normalise_view_spec(template(lock=lock))["lock"] == lock

    @pytest.mark.parametrize(
        ("lock", "expected"),
        [
            (None, {}),
            ({}, {}),
            ({"core": "1.15.0", "view.text": "1.2.3"}, {}),
            ("1.0.0", {".lock": "OBJECT_EXPECTED"}),
            ({"view.text": "1.0.0"}, {".lock.core": "VALUE_REQUIRED"}),
            ({"core": "1.0.0", "view.text": "2.0.0"}, {".lock.view.text": "INVALID_VALUE"}),
            ({"core": "1.0.0", "view.text": "1"}, {".lock.view.text": "INVALID_VALUE"}),
            ({"core": 1}, {".lock.core": "STRING_EXPECTED"}),
        ],
    )
    def test_a_lock_is_one_that_clients_can_read(self, lock, expected):
        assert codes(template(lock=lock)) == expected

    def test_source_texts_for_translation(self):
        good = {"keys": [{"key": "label", "defaultValue": "Text"}]}
        assert codes(template(localizationConfig=good, inferDataSpec=False)) == {}
        bad = {"keys": [{"defaultValue": 5}]}
        assert codes(template(localizationConfig=bad, inferDataSpec=0)) == {
            ".localizationConfig.keys.0.key": "VALUE_REQUIRED",
            ".localizationConfig.keys.0.defaultValue": "STRING_EXPECTED",
            ".inferDataSpec": "BOOLEAN_EXPECTED",
        }


class TestAnyKind:
    @pytest.mark.parametrize("kind", ["TB", "html", 5, [], {}])
    def test_only_two_types_are_known(self, kind):
        assert codes({"type": kind}) == {".type": "UNKNOWN_ENUM_VALUE"}

    @pytest.mark.parametrize("spec", [[], "classic", 5, None])
    def test_an_interface_is_an_object(self, spec):
        assert codes(spec) == {"": "OBJECT_EXPECTED"}

    @pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of interfaces are not beside the checkout")
    def test_real_ones_are_accepted_and_come_back(self):
        samples = sorted(SAMPLES.glob("*.json"))
        assert samples
        for sample in samples:
            spec = json.loads(sample.read_text())["view_spec"]
            assert codes(spec) == {}, sample.name
            answer = normalise_view_spec(spec)
            if spec["type"] == "tb" and not isinstance(spec["config"], str):
                answer["config"] = json.loads(answer["config"])
            added = {"lock": {}} if spec["type"] == "tb" else {}
            assert answer == added | {name: value for name, value in spec.items() if value is not None}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PARTS = ("config", "lock", "settings", "assets", "markup", "localizationConfig", "inferDataSpec")
VIEWS = st.fixed_dictionaries(
    {"type": st.sampled_from(["classic", "tb", None])}, optional=dict.fromkeys(PARTS, JSON)
)


@given(VIEWS)
def test_what_is_accepted_is_normalised_once_and_for_all(spec):
    if not codes(spec):
        once = normalise_view_spec(spec)
        assert codes(once) == {}
        assert normalise_view_spec(once) == once
