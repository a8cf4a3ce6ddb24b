"""What came of one simulation, read from its platform when the work is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.aggregation import service as aggregation
from talka.aggregation import store as aggregation_store
from talka.aggregation.majority_vote import majority_vote
from talka.aggregation.model import AggregatedSolutionType, PoolAggregationForm
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentStatus
from talka.http.lists import parse_list
from talka.http.parameters import Parameters
from talka.kernel.clock import HOUR
from talka.kernel.errors import AggregationDenied
from talka.kernel.ids import pool_bounds
from talka.kernel.money import MICRO
from talka.pools import store as pools
from talka.pools.model import CloseReason
from talka.restrictions.model import Restriction
from talka.simulation import rules
from talka.simulation.study.days import Days, Working
from talka.simulation.study.material import Material
from talka.simulation.study.scene import Scene
from talka.simulation.study.world import World
from talka.skills import store as skills
from talka.storage import schema
from talka.storage.query import Query, columns_of
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks.model import Task, TaskKind

MAJORITY, DAWID_SKENE, BY_SKILL = "majority vote", "Dawid-Skene", "skill-weighted vote"

_PAGE = 1000
_a, _t = schema.assignments.c, schema.tasks.c
_ASSIGNMENTS = Query(
    sa.select(*assignment_store.COLUMNS)
    .where(_a.id > bindparam("low"), _a.id < bindparam("high"))
    .order_by(_a.id)
)
_TASKS = Query(
    sa.select(*columns_of(schema.tasks, Task))
    .where(_t.id > bindparam("low"), _t.id < bindparam("high"))
    .order_by(_t.id)
)

_d = schema.quality_decisions.c
_DECISIONS = Query(
    sa.select(_d.user_id, _d.collector, _d.rule).where(_d.pool_id == bindparam("pool_id")).order_by(_d.id)
)
_SIGNS = {"GT": ">", "GTE": ">=", "LT": "<", "LTE": "<=", "EQ": "=", "NE": "!="}

Answers = dict[str, dict[str, Any]]


class OfKind(msgspec.Struct, frozen=True, kw_only=True):
    """What the workers of a kind did, all together.

    ``worked`` of them took a page of the pool. ``answers`` are those to general tasks that were accepted,
    ``right`` of them. ``banned`` were kept out by a restriction at some time; ``hours_to_ban`` is the mean
    time from a worker's first page until then. ``skills`` has the mean value in each skill.
    """

    workers: int
    worked: int
    pages: int
    answers: int
    right: int
    rejected_pages: int
    earned: float
    banned: int
    hours_to_ban: float | None
    should_be_banned: int
    skills: dict[str, float]

    @property
    def accuracy(self) -> float | None:
        """The share of right answers."""
        return self.right / self.answers if self.answers else None


class Fired(msgspec.Struct, frozen=True, kw_only=True):
    """How often a rule fired, and for how many workers: those who should be banned, and others."""

    times: int
    should_be_banned: int
    others: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One simulation's figures.

    ``accuracy`` is, by way of aggregating, the share of right answers among the tasks that have one;
    ``coverage`` how many of all tasks have one. ``wasted`` is what was paid, fee included, to workers who
    were banned in the end. ``hours`` pass from opening to the last answer; ``completed``: everything was done
    then. ``reissued`` slots were added by rules. Of the bans, ``right`` hit somebody who should be banned;
    ``missed`` are those of them who worked and were not.
    """

    accuracy: dict[str, float]
    coverage: float
    paid: float
    fee: float
    wasted: float
    completed: bool
    hours: float
    pages: int
    answers: int
    answers_per_task: float
    reissued: int
    bans_right: int
    bans_wrong: int
    bans_missed: int
    kinds: dict[str, OfKind]
    rules: dict[str, Fired]


class Done(msgspec.Struct, frozen=True):
    """What the figures are made of."""

    rows: list[Assignment]
    keys: dict[str, str]
    completed: bool
    slots: int


