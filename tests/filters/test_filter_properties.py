"""What holds of every filter and every worker."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from filters.samples import KEYS
from talka.filters.grammar import normalise, parse
from talka.filters.matching import matcher
from talka.filters.model import WorkerAttributes
from talka.kernel.errors import FieldErrors

SKILLS = ["7", "26366"]
NUMBERS = st.sampled_from([0, 1, 9, 10, 10.15, 10.9, 59.7, 60, 99, 100])


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    category, key, operators, values = draw(st.sampled_from(KEYS))
    operator = draw(st.sampled_from(operators))
    value = draw(st.sampled_from(values))
    if category == "skill":
        key = draw(st.sampled_from(SKILLS))
        value = draw(NUMBERS | st.none() if operator in {"EQ", "NE"} else NUMBERS)
    elif key in {"os_version", "user_agent_version", "rating"}:
        value = draw(NUMBERS | st.none() if operator in {"EQ", "NE"} else NUMBERS)
    return {"category": category, "key": key, "operator": operator, "value": value}


def groups(members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(members, min_size=1, max_size=3)
    return st.builds(lambda name, nodes: {name: nodes}, st.sampled_from(["and", "or"]), some)


FILTERS = st.recursive(conditions(), groups, max_leaves=12)


@st.composite
def workers(draw: st.DrawFn) -> WorkerAttributes:
    def one_of(*values: Any) -> Any:
        return draw(st.sampled_from(values))

    said: dict[str, Any] = {}
    for category, key, _, values in KEYS:
        if category == "skill" or key == "languages":
            continue
        if key in {"adult_allowed", "verified"}:
            said[key] = draw(st.booleans())
        elif "UNKNOWN" in values:
            said[key] = one_of(*values)
        elif key in {"os_version", "user_agent_version", "rating"}:
            said[key] = draw(NUMBERS | st.none())
        elif key == "experiment_group":
            said[key] = one_of(1, 49, 50, 51, 100)
        else:
            said[key] = one_of(None, *values)
    said["languages"] = tuple(draw(st.lists(st.sampled_from(["EN", "PT-BR", "DE"]), unique=True)))
    said["skills"] = draw(st.dictionaries(st.sampled_from([int(skill) for skill in SKILLS]), NUMBERS))
    return WorkerAttributes(**said)


def naive(node: dict[str, Any], worker: WorkerAttributes) -> bool:
    """The rules again, read off the JSON in the plainest way."""
    if "and" in node:
        return False not in [naive(member, worker) for member in node["and"]]
    if "or" in node:
        return True in [naive(member, worker) for member in node["or"]]
    key, operator, wanted = node["key"], node["operator"], node["value"]
    has = worker.skills.get(int(key)) if node["category"] == "skill" else getattr(worker, key)
    if wanted is None:
        return (has is None) is (operator in {"EQ", "IN"})
    if operator in {"IN", "NOT_IN"}:
        inside = wanted in has if key == "languages" else (has == wanted or (has, wanted) == (213, 225))
        return inside is (operator == "IN")
    if isinstance(wanted, (str, bool)):
        return (has == wanted) is (operator == "EQ")
    return (
        has is not None
        and {
            "EQ": has == wanted,
            "NE": has != wanted,
            "GT": has > wanted,
            "GTE": has >= wanted,
            "LT": has < wanted,
            "LTE": has <= wanted,
        }[operator]
    )


@given(FILTERS, workers())
def test_a_filter_lets_in_whom_the_rules_let_in(node, worker):
    found = matcher(json.dumps(node))
    assert found.matches(worker) is naive(node, worker)


@given(FILTERS, workers())
def test_there_are_reasons_just_for_those_who_are_kept_out(node, worker):
    found = matcher(json.dumps(node))
    assert (found.explain(worker) == []) is found.matches(worker)


@given(FILTERS, workers())
def test_what_is_kept_is_the_filter_that_was_sent(node, worker):
    kept = normalise(node)
    assert normalise(kept) == kept
    assert json.loads(json.dumps(kept)) == kept
    assert matcher(json.dumps(kept)).matches(worker) is naive(node, worker)


TOKENS = """
    and or category key operator value id profile computed skill languages os_version date_of_birth
    region_by_ip gender EN IN 7 EQ NE GT GTE LT LTE
"""
WORDS = st.sampled_from(TOKENS.split())
NAMES = WORDS | st.text(max_size=3)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    LEAVES | WORDS | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=25,
)
ALMOST = st.fixed_dictionaries(
    {},
    optional={
        "and": st.lists(JSON, max_size=3),
        "category": st.sampled_from(["profile", "computed", "skill"]) | JSON,
        "key": WORDS | JSON,
        "operator": WORDS | JSON,
        "value": JSON,
    },
)


@given(JSON | ALMOST | groups(ALMOST), workers())
def test_whatever_is_sent_is_a_filter_or_has_its_errors_named(value, worker):
    value = msgspec.json.decode(msgspec.json.encode(value))
    errors = FieldErrors()
    node = parse(value, errors)
    assert all(path == "filter" or path.startswith("filter.") for path in errors)
    if errors:
        assert node is None
        return
    kept = normalise(value)
    assert normalise(kept) == kept
    assert (kept is None) == (node is None)
    found = matcher(None if kept is None else json.dumps(kept))
    assert (found.explain(worker) == []) is found.matches(worker)
