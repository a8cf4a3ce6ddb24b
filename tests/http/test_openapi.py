"""The document and the page say what the routes do."""

from __future__ import annotations

import json
import re
import shlex
import uuid
from html.parser import HTMLParser
from typing import Annotated, Any, Generic, TypeVar

import httpx
import msgspec
import pytest
from litestar import Controller, Litestar, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.routes import HTTPRoute
from openapi_spec_validator import OpenAPIV31SpecValidator

from pages import Page as Judge
from talka.app import CONTROLLERS
from talka.http import openapi
from talka.http.forms import explain
from talka.http.lists import Field, Kind, ListSpec, Page
from talka.http.openapi import Access, QueryParameter
from talka.http.reference import content_policy, curl, render_page
from talka.http.schemas import Schemas, markdown
from talka.kernel.errors import EmptyPool, NotEnoughBalance, TooManyRequests

OUTSIDE = re.compile(r"""(?:https?:)?//[a-z0-9]|@import|url\(""", re.IGNORECASE)
THE_WEB_APP = ("app_page", "app_file", "app_manifest", "app_settings", "classic_frame")
PASSED_ON = ("serve_file", "forward")
UNLISTED = {"healthz", "readyz", "metrics", "openapi_json", "reference_page", *PASSED_ON, *THE_WEB_APP}
"""What is kept out of the document on purpose: none of it is the API."""


@pytest.fixture(scope="module")
def app() -> Litestar:
    return Litestar(route_handlers=[*CONTROLLERS], openapi_config=None)


@pytest.fixture(scope="module")
def document(app: Litestar) -> dict[str, Any]:
    """As a client reads it."""
    return msgspec.json.decode(msgspec.json.encode(openapi.document_of(app)))


@pytest.fixture(scope="module")
def page(document: dict[str, Any]) -> str:
    return render_page(document)


