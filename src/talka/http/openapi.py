"""The OpenAPI document, made of the routes and types that run: ``/openapi.json``.

A route says by its ``opt`` what its signature cannot:

- ``form``: the type of the body (a Struct, a list, a union; with None in it where the body may be left out);
- ``ignored``: the type of an answer that clients send back as the form, of which what the form lacks is
  ignored;
- ``most``: how many objects a body that is a list may hold; it always needs one;
- ``consumes``: the body's media type, where it is not JSON;
- ``list``: the :class:`~talka.http.lists.ListSpec` behind its query parameters;
- ``query``: further :class:`QueryParameter` s;
- ``headers``: the :class:`HeaderParameter` s that it reads;
- ``errors``: classes of refusals besides those that follow from the rest (409s above all);
- ``answers``: ``{status: type or None}`` for answers besides the one that the return annotation names;
- ``access``: whose token it takes (a tuple of :class:`Access`, empty where none is needed), where that is not
  the worker's below ``/api/worker/`` and the requester's elsewhere;
- ``sandbox_only``: True where production answers 404;
- ``file``: True where the answer is stored bytes of any type, in parts where asked for;
- ``permission``: the :class:`~talka.http.auth.Permission` that a call in another's account needs, where that
  is not ``VIEW`` for a GET and ``WORK`` else;
- ``limit``: the :class:`~talka.http.rate_limits.RateLimit` that it is counted against.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from types import NoneType
from typing import Any, Union, get_args, get_origin

import msgspec
from litestar import Controller, Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from talka.http.call import Call
from talka.http.errors import ErrorBody
from talka.http.lists import Field, Kind, ListSpec
from talka.http.samples import TEXTS, sample_of
from talka.http.schemas import Schema, Schemas, markdown, members
from talka.kernel.errors import (
    AccessDenied,
    AuthenticationFailed,
    DoesNotExist,
    EntityTooLarge,
    FieldError,
    RangeNotSatisfiable,
    TalkaError,
    TooManyRequests,
    UnsupportedMediaType,
    ValidationFailed,
)

JSON = "application/json"
OPTIONS = frozenset(
    {
        "form",
        "ignored",
        "most",
        "file",
        "consumes",
        "list",
        "query",
        "headers",
        "errors",
        "answers",
        "access",
        "sandbox_only",
        "permission",
        "limit",
    }
)
"""The keys of ``opt`` that say something here."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_WORKER_PATHS = "/api/worker/"
_RANGES = {"gt": "greater than", "gte": "at least", "lt": "less than", "lte": "at most"}
_ABOUT = """\
A crowdsourcing platform that speaks the Toloka API.

One server has two environments, each with its own data, tokens and money: production at the root, and the
sandbox below `/sandbox`.

Times are UTC, `2021-02-26T10:13:32.921`; money is a number in units of the currency. In a request, unknown
fields are ignored, as are those marked read-only whatever they hold, and `null` for a field that is not
required is the same as leaving it out. A list is
filtered by the parameters shown, ordered by `sort` (`-` in front turns the order), and cut at `limit`;
`has_more` tells whether there is more.

A requester acts in their own account. The header `X-Act-Under-Account-ID` names another one that was shared
with them; what they may do there is up to their role.

Every refusal has the same body, with a `code` to act on; the `payload` of a `VALIDATION_ERROR` names every
wrong field. Where the operator has set limits over time, 429 `TOO_MANY_REQUESTS` tells in `Retry-After`
when to try again.
"""


class Access(enum.StrEnum):
    """Whose token a call takes."""

    REQUESTER = "requester"
    WORKER = "worker"


class QueryParameter(msgspec.Struct, frozen=True):
    """A query parameter beside a list's. ``kind`` is the type of its value: ``bool``, ``uuid.UUID``, ..."""

    name: str
    kind: Any
    description: str
    required: bool = False


class HeaderParameter(msgspec.Struct, frozen=True):
    """A header that says something of the call, beside those that every call has."""

    name: str
    kind: Any
    description: str
    required: bool = False


class Described(msgspec.Struct, frozen=True):
    """What is known of one operation: a route and one of its methods."""

    method: str
    path: str
    name: str
    tag: str
    tag_description: str
    docstring: str
    path_parameters: dict[str, Any]
    form: Any
    form_required: bool
    ignored: Any
    most: int | None
    consumes: str
    produces: str
    list_spec: ListSpec | None
    query: tuple[QueryParameter, ...]
    headers: tuple[HeaderParameter, ...]
    answers: dict[int, Any]
    errors: tuple[type[TalkaError], ...]
    access: tuple[Access, ...]
    sandbox_only: bool

    @property
    def takes_many(self) -> bool:
        """Whether the body may be many objects at once."""
        return any(get_origin(part) is list for part in members(self.form))

    @property
    def kinds(self) -> Iterator[Any]:
        """Every type whose schema the operation needs."""
        yield from self.path_parameters.values()
        yield from (parameter.kind for parameter in self.query)
        yield from (header.kind for header in self.headers)
        yield from (kind for kind in self.answers.values() if kind is not None)
        if self.form is not None:
            yield self.form
        if self.ignored is not None:
            yield self.ignored


