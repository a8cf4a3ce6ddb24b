"""Everything of an account comes along, once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from http_client import Client, Platform
from migration.scene import JPEG, Account, all_of, everything, full_account, normalised
from talka import doctor
from talka.accounts import service as accounts
from talka.http.auth import Requester
from talka.kernel.errors import DoesNotExist
from talka.migration import store
from talka.migration.model import LISTS, Kind, Mark, MigrationRefused, Outcome, Overtaken
from talka.migration.run import count_all, migrate
from talka.migration.source import Source

# What the source does is the same whatever is written to.
on_one = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

URL = "http://testserver/sandbox"


Meddle = Callable[[httpx.Request], Any]
Change = Callable[[str, dict[str, Any]], None]


def _nothing(_path: str, _item: dict[str, Any]) -> None:
    """The source is as it is."""


class Way(httpx.AsyncBaseTransport):
    """The way to the source: ``meddle`` may answer in its place, or raise; ``change`` edits what it lists."""

    def __init__(self, platform: Platform, meddle: Meddle, change: Change) -> None:
        self._inner = httpx.ASGITransport(app=platform.application)
        self._meddle = meddle
        self._change = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        instead: httpx.Response | None = self._meddle(request)
        if instead is not None:
            return instead
        answer = await self._inner.handle_async_request(request)
        if self._change is _nothing:
            return answer
        content = await answer.aread()
        if not answer.headers["content-type"].startswith("application/json"):
            return httpx.Response(answer.status_code, headers=answer.headers, content=content)
        body = json.loads(content)
        for item in body.get("items", ()):
            self._change(request.url.path.rpartition("/")[2], item)
        return httpx.Response(answer.status_code, json=body)


class Copying:
    """From an account of the sandbox into a new one of production."""

    def __init__(self, platform: Platform, account: Account, target: Client) -> None:
        self.platform = platform
        self.account = account
        self.target = target
        self.waits: list[float] = []

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def source(self, meddle: Meddle = lambda _: None, change: Change = _nothing) -> Source:
        way = Way(self.platform, meddle, change)
        return Source(URL, self.account.requester.token, transport=way, sleep=self._sleep)

    async def run(
        self, meddle: Meddle = lambda _: None, *, change: Change = _nothing, **options: Any
    ) -> tuple[str, Outcome]:
        side = self.platform
        async with self.source(meddle, change) as source:
            return await migrate(
                source,
                side.database,
                side.running.files,
                Requester(self.target.id, "company"),
                told=lambda _kind, _number: None,
                **options,
            )

    async def names(self, migration_id: str) -> dict[str, str]:
        """New ids by old ones, of every kind."""

        def load(tx: Any) -> dict[str, str]:
            return {
                old: new for kind in Kind for old, new in store.all_of_kind(tx, migration_id, kind).items()
            }

        return await self.platform.database.read(load)

    async def require_same(self, migration_id: str) -> None:
        names = await self.names(migration_id)
        before = normalised(await everything(self.account.requester), names)
        after = normalised(await everything(self.target), {})
        for path, items in before.items():
            assert after[path] == items, path

    async def faults(self) -> list[str]:
        side = self.platform
        return await asyncio.to_thread(doctor.examine, side.database, side.running.files)

    async def notes(self, migration_id: str) -> list[Any]:
        return await self.platform.database.read(lambda tx: store.note_page(tx, migration_id, ("", "", "")))


@pytest.fixture
async def copying(platform: Platform) -> Copying:
    account = await full_account(platform.sandbox)
    return Copying(platform, account, await platform.requester("10"))


async def test_all_of_it_comes_along(copying: Copying):
    migration_id, outcome = await copying.run()

    await copying.require_same(migration_id)
    assert await copying.faults() == []
    said = {(note.kind, note.what) for note in await copying.notes(migration_id)}
    assert said == {("assignments", "ACTIVE"), ("pools", "CLOSED"), ("trainings", "CLOSED")}
    assert outcome.copied["assignments"] >= 10


async def test_a_second_run_copies_what_is_new(copying: Copying):
    migration_id, _ = await copying.run()

    assert (await copying.run())[1].copied_of_all() == 0
    account = copying.account
    cy = account.workers[2]
    page = await cy.call("GET", f"/api/worker/v1/assignments/{account.ids['active']}")
    await account.submit(cy, page)
    await account.work(account.workers[3], "manual", cat="maybe")
    await account.post("skills", {"name": "dogs"})
    _, outcome = await copying.run()

    assert {kind: number for kind, number in outcome.copied.items() if number} == {
        "assignments": 2,
        "skills": 1,
    }
    await copying.require_same(migration_id)
    assert await copying.faults() == []
    assert "ACTIVE" not in {note.what for note in await copying.notes(migration_id)}


async def test_work_goes_on_to_the_end_of_the_overlap(copying: Copying):
    migration_id, _ = await copying.run()
    names = await copying.names(migration_id)
    target, side, ids = copying.target, copying.platform, copying.account.ids
    here = Account(side, target, [await side.worker(f"new{i}") for i in range(4)])
    here.ids = {name: names.get(old, old) for name, old in ids.items()}
    # Nobody here is the one whom a suite waits for, and infinite overlap has no end.
    for name in ("training", "manual", "mixed"):
        await here.open(name)
    for worker in here.workers:
        course = await worker.post(f"/api/worker/v1/pools/{here.ids['training']}/assignments")
        if course.is_success:  # nobody needs it once the pool that it opens is done
            await here.submit(worker, course.json())
        for pool in ("manual", "mixed"):
            while (
                page := await worker.post(f"/api/worker/v1/pools/{here.ids[pool]}/assignments")
            ).is_success:
                await here.submit(worker, page.json())

    tasks = await all_of(target, "tasks", pool_id=here.ids["mixed"])
    assert [one["remaining_overlap"] for one in tasks if "overlap" in one] == [0] * 6
    suites = await all_of(target, "task-suites", pool_id=here.ids["manual"])
    left = [one for one in suites if one.get("remaining_overlap")]
    assert [one.get("reserved_for") is not None for one in left] == [True] * len(left)
    assert await copying.faults() == []


@on_one
async def test_reviews_are_made_here_and_files_are_the_same(copying: Copying):
    await copying.run()
    (file,) = await all_of(copying.target, "attachments", pool_id=await _pool_of_work(copying))
    got = await copying.target.get(f"/api/v1/attachments/{file['id']}/download")
    assert (got.content, got.headers["content-type"]) == (JPEG, "image/jpeg")
    page = await copying.target.call("GET", f"/api/v1/assignments/{file['details']['assignment_id']}")
    assert page["solutions"][0]["output_values"]["photo"] == file["id"]
    pages = await all_of(copying.target, "assignments", pool_id=await _pool_of_work(copying))
    waiting = [one["id"] for one in pages if one["status"] == "SUBMITTED"]
    rejected = [one["id"] for one in pages if one["status"] == "REJECTED"]
    before = await copying.target.call("GET", "/api/v1/requester")
    assert (before["balance"], before["blocked_balance"]) == (10, pytest.approx(0.05 * len(waiting)))

    for page in (*waiting, *rejected):
        await copying.target.call("PATCH", f"/api/v1/assignments/{page}", {"status": "ACCEPTED"})

    after = await copying.target.call("GET", "/api/v1/requester")
    assert (after["balance"], after["blocked_balance"]) == (pytest.approx(10 - 0.05 * len(rejected)), 0)
    assert await copying.faults() == []


async def _pool_of_work(copying: Copying) -> str:
    pools = await all_of(copying.target, "pools")
    return str(next(one["id"] for one in pools if not one["auto_accept_solutions"]))


@on_one
async def test_a_worker_who_comes_along_takes_the_pseudonym_over(copying: Copying):
    migration_id, _ = await copying.run()
    names = await copying.names(migration_id)
    side, ids = copying.platform, copying.account.ids
    ann, _, _, dee = copying.account.workers

    async def adopt(worker: Client, login: str) -> Client:
        here = names[worker.id]
        token = await side.database.write(lambda tx: accounts.adopt_worker(tx, here, login, None))
        return side.client({"Authorization": f"Bearer {token}"}, here)

    new_ann, new_dee = await adopt(ann, "ann"), await adopt(dee, "dee")
    with pytest.raises(accounts.LoginTaken):
        await adopt(copying.account.workers[1], "ann")
    with pytest.raises(DoesNotExist):
        await adopt(ann, "eve")
    me = await new_ann.call("GET", "/api/worker/v1/me")
    assert {one["name"]: one["value"] for one in me["skills"]} == {"Cats": 67, "Cats - training": 100}
    assert me["balance"]["available"] == 0
    here = Account(side, copying.target, [new_dee])
    here.ids = {name: names.get(old, old) for name, old in ids.items()}
    await here.open("manual")
    had = {one["task_suite_id"] for one in await _pages_of(copying, here.ids["manual"], new_dee.id)}
    page_ids = []
    while (page := await new_dee.post(f"/api/worker/v1/pools/{here.ids['manual']}/assignments")).is_success:
        page_ids.append(page.json()["id"])
        await here.submit(new_dee, page.json())
    done = await _pages_of(copying, here.ids["manual"], new_dee.id)
    fresh = [one["task_suite_id"] for one in done if one["id"] in page_ids]
    given_up = {one["task_suite_id"] for one in done if one["status"] == "EXPIRED"}
    assert fresh
    assert not (set(fresh) & (had - given_up))  # what was given up may come again
    assert await copying.faults() == []


async def _pages_of(copying: Copying, pool_id: str, worker_id: str) -> list[dict[str, Any]]:
    return await all_of(copying.target, "assignments", pool_id=pool_id, user_id=worker_id)


class Killed(BaseException):
    """The process is no more."""


class TestOnTheWay:
    @pytest.mark.parametrize("seed", [1])
    async def test_killed_at_any_moment_it_goes_on_where_it_was(self, copying: Copying, seed: int):
        chance = random.Random(seed)
        deaths = 0
        while True:
            left = [chance.randint(1, 25)]

            def meddle(_request: httpx.Request, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed

            try:
                migration_id, _ = await copying.run(meddle)
            except Killed:
                deaths += 1
                if deaths > 40:
                    await copying.run()
                    break
                continue
            break
        assert deaths > 1
        migration_id, outcome = await copying.run()
        assert outcome.copied_of_all() == 0
        await copying.require_same(migration_id)
        assert await copying.faults() == []

    @on_one
    async def test_a_busy_failing_or_narrow_source_is_put_up_with(self, copying: Copying):
        answers = [
            httpx.Response(429, headers={"Retry-After": "7"}),
            httpx.Response(429, json={"code": "TOO_MANY_REQUESTS", "payload": {"interval": "MIN"}}),
            httpx.Response(429, json={"code": "TOO_MANY_REQUESTS", "payload": {"interval": "HOUR"}}),
            httpx.Response(500, json={"code": "INTERNAL_ERROR"}),
            httpx.Response(503, text="<html>"),
        ]
        count = [0]

        def meddle(request: httpx.Request) -> httpx.Response | None:
            if int(request.url.params.get("limit", "0")) > 100:
                payload = {"limit": {"code": "VALUE_GREATER_THAN_MAX"}}
                body = {"code": "VALIDATION_ERROR", "message": "no", "payload": payload}
                return httpx.Response(400, json=body)
            count[0] += 1
            if count[0] % 6 == 5 and answers:
                return answers.pop(0)
            if count[0] in (20, 31):
                raise httpx.ReadTimeout("slow", request=request)
            return None

        migration_id, _ = await copying.run(meddle)
        assert sorted(copying.waits) == [1.0, 1.0, 1.0, 1.0, 7.0, 15.0, 300.0]
        await copying.require_same(migration_id)

    @on_one
    async def test_what_the_source_does_not_show_is_passed_over_and_told(self, copying: Copying):
        def meddle(request: httpx.Request) -> httpx.Response | None:
            hidden = request.url.path.endswith(("/trainings", "/user-bonuses", "/task-suites", "/requester"))
            return httpx.Response(403 if "suites" in request.url.path else 404) if hidden else None

        migration_id, outcome = await copying.run(meddle)
        said = {(note.kind, note.what) for note in await copying.notes(migration_id)}
        assert {
            ("trainings", "NOT_SHOWN"),
            ("user-bonuses", "NOT_SHOWN"),
            ("task-suites", "NOT_SHOWN"),
        } <= said
        # The pool's requirement of a training that was not copied is told too, and pages stand without lists.
        assert ("pools", "LEFT_OUT quality_control.training_requirement") in said
        assert outcome.copied["assignments"] >= 8
        assert await copying.faults() == []


class TestMistakes:
    @pytest.mark.parametrize("status", [500, 503])
    async def test_a_source_that_stays_away_is_said_in_one_line(self, status: int):
        waits = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)

        transport = httpx.MockTransport(lambda _: httpx.Response(status))
        async with Source(URL, "token", transport=transport, sleep=sleep) as source:
            with pytest.raises(MigrationRefused, match="goes on where it stopped"):
                await source.one("/pools/1")
        assert waits == [1, 2, 4, 8, 16, 32, 60]

    async def _require(self, answer: httpx.Response, words: str) -> None:
        transport = httpx.MockTransport(lambda _: answer)
        async with Source(URL, "token", transport=transport) as source:
            with pytest.raises(MigrationRefused, match=words):
                await source.requester_id()

    async def test_a_wrong_token(self):
        body = {"code": "AUTHENTICATION_ERROR", "message": "who?"}
        await self._require(httpx.Response(401, json=body), "does not know this token")

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (httpx.Response(200, text="<html>"), "does not speak this API"),
            (httpx.Response(404, text="<html>"), "does not speak this API"),
            (httpx.Response(301, headers={"Location": "https://there"}), "sends on to https://there"),
            (httpx.Response(403, json={"code": "ACCESS_DENIED", "message": "no"}), "refuses this token"),
        ],
    )
    async def test_a_wrong_address(self, answer: httpx.Response, words: str):
        await self._require(answer, words)

    def test_what_is_no_address(self):
        for url in ("here", "ftp://here", "https://", "https://here?there"):
            with pytest.raises(MigrationRefused, match="is not an address"):
                Source(url, "token")


@on_one
async def test_counting_writes_nothing_and_some_kinds_may_come_first(copying: Copying):
    async with copying.source() as source:
        found, hidden = await count_all(source, LISTS, lambda _kind, _number: None)
    whole = await everything(copying.account.requester)
    assert {kind: len(items) for kind, items in whole.items() if kind != "skills"} == {
        kind: number for kind, number in found.items() if kind != "skills"
    }
    assert hidden == []
    assert (await everything(copying.target))["projects"] == []
    _, outcome = await copying.run(only=[Kind.SKILLS, Kind.PROJECTS])
    assert set(outcome.copied) == {"skills", "projects"}
    _, outcome = await copying.run(only=[Kind.USER_SKILLS])
    assert outcome.copied == {"user-skills": 1}  # the others are in the skill of a training
    migration_id, outcome = await copying.run()
    assert outcome.copied["user-skills"] == 2
    await copying.require_same(migration_id)


async def test_two_runs_at_once_copy_nothing_twice(copying: Copying):
    ends = await asyncio.gather(copying.run(), copying.run(), return_exceptions=True)
    assert all(isinstance(one, (tuple, Overtaken)) for one in ends), ends
    migration_id, _ = await copying.run()
    await copying.require_same(migration_id)
    assert await copying.faults() == []


@on_one
async def test_a_run_that_was_overtaken_stops(copying: Copying):
    def overtake(request: httpx.Request) -> None:
        if not request.url.path.endswith("/projects"):
            return

        def move(tx: Any) -> None:
            (found,) = store.of_requester(tx, copying.target.id)
            store.move_mark(tx, found.id, Kind.PROJECTS, "", Mark("1", ""))

        copying.platform.database.write_now(move)

    with pytest.raises(Overtaken, match="let one of them finish"):
        await copying.run(overtake)


@on_one
class TestOddities:
    """What no two servers have alike."""

    async def said(self, copying: Copying, change: Change) -> dict[tuple[str, str], Any]:
        migration_id, _ = await copying.run(change=change)
        assert await copying.faults() == []
        return {(note.kind, note.what): note for note in await copying.notes(migration_id)}

    async def test_more_answers_than_slots(self, copying: Copying):
        def change(path: str, item: dict[str, Any]) -> None:
            if path in ("tasks", "task-suites") and item.get("overlap"):
                item["overlap"] = 1

        said = await self.said(copying, change)
        assert "so many answers came along" in said["task-suites", "MORE_ANSWERS"].words
        assert ("tasks", "MORE_ANSWERS") in said

    async def test_unknown_fields_and_broken_values_are_told(self, copying: Copying):
        def change(path: str, item: dict[str, Any]) -> None:
            if path == "tasks":
                item["hue"] = "red"
                item["input_values"] = {"colour": 5}
            if path == "assignments" and item["status"] == "REJECTED":
                del item["rejected"]
            if path == "pools":
                item["quality_control"] = {"configs": [{"collector_config": {"type": "MAGIC"}, "rules": []}]}
            if path == "user-skills":
                item["exact_value"] = 900
            if path == "user-restrictions" and item["scope"] == "POOL":
                item["scope"] = "SYSTEM"

        said = await self.said(copying, change)
        assert said["tasks", "UNKNOWN"].details == {"hue": "red"}
        assert "input_values.colour" in said["tasks", "AGAINST_THE_SPECIFICATION"].details
        assert "has no time: rejected" in said["assignments", "LEFT_OUT"].words
        assert "MAGIC" in str(said["pools", "LEFT_OUT quality_control.configs.0"].details)
        assert ("user-skills", "LEFT_OUT") in said
        assert ("user-restrictions", "LEFT_OUT") in said

    async def test_a_projects_rules_wait_for_the_skill_of_its_training(self, copying: Copying):
        account = copying.account
        skills = await all_of(account.requester, "skills")
        skill = next(one["id"] for one in skills if one["training"])
        rule = {
            "collector_config": {"type": "ACCEPTANCE_RATE", "parameters": {"history_size": 5}},
            "rules": [
                {
                    "conditions": [{"key": "total_assignments_count", "operator": "GTE", "value": 50}],
                    "action": {"type": "SET_SKILL", "parameters": {"skill_id": skill, "skill_value": 5}},
                }
            ],
        }
        path = f"/api/v1/projects/{account.ids['project']}"
        project = await account.requester.call("GET", path)
        answer = await account.requester.put(path, json={**project, "quality_control": {"configs": [rule]}})
        assert answer.is_success, answer.text
        migration_id, _ = await copying.run()
        await copying.require_same(migration_id)
        assert not any(note.kind == "projects" for note in await copying.notes(migration_id))