def handlers(app: Litestar, *, unlisted: bool = False) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Every method of every route, those that are kept out of the document only when asked for."""
    return [
        (route.path_format, method.lower(), handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method not in {"OPTIONS", "HEAD"} and (unlisted or handler.resolve_include_in_schema())
    ]


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, said) for path, item in document["paths"].items() for method, said in item.items()]


# ---- the whole API ---------------------------------------------------------------------------------------


def test_every_route_is_in_the_document_under_its_handlers_name(app, document):
    routes = {(path, method, handler.handler_name) for path, method, handler in handlers(app)}
    assert routes == {(path, method, said["operationId"]) for method, path, said in operations(document)}


def test_no_two_operations_share_a_name(document):
    names = [said["operationId"] for _, _, said in operations(document)]
    assert len(names) == len(set(names))


def test_the_document_is_valid_openapi(document):
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_option_of_a_route_is_one_that_the_document_reads(app):
    unread = {handler.handler_name: set(handler.opt) - openapi.OPTIONS for _, _, handler in handlers(app)}
    assert {name: options for name, options in unread.items() if options} == {}


def test_every_list_has_its_filters_ranges_sort_and_limit(app, document):
    lists = [(path, handler.opt["list"]) for path, _, handler in handlers(app) if "list" in handler.opt]
    assert lists
    for path, spec in lists:
        names = {parameter["name"] for parameter in document["paths"][path]["get"]["parameters"]}
        for name, field in spec.fields.items():
            assert (name in names) is field.equal, (path, name)
            ranges = {f"{name}_{suffix}" for suffix in ("gt", "gte", "lt", "lte")}
            assert names & ranges == (ranges if field.ranges else set()), (path, name)
        assert "limit" in names


def test_every_sample_body_is_one_that_the_server_takes(app, document):
    for path, method, handler in handlers(app):
        body = document["paths"][path][method].get("requestBody")
        if body is None or openapi.JSON not in body["content"]:
            continue
        sample = body["content"][openapi.JSON]["example"]
        assert explain(sample, handler.opt["form"]).as_dict() == {}, handler.handler_name


def test_every_sample_answer_is_one_that_the_document_describes(document):
    page = Judge(document)
    wrong, seen = [], 0
    for one in page.operations:
        for status in one.said["responses"]:
            content = (one.response(int(status)) or {}).get("content", {}).get(openapi.JSON)
            if content is None:
                continue
            seen += 1
            judge = page.validator(content["schema"])
            wrong += [f"{one.path} {status}: {fault}" for fault in judge.faults(content["example"])]
    assert seen
    assert wrong == []


def test_every_operation_has_a_summary_a_tag_and_a_success(document):
    for _, path, said in operations(document):
        assert said["summary"], path
        assert said["tags"], path
        assert any(status.startswith("2") for status in said["responses"]), path


def test_no_type_is_named_by_the_machinery(document):
    names = document["components"]["schemas"]
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name)] == []
    assert {"PageOfPoolView", "PoolForm", "ErrorBody"} <= set(names)


def test_opening_a_pool_answers_an_operation_or_nothing(document):
    answers = document["paths"]["/api/v1/pools/{pool_id}/open"]["post"]["responses"]
    assert answers["202"]["content"][openapi.JSON]["schema"] == {"$ref": "#/components/schemas/OperationView"}
    assert "content" not in answers["204"]


# ---- what a route can say --------------------------------------------------------------------------------


class Colour(msgspec.Struct, frozen=True, tag="COLOUR"):
    """A colour; see :class:`Shade`."""

    name: Annotated[str, msgspec.Meta(min_length=3, description="As painters call it")]
    parts: dict[str, object] = {}


class Shade(msgspec.Struct, frozen=True, tag="SHADE"):
    """Light or dark."""

    light: bool


class Mark(msgspec.Struct, frozen=True):
    """A mark."""

    id: str


class Draft(msgspec.Struct, frozen=True):
    """Not a mark yet."""

    text: str


T = TypeVar("T")


class Pair(msgspec.Struct, Generic[T], frozen=True):
    """Two of a kind."""

    first: T
    second: T


TWIN = msgspec.defstruct("Mark", [("weight", int)], module="talka.user_skills.model", frozen=True)
"""Another type of the name, in another slice."""

COLOURS = ListSpec(
    columns=(),
    fields={
        "id": Field(None, Kind.NUMBER_ID, ranges=True, sort=True),
        "kind": Field(None, Kind.ENUM, equal=True, many=True, values=("WARM", "COLD")),
        "mixed": Field(None, Kind.TIME, ranges=True),
        "sold": Field(None, Kind.FLAG, equal=True),
    },
)


class ColourController(Controller):
    """Colours."""

    path = "/api/v1/colours"
    tags = ("colour",)

    @post(
        "/",
        opt={
            "form": Colour | Shade | None,
            "query": (QueryParameter("operation_id", uuid.UUID, "The operation's id", required=True),),
            "errors": (EmptyPool, NotEnoughBalance, TooManyRequests),
            "answers": {202: Mark},
        },
    )
    async def mix(self) -> Response[Mark | Draft]:
        """Mix a colour.

        It takes ``parts``.

        Raises:
            EmptyPool: never.
        """
        raise NotImplementedError

    @get("/", opt={"list": COLOURS})
    async def get_colours(self) -> Page[Colour]:
        """All."""
        raise NotImplementedError

    @get("/{colour_id:int}/chip", media_type="image/png", opt={"access": (), "sandbox_only": True})
    async def get_chip(self, colour_id: FromPath[int]) -> bytes:
        """A chip."""
        raise NotImplementedError

    @post("/upload", opt={"form": list[Mark], "consumes": "multipart/form-data"})
    async def upload(self) -> None:
        """Send marks."""

    @get("/hidden", include_in_schema=False)
    async def hidden(self) -> None:
        """Nobody's business."""


