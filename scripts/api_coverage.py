"""How much of another OpenAPI document the platform's own covers: operations, parameters and fields.

    python scripts/api_coverage.py --spec ../shared/spec/toloka-openapi.json [--base /api/v1] [--missing]
    python scripts/api_coverage.py --readme [--check]

The second form writes the README's table of both official pages, from ``../shared/spec``.

A field below one that we describe as any object or value counts as covered and is counted once more as open:
whether it is really read is for tests to say. What we leave out on purpose is in ``LEFT_OUT``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Document = Mapping[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 12


class LeftOut(NamedTuple):
    """Fields that an official page names and that are not to be, and why: patterns of calls and paths."""

    call: str
    kind: str
    path: str
    why: str


LEFT_OUT = (
    LeftOut(
        "(GET|PATCH) /assignments.*",
        "response",
        r"(items\.)?(solutions|first_declined_solution_attempt)\.(id|task_id|assignment_id)",
        "a solution has no id, and stands in the assignment at its task's place: the official samples and "
        "toloka-kit have `output_values` alone",
    ),
    LeftOut(
        "POST /tasks",
        "response",
        r"has_more|items\..*",
        "many tasks are answered as `items` by position, as the official sample and toloka-kit have them; "
        "the official schema has a page of a list there",
    ),
)

OPEN = "`view_spec` is read by the template engine and described as any object"


class Operation(NamedTuple):
    """What a document says of an operation; fields stand under dotted paths, ``open`` ones hold anything."""

    name: str
    query: set[str]
    request: set[str]
    request_open: set[str]
    response: set[str]
    response_open: set[str]


class Share(NamedTuple):
    """How much of a set is there."""

    wanted: int
    covered: int
    open: int
    missing: list[str]

    def __str__(self) -> str:
        if not self.wanted:
            return "-"
        return f"{self.covered}/{self.wanted}" + (f" ({self.open} open)" if self.open else "")


class Row(NamedTuple):
    """One operation of the other document; the shares are of nothing where we lack it."""

    call: str
    ours: str | None
    query: Share
    request: Share
    response: Share


# ---- reading a document ----------------------------------------------------------------------------------


def operations_of(document: Document, base: str = "") -> dict[str, Operation]:
    """Operations by method and path, ``base`` taken off the paths; path parameters' names do not count."""
    found = {}
    for path, item in document["paths"].items():
        if not path.startswith(base):
            continue
        for method in METHODS:
            if method in item:
                call = f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path.removeprefix(base))}"
                found[call] = _operation(document, item, item[method])
    return found


def _operation(document: Document, item: Mapping[str, Any], said: Mapping[str, Any]) -> Operation:
    parameters = [*item.get("parameters", []), *said.get("parameters", [])]
    bodies = [said["requestBody"]] if "requestBody" in said else []
    answers = [answer for status, answer in said["responses"].items() if str(status).startswith("2")]
    request, request_open = _fields(document, bodies)
    response, response_open = _fields(document, answers)
    known = [_resolved(document, parameter) for parameter in parameters]
    query = {parameter["name"] for parameter in known if parameter["in"] == "query"}
    name = said.get("operationId", "")
    return Operation(name, query, request, request_open, response, response_open)