# ---- reading the routes ----------------------------------------------------------------------------------


def described(app: Litestar) -> list[Described]:
    """Every operation of the application; not those kept out of the schema.

    Tags stand in the order in which the application has them, the operations of each by path.
    """
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    found = [
        _describe(route, handler, method)
        for route in routes
        for method in _METHODS
        for handler in route.route_handlers
        if method in handler.http_methods and handler.resolve_include_in_schema()
    ]
    tags = list(dict.fromkeys(operation.tag for operation in found))
    return sorted(found, key=lambda one: (tags.index(one.tag), one.path, _METHODS.index(one.method)))


def _describe(route: HTTPRoute, handler: HTTPRouteHandler, method: str) -> Described:
    option = handler.opt
    form = option.get("form")
    tags = handler.resolve_tags()
    return Described(
        method=method,
        path=route.path_format,
        name=handler.handler_name,
        tag=tags[0] if tags else "",
        tag_description=_controller_docstring(handler),
        docstring=handler.fn.__doc__ or "",
        path_parameters={part.name: part.type for part in route.path_components if not isinstance(part, str)},
        form=_without_none(form),
        form_required=NoneType not in members(form),
        ignored=option.get("ignored"),
        most=option.get("most"),
        consumes=option.get("consumes", JSON),
        produces=_produced(handler),
        list_spec=option.get("list"),
        query=tuple(option.get("query", ())),
        headers=tuple(option.get("headers", ())),
        answers=_answers(handler),
        errors=_errors(route, handler),
        access=_access(route, handler),
        sandbox_only=bool(option.get("sandbox_only")),
    )


def _controller_docstring(handler: HTTPRouteHandler) -> str:
    controller = getattr(handler.fn, "__self__", None)
    return (type(controller).__doc__ or "") if isinstance(controller, Controller) else ""


def _without_none(kind: Any) -> Any:
    left = tuple(part for part in members(kind) if part is not NoneType and part is not None)
    return Union[left] if left else None  # noqa: UP007  a union of parts known at run time only


def _produced(handler: HTTPRouteHandler) -> str:
    if handler.opt.get("file"):
        return "*/*"
    media_type = handler.media_type
    return str(getattr(media_type, "value", media_type) or JSON)


def _answers(handler: HTTPRouteHandler) -> dict[int, Any]:
    """The type of each successful answer by status; None for an empty one."""
    kind = handler.parsed_fn_signature.return_type.annotation
    origin = get_origin(kind) or kind
    may_be_empty = kind in (None, NoneType)
    if isinstance(origin, type) and issubclass(origin, Response):
        kind = (*get_args(kind), Any)[0]
        may_be_empty = NoneType in members(kind)
    given: dict[int, Any] = dict(handler.opt.get("answers", {}))
    if handler.opt.get("file"):
        return {200: kind, 206: kind, 304: None} | given
    if not may_be_empty:
        return {handler.status_code: kind} | given
    content = _without_none(kind)
    if content is None:
        return {handler.status_code: None} | given
    return {handler.status_code: content, 204: None} | given


def _errors(route: HTTPRoute, handler: HTTPRouteHandler) -> tuple[type[TalkaError], ...]:
    option = handler.opt
    errors: list[type[TalkaError]] = []
    if option.keys() & {"form", "list", "query"}:
        errors.append(ValidationFailed)
    if _access(route, handler):
        errors += [AuthenticationFailed, AccessDenied]
    if route.path_parameters:
        errors.append(DoesNotExist)
    if option.get("file"):
        errors.append(RangeNotSatisfiable)
    if "form" in option:
        errors += [EntityTooLarge, UnsupportedMediaType]
    if "limit" in option:
        errors.append(TooManyRequests)
    return tuple(dict.fromkeys([*errors, *option.get("errors", ())]))


def _access(route: HTTPRoute, handler: HTTPRouteHandler) -> tuple[Access, ...]:
    usual = Access.WORKER if route.path.startswith(_WORKER_PATHS) else Access.REQUESTER
    return tuple(handler.opt.get("access", (usual,)))


# ---- writing the document --------------------------------------------------------------------------------


