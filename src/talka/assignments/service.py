"""Use cases of assignments: every change of their state, with its money, slots and counters."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import structlog

from talka.accounts import store as accounts
from talka.assignments import attendance, money, store
from talka.assignments.model import (
    AnswersArrived,
    Assignment,
    AssignmentAccepted,
    AssignmentCreated,
    AssignmentExpired,
    AssignmentPatch,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentStatus,
    AssignmentSubmitted,
    AssignmentView,
    Solution,
)
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page, require_one_of
from talka.jobs.schedule import schedule, unschedule
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, InappropriateStatus, PoolInappropriateStatus, ValidationFailed
from talka.kernel.ids import pool_bounds, pool_of
from talka.kernel.money import to_number
from talka.ledger.service import Purse
from talka.pools import lifecycle, queue
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool, PoolStatus
from talka.storage.database import is_transient
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import RawTask

log = structlog.get_logger(__name__)

REVIEW = "assignment.review"
_KNOWN_CONTENTS = "contents of assignments"


def issue(tx: Tx, assignment: Assignment, units: Sequence[queue.Unit], seen: Sequence[str]) -> None:
    """Give a suite out: slots taken, money held, the worker's memory and the pool's counters moved on."""
    store.add(tx, assignment)
    store.remember(tx, assignment.user_id, seen)
    change = queue.occupy(tx, units)
    pools.count(
        tx,
        assignment.pool_id,
        issued=1,
        active=1,
        finite_units=change.finite_units,
        open_units=change.open_units,
        free_slots=change.free_slots,
        workers=int(attendance.took(tx, assignment.pool_id, assignment.user_id)),
    )
    money.hold(tx, assignment)
    tx.announce(AssignmentCreated(assignment))


def submit(
    tx: Tx,
    assignment: Assignment,
    solutions: Sequence[Solution],
    first_attempts: Sequence[Solution] | None,
    config: PoolConfig,
) -> Assignment:
    """Take in the answers of an active assignment: accepted and paid at once, or put up for review."""
    tx.announce(AnswersArrived(assignment))
    answered = msgspec.structs.replace(
        assignment,
        status=AssignmentStatus.SUBMITTED.value,
        submitted=tx.now,
        solutions=msgspec.json.encode(solutions).decode(),
        first_attempts=None if first_attempts is None else msgspec.json.encode(first_attempts).decode(),
    )
    store.drop_draft(tx, assignment.id)
    pools.count(
        tx,
        assignment.pool_id,
        active=-1,
        submitted=int(not config.auto_accept),
        accepted=int(config.auto_accept),
        spent=assignment.reward if config.auto_accept else 0,
        work_millis=tx.now - assignment.created,
        submitters=int(attendance.handed_in(tx, assignment.pool_id, assignment.user_id)),
    )
    if config.auto_accept:
        done = msgspec.structs.replace(answered, status=AssignmentStatus.ACCEPTED.value, accepted=tx.now)
        store.save(tx, done)
        money.pay(tx, done, Purse.HELD)
        tx.announce(AssignmentSubmitted(done))
        tx.announce(AssignmentAccepted(done))
    else:
        done = msgspec.structs.replace(answered, review_until=tx.now + config.review_period)
        store.save(tx, done)
        money.reserve(tx, done)
        schedule(tx, REVIEW, assignment.id, tx.now + config.review_period)
        tx.announce(AssignmentSubmitted(done))
    lifecycle.notice_submit(tx, assignment.pool_id)
    return store.get(tx, done.id) or done  # a rule may have reviewed it at once


def skip(tx: Tx, assignment: Assignment, *, offer_again: bool) -> Assignment:
    """The worker does not want this suite; in a main pool its tasks are not offered to them again."""
    done = msgspec.structs.replace(assignment, status=AssignmentStatus.SKIPPED.value, skipped=tx.now)
    _return(tx, done, offer_again=offer_again)
    pools.count(tx, done.pool_id, active=-1, skipped=1)
    lifecycle.notice_completion(tx, done.pool_id)
    tx.announce(AssignmentSkipped(done))
    return done


def expire(tx: Tx, assignment: Assignment) -> Assignment:
    """Time ran out, or the worker gave the suite up: it may come back to them."""
    done = msgspec.structs.replace(assignment, status=AssignmentStatus.EXPIRED.value, expired=tx.now)
    _return(tx, done, offer_again=True)
    pools.count(tx, done.pool_id, active=-1, expired=1)
    lifecycle.notice_completion(tx, done.pool_id)
    tx.announce(AssignmentExpired(done))
    return done


def _return(tx: Tx, assignment: Assignment, *, offer_again: bool) -> None:
    """Give slots and money back.

    What is offered again is forgotten, but for the control and training tasks of a main pool: having seen
    one once, in however short a time, is to have seen it.
    """
    store.save(tx, assignment)
    pool = _pool_alone(tx, assignment.pool_id)
    units = units_of(tx, assignment)
    again = {unit.id for unit in units if offer_again and (pool.is_training or unit.lane.counts)}
    store.forget(tx, assignment.user_id, sorted(again))
    queue.give_back(tx, pool, units, again).apply(tx, pool.id)
    if offer_again and not assignment.mixed and config_of(pool).mixer is not None:
        _offer_inside_again(tx, pool, assignment)
    money.release(tx, assignment)


def _offer_inside_again(tx: Tx, pool: Pool, assignment: Assignment) -> None:
    """Tasks that stand in a manual suite, and are mixed too, may be mixed for this worker after all."""
    had = store.tasks_had(tx, assignment.user_id, assignment.tasks)
    found = task_store.get_many(tx, [task_id for task_id in assignment.tasks if task_id not in had])
    mixed = [task for task in found.values() if task.suite_id is None]
    units = [unit for unit in map(task_store.unit_of, mixed) if unit.lane.counts]
    store.forget(tx, assignment.user_id, [unit.id for unit in units])
    for unit in units:
        if unit.free != 0:
            queue.stand_again(tx, pool.id, unit)


def units_of(tx: Tx, assignment: Assignment) -> list[queue.Unit]:
    """The units whose slots an assignment occupies: its manual suite, or each of its mixed tasks."""
    if not assignment.mixed:
        suite = suites.get(tx, assignment.suite_id)
        return [] if suite is None else [suites.unit_of(suite)]
    found = task_store.get_many(tx, assignment.tasks)
    return [task_store.unit_of(found[task_id]) for task_id in assignment.tasks]


def contents_of(tx: Tx, assignment: Assignment) -> list[RawTask]:
    """The assignment's tasks, in their order on the page."""
    known: list[RawTask] | None = tx.known.get((_KNOWN_CONTENTS, assignment.id))
    if known is None:
        ids = assignment.tasks
        found = task_store.get_many(tx, ids)
        known = [tasks.contents_of(found[task_id]) for task_id in ids]
        # A submit looks at them to check the answers, then to judge them, and again to show the page.
        tx.known[_KNOWN_CONTENTS, assignment.id] = known
    return known


