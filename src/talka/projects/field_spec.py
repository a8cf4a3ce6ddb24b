"""Input and output specifications: what a project says of its tasks' fields, and checking values by it.

:func:`parse_spec` reads the requester's ``{name: spec}`` and reports all that is wrong with it;
:func:`normalise_spec` gives the form that is stored and answered; :func:`compiled` makes of stored text a
:class:`CompiledSpec`, which checks the values of a task or an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple, cast

import msgspec

from talka.http import forms
from talka.kernel import ids
from talka.kernel.errors import FieldError, FieldErrors
from talka.projects.patterns import BadPattern, Why, compile_pattern
from talka.words.speaking import say, to_say

CACHED_SPECS: Final = 4096

_ARRAY: Final = "array_"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_URL_BEGINNINGS: Final = ("http://", "https://", "www")
_COORDINATES: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d*)?)\s*,\s*([+-]?\d{1,3}(?:\.\d*)?)\s*", re.ASCII)
_MAX_LATITUDE: Final = 90
_MAX_LONGITUDE: Final = 180

Servers = frozenset[str]


class FieldKind(StrEnum):
    """The type of a field, or of an array field's items."""

    STRING = "string"
    URL = "url"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    FILE = "file"
    COORDINATES = "coordinates"
    JSON = "json"


class FieldSpec(msgspec.Struct, frozen=True):
    """What is asked of one field. Limits of length, value and pattern hold for every item of an array."""

    kind: FieldKind
    array: bool
    required: bool
    hidden: bool
    min_length: int | None = None
    max_length: int | None = None
    min_value: float | None = None
    max_value: float | None = None
    min_size: int | None = None
    max_size: int | None = None
    pattern: str | None = None
    allowed_values: tuple[Any, ...] | None = None
    current_location: bool = False

    @property
    def type_name(self) -> str:
        """The type as the API names it."""
        return f"{_ARRAY}{self.kind}" if self.array else str(self.kind)


# ---- what may stand in a field's spec --------------------------------------------------------------------

Count = Annotated[int, msgspec.Meta(ge=0)]


class _Common(msgspec.Struct):
    required: bool | None = None
    hidden: bool | None = None


class _String(_Common):
    min_length: Count | None = None
    max_length: Count | None = None
    pattern: str | None = None
    allowed_values: list[str] | None = None


class _Integer(_Common):
    min_value: float | None = None
    max_value: float | None = None
    allowed_values: list[int] | None = None


class _Float(_Common):
    min_value: float | None = None
    max_value: float | None = None
    allowed_values: list[float] | None = None


class _Boolean(_Common):
    allowed_values: list[bool] | None = None


class _Coordinates(_Common):
    current_location: bool | None = None


class _Sizes(msgspec.Struct):
    min_size: Count | None = None
    max_size: Count | None = None


_SHAPES: Final[Mapping[FieldKind, type[_Common]]] = {
    FieldKind.STRING: _String,
    FieldKind.URL: _Common,
    FieldKind.INTEGER: _Integer,
    FieldKind.FLOAT: _Float,
    FieldKind.BOOLEAN: _Boolean,
    FieldKind.FILE: _Common,
    FieldKind.COORDINATES: _Coordinates,
    FieldKind.JSON: _Common,
}

_BOUNDS: Final = (("min_length", "max_length"), ("min_value", "max_value"), ("min_size", "max_size"))


