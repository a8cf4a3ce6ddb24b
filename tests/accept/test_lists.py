"""Every list call takes every parameter that the official page names, and each has its effect.

What a filter finds is compared with what the same filter, computed here, keeps of all rows.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from accept.conftest import SHARED
from accept.listed import World, make_world
from http_client import Platform
from talka.kernel import clock
from talka.messages.model import Folder
from talka.storage import schema
from talka.storage.query import Query

pytestmark = pytest.mark.accept

SPEC = SHARED / "spec" / "toloka-openapi.json"
RANGES = {"gt": "__gt__", "gte": "__ge__", "lt": "__lt__", "lte": "__le__"}
LITERAL = re.compile(r"^- `([\w.]+)`", re.MULTILINE)
MOST_VALUES = 5
STRANGE = (
    "\0",
    "a\0b",
    "9" * 30,
    "9" * 18,
    "-1",
    "\u0663",
    "' OR 1=1 --",
    "%",
    "\ud7ff\U0001f431",
    "x" * 5000,
    "0001",
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """A list call. ``scopes`` are the filters one of which it needs; ``read`` finds what an item hides."""

    path: str
    scopes: Callable[[World], list[dict[str, str]]] = lambda _: [{}]
    read: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)
    least: int = 3

    def values(self, row: Row, name: str) -> list[Any]:
        """The values of a row that a filter of this name is compared with."""
        found = self.read[name](row) if name in self.read else row.get(name)
        return found if isinstance(found, list) else [] if found is None else [found]


def _task_ids(row: Row) -> list[str]:
    return [task["id"] for task in row["tasks"]]


def _pools(world: World) -> list[dict[str, str]]:
    return [{"pool_id": world.mixed}, {"pool_id": world.manual}]


LISTS = {
    "/projects": Listing("/projects", read={"owner": lambda row: row["owner"]["id"]}),
    "/pools": Listing("/pools"),
    "/trainings": Listing("/trainings"),
    "/skills": Listing(
        "/skills", read={"global": lambda row: str(row.get("global", False)).lower()}, least=17
    ),
    "/user-skills": Listing("/user-skills"),
    "/user-restrictions": Listing("/user-restrictions", least=9),
    "/user-bonuses": Listing("/user-bonuses", least=7),
    "/message-threads": Listing(
        "/message-threads",
        read={
            "folder": lambda row: row["folders"],
            "folder_ne": lambda row: [one for one in Folder if one not in row["folders"]],
        },
        least=8,
    ),
    "/webhook-subscriptions": Listing("/webhook-subscriptions", least=9),
    "/tasks": Listing("/tasks", scopes=_pools, least=13),
    "/task-suites": Listing("/task-suites", scopes=_pools, read={"task_id": _task_ids}, least=10),
    "/assignments": Listing("/assignments", scopes=_pools, read={"task_id": _task_ids}, least=9),
    "/attachments": Listing(
        "/attachments",
        scopes=_pools,
        read={
            "type": lambda row: row["attachment_type"],
            **{
                name: lambda row, name=name: row["details"][name]
                for name in ("pool_id", "assignment_id", "user_id")
            },
        },
    ),
    "/operations": Listing("/operations", least=12),
    "/aggregated-solutions/{operationId}": Listing("/aggregated-solutions/{operationId}"),
}


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("the official page is not beside the checkout (../shared)")
    return json.loads(SPEC.read_text())


@pytest.fixture
async def world(platform: Platform) -> World:
    return await make_world(platform)


def parameters_of(spec: dict[str, Any], path: str) -> dict[str, Any]:
    """The query parameters that the page names, by name."""
    found = [_followed(spec, one) for one in spec["paths"][path]["get"]["parameters"]]
    return {one["name"]: one for one in found if one["in"] == "query"}


def _followed(spec: dict[str, Any], part: Any) -> Any:
    while "$ref" in part:
        target: Any = spec
        for key in part["$ref"].removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/")]
        part = target
    return part


class Reader:
    """Reads one list of a world, and keeps what was not as it should be."""

    def __init__(self, world: World, listing: Listing, parameters: dict[str, Any]) -> None:
        self.listing = listing
        self.parameters = parameters
        self.scopes = listing.scopes(world)
        self.rows: list[dict[str, Any]] = []
        self.wrong: list[str] = []
        self.asked = 0
        self._client = world.mine
        self._url = "/api/v1" + listing.path.replace("{operationId}", world.operation)

    async def load(self) -> None:
        """Every row of every scope."""
        for scope in self.scopes:
            self.rows += (await self.get({**scope, "limit": "1000"}))["items"]
        assert len(self.rows) >= self.listing.least, f"only {len(self.rows)} rows to filter"

    async def get(self, query: Mapping[str, str]) -> Any:
        self.asked += 1
        return await self._client.call("GET", self._url, params=query, status=200)

    async def refusal(self, query: Mapping[str, str]) -> Any:
        self.asked += 1
        answer = await self._client.get(self._url, params=query)
        return answer.status_code, answer.json()

    async def expect(self, query: dict[str, str], expected: Iterable[Row]) -> None:
        """The query finds these rows, in this order."""
        answer = await self._client.get(self._url, params={"limit": "1000", **query})
        self.asked += 1
        want = list(expected)
        if answer.status_code != 200:
            self.wrong.append(f"{query}: {answer.status_code} {answer.text[:300]}")
        elif answer.json()["items"] != want:
            self.wrong.append(f"{query}: found {keys(answer.json()['items'])}, not {keys(want)}")

    def within(self, scope: Mapping[str, str]) -> list[dict[str, Any]]:
        """The rows of a scope."""
        return [row for row in self.rows if all(self.has(row, *pair) for pair in scope.items())]

    def has(self, row: Row, name: str, value: str) -> bool:
        """Whether a row passes an equality filter."""
        return value in [str(one) for one in self.listing.values(row, name)]

    def known(self, name: str) -> list[str]:
        """Values that rows have, evenly taken when there are many."""
        found = {str(value): value for row in self.rows for value in self.listing.values(row, name)}
        ordered = sorted(found, key=lambda text: comparable(found[text]))
        return ordered[:: max(1, len(ordered) // MOST_VALUES)]


def keys(rows: Iterable[Row]) -> list[str]:
    return [str(row.get("id", row.get("task_id"))) for row in rows]


def comparable(value: Any) -> Any:
    """Ids that are numbers compare as numbers, everything else as it is."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def range_of(name: str) -> tuple[str, str] | None:
    """The field and the comparison that a parameter like ``created_gte`` names."""
    base, _, suffix = name.rpartition("_")
    return (base, RANGES[suffix]) if base and suffix in RANGES else None