async def measure(
    world: World, scene: Scene, material: Material, days: Days, bans: Sequence[Restriction]
) -> Outcome:
    """The figures of a simulation whose work is over."""
    done = world.database.read_now(lambda tx: _read(tx, scene, material))
    accepted = [row for row in done.rows if row.status == AssignmentStatus.ACCEPTED]
    answers = [
        (task_id, row.user_id, answer)
        for row in accepted
        for task_id, answer in _general_answers(row, done.keys)
    ]
    banned = _banned(bans)
    spent = dict.fromkeys(banned, 0)
    for row in accepted:
        if row.user_id in spent:
            spent[row.user_id] += row.reward + row.fee
    answered = len({task_id for task_id, _, _ in answers})
    working = [one for one in days.at_work if one.began_work is not None]
    should = {one.worker.id for one in working if one.person.should_be_banned}
    last = max((row.submitted or 0 for row in done.rows), default=0)
    return Outcome(
        accuracy=await _accuracy(world, scene, material, answers, done.keys),
        coverage=answered / len(material.real),
        paid=sum(row.reward for row in accepted) / MICRO,
        fee=sum(row.fee for row in accepted) / MICRO,
        wasted=sum(spent.values()) / MICRO,
        completed=done.completed,
        hours=max(0, last - scene.opened) / HOUR,
        pages=sum(row.submitted is not None for row in done.rows),
        answers=len(answers),
        answers_per_task=len(answers) / answered if answered else 0.0,
        reissued=done.slots - scene.slots,
        bans_right=len(should & set(banned)),
        bans_wrong=len(set(banned) - should),
        bans_missed=len(should - set(banned)),
        kinds=_by_kind(world, scene, material, days.at_work, done, banned),
        rules=world.database.read_now(lambda tx: _fired(tx, scene, days.at_work)),
    )


def _read(tx: Tx, scene: Scene, material: Material) -> Done:
    number = int(scene.pool_id)
    low, high = pool_bounds(number)
    keys = {}
    for row in tx.all(_TASKS, low=low, high=high):
        task = Task(*row)
        if task.kind == TaskKind.GENERAL:
            keys[task.id] = rules.task_key(material.truth, tasks.contents_of(task).input_values)
    pool = pools.get(tx, number)
    counters = pools.counters(tx, number)
    return Done(
        rows=[Assignment(*row) for row in tx.all(_ASSIGNMENTS, low=low, high=high)],
        keys=keys,
        completed=pool is not None and pool.last_close_reason == CloseReason.COMPLETED,
        slots=counters.slots,
    )


def _general_answers(row: Assignment, keys: Mapping[str, str]) -> Iterable[tuple[str, dict[str, Any]]]:
    solutions = assignments.solutions_of(row.solutions) or []
    for task_id, solution in zip(row.tasks, solutions, strict=True):
        if task_id in keys:
            yield task_id, solution.output_values


def _banned(bans: Iterable[Restriction]) -> dict[str, int]:
    """When each worker was first kept out."""
    first: dict[str, int] = {}
    for one in bans:
        first.setdefault(one.user_id, one.created)
    return first


# ---- accuracy --------------------------------------------------------------------------------------------


async def _accuracy(
    world: World,
    scene: Scene,
    material: Material,
    answers: Sequence[tuple[str, str, dict[str, Any]]],
    keys: Mapping[str, str],
) -> dict[str, float]:
    found = {MAJORITY: _by_majority(material, answers)}
    form = PoolAggregationForm(type=AggregatedSolutionType.DAWID_SKENE, pool_id=scene.pool_id)
    found[DAWID_SKENE] = await _aggregated(world, scene, form)
    if scene.weighting_skill is not None:
        form = PoolAggregationForm(
            type=AggregatedSolutionType.WEIGHTED_DYNAMIC_OVERLAP,
            pool_id=scene.pool_id,
            answer_weight_skill_id=scene.weighting_skill,
        )
        found[BY_SKILL] = await _aggregated(world, scene, form)
    shares = {}
    for way, decided in found.items():
        right = [
            material.is_right(keys[task_id], answer) for task_id, answer in decided.items() if task_id in keys
        ]
        if right:
            shares[way] = sum(right) / len(right)
    return shares


def _by_majority(material: Material, answers: Sequence[tuple[str, str, dict[str, Any]]]) -> Answers:
    decided: Answers = {}
    for field, options in material.truth.options.items():
        votes = [(task, user, answer[field]) for task, user, answer in answers if field in answer]
        for task_id, outcome in majority_vote(votes, options).items():
            decided.setdefault(task_id, {})[field] = outcome.value
    return decided