def _names_of(*shapes: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(name for shape in shapes for name in shape.__struct_fields__)


_ALL_NAMES: Final = _names_of(*_SHAPES.values(), _Sizes)


def parse_spec(spec: object, path: str, errors: FieldErrors, *, output: bool) -> dict[str, FieldSpec]:
    """Read an ``input_spec`` or (``output``) an ``output_spec``; all that is wrong is told below ``path``."""
    if not isinstance(spec, dict):
        errors.add(path, "OBJECT_EXPECTED", "The specification must be an object of fields by name")
        return {}
    fields = {}
    for name, raw in spec.items():
        place = _below(path, name)
        if _NAME.fullmatch(name) is None:
            words = "A field's name may have Latin letters, digits, hyphens and underscores"
            errors.add(place, "CHARACTER_NOT_ALLOWED", words)
        field = _parse_field(raw, place, errors, output=output)
        if field is not None:
            fields[name] = field
    return fields


def normalise_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The form in which a sound specification is stored and answered.

    Types are in lower case (``number`` becomes ``integer``), ``required`` and ``hidden`` are spelled out (the
    Java client takes an absent ``required`` for false), nulls are left out; unknown keys stay.
    """
    return {name: _normalise_field(raw) for name, raw in spec.items()}


def _normalise_field(raw: Mapping[str, Any]) -> dict[str, Any]:
    field = {"required": True, "hidden": False} | _without_nulls(raw)
    kind, array = cast("tuple[FieldKind, bool]", _type_of(raw["type"]))
    field["type"] = f"{_ARRAY}{kind}" if array else str(kind)
    return field


def _without_nulls(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Null counts as absent; ``current_location`` is documented as text, and clients read a boolean."""
    field = {name: value for name, value in raw.items() if value is not None}
    location = field.get("current_location")
    if isinstance(location, str) and location in {"true", "false"}:
        field["current_location"] = location == "true"
    return field


def _parse_field(raw: object, path: str, errors: FieldErrors, *, output: bool) -> FieldSpec | None:
    if raw is None:
        errors.add(path, "VALUE_REQUIRED", "The field needs a specification")
        return None
    if not isinstance(raw, dict):
        errors.add(path, "OBJECT_EXPECTED", "A field's specification must be an object")
        return None
    kind_and_array = _parse_type(raw.get("type"), f"{path}.type", errors, output=output)
    if kind_and_array is None:
        return None
    kind, array = kind_and_array
    found = FieldErrors()
    given = _without_nulls(raw)
    shapes = (_SHAPES[kind], _Sizes) if array else (_SHAPES[kind],)
    for shape in shapes:
        found.update(forms.explain(given, shape).as_dict())
    applicable = _names_of(*shapes)
    for name in sorted((given.keys() & _ALL_NAMES) - applicable):
        found.add(name, "VALUE_NOT_ALLOWED", f"A field of type {raw['type']} has no {name}")
    if not found:
        _check_bounds(given, found)
        _check_pattern(given.get("pattern"), found)
    errors.update(found.as_dict(), prefix=path)
    return (
        None
        if found
        else _build(kind, {name: given[name] for name in applicable & given.keys()}, array=array)
    )


def _build(kind: FieldKind, given: dict[str, Any], *, array: bool) -> FieldSpec:
    # An empty list of allowed values would allow nothing at all; clients send it for "any".
    allowed = tuple(given.pop("allowed_values", ())) or None
    common = {"required": True, "hidden": False} | given
    return FieldSpec(kind, array=array, allowed_values=allowed, **common)


def _parse_type(
    raw: object, path: str, errors: FieldErrors, *, output: bool
) -> tuple[FieldKind, bool] | None:
    if raw is None:
        errors.add(path, "VALUE_REQUIRED", "The field needs a type")
        return None
    if not isinstance(raw, str):
        errors.add(path, "STRING_EXPECTED", "The type must be a string")
        return None
    kind_and_array = _type_of(raw)
    if kind_and_array is None:
        known = [str(kind) for kind in FieldKind]
        words = f"The type must be one of {', '.join(known)}, or {_ARRAY} and one of these"
        errors.add(path, "UNKNOWN_ENUM_VALUE", words, known)
    elif kind_and_array[0] is FieldKind.FILE and not output:
        errors.add(path, "VALUE_NOT_ALLOWED", "Files are for output only; give a task the address of one")
        return None
    return kind_and_array


def _type_of(raw: str) -> tuple[FieldKind, bool] | None:
    """A type's name in any case as (kind, whether an array); the guide's ``number`` is a whole number."""
    name = raw.lower()
    base = name.removeprefix(_ARRAY)
    try:
        return FieldKind.INTEGER if base == "number" else FieldKind(base), base != name
    except ValueError:
        return None


def _check_bounds(given: Mapping[str, Any], errors: FieldErrors) -> None:
    for low_name, high_name in _BOUNDS:
        low, high = given.get(low_name), given.get(high_name)
        if low is not None and high is not None and low > high:
            words = f"{high_name} must not be less than {low_name}"
            errors.add(high_name, "VALUE_LESS_THAN_MIN", words, [low])


def _check_pattern(pattern: str | None, errors: FieldErrors) -> None:
    if pattern is not None:
        try:
            compile_pattern(pattern)
        except BadPattern as error:
            errors.add("pattern", "INVALID_REGEX_SYNTAX", f"The pattern cannot be used: {error}")


# ---- checks of one value ---------------------------------------------------------------------------------


class _Fault(NamedTuple):
    """What may be wrong with any field. The words are for whoever reads the error, so each is made anew."""

    code: str
    words: str

    def as_error(self) -> FieldError:
        return FieldError(self.code, say(self.words))


_NOT_A_STRING: Final = _Fault("STRING_EXPECTED", to_say("The value must be a string"))
_MISSING: Final = _Fault("VALUE_REQUIRED", to_say("A value is needed here and must not be null"))
_UNKNOWN: Final = _Fault("VALUE_NOT_ALLOWED", to_say("The project has no field of this name"))
_NOTHING: Final = _Fault("EMPTY_OBJECT_NOT_ALLOWED", to_say("At least one field must have a value"))
_NOT_AN_ARRAY: Final = _Fault("ARRAY_EXPECTED", to_say("The value must be an array"))
_NOT_A_URL: Final = _Fault("INVALID_URL_SYNTAX", to_say("The value must begin with http://, https:// or www"))
_NOT_COORDINATES: Final = _Fault(
    "INVALID_COORDINATES_SYNTAX",
    to_say('The value must be "latitude,longitude" in degrees, like 53.910236,27.531110'),
)
_NOT_AN_ID: Final = _Fault("UUID_EXPECTED", to_say("The value must be the id of an uploaded attachment"))


def _limits(spec: FieldSpec, servers: Servers) -> Why | None:
    """The checks of a single value (or item) that has the right JSON type, in one."""
    checks: list[Why] = []
    if spec.kind is FieldKind.URL and servers:
        checks.append(_url_or_path(servers))
    elif spec.kind in _FORMS:
        checks.append(_FORMS[spec.kind])
    if spec.min_length is not None or spec.max_length is not None:
        checks.append(_length(spec.min_length or 0, spec.max_length))
    if spec.min_value is not None or spec.max_value is not None:
        checks.append(_range(spec.min_value, spec.max_value))
    if spec.pattern is not None:
        checks.append(compile_pattern(spec.pattern))
    if spec.allowed_values is not None:
        checks.append(_one_of(spec.allowed_values))
    return _all_of(checks) if len(checks) > 1 else checks[0] if checks else None


def _all_of(checks: list[Why]) -> Why:
    def why(value: Any) -> FieldError | None:
        for check in checks:
            error = check(value)
            if error is not None:
                return error
        return None

    return why


def _length(low: int, high: int | None) -> Why:
    def why(text: str) -> FieldError | None:
        size = len(text)
        if size < low:
            words = say("At least {low} characters are needed", low=low)
            return FieldError("STRING_LENGTH_LESS_THAN_MIN", words, [low])
        if high is not None and size > high:
            words = say("At most {high} characters are allowed", high=high)
            return FieldError("STRING_LENGTH_GREATER_THAN_MAX", words, [high])
        return None

    return why


def _range(low: float | None, high: float | None) -> Why:
    def why(number: float) -> FieldError | None:
        if low is not None and number < low:
            return FieldError("VALUE_LESS_THAN_MIN", say("The value must be at least {low}", low=low), [low])
        if high is not None and number > high:
            words = say("The value must be at most {high}", high=high)
            return FieldError("VALUE_GREATER_THAN_MAX", words, [high])
        return None

    return why


def _one_of(allowed: tuple[Any, ...]) -> Why:
    values = frozenset(allowed)
    names = ", ".join(str(value) for value in allowed)

    def why(value: Any) -> FieldError | None:
        if value in values:
            return None
        words = say("The value must be one of: {names}", names=names)
        return FieldError("VALUE_NOT_ALLOWED", words, list(allowed))

    return why


def _url(text: str) -> FieldError | None:
    return None if text.startswith(_URL_BEGINNINGS) else _NOT_A_URL.as_error()


def _url_or_path(servers: Servers) -> Why:
    """A check that lets paths of these servers pass too: ``proxy/<server>/...`` and ``<server>/...``."""
    places = [f"{before}{name}/" for name in sorted(servers) for before in ("", "/", "proxy/", "/proxy/")]
    beginnings = (*_URL_BEGINNINGS, *places)
    return lambda text: None if text.startswith(beginnings) else _NOT_A_URL.as_error()


def _coordinates(text: str) -> FieldError | None:
    match = _COORDINATES.fullmatch(text)
    if match is None:
        return _NOT_COORDINATES.as_error()
    inside = abs(float(match[1])) <= _MAX_LATITUDE and abs(float(match[2])) <= _MAX_LONGITUDE
    return None if inside else _NOT_COORDINATES.as_error()


def _attachment(text: str) -> FieldError | None:
    return None if ids.parse_uuid(text) is not None else _NOT_AN_ID.as_error()


_FORMS: Final[Mapping[FieldKind, Why]] = {
    FieldKind.URL: _url,
    FieldKind.COORDINATES: _coordinates,
    FieldKind.FILE: _attachment,
}


class _Never:
    """The type of no value: a field that the quick look always leaves to the thorough one."""


# Python's types of a JSON value of each kind, the usual one first (a bool is never an int here), and what is
# said of any other. JSON fields take everything.
_TYPES: Final[Mapping[FieldKind, tuple[tuple[type, ...], _Fault]]] = {
    FieldKind.STRING: ((str,), _NOT_A_STRING),
    FieldKind.URL: ((str,), _NOT_A_STRING),
    FieldKind.COORDINATES: ((str,), _NOT_A_STRING),
    FieldKind.INTEGER: ((int,), _Fault("INTEGER_EXPECTED", to_say("The value must be a whole number"))),
    FieldKind.FLOAT: ((float, int), _Fault("FLOAT_EXPECTED", to_say("The value must be a number"))),
    FieldKind.BOOLEAN: ((bool,), _Fault("BOOLEAN_EXPECTED", to_say("The value must be true or false"))),
    FieldKind.FILE: ((str,), _NOT_AN_ID),
}


# ---- checks of a whole object ----------------------------------------------------------------------------


class _Field:
    """One field's checks."""

    __slots__ = ("limits", "name", "spec", "types", "usual", "wrong_type")

    def __init__(self, name: str, spec: FieldSpec, servers: Servers) -> None:
        self.name = name
        self.spec = spec
        self.limits = _limits(spec, servers)
        types = _TYPES.get(spec.kind)
        self.types: tuple[type, ...] | None = types[0] if types else None
        self.wrong_type: _Fault | None = types[1] if types else None
        self.usual: type = _Never if spec.array or self.types is None else self.types[0]

    def report(self, value: Any, path: str, errors: FieldErrors) -> None:
        """Say what is wrong with a value that is not null."""
        if not self.spec.array:
            _report(self._why(value), path, errors)
        elif type(value) is not list:
            _report(_NOT_AN_ARRAY.as_error(), path, errors)
        else:
            self._report_size(len(value), path, errors)
            for place, item in enumerate(value):
                error = self._why(item)
                if error is not None:
                    _report(error, f"{path}.{place}", errors)

    def _why(self, value: Any) -> FieldError | None:
        if self.types is not None and type(value) not in self.types:
            fault = _MISSING if value is None else self.wrong_type
            return None if fault is None else fault.as_error()
        return None if self.limits is None else self.limits(value)

    def _report_size(self, size: int, path: str, errors: FieldErrors) -> None:
        low, high = self.spec.min_size, self.spec.max_size
        if low is not None and size < low:
            words = say("At least {low} items are needed", low=low)
            errors.add(path, "ARRAY_SIZE_LESS_THAN_MIN", words, [low])
        elif high is not None and size > high:
            words = say("At most {high} items are allowed", high=high)
            errors.add(path, "ARRAY_SIZE_GREATER_THAN_MAX", words, [high])


def _report(error: FieldError | None, path: str, errors: FieldErrors) -> None:
    if error is not None:
        errors.update({path: error})


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


class CompiledSpec:
    """A specification ready to check values; immutable, so threads may share it.

    ``servers``: names of requesters' servers whose paths are addresses too.
    """

    __slots__ = ("_files", "_plan", "fields", "hidden")

    def __init__(self, fields: Mapping[str, FieldSpec], servers: Servers = frozenset()) -> None:
        self.fields: Final[Mapping[str, FieldSpec]] = dict(fields)
        self.hidden: Final = tuple(name for name, spec in fields.items() if spec.hidden)
        """The names that a worker's page must not be given."""
        checks = [_Field(name, spec, servers) for name, spec in fields.items()]
        self._plan: Final = [(field.name, field.usual, field.limits, field) for field in checks]
        self._files: Final = [name for name, spec in fields.items() if spec.kind is FieldKind.FILE]

    def check(
        self,
        values: Mapping[str, Any],
        path: str,
        errors: FieldErrors,
        *,
        partial: bool = False,
        answer: bool = False,
    ) -> None:
        """Report every bad field of ``values`` below ``path``; null counts as missing.

        Args:
            values: an object as parsed from JSON: a task's input, a solution.
            path: where it stands in the request, such as ``input_values`` or ``0``; may be empty.
            errors: where to report.
            partial: a known or baseline solution: nothing is required, yet at least one field must be there.
            answer: a worker's answer: hidden fields, which the worker never sees, are not required.
        """
        seen = given = 0
        get = values.get
        for name, usual, limits, field in self._plan:
            value = get(name)
            if type(value) is usual and (limits is None or limits(value) is None):
                given += 1
            elif value is not None:
                given += 1
                field.report(value, _below(path, name), errors)
            else:
                seen += name in values
                spec = field.spec
                if spec.required and not partial and not (answer and spec.hidden):
                    _report(_MISSING.as_error(), _below(path, name), errors)
        if given + seen != len(values):
            self._report_unknown(values, path, errors)
        if partial and not given:
            _report(_NOTHING.as_error(), path, errors)

    def _report_unknown(self, values: Mapping[str, Any], path: str, errors: FieldErrors) -> None:
        for name, value in values.items():
            if name not in self.fields and value is not None:
                _report(_UNKNOWN.as_error(), _below(path, name), errors)

    def file_values(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The attachments that checked values name: the path below the values, and the id in canonical form.

        Values that :meth:`check` refused are passed over.
        """
        found = []
        for name in self._files:
            value = values.get(name)
            items = enumerate(value) if isinstance(value, list) else [(None, value)]
            for place, item in items:
                attachment_id = ids.parse_uuid(item) if isinstance(item, str) else None
                if attachment_id is not None:
                    found.append((name if place is None else f"{name}.{place}", attachment_id))
        return found


@lru_cache(maxsize=CACHED_SPECS)
def compiled(spec_json: str, servers: Servers = frozenset()) -> CompiledSpec:
    """The checks of a stored specification's JSON text, made once per text and set of servers.

    Raises:
        ValidationFailed: the text is not a sound specification, which a saved project's always is.
    """
    errors = FieldErrors()
    fields = parse_spec(msgspec.json.decode(spec_json), "", errors, output=True)
    errors.raise_if_any()
    return CompiledSpec(fields, servers)
