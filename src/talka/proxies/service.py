"""Use cases of requesters' servers: registering them, and letting workers through to them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
from itsdangerous import BadData, URLSafeSerializer

from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentStatus
from talka.http.auth import Requester
from talka.http.proxies import Network
from talka.kernel import clock
from talka.kernel.errors import AccessDenied, Conflict, DoesNotExist, FieldErrors
from talka.kernel.ids import new_uuid, parse_uuid
from talka.pools import store as pools
from talka.projects import service as projects
from talka.projects.field_spec import FieldKind
from talka.proxies import rules, store
from talka.proxies.model import (
    AccessRights,
    Forwarded,
    Place,
    Proxy,
    ProxyForm,
    ProxyParams,
    ProxyPatch,
    ProxyType,
    ProxyView,
    Values,
)
from talka.storage.tx import Tx

T = TypeVar("T")
Headers = Iterable[tuple[str, str]]

PASS_LIFETIME = clock.HOUR
"""So long after the page's time is up, in real time, its pass still lets through to pictures."""

_SHOWN = (
    AssignmentStatus.ACTIVE,
    AssignmentStatus.SUBMITTED,
    AssignmentStatus.ACCEPTED,
    AssignmentStatus.REJECTED,
)
_NAMING = (FieldKind.STRING, FieldKind.URL)
_FORGED = "The address is not one that was given out here"


# ---- the requester's side --------------------------------------------------------------------------------


def register_proxy(tx: Tx, requester: Requester, form: ProxyForm, networks: Sequence[Network]) -> ProxyView:
    """``POST``: a new server.

    Raises:
        ValidationFailed: it cannot be registered so.
        Conflict: its name is another's, or the requester has as many as one may have.
    """
    _check(form.name, form.params, networks)
    store.hold_names(tx, secrets.token_urlsafe(32))
    _require_free(tx, form.name)
    if len(store.of_requester(tx, requester.id)) >= rules.MOST_SERVERS:
        raise Conflict(f"At most {rules.MOST_SERVERS} servers can be registered")
    proxy = Proxy(
        id=new_uuid(),
        requester_id=requester.id,
        name=form.name,
        access_rights=form.params.access_rights,
        base_url=form.params.base_url,
        additional_headers=_json(form.params.additional_headers),
        additional_query_args=_json(form.params.additional_query_args),
        created=tx.now,
    )
    store.add(tx, proxy)
    return view(proxy)


def get_proxies(tx: Tx, requester: Requester) -> list[ProxyView]:
    """``GET``: all servers of the requester."""
    return [view(proxy) for proxy in store.of_requester(tx, requester.id)]


def get_proxies_without_secrets(tx: Tx, requester: Requester) -> list[ProxyView]:
    """The same, without the values that requests to them are given."""
    return [
        msgspec.structs.replace(
            one,
            params=msgspec.structs.replace(
                one.params,
                additional_headers={name: [] for name in one.params.additional_headers},
                additional_query_args={name: [] for name in one.params.additional_query_args},
            ),
        )
        for one in get_proxies(tx, requester)
    ]


def get_proxy(tx: Tx, requester: Requester, proxy_id: str) -> ProxyView:
    """``GET /{id}``."""
    return view(_own(tx, requester, proxy_id))


def edit_proxy(
    tx: Tx, requester: Requester, proxy_id: str, patch: ProxyPatch, networks: Sequence[Network]
) -> ProxyView:
    """``PATCH``: what is given is so from now on, for requests of pages given out before too."""
    store.hold_names(tx, secrets.token_urlsafe(32))
    proxy = _own(tx, requester, proxy_id)
    before, new = view(proxy).params, patch.params
    name = _or(patch.name, proxy.name)
    params = ProxyParams(
        access_rights=_or(new.access_rights, before.access_rights),
        type=_or(new.type, before.type),
        base_url=_or(new.base_url, before.base_url),
        additional_headers=_or(new.additional_headers, before.additional_headers),
        additional_query_args=_or(new.additional_query_args, before.additional_query_args),
    )
    _check(name, params, networks)
    if name != proxy.name:
        _require_free(tx, name)
    changed = msgspec.structs.replace(
        proxy,
        name=name,
        access_rights=params.access_rights,
        base_url=params.base_url,
        additional_headers=_json(params.additional_headers),
        additional_query_args=_json(params.additional_query_args),
    )
    store.save(tx, changed)
    return view(changed)


def delete_proxy(tx: Tx, requester: Requester, proxy_id: str) -> None:
    """``DELETE``: nobody is let through any more, and the name is free."""
    store.remove(tx, _own(tx, requester, proxy_id).id)


def view(proxy: Proxy) -> ProxyView:
    """A server as its requester sees it."""
    return ProxyView(
        id=proxy.id,
        name=proxy.name,
        params=ProxyParams(
            access_rights=AccessRights(proxy.access_rights),
            type=ProxyType.HTTP,
            base_url=proxy.base_url,
            additional_headers=_values(proxy.additional_headers),
            additional_query_args=_values(proxy.additional_query_args),
        ),
    )


def _own(tx: Tx, requester: Requester, proxy_id: str) -> Proxy:
    known = parse_uuid(proxy_id)
    proxy = None if known is None else store.get(tx, known)
    if proxy is None or proxy.requester_id != requester.id:
        raise DoesNotExist("proxy", proxy_id)
    return proxy