class BrushController(Controller):
    """Brushes."""

    path = "/api/worker/v1/brushes"
    tags = ("brush",)

    @get("/", opt={"access": (Access.WORKER, Access.REQUESTER)})
    async def get_brushes(self) -> Pair[Mark]:
        """Brushes."""
        raise NotImplementedError

    @get("/mine")
    async def get_mine(self) -> list[Mark] | None:
        """Mine."""
        raise NotImplementedError


@pytest.fixture(scope="module")
def painted() -> dict[str, Any]:
    app = Litestar(route_handlers=[ColourController, BrushController], openapi_config=None)
    return msgspec.json.decode(msgspec.json.encode(openapi.document_of(app)))


@pytest.fixture(scope="module")
def mix(painted: dict[str, Any]) -> dict[str, Any]:
    return painted["paths"]["/api/v1/colours"]["post"]


def test_what_the_sample_routes_say_is_valid(painted):
    assert [str(error) for error in OpenAPIV31SpecValidator(painted).iter_errors()] == []


def test_the_docstring_is_the_summary_and_the_description(mix):
    assert (mix["summary"], mix["description"]) == ("Mix a colour", "It takes `parts`.")


def test_the_controller_names_the_tag(painted, mix):
    assert mix["tags"] == ["colour"]
    assert painted["tags"] == [
        {"name": "colour", "description": "Colours."},
        {"name": "brush", "description": "Brushes."},
    ]


def test_a_form_with_none_may_be_left_out(mix):
    assert mix["requestBody"]["required"] is False
    schema = mix["requestBody"]["content"][openapi.JSON]["schema"]
    assert [part["$ref"].rpartition("/")[2] for part in schema["anyOf"]] == ["Colour", "Shade"]


def test_an_answer_may_be_one_of_several_and_have_further_statuses(mix):
    schema = mix["responses"]["201"]["content"][openapi.JSON]["schema"]
    assert [part["$ref"].rpartition("/")[2] for part in schema["anyOf"]] == ["Mark", "Draft"]
    assert mix["responses"]["202"]["content"][openapi.JSON]["schema"] == {"$ref": "#/components/schemas/Mark"}


def test_a_query_parameter_has_its_types_schema(mix):
    (parameter,) = mix["parameters"]
    assert parameter["schema"] == {"type": "string", "format": "uuid"}
    assert parameter["required"] is True


def test_refusals_follow_from_the_route_and_are_added_by_it(painted, mix):
    assert [status for status in mix["responses"] if status >= "4"] == [
        "400", "401", "403", "409", "413", "415", "429",
    ]  # fmt: skip
    conflict = mix["responses"]["409"]
    schema = conflict["content"][openapi.JSON]["schema"]
    assert schema["allOf"][1]["properties"]["code"]["enum"] == ["EMPTY_POOL", "NOT_ENOUGH_BALANCE"]
    assert "a pool without tasks cannot be opened" in conflict["description"]
    refused = painted["components"]["responses"]["TooManyRequests"]
    assert mix["responses"]["429"] == {"$ref": "#/components/responses/TooManyRequests"}
    assert refused["description"] == "`TOO_MANY_REQUESTS`: a limit over time was passed."


def test_a_route_below_an_id_may_not_find_it_and_one_without_token_refuses_nobody(painted):
    chip = painted["paths"]["/api/v1/colours/{colour_id}/chip"]["get"]
    assert list(chip["responses"]) == ["200", "404"]
    assert chip["security"] == []
    assert chip["parameters"][0]["schema"] == {"type": "integer"}


def test_a_route_that_only_the_sandbox_has_names_its_server(painted):
    chip = painted["paths"]["/api/v1/colours/{colour_id}/chip"]["get"]
    assert [server["url"] for server in chip["servers"]] == ["/sandbox"]


def test_other_media_types_are_named(painted):
    chip = painted["paths"]["/api/v1/colours/{colour_id}/chip"]["get"]
    assert list(chip["responses"]["200"]["content"]) == ["image/png"]
    upload = painted["paths"]["/api/v1/colours/upload"]["post"]
    assert list(upload["requestBody"]["content"]) == ["multipart/form-data"]
    assert "content" not in upload["responses"]["201"]


