"""Whom a filter lets in: compiled once, asked often.

What is not known of a worker is UNKNOWN or null, and only a condition that asks for that holds of it: it is
equal to no other value, within no region, and neither more nor less than any number. So ``NE`` and ``NOT_IN``
hold of an unknown name or region, while every comparison with a number, ``NE`` too, needs a number. A skill
is the exception: ``NE`` holds of who has none, for toloka-kit's AutoQuality keeps workers of one pool out of
the others by that alone.
"""

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec

from talka.filters import regions
from talka.filters.conditions import Kind, attribute_of
from talka.filters.grammar import read, skill_ids
from talka.filters.model import (
    Category,
    Condition,
    Connective,
    Node,
    Operator,
    Unmet,
    WorkerAttributes,
)
from talka.filters.words import NAMELESS, words_of
from talka.words.speaking import say

Test: TypeAlias = Callable[[WorkerAttributes], bool]
Getter: TypeAlias = Callable[[WorkerAttributes], Any]

_COMPARISONS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: python.eq,
    Operator.NE: python.ne,
    Operator.GT: python.gt,
    Operator.GTE: python.ge,
    Operator.LT: python.lt,
    Operator.LTE: python.le,
}


class Matcher(msgspec.Struct, frozen=True):
    """A compiled filter. ``node`` is None for the one that lets everybody in."""

    node: Node | None
    matches: Test
    skill_ids: frozenset[int]

    def explain(self, attributes: WorkerAttributes, skill_names: Mapping[int, str] = NAMELESS) -> list[Unmet]:
        """Why this worker is kept out, in words for a person; nothing when they are let in.

        ``skill_names`` has the skills that the reader may see; of others neither name nor value is told.
        """
        return [] if self.node is None else _unmet(self.node, attributes, skill_names)


@lru_cache(maxsize=4096)
def matcher(text: str | None) -> Matcher:
    """The filter of a JSON text as it is kept; without a text, the one that lets everybody in.

    Raises:
        ValidationFailed: the text is no filter.
    """
    return compiled(None if text is None else read(text))


def compiled(node: Node | None) -> Matcher:
    """The filter, ready to be asked."""
    return Matcher(node, _everybody if node is None else _test(node), skill_ids(node))


def _everybody(_attributes: WorkerAttributes) -> bool:
    return True


def _test(node: Node) -> Test:
    if isinstance(node, Condition):
        return _condition_test(node)
    tests = tuple(_test(member) for member in node.members)
    if len(tests) == 1:
        return tests[0]
    if node.connective == Connective.AND:
        return lambda attributes: all(test(attributes) for test in tests)
    return lambda attributes: any(test(attributes) for test in tests)


def _condition_test(condition: Condition) -> Test:
    kind, wanted = attribute_of(condition).kind, condition.value
    get = getter(condition)
    if wanted is None:
        return _unknown_test(get, wanted_known=condition.operator in {Operator.NE, Operator.NOT_IN})
    if kind == Kind.MEMBERSHIP:
        return _turned(lambda attributes: wanted in get(attributes), condition)
    if kind == Kind.REGION:
        region = int(wanted)
        return _turned(lambda attributes: regions.is_within(get(attributes), region), condition)
    compare = _COMPARISONS[condition.operator]
    if kind == Kind.IDENTITY or (condition.category, condition.operator) == (Category.SKILL, Operator.NE):
        return lambda attributes: compare(get(attributes), wanted)
    return lambda attributes: (value := get(attributes)) is not None and compare(value, wanted)


def getter(condition: Condition) -> Getter:
    """What the condition looks at in a worker; None where it is not known."""
    if condition.category != Category.SKILL:
        return python.attrgetter(condition.key)
    skill_id = int(condition.key)
    return lambda attributes: attributes.skills.get(skill_id)


def _unknown_test(get: Getter, *, wanted_known: bool) -> Test:
    return lambda attributes: (get(attributes) is not None) == wanted_known


def _turned(test: Test, condition: Condition) -> Test:
    if condition.operator == Operator.NOT_IN:
        return lambda attributes: not test(attributes)
    return test


# ---- why not ---------------------------------------------------------------------------------------------


def _unmet(node: Node, attributes: WorkerAttributes, names: Mapping[int, str]) -> list[Unmet]:
    if _test(node)(attributes):
        return []
    if isinstance(node, Condition):
        own = getter(node)(attributes)
        return [Unmet(_code(node), words_of(node, names, own=own))]
    parts = [_unmet(member, attributes, names) for member in node.members]
    if node.connective == Connective.AND or len(parts) == 1:
        return list(dict.fromkeys(one for part in parts for one in part))
    code = "SKILL" if all(one.code == "SKILL" for part in parts for one in part) else "FILTER"
    choices = dict.fromkeys(say(" and ").join(one.words for one in part) for part in parts)
    return [Unmet(code, say("One of these is needed: {choices}", choices="; ".join(choices)))]


def _code(condition: Condition) -> str:
    return "SKILL" if condition.category == Category.SKILL else "FILTER"