async def check_ranges(reader: Reader) -> None:
    for name in reader.parameters:
        if (found := range_of(name)) is None:
            continue
        base, operator = found
        values = reader.known(base)
        assert values, f"no row has a value of {base}"
        for scope, value in itertools.product(reader.scopes, values):
            kept = [
                row
                for row in reader.within(scope)
                for own in reader.listing.values(row, base)
                if getattr(comparable(own), operator)(comparable(value) if base != "overlap" else int(value))
            ]
            await reader.expect({**scope, name: value}, kept)


async def check_pairs_of_ranges(reader: Reader) -> None:
    """Ranges of one field from both sides, as clients page and stream."""
    for base in {found[0] for name in reader.parameters if (found := range_of(name))}:
        values = reader.known(base)
        low, high = values[0], values[-1]
        for scope in reader.scopes:
            kept = [
                row
                for row in reader.within(scope)
                for own in reader.listing.values(row, base)
                if comparable(low) < comparable(str(own)) <= comparable(high)
            ]
            await reader.expect({**scope, f"{base}_gt": low, f"{base}_lte": high}, kept)


async def check_filters(reader: Reader) -> None:
    for name, parameter in reader.parameters.items():
        if name in ("sort", "limit") or range_of(name):
            continue
        values = reader.known(name)
        assert values, f"no row has a value of {name}"
        for scope, value in itertools.product(reader.scopes, values):
            if scope.get(name, value) == value:
                await reader.expect({**scope, name: value}, reader.within({**scope, name: value}))
        named = LITERAL.findall(parameter.get("description", ""))
        for scope, value in itertools.product(reader.scopes, named):
            await reader.expect({**scope, name: value}, reader.within({**scope, name: value}))
        if "commas" in parameter["description"]:
            for scope, pair in itertools.product(reader.scopes, itertools.combinations(values, 2)):
                rows = [
                    row for row in reader.within(scope) if any(reader.has(row, name, one) for one in pair)
                ]
                await reader.expect({**scope, name: ",".join(pair)}, rows)


