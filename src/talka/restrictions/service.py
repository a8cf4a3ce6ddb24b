"""Use cases of restrictions. A worker has one of each scope and target at most; the latest end wins."""

from __future__ import annotations

import msgspec

from talka.accounts import store as accounts
from talka.jobs.schedule import schedule, unschedule
from talka.restrictions import store
from talka.restrictions.model import Restriction, RestrictionEnded, RestrictionScope, RestrictionSet
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
        project_id=project_id,
        pool_id=pool_id,
        private_comment=private_comment,
        will_expire=until,
        created=tx.now,
    )
    store.add(tx, restriction)
    _schedule_end(tx, restriction)
    tx.announce(RestrictionSet(restriction))
    return restriction


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
