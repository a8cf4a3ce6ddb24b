"""A pool's price may depend on a skill."""

from __future__ import annotations

from typing import Any

import pytest

from talka.distribution.pricing import price_by_skill
from talka.pools.model import DynamicPricingConfig, PricingInterval, PricingType

PRICES = DynamicPricingConfig(
    type=PricingType.SKILL,
    skill_id="1",
    intervals=[
        PricingInterval(from_=50, to=79, reward_per_assignment=0.02),
        PricingInterval(from_=80, reward_per_assignment=0.05),
    ],
)


@pytest.mark.parametrize(
    ("value", "micros"),
    [(None, None), (0, None), (49, None), (50, 20_000), (79, 20_000), (80, 50_000), (100, 50_000)],
)
def test_bounds_belong_to_their_interval(value: int | None, micros: int | None) -> None:
    assert price_by_skill(PRICES, value) == micros


PROJECT = {
    "public_name": "Prices",
    "task_spec": {"input_spec": {"n": {"type": "string"}}, "output_spec": {"r": {"type": "string"}}},
    "assignments_issuing_type": "AUTOMATED",
}


async def test_the_price_is_fixed_when_the_page_is_issued(platform: Any) -> None:
    requester = await platform.requester()
    skill = await requester.call("POST", "/api/v1/skills", {"name": "speed"}, status=201)
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1},
        "dynamic_pricing_config": {
            "type": "SKILL",
            "skill_id": skill["id"],
            "intervals": [{"from": 60, "to": 100, "reward_per_assignment": 0.04}],
        },
    }
    wrong = {**form, "dynamic_pricing_config": {**form["dynamic_pricing_config"], "skill_id": "77"}}
    refused = await requester.call("POST", "/api/v1/pools", wrong, status=400)
    assert refused["payload"]["dynamic_pricing_config.skill_id"]["code"] == "ENTITY_DOES_NOT_EXIST"

    pool = await requester.call("POST", "/api/v1/pools", form, status=201)
    suites = [
        {"pool_id": pool["id"], "overlap": 1, "tasks": [{"input_values": {"n": str(i)}}]} for i in range(3)
    ]
    await requester.call("POST", "/api/v1/task-suites", suites, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
    ann, bob = await platform.worker("ann"), await platform.worker("bob")
    # 59.5 is shown as 60, and shown values are what intervals are about.
    value = {"skill_id": skill["id"], "user_id": ann.id, "value": 59.5}
    await requester.call("PUT", "/api/v1/user-skills", value, status=201)

    listed = [
        (await worker.call("GET", "/api/worker/v1/tasks"))["items"][0]["reward"] for worker in (ann, bob)
    ]
    assert listed == [0.04, 0.01]
    page = await ann.call("POST", f"/api/worker/v1/pools/{pool['id']}/assignments", status=201)
    await requester.call("PUT", "/api/v1/user-skills", {**value, "value": 1}, status=200)
    body = {"solutions": [{"output_values": {"r": "x"}}]}
    await ann.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", body, status=200)
    assert (await ann.call("GET", "/api/worker/v1/me"))["balance"]["available"] == 0.04
