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


async def test_a_project_from_training_to_archive(platform: Any) -> None:
    side = platform.sandbox
    requester = await side.requester(balance="10")
    project = await requester.call("POST", "/api/v1/projects", PROJECT, status=201)
    training = await requester.call(
        "POST",
        "/api/v1/trainings",
        {
            "project_id": project["id"],
            "private_name": "training",
            "inherited_instructions": True,
            "training_tasks_in_task_suite_count": 2,
            "task_suites_required_to_pass": 1,
        },
        status=201,
    )
    await requester.call(
        "POST",
        "/api/v1/tasks",
        [task(training["id"], "t1", "a", "It is a"), task(training["id"], "t2", "b", "It is b")],
        status=201,
    )
    await requester.call("POST", f"/api/v1/trainings/{training['id']}/open", status=202)
    requirement = {
        "training_requirement": {"training_pool_id": training["id"], "training_passing_skill_value": 50}
    }
    pool = await requester.call(
        "POST", "/api/v1/pools", pool_form(project["id"], quality_control=requirement), status=201
    )
    created = await requester.call(
        "POST",
        "/api/v1/tasks?allow_defaults=true",
        [task(pool["id"], f"r{i}") for i in range(4)]
        + [task(pool["id"], f"g{i}", "a", infinite_overlap=True) for i in range(4)],
        status=201,
    )
    assert len(created["items"]) == 8
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)

    ann = await side.worker("ann")
    bob = await side.worker("bob")
    for worker, first in ((ann, "a"), (bob, "b")):
        listed = (await worker.call("GET", "/api/worker/v1/tasks"))["items"]
        assert [(item["kind"], item["pool_id"]) for item in listed] == [("TRAINING", training["id"])]
        refused = await worker.call("POST", f"/api/worker/v1/pools/{pool['id']}/assignments", status=403)
        assert refused["payload"]["reasons"][0]["code"] == "TRAINING_REQUIRED"
        page = await worker.call("POST", f"/api/worker/v1/pools/{training['id']}/assignments", status=201)
        assert "secret" not in page["tasks"][0]["input_values"]
        wrong = await worker.call(
            "POST", f"/api/worker/v1/assignments/{page['id']}/submit", answers(page, first), status=200
        )
        assert wrong["assignment"]["status"] == "ACTIVE"
        assert len(wrong["mistakes"]) == 1
        right = [
            {"output_values": {"result": "a" if "t1" in one["input_values"]["image"] else "b"}}
            for one in page["tasks"]
        ]
        done = await worker.call(
            "POST", f"/api/worker/v1/assignments/{page['id']}/submit", {"solutions": right}, status=200
        )
        assert done["assignment"]["status"] == "ACCEPTED"
        assert done["mistakes"] == []

    skills = await requester.call("GET", "/api/v1/user-skills")
    assert [one["value"] for one in skills["items"]] == [50, 50]

    for worker in (ann, bob):
        listed = (await worker.call("GET", "/api/worker/v1/tasks"))["items"]
        assert [(item["kind"], item["pool_id"]) for item in listed] == [("MAIN", pool["id"])]
        page = await worker.call("POST", f"/api/worker/v1/pools/{pool['id']}/assignments", status=201)
        again = await worker.call("POST", f"/api/worker/v1/pools/{pool['id']}/assignments", status=200)
        assert again["id"] == page["id"]
        answer = await worker.call(
            "POST",
            f"/api/worker/v1/assignments/{page['id']}/submit?next=true",
            answers(page, "a"),
            status=200,
        )
        assert answer["assignment"]["status"] == "SUBMITTED"
        last = answer["next"]
        final = await worker.call(
            "POST",
            f"/api/worker/v1/assignments/{last['id']}/submit?next=true",
            answers(last, "a"),
            status=200,
        )
        assert final["next"] is None

    assert (await requester.call("GET", "/api/v1/requester"))["balance"] == 9.8
    closed = await requester.call("GET", f"/api/v1/pools/{pool['id']}")
    await platform.sandbox_advance(1) if hasattr(platform, "sandbox_advance") else await platform.advance(1)
    closed = await requester.call("GET", f"/api/v1/pools/{pool['id']}")
    assert (closed["status"], closed["last_close_reason"]) == ("CLOSED", "COMPLETED")

    listed = await requester.call("GET", f"/api/v1/assignments?pool_id={pool['id']}&status=SUBMITTED")
    first, *rest = listed["items"]
    refused = await requester.call(
        "PATCH", f"/api/v1/assignments/{first['id']}", {"status": "REJECTED"}, status=400
    )
    assert refused["payload"]["public_comment"]["code"] == "VALUE_REQUIRED"
    await requester.call(
        "PATCH",
        f"/api/v1/assignments/{first['id']}",
        {"status": "REJECTED", "public_comment": "no"},
        status=200,
    )
    for one in rest:
        await requester.call("PATCH", f"/api/v1/assignments/{one['id']}", {"status": "ACCEPTED"}, status=200)
    assert (await requester.call("GET", "/api/v1/requester"))["balance"] == 9.85

    refused = await requester.call("POST", f"/api/v1/trainings/{training['id']}/archive", status=409)
    assert refused["code"] == "INAPPROPRIATE_STATUS"
    await requester.call("POST", f"/api/v1/trainings/{training['id']}/close", status=202)
    refused = await requester.call("POST", f"/api/v1/trainings/{training['id']}/archive", status=409)
    assert (refused["code"], refused["payload"]) == ("TRAINING_ARCHIVE_CONFLICT", {"pool_ids": [pool["id"]]})
    refused = await requester.call("POST", f"/api/v1/pools/{pool['id']}/archive", status=409)
    assert refused["code"] == "THERE_IS_REJECTED_ASSIGNMENT"
    await platform.advance(9 * 86_400)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/archive", status=202)
    operation = await requester.call("POST", f"/api/v1/trainings/{training['id']}/archive", status=202)
    assert (operation["type"], operation["status"], operation["progress"]) == (
        "TRAINING.ARCHIVE",
        "SUCCESS",
        100,
    )
    assert operation["parameters"] == {"training_id": training["id"]}
    assert operation["details"] == {}
    assert {"submitted", "started", "finished"} <= operation.keys()
    await requester.call("POST", f"/api/v1/trainings/{training['id']}/archive", status=204)
    await requester.call("POST", f"/api/v1/projects/{project['id']}/archive", status=202)
