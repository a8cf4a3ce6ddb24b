"""Taking a suite: one transaction from the question to the assignment."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import msgspec

from talka.accounts import store as accounts
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentStatus
from talka.captchas import service as captchas
from talka.distribution import access, candidates, checks, maps, mixing, pricing, ranking, rules
from talka.distribution.candidates import CursorMove
from talka.distribution.maps import Choice
from talka.distribution.rules import Nothing
from talka.http.environment import Platform
from talka.kernel import chance
from talka.kernel.errors import AccessDenied, Conflict, DoesNotExist, TalkaError, ValidationFailed
from talka.kernel.ids import parse_number
from talka.kernel.money import fee_of
from talka.ledger import service as ledger
from talka.pools import lifecycle
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import MAX_ISSUED, CloseReason, Pool, PoolStatus
from talka.pools.queue import Lane, Unit
from talka.projects import store as projects
from talka.projects.model import Project, ProjectStatus
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.task_suites.model import TaskSuite
from talka.words.speaking import say


class PoolIsClosed(Conflict):
    """409: the pool does not give out work now."""

    code = "POOL_CLOSED"


class TooManyActiveAssignments(Conflict):
    """409: the worker holds as much of the project as it allows."""

    code = "TOO_MANY_ACTIVE_ASSIGNMENTS"


class NoTasksAvailable(Conflict):
    """409: no suite for this worker; the payload tells whether to ask again."""

    code = "NO_TASKS_AVAILABLE"


class PointRequired(Conflict):
    """409: the project's suites are chosen on a map, and none was."""

    code = "POINT_REQUIRED"


class Taken(msgspec.Struct, frozen=True):
    """What a take came to. A refusal is returned, not raised, where the refusing changed something."""

    assignment: Assignment | None
    created: bool = False
    refusal: TalkaError | None = None


class Page(msgspec.Struct, frozen=True):
    """A suite found for a worker, not given out yet. ``chosen``: tasks to be checked by majority vote."""

    units: list[Unit]
    task_ids: list[str]
    suite_id: str | None
    moves: list[CursorMove]
    chosen: checks.Chosen | None = None
    is_short: bool = False


class Offer(msgspec.Struct, frozen=True):
    """A pool as one worker sees it: the checks, what a take would find, and the captcha before it, if any."""

    pool: Pool
    config: PoolConfig
    project: Project
    reward: int
    checks: list[access.Check]
    found: Page | Nothing | None
    captcha: access.Check


def take(tx: Tx, worker_id: str, pool_id: str, platform: Platform, choice: Choice | None = None) -> Taken:
    """Give the worker a suite of this pool or training, or the one they hold already.

    ``choice`` is for pools on a map: which suite, of those that may be held side by side.

    Raises:
        DoesNotExist: there is no such pool, or no such suite in it.
        ValidationFailed: a choice, where there is none.
        PoolIsClosed, PointRequired, TooManyActiveAssignments, NoTasksAvailable, AccessDenied: no suite, and
            why.
    """
    number = parse_number(pool_id)
    accounts.hold_worker(tx, worker_id)
    pool = None if number is None else pools.join(tx, number)
    if pool is None:
        raise DoesNotExist("pool", pool_id)
    held = assignment_store.active_in_pool(tx, worker_id, pool.id)
    again = _held_again(held, pool, choice)
    if again is not None:
        return Taken(again)
    project = _project(tx, pool)
    require_open(pool, project)
    config = config_of(pool)
    reward = pricing.reward_for(tx, worker_id, config)
    fee = fee_of(reward, platform.fee_percent)
    covered = ledger.cover(tx, ledger.requester_account(pool.requester_id), reward + fee)
    refusal = _refuse(tx, worker_id, pool, config, reward + fee, covered=covered)
    if refusal is not None:
        return Taken(None, refusal=refusal)
    too_many = _too_many(tx, worker_id, pool, project)
    if too_many is not None:
        raise too_many
    page = secure_page(tx, worker_id, pool, config, choice)
    if isinstance(page, Nothing):
        raise _no_tasks(page)
    if pool.on_map and choice is None:
        raise PointRequired(say("Choose a point on the map, or say where you are"))
    captcha = access.captcha_check(tx, worker_id, config)
    if not captcha.passed:
        captchas.note_refused(tx, worker_id, pool.id)
        return Taken(None, refusal=access.CaptchaRequired(captcha.words))
    return Taken(_issue(tx, worker_id, pool, config, page, reward, fee), created=True)


