"""Thousands of requests drawn from our page against a real server: none fails, none is answered otherwise.

``TALKA_FUZZ_REQUESTS`` says how many on each database, ``TALKA_FUZZ_SECONDS`` how long at most. The seed is
printed; ``TALKA_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

import contract
from accept.conftest import READY_SECONDS, OwnServer
from accept.listed import World, make_world, pool_form
from fuzzing import Fuzz, Known, Outcome
from http_client import Platform
from page_objects import Objects, parameters
from places import Place
from talka.app import Application
from talka.settings import Settings

REQUESTS = int(os.environ.get("TALKA_FUZZ_REQUESTS", "20000"))
SECONDS = float(os.environ.get("TALKA_FUZZ_SECONDS", "1200"))
QUICK = 120
QUICK_SECONDS = 20.0
IMAGE = {"image": "https://pictures.example/1.png"}


@pytest.mark.accept
async def test_a_server_keeps_to_its_page_whatever_is_sent(place: Place, tmp_path: Path) -> None:
    outcome = await fuzz(place, tmp_path, REQUESTS, SECONDS)
    assert outcome.sent >= REQUESTS, f"only {outcome.sent} in {SECONDS} s"
    assert len(outcome.succeeded) > 0.65 * len(contract.own_page().operations), sorted(outcome.succeeded)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_some_hundred_requests_are_answered_by_the_page(place: Place, tmp_path: Path) -> None:
    await fuzz(place, tmp_path, QUICK, QUICK_SECONDS)


async def fuzz(place: Place, folder: Path, count: int, seconds: float) -> Outcome:
    """Fill a place, let a server run on it, and send it requests."""
    number = int(os.environ.get("TALKA_SEED") or random.randrange(2**32))
    known = await _known(place)
    server = OwnServer(place, folder / "server.log")
    server.start()
    try:
        server.wait_ready(4 * READY_SECONDS)
        began = time.monotonic()
        outcome = Fuzz(server.sandbox, known, number).run(count, began + seconds)
        took = time.monotonic() - began
    finally:
        server.stop()
    good = len(outcome.succeeded)
    report = f"{outcome.sent} requests in {took:.0f} s, {good} calls succeeded, TALKA_SEED={number}"
    print(f"\n{place.kind}: {report}")  # noqa: T201  the check's report
    failed = "\n\n".join(f"{kind}\n    {example}" for kind, example in outcome.wrong.items())
    assert not outcome.wrong, f"TALKA_SEED={number}: {len(outcome.wrong)} kinds of faults:\n{failed}"
    return outcome


async def _known(place: Place) -> Known:
    """A world of objects made in process, which the server then finds."""
    application = Application(Settings(data=place.data_dir, database_url=place.database_url))
    await application.start()
    platform = Platform(application)
    try:
        world = await make_world(platform)
        return await _facts(world, platform)
    finally:
        await platform.close()
        await application.stop()


async def _facts(world: World, platform: Platform) -> Known:
    page = contract.own_page()
    objects = Objects(world, page)
    await objects.fill(page)
    leaver = await platform.sandbox.worker("leaver")
    spare = [(await world.post("/pools", pool_form(world.projects[0])))["id"] for _ in range(5)]
    paths = {name: [objects.id_of(name)] for one in page.operations for _, name in parameters(one)}
    paths["pool_id"] = [world.mixed, world.manual, *spare]
    paths["project_id"] = world.projects[:3]
    paths["training_id"] = world.trainings
    # Not the token with which all of this is sent.
    paths["token_id"] = [(await world.post("/api-tokens", {"name": "spare"}))["id"]]
    return Known(
        requester=world.mine.token,
        worker=world.workers[0].token,
        leaver=leaver.token,
        paths=paths,
        fields={
            "pool_id": paths["pool_id"],
            "project_id": paths["project_id"],
            "training_pool_id": world.trainings[:1],
            "skill_id": world.skills,
            "answer_weight_skill_id": world.skills,
            "user_id": [one.id for one in world.workers[1:]],
            "task_id": paths["task_id"],
            "assignment_id": paths["assignment_id"],
            "subject_id": paths["pool_id"],
            "input_values": [IMAGE],
            "output_values": [{"result": "a"}, {"result": "b"}],
            "reserved_for": [[world.workers[1].id]],
            "will_expire": ["2099-01-01T00:00:00"],
            "input_spec": [{"image": {"type": "url"}}],
            "output_spec": [{"result": {"type": "string"}}],
            "view_spec": [{"type": "classic", "markup": "{{image}}"}],
            "filter": [
                {"and": [{"category": "skill", "key": world.skills[0], "operator": "GT", "value": 1}]}
            ],
        },
    )