def _fields(document: Document, messages: list[Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """The dotted paths of everything in these messages, and those below which anything may stand."""
    found: set[str] = set()
    anything: set[str] = set()
    for message in messages:
        for content in _resolved(document, message).get("content", {}).values():
            for path, is_open in _walk(document, content.get("schema", {}), "", ()):
                found.add(path)
                if is_open:
                    anything.add(path)
    return found - {""}, anything


def _walk(
    document: Document, schema: Mapping[str, Any], path: str, above: tuple[str, ...]
) -> Iterator[tuple[str, bool]]:
    reference = schema.get("$ref")
    if reference in above or path.count(".") > DEEPEST:
        yield path, False
        return
    if reference:
        above = (*above, reference)
        schema = _resolved(document, schema)
    parts = [part for key in ("allOf", "anyOf", "oneOf") for part in schema.get(key, ())]
    for part in parts:
        yield from _walk(document, part, path, above)
    if schema.get("items"):
        yield from _walk(document, schema["items"], path, above)
    for name, field in schema.get("properties", {}).items():
        yield from _walk(document, field, f"{path}.{name}" if path else name, above)
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield from _walk(document, schema["additionalProperties"], f"{path}.*", above)
    yield path, not parts and _holds_anything(schema)


def _holds_anything(schema: Mapping[str, Any]) -> bool:
    if schema.get("type") == "object":
        return not schema.get("properties") and not isinstance(schema.get("additionalProperties"), Mapping)
    if schema.get("type") == "array":
        return not schema.get("items")
    return "type" not in schema and not schema.keys() & {"enum", "const", "properties", "items"}


def _resolved(document: Document, value: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in value:
        place: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            place = place[part.replace("~1", "/").replace("~0", "~")]
        value = place
    return value


# ---- comparing -------------------------------------------------------------------------------------------


def compare(theirs: Mapping[str, Operation], ours: Mapping[str, Operation]) -> list[Row]:
    """Each of their operations beside ours."""
    nothing = Operation("", set(), set(), set(), set(), set())
    rows = []
    for call in sorted(theirs, key=lambda call: (call.partition(" ")[2], call)):
        wanted, given = theirs[call], ours.get(call, nothing)
        rows.append(
            Row(
                call,
                given.name if call in ours else None,
                _share(wanted.query, given.query, set()),
                _share(_meant(call, "request", wanted.request), given.request, given.request_open),
                _share(_meant(call, "response", wanted.response), given.response, given.response_open),
            )
        )
    return rows


def _meant(call: str, kind: str, wanted: set[str]) -> set[str]:
    """The fields without those that are left out on purpose."""
    reasons = [one for one in LEFT_OUT if one.kind == kind and re.fullmatch(one.call, call)]
    return {path for path in wanted if not any(re.fullmatch(one.path, path) for one in reasons)}


def _share(wanted: set[str], given: set[str], anything: set[str]) -> Share:
    named = {path for path in wanted if any(_fits(path, place) for place in given)}
    below = {path for path in wanted - named if any(_fits(path, place, below=True) for place in anything)}
    missing = sorted(wanted - named - below)
    return Share(len(wanted), len(named) + len(below), len(below), missing)


def _fits(path: str, place: str, *, below: bool = False) -> bool:
    """Whether a path is this place, or below it; a ``*`` in the place stands for any name."""
    names, known = path.split("."), place.split(".") if place else []
    if len(names) < len(known) or (len(names) > len(known) and not below):
        return False
    return all(one in ("*", name) for name, one in zip(names, known, strict=False))


def total(shares: list[Share]) -> Share:
    """The shares as one; what is missing is left to each."""
    return Share(
        sum(share.wanted for share in shares),
        sum(share.covered for share in shares),
        sum(share.open for share in shares),
        [],
    )


# ---- printing --------------------------------------------------------------------------------------------


def table(rows: list[Row]) -> str:
    """The comparison as a table with a line of sums."""
    cells = [("operation", "ours", "query", "request", "response")]
    cells += [(r.call, r.ours or "MISSING", str(r.query), str(r.request), str(r.response)) for r in rows]
    have = sum(row.ours is not None for row in rows)
    query = total([row.query for row in rows])
    request = total([row.request for row in rows])
    response = total([row.response for row in rows])
    cells.append((f"{len(rows)} operations", f"{have} covered", str(query), str(request), str(response)))
    widths = [max(len(line[place]) for line in cells) for place in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    rule = "-" * (sum(widths) + 8)
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def missing(rows: list[Row]) -> str:
    """What each operation that we have lacks."""
    lines = []
    for row in rows:
        for kind, share in (("query", row.query), ("request", row.request), ("response", row.response)):
            if row.ours is not None and share.missing:
                lines.append(f"{row.call}: {kind}: {', '.join(share.missing)}")
    return "\n".join(lines) or "nothing"


# ---- the README ------------------------------------------------------------------------------------------

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- coverage: begin -->", "<!-- coverage: end -->"
PAGES = (
    ("Toloka API", "toloka-openapi.json", "/api/v1"),
    ("Toloka App API", "toloka-apps-openapi.json", "/api/app/v0"),
)


def summary(specs: Path) -> str:
    """Both official pages in a line each, and what is left out of them."""
    lines = ["| official page | calls | parameters | fields asked | fields answered |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for name, file, base in PAGES:
        theirs = operations_of(json.loads((specs / file).read_text()))
        rows = compare(theirs, operations_of(_own_document(), base))
        have = sum(row.ours is not None for row in rows)
        sums = [total([row[place] for row in rows]) for place in (2, 3, 4)]
        cells = " | ".join(f"{one.covered} of {one.wanted}" for one in sums)
        lines.append(f"| {name} | {have} of {len(rows)} | {cells} |")
    lines += ["", "Left out on purpose, and not counted:", ""]
    lines += [f"- {one.why}." for one in LEFT_OUT]
    return "\n".join([*lines, "", f"Counted without a look inside: {OPEN}."])


def write_summary(*, check: bool) -> int:
    """Write the README's table, or only say whether it is current."""
    specs = README.parent.parent / "shared" / "spec"
    for above in README.parents:
        if (above / "shared" / "spec" / PAGES[0][1]).exists():
            specs = above / "shared" / "spec"
            break
    text = README.read_text()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    current = f"{before}{START}\n{summary(specs)}\n{END}{after}"
    if not check:
        README.write_text(current)
    elif current != text:
        print("README.md is behind the code: run scripts/api_coverage.py --readme")
        return 1
    return 0


def _own_document() -> Document:
    from litestar import Litestar  # noqa: PLC0415

    from talka.app import CONTROLLERS  # noqa: PLC0415
    from talka.http.openapi import document_of  # noqa: PLC0415

    return document_of(Litestar(route_handlers=[*CONTROLLERS], openapi_config=None))


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare our API with another OpenAPI document.")
    parser.add_argument("--spec", type=Path, help="the other document, as JSON")
    parser.add_argument("--base", default="/api/v1", help="the path below which it stands here")
    parser.add_argument("--missing", action="store_true", help="name what is missing too")
    parser.add_argument("--readme", action="store_true", help="write the README's table instead")
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    options = parser.parse_args()
    if options.readme:
        return write_summary(check=options.check)
    if options.spec is None:
        parser.error("--spec or --readme is needed")
    theirs = operations_of(json.loads(options.spec.read_text()))
    rows = compare(theirs, operations_of(_own_document(), options.base))
    print(table(rows))
    if options.missing:
        print(f"\nMissing in what is covered:\n{missing(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
