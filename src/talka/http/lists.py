"""Lists, in Toloka's grammar: equality filters, ``_gt _gte _lt _lte`` ranges, ``sort=a,-b``, ``limit``.

A slice describes its list once in a :class:`ListSpec`; the same description reads the query, builds the
statement and documents the call.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec
import sqlalchemy as sa

from talka.http.parameters import Parameters
from talka.kernel import clock
from talka.kernel.errors import ValidationFailed
from talka.kernel.ids import parse_number
from talka.storage.query import Query
from talka.storage.tx import Tx

DEFAULT_LIMIT = 50
T = TypeVar("T")


class Kind(enum.Enum):
    """How a filter's value is written."""

    NUMBER_ID = "number id"
    TEXT_ID = "text id"
    TIME = "time"
    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"
    ENUM = "enum"


class Field(msgspec.Struct, frozen=True):
    """One name a list knows, and what may be done with it."""

    column: Any
    kind: Kind
    equal: bool = False
    ranges: bool = False
    sort: bool = False
    many: bool = False
    values: tuple[str, ...] = ()


class ListSpec(msgspec.Struct, frozen=True):
    """What a list can filter and sort by. ``tie`` ends every sort, so that pages neither lose nor repeat.

    ``newest_first``: a list that is not asked for another order begins with what is newest. ``where`` is what
    holds of every row; its parameters are among the request's values. ``cursor``: the parameter ``after_id``
    names the row behind which the page begins, in whatever order; what such a list sorts by is never null.
    """

    columns: tuple[Any, ...]
    fields: dict[str, Field]
    tie: str = "id"
    source: Any = None
    newest_first: bool = False
    where: Any = None
    default_limit: int = DEFAULT_LIMIT
    cursor: bool = False

    def __deepcopy__(self, memo: dict[int, Any]) -> ListSpec:
        # Litestar copies each route with what it is told of it, and a copy's columns would be nobody's.
        return self


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list; ``has_more`` tells whether a further one would hold anything."""

    items: list[T]
    has_more: bool


class ListRequest(msgspec.Struct, frozen=True):
    """What a caller asked of a list, checked."""

    conditions: tuple[tuple[str, str], ...]
    values: dict[str, object]
    sort: tuple[tuple[str, bool], ...]
    limit: int
    after: str | None = None

    def value(self, name: str) -> Any:
        """The value of an equality filter, or None when it was not given."""
        return self.values.get(name)


_RANGES: Mapping[str, Callable[[Any, Any], Any]] = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}


def parse_list(spec: ListSpec, parameters: Parameters, cap: int) -> ListRequest:
    """Read a list's parameters.

    A ``limit`` above the server's cap is cut to it (the official client asks for 1,000).

    Raises:
        ValidationFailed: some parameter is wrong; each is named.
    """
    conditions: list[tuple[str, str]] = []
    values: dict[str, object] = {}
    for name, field in spec.fields.items():
        if field.equal:
            _read_equal(name, field, parameters, conditions, values)
        if field.ranges:
            for suffix in _RANGES:
                key = f"{name}_{suffix}"
                text = parameters.text(key)
                if text is not None:
                    values[key] = _read(key, text, field, parameters)
                    conditions.append((name, suffix))
    sort = _read_sort(spec, parameters)
    limit = min(parameters.integer("limit", spec.default_limit), cap)
    after = parameters.text("after_id") if spec.cursor else None
    parameters.done()
    return ListRequest(tuple(conditions), values, sort, limit, after)


def fetch_page(
    tx: Tx,
    spec: ListSpec,
    request: ListRequest,
    convert: Callable[[Sequence[tuple[Any, ...]]], list[T]],
    *scope: tuple[Any, object],
    within: tuple[Any, str, str] | None = None,
) -> Page[T]:
    """Fetch one page. ``scope`` is pairs of a column and the value it must have (the owner, the pool).

    ``within`` is a column and the texts that its values lie between: the ids of a pool, which its key finds.
    """
    columns = tuple(column for column, _ in scope)
    range_column = None if within is None else within[0]
    shape = _Shape(spec, request.conditions, request.sort, columns, range_column, request.after is not None)
    query = _statement(shape)
    bound: dict[str, object] = {f"scope_{i}": value for i, (_, value) in enumerate(scope)}
    if within is not None:
        bound |= {"within_low": within[1], "within_high": within[2]}
    if request.after is not None:
        bound |= _values_of_cursor(tx, shape, request, bound)
    rows = tx.all(query, limit=request.limit + 1, **request.values, **bound)
    return Page(convert(rows[: request.limit]), len(rows) > request.limit)


def _values_of_cursor(
    tx: Tx, shape: _Shape, request: ListRequest, bound: dict[str, object]
) -> dict[str, object]:
    """What the row named by ``after_id`` has in the columns of the order, as parameters."""
    parameters = {name: value for name, value in bound.items() if name.startswith("scope_")}
    row = tx.one(_cursor_statement(shape), after_id=request.after, **parameters)
    if row is None:
        raise ValidationFailed.of("after_id", "ENTITY_DOES_NOT_EXIST", f"Nothing here is {request.after!r}")
    return {f"after_{i}": value for i, value in enumerate(row)}


class _Shape:
    """Everything a statement's text depends on."""

    __slots__ = ("conditions", "cursor", "key", "scope", "sort", "spec", "within")

    def __init__(
        self,
        spec: ListSpec,
        conditions: tuple[tuple[str, str], ...],
        sort: tuple[tuple[str, bool], ...],
        scope: tuple[Any, ...],
        within: Any,
        cursor: bool = False,  # noqa: FBT001, FBT002  private, and never a bare literal
    ) -> None:
        self.spec = spec
        self.conditions = conditions
        self.sort = sort
        self.scope = scope
        self.within = within
        self.cursor = cursor
        self.key = (id(spec), conditions, sort, tuple(map(str, scope)), within is not None, cursor)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and self.key == other.key