def test_a_worker_comes_by_token_or_cookie_and_a_requester_by_token(painted, mix):
    brushes = painted["paths"]["/api/worker/v1/brushes"]["get"]
    assert mix["security"] == [{"requesterToken": []}]
    assert brushes["security"] == [{"workerToken": []}, {"workerCookie": []}, {"requesterToken": []}]
    mine = painted["paths"]["/api/worker/v1/brushes/mine"]["get"]
    assert mine["security"] == [{"workerToken": []}, {"workerCookie": []}]


def test_only_a_response_without_content_is_an_empty_answer(painted):
    mine = painted["paths"]["/api/worker/v1/brushes/mine"]["get"]
    assert [status for status in mine["responses"] if status < "3"] == ["200"]
    schema = mine["responses"]["200"]["content"][openapi.JSON]["schema"]
    assert {"type": "null"} in schema["anyOf"]


def test_a_route_may_be_kept_out(painted):
    assert "/api/v1/colours/hidden" not in painted["paths"]


def test_a_list_names_what_it_can_filter_and_sort_by(painted):
    said = painted["paths"]["/api/v1/colours"]["get"]["parameters"]
    parameters = {parameter["name"]: parameter for parameter in said}
    assert parameters["kind"]["schema"]["items"] == {"type": "string", "enum": ["WARM", "COLD"]}
    assert parameters["kind"]["explode"] is False
    assert parameters["sold"]["schema"] == {"type": "boolean"}
    assert parameters["mixed_gte"]["schema"] == {"type": "string", "format": "date-time"}
    assert parameters["sort"]["schema"]["items"]["enum"] == ["id", "-id"]
    assert "id" not in parameters


def test_a_generic_type_is_named_for_readers():
    assert set(Schemas([Pair[Mark], Page[Colour]]).components) == {
        "PairOfMark", "PageOfColour", "Mark", "Colour",
    }  # fmt: skip


def test_of_two_types_of_one_name_each_has_its_slice_in_front():
    schemas = Schemas([Mark, TWIN])
    assert schemas.of(TWIN) == {"$ref": "#/components/schemas/UserSkillsMark"}
    assert schemas.components["UserSkillsMark"]["properties"] == {"weight": {"type": "integer"}}
    assert len(schemas.components) == 2
    assert schemas.of(Mark) != schemas.of(TWIN)


def test_descriptions_of_types_and_fields_are_kept():
    colour = Schemas([Colour]).components["Colour"]
    assert colour["description"] == "A colour; see `Shade`."
    assert colour["properties"]["name"]["description"] == "As painters call it"


def test_a_docstring_loses_what_speaks_to_programmers():
    said = "Do it.\n\n        By ``rule``.\n\n        Raises:\n            Conflict: it was done.\n        "
    assert markdown(said) == "Do it.\n\nBy `rule`."
    assert markdown(None) == ""


# ---- the page --------------------------------------------------------------------------------------------


