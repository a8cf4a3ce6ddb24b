"""Every key that a filter can have."""

from __future__ import annotations

from typing import Any


def condition(category: str, key: object, operator: str, value: object) -> dict[str, Any]:
    return {"category": category, "key": key, "operator": operator, "value": value}


COMPARE = ["EQ", "NE", "GT", "GTE", "LT", "LTE"]

# category, key, operators, values as they are kept
KEYS = [
    ("profile", "gender", ["EQ", "NE"], ["MALE", "FEMALE", "OTHER"]),
    ("profile", "country", ["EQ", "NE"], ["US", "DE", "TW"]),
    ("profile", "citizenship", ["EQ", "NE"], ["IN"]),
    ("profile", "education", ["EQ", "NE"], ["BASIC", "MIDDLE", "HIGH"]),
    ("profile", "adult_allowed", ["EQ", "NE"], [True, False]),
    ("profile", "verified", ["EQ", "NE"], [True, False]),
    ("profile", "date_of_birth", COMPARE, [788918400, 0, -1]),
    ("profile", "city", ["IN", "NOT_IN"], [213, 225]),
    ("profile", "languages", ["IN", "NOT_IN"], ["EN", "ZH-HANS", "PT-BR"]),
    ("computed", "region_by_phone", ["IN", "NOT_IN"], [84, 999_999, None]),
    ("computed", "region_by_ip", ["IN", "NOT_IN"], [102, None]),
    ("computed", "rating", COMPARE, [4.5, 80]),
    (
        "computed", "device_category", ["EQ", "NE"],
        ["PERSONAL_COMPUTER", "SMARTPHONE", "TABLET", "WEARABLE_COMPUTER", "UNKNOWN"],
    ),
    ("computed", "client_type", ["EQ", "NE"], ["BROWSER", "TOLOKA_APP", "UNKNOWN"]),
    (
        "computed", "os_family", ["EQ", "NE"],
        ["WINDOWS", "OS_X", "MAC_OS", "LINUX", "BSD", "ANDROID", "IOS", "BLACKBERRY", "UNKNOWN"],
    ),
    ("computed", "os_version", COMPARE, [14.4, 10]),
    ("computed", "os_version_major", COMPARE, [14]),
    ("computed", "os_version_minor", COMPARE, [4]),
    ("computed", "os_version_bugfix", COMPARE, [1]),
    ("computed", "user_agent_type", ["EQ", "NE"], ["BROWSER", "MOBILE_BROWSER", "OTHER", "UNKNOWN"]),
    (
        "computed", "user_agent_family", ["EQ", "NE"],
        [
            "IE", "CHROMIUM", "CHROME", "FIREFOX", "SAFARI", "YANDEX_BROWSER", "IE_MOBILE",
            "CHROME_MOBILE", "MOBILE_FIREFOX", "MOBILE_SAFARI", "UNKNOWN",
        ],
    ),
    ("computed", "user_agent_version", COMPARE, [112.0]),
    ("computed", "user_agent_version_major", COMPARE, [112]),
    ("computed", "user_agent_version_minor", COMPARE, [0]),
    ("computed", "user_agent_version_bugfix", COMPARE, [5615]),
    ("computed", "experiment_group", COMPARE, [1, 50, 100]),
    ("skill", "26366", COMPARE, [0, 59.7, 100]),
]  # fmt: skip
