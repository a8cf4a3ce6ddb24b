"""Tasks and task suites, through both of toloka-kit's clients."""

from __future__ import annotations

import uuid

import pytest
import toloka.client as toloka
from requester import USER_ID, picture, pictures, same, suites_of, tasks_of
from toloka.client.exceptions import ValidationApiError
from toloka.client.operations import Operation


class TestTasks:
    @pytest.mark.parametrize("async_mode", [True, False])
    def test_they_come_back_in_the_order_they_were_sent(self, client, pool, async_mode):
        result = client.create_tasks(tasks_of(pool, 5, overlap=4), async_mode=async_mode)
        assert sorted(result.items) == [str(n) for n in range(5)]
        made = [result.items[str(n)] for n in range(5)]
        assert pictures(made) == [picture(n) for n in range(5)]
        assert [one.id for one in made] == sorted(one.id for one in made)
        assert {(one.pool_id, one.overlap, one.remaining_overlap) for one in made} == {(pool.id, 4, 4)}
        assert not result.validation_errors

    @pytest.mark.parametrize("async_mode", [True, False])
    def test_defaults_fill_what_is_missing_only_when_allowed(self, client, pool, async_mode):
        allowed = client.create_tasks(tasks_of(pool, 1), allow_defaults=True, async_mode=async_mode)
        assert allowed.items["0"].overlap == 3
        with pytest.raises(ValidationApiError) as refused:
            client.create_tasks(tasks_of(pool, 1), async_mode=async_mode)
        assert refused.value.code == "VALIDATION_ERROR"

    def test_a_batch_of_thousands_is_whole(self, client, pool):
        result = client.create_tasks(tasks_of(pool, 2500), allow_defaults=True)
        assert len(result.items) == 2500
        assert pictures(result.items[str(n)] for n in range(2500)) == [picture(n) for n in range(2500)]
        assert len(client.get_tasks(pool_id=pool.id)) == 2500

    def test_a_repeated_operation_creates_nothing_twice(self, client, pool):
        operation_id = uuid.uuid4()
        first = client.create_tasks(tasks_of(pool, 3), allow_defaults=True, operation_id=operation_id)
        again = client.create_tasks(tasks_of(pool, 3), allow_defaults=True, operation_id=operation_id)
        assert {key: one.id for key, one in again.items.items()} == {
            key: one.id for key, one in first.items.items()
        }
        assert len(client.get_tasks(pool_id=pool.id)) == 3

    def test_an_operation_has_its_counts_and_a_log_that_echoes_what_was_sent(self, client, pool):
        operation_id = uuid.uuid4()
        wrong = toloka.Task(pool_id=pool.id, input_values={"picture": "none"}, overlap=1)
        right = toloka.Task(pool_id=pool.id, input_values={"image": picture(1)}, overlap=1)
        right._unexpected["my_key"] = {"kept": [1, 2.5, None]}
        operation = client.create_tasks_async(
            [wrong, right], operation_id=operation_id, skip_invalid_items=True, allow_defaults=True
        )
        assert operation.id == str(operation_id)
        operation = client.wait_operation(operation)
        assert operation.status == Operation.Status.SUCCESS
        assert operation.progress == 100
        assert (operation.parameters.skip_invalid_items, operation.parameters.allow_defaults) == (True, True)
        assert operation.details["total_count"] == 2
        assert operation.details["valid_count"] == operation.details["success_count"] == 1
        assert operation.details["not_valid_count"] == 1
        log = {one.type: one for one in client.get_operation_log(operation.id)}
        assert log["TASK_CREATE"].success
        assert log["TASK_CREATE"].input == right.unstructure()
        task = client.get_task(log["TASK_CREATE"].output["task_id"])
        assert task.input_values == right.input_values
        assert not log["TASK_VALIDATE"].success
        assert log["TASK_VALIDATE"].input["input_values"] == {"picture": "none"}
        assert log["TASK_VALIDATE"].output["input_values.image"]["code"] == "VALUE_REQUIRED"
        assert operation.id in [one.id for one in client.get_operations(type="TASK.BATCH_CREATE")]

    @pytest.mark.parametrize("async_mode", [True, False])
    def test_invalid_ones_are_told_of_by_their_place(self, client, pool, async_mode):
        sent = tasks_of(pool, 3, overlap=1)
        sent[1].input_values = {"image": 5}
        result = client.create_tasks(sent, skip_invalid_items=True, async_mode=async_mode)
        assert sorted(result.items) == ["0", "2"]
        assert sorted(result.validation_errors) == ["1"]
        assert result.validation_errors["1"]["input_values.image"].code == "STRING_EXPECTED"
        with pytest.raises(ValidationApiError) as refused:
            client.create_tasks(sent, async_mode=async_mode)
        assert refused.value.invalid_fields == ["1"]
        assert len(client.get_tasks(pool_id=pool.id)) == 2

    @pytest.mark.parametrize("async_mode", [True, False])
    def test_one_alone(self, client, pool, async_mode):
        task = toloka.Task(
            pool_id=pool.id,
            input_values={"image": picture(1), "note": "Ünïcödé ✓"},
            baseline_solutions=[
                toloka.Task.BaselineSolution(output_values={"result": "cat"}, confidence_weight=0.5)
            ],
            reserved_for=[USER_ID],
            overlap=2,
        )
        made = client.create_task(task, async_mode=async_mode)
        kept = client.get_task(made.id)
        assert same(kept, made)
        assert kept.input_values == task.input_values
        assert kept.baseline_solutions == task.baseline_solutions
        assert (kept.reserved_for, kept.overlap, kept.infinite_overlap) == ([USER_ID], 2, False)

    def test_a_control_task_has_an_infinite_overlap(self, client, pool):
        known = [toloka.task.BaseTask.KnownSolution(output_values={"result": "cat"}, correctness_weight=0.8)]
        made = client.create_task(tasks_of(pool, 1, known_solutions=known, infinite_overlap=True)[0])
        assert (made.infinite_overlap, made.overlap, made.known_solutions) == (True, None, known)

    def test_tasks_are_found_between_ids_and_in_pages(self, client, pool):
        made = client.create_tasks(tasks_of(pool, 130), allow_defaults=True).items
        ids = sorted(one.id for one in made.values())
        assert [one.id for one in client.get_tasks(pool_id=pool.id)] == ids
        assert [one.id for one in client.get_tasks(pool_id=pool.id, batch_size=20)] == ids
        between = client.get_tasks(pool_id=pool.id, id_gte=ids[10], id_lte=ids[100])
        assert [one.id for one in between] == ids[10:101]
        within = client.get_tasks(pool_id=pool.id, id_gt=ids[10], id_lt=ids[100])
        assert [one.id for one in within] == ids[11:100]
        page = client.find_tasks(pool_id=pool.id, sort=["-id"], limit=3)
        assert [one.id for one in page.items] == ids[:-4:-1]
        assert page.has_more
        default = client.find_tasks(pool_id=pool.id)
        assert (len(default.items), default.has_more) == (50, True)
        assert len(client.find_tasks(pool_id=pool.id, limit=100_000).items) == 130

    def test_a_patch_changes_overlap_and_solutions(self, client, pool):
        task = client.create_task(tasks_of(pool, 1, overlap=2)[0])
        raised = client.patch_task(task.id, overlap=5)
        assert (raised.overlap, raised.remaining_overlap) == (5, 5)
        known = [toloka.Task.KnownSolution(output_values={"result": "dog"}, correctness_weight=1.0)]
        control = client.patch_task(task.id, known_solutions=known, infinite_overlap=True)
        assert (control.known_solutions, control.infinite_overlap, control.overlap) == (known, True, None)
        assert same(client.get_task(task.id), control)
        other = client.create_task(tasks_of(pool, 1, overlap=2)[0])
        stopped = client.patch_task_overlap_or_min(other.id, overlap=0)
        assert (stopped.overlap, stopped.remaining_overlap) == (0, 0)


