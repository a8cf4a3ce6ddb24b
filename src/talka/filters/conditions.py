"""What filters can ask for: the table of keys, with their operators and values (3.3 of the rules).

Reading a value returns it as it is kept, or adds what is wrong with it to the errors.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from talka.accounts.codes import COUNTRIES, LANGUAGES
from talka.accounts.devices import ClientType, DeviceCategory, OsFamily, UserAgentFamily, UserAgentType
from talka.accounts.model import Education, Gender
from talka.filters.model import Category, Condition, Operator, Value
from talka.kernel.errors import FieldErrors
from talka.words.speaking import to_say

Reader: TypeAlias = Callable[[Any, str, FieldErrors], Value]


class Kind(enum.Enum):
    """How values compare. Regions have others within them, else they are as members."""

    IDENTITY = enum.auto()
    ORDER = enum.auto()
    MEMBERSHIP = enum.auto()
    REGION = enum.auto()

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What a condition of this kind may use."""
        return _OPERATORS[self]


_OPERATORS = {
    Kind.IDENTITY: (Operator.EQ, Operator.NE),
    Kind.ORDER: (Operator.EQ, Operator.NE, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE),
    Kind.MEMBERSHIP: (Operator.IN, Operator.NOT_IN),
    Kind.REGION: (Operator.IN, Operator.NOT_IN),
}


class Attribute(msgspec.Struct, frozen=True):
    """One key. ``label`` is what people call it; a ``nullable`` one may be asked to be unknown."""

    label: str
    kind: Kind
    read: Reader
    nullable: bool = False


# ---- values ----------------------------------------------------------------------------------------------

# Longer numbers than these mean nothing here, and no double holds them.
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_LARGEST = 10**15
_FIRST_DAY, _LAST_DAY = -62_135_596_800, 253_402_300_799  # the years 1 to 9999, in seconds
# The Java client's spelling.
_MISSPELT = {"MOBIL_BROWSER": UserAgentType.MOBILE_BROWSER.value}


def _flag(value: Any, path: str, errors: FieldErrors) -> Value:
    if isinstance(value, bool):
        return value
    errors.add(path, "BOOLEAN_EXPECTED", "The value must be true or false")
    return None


def _text(value: Any, path: str, errors: FieldErrors) -> str | None:
    if isinstance(value, str):
        return value.strip().upper()
    errors.add(path, "STRING_EXPECTED", "The value must be a string")
    return None


def _one_of(choices: Iterable[str]) -> Reader:
    known = [str(choice) for choice in choices]

    def read(value: Any, path: str, errors: FieldErrors) -> Value:
        name = _text(value, path, errors)
        if name is None:
            return None
        name = name.replace(" ", "_")  # the documentation writes OS X
        name = _MISSPELT.get(name, name)
        if name not in known:
            message = f"The value must be one of: {', '.join(known)}"
            errors.add(path, "UNKNOWN_ENUM_VALUE", message, known)
        return name

    return read


def _code_of(codes: frozenset[str], what: str) -> Reader:
    def read(value: Any, path: str, errors: FieldErrors) -> Value:
        code = _text(value, path, errors)
        if code is not None and code not in codes:
            errors.add(path, "INVALID_VALUE", f"{value!r} is not {what}")
        return code

    return read


def _integer(low: int = -_LARGEST, high: int = _LARGEST) -> Reader:
    def read(value: Any, path: str, errors: FieldErrors) -> Value:
        if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            errors.add(path, "INTEGER_EXPECTED", "The value must be a whole number")
            return None
        return _within(value, low, high, path, errors)

    return read


def _number(low: int = -_LARGEST, high: int = _LARGEST) -> Reader:
    def read(value: Any, path: str, errors: FieldErrors) -> Value:
        if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
            value = int(value) if _INTEGER.fullmatch(value.strip()) else float(value)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            errors.add(path, "FLOAT_EXPECTED", "The value must be a number")
            return None
        return _within(value, low, high, path, errors)

    return read


