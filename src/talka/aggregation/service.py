"""Use cases of aggregation."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from talka.aggregation import rules, store
from talka.aggregation.model import (
    AggregatedSolutionType,
    AggregatedSolutionView,
    Plan,
    PoolAggregationForm,
    TaskAggregationForm,
    WorkerMatricesView,
)
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.jobs.schedule import schedule
from talka.kernel.clock import DAY
from talka.kernel.errors import (
    AggregationDenied,
    DoesNotExist,
    FieldErrors,
    InappropriateStatus,
    MixerConfigRequired,
    PoolIsTraining,
    ResultsExpired,
    UnsupportedAlgorithm,
    ValidationFailed,
)
from talka.operations import service as operations
from talka.operations.model import Operation, OperationStatus, OperationType, OperationView
from talka.pools import service as pools
from talka.pools import store as pool_store
from talka.pools.config import config_of
from talka.pools.model import Pool
from talka.projects import store as projects
from talka.projects.model import TaskSpec
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import RawTask, Task, TaskKind

RESULTS = "aggregation.results"
RESULTS_LIFETIME = 31 * DAY
_DROPPED_AT_ONCE = 1_000
_DOWNLOADED_AT_ONCE = 200


def aggregate_by_pool(
    tx: Tx, requester: Requester, form: PoolAggregationForm, wake: Callable[[], None]
) -> OperationView:
    """``POST /aggregated-solutions/aggregate-by-pool``: begin to aggregate a pool's accepted answers."""
    pool, spec, plan = _checked(tx, requester, form)
    if not pool_store.counters(tx, pool.id).accepted:
        raise AggregationDenied(f"Pool {pool.id} has no accepted answers")
    return operations.begin(
        tx,
        requester.id,
        OperationType.SOLUTION_AGGREGATE,
        rules.operation_parameters(pool, pools.form_of(pool).private_name, spec, plan),
        wake,
        state=msgspec.to_builtins(plan),
    )


def aggregate_by_task(tx: Tx, requester: Requester, form: TaskAggregationForm) -> AggregatedSolutionView:
    """``POST /aggregated-solutions/aggregate-by-task``: one general task's accepted answers, at once."""
    if form.type != AggregatedSolutionType.WEIGHTED_DYNAMIC_OVERLAP:
        raise UnsupportedAlgorithm(f"{form.type} aggregates whole pools; one task goes by a skill")
    pool, _, plan = _checked(tx, requester, form)
    task = _general_task(tx, pool, form.task_id)
    accepted = store.accepted_with_task(tx, form.task_id)
    values = _skill_values(tx, plan, [one.worker_id for one in accepted])
    voters = [
        rules.worker_voter(dict(one.answers())[form.task_id].output_values, values.get(one.worker_id))
        for one in accepted
    ]
    baselines = map(rules.baseline_voter, task.baseline_solutions or ())
    answer = rules.aggregate_task(plan.options, [*voters, *baselines]) if voters else None
    if answer is None:
        raise AggregationDenied(f"Task {form.task_id} has no accepted answers")
    return AggregatedSolutionView(str(pool.id), form.task_id, answer.confidence, answer.output_values)


def get_aggregated_solutions(
    tx: Tx, requester: Requester, operation_id: str, request: ListRequest
) -> Page[AggregatedSolutionView]:
    """``GET /aggregated-solutions/{operation_id}``: the results of an aggregation that is over.

    Raises:
        DoesNotExist: the id is not of an aggregation of the requester's.
        InappropriateStatus: it still runs, or failed. An empty page would look like a pool without results.
        ResultsExpired: results are kept for a month.
    """
    _require_results(tx, requester, operation_id)
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [store.view_of(*row) for row in rows],
        (store.OPERATION, operation_id),
    )


def get_worker_matrices(
    tx: Tx, requester: Requester, operation_id: str, request: ListRequest
) -> Page[WorkerMatricesView]:
    """``GET /aggregated-solutions/{operation_id}/worker-matrices``: what an aggregation learnt of workers.

    Raises as :func:`get_aggregated_solutions`, and:
        UnsupportedAlgorithm: aggregation by a skill learns nothing of workers.
    """
    _require_matrices(tx, requester, operation_id)
    return fetch_page(
        tx,
        store.MATRICES_LIST,
        request,
        lambda rows: [store.matrices_view(*row) for row in rows],
        (store.MATRICES_OPERATION, operation_id),
    )


def worker_matrices_behind(
    tx: Tx, requester: Requester, operation_id: str, after: str
) -> list[WorkerMatricesView]:
    """A part of the same for a download: the next workers behind this one; empty at the end."""
    _require_matrices(tx, requester, operation_id)
    return store.matrices_behind(tx, operation_id, after, _DOWNLOADED_AT_ONCE)