@lru_cache(maxsize=2000)
def _statement(shape: _Shape) -> Query:
    spec = shape.spec
    statement = sa.select(*spec.columns)
    if spec.source is not None:
        statement = statement.select_from(spec.source)
    if spec.where is not None:
        statement = statement.where(spec.where)
    for i, column in enumerate(shape.scope):
        statement = statement.where(column == sa.bindparam(f"scope_{i}", type_=column.type))
    if shape.within is not None:
        kind = shape.within.type
        statement = statement.where(
            shape.within > sa.bindparam("within_low", type_=kind),
            shape.within < sa.bindparam("within_high", type_=kind),
        )
    for name, operator in shape.conditions:
        column = spec.fields[name].column
        if operator == "in":
            statement = statement.where(_in(column, name))
        elif operator == "eq":
            statement = statement.where(column == sa.bindparam(name, type_=column.type))
        else:
            parameter = sa.bindparam(f"{name}_{operator}", type_=column.type)
            statement = statement.where(_RANGES[operator](column, parameter))
    if shape.cursor:
        statement = statement.where(_behind(shape))
    order = [_ordered(spec.fields[name].column, descending=descending) for name, descending in shape.sort]
    return Query(statement.order_by(*order).limit(sa.bindparam("limit", type_=sa.BigInteger())))


@lru_cache(maxsize=200)
def _cursor_statement(shape: _Shape) -> Query:
    """The columns of the order in the row that a page is to begin behind."""
    spec = shape.spec
    statement = sa.select(*(spec.fields[name].column for name, _ in shape.sort))
    if spec.source is not None:
        statement = statement.select_from(spec.source)
    tie = spec.fields[spec.tie].column
    statement = statement.where(tie == sa.bindparam("after_id", type_=tie.type))
    for i, column in enumerate(shape.scope):
        statement = statement.where(column == sa.bindparam(f"scope_{i}", type_=column.type))
    return Query(statement)


