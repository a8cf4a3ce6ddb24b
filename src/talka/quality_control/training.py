"""Training: mistakes and hints, first attempts, the score and the skill that follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import store as accounts
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, Solution
from talka.assignments.service import solutions_of
from talka.distribution import candidates
from talka.jobs.schedule import schedule
from talka.kernel.clock import DAY
from talka.kernel.events import Event
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.projects.translation import Languages, said, translation_for
from talka.quality_control.memory import rate
from talka.quality_control.rules import credit
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import UserSkill
from talka.storage import schema
from talka.storage.query import Query, columns_of, upsert
from talka.storage.tx import Tx
from talka.tasks.model import RawTask, TaskKind, kind_of

LIFETIME = "training_skill.lifetime"


class Mistake(msgspec.Struct, frozen=True):
    """A training task that was answered wrongly, and the hint earned by it."""

    task_id: str
    hint: str | None


class Progress(msgspec.Struct, frozen=True):
    """How far a worker is in a training: suites completed, answers given, credit of the first attempts."""

    user_id: str
    pool_id: int
    suites: int = 0
    answers: int = 0
    credit: float = 0.0


class TrainingAdvanced(Event, frozen=True):
    """A worker completed a page of a training: how far they are by now, and whether the course is over."""

    user_id: str
    pool_id: int
    pages: int
    answers: int
    credit: float
    is_over: bool


_p = schema.training_progress.c
_PROGRESS = Query(
    sa.select(*columns_of(schema.training_progress, Progress)).where(
        _p.user_id == bindparam("user_id"), _p.pool_id == bindparam("pool_id")
    )
)
_SAVE_PROGRESS = upsert(schema.training_progress)
_FORGET_PROGRESS = Query(
    sa.delete(schema.training_progress).where(
        _p.user_id == bindparam("user_id"), _p.pool_id == bindparam("pool_id")
    )
)
_l = schema.linked_work.c
_SAVE_WORK = upsert(schema.linked_work)
_LAST_WORK = Query(
    sa.select(sa.func.max(_l.at)).where(
        _l.user_id == bindparam("user_id"), _l.training_id == bindparam("training_id")
    )
)


def mistakes_of(
    contents: Sequence[RawTask], solutions: Sequence[Solution], languages: Languages = ()
) -> list[Mistake]:
    """The training tasks of a page that these answers get wrong; other kinds are not told about."""
    found = []
    for task, solution in zip(contents, solutions, strict=True):
        kind = kind_of(task.known_solutions, task.message_on_unknown_solution)
        if kind == TaskKind.TRAINING and not credit(task.known_solutions, solution.output_values):
            words = translation_for(task.localization_config, languages)
            hint = said(words.message_on_unknown_solution, task.message_on_unknown_solution)
            found.append(Mistake(str(task.id), hint))
    return found


def note_suite(
    tx: Tx,
    assignment: Assignment,
    config: PoolConfig,
    contents: Sequence[RawTask],
    first_attempts: Sequence[Solution],
) -> None:
    """Count a completed training suite, and give the project's training skill when the course is over.

    The course is over after the required number of suites, or when every task was answered. The value is the
    percentage earned by first attempts, whatever it is. A page that was given up after its mistakes were told
    comes again, but the first attempts at its tasks are those of then.
    """
    earlier = _earlier_attempts(tx, assignment)
    credits_earned = [
        credit(task.known_solutions, earlier.get(str(task.id), solution).output_values) or 0.0
        for task, solution in zip(contents, first_attempts, strict=True)
    ]
    row = tx.one(_PROGRESS, user_id=assignment.user_id, pool_id=assignment.pool_id)
    before = Progress(assignment.user_id, assignment.pool_id) if row is None else Progress(*row)
    progress = msgspec.structs.replace(
        before,
        suites=before.suites + 1,
        answers=before.answers + len(credits_earned),
        credit=before.credit + sum(credits_earned),
    )
    required = config.suites_to_pass
    everything = progress.answers >= pools.counters(tx, assignment.pool_id).training
    is_over = everything or (required is not None and progress.suites >= required)
    if is_over:
        _end_course(tx, assignment)
        _give_skill(tx, assignment, config, progress)
    else:
        tx.run(_SAVE_PROGRESS, **_columns(progress))
    tx.announce(
        TrainingAdvanced(
            assignment.user_id,
            assignment.pool_id,
            progress.suites,
            progress.answers,
            progress.credit,
            is_over,
        )
    )


def _earlier_attempts(tx: Tx, assignment: Assignment) -> dict[str, Solution]:
    """The worker's first attempts at tasks on pages of this course that they gave up, by task."""
    found: dict[str, Solution] = {}
    for _, task_ids, text in assignment_store.attempts_given_up(tx, assignment.user_id, assignment.pool_id):
        for task_id, solution in zip(task_ids, solutions_of(text) or (), strict=True):
            found.setdefault(task_id, solution)
    return found


