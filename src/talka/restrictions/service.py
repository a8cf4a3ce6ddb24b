"""Use cases of restrictions. A worker has one of each scope and target at most; the latest end wins."""

from __future__ import annotations

import msgspec

from talka.accounts import store as accounts
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.jobs.schedule import schedule, unschedule
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, SystemScopeModification, ValidationFailed
from talka.kernel.ids import parse_number
from talka.pools import service as pools
from talka.projects import service as projects
from talka.restrictions import store
from talka.restrictions.model import (
    Restriction,
    RestrictionEnded,
    RestrictionForm,
    RestrictionScope,
    RestrictionSet,
    RestrictionView,
)
from talka.storage.tx import Tx

END = "restriction.end"


def restrict(
    tx: Tx,
    *,
    user_id: str,
    scope: RestrictionScope,
    requester_id: str | None,
    project_id: int | None = None,
    pool_id: int | None = None,
    until: int | None,
    private_comment: str | None = None,
) -> Restriction:
    """Keep a worker out until then (in milliseconds), or with None until it is lifted.

    The scope tells which of requester, project and pool it is about.
    One that lasts already, and longer, stays as it is. The caller holds the worker.
    """
    target = store.target_of(scope, requester_id, project_id, pool_id)
    found = store.find(tx, user_id, scope.value, target)
    if found is not None and not found.is_active(tx.now):
        lift(tx, found)
        found = None
    if found is not None:
        return _prolonged(tx, found, until, private_comment)
    restriction = Restriction(
        id=tx.next_number(),
        requester_id=requester_id,
        user_id=user_id,
        scope=scope.value,
        target=target,
        project_id=project_id if scope == RestrictionScope.PROJECT else None,
        pool_id=pool_id if scope == RestrictionScope.POOL else None,
        private_comment=private_comment,
        will_expire=until,
        created=tx.now,
    )
    store.add(tx, restriction)
    _schedule_end(tx, restriction)
    if restriction.is_active(tx.now):  # some are sent with an end in the past
        tx.announce(RestrictionSet(restriction))
    return restriction


def set_user_restriction(tx: Tx, requester: Requester, form: RestrictionForm) -> tuple[RestrictionView, bool]:
    """``PUT /user-restrictions``: end and comment are replaced; the flag tells whether it is a new one.

    Raises:
        ValidationFailed: there is no such worker, or no such project or pool of the requester's.
        SystemScopeModification: the platform's own blocks are nobody else's to change.
    """
    if form.scope == RestrictionScope.SYSTEM:
        raise SystemScopeModification("Only the platform blocks workers everywhere")
    project_id, pool_id = _targets(tx, requester, form)
    if accounts.worker(tx, form.user_id) is None:
        raise ValidationFailed.of("user_id", "ENTITY_DOES_NOT_EXIST", "There is no such worker")
    accounts.hold_worker(tx, form.user_id)
    until = None if form.will_expire is None else clock.from_text(form.will_expire)
    target = store.target_of(form.scope, requester.id, project_id, pool_id)
    found = store.find(tx, form.user_id, form.scope.value, target)
    if found is not None and found.is_active(tx.now):
        changed = msgspec.structs.replace(found, will_expire=until, private_comment=form.private_comment)
        store.prolong(tx, found.id, until, form.private_comment)
        _schedule_end(tx, changed)
        return view(changed), False
    made = restrict(
        tx,
        user_id=form.user_id,
        scope=form.scope,
        requester_id=requester.id,
        project_id=project_id,
        pool_id=pool_id,
        until=until,
        private_comment=form.private_comment,
    )
    return view(made), True


