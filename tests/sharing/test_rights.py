"""What each role may do, and what each call needs."""

from __future__ import annotations

import re

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from talka.app import routes
from talka.http.auth import Permission, Requester, Role, allows
from talka.http.environment import Limits

RESULTS = re.compile("assignments|attachments|aggregated-solutions|worker-matrices")


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.ADMIN, {Permission.VIEW, Permission.WORK, Permission.SHARE}),
        (Role.EDITOR, {Permission.VIEW, Permission.WORK}),
        (Role.VIEWER, {Permission.VIEW}),
    ],
)
def test_a_role_has_its_permissions_and_no_others(role: Role, permissions: set[Permission]):
    assert {permission for permission in Permission if allows(role, permission)} == permissions


def test_myself_is_who_holds_the_token():
    assert Requester("a", "c").as_owner.myself
    assert Requester("a", "c", "a").as_owner.myself
    acting = Requester("a", "c", "b").as_owner
    assert (acting.id, acting.myself, acting.company_id) == ("a", False, "c")


def _calls() -> list[tuple[str, str, HTTPRouteHandler]]:
    app = routes(Limits().body_bytes, ())
    return [
        (method, route.path_format, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/")
        if not route.path.startswith("/api/worker/")
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    ]


def test_answers_of_workers_are_results_which_viewers_do_not_get():
    """Toloka's page: view-only access does not get results."""
    found = {
        (method, path): handler.opt.get("permission")
        for method, path, handler in _calls()
        if RESULTS.search(path)
    }
    assert found
    assert {call: needed for call, needed in found.items() if needed is not Permission.WORK} == {}


def test_what_is_the_owners_alone_and_what_is_about_sharing():
    found = {
        permission: {f"{method} {path}" for method, path, handler in _calls() if _needs(handler, permission)}
        for permission in (Permission.OWN, Permission.SHARE)
    }
    assert found[Permission.OWN] == {
        "GET /api/v1/shared-accounts",
        "GET /api/v1/api-tokens",
        "POST /api/v1/api-tokens",
        "DELETE /api/v1/api-tokens/{token_id}",
    }
    assert found[Permission.SHARE] == {
        "GET /api/v1/shared-access",
        "PUT /api/v1/shared-access",
        "GET /api/v1/shared-access/{share_id}",
        "DELETE /api/v1/shared-access/{share_id}",
    }


def _needs(handler: HTTPRouteHandler, permission: Permission) -> bool:
    return handler.opt.get("permission") is permission