def build_document(operations: list[Described]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these operations."""
    kinds = [kind for operation in operations for kind in operation.kinds]
    schemas = Schemas([ErrorBody, FieldError, *kinds])
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    tags: dict[str, str] = {}
    for operation in operations:
        tags.setdefault(operation.tag, markdown(operation.tag_description))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Talka",
            "version": version("talka"),
            "description": _ABOUT,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [
            {"url": "/", "description": "Production"},
            {"url": "/sandbox", "description": "The sandbox: play money, and a clock that can be moved"},
        ],
        "tags": [{"name": name, "description": words} for name, words in tags.items() if name],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": dict(_shared_refusals(operations, schemas)),
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


_SECURITY_SCHEMES: dict[str, Schema] = {
    "requesterToken": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "A requester's token: `OAuth TOKEN` or `ApiKey TOKEN`. Beside it, the header "
        "`X-Act-Under-Account-ID` names an account of another requester to act in.",
    },
    "workerToken": {"type": "http", "scheme": "bearer", "description": "A worker's token: `Bearer TOKEN`."},
    "workerCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "talka_production",
        "description": "The worker's session in the web app; `talka_sandbox` in the sandbox.",
    },
}

_SECURITY: Mapping[Access, tuple[str, ...]] = {
    Access.REQUESTER: ("requesterToken",),
    Access.WORKER: ("workerToken", "workerCookie"),
}


def _operation(operation: Described, schemas: Schemas) -> dict[str, Any]:
    summary, _, rest = markdown(operation.docstring).partition("\n\n")
    written: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag] if operation.tag else [],
        "summary": summary.replace("\n", " ").removesuffix("."),
        "description": rest,
        "security": [{scheme: []} for access in operation.access for scheme in _SECURITY[access]],
        "parameters": list(_parameters(operation, schemas)),
        "responses": _responses(operation, schemas),
    }
    if operation.form is not None:
        written["requestBody"] = _request_body(operation, schemas)
    if operation.sandbox_only:
        written["servers"] = [{"url": "/sandbox", "description": "The sandbox only"}]
    return {key: value for key, value in written.items() if value not in ("", None) or key == "summary"}


def _request_body(operation: Described, schemas: Schemas) -> dict[str, Any]:
    schema = schemas.of(operation.form)
    if operation.ignored is not None:
        schema = schemas.with_ignored(operation.form, operation.ignored)
    most: Schema = {} if operation.most is None else {"maxItems": operation.most}
    parts = [
        part | {"minItems": 1} | most if part.get("type") == "array" else part
        for part in schema.get("anyOf", [schema])
    ]
    content: dict[str, Any] = {"schema": parts[0] if len(parts) == 1 else schema | {"anyOf": parts}}
    schema = content["schema"]
    if operation.consumes == JSON:
        content["example"] = sample_of(schema, schemas.components)
    return {"required": operation.form_required, "content": {operation.consumes: content}}


# ---- parameters ------------------------------------------------------------------------------------------


def _parameters(operation: Described, schemas: Schemas) -> Iterator[dict[str, Any]]:
    for name, kind in operation.path_parameters.items():
        yield {"name": name, "in": "path", "required": True, "schema": schemas.of(kind)}
    for parameter in operation.query:
        yield _query(
            parameter.name, schemas.of(parameter.kind), parameter.description, required=parameter.required
        )
    for header in operation.headers:
        yield {
            "name": header.name,
            "in": "header",
            "description": header.description,
            "required": header.required,
            "schema": schemas.of(header.kind),
        }
    if operation.list_spec is not None:
        yield from _list_parameters(operation.list_spec)


def _query(name: str, schema: Schema, description: str, *, required: bool = False) -> dict[str, Any]:
    parameter = {
        "name": name,
        "in": "query",
        "description": description,
        "required": required,
        "schema": schema,
    }
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    return parameter


def _list_parameters(spec: ListSpec) -> Iterator[dict[str, Any]]:
    for name, field in spec.fields.items():
        schema = _filter_schema(field)
        if field.equal and field.many:
            yield _query(
                name, {"type": "array", "items": schema}, f"Only those whose `{name}` is one of these."
            )
        elif field.equal:
            yield _query(name, schema, f"Only those whose `{name}` is this.")
        if field.ranges:
            for suffix, comparison in _RANGES.items():
                words = f"Only those whose `{name}` is {comparison} this."
                yield _query(f"{name}_{suffix}", schema, words) | {"x-range-of": name}
    sortable = [name for name, field in spec.fields.items() if field.sort]
    if sortable:
        names = [sign + name for name in sortable for sign in ("", "-")]
        words = f"The order; a `-` in front turns it. What is equal in it stands by `{spec.tie}`."
        yield _query("sort", {"type": "array", "items": {"type": "string", "enum": names}}, words)
    if spec.cursor:
        words = f"Only what stands behind the one whose `{spec.tie}` is this, in the order of `sort`."
        yield _query("after_id", {"type": "string"}, words)
    words = "How many items a page has. The server's maximum is used where this is more."
    yield _query("limit", {"type": "integer", "minimum": 1, "default": spec.default_limit}, words)


def _filter_schema(field: Field) -> Schema:
    if field.kind is Kind.ENUM:
        return {"type": "string", "enum": list(field.values)}
    return dict(_FILTER_SCHEMAS[field.kind])


_FILTER_SCHEMAS: Mapping[Kind, Schema] = {
    Kind.NUMBER_ID: {"type": "string", "pattern": "^[0-9]{1,18}$"},
    Kind.TEXT_ID: {"type": "string"},
    Kind.TEXT: {"type": "string"},
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.INTEGER: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
}


# ---- answers and refusals --------------------------------------------------------------------------------


def _responses(operation: Described, schemas: Schemas) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for status, kind in sorted(operation.answers.items()):
        answers[str(status)] = _answer(operation, kind, schemas)
    for status, classes in _by_status(operation.errors).items():
        if operation.takes_many and ValidationFailed in classes:
            answers[str(status)] = _refusal(classes, schemas, by_position=True)
        elif len(classes) == 1:
            answers[str(status)] = {"$ref": f"#/components/responses/{classes[0].__name__}"}
        else:
            answers[str(status)] = _refusal(classes, schemas)
    return answers


def _answer(operation: Described, kind: Any, schemas: Schemas) -> dict[str, Any]:
    if kind is None:
        return {"description": _EMPTY[len(operation.answers) > 1, operation.produces == "*/*"]}
    if operation.produces != JSON:
        return {"description": "Done.", "content": {operation.produces: {"schema": {}}}}
    schema = schemas.of(kind)
    example = sample_of(schema, schemas.components)
    return {"description": "Done.", "content": {JSON: {"schema": schema, "example": example}}}


_EMPTY = {
    (False, False): "Done; the body is empty.",
    (True, False): "It was so already: nothing was done.",
    (True, True): "It is what the caller has already.",
}


def _by_status(errors: Iterable[type[TalkaError]]) -> dict[int, list[type[TalkaError]]]:
    grouped: dict[int, list[type[TalkaError]]] = {}
    for error in sorted(errors, key=lambda error: error.status):
        grouped.setdefault(error.status, []).append(error)
    return grouped


def _shared_refusals(operations: list[Described], schemas: Schemas) -> Iterator[tuple[str, dict[str, Any]]]:
    """Refusals that stand alone under their status, once for all operations."""
    for operation in operations:
        for classes in _by_status(operation.errors).values():
            if len(classes) == 1:
                yield classes[0].__name__, _refusal(classes, schemas)


def _refusal(
    classes: list[type[TalkaError]], schemas: Schemas, *, by_position: bool = False
) -> dict[str, Any]:
    properties: dict[str, Schema] = {"code": {"enum": list(dict.fromkeys(one.code for one in classes))}}
    if ValidationFailed in classes:
        properties["payload"] = _wrong_fields(schemas, by_position=by_position)
    schema = {"allOf": [schemas.of(ErrorBody), {"properties": properties}]}
    example: dict[str, Any] = {
        "request_id": TEXTS["uuid"],
        "code": classes[0].code,
        "message": _reason(classes[0]),
    }
    if classes[0] is ValidationFailed:
        wrong = FieldError("VALUE_REQUIRED", "A value is needed here and must not be null")
        example["payload"] = {"a_field": msgspec.to_builtins(wrong)}
    mark = "- " if len(classes) > 1 else ""
    words = "\n".join(f"{mark}`{one.code}`: {_reason(one)}" for one in classes)
    return {"description": words, "content": {JSON: {"schema": schema, "example": example}}}


def _wrong_fields(schemas: Schemas, *, by_position: bool) -> Schema:
    one = {"type": "object", "additionalProperties": schemas.of(FieldError)}
    if not by_position:
        return one | {"description": "Every wrong field under its dotted path."}
    many = {"type": "object", "additionalProperties": one}
    words = "Every wrong field under its dotted path; of many objects, under the object's position first."
    return {"anyOf": [one, many], "description": words}


def _reason(error: type[TalkaError]) -> str:
    """When the error is raised, by its docstring (``409: the pool is full.``)."""
    summary = markdown(error.__doc__).partition("\n\n")[0].replace("\n", " ")
    return summary.removeprefix(f"{error.status}: ")


# ---- serving it ------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def document_of(app: Litestar) -> dict[str, Any]:
    """The document of an application, built once. Not to be changed."""
    return build_document(described(app))


@lru_cache(maxsize=2)
def _encoded(app: Litestar) -> bytes:
    return msgspec.json.encode(document_of(app))


@get("/openapi.json", include_in_schema=False)
async def openapi_json(request: Call) -> Response[bytes]:
    """The API as an OpenAPI document."""
    return Response(_encoded(request.app), media_type=JSON)
