"""Whatever is written comes back the same: cells, rows, sheets and objects; and files of tasks as a whole."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulk.scene import EVERYTHING, log, make_pool, send, tasks
from http_client import Platform
from talka.bulk import delimited, objects, reading, sheets
from talka.bulk.cells import text_of, value_of
from talka.bulk.model import FileFormat, FileRefused
from talka.kernel.errors import FieldErrors
from talka.projects.field_spec import FieldKind, FieldSpec, compiled, parse_spec
from talka.projects.service import Specs

# JSON has no lone surrogates, and no text here may hold a NUL.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
CELL = st.one_of(TEXT, st.text("a\"\t\n\r,\\ '=", max_size=8))
VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | CELL,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CELL, inner, max_size=4),
    max_leaves=8,
)
POINT = st.tuples(st.integers(-90, 90), st.integers(-179, 179)).map(lambda pair: f"{pair[0]},{pair[1]}.5")
SINGLE: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.STRING: CELL,
    FieldKind.URL: CELL.map(lambda text: f"https://{text}"),
    FieldKind.COORDINATES: POINT,
    FieldKind.INTEGER: st.integers(-(2**70), 2**70),
    FieldKind.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    FieldKind.BOOLEAN: st.booleans(),
    FieldKind.JSON: VALUE.filter(lambda value: value is not None),
}
SPECS = Specs(compiled(json.dumps(EVERYTHING)), compiled("{}"), "{}")


def spec_of(kind: FieldKind, *, array: bool) -> FieldSpec:
    return FieldSpec(kind, array=array, required=False, hidden=False)


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    """Input values of some of the fields of every type."""
    values: dict[str, Any] = {}
    for kind, single in SINGLE.items():
        if draw(st.booleans()):
            values[str(kind)] = draw(single)
        if draw(st.booleans()):
            values[f"array_{kind}"] = draw(st.lists(single, max_size=3))
    return values


@settings(max_examples=50)
@given(
    st.lists(st.lists(CELL | st.none(), min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from("\t,"),
)
@example([["a\rb", "\r\n"], ["", None], ['"', '""']], "\t")
def test_rows_come_back_as_they_were_written(table, separator):
    file = io.BytesIO("".join(delimited.row(cells, separator) for cells in table).encode())
    assert [cells for _, cells in delimited.records(file, separator)] == table


@given(
    st.lists(
        st.lists(CELL | st.booleans() | st.integers(-(10**14), 10**14) | st.none(), max_size=4), max_size=4
    )
)
def test_sheets_come_back_as_they_were_written(table):
    file = io.BytesIO()
    writer = sheets.SheetWriter(file, ["header"])
    for cells in table:
        writer.add(cells)
    writer.finish()
    found = [cells for _, cells in sheets.rows(file)][1:]
    assert found == [without_end(cells) for cells in table]


def without_end(cells: list[Any]) -> list[Any]:
    return cells[: max((place for place, cell in enumerate(cells, 1) if cell is not None), default=0)]


@pytest.mark.parametrize("array", [False, True])
@pytest.mark.parametrize("kind", SINGLE)
@settings(max_examples=40)
@given(data=st.data())
def test_a_cell_stands_for_the_value_it_was_made_of(data, kind, array):
    value = data.draw(st.lists(SINGLE[kind], max_size=4) if array else SINGLE[kind])
    cell = text_of(value, kind, array=array)
    assert value_of(cell, spec_of(kind, array=array)) == value


@settings(max_examples=50)
@given(st.lists(VALUE, max_size=6), st.sampled_from([None, 1, "\t"]), st.integers(1, 40))
def test_items_of_an_array_come_back_however_it_is_cut(values, indent, piece):
    file = io.BytesIO(json.dumps(values, indent=indent, ensure_ascii=False).encode())
    was, objects._PIECE = objects._PIECE, piece
    try:
        found = list(objects.items(file))
    finally:
        objects._PIECE = was
    assert [json.loads(raw) for _, raw in found] == values


@given(
    st.binary(max_size=300), st.sampled_from([form for form in FileFormat if form is not FileFormat.PARQUET])
)
@example(b"INPUT:string\n\xff", FileFormat.TSV)
@example(b"PK\x05\x06" + bytes(18), FileFormat.XLSX)
@example(b'{"a":', FileFormat.JSON)
def test_no_bytes_make_anything_but_rows_or_a_refusal(content, form):
    try:
        for row in reading.rows_of(io.BytesIO(content), form, SPECS):
            assert row is None or row.task is not None or row.errors
    except FileRefused:
        pass


@given(st.text('INPUT:string\t"\n\\,ü', max_size=60))
def test_no_text_makes_anything_but_rows_or_a_refusal(text):
    for separator in "\t,":
        try:
            found = list(delimited.records(io.BytesIO(text.encode()), separator))
        except FileRefused:
            continue
        assert sum(len(cells) for _, cells in found) <= len(text) + 1


def written(found: list[dict[str, Any]], form: FileFormat) -> bytes:
    """A file of tasks with these input values."""
    if form is FileFormat.JSON:
        return json.dumps([{"input_values": values} for values in found]).encode()
    if form is FileFormat.JSONL:
        return "\n".join(json.dumps({"input_values": values}) for values in found).encode()
    specs = parse_spec(EVERYTHING, "", FieldErrors(), output=False)
    table = [
        [text_of(values.get(name), spec.kind, array=spec.array) for name, spec in specs.items()]
        for values in found
    ]
    header = [f"INPUT:{name}" for name in specs]
    if form is FileFormat.XLSX:
        file = io.BytesIO()
        writer = sheets.SheetWriter(file, header)
        for cells in table:
            writer.add(cells)
        writer.finish()
        return file.getvalue()
    separator = delimited.SEPARATORS[form]
    return "".join(delimited.row(cells, separator) for cells in [header, *table]).encode()


@pytest.mark.parametrize("form", [form for form in FileFormat if form is not FileFormat.PARQUET])
async def test_what_was_uploaded_comes_back_the_same(platform: Platform, form: FileFormat) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester, EVERYTHING)
    found = [values for values in samples() if any(value is not None for value in values.values())]
    operation = await send(requester, pool_id, written(found, form), str(form))
    assert operation["status"] == "SUCCESS", await log(requester, operation)
    assert [task["input_values"] for task in await tasks(requester, pool_id)] == found


def samples() -> list[dict[str, Any]]:
    """Some inputs; never the same."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=30, database=None)
    @given(inputs())
    def draw(values: dict[str, Any]) -> None:
        found.append(values)

    draw()
    return found
