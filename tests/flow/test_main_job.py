"""The main job, end to end, over HTTP."""

from __future__ import annotations

from typing import Any

PROJECT = {
    "public_name": "Digits",
    "public_description": "Which digit is it?",
    "public_instructions": "<p>Look and choose.</p>",
    "task_spec": {
        "input_spec": {
            "image": {"type": "url"},
            "secret": {"type": "string", "hidden": True, "required": False},
        },
        "output_spec": {"result": {"type": "string", "allowed_values": ["a", "b"]}},
        "view_spec": {"type": "classic", "markup": "<p>{{image}}</p>"},
    },
    "assignments_issuing_type": "AUTOMATED",
}


def pool_form(project_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.05,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 2, "default_overlap_for_new_tasks": 2},
        "auto_accept_solutions": False,
        "mixer_config": {"real_tasks_count": 2, "golden_tasks_count": 1, "training_tasks_count": 0},
        **changes,
    }


def task(
    pool_id: str, name: str, known: str | None = None, hint: str | None = None, **more: Any
) -> dict[str, Any]:
    form: dict[str, Any] = {
        "pool_id": pool_id,
        "input_values": {"image": f"https://x.example/{name}.png", "secret": name},
    }
    if known is not None:
        form["known_solutions"] = [{"output_values": {"result": known}}]
    if hint is not None:
        form["message_on_unknown_solution"] = hint
    return {**form, **more}


def answers(view: dict[str, Any], value: str) -> dict[str, Any]:
    return {"solutions": [{"output_values": {"result": value}} for _ in view["tasks"]]}


async def set_up(requester: Any) -> tuple[str, str, str]:
    """A project, its open training of two tasks, and an open pool of four general and four control tasks."""
    project = await requester.call("POST", "/api/v1/projects", PROJECT, status=201)
    form = {
        "project_id": project["id"],
        "private_name": "training",
        "inherited_instructions": True,
        "training_tasks_in_task_suite_count": 2,
        "task_suites_required_to_pass": 1,
    }
    training = await requester.call("POST", "/api/v1/trainings", form, status=201)
    lessons = [task(training["id"], "t1", "a", "It is a"), task(training["id"], "t2", "b", "It is b")]
    await requester.call("POST", "/api/v1/tasks", lessons, status=201)
    await requester.call("POST", f"/api/v1/trainings/{training['id']}/open", status=202)
    requirement = {"training_pool_id": training["id"], "training_passing_skill_value": 50}
    quality = {"training_requirement": requirement}
    pool = await requester.call(
        "POST", "/api/v1/pools", pool_form(project["id"], quality_control=quality), status=201
    )
    general = [task(pool["id"], f"r{i}") for i in range(4)]
    control = [task(pool["id"], f"g{i}", "a", infinite_overlap=True) for i in range(4)]
    created = await requester.call(
        "POST", "/api/v1/tasks?allow_defaults=true", [*general, *control], status=201
    )
    assert len(created["items"]) == 8
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
    return project["id"], training["id"], pool["id"]


async def train(worker: Any, training_id: str, pool_id: str, first: str) -> None:
    """The training stands in for the pool it opens; a wrong answer earns a hint and costs the score."""
    listed = (await worker.call("GET", "/api/worker/v1/tasks"))["items"]
    assert [(item["kind"], item["pool_id"]) for item in listed] == [("TRAINING", training_id)]
    refused = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=403)
    assert refused["payload"]["reasons"][0]["code"] == "TRAINING_REQUIRED"
    page = await worker.call("POST", f"/api/worker/v1/pools/{training_id}/assignments", status=201)
    assert "secret" not in page["tasks"][0]["input_values"]
    path = f"/api/worker/v1/assignments/{page['id']}/submit"
    wrong = await worker.call("POST", path, answers(page, first), status=200)
    assert wrong["assignment"]["status"] == "ACTIVE"
    assert len(wrong["mistakes"]) == 1
    right = [
        {"output_values": {"result": "a" if "t1" in one["input_values"]["image"] else "b"}}
        for one in page["tasks"]
    ]
    done = await worker.call("POST", path, {"solutions": right}, status=200)
    assert done["assignment"]["status"] == "ACCEPTED"
    assert done["mistakes"] == []


