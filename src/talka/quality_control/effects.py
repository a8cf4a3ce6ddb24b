"""What actions do, within the transaction of what set them off. Each leaves a line in the decision log.

What concerns more than a hundred pages goes on as an operation, which is a row of the same transaction and is
done in parts (:mod:`talka.quality_control.jobs`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from talka.accounts import store as accounts
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import AssignmentStatus
from talka.distribution import candidates
from talka.http.environment import Platform
from talka.kernel import clock
from talka.kernel.errors import TalkaError
from talka.kernel.ids import parse_number
from talka.operations import service as operations
from talka.operations.model import OperationType
from talka.pools import lifecycle
from talka.pools import store as pools
from talka.pools.model import CloseReason, PoolStatus
from talka.quality_control import actions, decisions, recompletion, store
from talka.quality_control.actions import Action, ChangeOverlap, Restrict, SetSkill, SetSkillFromOutputField
from talka.quality_control.happenings import OfSuite
from talka.quality_control.observing import NOWHERE, Firing
from talka.quality_control.recompletion import Plan, PutBackPlan
from talka.restrictions import service as restrictions
from talka.restrictions.model import RestrictionScope
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.storage.tx import Tx
from talka.tasks import service as tasks

AT_ONCE = 100
"""So many pages, or tasks on them, are dealt with in the transaction itself."""

Effect = dict[str, Any]
"""What the decision log says an action came to."""


class ReviewPlan(Plan, frozen=True):
    """Accept or reject all that waits for review of a worker's in a pool; ``after`` is the last one done."""

    decision_id: str
    pool_id: int
    user_id: str
    rejects: bool
    public_comment: str = ""
    after: str = ""
    done: int = 0


class CompletionPlan(Plan, frozen=True):
    """Take all free slots out of a pool that was closed as complete."""

    decision_id: str
    pool_id: int
    done: int = 0