def offer(tx: Tx, worker_id: str, pool: Pool, platform: Platform, *, for_worker: bool = True) -> Offer:
    """What a take of this open pool would come to, without taking anything.

    ``for_worker``: the checks' words are theirs, and what is kept from them is not told.
    """
    config, project = config_of(pool), _project(tx, pool)
    reward = pricing.reward_for(tx, worker_id, config)
    if config.is_training:
        found_checks = access.training_checks(tx, worker_id, pool, for_worker=for_worker)
    else:
        price = reward + fee_of(reward, platform.fee_percent)
        facts = access.load_facts(tx, worker_id, pool, config, price, for_worker=for_worker)
        found_checks = access.checks(config, facts, for_worker=for_worker)
    held = _held_in(tx, worker_id, pool, project)
    found_checks += [limit_check(tx, pool), active_check(pool, project, held, for_worker=for_worker)]
    found = None
    if not access.failures(found_checks):
        found = find_page(tx, worker_id, pool, config)
    captcha = access.captcha_check(tx, worker_id, config, for_worker=for_worker)
    return Offer(pool, config, project, reward, found_checks, found, captcha)


def is_takable(tx: Tx, worker_id: str, pool: Pool, platform: Platform) -> bool:
    """Whether a take in this open pool would find a page, if after a captcha, or give back one held."""
    if assignment_store.active_in_pool(tx, worker_id, pool.id):
        return True
    found = offer(tx, worker_id, pool, platform)
    return not access.failures(found.checks) and isinstance(found.found, Page)


def limit_check(tx: Tx, pool: Pool) -> access.Check:
    """Whether the pool may give out one more assignment at all."""
    passed = pools.counters(tx, pool.id).issued < MAX_ISSUED
    words = say("The pool may give out more assignments")
    if not passed:
        words = say("The pool has given out all of its assignments")
    return access.Check("assignments_limit", passed, PoolIsClosed.code, words)


def active_check(pool: Pool, project: Project, held: int, *, for_worker: bool) -> access.Check:
    """Whether a worker who holds so many pages of the project may have another."""
    most = most_active(pool, project)
    passed = most is None or held < most
    if for_worker and passed:
        words = say("You hold no more pages of the project than it allows")
    elif for_worker:
        words = say("Finish one of the {held} pages you hold first", held=held)
    elif passed:
        words = "The worker holds no more pages of the project than it allows"
    else:
        words = f"The worker holds {held} pages of the project and must finish one first"
    return access.Check("active_assignments", passed, TooManyActiveAssignments.code, words)


def secure_page(
    tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, choice: Choice | None = None
) -> Page | Nothing:
    """The next suite for this worker, its units locked, each with a free slot.

    Many take at once: units that somebody else is just taking are left to them, and others are looked for.
    Only when that leaves too few is it waited for what becomes of them, so that nobody is refused, or given
    too short a page, for work that is there.
    """
    if pool.on_map:
        return find_page(tx, worker_id, pool, config, choice=choice)
    busy: set[str] = set()
    while True:
        page = _entered(tx, worker_id, pool, config, frozenset(busy))
        wait = bool(busy) and (isinstance(page, Nothing) or page.is_short)
        if wait:
            pools.count_again(tx, pool.id)
            page = _entered(tx, worker_id, pool, config, frozenset())
        if isinstance(page, Nothing) or tx.is_steady:
            return page
        units = _lock_all(tx, page.units, worker_id, wait=wait)
        if len(units) == len(page.units):
            return msgspec.structs.replace(page, units=units)
        if not wait:
            busy |= {unit.id for unit in page.units} - {unit.id for unit in units}


class _TooFew(Exception):  # noqa: N818  private, named for what happened
    """Not every unit could be locked."""


def _lock_all(tx: Tx, units: Sequence[Unit], worker_id: str, *, wait: bool) -> list[Unit]:
    """Lock every unit, or none of them; which could be.

    To keep some, and go on to wait for others, could be to wait for somebody who waits for these.
    """
    if len(units) == 1:
        return candidates.lock(tx, units, worker_id, wait=wait)
    found: list[Unit] = []
    with contextlib.suppress(_TooFew), tx.savepoint():
        found = candidates.lock(tx, units, worker_id, wait=wait)
        _require(found, len(units))
    return found


def _require(found: Sequence[Unit], wanted: int) -> None:
    if len(found) < wanted:
        raise _TooFew


