"""Figures, monitoring and streaming pipelines, through both of toloka-kit's clients."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import toloka.client as toloka
from requester import TOKEN, URL, USER_ID, pool_of, suites_of, tasks_of
from toloka import metrics
from toloka.client import analytics_request as figures
from toloka.client.exceptions import ValidationApiError
from toloka.client.operations import Operation
from toloka.streaming import AssignmentsObserver, Pipeline
from toloka.streaming.observer import PoolStatusObserver

NO_LAG = dt.timedelta(0)
SOON = dt.timedelta(milliseconds=50)
PLAIN = (
    *(figures.RealTasksCountPoolAnalytics, figures.SubmittedAssignmentsCountPoolAnalytics),
    *(figures.SkippedAssignmentsCountPoolAnalytics, figures.RejectedAssignmentsCountPoolAnalytics),
    *(figures.ApprovedAssignmentsCountPoolAnalytics, figures.CompletionPercentagePoolAnalytics),
    *(figures.AvgSubmitAssignmentMillisPoolAnalytics, figures.SpentBudgetPoolAnalytics),
    *(figures.UniqueWorkersCountPoolAnalytics, figures.UniqueSubmittersCountPoolAnalytics),
    figures.EstimatedAssignmentsCountPoolAnalytics,
)


@pytest.fixture(scope="module")
def bare(kind: type) -> Any:
    """The client itself, as toloka-kit's other parts take it."""
    return kind(TOKEN, url=URL, retries=0)


@pytest.fixture(scope="module")
def elsewhere() -> toloka.TolokaClient:
    """The same requester's program of another kind."""
    return toloka.TolokaClient(TOKEN, url=URL, retries=0)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    for _ in range(600):
        if holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it did not come true within half a minute")


class TestAnalytics:
    def test_every_figure_that_the_client_knows(self, client, pool, worker):
        client.create_tasks(tasks_of(pool, 4, overlap=1), open_pool=True)
        first = worker.answer(pool.id, "cat")
        client.accept_assignment(first, "Thanks")
        asked = [figure(subject_id=pool.id) for figure in PLAIN]
        asked.append(figures.ActiveWorkersByFilterCountPoolAnalytics(subject_id=pool.id, interval_hours=3))
        assert {one.name.value for one in asked} == {
            one.value for one in figures.PoolAnalyticsRequest.Subject.__members__.values()
        }

        operation = client.wait_operation(client.get_analytics(asked))
        assert operation.status == Operation.Status.SUCCESS
        answers = operation.details["value"]
        assert [one["request"] for one in answers] == [one.unstructure() for one in asked]
        found = {one["request"]["name"]: one["result"] for one in answers}
        assert found.pop("avg_submit_assignment_millis") < 60_000
        assert found.pop("active_workers_by_filter_count") == 1
        assert found.pop("completion_percentage")["value"] == 50
        assert found.pop("estimated_assignments_count")["value"] == 2
        assert float(found.pop("spent_budget")) == 0.05
        assert found == {
            "real_tasks_count": 4,
            "submitted_assignments_count": 1,
            "skipped_assignments_count": 0,
            "rejected_assignments_count": 0,
            "approved_assignments_count": 1,
            "unique_workers_count": 1,
            "unique_submitters_count": 1,
        }
        listed = client.find_operations(type="ANALYTICS", sort=["-submitted"], limit=1)
        assert listed.items[0].id == operation.id
        client.close_pool(pool.id)

    def test_the_progress_of_a_pool_is_followed_to_its_end(self, client, manual_pool, worker):
        client.create_task_suites(suites_of(manual_pool, 3, overlap=1), open_pool=True)
        seen = []
        for _ in range(4):
            asked = [figures.CompletionPercentagePoolAnalytics(subject_id=manual_pool.id)]
            operation = client.wait_operation(client.get_analytics(asked))
            seen.append(operation.details["value"][0]["result"]["value"])
            if seen[-1] < 100:
                worker.answer(manual_pool.id, "dog")
        assert seen == [0, 33, 66, 100]

    def test_a_pool_that_there_is_not(self, client):
        with pytest.raises(ValidationApiError) as refused:
            client.get_analytics([figures.SpentBudgetPoolAnalytics(subject_id="17")])
        assert refused.value.invalid_fields == ["0.subject_id"]