async def _aggregated(world: World, scene: Scene, form: PoolAggregationForm) -> Answers:
    """The platform's own aggregation, as an operation that runs to its end."""
    try:
        operation = world.database.write_now(
            lambda tx: aggregation.aggregate_by_pool(tx, scene.requester, form, world.wake)
        )
    except AggregationDenied:
        return {}
    await world.settle()
    decided: Answers = {}
    last = ""
    while True:
        parameters = Parameters([("limit", str(_PAGE)), *([("task_id_gt", last)] if last else [])])
        request = parse_list(aggregation_store.LIST, parameters, _PAGE)
        page = world.database.read_now(
            lambda tx, request=request: aggregation.get_aggregated_solutions(  # type: ignore[misc]
                tx, scene.requester, operation.id, request
            )
        )
        decided |= {one.task_id: one.output_values for one in page.items}
        if not page.has_more:
            return decided
        last = page.items[-1].task_id


# ---- kinds of workers ------------------------------------------------------------------------------------


def _by_kind(
    world: World,
    scene: Scene,
    material: Material,
    at_work: Sequence[Working],
    done: Done,
    banned: Mapping[str, int],
) -> dict[str, OfKind]:
    by_user: dict[str, list[Assignment]] = {}
    for row in done.rows:
        by_user.setdefault(row.user_id, []).append(row)
    by_kind: dict[str, list[Working]] = {}
    for one in at_work:
        by_kind.setdefault(one.person.kind, []).append(one)
    values = world.database.read_now(lambda tx: _skill_values(tx, scene, [one.worker.id for one in at_work]))
    return {
        kind: _of_kind(material, group, by_user, done.keys, banned, values) for kind, group in by_kind.items()
    }


def _of_kind(
    material: Material,
    group: Sequence[Working],
    by_user: Mapping[str, Sequence[Assignment]],
    keys: Mapping[str, str],
    banned: Mapping[str, int],
    values: Mapping[str, Mapping[str, float]],
) -> OfKind:
    ids = [one.worker.id for one in group]
    rows = [row for user_id in ids for row in by_user.get(user_id, ())]
    accepted = [row for row in rows if row.status == AssignmentStatus.ACCEPTED]
    right = [
        material.is_right(keys[task_id], answer)
        for row in accepted
        for task_id, answer in _general_answers(row, keys)
    ]
    waits = [
        (banned[one.worker.id] - one.began_work) / HOUR
        for one in group
        if one.began_work is not None and one.worker.id in banned
    ]
    return OfKind(
        workers=len(group),
        worked=sum(one.began_work is not None for one in group),
        pages=sum(row.submitted is not None for row in rows),
        answers=len(right),
        right=sum(right),
        rejected_pages=sum(row.status == AssignmentStatus.REJECTED for row in rows),
        earned=sum(row.reward for row in accepted) / MICRO,
        banned=sum(user_id in banned for user_id in ids),
        hours_to_ban=_mean(waits),
        should_be_banned=sum(one.person.should_be_banned for one in group),
        skills={
            name: mean
            for name, of_users in values.items()
            if (mean := _mean([of_users[user_id] for user_id in ids if user_id in of_users])) is not None
        },
    )


def _skill_values(tx: Tx, scene: Scene, user_ids: list[str]) -> dict[str, dict[str, float]]:
    found = {}
    training = skills.training_skill(tx, scene.project_id)
    for skill_id in [*scene.skill_ids, *([training.id] if training is not None else [])]:
        skill = skills.get(tx, skill_id)
        values = skills.values_of_users(tx, skill_id, user_ids)
        if skill is not None and values:
            found[skill.name] = values
    return found


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


# ---- rules -----------------------------------------------------------------------------------------------


class _RuleText(msgspec.Struct, frozen=True):
    action: dict[str, Any]
    conditions: list[dict[str, Any]]


def _fired(tx: Tx, scene: Scene, at_work: Sequence[Working]) -> dict[str, Fired]:
    """What the decision log has of each rule, by its collector, conditions and action."""
    should = {one.worker.id for one in at_work if one.person.should_be_banned}
    hit: dict[str, list[str]] = {}
    for user_id, collector, rule in tx.all(_DECISIONS, pool_id=int(scene.pool_id)):
        name = _rule_name(msgspec.json.decode(collector)["type"], msgspec.json.decode(rule, type=_RuleText))
        hit.setdefault(name, []).append(user_id)
    return {
        name: Fired(
            times=len(user_ids),
            should_be_banned=len(set(user_ids) & should),
            others=len(set(user_ids) - should),
        )
        for name, user_ids in sorted(hit.items())
    }


def _rule_name(collector: str, rule: _RuleText) -> str:
    conditions = [
        f"{one['key']} {_SIGNS.get(one['operator'], one['operator'])} {one['value']}"
        for one in rule.conditions
    ]
    return f"{collector}: {' and '.join(conditions)} -> {rule.action['type']}"