class Effects:
    """The actions, with what they need of the platform: fees for opening pools, and somebody to wake."""

    def __init__(self, platform: Platform, wake: Callable[[], None]) -> None:
        self._platform = platform
        self._wake = wake
        self._by_type: Mapping[type[Action], Callable[[Tx, Firing, str], Effect]] = {
            SetSkill: self._set_skill,
            SetSkillFromOutputField: self._set_skill,
            actions.ApproveAllAssignments: self._review_all,
            actions.RejectAllAssignments: self._review_all,
            actions.Restriction: self._restrict,
            actions.RestrictionV2: self._restrict,
            actions.CleanCollector: self._clean_collector,
            actions.CleanAssignmentsHistory: self._clean_history,
            ChangeOverlap: self._change_overlap,
            actions.SetPoolComplete: self._complete_pool,
        }

    def take(self, tx: Tx, firing: Firing) -> None:
        """Do what the rule says, and note it."""
        decision_id = tx.new_id()
        effect = self._by_type[type(firing.rule.action)](tx, firing, decision_id)
        decisions.note(tx, firing, effect, decision_id)

    def _set_skill(self, tx: Tx, firing: Firing, _decision_id: str) -> Effect:
        action = firing.rule.action
        if isinstance(action, SetSkillFromOutputField):
            if action.rate not in firing.values:
                return {"skipped": f"There is no {action.rate} yet"}
            value = float(firing.values[action.rate])
        elif isinstance(action, SetSkill):
            value = float(action.skill_value)
        else:
            raise TypeError(action)
        number = parse_number(str(action.skill_id))
        skill = None if number is None else skill_store.get(tx, number)
        if skill is None:
            return {"skipped": f"There is no skill {action.skill_id}"}
        before = skills.set_value(tx, skill, firing.user_id, value)
        effect: Effect = {"skill_id": str(skill.id), "value": value}
        return effect if before is None else effect | {"before": before}

    def _review_all(self, tx: Tx, firing: Firing, decision_id: str) -> Effect:
        action = firing.rule.action
        accounts.need_worker(tx, firing.user_id)
        waiting = assignment_store.on_review_in_pool(tx, firing.user_id, firing.pool.id, "", AT_ONCE + 1)
        rejects = isinstance(action, actions.RejectAllAssignments)
        comment = action.public_comment if isinstance(action, actions.RejectAllAssignments) else ""
        plan = ReviewPlan(decision_id, firing.pool.id, firing.user_id, rejects, comment)
        if len(waiting) > AT_ONCE:
            return self._begin(tx, firing, OperationType.QUALITY_REVIEW_ALL, plan)
        for assignment_id in waiting:
            review(tx, plan, assignment_id)
        return {"rejected" if rejects else "accepted": len(waiting)}

    def _restrict(self, tx: Tx, firing: Firing, _decision_id: str) -> Effect:
        action, pool = firing.rule.action, firing.pool
        if not isinstance(action, Restrict):
            raise TypeError(action)
        accounts.need_worker(tx, firing.user_id)
        scope = action.reach.restriction
        made = restrictions.restrict(
            tx,
            user_id=firing.user_id,
            scope=scope,
            requester_id=pool.requester_id,
            project_id=pool.project_id,
            pool_id=pool.id,
            until=None if action.lasts is None else tx.now + action.lasts,
            private_comment=action.comment,
        )
        # A pause in a pool leaves the memory over several pools as it is.
        is_windowed = firing.config.collector.window is not None
        if firing.store != NOWHERE and not (is_windowed and scope == RestrictionScope.POOL):
            store.note_ban(tx, firing.user_id, made.scope, made.target, firing.store, firing.rule_key)
        until = {} if made.will_expire is None else {"will_expire": clock.to_text(made.will_expire)}
        return {"restriction_id": str(made.id), "scope": made.scope, **until}

    def _change_overlap(self, tx: Tx, firing: Firing, decision_id: str) -> Effect:
        action = firing.rule.action
        if not isinstance(action, ChangeOverlap):
            raise TypeError(action)
        pool = pools.get_alone(tx, firing.pool.id)
        if pool is None or pool.status == PoolStatus.ARCHIVED:
            return {"skipped": "The pool is archived"}
        if isinstance(firing.happening, OfSuite):
            changed = recompletion.change_overlap(tx, pool.id, firing.happening.suite_id, action.delta)
            return {"changed": changed} | self._opened(tx, action, pool.id, changed)
        rule = f"{firing.config.source}:{pool.id}:{firing.rule_key}"
        plan = PutBackPlan(decision_id, pool.id, firing.user_id, rule, action.delta, bool(action.open_pool))
        done = assignment_store.done_in_pool(tx, firing.user_id, pool.id, "", AT_ONCE + 1)
        if sum(len(one.tasks) if one.mixed else 1 for one in done) > AT_ONCE:
            return self._begin(tx, firing, OperationType.QUALITY_PUT_BACK, plan)
        counts = recompletion.put_back(tx, plan, done)
        return {"assignments": counts.assignments, "changed": counts.changed} | self._opened(
            tx, action, pool.id, counts.changed
        )

    def _opened(self, tx: Tx, action: ChangeOverlap, pool_id: int, changed: int) -> Effect:
        if not action.open_pool or not changed:
            return {}
        return open_again(tx, pool_id, self._platform)

    def _clean_collector(self, tx: Tx, firing: Firing, _decision_id: str) -> Effect:
        store.drop(tx, firing.user_id, firing.store)
        return {"forgotten": firing.config.collector.tag}

    def _clean_history(self, tx: Tx, firing: Firing, _decision_id: str) -> Effect:
        """Tasks to be mixed may come again; a manual suite is given to a worker once, come what may."""
        accounts.need_worker(tx, firing.user_id)
        candidates.forget_pool(tx, firing.user_id, firing.pool.id)
        return {"forgotten": "pages"}

    def _complete_pool(self, tx: Tx, firing: Firing, decision_id: str) -> Effect:
        pool = pools.get_alone(tx, firing.pool.id)
        if pool is None or pool.status != PoolStatus.OPEN:
            return {"skipped": "The pool is not open"}
        lifecycle.set_closed(tx, pool, CloseReason.COMPLETED)
        return self._begin(
            tx, firing, OperationType.QUALITY_COMPLETE_POOL, CompletionPlan(decision_id, pool.id)
        )

    def _begin(self, tx: Tx, firing: Firing, kind: OperationType, plan: Plan) -> Effect:
        parameters = {"pool_id": str(firing.pool.id), "user_id": firing.user_id}
        begun = operations.begin(
            tx, firing.pool.requester_id, kind, parameters, self._wake, state=msgspec.to_builtins(plan)
        )
        return {"operation_id": begun.id}


def review(tx: Tx, plan: ReviewPlan, assignment_id: str) -> bool:
    """Accept or reject one page, unless somebody was quicker."""
    assignment = assignment_store.get(tx, assignment_id, lock=True)
    if assignment is None or assignment.status != AssignmentStatus.SUBMITTED:
        return False
    if plan.rejects:
        assignments.reject(tx, assignment, plan.public_comment)
    else:
        assignments.accept(tx, assignment)
    return True


def open_again(tx: Tx, pool_id: int, platform: Platform) -> Effect:
    """Open a pool whose work has grown; why not, where that cannot be."""
    pool = pools.get_alone(tx, pool_id)
    if pool is None or pool.status != PoolStatus.CLOSED:
        return {}
    try:
        with tx.savepoint():
            tasks.reopen(tx, pool, platform)
    except TalkaError as refusal:
        return {"opened": False, "not_opened": refusal.message}
    return {"opened": True}