class TestMetrics:
    def test_a_collector_gathers_every_line(self, client, bare, elsewhere, loop, pool, worker):
        client.create_tasks(tasks_of(pool, 4, overlap=1), open_pool=True)
        skill = client.create_skill(name=f"Skill {uuid.uuid4()}")
        events = metrics.AssignmentEventsInPool(
            pool.id,
            submitted_name="submitted events",
            accepted_name="accepted events",
            join_events=True,
            cursor_time_lag=NO_LAG,
            timeout=SOON,
        )
        skills = metrics.NewUserSkills(
            skill.id,
            count_name="skills",
            value_name="values",
            join_events=True,
            cursor_time_lag=NO_LAG,
            timeout=SOON,
        )
        others = [
            metrics.AssignmentsInPool(
                pool.id,
                submitted_name="submitted",
                accepted_name="accepted",
                rejected_name="rejected",
                skipped_name="skipped",
                timeout=SOON,
            ),
            metrics.PoolCompletedPercentage(pool.id, timeout=SOON),
            metrics.TasksInPool(pool.id, timeout=SOON),
            metrics.SpentBudgetOnPool(pool.id, timeout=SOON),
            metrics.WorkersByFilterOnPool(pool.id, timeout=SOON),
            metrics.Balance(timeout=SOON),
        ]
        lines: dict[str, list[tuple[dt.datetime, Any]]] = {}

        def note(points: dict[str, list[tuple[dt.datetime, Any]]]) -> None:
            for name, found in points.items():
                lines.setdefault(name, []).extend(found)

        collector = metrics.MetricCollector([events, skills, *others], note)
        metrics.bind_client(collector.metrics, bare)

        def sums() -> dict[str, Any]:
            return {
                name: sum(value for _, value in lines.get(name, []))
                for name in ("submitted events", "skills")
            }

        async def watch() -> None:
            running = asyncio.ensure_future(collector.run())
            await until(lambda: {"submitted events", "skills"} <= lines.keys())
            worker.answer(pool.id, "cat")
            elsewhere.set_user_skill(skill_id=skill.id, user_id=USER_ID, value=Decimal(70))
            await until(lambda: sums() == {"submitted events": 1, "skills": 1})
            lines.pop("submitted", None)
            await until(lambda: "submitted" in lines)
            running.cancel()

        loop.run_until_complete(watch())
        client.close_pool(pool.id)
        names = {name for metric in collector.metrics for name in metric.get_line_names()}
        assert lines.keys() == names
        last = {name: found[-1] for name, found in lines.items() if found}
        assert all(moment.tzinfo == dt.UTC for moment, _ in last.values())
        expected = {"submitted": 1, "accepted": 0, "rejected": 0, "skipped": 0, "tasks_count": 4}
        assert {name: last[name][1] for name in expected} == expected
        assert last["values"][1] == Decimal(70)
        assert last["workers_count"][1] == 1
        assert last["toloka_requester_balance"][1] > 0


class TestStreaming:
    def test_a_pipeline_verifies_answers_in_another_pool_until_both_are_closed(
        self, client, bare, elsewhere, loop, project, worker
    ):
        asked = client.create_pool(pool_of(project))
        checked = client.create_pool(pool_of(project, auto_accept_solutions=True))
        client.create_tasks(tasks_of(asked, 4, overlap=1), open_pool=True)
        states: list[tuple[str, str]] = []
        waiting: list[str] = []
        verified: list[str] = []

        def send_to_verification(events: list[Any]) -> None:
            elsewhere.create_tasks(tasks_of(checked, 2 * len(events), overlap=1), open_pool=True)
            waiting.extend(event.assignment.id for event in events)

        async def accept_what_was_verified(events: list[Any]) -> None:
            for _ in events:
                verified.append(waiting.pop(0))
                await asyncio.to_thread(elsewhere.accept_assignment, verified[-1], "Well done")

        pipeline = Pipeline(period=SOON)
        pipeline.register(AssignmentsObserver(bare, asked.id, cursor_time_lag=NO_LAG)).on_submitted(
            send_to_verification
        )
        pipeline.register(AssignmentsObserver(bare, checked.id, cursor_time_lag=NO_LAG)).on_accepted(
            accept_what_was_verified
        )
        for one in (asked, checked):
            pipeline.register(PoolStatusObserver(bare, one.id)).on_status_change(
                lambda pool: states.append((pool.id, pool.status.value))
            )

        async def run() -> None:
            asked_for = checked_for = 0
            async with asyncio.timeout(60):
                async for _ in pipeline.run_manually():
                    if asked_for < 2:
                        worker.answer(asked.id, "cat")
                        asked_for += 1
                    if checked_for < len(waiting) + len(verified):
                        worker.answer(checked.id, "cat")
                        checked_for += 1
                    await asyncio.sleep(SOON.total_seconds())

        loop.run_until_complete(run())
        assert (len(verified), waiting) == (2, [])
        accepted = client.get_assignments(pool_id=asked.id, status="ACCEPTED")
        assert sorted(one.id for one in accepted) == sorted(verified)
        for one in (asked, checked):
            own = [status for pool_id, status in states if pool_id == one.id]
            assert (own[-1], "OPEN" in own) == ("CLOSED", True)
            assert client.get_pool(one.id).last_close_reason == toloka.Pool.CloseReason.COMPLETED
