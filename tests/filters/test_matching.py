"""Whom a filter lets in, and why not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from filters.samples import condition
from talka.accounts.codes import COUNTRIES
from talka.filters import regions
from talka.filters.grammar import MAX_DEPTH
from talka.filters.matching import matcher
from talka.filters.model import EXPERIMENT_GROUPS, WorkerAttributes, experiment_group

CATS, DOGS = 1000000007, 1000000008


def seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


ADA = WorkerAttributes(
    gender="FEMALE",
    country="GB",
    citizenship="IE",
    education="HIGH",
    adult_allowed=True,
    verified=False,
    date_of_birth=seconds("1985-12-10"),
    city=213,
    languages=("EN", "FR"),
    region_by_phone=102,
    region_by_ip=124,
    rating=4.5,
    device_category="SMARTPHONE",
    client_type="BROWSER",
    os_family="ANDROID",
    os_version=10.15,
    os_version_major=10,
    os_version_minor=15,
    os_version_bugfix=0,
    user_agent_type="MOBILE_BROWSER",
    user_agent_family="CHROME_MOBILE",
    user_agent_version=112.0,
    user_agent_version_major=112,
    user_agent_version_minor=0,
    user_agent_version_bugfix=5615,
    experiment_group=42,
    skills={CATS: 59.7, 26366: 100.0},
)
NOBODY = WorkerAttributes(experiment_group=1)


def matches(node: dict[str, Any] | None, worker: WorkerAttributes) -> bool:
    return matcher(None if node is None else json.dumps(node)).matches(worker)


def why_not(node: dict[str, Any], worker: WorkerAttributes, **names: Any) -> list[tuple[str, str]]:
    found = matcher(json.dumps(node)).explain(worker, **names)
    return [(one.code, one.words) for one in found]


# key, operator, value; whether Ada is let in, and one of whom nothing is known
TABLE = [
    ("profile", "gender", "EQ", "FEMALE", True, False),
    ("profile", "gender", "EQ", "MALE", False, False),
    ("profile", "gender", "NE", "MALE", True, True),
    ("profile", "country", "EQ", "GB", True, False),
    ("profile", "country", "NE", "GB", False, True),
    ("profile", "citizenship", "EQ", "IE", True, False),
    ("profile", "education", "EQ", "HIGH", True, False),
    ("profile", "adult_allowed", "EQ", True, True, False),
    ("profile", "adult_allowed", "NE", True, False, True),
    ("profile", "adult_allowed", "EQ", False, False, True),
    ("profile", "verified", "EQ", False, True, True),
    ("profile", "date_of_birth", "LTE", seconds("1985-12-10"), True, False),
    ("profile", "date_of_birth", "LT", seconds("1985-12-10"), False, False),
    ("profile", "date_of_birth", "GT", seconds("1985-12-09"), True, False),
    ("profile", "date_of_birth", "NE", 0, True, False),
    ("profile", "city", "IN", 213, True, False),
    ("profile", "city", "IN", 1, True, False),
    ("profile", "city", "IN", 225, True, False),
    ("profile", "city", "IN", 2, False, False),
    ("profile", "city", "NOT_IN", 225, False, True),
    ("profile", "languages", "IN", "FR", True, False),
    ("profile", "languages", "IN", "DE", False, False),
    ("profile", "languages", "NOT_IN", "DE", True, True),
    ("profile", "languages", "NOT_IN", "EN", False, True),
    ("computed", "region_by_phone", "IN", 102, True, False),
    ("computed", "region_by_ip", "IN", 102, False, False),
    ("computed", "region_by_ip", "NOT_IN", 102, True, True),
    ("computed", "region_by_ip", "IN", None, False, True),
    ("computed", "region_by_ip", "NOT_IN", None, True, False),
    ("computed", "rating", "GTE", 4.5, True, False),
    ("computed", "device_category", "EQ", "SMARTPHONE", True, False),
    ("computed", "device_category", "NE", "TABLET", True, True),
    ("computed", "device_category", "EQ", "UNKNOWN", False, True),
    ("computed", "client_type", "EQ", "TOLOKA_APP", False, False),
    ("computed", "os_family", "EQ", "ANDROID", True, False),
    # A version is compared as one number: 10.15 is 10 and 15 hundredths.
    ("computed", "os_version", "LT", 10.9, True, False),
    ("computed", "os_version", "EQ", 10.15, True, False),
    ("computed", "os_version", "EQ", None, False, True),
    ("computed", "os_version", "NE", None, True, False),
    ("computed", "os_version", "NE", 11, True, False),
    ("computed", "os_version_major", "GTE", 10, True, False),
    ("computed", "os_version_minor", "GT", 14, True, False),
    ("computed", "os_version_bugfix", "LTE", 0, True, False),
    ("computed", "user_agent_type", "EQ", "MOBILE_BROWSER", True, False),
    ("computed", "user_agent_family", "EQ", "CHROME_MOBILE", True, False),
    ("computed", "user_agent_version", "GTE", 112, True, False),
    ("computed", "user_agent_version_major", "LT", 112, False, False),
    ("computed", "user_agent_version_minor", "EQ", 0, True, False),
    ("computed", "user_agent_version_bugfix", "GT", 5000, True, False),
    ("computed", "experiment_group", "LTE", 50, True, True),
    ("computed", "experiment_group", "GT", 41, True, False),
    ("skill", CATS, "GTE", 59.7, True, False),
    # The exact value counts, not the rounded one.
    ("skill", CATS, "GTE", 60, False, False),
    ("skill", CATS, "EQ", 60, False, False),
    ("skill", CATS, "NE", 60, True, True),
    ("skill", CATS, "LT", 100, True, False),
    ("skill", DOGS, "LT", 100, False, False),
    ("skill", DOGS, "EQ", None, True, True),
    ("skill", CATS, "EQ", None, False, True),
    ("skill", CATS, "NE", None, True, False),
    ("skill", 26366, "EQ", 100, True, False),
]


@pytest.mark.parametrize(("category", "key", "operator", "value", "ada", "nobody"), TABLE)
def test_a_condition_holds_or_not(category, key, operator, value, ada, nobody):
    node = condition(category, key, operator, value)
    assert matches(node, ADA) is ada
    assert matches(node, NOBODY) is nobody
    assert (why_not(node, ADA) == []) is ada
    assert (why_not(node, NOBODY) == []) is nobody


TRUE = condition("profile", "country", "EQ", "GB")
ALSO = condition("profile", "gender", "EQ", "FEMALE")
FALSE = condition("profile", "country", "EQ", "US")


@pytest.mark.parametrize(
    ("node", "let_in"),
    [
        (None, True),
        ({"and": [TRUE, ALSO]}, True),
        ({"and": [TRUE, FALSE]}, False),
        ({"or": [FALSE, TRUE]}, True),
        ({"or": [FALSE, FALSE]}, False),
        ({"and": [{"or": [FALSE, TRUE]}, {"or": [ALSO]}]}, True),
        ({"or": [{"and": [TRUE, FALSE]}, {"and": [TRUE, ALSO]}]}, True),
        ({"or": [{"and": []}, FALSE]}, True),
    ],
)
def test_groups_hold_by_their_members(node, let_in):
    assert matches(node, ADA) is let_in


def test_a_filter_that_goes_as_deep_as_may_be_can_be_asked():
    node = TRUE
    for level in range(MAX_DEPTH):
        node = {"and" if level % 2 else "or": [node, ALSO if level % 2 else FALSE]}
    assert matches(node, ADA)
    assert why_not(node, NOBODY) != []


def test_a_text_is_compiled_once():
    text = json.dumps(TRUE)
    assert matcher(text) is matcher(text)
    assert matcher(json.dumps(condition("skill", 7, "EQ", 1))).skill_ids == {7}


class TestWhyNot:
    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (("profile", "gender", "EQ", "MALE"), "Gender must be male (it is female)"),
            (("profile", "country", "EQ", "US"), "Country must be United States (it is United Kingdom)"),
            (
                ("profile", "citizenship", "NE", "IE"),
                "Citizenship must not be Ireland (it is Ireland)",
            ),
            (("profile", "adult_allowed", "EQ", False), "Consent to adult content must be absent"),
            (("profile", "verified", "NE", False), "Verification of the account is needed"),
            (
                ("profile", "date_of_birth", "GTE", seconds("2000-01-01")),
                "Date of birth must be 2000-01-01 or later (it is 1985-12-10)",
            ),
            (
                ("profile", "date_of_birth", "LT", seconds("1950-01-01")),
                "Date of birth must be before 1950-01-01 (it is 1985-12-10)",
            ),
            (("profile", "city", "IN", 2), "City must be Saint Petersburg (it is Moscow)"),
            (("profile", "languages", "IN", "DE"), "Languages must include DE (they are EN, FR)"),
            (("profile", "languages", "NOT_IN", "EN"), "Languages must not include EN (they are EN, FR)"),
            (
                ("computed", "region_by_ip", "IN", 4_000_000),
                "Region of the internet address must be region 4000000 (it is France)",
            ),
            (
                ("computed", "device_category", "EQ", "PERSONAL_COMPUTER"),
                "Device must be a personal computer (it is a smartphone)",
            ),
            (
                ("computed", "client_type", "EQ", "TOLOKA_APP"),
                "Client must be the mobile app (it is a browser)",
            ),
            (
                ("computed", "user_agent_type", "EQ", "BROWSER"),
                "Kind of browser must be a desktop browser (it is a mobile browser)",
            ),
            (("computed", "os_family", "EQ", "OS_X"), "Operating system must be macOS (it is Android)"),
            (
                ("computed", "os_version", "GTE", 12),
                "Version of the operating system must be 12 or more (it is 10.15)",
            ),
            (
                ("computed", "os_version", "EQ", None),
                "Version of the operating system must be unknown (it is 10.15)",
            ),
            (("computed", "experiment_group", "GT", 50), "Experiment group must be more than 50 (it is 42)"),
        ],
    )
    def test_a_condition_is_told_with_what_is_there_instead(self, asked, words):
        assert why_not(condition(*asked), ADA) == [("FILTER", words)]

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (("profile", "country", "EQ", "US"), "Country must be United States (it is not known)"),
            (("profile", "languages", "IN", "DE"), "Languages must include DE (none is named)"),
            (("computed", "os_family", "EQ", "IOS"), "Operating system must be iOS (it is not known)"),
            (
                ("computed", "region_by_phone", "NOT_IN", None),
                "Region of the telephone must be known (it is not known)",
            ),
        ],
    )
    def test_what_is_not_known_is_told_too(self, asked, words):
        assert why_not(condition(*asked), NOBODY) == [("FILTER", words)]

    @pytest.mark.parametrize(
        ("operator", "value", "worker", "words"),
        [
            ("GTE", 60, ADA, "The skill “Cats” must be 60 or more (it is 59.7)"),
            ("GTE", 60, NOBODY, "The skill “Cats” must be 60 or more (there is none)"),
            ("EQ", None, ADA, "The skill “Cats” must be absent"),
            ("NE", None, NOBODY, "The skill “Cats” is needed"),
        ],
    )
    def test_a_skill_is_told_by_its_name(self, operator, value, worker, words):
        node = condition("skill", CATS, operator, value)
        assert why_not(node, worker, skill_names={CATS: "Cats"}) == [("SKILL", words)]

    def test_of_a_hidden_skill_neither_name_nor_value_is_told(self):
        (told,) = why_not(condition("skill", CATS, "GTE", 60), ADA)
        assert told == ("SKILL", "A skill that is not shown must be as the requester wants it")

    def test_everything_that_fails_is_told_once(self):
        node = {"and": [TRUE, FALSE, {"and": [FALSE, condition("skill", CATS, "EQ", 1)]}]}
        assert [code for code, _ in why_not(node, ADA)] == ["FILTER", "SKILL"]

    def test_of_alternatives_any_would_do(self):
        apple = condition("computed", "os_family", "EQ", "IOS")
        alternatives = {"or": [FALSE, {"and": [TRUE, apple, ALSO]}]}
        ((code, words),) = why_not({"and": [alternatives]}, ADA)
        assert code == "FILTER"
        assert words == (
            "One of these is needed: Country must be United States (it is United Kingdom); "
            "Operating system must be iOS (it is Android)"
        )

    def test_alternatives_among_skills_are_about_skills(self):
        node = {"or": [condition("skill", CATS, "EQ", 1), condition("skill", DOGS, "EQ", 1)]}
        assert [code for code, _ in why_not(node, ADA)] == ["SKILL"]

    def test_one_alternative_is_told_as_it_is(self):
        assert why_not({"or": [FALSE]}, ADA) == why_not(FALSE, ADA)


class TestRegions:
    def test_every_country_with_an_id_has_a_code_and_a_name(self):
        numbered = {code for code in COUNTRIES if regions.of_country(code) is not None}
        assert len(numbered) == 218
        assert all(regions.country_name(code) != code for code in numbered)
        assert {regions.of_country(code) for code in ("US", "AR", "BR", "DE", "GB", "FR")} == {
            84, 93, 94, 96, 102, 124,
        }  # fmt: skip

    def test_a_country_without_an_id_is_no_region(self):
        assert regions.of_country("HK") is None
        assert regions.of_country(None) is None
        assert regions.country_name("HK") == "HK"

    @pytest.mark.parametrize(
        ("region", "wanted", "within"),
        [
            (213, 213, True), (213, 1, True), (213, 225, True), (225, 213, False), (84, 225, False),
            (None, 225, False), (987654, 987654, True),
        ],
    )  # fmt: skip
    def test_a_region_is_within_itself_and_what_it_is_part_of(self, region, wanted, within):
        assert regions.is_within(region, wanted) is within

    @pytest.mark.parametrize(
        ("city", "country", "region"),
        [
            ("Moscow", "RU", 213),
            (" moscow ", None, 213),
            ("Moscow", "US", None),
            ("213", "RU", 213),
            ("10393", "GB", 10393),
            ("Springfield", "US", None),
            ("Georgia", "US", None),
            (None, "US", None),
        ],
    )
    def test_a_profiles_city_is_a_region_by_name_or_number(self, city, country, region):
        assert regions.of_city(city, country) == region


class TestExperimentGroups:
    def test_a_worker_stays_in_one_group(self):
        assert experiment_group("0060ec33ea7938162d024ef1e3cef496") == 70
        assert experiment_group("0060ec33ea7938162d024ef1e3cef497") == 47

    def test_groups_are_alike_in_size(self):
        groups = [experiment_group(f"{number:032x}") for number in range(20_000)]
        sizes = [groups.count(group) for group in range(1, EXPERIMENT_GROUPS + 1)]
        assert sum(sizes) == len(groups)
        assert min(sizes) > 140
        assert max(sizes) < 260