def _check(name: str, params: ProxyParams, networks: Sequence[Network]) -> None:
    errors = FieldErrors()
    rules.check_registration(name, params, networks, errors)
    errors.raise_if_any()


def _require_free(tx: Tx, name: str) -> None:
    if store.by_name(tx, name) is not None:
        raise Conflict(f"There is a server named {name} already")


# ---- the worker's side -----------------------------------------------------------------------------------


def pass_for(tx: Tx, assignment: Assignment) -> str | None:
    """The pass to the servers of a page's requester; None where they have none.

    It stands in addresses, for pictures and frames that send no token along. It works as long as the page may
    be worked on, and an hour more.
    """
    if assignment.status not in _SHOWN:
        return None
    secret = store.secret_where_needed(tx, assignment.requester_id)
    if secret is None:
        return None
    left = max(0, assignment.deadline - tx.now) if assignment.status == AssignmentStatus.ACTIVE else 0
    return _signer(secret).dumps([assignment.id, clock.real_now() + left + PASS_LIFETIME])


def forward_by_pass(tx: Tx, access: str, place: Place, method: str, headers: Headers) -> Forwarded:
    """The request to a server that a pass lets through.

    Raises:
        AccessDenied: the pass was not given out here, its time is over, or it does not let through to this.
        DoesNotExist: there is no server of this name.
    """
    secret = store.secret(tx)
    try:
        assignment_id, expires = _signer(secret or secrets.token_urlsafe(32)).loads(access)
    except (BadData, TypeError, ValueError):
        raise AccessDenied(_FORGED) from None
    if expires <= clock.real_now():
        raise AccessDenied("The address has expired; ask for the assignment again")
    assignment = assignment_store.get(tx, assignment_id)
    if assignment is None:
        raise AccessDenied(_FORGED)
    return _forward(tx, place, method, headers, assignment.user_id, assignment)


def forward_for_worker(
    tx: Tx, worker_id: str, assignment_id: str | None, place: Place, method: str, headers: Headers
) -> Forwarded:
    """The request to a server that a worker with a session makes, within a page of theirs if they name it.

    Raises:
        AccessDenied: they are not let through to this.
        DoesNotExist: there is no server of this name, or no such assignment of theirs.
    """
    assignment = None
    if assignment_id is not None:
        assignment = assignment_store.get(tx, assignment_id)
        if assignment is None or assignment.user_id != worker_id:
            raise DoesNotExist("assignment", assignment_id)
    return _forward(tx, place, method, headers, worker_id, assignment)


def _forward(
    tx: Tx, place: Place, method: str, headers: Headers, worker_id: str, assignment: Assignment | None
) -> Forwarded:
    proxy = store.by_name(tx, place.name)
    if proxy is None:
        raise DoesNotExist("proxy", place.name)
    if assignment is not None:
        if not _is_shown(assignment, method):
            raise AccessDenied(f"The assignment is {assignment.status}; it lets through no more")
        pages = [assignment]
    else:
        pages = _active_pages(tx, worker_id) if proxy.access_rights != AccessRights.PUBLIC else []
    _require_access(tx, proxy, place, pages)
    arguments = _values(proxy.additional_query_args)
    return Forwarded(
        requester_id=proxy.requester_id,
        url=rules.target_url(place, proxy.base_url, arguments, None if assignment is None else assignment.id),
        headers=rules.forwarded_headers(headers, _values(proxy.additional_headers)),
    )


def _is_shown(assignment: Assignment, method: str) -> bool:
    """What was handed in is still looked at, and no more than that."""
    if method in rules.READING:
        return assignment.status in _SHOWN
    return assignment.status == AssignmentStatus.ACTIVE


def _active_pages(tx: Tx, worker_id: str) -> list[Assignment]:
    found = [assignment_store.get(tx, row[0]) for row in assignment_store.all_active(tx, worker_id)]
    return [assignment for assignment in found if assignment is not None]


def _require_access(tx: Tx, proxy: Proxy, place: Place, pages: Sequence[Assignment]) -> None:
    if proxy.access_rights == AccessRights.PUBLIC:
        return
    own = [page for page in pages if page.requester_id == proxy.requester_id]
    if proxy.access_rights == AccessRights.PRIVATE:
        if not own:
            raise AccessDenied(f"{place.name} is for workers who do its requester's tasks")
    elif not any(rules.is_named(place, _texts_of(tx, page)) for page in own):
        raise AccessDenied(f"No task of yours names this path of {place.name}")


def _texts_of(tx: Tx, assignment: Assignment) -> list[str]:
    """What stands in the page's input fields that can name a path."""
    pool = pools.get(tx, assignment.pool_id)
    if pool is None:
        raise AssertionError(f"assignment {assignment.id} lost its pool")
    specs = projects.specs_of(tx, assignment.project_id, pool.project_version_major)
    fields = [name for name, spec in specs.input.fields.items() if spec.kind in _NAMING]
    contents = assignments.contents_of(tx, assignment)
    return [text for task in contents for text in rules.strings_of(task.input_values, fields)]


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="proxy")


def _or(new: T | None, before: T) -> T:
    return before if new is None else new


def _json(values: Values) -> str:
    return msgspec.json.encode(values).decode()


def _values(text: str) -> Values:
    return msgspec.json.decode(text, type=Values)
