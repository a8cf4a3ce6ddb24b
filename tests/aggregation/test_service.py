"""Aggregating what workers answered, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from aggregation.scene import API, SKILLS, Scene, stored
from http_client import Platform
from talka.aggregation import service
from talka.kernel.ids import new_uuid
from talka.operations import store as operation_store
from talka.operations.model import OperationStatus
from talka.tasks.model import BaselineSolution


class TestByPool:
    async def test_the_operation_tells_what_it_aggregates_by_the_model(self, answered: Scene):
        operation = await answered.finished(await answered.begin("DAWID_SKENE", "result"))
        assert operation["type"] == "SOLUTION.AGGREGATE"
        assert operation["progress"] == 100
        assert operation["details"] == {}
        assert operation["parameters"] == {
            "pool_id": answered.pool_id,
            "pool_name": "Evening",
            "project_id": answered.project_id,
            "requester_id": answered.requester.id,
            "algorithm": "DAWID_SKENE",
            "input_fields": ["name"],
            "aggregated_output_fields": ["result"],
            "missing_output_fields": ["sure", "stars", "note"],
        }

    async def test_the_operation_tells_what_it_aggregates_by_skill(self, answered: Scene):
        operation = await answered.finished(await answered.begin("WEIGHTED_DYNAMIC_OVERLAP", "sure", "stars"))
        assert operation["parameters"] == {
            "pool_id": answered.pool_id,
            "pool_name": "Evening",
            "project_id": answered.project_id,
            "requester_id": answered.requester.id,
            "algorithm": "WEIGHTED_DYNAMIC_OVERLAP",
            "aggregated_fields": [{"name": "sure"}, {"name": "stars"}],
            "answer_weight_skill_id": int(answered.skill_id),
        }

    async def test_it_waits_for_its_turn(self, answered: Scene, platform: Platform):
        await platform.running.runner.stop()
        body = answered.request()
        operation = await answered.requester.call("POST", f"{API}/aggregate-by-pool", body, status=202)
        assert (operation["status"], operation["progress"]) == ("PENDING", 0)

    async def test_the_model_decides_general_and_control_tasks(self, answered: Scene):
        found = await answered.aggregate("DAWID_SKENE", "result")
        assert found == answered.by_model("result")
        assert set(found) == {f"t{number}" for number in range(8)}

    async def test_the_model_without_a_field_takes_each_that_it_can_by_itself(self, answered: Scene):
        found = await answered.aggregate("DAWID_SKENE")
        assert found == answered.by_model("result", "sure", "stars")
        assert {"result", "sure"} <= set(found["t2"][0])

    async def test_an_empty_list_of_fields_is_none(self, answered: Scene):
        body = answered.request(fields=[])
        operation = await answered.requester.call("POST", f"{API}/aggregate-by-pool", body, status=202)
        assert operation["parameters"]["aggregated_output_fields"] == ["result", "sure", "stars"]

    async def test_a_task_whose_field_nobody_filled_in_has_no_result(self, answered: Scene):
        found = await answered.aggregate("DAWID_SKENE", "stars")
        assert found == answered.by_model("stars")
        assert "t2" not in found

    async def test_a_skill_decides_general_tasks_only(self, answered: Scene):
        found = await answered.aggregate("WEIGHTED_DYNAMIC_OVERLAP", "result")
        assert found == answered.by_skill("result")
        assert set(found) == {f"t{number}" for number in range(6)}

    async def test_a_skill_decides_every_field_by_default(self, answered: Scene):
        found = await answered.aggregate("WEIGHTED_DYNAMIC_OVERLAP")
        assert found == answered.by_skill("result", "sure", "stars")

    async def test_a_worker_without_the_skill_counts_half(self, scene: Scene):
        await scene.upload()
        await scene.answer("ann", "dan", "bob")
        assert "dan" not in SKILLS
        assert await scene.aggregate("WEIGHTED_DYNAMIC_OVERLAP", "result") == scene.by_skill("result")

    async def test_baseline_solutions_vote_with_their_weight(self, scene: Scene):
        baseline = BaselineSolution({"result": "404"}, 0.97)
        given = [{"output_values": {"result": "404"}, "confidence_weight": 0.97}]
        await scene.upload(baseline_solutions=given)
        await scene.answer()
        found = await scene.aggregate("WEIGHTED_DYNAMIC_OVERLAP", "result")
        assert found == scene.by_skill("result", baseline=baseline)
        assert found != scene.by_skill("result")
        assert await scene.aggregate("DAWID_SKENE", "result") == scene.by_model("result")

    async def test_the_model_takes_manual_suites_too(self, platform: Platform):
        scene = await Scene(platform, await platform.requester()).make(mixed=False)
        await scene.upload_suites([0, 1, 2], [3, 4])
        await scene.answer()
        assert len(scene.votes) == 15
        assert await scene.aggregate("DAWID_SKENE", "result") == scene.by_model("result")

    async def test_answers_that_nobody_accepted_do_not_count(self, platform: Platform):
        scene = await Scene(platform, await platform.requester()).make(auto_accept_solutions=False)
        await scene.upload()
        await scene.answer("ann", "bob")
        path = f"/api/v1/assignments?pool_id={scene.pool_id}"
        listed = (await scene.requester.call("GET", path))["items"]
        accepted = [one for one in listed if one["user_id"] == scene.workers["ann"].id]
        for one in accepted:
            await scene.requester.call("PATCH", f"/api/v1/assignments/{one['id']}", {"status": "ACCEPTED"})
        scene.votes = [vote for vote in scene.votes if vote[1] == "ann"]
        assert await scene.aggregate("DAWID_SKENE", "result") == scene.by_model("result")
        assert await scene.aggregate("WEIGHTED_DYNAMIC_OVERLAP", "result") == scene.by_skill("result")

    async def test_another_pool_does_not_count(self, answered: Scene, platform: Platform):
        other = await Scene(platform, answered.requester).make()
        await other.upload()
        other.workers = answered.workers
        await other.answer(says=lambda _task, _worker: {"result": "OK"})
        assert await answered.aggregate("DAWID_SKENE", "result") == answered.by_model("result")

    async def test_a_pool_answered_with_nothing_to_aggregate_has_no_results(self, scene: Scene):
        await scene.upload()
        await scene.answer(says=lambda _task, _worker: {"result": "OK"})
        assert await scene.aggregate("DAWID_SKENE", "stars") == {}

    async def test_an_archived_pool_can_be_aggregated(self, answered: Scene):
        await answered.requester.request("POST", f"/api/v1/pools/{answered.pool_id}/close")
        await answered.requester.call("POST", f"/api/v1/pools/{answered.pool_id}/archive", status=202)
        assert await answered.aggregate("DAWID_SKENE", "result") == answered.by_model("result")


class TestByTask:
    @pytest.mark.parametrize("fields", [["result"], ["result", "sure"], []])
    async def test_it_is_what_the_whole_pool_says_of_the_task(self, answered: Scene, fields: list[str]):
        expected = await answered.aggregate("WEIGHTED_DYNAMIC_OVERLAP", *fields)
        for name in ("t0", "t2", "t5"):
            body = answered.request("WEIGHTED_DYNAMIC_OVERLAP", *fields, task_id=answered.tasks[name])
            answer = await answered.requester.call("POST", f"{API}/aggregate-by-task", body, status=200)
            confidence = answer.pop("confidence")
            assert (answer["output_values"], confidence) == expected[name]
            assert answer["pool_id"] == answered.pool_id
            assert answer["task_id"] == answered.tasks[name]

    async def test_baseline_solutions_vote(self, scene: Scene):
        given = [{"output_values": {"result": "404"}, "confidence_weight": 0.97}]
        await scene.upload(baseline_solutions=given)
        await scene.answer()
        body = scene.request("WEIGHTED_DYNAMIC_OVERLAP", "result", task_id=scene.tasks["t1"])
        answer = await scene.requester.call("POST", f"{API}/aggregate-by-task", body, status=200)
        expected = scene.by_skill("result", baseline=BaselineSolution({"result": "404"}, 0.97))["t1"]
        assert (answer["output_values"], pytest.approx(answer["confidence"])) == expected

    async def test_refusals(self, answered: Scene, platform: Platform):
        other = await (await Scene(platform, answered.requester).make()).upload()

        async def refused(name: str, scene: Scene = answered, **changes: Any) -> Any:
            body = scene.request("WEIGHTED_DYNAMIC_OVERLAP", "result", task_id=answered.tasks[name])
            status = 409 if changes.pop("conflict", False) else 400
            return await answered.refusal("aggregate-by-task", body | changes, status)

        gone = {"task_id": "ENTITY_DOES_NOT_EXIST"}
        assert await refused("t0", pool_id=other.pool_id) == gone
        assert await refused("t0", task_id="0000000000--0") == gone
        assert await refused("t7") == {"task_id": "INVALID_VALUE"}
        assert await refused("t0", task_id=None) == {"task_id": "VALUE_REQUIRED"}
        assert await refused("t0", conflict=True, type="DAWID_SKENE") == "UNSUPPORTED_ALGORITHM"
        unanswered = {"pool_id": other.pool_id, "task_id": other.tasks["t0"], "conflict": True}
        assert await refused("t0", **unanswered) == "ASSIGNMENTS_AGGREGATION_DENIED"
        empty = {"fields": [{"name": "stars"}], "conflict": True}
        assert await refused("t2", **empty) == "ASSIGNMENTS_AGGREGATION_DENIED"


def fields(*names: str) -> dict[str, Any]:
    return {"fields": [{"name": name} for name in names]}


WRONG: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("DAWID_SKENE", {"pool_id": "1999999999"}, {"pool_id": "ENTITY_DOES_NOT_EXIST"}),
    ("DAWID_SKENE", {"pool_id": "?"}, {"pool_id": "ENTITY_DOES_NOT_EXIST"}),
    ("DAWID_SKENE", {"pool_id": None}, {"pool_id": "VALUE_REQUIRED"}),
    ("DAWID_SKENE", {"type": "MAJORITY"}, {"type": "UNKNOWN_ENUM_VALUE"}),
    ("DAWID_SKENE", fields("result", "sure"), {"fields": "ARRAY_SIZE_GREATER_THAN_MAX"}),
    ("DAWID_SKENE", fields("note"), {"fields.0.name": "INVALID_VALUE"}),
    (
        "WEIGHTED_DYNAMIC_OVERLAP",
        fields("sure", "none", "note", "sure"),
        {
            "fields.1.name": "INVALID_VALUE",
            "fields.2.name": "INVALID_VALUE",
            "fields.3.name": "DUPLICATE_VALUE_IN_ARRAY",
        },
    ),
    (
        "WEIGHTED_DYNAMIC_OVERLAP",
        {"answer_weight_skill_id": None},
        {"answer_weight_skill_id": "VALUE_REQUIRED"},
    ),
    (
        "WEIGHTED_DYNAMIC_OVERLAP",
        {"answer_weight_skill_id": "1999999999", "pool_id": 1},
        {"answer_weight_skill_id": "ENTITY_DOES_NOT_EXIST", "pool_id": "ENTITY_DOES_NOT_EXIST"},
    ),
]


class TestRefusals:
    async def test_a_wrong_field_is_named(self, scene: Scene):
        for kind, changes, expected in WRONG:
            body = scene.request(kind, "result") | changes
            assert await scene.refusal("aggregate-by-pool", body, 400) == expected, changes

    async def test_anothers_pool_or_skill_does_not_exist(self, answered: Scene, platform: Platform):
        stranger = await Scene(platform, await platform.requester()).make()
        body = stranger.request("WEIGHTED_DYNAMIC_OVERLAP", "result")
        mixed = body | {"pool_id": answered.pool_id, "answer_weight_skill_id": answered.skill_id}
        assert await stranger.refusal("aggregate-by-pool", mixed, 400) == {
            "pool_id": "ENTITY_DOES_NOT_EXIST",
            "answer_weight_skill_id": "ENTITY_DOES_NOT_EXIST",
        }

    @pytest.mark.parametrize("kind", ["DAWID_SKENE", "WEIGHTED_DYNAMIC_OVERLAP"])
    async def test_nothing_was_answered(self, scene: Scene, kind: str):
        await scene.upload()
        code = await scene.refusal("aggregate-by-pool", scene.request(kind), 409)
        assert code == "ASSIGNMENTS_AGGREGATION_DENIED"

    async def test_a_skill_needs_smart_mixing(self, platform: Platform):
        scene = await Scene(platform, await platform.requester()).make(mixed=False)
        body = scene.request("WEIGHTED_DYNAMIC_OVERLAP", task_id="x")
        assert await scene.refusal("aggregate-by-pool", body, 409) == "MIXER_CONFIG_REQUIRED"
        assert await scene.refusal("aggregate-by-task", body, 409) == "MIXER_CONFIG_REQUIRED"

    async def test_a_training_is_not_aggregated(self, scene: Scene):
        training = {
            "project_id": scene.project_id,
            "private_name": "Morning",
            "training_tasks_in_task_suite_count": 1,
        }
        made = await scene.requester.call("POST", "/api/v1/trainings", training, status=201)
        body = scene.request(pool_id=made["id"])
        assert await scene.refusal("aggregate-by-pool", body, 409) == "POOL_IS_TRAINING"

    async def test_ids_may_be_sent_as_numbers(self, answered: Scene):
        changes = {"pool_id": int(answered.pool_id), "answer_weight_skill_id": int(answered.skill_id)}
        body = answered.request("WEIGHTED_DYNAMIC_OVERLAP") | changes
        operation = await answered.requester.call("POST", f"{API}/aggregate-by-pool", body, status=202)
        assert operation["parameters"]["pool_id"] == answered.pool_id


class TestResults:
    async def test_pages_lose_and_repeat_nothing(self, answered: Scene):
        operation_id = await answered.begin()
        await answered.finished(operation_id)
        every = sorted(answered.tasks.values())

        async def ids(query: str) -> tuple[list[str], bool]:
            page = await answered.requester.call("GET", f"{API}/{operation_id}?{query}", status=200)
            return [item["task_id"] for item in page["items"]], page["has_more"]

        seen: list[str] = []
        more = True
        while more:
            after = f"&task_id_gt={seen[-1]}" if seen else ""
            found, more = await ids(f"sort=task_id&limit=4{after}")
            seen += found
        assert seen == every
        assert await ids("") == (every, False)
        assert await ids("sort=-task_id&limit=2") == (every[:-3:-1], True)
        assert await ids(f"task_id_gte={every[2]}&task_id_lt={every[5]}") == (every[2:5], False)
        assert await ids(f"task_id_gt={every[2]}&task_id_lte={every[5]}") == (every[3:6], False)

    async def test_only_their_requester_sees_them(self, answered: Scene, platform: Platform):
        operation_id = await answered.begin()
        await answered.finished(operation_id)
        stranger = await platform.requester()
        await stranger.call("GET", f"{API}/{operation_id}", status=404)
        await answered.requester.call("GET", f"{API}/{new_uuid()}", status=404)
        await platform.anonymous.call("GET", f"{API}/{operation_id}", status=401)

    async def test_another_operation_has_none(self, answered: Scene):
        operation = await answered.requester.call("POST", f"/api/v1/pools/{answered.pool_id}/clone")
        await answered.requester.call("GET", f"{API}/{operation['id']}", status=404)

    @pytest.mark.parametrize("failed", [False, True])
    async def test_there_are_none_before_the_end_and_after_a_failure(
        self, answered: Scene, platform: Platform, *, failed: bool
    ):
        await platform.running.runner.stop()
        operation_id = await answered.begin()
        if failed:
            end = OperationStatus.FAIL
            await platform.database.write(lambda tx: operation_store.finish(tx, operation_id, end, "{}"))
        answer = await answered.requester.call("GET", f"{API}/{operation_id}", status=409)
        assert answer["code"] == "INAPPROPRIATE_STATUS"
        assert answer["payload"] == {"appropriate_statuses": ["SUCCESS"]}

    async def test_they_are_kept_for_a_month(self, platform: Platform, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(service, "_DROPPED_AT_ONCE", 2)
        scene = await Scene(platform.sandbox, await platform.sandbox.requester()).make()
        await (await scene.upload()).answer()
        operation_id = await scene.begin()
        await scene.finished(operation_id)
        await platform.advance(31 * 86_400 - 60)
        assert len(await scene.results(operation_id)) == 8
        await platform.advance(60)
        answer = await scene.requester.call("GET", f"{API}/{operation_id}", status=409)
        assert answer["code"] == "RESULTS_EXPIRED"
        assert await stored(platform.sandbox.database, operation_id) == []
