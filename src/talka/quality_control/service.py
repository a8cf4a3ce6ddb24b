"""Quality control: rules hear what happens, are asked, and act, all within one transaction.

What one event sets off is done in the order of the actions' ranks, and then in that of the settings. What
follows from that is heard in its turn, after it and not in the middle of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from talka.assignments import service as assignments
from talka.assignments.model import (
    AnswersArrived,
    Assignment,
    AssignmentAccepted,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentStatus,
    AssignmentSubmitted,
    Solution,
)
from talka.captchas.model import CaptchaShown
from talka.distribution import access
from talka.http.environment import Platform
from talka.operations import service as operations
from talka.operations.model import OperationType
from talka.pools import store as pools
from talka.pools.model import Pool, PoolArchived, PoolChanged
from talka.projects.model import ProjectChanged
from talka.quality_control import majority, store, watching
from talka.quality_control.collectors import Income, Keeps
from talka.quality_control.effects import Effects
from talka.quality_control.happenings import (
    AccessLost,
    Assessment,
    CaptchaAnswered,
    Happening,
    Judged,
    PageReviewed,
    PageSkipped,
    PageSubmitted,
    Revocation,
    TaskAnswered,
    TrainingPageDone,
)
from talka.quality_control.observing import Firing, day_forgotten, observe
from talka.quality_control.rules import credit
from talka.quality_control.rulesets import Ruleset, rules_of
from talka.quality_control.training import TrainingAdvanced
from talka.restrictions.model import RestrictionEnded, RestrictionSet
from talka.skills.model import UserSkillChanged
from talka.storage.tx import Tx
from talka.tasks.model import FreeSlotsCancelled, TaskKind, kind_of

MOST_POOLS = 20
"""In so many pools lost access is dealt with at once; more are told one by one, by operations."""

_QUEUE = ("quality control", "to be heard")


class QualityControl:
    """Everything that listens. ``wake`` is called for operations that were begun."""

    def __init__(self, platform: Platform, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._effects = Effects(platform, wake)

    # ---- what happens to pages ---------------------------------------------------------------------------

    def when_answers_arrive(self, tx: Tx, event: AnswersArrived) -> None:
        """Lock what a majority's verdict is read from, before money is touched."""
        pool, ruleset = self._rules(tx, event.assignment.pool_id)
        if not pool.is_training and ruleset.hears(TaskAnswered):
            majority.lock_units(tx, event.assignment)

    def when_submitted(self, tx: Tx, event: AssignmentSubmitted) -> None:
        """A page was handed in. One that was merged from another pool is no work done in this one."""
        one = event.assignment
        pool, ruleset = self._rules(tx, one.pool_id)
        found: list[Happening] = []
        if ruleset.hears(PageSubmitted) and not one.automerged:
            found.append(_page_submitted(tx, one))
        if ruleset.hears(TaskAnswered):
            found += majority.answered(tx, one)
        self.note(tx, pool, found)

    def when_skipped(self, tx: Tx, event: AssignmentSkipped) -> None:
        """A page was skipped."""
        one = event.assignment
        pool, _ = self._rules(tx, one.pool_id)
        self.note(tx, pool, [PageSkipped(one.user_id, one.id)])

    def when_accepted(self, tx: Tx, event: AssignmentAccepted) -> None:
        """Answers were accepted after review; those accepted at once were not reviewed."""
        one = event.assignment
        if one.review_until is not None:
            was_rejected = one.rejected is not None
            self._reviewed(tx, one, Assessment.ACCEPT_AFTER_REJECT if was_rejected else Assessment.ACCEPT)

    def when_rejected(self, tx: Tx, event: AssignmentRejected) -> None:
        """Answers were rejected."""
        self._reviewed(tx, event.assignment, Assessment.REJECT)

    def _reviewed(self, tx: Tx, one: Assignment, assessment: Assessment) -> None:
        pool, _ = self._rules(tx, one.pool_id)
        submitted = one.submitted if one.submitted is not None else tx.now
        reviewed = PageReviewed(
            one.user_id, one.id, one.suite_id, one.reward, submitted, assessment, is_mixed=bool(one.mixed)
        )
        self.note(tx, pool, [reviewed])

    def when_captcha_shown(self, tx: Tx, event: CaptchaShown) -> None:
        """A captcha that was shown because of a pool was solved, or was not."""
        pool, _ = self._rules(tx, event.pool_id)
        self.note(tx, pool, [CaptchaAnswered(event.user_id, event.passed)])

    def when_slots_cancelled(self, tx: Tx, event: FreeSlotsCancelled) -> None:
        """A task may be complete because nobody else is to answer it."""
        pool, ruleset = self._rules(tx, event.pool_id)
        if ruleset.hears(TaskAnswered):
            look = majority.answered_suite if event.is_suite else _answered_task
            self.note(tx, pool, look(tx, event.unit_id))

    def when_training_advanced(self, tx: Tx, event: TrainingAdvanced) -> None:
        """A page of a training was completed: the project's rules hear it, and those of the linked pools."""
        training, _ = self._rules(tx, event.pool_id)
        done = TrainingPageDone(event.user_id, event.pages, event.answers, event.credit, event.is_over)
        for pool in (training, *pools.linked_pools(tx, training.id)):
            self.note(tx, pool, [done])

    # ---- what happens to workers -------------------------------------------------------------------------

    def when_restricted(self, tx: Tx, event: RestrictionSet) -> None:
        """A worker lost access to some pools."""
        one = event.restriction
        self._lost(tx, one.user_id, watching.lost_by_restriction(tx, one), Revocation.RESTRICTION, None)

    def when_restriction_ends(self, tx: Tx, event: RestrictionEnded) -> None:
        """The memory of the rules that brought it about begins anew."""
        one = event.restriction
        ended = store.end_bans(tx, one.user_id, one.scope, one.target)
        if not ended:
            return
        known = store.statistics(tx, [one.user_id], [name for name, _ in ended])
        for name, rule in ended:
            before = known.get((one.user_id, name))
            if before is None:
                continue  # it was forgotten already, and nothing came after it
            is_day = name.startswith(f"{Income.tag}:")
            after = day_forgotten(before, rule, tx.now) if is_day else before.forget(rule)
            known[one.user_id, name] = after
        store.save(tx, known)

    def when_skill_changed(self, tx: Tx, event: UserSkillChanged) -> None:
        """A worker may have lost access to some pools."""
        access.forget_attributes(tx, event.user_id)
        lost = watching.lost_by_skill(tx, event)
        self._lost(tx, event.user_id, lost, Revocation.SKILL_CHANGE, str(event.skill_id))

    def _lost(
        self, tx: Tx, user_id: str, pool_ids: Sequence[int], reason: Revocation, skill_id: str | None
    ) -> None:
        lost = AccessLost(user_id, reason, skill_id)
        concerned = [pool_id for pool_id in pool_ids if self._would_act(tx, pool_id, lost)]
        if len(concerned) > MOST_POOLS:
            for pool_id in concerned:
                self._tell_later(tx, pool_id, lost)
            return
        pools.hold_alone(tx, concerned)
        for pool_id in concerned:
            self.note(tx, self._rules(tx, pool_id)[0], [lost])

    def _would_act(self, tx: Tx, pool_id: int, lost: AccessLost) -> bool:
        _, ruleset = self._rules(tx, pool_id)
        return any(
            rule.holds(config.collector.values((), lost))
            for config in ruleset.hearing(AccessLost)
            for rule in config.rules
        )

    def _tell_later(self, tx: Tx, pool_id: int, lost: AccessLost) -> None:
        pool, _ = self._rules(tx, pool_id)
        parameters = {"pool_id": str(pool_id), "user_id": lost.user_id}
        state: dict[str, Any] = {**parameters, "reason": lost.reason.value, "skill_id": lost.skill_id}
        kind = OperationType.QUALITY_ACCESS_LOST
        operations.begin(tx, pool.requester_id, kind, parameters, self._wake, state=state)

    # ---- settings ----------------------------------------------------------------------------------------

    def when_pool_changed(self, tx: Tx, event: PoolChanged) -> None:
        """Its rules may be others now."""
        self._settle(tx, self._rules(tx, event.pool_id)[0])

    def when_project_changed(self, tx: Tx, event: ProjectChanged) -> None:
        """The rules of all of its pools may be others now."""
        for pool_id in pools.not_archived(tx, event.project_id):
            self._settle(tx, self._rules(tx, pool_id)[0])

    def when_pool_archived(self, tx: Tx, event: PoolArchived) -> None:
        """Nothing is put back there any more."""
        watching.forget(tx, event.pool_id)

    def _settle(self, tx: Tx, pool: Pool) -> None:
        if pool.is_training:
            return
        for config in rules_of(tx, pool).configs:
            if config.collector.keeps is Keeps.WORKER and config.collector.window is not None:
                store.settle(tx, pool.requester_id, config.uuid, pool.project_id)
        if not rules_of(tx, pool).counts_suites:
            store.forget_suites(tx, pool.id)  # nobody moves the counts on: a later rule counts anew
        watching.watch(tx, pool)

    # ---- hearing -----------------------------------------------------------------------------------------

    def note(self, tx: Tx, pool: Pool, happenings: Sequence[Happening]) -> None:
        """Let a pool's rules hear what one event came to."""
        heard = [one for one in happenings if rules_of(tx, pool).hears(type(one))]
        if not heard:
            return
        waiting: deque[tuple[Pool, Sequence[Happening]]] | None = tx.known.get(_QUEUE)
        if waiting is not None:
            waiting.append((pool, heard))
            return
        waiting = deque([(pool, heard)])
        tx.known[_QUEUE] = waiting
        try:
            while waiting:
                self._hear(tx, *waiting.popleft())
        finally:
            tx.known.pop(_QUEUE, None)

    def _hear(self, tx: Tx, pool: Pool, happenings: Sequence[Happening]) -> None:
        ruleset = rules_of(tx, pool)
        fired = [firing for one in happenings for firing in observe(tx, pool, ruleset, one)]
        for firing in sorted(fired, key=lambda firing: _turn_of(firing, ruleset)):
            self._effects.take(tx, firing)

    def _rules(self, tx: Tx, pool_id: int) -> tuple[Pool, Ruleset]:
        pool = pools.get(tx, pool_id)
        if pool is None:
            raise AssertionError(f"pool {pool_id} vanished")
        return pool, rules_of(tx, pool)