def _behind(shape: _Shape) -> Any:
    """What stands behind a row in the order: later in a column, and equal in all before it."""
    ways: list[Any] = []
    equal: list[Any] = []
    for i, (name, descending) in enumerate(shape.sort):
        column = shape.spec.fields[name].column
        value = sa.bindparam(f"after_{i}", type_=column.type)
        ways.append(sa.and_(*equal, column < value if descending else column > value))
        equal.append(column == value)
    return sa.or_(*ways)


def _ordered(column: Any, *, descending: bool) -> Any:
    """Rows without a value come first (last, descending) on either database."""
    if not getattr(column, "nullable", False):
        return column.desc() if descending else column.asc()
    return column.desc().nulls_last() if descending else column.asc().nulls_first()


def _in(column: Any, name: str) -> Any:
    from talka.storage.query import in_list  # noqa: PLC0415

    return in_list(column, name)


def _read_equal(
    name: str,
    field: Field,
    parameters: Parameters,
    conditions: list[tuple[str, str]],
    values: dict[str, object],
) -> None:
    if field.many:
        texts = parameters.texts(name)
        if texts:
            values[name] = [_read(name, text, field, parameters) for text in texts]
            conditions.append((name, "in"))
        return
    text = parameters.text(name)
    if text is not None:
        values[name] = _read(name, text, field, parameters)
        conditions.append((name, "eq"))


def _read(name: str, text: str, field: Field, parameters: Parameters) -> object:
    try:
        return _READERS[field.kind](text, field)
    except _Wrong as wrong:
        parameters.errors.add(name, wrong.code, f"{name}: {wrong}")
        return None


class _Wrong(Exception):  # noqa: N818  private, caught right above
    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def _number_id(text: str, _: Field) -> int:
    number = parse_number(text)
    if number is None:
        raise _Wrong("INVALID_VALUE", f"{text!r} is not an id of this kind")
    return number


def _time(text: str, _: Field) -> int:
    try:
        return clock.from_text(text.replace(" 00:00", "+00:00"))
    except ValueError as error:
        raise _Wrong("INVALID_DATE_TIME_SYNTAX", str(error)) from None


def _integer(text: str, _: Field) -> int:
    if not text.isascii() or not text.lstrip("-").isdigit() or len(text) > 18:  # noqa: PLR2004  BIGINT
        raise _Wrong("INTEGER_EXPECTED", f"{text!r} is not a whole number")
    return int(text)


def _flag(text: str, _: Field) -> int:
    if text.lower() not in ("true", "false"):
        raise _Wrong("BOOLEAN_EXPECTED", "must be true or false")
    return int(text.lower() == "true")


def _enum(text: str, field: Field) -> str:
    if text.upper() not in field.values:
        raise _Wrong("UNKNOWN_ENUM_VALUE", f"{text!r} is not one of {', '.join(field.values)}")
    return text.upper()


_READERS: Mapping[Kind, Callable[[str, Field], object]] = {
    Kind.NUMBER_ID: _number_id,
    Kind.TEXT_ID: lambda text, _: text,
    Kind.TIME: _time,
    Kind.TEXT: lambda text, _: text,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.ENUM: _enum,
}


def _read_sort(spec: ListSpec, parameters: Parameters) -> tuple[tuple[str, bool], ...]:
    sort: list[tuple[str, bool]] = []
    for part in parameters.texts("sort"):
        name = part.removeprefix("-")
        field = spec.fields.get(name)
        if field is None or not field.sort:
            known = ", ".join(key for key, item in spec.fields.items() if item.sort)
            parameters.errors.add("sort", "INVALID_VALUE", f"Cannot sort by {name!r}; use {known}")
            continue
        if name not in [seen for seen, _ in sort]:
            sort.append((name, part.startswith("-")))
    if spec.tie not in [name for name, _ in sort]:
        sort.append((spec.tie, spec.newest_first and not sort))
    return tuple(sort)


def require_one_of(request: ListRequest, *names: str) -> None:
    """Refuse a list that needs one of these filters and got none."""
    if not any(name in request.values for name in names):
        raise ValidationFailed.of(
            names[0], "VALUE_REQUIRED", f"One of the filters {', '.join(names)} is required"
        )