def _entered(tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, busy: frozenset[str]) -> Page | Nothing:
    """The next suite, found in epochs that take no more units.

    Whoever comes to the newest epoch first closes it to new units. That waits for an upload under way, whose
    units may stand before the place where the cursor comes to: so they are looked at again.
    """
    while True:
        page = find_page(tx, worker_id, pool, config, busy)
        newest = pools.get(tx, pool.id) or pool
        if isinstance(page, Nothing) or not _reaches(page.moves, newest):
            return page
        pools.enter_epoch(tx, pool.id)
        if tx.is_steady:
            return page
        pools.get_locked(tx, pool.id)


def _reaches(moves: Sequence[CursorMove], pool: Pool) -> bool:
    """Whether a cursor comes to where units may still be put."""
    farthest = max((move.epoch for move in moves if move.lane in tuple(Lane)), default=-1)
    return farthest > pool.epoch or (farthest == pool.epoch and not pool.epoch_entered)


def find_page(
    tx: Tx,
    worker_id: str,
    pool: Pool,
    config: PoolConfig,
    busy: frozenset[str] = frozenset(),
    *,
    choice: Choice | None = None,
) -> Page | Nothing:
    """The next suite for this worker, or the one they chose; not given out yet.

    ``busy`` units are left where they are.
    """
    counters = pools.counters(tx, pool.id)
    held = len(assignment_store.active_in_pool(tx, worker_id, pool.id))
    others = counters.active - held
    if pool.on_map:
        chosen = maps.choose(tx, worker_id, pool, choice, others)
        return chosen if isinstance(chosen, Nothing) else _suite_page(chosen)
    nothing: Nothing | None = None
    if counters.suites:
        page = _manual_page(tx, worker_id, pool, busy)
        if page is not None:
            return page
        nothing = rules.judge_manual(0, others)
    if config.mixer is None:
        return nothing or Nothing(finished=True, words=say("The pool has no tasks yet"))
    mix = mixing.gather(tx, worker_id, pool, config, config.mixer, busy)
    recipe = mix.layout.recipe
    if counters.suites and len(mix.real) < recipe.min_real:
        # The pool's manual suites count among its open units, and cannot fill a page of tasks.
        left = candidates.open_tasks(tx, pool.id, recipe.min_real)
        counters = msgspec.structs.replace(counters, open_units=left)
    nothing = rules.judge_mix(config.mixer, recipe, mix.found, counters, others, tx.now)
    if nothing is not None:
        return nothing
    shuffle = None if config.mixer.shuffle_tasks_in_task_suite is False else chance.shuffle
    is_short = sum(mix.found) < recipe.real + recipe.golden + recipe.training
    return Page(mix.units, mix.arranged(shuffle), None, mix.moves, mix.chosen, is_short)


def _manual_page(tx: Tx, worker_id: str, pool: Pool, busy: frozenset[str]) -> Page | None:
    picked = candidates.pick(tx, worker_id, pool.id, Lane.SUITE, 1, busy)
    if not picked.units:
        return None
    suite = suites.get(tx, picked.units[0].id)
    if suite is None:
        raise AssertionError
    return Page(picked.units, suites.task_ids_of(suite), suite.id, picked.moves)


def _suite_page(suite: TaskSuite) -> Page:
    return Page([suites.unit_of(suite)], suites.task_ids_of(suite), suite.id, [])


def _issue(
    tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, page: Page, reward: int, fee: int
) -> Assignment:
    page = _settled(tx, worker_id, pool, page)
    candidates.save_cursors(tx, worker_id, pool.id, page.moves)
    suite_id = page.suite_id or suites.add_mixed(tx, pool.id, page.task_ids)
    assignment = Assignment(
        id=tx.new_pool_ids(pool.id, 1)[0],
        pool_id=pool.id,
        project_id=pool.project_id,
        requester_id=pool.requester_id,
        suite_id=suite_id,
        user_id=worker_id,
        status=AssignmentStatus.ACTIVE.value,
        mixed=int(page.suite_id is None),
        reward=reward,
        fee=fee,
        created=tx.now,
        deadline=tx.now + config.duration,
        submitted=None,
        accepted=None,
        rejected=None,
        skipped=None,
        expired=None,
        review_until=None,
        task_ids=msgspec.json.encode(page.task_ids).decode(),
        solutions=None,
        first_attempts=None,
        public_comment=None,
    )
    seen = [unit.id for unit in page.units]
    if page.suite_id is not None and config.mixer is not None:
        seen += page.task_ids  # a manual suite of a mixed pool: its tasks are not mixed again for them
    assignments.issue(tx, assignment, page.units, seen)
    lifecycle.notice_take(tx, pool.id)
    return assignment