def _targets(tx: Tx, requester: Requester, form: RestrictionForm) -> tuple[int | None, int | None]:
    """The project and the pool that the restriction is about."""
    if form.scope == RestrictionScope.POOL:
        if form.pool_id is None:
            raise ValidationFailed.of("pool_id", "VALUE_REQUIRED", "Name the pool")
        try:
            pool = pools.own_any(tx, requester, str(form.pool_id))
        except DoesNotExist as missing:
            raise ValidationFailed.of("pool_id", "ENTITY_DOES_NOT_EXIST", missing.message) from None
        return None, pool.id
    if form.scope == RestrictionScope.PROJECT:
        if form.project_id is None:
            raise ValidationFailed.of("project_id", "VALUE_REQUIRED", "Name the project")
        return projects.own_for_reference(tx, requester, str(form.project_id), "project_id").id, None
    return None, None


def get_user_restriction(tx: Tx, requester: Requester, restriction_id: str) -> RestrictionView:
    """``GET /user-restrictions/{id}``."""
    return view(_seen(tx, requester, restriction_id))


def get_user_restrictions(tx: Tx, requester: Requester, request: ListRequest) -> Page[RestrictionView]:
    """``GET /user-restrictions``: one's own, and the platform's blocks of workers who have worked for one."""
    request = msgspec.structs.replace(request, values={**request.values, "own": requester.id})
    return fetch_page(tx, store.LIST, request, lambda rows: [view(Restriction(*row)) for row in rows])


def delete_user_restriction(tx: Tx, requester: Requester, restriction_id: str) -> None:
    """``DELETE /user-restrictions/{id}``: let the worker in again.

    Raises:
        SystemScopeModification: the platform's own blocks are nobody else's to lift.
    """
    accounts.hold_worker(tx, _seen(tx, requester, restriction_id).user_id)
    restriction = _seen(tx, requester, restriction_id)
    if restriction.scope == RestrictionScope.SYSTEM:
        raise SystemScopeModification("Only the platform lifts its blocks")
    lift(tx, restriction)


def view(one: Restriction) -> RestrictionView:
    """A restriction as the API shows it."""
    return RestrictionView(
        id=str(one.id),
        scope=one.scope,
        user_id=one.user_id,
        created=clock.to_text(one.created),
        project_id=None if one.project_id is None else str(one.project_id),
        pool_id=None if one.pool_id is None else str(one.pool_id),
        private_comment=one.private_comment,
        will_expire=None if one.will_expire is None else clock.to_text(one.will_expire),
    )


def _seen(tx: Tx, requester: Requester, restriction_id: str) -> Restriction:
    number = parse_number(restriction_id)
    found = None if number is None else store.seen_by(tx, requester.id, number)
    if found is None:
        raise DoesNotExist("user restriction", restriction_id)
    return found


def _prolonged(tx: Tx, found: Restriction, until: int | None, private_comment: str | None) -> Restriction:
    lasts_longer = found.will_expire is not None and (until is None or until > found.will_expire)
    if not lasts_longer:
        return found
    changed = msgspec.structs.replace(found, will_expire=until, private_comment=private_comment)
    store.prolong(tx, found.id, until, private_comment)
    _schedule_end(tx, changed)
    return changed


def lift(tx: Tx, restriction: Restriction) -> None:
    """Let the worker in again, whether the time is over or somebody decided so."""
    unschedule(tx, END, str(restriction.id))
    store.remove(tx, restriction.id)
    tx.announce(RestrictionEnded(restriction))


def when_restriction_ends(tx: Tx, subject: str) -> None:
    """A restriction's time may be over."""
    found = store.get(tx, int(subject))
    if found is None:
        return
    accounts.hold_worker(tx, found.user_id)
    restriction = store.get(tx, found.id)
    if restriction is None:
        return
    if restriction.is_active(tx.now):
        _schedule_end(tx, restriction)
    else:
        lift(tx, restriction)


def _schedule_end(tx: Tx, restriction: Restriction) -> None:
    if restriction.will_expire is None:
        unschedule(tx, END, str(restriction.id))
    else:
        schedule(tx, END, str(restriction.id), restriction.will_expire)