def _require_matrices(tx: Tx, requester: Requester, operation_id: str) -> None:
    operation = _require_results(tx, requester, operation_id)
    algorithm = msgspec.json.decode(operation.parameters)["algorithm"]
    if algorithm == AggregatedSolutionType.WEIGHTED_DYNAMIC_OVERLAP:
        raise UnsupportedAlgorithm(
            "Aggregation by a skill takes it for granted and learns nothing of workers"
        )


def _require_results(tx: Tx, requester: Requester, operation_id: str) -> Operation:
    operation = operations.own(tx, requester, operation_id)
    if operation.type != OperationType.SOLUTION_AGGREGATE:
        raise DoesNotExist("aggregation", operation_id)
    if operation.status != OperationStatus.SUCCESS or operation.finished is None:
        raise InappropriateStatus(
            f"The aggregation is {operation.status}; it has no results", [OperationStatus.SUCCESS.value]
        )
    if tx.now - operation.finished >= RESULTS_LIFETIME:
        raise ResultsExpired("Results of aggregations are kept for a month; aggregate again")
    return operation


def keep_for_a_month(tx: Tx, operation_id: str) -> None:
    """Have the results of an aggregation that ends now deleted in time."""
    schedule(tx, RESULTS, operation_id, tx.now + RESULTS_LIFETIME)


def when_results_expire(tx: Tx, operation_id: str) -> None:
    """An aggregation's results were kept long enough: delete some of them, and come back for the rest."""
    if store.drop_some(tx, operation_id, _DROPPED_AT_ONCE):
        schedule(tx, RESULTS, operation_id, tx.now)


def _checked(tx: Tx, requester: Requester, form: PoolAggregationForm) -> tuple[Pool, TaskSpec, Plan]:
    """The pool, its project's fields, and what is to be done; what is wrong with the request is refused."""
    errors = FieldErrors()
    by_skill = form.type == AggregatedSolutionType.WEIGHTED_DYNAMIC_OVERLAP
    skill_id = _skill_id(tx, requester, form, errors) if by_skill else None
    names = [field.name for field in form.fields or ()]
    by_model = form.type == AggregatedSolutionType.DAWID_SKENE
    if form.use_worker_history and not by_model:
        words = f"Only DAWID_SKENE uses what is known of workers, not {form.type}"
        errors.add("use_worker_history", "INVALID_VALUE", words)
    if by_model and len(names) > 1:
        words = "The Dawid-Skene model takes one field; without any it aggregates each by itself"
        errors.add("fields", "ARRAY_SIZE_GREATER_THAN_MAX", words, [1])
    try:
        pool = pools.own_any(tx, requester, str(form.pool_id))
    except DoesNotExist as missing:
        errors.add("pool_id", "ENTITY_DOES_NOT_EXIST", missing.message)
        raise ValidationFailed(errors.as_dict()) from None
    spec = projects.spec_of(projects.spec_version(tx, pool.project_id, pool.project_version_major)[1])
    errors.update(rules.check_fields(spec.output_spec, names).as_dict())
    options = rules.options_by_field(spec.output_spec, names)
    if not names and not options:
        errors.add("fields", "INVALID_VALUE", "None of the project's output fields can be aggregated")
    errors.raise_if_any()
    if pool.is_training:
        raise PoolIsTraining(f"{pool.id} is a training; its answers are known")
    if by_skill and config_of(pool).mixer is None:
        raise MixerConfigRequired(f"Pool {pool.id} has no mixer_config; aggregate it by DAWID_SKENE")
    return pool, spec, Plan(form.type, pool.id, options, skill_id, bool(form.use_worker_history))


def _skill_id(tx: Tx, requester: Requester, form: PoolAggregationForm, errors: FieldErrors) -> int | None:
    path = "answer_weight_skill_id"
    if form.answer_weight_skill_id is None:
        errors.add(path, "VALUE_REQUIRED", "Name the skill that weighs the workers' answers")
        return None
    try:
        return skills.visible(tx, requester, str(form.answer_weight_skill_id)).id
    except DoesNotExist as missing:
        errors.add(path, "ENTITY_DOES_NOT_EXIST", missing.message)
        return None


def _skill_values(tx: Tx, plan: Plan, worker_ids: list[str]) -> dict[str, float]:
    if plan.skill_id is None:
        return {}
    return skill_store.values_of_users(tx, plan.skill_id, worker_ids)


def _general_task(tx: Tx, pool: Pool, task_id: str) -> RawTask:
    task: Task | None = task_store.get(tx, task_id)
    if task is None or task.pool_id != pool.id:
        raise ValidationFailed.of("task_id", "ENTITY_DOES_NOT_EXIST", f"Pool {pool.id} has no such task")
    if task.kind != TaskKind.GENERAL:
        raise ValidationFailed.of("task_id", "INVALID_VALUE", "Only general tasks are aggregated by a skill")
    return tasks.contents_of(task)