def _settled(tx: Tx, worker_id: str, pool: Pool, page: Page) -> Page:
    """The page once its tasks to be checked are chosen, and those of other pools copied."""
    if not page.chosen:
        return page
    given = checks.settle(tx, worker_id, pool, page.units, page.chosen)
    return msgspec.structs.replace(
        page,
        units=[given[unit.id] for unit in page.units],
        task_ids=[given[task_id].id for task_id in page.task_ids],
    )


def _refuse(
    tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, price: int, *, covered: bool
) -> TalkaError | None:
    """Why the worker may not, if so; closes a pool that cannot be paid for or has given out all it may."""
    if config.is_training:
        found = access.training_checks(tx, worker_id, pool)
    else:
        balance = price if covered else 0
        found = access.checks(config, access.load_facts(tx, worker_id, pool, config, price, balance=balance))
    failed = access.failures(found)
    if failed:
        if ranking.is_unnoted(tx, worker_id, pool, config, [check.check for check in failed]):
            ranking.note_present(tx, worker_id, [pool.id])
        if all(check.code == "REQUESTER_BALANCE" for check in failed):
            return _out_of_money(tx, pool)
        return _denied(failed)
    if pools.counters(tx, pool.id).issued >= MAX_ISSUED:
        lifecycle.set_closed(tx, pool, CloseReason.ASSIGNMENTS_LIMIT_EXCEEDED)
        return PoolIsClosed(say("The pool has given out all of its assignments"))
    return None


def _out_of_money(tx: Tx, pool: Pool) -> TalkaError:
    """Close a pool whose requester cannot pay for another page, and say so."""
    lifecycle.set_closed(tx, pool, CloseReason.NOT_ENOUGH_BALANCE)
    return _denied([access.balance_check(0, 1)])


def _denied(failed: Sequence[access.Check]) -> AccessDenied:
    reasons = [{"code": check.code, "words": check.words} for check in failed]
    return AccessDenied(failed[0].words, {"reasons": reasons})


def require_open(pool: Pool, project: Project) -> None:
    """Refuse a take of what gives nothing out now."""
    if pool.status != PoolStatus.OPEN or project.status != ProjectStatus.ACTIVE:
        raise PoolIsClosed(say("The pool does not give out work at the moment"))


def _too_many(tx: Tx, worker_id: str, pool: Pool, project: Project) -> TooManyActiveAssignments | None:
    """The refusal of a worker who holds as much of the project as it allows."""
    check = active_check(pool, project, _held_in(tx, worker_id, pool, project), for_worker=True)
    if check.passed:
        return None
    return TooManyActiveAssignments(check.words, {"maximum": most_active(pool, project)})


def most_active(pool: Pool, project: Project) -> int | None:
    """How many pages of the project a worker may hold at once, or None where nothing limits them."""
    most = project.form.max_active_assignments_count
    return maps.DEFAULT_MAXIMUM if most is None and pool.on_map else most


def _held_in(tx: Tx, worker_id: str, pool: Pool, project: Project) -> int:
    """How many pages of the project the worker holds; nobody counts where it does not matter."""
    if most_active(pool, project) is None:
        return 0
    return sum(project_id == project.id for _, _, project_id in assignment_store.all_active(tx, worker_id))


def _held_again(held: Sequence[Assignment], pool: Pool, choice: Choice | None) -> Assignment | None:
    """What a repeated take answers: the suite held, or on a map the one held that is named."""
    if not pool.on_map:
        if choice is not None:
            path = "latitude" if choice.suite_id is None else "task_suite_id"
            words = say("The pool gives out its suites in turn")
            raise ValidationFailed.of(path, "VALUE_NOT_ALLOWED", words)
        return held[0] if held else None
    if choice is None:
        return held[0] if held else None
    return next((one for one in held if one.suite_id == choice.suite_id), None)


def _no_tasks(nothing: Nothing) -> NoTasksAvailable:
    payload: dict[str, object] = {"finished": nothing.finished}
    if nothing.retry_after_seconds is not None:
        payload["retry_after_seconds"] = nothing.retry_after_seconds
    if nothing.reason is not None:
        payload["reason"] = nothing.reason
    return NoTasksAvailable(nothing.words, payload)


def _project(tx: Tx, pool: Pool) -> Project:
    project = projects.get(tx, pool.project_id)
    if project is None:
        raise AssertionError(f"project {pool.project_id} vanished")
    return project