def accept(tx: Tx, assignment: Assignment, public_comment: str | None = None) -> Assignment:
    """Accept answers under review, or rejected ones after all (an appeal granted)."""
    rejected = assignment.status == AssignmentStatus.REJECTED
    done = msgspec.structs.replace(
        assignment,
        status=AssignmentStatus.ACCEPTED.value,
        accepted=tx.now,
        public_comment=assignment.public_comment if public_comment is None else public_comment,
    )
    money.pay(tx, done, Purse.AVAILABLE if rejected else Purse.RESERVED)
    store.save(tx, done)
    unschedule(tx, REVIEW, assignment.id)
    pools.count(
        tx,
        done.pool_id,
        accepted=1,
        submitted=-1 if not rejected else 0,
        rejected=-1 if rejected else 0,
        spent=done.reward,
    )
    tx.announce(AssignmentAccepted(done))
    return done


def reject(tx: Tx, assignment: Assignment, public_comment: str) -> Assignment:
    """Reject answers under review: not paid; the slot stays taken."""
    done = msgspec.structs.replace(
        assignment,
        status=AssignmentStatus.REJECTED.value,
        rejected=tx.now,
        public_comment=public_comment,
    )
    store.save(tx, done)
    unschedule(tx, REVIEW, assignment.id)
    pools.count(tx, done.pool_id, submitted=-1, rejected=1, at=("last_rejection",))
    money.refund(tx, done)
    tx.announce(AssignmentRejected(done))
    return done


