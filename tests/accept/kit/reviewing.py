"""Answers: read, reviewed and aggregated through both of toloka-kit's clients."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
import toloka.client as toloka
from requester import USER_ID, pictures, tasks_of
from toloka.client.exceptions import IncorrectActionsApiError
from toloka.client.operations import Operation


class TestAssignments:
    def test_they_are_read_accepted_and_rejected(self, client, pool, worker):
        before = client.get_requester().balance
        client.create_tasks(tasks_of(pool, 4), allow_defaults=True)
        client.open_pool(pool.id)
        ids = [worker.answer(pool.id, "cat"), worker.answer(pool.id, "dog")]
        submitted = client.get_assignments(pool_id=pool.id, status=["SUBMITTED"])
        assert [one.id for one in submitted] == sorted(ids)
        first = client.get_assignment(ids[0])
        assert (first.user_id, first.reward, first.mixed) == (USER_ID, Decimal("0.05"), True)
        assert [one.output_values for one in first.solutions] == [{"result": "cat"}] * 2
        assert len({*pictures(first.tasks), *pictures(client.get_assignment(ids[1]).tasks)}) == 4

        accepted = client.accept_assignment(ids[0], "Well done")
        assert (accepted.status, accepted.public_comment) == (toloka.Assignment.ACCEPTED, "Well done")
        rejected = client.reject_assignment(ids[1], "Those are cats")
        assert rejected.status == toloka.Assignment.REJECTED
        assert rejected.rejected >= rejected.submitted
        assert before - client.get_requester().balance == Decimal("0.05")
        forgiven = client.patch_assignment(ids[1], public_comment="After all", status="ACCEPTED")
        assert forgiven.status == toloka.Assignment.ACCEPTED
        assert before - client.get_requester().balance == Decimal("0.10")
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.reject_assignment(ids[1], "No")
        assert refused.value.code == "INAPPROPRIATE_STATUS"

        found = client.find_assignments(pool_id=pool.id, user_id=USER_ID, status=["ACCEPTED"], sort=["-id"])
        assert [one.id for one in found.items] == sorted(ids, reverse=True)
        suite = client.get_task_suite(first.task_suite_id)
        assert (suite.mixed, suite.remaining_overlap) == (True, 0)
        task = client.get_task(first.tasks[0].id)
        assert (task.overlap, task.remaining_overlap) == (3, 2)
        assert [one.id for one in client.get_assignments(task_id=task.id)] == [ids[0]]
        client.close_pool(pool.id)


class TestAggregation:
    FIELDS = (toloka.aggregation.PoolAggregatedSolutionRequest.Field(name="result"),)

    def test_answers_are_aggregated_by_pool_and_by_task(self, client, pool, worker):
        made = client.create_tasks(tasks_of(pool, 4), allow_defaults=True, open_pool=True).items
        for result in ("cat", "dog"):
            client.accept_assignment(worker.answer(pool.id, result), "Thanks")
        client.close_pool(pool.id)
        answers = {
            task.id: solution.output_values["result"]
            for one in client.get_assignments(pool_id=pool.id, status="ACCEPTED")
            for task, solution in zip(one.tasks, one.solutions, strict=True)
        }
        skill = client.create_skill(name=f"Weight {uuid.uuid4()}")
        client.set_user_skill(skill_id=skill.id, user_id=USER_ID, value=Decimal(90))
        weighted = {"type": "WEIGHTED_DYNAMIC_OVERLAP", "answer_weight_skill_id": skill.id}
        for how in ({"type": "DAWID_SKENE"}, weighted):
            operation = client.aggregate_solutions_by_pool(pool_id=pool.id, fields=list(self.FIELDS), **how)
            operation = client.wait_operation(operation)
            assert operation.status == Operation.Status.SUCCESS
            assert operation.parameters.pool_id == pool.id
            solutions = client.get_aggregated_solutions(operation.id)
            assert {one.task_id: one.output_values["result"] for one in solutions} == answers
            assert answers.keys() == {task.id for task in made.values()}
            assert all(0.5 < one.confidence <= 1 for one in solutions)
            page = client.find_aggregated_solutions(operation.id, sort=["-task_id"], limit=1)
            assert (page.items[0].task_id, page.has_more) == (max(answers), True)
        one = client.aggregate_solutions_by_task(
            pool_id=pool.id,
            task_id=min(answers),
            fields=list(self.FIELDS),
            answer_weight_skill_id=skill.id,
        )
        assert one.output_values == {"result": answers[min(answers)]}
        assert abs(one.confidence - 0.9) < 1e-6

    def test_what_nobody_answered_is_not_aggregated(self, client, pool):
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.aggregate_solutions_by_pool(pool_id=pool.id, fields=list(self.FIELDS), type="DAWID_SKENE")
        assert refused.value.code == "ASSIGNMENTS_AGGREGATION_DENIED"