def _turn_of(firing: Firing, ruleset: Ruleset) -> tuple[int, int, int]:
    """When it acts: of actions alike as the rules stand, the pool's own before its project's."""
    config, rule = firing.config, firing.rule
    return rule.action.rank, ruleset.configs.index(config), config.rules.index(rule)


def _answered_task(tx: Tx, task_id: str) -> list[TaskAnswered]:
    return majority.answered_tasks(tx, [task_id])


def _page_submitted(tx: Tx, one: Assignment) -> PageSubmitted:
    return PageSubmitted(
        user_id=one.user_id,
        assignment_id=one.id,
        suite_id=one.suite_id,
        took=(one.submitted if one.submitted is not None else tx.now) - one.created,
        reward=one.reward,
        judged=tuple(_judged(tx, one)),
        is_accepted=one.status == AssignmentStatus.ACCEPTED,
        is_mixed=bool(one.mixed),
    )


def _judged(tx: Tx, one: Assignment) -> list[Judged]:
    """The page's control tasks by the answers handed in, its training tasks by the first ones given."""
    given: list[Solution] = assignments.solutions_of(one.solutions) or []
    first = assignments.solutions_of(one.first_attempts) or given
    found = []
    for task, last_answer, first_answer in zip(assignments.contents_of(tx, one), given, first, strict=True):
        kind = kind_of(task.known_solutions, task.message_on_unknown_solution)
        answer = first_answer if kind == TaskKind.TRAINING else last_answer
        earned = credit(task.known_solutions, answer.output_values)
        if kind != TaskKind.GENERAL and earned is not None:
            found.append(Judged(earned, is_control=kind == TaskKind.CONTROL))
    return found