class TestTaskSuites:
    @pytest.mark.parametrize("async_mode", [True, False])
    def test_they_come_back_in_the_order_they_were_sent(self, client, manual_pool, async_mode):
        result = client.create_task_suites(suites_of(manual_pool, 3, overlap=2), async_mode=async_mode)
        made = [result.items[str(n)] for n in range(3)]
        assert [pictures(one.tasks) for one in made] == [
            [picture(10 * n), picture(10 * n + 1)] for n in range(3)
        ]
        assert {(one.overlap, one.remaining_overlap, one.mixed) for one in made} == {(2, 2, False)}
        assert [one.id for one in client.get_task_suites(pool_id=manual_pool.id)] == [one.id for one in made]

    @pytest.mark.parametrize("async_mode", [True, False])
    def test_one_alone_and_its_patches(self, client, manual_pool, async_mode):
        suite = toloka.TaskSuite(
            pool_id=manual_pool.id,
            tasks=[toloka.task.BaseTask(input_values={"image": picture(1)})],
            overlap=3,
            issuing_order_override=2.5,
            unavailable_for=[USER_ID],
        )
        made = client.create_task_suite(suite, async_mode=async_mode)
        kept = client.get_task_suite(made.id)
        assert same(kept, made)
        assert (kept.issuing_order_override, kept.unavailable_for) == (2.5, [USER_ID])
        patched = client.patch_task_suite(made.id, issuing_order_override=-1.5, overlap=4)
        assert (patched.issuing_order_override, patched.overlap) == (-1.5, 4)
        stopped = client.patch_task_suite_overlap_or_min(made.id, overlap=0)
        assert (stopped.overlap, stopped.remaining_overlap) == (0, 0)

    def test_they_are_found_between_ids(self, client, manual_pool):
        made = client.create_task_suites(suites_of(manual_pool, 60), allow_defaults=True).items
        ids = sorted(one.id for one in made.values())
        between = client.get_task_suites(pool_id=manual_pool.id, id_gte=ids[5], id_lte=ids[55])
        assert [one.id for one in between] == ids[5:56]
        page = client.find_task_suites(pool_id=manual_pool.id, id_gt=ids[5], limit=2)
        assert ([one.id for one in page.items], page.has_more) == (ids[6:8], True)

    def test_baselines_are_refused(self, client, manual_pool):
        suite = suites_of(manual_pool, 1, overlap=1)[0]
        suite.tasks[0]._unexpected["baseline_solutions"] = [{"output_values": {"result": "cat"}}]
        with pytest.raises(ValidationApiError) as refused:
            client.create_task_suite(suite, async_mode=False)
        assert refused.value.payload["tasks.0.baseline_solutions"]["code"] == "VALUE_NOT_ALLOWED"

    def test_the_log_of_an_operation_names_the_suites(self, client, manual_pool):
        operation = client.create_task_suites_async(suites_of(manual_pool, 2), allow_defaults=True)
        client.wait_operation(operation)
        log = client.get_operation_log(operation.id)
        assert [(one.type, one.success) for one in log] == [("TASK_SUITE_CREATE", True)] * 2
        named = {one.output["task_suite_id"] for one in log}
        assert named == {one.id for one in client.get_task_suites(pool_id=manual_pool.id)}