def patch_assignment(
    tx: Tx, requester: Requester, assignment_id: str, patch: AssignmentPatch
) -> AssignmentView:
    """``PATCH /assignments/{id}``: review. The same status again changes the comment only."""
    assignment, pool = _own_locked(tx, requester, assignment_id)
    if pool.status == PoolStatus.ARCHIVED:
        raise PoolInappropriateStatus(
            "The pool is archived: its assignments cannot change any more",
            [PoolStatus.OPEN.value, PoolStatus.CLOSED.value],
        )
    _review(tx, assignment, patch)
    return get_assignment(tx, requester, assignment_id)


def _review(tx: Tx, assignment: Assignment, patch: AssignmentPatch) -> None:
    wanted = patch.status or AssignmentStatus(assignment.status)
    if wanted == AssignmentStatus.REJECTED and not (patch.public_comment or "").strip():
        raise ValidationFailed.of(
            "public_comment", "VALUE_REQUIRED", "Say why the assignment is rejected; the worker will read it"
        )
    if wanted == assignment.status:
        if wanted not in (AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED):
            raise _not_reviewable(assignment, wanted)
        if patch.public_comment is not None:
            store.save(tx, msgspec.structs.replace(assignment, public_comment=patch.public_comment))
        return
    if wanted == AssignmentStatus.ACCEPTED and assignment.status in (
        AssignmentStatus.SUBMITTED,
        AssignmentStatus.REJECTED,
    ):
        accept(tx, assignment, patch.public_comment)
    elif wanted == AssignmentStatus.REJECTED and assignment.status == AssignmentStatus.SUBMITTED:
        reject(tx, assignment, patch.public_comment or "")
    else:
        raise _not_reviewable(assignment, wanted)


def _not_reviewable(assignment: Assignment, wanted: AssignmentStatus) -> InappropriateStatus:
    ready = [AssignmentStatus.SUBMITTED.value]
    if wanted == AssignmentStatus.ACCEPTED:
        ready.append(AssignmentStatus.REJECTED.value)
    return InappropriateStatus(
        f"The assignment is {assignment.status}; it cannot become {wanted.value}", ready
    )


def when_review_ends(tx: Tx, subject: str) -> None:
    """Nobody reviewed the answers in time: they are accepted."""
    assignment = store.get(tx, subject)
    if assignment is None:
        return
    accounts.hold_worker(tx, assignment.user_id)
    pools.join(tx, assignment.pool_id)
    assignment = store.get(tx, subject, lock=True)
    if assignment is not None and assignment.status == AssignmentStatus.SUBMITTED:
        accept(tx, assignment)


class Deadlines:
    """The source of expiries: the index over active assignments' deadlines.

    An expiry that fails is left alone for a minute, so that it does not hold up everything due after it.
    """

    def __init__(self) -> None:
        self._failed: dict[str, int] = {}

    def earliest(self, tx: Tx, until: int) -> tuple[int, _Expiry] | None:
        """See :class:`talka.jobs.schedule.Source`."""
        now = clock.real_now()
        failed = {assignment_id: at for assignment_id, at in self._failed.items() if at > now}
        self._failed = failed
        for assignment_id, pool_id, deadline in store.earliest_deadlines(tx, until, 1 + len(failed)):
            if assignment_id not in failed:
                return deadline, _Expiry(assignment_id, pool_id, self)
        return None

    def leave_alone(self, assignment_id: str) -> None:
        """Its expiry failed just now."""
        self._failed[assignment_id] = clock.real_now() + clock.MINUTE