def _end_course(tx: Tx, assignment: Assignment) -> None:
    """Whoever loses the skill again goes through the whole training anew."""
    user_id, pool_id = assignment.user_id, assignment.pool_id
    tx.run(_FORGET_PROGRESS, user_id=user_id, pool_id=pool_id)
    assignment_store.drop_attempts(
        tx, [given_up[0] for given_up in assignment_store.attempts_given_up(tx, user_id, pool_id)]
    )
    candidates.forget_pool(tx, user_id, pool_id)


def _give_skill(tx: Tx, assignment: Assignment, config: PoolConfig, progress: Progress) -> None:
    skill = skill_store.training_skill(tx, assignment.project_id)
    if skill is None:
        raise AssertionError(f"project {assignment.project_id} has a training and no training skill")
    value = rate(progress.credit, progress.answers) or 0.0
    skills.set_value(tx, skill, assignment.user_id, value, training_id=assignment.pool_id)
    given = skill_store.value_of(tx, assignment.user_id, skill.id)
    days = _lifetime_days(tx, assignment.pool_id, config)
    if given is not None and days is not None:
        schedule(tx, LIFETIME, str(given.id), tx.now + days * DAY)


def note_linked_work(tx: Tx, assignment: Assignment, config: PoolConfig) -> None:
    """Completing work in a pool that a training opens keeps the training's skill alive."""
    if config.training_id is not None:
        tx.run(_SAVE_WORK, user_id=assignment.user_id, training_id=config.training_id, at=tx.now)


def when_lifetime_ends(tx: Tx, subject: str) -> None:
    """Take the skill away when nothing renewed it for its lifetime; else look again when that may be so."""
    value = skill_store.user_skill(tx, int(subject))
    if value is not None:
        accounts.hold_worker(tx, value.user_id)
        value = skill_store.user_skill(tx, value.id)
    training_id = None if value is None else skill_store.training_that_set(tx, value.id)
    if value is None or training_id is None:
        return
    training = pools.get(tx, training_id)
    days = None if training is None else _lifetime_days(tx, training_id, config_of(training))
    if days is None:
        return
    end = _last_use(tx, value, training_id) + days * DAY
    if tx.now >= end:
        skills.remove_value(tx, value)
    else:
        schedule(tx, LIFETIME, subject, end)


def _last_use(tx: Tx, value: UserSkill, training_id: int) -> int:
    last_work = tx.value(_LAST_WORK, user_id=value.user_id, training_id=training_id)
    return max(value.modified, int(last_work or 0))


def _lifetime_days(tx: Tx, training_id: int, config: PoolConfig) -> int | None:
    """The training's own lifetime of its skill, else the shortest that a linked pool asks for."""
    if config.skill_ttl_days is not None:
        return config.skill_ttl_days
    asked = [config_of(pool).skill_ttl_days for pool in pools.linked_pools(tx, training_id)]
    return min((days for days in asked if days is not None), default=None)


def _columns(progress: Progress) -> dict[str, Any]:
    return {name: getattr(progress, name) for name in Progress.__struct_fields__}