def _within(value: float, low: int, high: int, path: str, errors: FieldErrors) -> float:
    if not low <= value <= high:
        errors.add(path, "VALUE_OUT_OF_BOUNDS", f"The value must be from {low} to {high}", [low, high])
    return value


# ---- keys ------------------------------------------------------------------------------------------------

_country = _code_of(COUNTRIES, "a country's two-letter code (ISO 3166-1)")
_language = _code_of(LANGUAGES, "a language's two-letter code (ISO 639-1)")
_region = _integer(low=1)


def _version(labels: Sequence[str], key: str) -> dict[str, Attribute]:
    parts = zip(("major", "minor", "bugfix"), labels[1:], strict=True)
    return {key: Attribute(labels[0], Kind.ORDER, _number(), nullable=True)} | {
        f"{key}_{part}": Attribute(label, Kind.ORDER, _integer(), nullable=True) for part, label in parts
    }


_SYSTEM_VERSION = (
    to_say("Version of the operating system"),
    to_say("First part of the version of the operating system"),
    to_say("Second part of the version of the operating system"),
    to_say("Third part of the version of the operating system"),
)
_BROWSER_VERSION = (
    to_say("Version of the browser"),
    to_say("First part of the version of the browser"),
    to_say("Second part of the version of the browser"),
    to_say("Third part of the version of the browser"),
)


ATTRIBUTES: Mapping[Category, Mapping[str, Attribute]] = {
    Category.PROFILE: {
        "gender": Attribute(to_say("Gender"), Kind.IDENTITY, _one_of(Gender)),
        "country": Attribute(to_say("Country"), Kind.IDENTITY, _country),
        "citizenship": Attribute(to_say("Citizenship"), Kind.IDENTITY, _country),
        "education": Attribute(to_say("Education"), Kind.IDENTITY, _one_of(Education)),
        "adult_allowed": Attribute(to_say("Consent to adult content"), Kind.IDENTITY, _flag),
        "verified": Attribute(to_say("Verification of the account"), Kind.IDENTITY, _flag),
        "date_of_birth": Attribute(to_say("Date of birth"), Kind.ORDER, _integer(_FIRST_DAY, _LAST_DAY)),
        "city": Attribute(to_say("City"), Kind.REGION, _region),
        "languages": Attribute(to_say("Languages"), Kind.MEMBERSHIP, _language),
    },
    Category.COMPUTED: {
        "region_by_phone": Attribute(to_say("Region of the telephone"), Kind.REGION, _region, nullable=True),
        "region_by_ip": Attribute(
            to_say("Region of the internet address"), Kind.REGION, _region, nullable=True
        ),
        "rating": Attribute(to_say("Rating"), Kind.ORDER, _number(), nullable=True),
        "device_category": Attribute(to_say("Device"), Kind.IDENTITY, _one_of(DeviceCategory)),
        "client_type": Attribute(to_say("Client"), Kind.IDENTITY, _one_of(ClientType)),
        "os_family": Attribute(to_say("Operating system"), Kind.IDENTITY, _one_of(OsFamily)),
        **_version(_SYSTEM_VERSION, "os_version"),
        "user_agent_type": Attribute(to_say("Kind of browser"), Kind.IDENTITY, _one_of(UserAgentType)),
        "user_agent_family": Attribute(to_say("Browser"), Kind.IDENTITY, _one_of(UserAgentFamily)),
        **_version(_BROWSER_VERSION, "user_agent_version"),
        "experiment_group": Attribute(to_say("Experiment group"), Kind.ORDER, _integer()),
    },
}
SKILL = Attribute(to_say("Skill"), Kind.ORDER, _number(0, 100), nullable=True)


def attribute_of(condition: Condition) -> Attribute:
    """What the condition looks at."""
    return SKILL if condition.category == Category.SKILL else ATTRIBUTES[condition.category][condition.key]