class _Expiry:
    """One deadline that passed."""

    def __init__(self, assignment_id: str, pool_id: int, deadlines: Deadlines) -> None:
        self.assignment_id = assignment_id
        self.pool_id = pool_id
        self.deadlines = deadlines

    def __call__(self, tx: Tx) -> None:
        try:
            with tx.savepoint():
                self._expire(tx)
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("an expiry failed and is tried again", assignment_id=self.assignment_id)
            self.deadlines.leave_alone(self.assignment_id)

    def _expire(self, tx: Tx) -> None:
        found = store.get(tx, self.assignment_id)
        if found is None:
            return
        accounts.hold_worker(tx, found.user_id)
        _pool_alone(tx, self.pool_id)
        assignment = store.get(tx, self.assignment_id, lock=True)
        if assignment is not None and assignment.status == AssignmentStatus.ACTIVE:
            expire(tx, assignment)


def get_assignment(tx: Tx, requester: Requester, assignment_id: str) -> AssignmentView:
    """``GET /assignments/{id}``."""
    assignment = store.get(tx, assignment_id)
    if assignment is None or assignment.requester_id != requester.id:
        raise DoesNotExist("assignment", assignment_id)
    return views(tx, requester, [assignment])[0]


def get_assignments(tx: Tx, requester: Requester, request: ListRequest) -> Page[AssignmentView]:
    """``GET /assignments``: of a pool, a suite or a task."""
    require_one_of(request, "pool_id", "task_suite_id", "task_id")
    pool_id = request.value("pool_id")
    if pool_id is None:
        pool_id = pool_of(request.value("task_suite_id") or request.value("task_id"))
    spec = store.LIST_OF_TASK if request.value("task_id") else store.LIST
    return fetch_page(
        tx,
        spec,
        request,
        lambda rows: views(tx, requester, [Assignment(*row) for row in rows]),
        (store.OWNER, requester.id),
        within=(store.LIST.fields["id"].column, *pool_bounds(pool_id or 0)),
    )


def views(tx: Tx, requester: Requester, assignments: Sequence[Assignment]) -> list[AssignmentView]:
    """Assignments as the API shows them, their tasks loaded together."""
    wanted = dict.fromkeys(task_id for assignment in assignments for task_id in assignment.tasks)
    found = task_store.get_many(tx, list(wanted))
    contents = {task_id: tasks.contents_of(task) for task_id, task in found.items()}
    bonuses = store.bonus_ids(tx, [one.id for one in assignments])
    return [
        AssignmentView(
            id=one.id,
            task_suite_id=one.suite_id,
            pool_id=str(one.pool_id),
            user_id=one.user_id,
            status=one.status,
            reward=to_number(one.reward),
            tasks=[contents[task_id] for task_id in one.tasks],
            mixed=bool(one.mixed),
            automerged=bool(one.automerged),
            created=clock.to_text(one.created),
            owner=requester.as_owner,
            solutions=solutions_of(one.solutions) if one.submitted else None,
            first_declined_solution_attempt=solutions_of(one.first_attempts) if one.submitted else None,
            public_comment=one.public_comment,
            submitted=_time(one.submitted),
            accepted=_time(one.accepted),
            rejected=_time(one.rejected),
            skipped=_time(one.skipped),
            expired=_time(one.expired),
            bonus_ids=bonuses.get(one.id),
        )
        for one in assignments
    ]


def solutions_of(text: str | None) -> list[Solution] | None:
    """Stored answers."""
    return None if text is None else msgspec.json.decode(text, type=list[Solution])


def _time(moment: int | None) -> str | None:
    return None if moment is None else clock.to_text(moment)


def _own_locked(tx: Tx, requester: Requester, assignment_id: str) -> tuple[Assignment, Pool]:
    assignment = store.get(tx, assignment_id)
    if assignment is None or assignment.requester_id != requester.id:
        raise DoesNotExist("assignment", assignment_id)
    accounts.hold_worker(tx, assignment.user_id)
    pool = pools.join(tx, assignment.pool_id)
    locked = store.get(tx, assignment_id, lock=True)
    if locked is None or pool is None:
        raise AssertionError
    return locked, pool


def _pool_alone(tx: Tx, pool_id: int) -> Pool:
    pool = pools.get_alone(tx, pool_id)
    if pool is None:
        raise AssertionError(f"pool {pool_id} vanished")
    return pool