class Anchors(HTMLParser):
    """The ids of a page, where its links lead, and whether its elements are closed in order."""

    VOID = frozenset({"meta", "input", "wbr", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        self.sources += [given["src"] or ""] if "src" in given else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_shows_every_operation(document, page):
    shown = Anchors(page)
    assert {said["operationId"] for _, _, said in operations(document)} <= set(shown.ids)
    for method, path, _ in operations(document):
        call = f'<span class="method {method}">{method.upper()}</span>{path.replace("/", "/<wbr>")}</p>'
        assert call in page


def test_the_page_shows_every_type_and_every_field_of_it(document, page):
    for name, schema in document["components"]["schemas"].items():
        article = page.partition(f'<article id="type-{name}">')[2].partition("</article>")[0]
        for field in schema.get("properties", {}):
            assert f"<code>{field}</code>" in article, (name, field)


def test_every_link_of_the_page_leads_somewhere_on_it(page):
    shown = Anchors(page)
    assert len(shown.ids) == len(set(shown.ids))
    assert {link for link in shown.links if not link.startswith("#")} == {"openapi.json"}
    assert {link[1:] for link in shown.links if link.startswith("#")} <= set(shown.ids)


def test_the_page_is_well_formed_and_asks_nothing_of_other_places(page):
    shown = Anchors(page)
    assert shown.open == []
    assert shown.sources == []
    assert OUTSIDE.findall(page) == []


def test_the_ranges_of_a_name_share_a_row(page):
    assert "<code>created_gt</code><code>created_gte</code><code>created_lt</code><code>created_lte" in page


def test_what_routes_say_is_text_on_the_page_not_markup(painted):
    painted = msgspec.json.decode(msgspec.json.encode(painted))
    painted["paths"]["/api/v1/colours"]["post"]["summary"] = "<script>alert(1)</script>"
    painted["components"]["schemas"]["Mark"]["description"] = "<img src=x>"
    page = render_page(painted)
    assert "<script>alert" not in page
    assert "<img" not in page
    Anchors(page)


def test_an_example_is_a_command_with_the_callers_token_and_a_body(painted):
    said = painted["paths"]["/api/v1/colours"]["post"]
    words = shlex.split(curl(("post", "/api/v1/colours", said)).replace("\\\n", " "))
    assert words[:4] == ["curl", "-X", "POST", "$TALKA/api/v1/colours?operation_id=$OPERATION_ID"]
    assert "Authorization: OAuth $TOKEN" in words
    assert json.loads(words[-1]) == {"type": "COLOUR", "name": "name"}


def test_an_example_of_a_call_that_needs_no_token_has_none(painted):
    path = "/api/v1/colours/{colour_id}/chip"
    assert (
        curl(("get", path, painted["paths"][path]["get"])) == 'curl "$TALKA/api/v1/colours/$COLOUR_ID/chip"'
    )


# ---- served ----------------------------------------------------------------------------------------------

sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@sqlite
async def test_both_environments_serve_the_document_to_anybody(platform, document):
    for side in (platform, platform.sandbox):
        answer = await side.anonymous.get("/openapi.json")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json() == document


@sqlite
async def test_the_page_is_served_with_a_policy_that_lets_it_load_nothing(platform, page):
    answer = await platform.anonymous.get("/docs")
    assert (answer.status_code, answer.text) == (200, page)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"] == content_policy()
    assert "default-src 'none'" in content_policy()
    assert "unsafe" not in content_policy()


@sqlite
async def test_all_that_the_server_answers_is_in_the_document_but_its_own_upkeep(platform, document):
    served = {handler.handler_name for _, _, handler in handlers(platform.application._routes, unlisted=True)}
    assert served - {said["operationId"] for _, _, said in operations(document)} == UNLISTED


@sqlite
async def test_a_token_is_needed_where_the_document_says_so_and_nowhere_else(platform, document):
    for method, path, said in operations(document):
        answer = await call(platform.sandbox.anonymous, method, path, said)
        refused = answer.status_code == 401 and answer.json()["code"] == "AUTHENTICATION_ERROR"
        assert refused is bool(said["security"]), f"{method} {path}: {answer.status_code} {answer.text}"


@sqlite
async def test_every_sample_is_answered_with_a_status_that_the_document_names(platform, document):
    requester = await platform.sandbox.requester()
    worker = await platform.sandbox.worker()
    for method, path, said in operations(document):
        caller = worker if {"workerToken": []} in said["security"] else requester
        answer = await call(caller, method, path, said)
        assert str(answer.status_code) in said["responses"], f"{method} {path}: {answer.text}"


async def call(caller: httpx.AsyncClient, method: str, path: str, said: dict[str, Any]) -> httpx.Response:
    """The operation with its sample body, upon an object that nobody has."""
    content = said.get("requestBody", {}).get("content", {}).get(openapi.JSON, {})
    body = {"json": content["example"]} if "example" in content else {}
    return await caller.request(method.upper(), re.sub(r"{[^}]*}", "1", path), **body)