async def work(worker: Any, pool_id: str) -> None:
    """Two pages, the second brought by the first's submit; then nothing is left."""
    listed = (await worker.call("GET", "/api/worker/v1/tasks"))["items"]
    assert [(item["kind"], item["pool_id"]) for item in listed] == [("MAIN", pool_id)]
    take = f"/api/worker/v1/pools/{pool_id}/assignments"
    page = await worker.call("POST", take, status=201)
    assert (await worker.call("POST", take, status=200))["id"] == page["id"]
    for last in (False, True):
        path = f"/api/worker/v1/assignments/{page['id']}/submit?next=true"
        answer = await worker.call("POST", path, answers(page, "a"), status=200)
        assert answer["assignment"]["status"] == "SUBMITTED"
        assert (answer["next"] is None) == last
        page = answer["next"]


async def review(requester: Any, pool_id: str) -> None:
    """One assignment is rejected, with the reason that a rejection needs; the others are accepted."""
    listed = await requester.call("GET", f"/api/v1/assignments?pool_id={pool_id}&status=SUBMITTED")
    first, *rest = (f"/api/v1/assignments/{one['id']}" for one in listed["items"])
    refused = await requester.call("PATCH", first, {"status": "REJECTED"}, status=400)
    assert refused["payload"]["public_comment"]["code"] == "VALUE_REQUIRED"
    await requester.call("PATCH", first, {"status": "REJECTED", "public_comment": "no"}, status=200)
    for path in rest:
        await requester.call("PATCH", path, {"status": "ACCEPTED"}, status=200)


async def archive(requester: Any, platform: Any, training_id: str, pool_id: str) -> None:
    """The training's archive is refused for each reason in turn, then done once."""
    path = f"/api/v1/trainings/{training_id}/archive"
    refused = await requester.call("POST", path, status=409)
    assert (refused["code"], refused["payload"]) == (
        "INAPPROPRIATE_STATUS",
        {"appropriate_statuses": ["CLOSED"]},
    )
    await requester.call("POST", f"/api/v1/trainings/{training_id}/close", status=202)
    refused = await requester.call("POST", path, status=409)
    assert (refused["code"], refused["payload"]) == ("TRAINING_ARCHIVE_CONFLICT", {"pool_ids": [pool_id]})
    refused = await requester.call("POST", f"/api/v1/pools/{pool_id}/archive", status=409)
    assert refused["code"] == "THERE_IS_REJECTED_ASSIGNMENT"
    await platform.advance(9 * 86_400)
    await requester.call("POST", f"/api/v1/pools/{pool_id}/archive", status=202)
    operation = await requester.call("POST", path, status=202)
    assert (operation["type"], operation["status"]) == ("TRAINING.ARCHIVE", "SUCCESS")
    assert operation["progress"] == 100
    assert operation["parameters"] == {"training_id": training_id}
    assert operation["details"] == {}
    assert {"submitted", "started", "finished"} <= operation.keys()
    before = await requester.call("GET", "/api/v1/operations?type=TRAINING.ARCHIVE")
    assert await requester.call("POST", path, status=204) is None
    assert await requester.call("GET", "/api/v1/operations?type=TRAINING.ARCHIVE") == before


async def test_a_project_from_training_to_archive(platform: Any) -> None:
    side = platform.sandbox
    requester = await side.requester(balance="10")
    project_id, training_id, pool_id = await set_up(requester)
    ann, bob = await side.worker("ann"), await side.worker("bob")

    await train(ann, training_id, pool_id, "a")
    await train(bob, training_id, pool_id, "b")
    skills = await requester.call("GET", "/api/v1/user-skills")
    assert [one["value"] for one in skills["items"]] == [50, 50]

    await work(ann, pool_id)
    await work(bob, pool_id)
    assert (await requester.call("GET", "/api/v1/requester"))["balance"] == 9.8
    await platform.advance(1)
    closed = await requester.call("GET", f"/api/v1/pools/{pool_id}")
    assert (closed["status"], closed["last_close_reason"]) == ("CLOSED", "COMPLETED")

    await review(requester, pool_id)
    assert (await requester.call("GET", "/api/v1/requester"))["balance"] == 9.85
    assert (await ann.call("GET", "/api/worker/v1/earnings"))["totals"]["on_review"] == 0

    await archive(requester, platform, training_id, pool_id)
    await requester.call("POST", f"/api/v1/projects/{project_id}/archive", status=202)