async def check_several_at_once(reader: Reader) -> None:
    """Equality filters and a range together narrow, whatever the pair."""
    names = [name for name in reader.parameters if name not in ("sort", "limit") and not range_of(name)]
    pivot = next(name for name in ("id", "task_id") if f"{name}_gte" in reader.parameters)
    for scope, row in itertools.product(
        reader.scopes, reader.rows[:: max(1, len(reader.rows) // MOST_VALUES)]
    ):
        both = {name: str(found[0]) for name in names if (found := reader.listing.values(row, name))}
        if not scope.items() <= both.items():
            continue
        later = [
            one for one in reader.within(both) if comparable(one.get(pivot)) >= comparable(row.get(pivot))
        ]
        await reader.expect({**both, f"{pivot}_gte": str(row[pivot])}, later)


async def check_sorts(reader: Reader) -> None:
    """Rows that have the value stand in order, equal ones by id; those without it are all there."""
    fields = LITERAL.findall(reader.parameters["sort"]["description"])
    assert fields
    orders = [(one,) for one in fields] + list(itertools.permutations(fields, 2))
    for scope, order in itertools.product(reader.scopes, orders):
        for signs in itertools.product(("", "-"), repeat=len(order)):
            await _check_sort(reader, scope, list(zip(signs, order, strict=True)))


async def _check_sort(reader: Reader, scope: dict[str, str], order: list[tuple[str, str]]) -> None:
    rows = reader.within(scope)
    expected = sorted(rows, key=lambda row: comparable(row.get("id", row.get("task_id"))))
    for sign, name in reversed(order):
        expected = [row for row in expected if row.get(name) is not None]
        expected.sort(key=lambda row, name=name: comparable(row[name]), reverse=sign == "-")
    query = {**scope, "sort": ",".join(f"{sign}{name}" for sign, name in order), "limit": "1000"}
    found = (await reader.get(query))["items"]
    if sorted(keys(found)) != sorted(keys(rows)):
        reader.wrong.append(f"{query}: other rows than without the sort")
    placed = [row for row in found if all(row.get(name) is not None for _, name in order)]
    if placed != expected:
        reader.wrong.append(f"{query}: found {keys(placed)}, not {keys(expected)}")


async def check_pages(reader: Reader) -> None:
    """Pages by id, however small, hold every row once; a limit is kept to, and said to be."""
    key = "id" if "id_gt" in reader.parameters else "task_id"
    for scope in reader.scopes:
        rows, seen, after = reader.within(scope), [], {}
        while True:
            page = await reader.get({**scope, **after, "sort": key, "limit": "2"})
            seen += page["items"]
            if not page["has_more"]:
                break
            if len(page["items"]) != 2:
                reader.wrong.append(f"{scope} {after}: has_more with {len(page['items'])} of 2 items")
                break
            after = {f"{key}_gt": page["items"][-1][key]}
        if keys(seen) != keys(rows):
            reader.wrong.append(f"{scope}: pages hold {keys(seen)}, not {keys(rows)}")
        exact = await reader.get({**scope, "limit": str(len(rows))})
        if exact["has_more"]:
            reader.wrong.append(f"{scope}: has_more with every row listed")


async def check_wrong_values(reader: Reader) -> None:
    """A wrong value is refused by the name of its parameter."""
    for (name, value), scope in itertools.product(_wrong_values(reader), reader.scopes):
        status, body = await reader.refusal({**scope, name: value})
        if status != 400 or body.get("code") != "VALIDATION_ERROR" or name not in (body["payload"] or {}):
            reader.wrong.append(f"{name}={value}: {status} {body}")
    status, body = await reader.refusal({**reader.scopes[0], "limit": "abc", "sort": "-nothing"})
    if set(body["payload"] or {}) != {"limit", "sort"}:
        reader.wrong.append(f"two wrong values: {status} {body}")


async def check_strange_values(reader: Reader) -> None:
    """Whatever is sent, it is found, not found or refused."""
    for name, value, scope in itertools.product(reader.parameters, STRANGE, reader.scopes):
        status, body = await reader.refusal({**scope, name: value})
        if status not in (200, 400) or (status == 400 and name not in (body["payload"] or {})):
            reader.wrong.append(f"{name}={value[:40]!r}: {status} {body}")


def _wrong_values(reader: Reader) -> Iterator[tuple[str, str]]:
    for name, parameter in reader.parameters.items():
        base = range_of(name)[0] if range_of(name) else name
        values = [value for row in reader.rows for value in reader.listing.values(row, base)]
        if name == "limit":
            yield from ((name, value) for value in ("0", "-1", "abc", "1.5"))
        elif name == "sort":
            yield from ((name, value) for value in ("nothing", "id,-nothing", "--id"))
        elif base == "overlap":
            yield from ((name, value) for value in ("many", "1.5"))
        elif base in ("created", "modified", "last_started", "submitted", "accepted", "finished", "expired"):
            yield from ((name, value) for value in ("yesterday", "2021-13-01T00:00:00"))
        elif LITERAL.search(parameter.get("description", "")):
            yield name, "NONSENSE"
        elif base.endswith("id") and all(str(value).isdigit() for value in values):
            yield name, "no number"


@pytest.mark.parametrize("path", LISTS)
async def test_every_parameter_has_its_effect(path: str, spec: dict[str, Any], world: World) -> None:
    reader = Reader(world, LISTS[path], parameters_of(spec, path))
    await reader.load()
    if path == "/skills":
        reader.listing = await _with_moments_of_change(reader.listing, world)
    for check in (
        check_ranges,
        check_pairs_of_ranges,
        check_filters,
        check_several_at_once,
        check_sorts,
        check_pages,
        check_wrong_values,
        check_strange_values,
    ):
        await check(reader)
    print(  # noqa: T201  the check's report
        f"\n{path}: {len(reader.parameters)} parameters, {len(reader.rows)} rows, {reader.asked} calls"
    )
    assert not reader.wrong, f"{len(reader.wrong)} wrong:\n" + "\n".join(reader.wrong)


async def _with_moments_of_change(listing: Listing, world: World) -> Listing:
    """The API filters skills by a moment that it does not show: it is read where it is kept."""
    c = schema.skills.c
    rows = await world.platform.sandbox.database.read(lambda tx: tx.all(Query(sa.select(c.id, c.modified))))
    moments = {str(skill_id): clock.to_text(modified) for skill_id, modified in rows}
    return replace(listing, read={**listing.read, "modified": lambda row: moments[row["id"]]})


@pytest.mark.parametrize("path", LISTS)
async def test_a_limit_above_the_servers_is_cut_to_it(path: str, spec: dict[str, Any], world: World) -> None:
    running = world.platform.sandbox.running
    platform = running.environment.platform
    small = msgspec.structs.replace(platform, limits=msgspec.structs.replace(platform.limits, page=2))
    reader = Reader(world, LISTS[path], parameters_of(spec, path))
    for scope in reader.scopes:
        whole = await reader.get({**scope, "limit": "1000"})
        running.environment = msgspec.structs.replace(running.environment, platform=small)
        cut = await reader.get({**scope, "limit": "100000"})
        assert (cut["items"], cut["has_more"]) == (whole["items"][:2], True)
        running.environment = msgspec.structs.replace(running.environment, platform=platform)


@pytest.mark.parametrize("path", ["/tasks", "/task-suites", "/assignments", "/attachments"])
async def test_these_lists_need_a_filter(path: str, world: World) -> None:
    answer = await world.mine.get(f"/api/v1{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["payload"]["pool_id"]["code"] == "VALUE_REQUIRED"


async def test_nothing_of_another_requesters_is_listed(spec: dict[str, Any], world: World) -> None:
    for path, listing in LISTS.items():
        reader = Reader(world, listing, parameters_of(spec, path))
        await reader.load()
        url = "/api/v1" + path.replace("{operationId}", world.operation)
        for scope in reader.scopes:
            answer = await world.other.get(url, params=scope)
            shown = keys(answer.json().get("items", []))
            mine = [
                key for row, key in zip(reader.rows, keys(reader.rows), strict=True) if not row.get("global")
            ]
            assert not set(shown) & set(mine), path


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_every_list_that_is_served_is_checked_here(spec: dict[str, Any], platform: Platform) -> None:
    served = {
        re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1"))
        for path, item in (await platform.anonymous.call("GET", "/openapi.json"))["paths"].items()
        if "get" in item
    }
    official = {
        path
        for path, item in spec["paths"].items()
        if "get" in item and "limit" in parameters_of_any(spec, item)
    }
    assert {path for path in official if re.sub(r"\{\w+\}", "{}", path) in served} == LISTS.keys()


def parameters_of_any(spec: dict[str, Any], item: dict[str, Any]) -> set[str]:
    return {_followed(spec, one)["name"] for one in item["get"].get("parameters", ())}
