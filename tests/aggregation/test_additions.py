"""What aggregation offers beyond Toloka's: majority vote, workers' matrices, and what is known of workers."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

import pytest

from aggregation.scene import API, RESULT, Scene
from http_client import Platform
from talka.aggregation import jobs, service
from talka.aggregation.majority_vote import majority_vote
from talka.kernel.ids import new_uuid


async def matrices(scene: Scene, operation_id: str, query: str = "") -> Any:
    path = f"{API}/{operation_id}/worker-matrices?{query}"
    return await scene.requester.call("GET", path, status=200)


async def table(scene: Scene, operation_id: str) -> list[dict[str, str]]:
    answer = await scene.requester.request("GET", f"{API}/{operation_id}/worker-matrices.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="worker-matrices-')
    return list(csv.DictReader(answer.text.splitlines()))


async def finished(scene: Scene, kind: str, *fields: str, **changes: Any) -> str:
    """The id of an aggregation that is over."""
    body = scene.request(kind, *fields, **changes)
    operation = await scene.requester.call("POST", f"{API}/aggregate-by-pool", body, status=202)
    assert (await scene.finished(operation["id"]))["status"] == "SUCCESS"
    return str(operation["id"])


class TestMajorityVote:
    async def test_it_decides_each_field_by_itself(self, answered: Scene):
        found = await answered.results(await finished(answered, "MAJORITY_VOTE", "result", "sure"))
        for field, options in (("result", RESULT), ("sure", (False, True))):
            votes = [(task, who, said[field]) for task, who, said in answered.votes if field in said]
            for task, outcome in majority_vote(votes, options).items():
                assert found[task][0][field] == outcome.value
        assert set(found) == {f"t{number}" for number in range(8)}

    async def test_its_confidence_is_the_winners_share(self, answered: Scene):
        found = await answered.results(await finished(answered, "MAJORITY_VOTE", "result"))
        for task, (values, confidence) in found.items():
            said = Counter(one["result"] for name, _, one in answered.votes if name == task)
            assert confidence == pytest.approx(said[values["result"]] / said.total())

    async def test_its_operation_names_it(self, answered: Scene):
        operation = await answered.finished(await answered.begin("MAJORITY_VOTE", "result"))
        assert operation["parameters"]["algorithm"] == "MAJORITY_VOTE"
        assert operation["parameters"]["aggregated_output_fields"] == ["result"]

    async def test_it_is_for_whole_pools(self, answered: Scene):
        body = answered.request("MAJORITY_VOTE", task_id=answered.tasks["t0"])
        assert await answered.refusal("aggregate-by-task", body, 409) == "UNSUPPORTED_ALGORITHM"


class TestMatrices:
    async def test_majority_counts_what_workers_said_where_which_option_won(self, answered: Scene):
        operation_id = await finished(answered, "MAJORITY_VOTE", "result")
        won = {task: values["result"] for task, (values, _) in (await answered.results(operation_id)).items()}
        expected: Counter[tuple[str, str, str]] = Counter()
        for task, who, said in answered.votes:
            expected[answered.workers[who].id, won[task], said["result"]] += 1
        found = (await matrices(answered, operation_id))["items"]
        told = {
            (one["user_id"], entry["true_value"], entry["given_value"]): entry["count"]
            for one in found
            for entry in one["fields"]["result"]
        }
        assert told == expected
        assert [one["user_id"] for one in found] == sorted(
            answered.workers[who].id for who in ("ann", "bob", "cid")
        )

    async def test_the_model_tells_probabilities_of_each_field(self, answered: Scene):
        operation_id = await finished(answered, "DAWID_SKENE")
        found = (await matrices(answered, operation_id))["items"]
        assert {name for one in found for name in one["fields"]} == {"result", "sure", "stars"}
        for one in found:
            assert sum(entry["count"] for entry in one["fields"]["result"]) == pytest.approx(8, abs=1e-4)
            by_truth: Counter[str] = Counter()
            for entry in one["fields"]["result"]:
                by_truth[entry["true_value"]] += entry["probability"]
            assert all(total == pytest.approx(1, abs=1e-3) for total in by_truth.values())
            assert {type(entry["true_value"]) for entry in one["fields"]["sure"]} == {bool}

    async def test_the_download_has_the_same_lines(self, answered: Scene, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(service, "_DOWNLOADED_AT_ONCE", 1)
        monkeypatch.setattr(jobs, "MATRICES", 1)
        operation_id = await finished(answered, "DAWID_SKENE")
        expected = [
            (one["user_id"], name, entry)
            for one in (await matrices(answered, operation_id))["items"]
            for name, entries in one["fields"].items()
            for entry in entries
        ]
        found = await table(answered, operation_id)
        assert len({line["user_id"] for line in found}) == 3
        assert [(line["user_id"], line["field"]) for line in found] == [one[:2] for one in expected]
        for line, (_, name, entry) in zip(found, expected, strict=True):
            said = str(entry["given_value"])
            assert line["given_value"] == (said.lower() if name == "sure" else said)
            assert float(line["probability"]) == entry["probability"]
            assert float(line["count"]) == entry["count"]

    async def test_pages_are_sorted_and_lose_nothing(self, answered: Scene):
        operation_id = await finished(answered, "DAWID_SKENE", "result")
        every = sorted(answered.workers[who].id for who in ("ann", "bob", "cid"))
        first = await matrices(answered, operation_id, "sort=user_id&limit=2")
        assert ([one["user_id"] for one in first["items"]], first["has_more"]) == (every[:2], True)
        rest = await matrices(answered, operation_id, f"sort=user_id&user_id_gt={every[1]}")
        assert ([one["user_id"] for one in rest["items"]], rest["has_more"]) == (every[2:], False)

    @pytest.mark.parametrize("path", ["worker-matrices", "worker-matrices.csv"])
    async def test_refusals(self, answered: Scene, platform: Platform, path: str):
        call = answered.requester.call
        by_skill = await finished(answered, "WEIGHTED_DYNAMIC_OVERLAP", "result")
        assert (await call("GET", f"{API}/{by_skill}/{path}", status=409))["code"] == "UNSUPPORTED_ALGORITHM"
        await call("GET", f"{API}/{new_uuid()}/{path}", status=404)
        done = await finished(answered, "DAWID_SKENE", "result")
        await (await platform.requester()).call("GET", f"{API}/{done}/{path}", status=404)
        await platform.anonymous.call("GET", f"{API}/{done}/{path}", status=401)
        await platform.running.runner.stop()
        begun = await answered.begin("DAWID_SKENE", "result")
        assert (await call("GET", f"{API}/{begun}/{path}", status=409))["code"] == "INAPPROPRIATE_STATUS"

    async def test_they_go_with_the_results(self, platform: Platform, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(service, "_DROPPED_AT_ONCE", 2)
        scene = await Scene(platform.sandbox, await platform.sandbox.requester()).make()
        await (await scene.upload()).answer()
        operation_id = await finished(scene, "DAWID_SKENE", "result")
        await platform.advance(31 * 86_400 - 60)
        assert len((await matrices(scene, operation_id))["items"]) == 3
        await platform.advance(60)
        for path in ("worker-matrices", "worker-matrices.csv"):
            answer = await scene.requester.call("GET", f"{API}/{operation_id}/{path}", status=409)
            assert answer["code"] == "RESULTS_EXPIRED"
        left = await platform.sandbox.database.read(
            lambda tx: jobs.store.matrices_behind(tx, operation_id, "", 10)
        )
        assert left == []


def always_wrong_about_known(task: str, worker: str) -> dict[str, Any]:
    """Control tasks (whose truth is OK) are known to all but cid, who says BAD; the others are disputed."""
    if int(task[1:]) >= 6:
        return {"result": "BAD" if worker == "cid" else "OK"}
    return {"result": ("OK", "BAD")[int(task[1:]) % 2 if worker != "cid" else 1 - int(task[1:]) % 2]}


class TestWorkerHistory:
    async def test_control_tasks_of_the_pool_have_their_known_answer(self, scene: Scene):
        await (await scene.upload()).answer(says=lambda _task, _worker: {"result": "BAD"})
        plain = await scene.results(await finished(scene, "DAWID_SKENE", "result"))
        told = await scene.results(await finished(scene, "DAWID_SKENE", "result", use_worker_history=True))
        assert plain["t7"][0] == {"result": "BAD"}
        assert told["t7"] == ({"result": "OK"}, pytest.approx(1))
        assert set(told) == set(plain)

    async def test_the_matrices_count_control_answers_of_the_projects_other_pools(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(jobs, "READ", 2)
        await (await scene.upload()).answer(says=always_wrong_about_known)
        own = await finished(scene, "DAWID_SKENE", "result", use_worker_history=True)
        operation = await scene.finished(own)
        assert operation["parameters"]["use_worker_history"] is True
        first = scene.pool_id
        form = await scene.requester.call("GET", f"/api/v1/pools/{first}")
        for name in ("id", "status", "created", "owner", "type", "last_started", "last_stopped"):
            form.pop(name, None)
        form.pop("last_close_reason", None)
        other = await scene.requester.call("POST", "/api/v1/pools", form, status=201)
        scene.pool_id = other["id"]
        await (await scene.upload()).answer(says=always_wrong_about_known)
        both = await finished(scene, "DAWID_SKENE", "result", use_worker_history=True)

        async def wrong(operation_id: str) -> float:
            found = (await matrices(scene, operation_id))["items"]
            of_cid = next(one for one in found if one["user_id"] == scene.workers["cid"].id)
            return sum(
                entry["count"]
                for entry in of_cid["fields"]["result"]
                if (entry["true_value"], entry["given_value"]) == ("OK", "BAD")
            )

        assert await wrong(both) >= await wrong(own) + 1.9

    async def test_only_the_model_uses_it(self, scene: Scene):
        for kind in ("MAJORITY_VOTE", "WEIGHTED_DYNAMIC_OVERLAP"):
            body = scene.request(kind, "result", use_worker_history=True)
            expected = {"use_worker_history": "INVALID_VALUE"}
            assert await scene.refusal("aggregate-by-pool", body, 400) == expected
        body = scene.request(use_worker_history="yes")
        assert set(await scene.refusal("aggregate-by-pool", body, 400)) == {"use_worker_history"}
