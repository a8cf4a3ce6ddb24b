"""Which filters leave nobody on foot."""

from __future__ import annotations

from typing import Any

import pytest

from talka.filters.grammar import parse
from talka.filters.mobile import lets_mobile_in
from talka.kernel.errors import FieldErrors


def device(key: str, value: str, operator: str = "EQ") -> dict[str, Any]:
    return {"category": "computed", "key": key, "operator": operator, "value": value}


SKILLED = {"category": "skill", "key": "5", "operator": "GT", "value": 50}
PHONE, DESK = device("device_category", "SMARTPHONE"), device("device_category", "PERSONAL_COMPUTER")
APP, BROWSER = device("client_type", "TOLOKA_APP"), device("client_type", "BROWSER")
WINDOWS, ANDROID = device("os_family", "WINDOWS"), device("os_family", "ANDROID")


@pytest.mark.parametrize(
    "node",
    [
        None,
        SKILLED,
        PHONE,
        APP,
        BROWSER,
        {"and": [SKILLED, APP, ANDROID]},
        {"or": [DESK, PHONE]},
        {"and": [{"or": [WINDOWS, ANDROID]}, {"or": [DESK, PHONE]}]},
        device("os_family", "WINDOWS", "NE"),
        device("user_agent_type", "MOBILE_BROWSER"),
        device("user_agent_type", "OTHER"),
    ],
)
def test_somebody_on_foot_passes(node: dict[str, Any] | None):
    assert lets_mobile_in(parse(node, FieldErrors()))


@pytest.mark.parametrize(
    "node",
    [
        DESK,
        WINDOWS,
        {"and": [SKILLED, DESK]},
        {"or": [DESK, WINDOWS]},
        {"and": [PHONE, WINDOWS]},
        {"and": [BROWSER, device("user_agent_type", "OTHER")]},
        device("user_agent_type", "BROWSER"),
        {"and": [device("device_category", name, "NE") for name in ("SMARTPHONE", "TABLET")]},
    ],
)
def test_only_those_at_a_desk_pass(node: dict[str, Any]):
    assert not lets_mobile_in(parse(node, FieldErrors()))
