"""The map over HTTP: uploading points, looking at them, taking them, and every refusal."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from http_client import ORIGIN
from talka.kernel.errors import FieldErrors, ValidationFailed
from talka.simulation import crowd
from talka.simulation.crowd import run_crowd
from talka.simulation.model import Crowd, Truth, VirtualWorker
from talka.worker_api import points
from talka.worker_api.model import TakeForm

PROJECT = {
    "public_name": "Shops",
    "task_spec": {
        "input_spec": {"name": {"type": "string", "required": False}},
        "output_spec": {"is_open": {"type": "boolean", "required": False}},
    },
    "assignments_issuing_type": "MAP_SELECTOR",
    "assignments_issuing_view_config": {"title_template": "Shop", "description_template": "Is it open?"},
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 86400,
    "defaults": {"default_overlap_for_new_task_suites": 1},
}
SUVA, BERLIN, MUNICH = (-18.1, 178.4), (52.5, 13.4), (48.1, 11.6)


def suite(pool_id: str, place: tuple[float, float] | None, **changes: Any) -> dict[str, Any]:
    where = {} if place is None else {"latitude": place[0], "longitude": place[1]}
    return {"pool_id": pool_id, "overlap": 1, "tasks": [{"input_values": {}}], **where, **changes}


class Scene:
    """An open pool on the map with three points, and a worker."""

    def __init__(self, platform: Any) -> None:
        self.platform = platform
        self.ids: list[str] = []

    async def set_up(self, **changes: Any) -> Scene:
        self.requester = await self.platform.requester()
        self.worker = await self.platform.worker("ann")
        project = await self.requester.call("POST", "/api/v1/projects", PROJECT)
        self.project_id = project["id"]
        self.pool_id = (await self.pool(**changes))["id"]
        body = [suite(self.pool_id, place) for place in (SUVA, BERLIN, MUNICH)]
        made = await self.requester.call("POST", "/api/v1/task-suites", body, status=201)
        self.ids = [made["items"][str(i)]["id"] for i in range(3)]
        await self.requester.call("POST", f"/api/v1/pools/{self.pool_id}/open", status=202)
        return self

    async def pool(self, status: int = 201, **changes: Any) -> Any:
        form = {**POOL, "project_id": self.project_id, **changes}
        return await self.requester.call("POST", "/api/v1/pools", form, status=status)

    async def points(self, query: str = "", status: int = 200) -> Any:
        return await self.worker.call(
            "GET", f"/api/worker/v1/pools/{self.pool_id}/points{query}", status=status
        )

    async def take(self, choice: dict[str, Any] | None, status: int) -> Any:
        path = f"/api/worker/v1/pools/{self.pool_id}/assignments"
        return await self.worker.call("POST", path, choice, status=status)

    async def close(self) -> None:
        await self.requester.call("POST", f"/api/v1/pools/{self.pool_id}/close", status=202)


@pytest.fixture
async def scene(platform: Any) -> Scene:
    return await Scene(platform).set_up()


async def test_a_worker_looks_at_the_map_and_takes_points(scene: Scene) -> None:
    suva, berlin, munich = scene.ids
    (card,) = (await scene.worker.call("GET", "/api/worker/v1/tasks"))["items"]
    assert (card["map"], card["tasks_per_suite"]) == (True, 1)

    seen = await scene.points("?bbox=5.8,47.2,15.1,55.1")
    assert sorted(seen["items"], key=lambda point: point["latitude"]) == [
        {"task_suite_id": munich, "latitude": 48.1, "longitude": 11.6, "reward": 0.05},
        {"task_suite_id": berlin, "latitude": 52.5, "longitude": 13.4, "reward": 0.05},
    ]
    assert seen["has_more"] is False
    page = await scene.take({"task_suite_id": berlin}, 201)
    assert (await scene.take({"task_suite_id": berlin}, 200))["id"] == page["id"]
    await scene.take({"latitude": -18, "longitude": -179}, 201)
    assert [point["task_suite_id"] for point in (await scene.points())["items"]] == [munich]
    (card,) = (await scene.worker.call("GET", "/api/worker/v1/tasks"))["items"]
    assert len(card["active_assignment_ids"]) == 2
    shown = await scene.requester.call("GET", f"/api/v1/task-suites/{suva}")
    assert (shown["latitude"], shown["longitude"], shown["remaining_overlap"]) == (*SUVA, 0)


async def test_the_map_comes_in_pages(scene: Scene) -> None:
    found: list[str] = []
    query = "?limit=1"
    for last in (False, False, True):
        answer = await scene.points(query)
        (point,) = answer["items"]
        found.append(point["task_suite_id"])
        assert answer["has_more"] is not last
        query = f"?limit=1&before={found[-1]}"
    assert sorted(found) == sorted(scene.ids)
    await scene.points("?before=nothing", 400)


async def test_a_part_of_the_map_may_cross_the_180th_meridian(scene: Scene) -> None:
    seen = await scene.points("?bbox=170,-30,-170,0")
    assert [point["task_suite_id"] for point in seen["items"]] == scene.ids[:1]


@pytest.mark.parametrize(
    ("bbox", "code"),
    [
        ("1,2,3", "INVALID_COORDINATES_SYNTAX"),
        ("a,b,c,d", "INVALID_COORDINATES_SYNTAX"),
        ("nan,0,1,1", "INVALID_COORDINATES_SYNTAX"),
        ("0,10,1,0", "VALUE_OUT_OF_BOUNDS"),
        ("0,0,181,1", "VALUE_OUT_OF_BOUNDS"),
    ],
)
def test_what_is_no_part_of_the_map(bbox: str, code: str) -> None:
    errors = FieldErrors()
    assert points.boxes_of(bbox, errors) == []
    assert errors.as_dict()["bbox"].code == code


async def test_why_a_point_is_not_given(scene: Scene) -> None:
    suva, berlin, _ = scene.ids
    refused = await scene.take(None, 409)
    assert refused["code"] == "POINT_REQUIRED"
    page = await scene.take({"task_suite_id": berlin}, 201)
    await scene.worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/skip", status=200)
    refused = await scene.take({"task_suite_id": berlin}, 409)
    assert (refused["code"], refused["payload"]["reason"]) == ("NO_TASKS_AVAILABLE", "HAD")
    ann, scene.worker = scene.worker, await scene.platform.worker("bob")
    await scene.take({"task_suite_id": suva}, 201)
    scene.worker = ann
    refused = await scene.take({"task_suite_id": suva}, 409)
    assert refused["payload"] == {"finished": False, "reason": "GONE"}
    await scene.take({"task_suite_id": "nothing"}, 404)
    assert list((await scene.take({"latitude": 91, "longitude": 1}, 400))["payload"]) == ["latitude"]
    assert list((await scene.points("?bbox=1,2,3", 400))["payload"]) == ["bbox"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (TakeForm(latitude=1.0), "longitude"),
        (TakeForm(longitude=1.0), "latitude"),
        (TakeForm(task_suite_id="x", latitude=1.0, longitude=1.0), "latitude"),
    ],
)
def test_what_is_no_choice(form: TakeForm, field: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        points.choice_of(form)
    assert list(refused.value.errors) == [field]


async def test_a_map_that_nobody_may_look_at(scene: Scene) -> None:
    await scene.close()
    assert (await scene.points(status=409))["code"] == "POOL_CLOSED"
    assert (await scene.take({"task_suite_id": scene.ids[0]}, 409))["code"] == "POOL_CLOSED"


async def test_a_worker_without_access_sees_no_points(platform: Any) -> None:
    scene = await Scene(platform).set_up(may_contain_adult_content=True)
    refused = await scene.points(status=403)
    assert [reason["code"] for reason in refused["payload"]["reasons"]] == ["ADULT"]
    assert (await scene.take({"task_suite_id": scene.ids[0]}, 403))["code"] == "ACCESS_DENIED"


async def test_an_uploaded_suite_needs_a_place(scene: Scene) -> None:
    path = "/api/v1/task-suites"
    refused = await scene.requester.call("POST", path, suite(scene.pool_id, None), status=400)
    assert {name: error["code"] for name, error in refused["payload"].items()} == {
        "latitude": "VALUE_REQUIRED",
        "longitude": "VALUE_REQUIRED",
    }
    half = suite(scene.pool_id, None, latitude=1)
    refused = await scene.requester.call("POST", path, half, status=400)
    assert list(refused["payload"]) == ["longitude"]
    far = suite(scene.pool_id, (90.1, -181))
    assert "latitude" in (await scene.requester.call("POST", path, far, status=400))["payload"]


async def test_pools_on_the_map_and_others(scene: Scene) -> None:
    mixer = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
    refused = await scene.pool(400, mixer_config=mixer)
    assert refused["payload"]["mixer_config"]["code"] == "VALUE_NOT_ALLOWED"
    desks = {"category": "computed", "key": "os_family", "operator": "EQ", "value": "WINDOWS"}
    assert (await scene.pool(409, filter=desks))["code"] == "POOL_INVALID_FILTER_FOR_MAP_ISSUING"
    app = {"category": "computed", "key": "client_type", "operator": "EQ", "value": "TOLOKA_APP"}
    kept = await scene.pool(filter={"and": [app]})
    path = f"/api/v1/pools/{kept['id']}"
    changed = {**POOL, "project_id": scene.project_id, "filter": {"or": [desks]}}
    refused = await scene.requester.call("PUT", path, changed, status=409)
    assert refused["code"] == "POOL_INVALID_FILTER_FOR_MAP_ISSUING"

    in_turn = {**PROJECT, "assignments_issuing_type": "AUTOMATED"}
    project = await scene.requester.call("POST", "/api/v1/projects", in_turn)
    scene.pool_id = (await scene.pool(project_id=project["id"]))["id"]
    path = "/api/v1/task-suites"
    half = suite(scene.pool_id, None, latitude=1)
    assert list((await scene.requester.call("POST", path, half, status=400))["payload"]) == ["longitude"]
    made = await scene.requester.call("POST", path, suite(scene.pool_id, BERLIN), status=201)
    assert (made["latitude"], made["longitude"]) == BERLIN
    await scene.requester.call("POST", f"/api/v1/pools/{scene.pool_id}/open", status=202)
    assert (await scene.points(status=409))["code"] == "CONFLICT_STATE"
    assert list((await scene.take({"latitude": 1, "longitude": 1}, 400))["payload"]) == ["latitude"]
    await scene.take(None, 201)


async def test_a_virtual_crowd_finds_its_way_on_a_map(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask_again_soon(*_: object) -> None:
        await asyncio.sleep(0.1)

    monkeypatch.setattr(crowd._Shift, "_wait", ask_again_soon)
    truth = Truth(key_field="name", options={"is_open": [True, False]}, answers={})
    result = await run_crowd(
        Crowd(
            base_url=ORIGIN,
            pool_ids=[scene.pool_id],
            truth=truth,
            workers=[VirtualWorker(login=login, password=f"secret of {login}") for login in ("cy", "dee")],
        ),
        transport=httpx.ASGITransport(app=scene.platform.application),
    )
    assert [worker.error for worker in result.workers] == [None, None]
    done = await scene.requester.call("GET", f"/api/v1/assignments?pool_id={scene.pool_id}")
    assert sorted(one["task_suite_id"] for one in done["items"]) == scene.ids
