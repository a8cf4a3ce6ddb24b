"""Aggregating what workers answered, over HTTP, and the job that does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from http_client import Client, Platform, Side
from talka.aggregation import jobs, service, store
from talka.aggregation.dawid_skene import dawid_skene
from talka.aggregation.jobs import run_aggregation
from talka.aggregation.model import AggregatedAnswer
from talka.aggregation.rules import aggregate_task, baseline_voter, worker_voter
from talka.kernel.ids import new_uuid
from talka.operations import store as operation_store
from talka.operations.model import OperationStatus
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.tasks.model import BaselineSolution

API = "/api/v1/aggregated-solutions"
RESULT = ("OK", "BAD", "404")
OUTPUT = {
    "result": {"type": "string", "allowed_values": list(RESULT)},
    "sure": {"type": "boolean", "required": False},
    "stars": {"type": "integer", "min_value": 1, "max_value": 5, "required": False},
    "note": {"type": "string", "required": False},
}
SKILLS = {"ann": 90.0, "bob": 70.5, "cid": 30.0}
Said = dict[str, Any]


def said(task: str, worker: str) -> Said:
    """What a worker answers to a task: for each task and worker something else, always the same."""
    number = int(task[1:]) * 7 + len(worker) * 3 + ord(worker[0])
    values: Said = {"result": RESULT[number % 3], "note": worker}
    if number % 4:
        values["sure"] = number % 2 == 0
    if task != "t2":
        values["stars"] = 1 + number % 5
    return values


class Scene:
    """A requester with a project and a pool of it, and what was answered there."""

    def __init__(self, side: Side, requester: Client) -> None:
        self.side = side
        self.requester = requester
        self.project_id = ""
        self.pool_id = ""
        self.skill_id = ""
        self.tasks: dict[str, str] = {}
        self.workers: dict[str, Client] = {}
        self.votes: list[tuple[str, str, Said]] = []
        """Task names, workers' names and answers."""

    async def make(self, *, mixed: bool = True, **changes: Any) -> Scene:
        form = {
            "public_name": "Pictures",
            "public_description": "Is it right?",
            "task_spec": {"input_spec": {"name": {"type": "string"}}, "output_spec": OUTPUT},
        }
        self.project_id = (await self.requester.call("POST", "/api/v1/projects", form))["id"]
        skill = await self.requester.call("POST", "/api/v1/skills", {"name": "trust"})
        self.skill_id = skill["id"]
        mixer = {"real_tasks_count": 3, "golden_tasks_count": 1, "training_tasks_count": 0}
        pool = {
            "project_id": self.project_id,
            "private_name": "Evening",
            "will_expire": "2099-01-01T00:00:00",
            "reward_per_assignment": 0.01,
            "assignment_max_duration_seconds": 600,
            "defaults": {"default_overlap_for_new_task_suites": 3, "default_overlap_for_new_tasks": 3},
        }
        if mixed:
            pool["mixer_config"] = mixer
        self.pool_id = (await self.requester.call("POST", "/api/v1/pools", pool | changes))["id"]
        return self

    async def upload(self, general: int = 6, control: int = 2, **more: Any) -> Scene:
        """Tasks t0, t1, ... to be answered by three, and control tasks behind them."""
        bodies: list[dict[str, Any]] = [self._task(number, **more) for number in range(general)]
        known = [{"output_values": {"result": "OK"}}]
        bodies += [
            self._task(general + number, known_solutions=known, infinite_overlap=True)
            for number in range(control)
        ]
        path = "/api/v1/tasks?allow_defaults=true"
        created = await self.requester.call("POST", path, bodies, status=201)
        self._note(created["items"].values())
        return self

    async def upload_suites(self, *names: list[int]) -> Scene:
        bodies = [
            {"pool_id": self.pool_id, "tasks": [{"input_values": {"name": f"t{n}"}} for n in numbers]}
            for numbers in names
        ]
        path = "/api/v1/task-suites?allow_defaults=true"
        created = await self.requester.call("POST", path, bodies, status=201)
        for suite in created["items"].values():
            self._note(suite["tasks"])
        return self

    def _task(self, number: int, **more: Any) -> dict[str, Any]:
        return {"pool_id": self.pool_id, "input_values": {"name": f"t{number}"}, **more}

    def _note(self, tasks: Any) -> None:
        self.tasks |= {task["input_values"]["name"]: task["id"] for task in tasks}

    async def answer(self, *names: str, says: Callable[[str, str], Said] = said) -> Scene:
        """These workers answer everything that they are given."""
        await self.requester.request("POST", f"/api/v1/pools/{self.pool_id}/open")
        for name in names or SKILLS:
            worker = await self._worker(name)
            taken = await worker.post(f"/api/worker/v1/pools/{self.pool_id}/assignments")
            page = taken.json() if taken.is_success else None
            while page is not None:
                page = await self._hand_in(worker, name, page, says)
        return self

    async def _worker(self, name: str) -> Client:
        if name not in self.workers:
            self.workers[name] = await self.side.worker(name)
            if name in SKILLS:
                body = {
                    "skill_id": self.skill_id,
                    "user_id": self.workers[name].id,
                    "value": SKILLS[name],
                }
                await self.requester.call("PUT", "/api/v1/user-skills", body, status=201)
        return self.workers[name]

    async def _hand_in(self, worker: Client, name: str, page: Any, says: Any) -> Any:
        given = [(task["input_values"]["name"], task["id"]) for task in page["tasks"]]
        answers = [says(task, name) for task, _ in given]
        self.votes += [(task, name, values) for (task, _), values in zip(given, answers, strict=True)]
        path = f"/api/worker/v1/assignments/{page['id']}/submit?next=true"
        body = {"solutions": [{"output_values": values} for values in answers]}
        return (await worker.call("POST", path, body, status=200))["next"]

    def request(self, kind: str = "DAWID_SKENE", *fields: str, **changes: Any) -> dict[str, Any]:
        body: dict[str, Any] = {"type": kind, "pool_id": self.pool_id}
        if kind == "WEIGHTED_DYNAMIC_OVERLAP":
            body["answer_weight_skill_id"] = self.skill_id
        if fields:
            body["fields"] = [{"name": name} for name in fields]
        return body | changes

    async def begin(self, kind: str = "DAWID_SKENE", *fields: str) -> str:
        """The id of a new aggregation's operation."""
        path = f"{API}/aggregate-by-pool"
        return (await self.requester.call("POST", path, self.request(kind, *fields), status=202))["id"]

    async def aggregate(self, kind: str = "DAWID_SKENE", *fields: str) -> dict[str, Any]:
        """The results by task name."""
        operation_id = await self.begin(kind, *fields)
        operation = await self.finished(operation_id)
        assert operation["status"] == "SUCCESS"
        return await self.results(operation_id)

    async def finished(self, operation_id: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                operation = await self.requester.call("GET", f"/api/v1/operations/{operation_id}")
                if "finished" in operation:
                    return operation
                await asyncio.sleep(0.01)

    async def results(self, operation_id: str) -> dict[str, Any]:
        page = await self.requester.call("GET", f"{API}/{operation_id}?limit=1000", status=200)
        names = {task_id: name for name, task_id in self.tasks.items()}
        assert {item["pool_id"] for item in page["items"]} <= {self.pool_id}
        return {
            names[item["task_id"]]: (item["output_values"], pytest.approx(item["confidence"], abs=1e-6))
            for item in page["items"]
        }

    async def refusal(self, call: str, body: dict[str, Any], status: int) -> Any:
        answer = await self.requester.call("POST", f"{API}/{call}", body, status=status)
        if answer["code"] != "VALIDATION_ERROR":
            return answer["code"]
        return {path: error["code"] for path, error in answer["payload"].items()}

    def by_model(self, *fields: str) -> dict[str, Any]:
        """What the model itself makes of the votes."""
        options = {"result": RESULT, "sure": (False, True), "stars": (1, 2, 3, 4, 5)}
        found: dict[str, Any] = {}
        for field in fields:
            votes = [(task, worker, values[field]) for task, worker, values in self.votes if field in values]
            for task, outcome in dawid_skene(votes, options[field]).items():
                values, confidence = found.get(task, ({}, 1))
                found[task] = ({**values, field: outcome.value}, min(confidence, outcome.confidence))
        return found

    def by_skill(self, *fields: str, baseline: BaselineSolution | None = None) -> dict[str, Any]:
        """What the rule for one task makes of each general task."""
        options = {"result": RESULT, "sure": (False, True), "stars": (1, 2, 3, 4, 5)}
        chosen = {field: options[field] for field in fields}
        voters: dict[str, Any] = {}
        for task, worker, values in self.votes:
            first = [] if baseline is None else [baseline_voter(baseline)]
            voters.setdefault(task, first).append(worker_voter(values, SKILLS.get(worker)))
        answers = {task: aggregate_task(chosen, mine) for task, mine in voters.items() if task < "t6"}
        return {
            task: (answer.output_values, answer.confidence)
            for task, answer in answers.items()
            if answer is not None
        }


@pytest.fixture
async def scene(platform: Platform) -> Scene:
    """An empty pool with smart mixing."""
    return await Scene(platform, await platform.requester()).make()


@pytest.fixture
async def answered(scene: Scene) -> Scene:
    """Six general tasks answered by three workers, and two control tasks."""
    await scene.upload()
    return await scene.answer()


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


class Cut(Exception):  # noqa: N818
    """The process died."""


class Dying:
    """A database whose process dies before its next write when ``writes`` of them are done."""

    def __init__(self, database: Database, operation_id: str, writes: int) -> None:
        self._database = database
        self._operation_id = operation_id
        self._left = writes
        self.progress: list[int] = []

    async def read(self, action: Any) -> Any:
        return await self._database.read(action)

    async def write(self, action: Any) -> Any:
        if not self._left:
            raise Cut
        self._left -= 1
        answer = await self._database.write(action)
        operation = await self._database.read(lambda tx: operation_store.get(tx, self._operation_id))
        assert operation is not None
        self.progress.append(operation.progress)
        return answer


async def stored(database: Database, operation_id: str) -> list[tuple[str, float, str]]:
    """An operation's results as they lie in the database."""

    def load(tx: Any) -> list[Any]:
        rows = tx.all(_STORED, operation_id=operation_id)
        return [tuple(row) for row in rows]

    return await database.read(load)


_s = schema.aggregated_solutions.c
_STORED = Query(
    sa.select(_s.task_id, _s.confidence, _s.output_values)
    .where(_s.operation_id == sa.bindparam("operation_id"))
    .order_by(_s.task_id)
)
KINDS = ["DAWID_SKENE", "WEIGHTED_DYNAMIC_OVERLAP"]


class TestJob:
    @pytest.fixture(autouse=True)
    def small_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "READ", 2)
        monkeypatch.setattr(jobs, "WRITTEN", 2)

    @pytest.mark.parametrize("kind", KINDS)
    async def test_progress_is_told_while_it_runs(self, answered: Scene, platform: Platform, kind: str):
        await platform.running.runner.stop()
        operation_id = await answered.begin(kind)
        database = Dying(platform.database, operation_id, 100)
        await run_aggregation(operation_id, database)
        assert len(database.progress) > 4
        assert database.progress == sorted(set(database.progress))
        assert database.progress[-2] < 100 == database.progress[-1]

    @pytest.mark.parametrize("kind", KINDS)
    async def test_wherever_it_is_cut_off_the_next_run_leaves_the_same(
        self, answered: Scene, platform: Platform, kind: str
    ):
        expected = await answered.aggregate(kind)
        await platform.running.runner.stop()
        operation_id = await answered.begin(kind)
        left: list[int] = []
        for writes in range(100):
            try:
                await run_aggregation(operation_id, Dying(platform.database, operation_id, writes))
            except Cut:
                left.append(len(await stored(platform.database, operation_id)))
            else:
                break
        assert len(set(left)) > 2
        assert await answered.results(operation_id) == expected

    async def test_the_runner_takes_up_what_a_dead_process_left(self, answered: Scene, platform: Platform):
        await platform.running.runner.stop()
        operation_id = await answered.begin()
        with pytest.raises(Cut):
            await run_aggregation(operation_id, Dying(platform.database, operation_id, 4))
        await platform.running.runner.start(alone=True)
        assert (await answered.finished(operation_id))["status"] == "SUCCESS"
        assert len(await answered.results(operation_id)) == 8

    @pytest.mark.parametrize("kind", KINDS)
    async def test_results_of_an_earlier_run_that_are_none_any_more_go(
        self, answered: Scene, platform: Platform, kind: str
    ):
        await platform.running.runner.stop()
        operation_id = await answered.begin(kind)
        known = sorted(answered.tasks.values())
        stale = [known[0][:-24] + "0" * 24, known[1], known[1] + "0", known[-1][:-24] + "f" * 24]
        answer = AggregatedAnswer({"result": "404"}, 0.5)
        await platform.database.write(
            lambda tx: store.replace(
                tx, operation_id, int(answered.pool_id), ("", None), [(one, answer) for one in stale]
            )
        )
        await run_aggregation(operation_id, platform.database)
        left = [task_id for task_id, _, _ in await stored(platform.database, operation_id)]
        assert left == (known if kind == "DAWID_SKENE" else known[:6])

    async def test_one_that_is_over_is_not_run_again(self, answered: Scene, platform: Platform):
        operation_id = await answered.begin()
        before = await answered.finished(operation_id)
        rows = await stored(platform.database, operation_id)
        await run_aggregation(operation_id, Dying(platform.database, operation_id, 0))
        assert await answered.finished(operation_id) == before
        assert await stored(platform.database, operation_id) == rows
