"""One list of checks: what a take comes to is what the list says, whoever asks and in whatever number."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.world import PROJECT, World, known, wipe
from talka.accounts import service as accounts
from talka.accounts import store as account_store
from talka.accounts.model import Profile
from talka.captchas import store as captchas
from talka.distribution import access, crowd, eligibility, explain, take
from talka.distribution.access import Check
from talka.http.auth import Worker
from talka.kernel.errors import AccessDenied, Conflict, TalkaError
from talka.projects import store as projects
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import SkillForm
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import insert
from talka.storage.tx import Tx

EXAMPLES = {"sqlite": 15, "postgresql": 3}
CODES = {
    take.PoolIsClosed: {"status", "assignments_limit"},
    take.TooManyActiveAssignments: {"active_assignments"},
    take.NoTasksAvailable: {"work"},
}
_RESTRICT = insert(schema.user_restrictions)

Scope = str | None


@dataclass(frozen=True)
class Person:
    """A worker; ``skill`` and ``trained`` are values, None for none."""

    adult: bool
    country: str
    skill: float | None
    trained: float | None
    restricted: Scope
    holds_elsewhere: bool
    has_done_all: bool
    has_captcha_due: bool


@dataclass(frozen=True)
class Scene:
    """A pool, and who comes to it."""

    adult: bool
    filtered: bool
    trained: bool
    training_open: bool
    priced_by_skill: bool
    pages_paid_for: int
    most_active: int | None
    status: str
    golden: bool
    captchas: bool
    people: list[Person]


persons = st.builds(
    Person,
    adult=st.sampled_from([True, True, False]),
    country=st.sampled_from(["DE", "DE", "US"]),
    skill=st.sampled_from([None, 40.0, 90.0, 95.5]),
    trained=st.sampled_from([None, 50.0, 79.9, 80.0, 100.0]),
    restricted=st.sampled_from([None, None, None, "POOL", "PROJECT", "ALL_PROJECTS", "SYSTEM"]),
    holds_elsewhere=st.booleans(),
    has_done_all=st.sampled_from([False, False, True]),
    has_captcha_due=st.booleans(),
)
scenes = st.builds(
    Scene,
    adult=st.booleans(),
    filtered=st.booleans(),
    trained=st.booleans(),
    training_open=st.sampled_from([True, True, False]),
    priced_by_skill=st.booleans(),
    pages_paid_for=st.sampled_from([1000, 1000, 1, 0]),
    most_active=st.sampled_from([None, None, 1, 2]),
    status=st.sampled_from(["OPEN", "OPEN", "OPEN", "CLOSED", "FOR_UPDATE"]),
    golden=st.booleans(),
    captchas=st.booleans(),
    people=st.lists(persons, min_size=1, max_size=3),
)


class Place:
    """The scene, set."""

    def __init__(self, database: Database, scene: Scene) -> None:
        wipe(database)
        self.world = world = World(database)
        limit = {} if scene.most_active is None else {"max_active_assignments_count": scene.most_active}
        world.project_id = world.project(**PROJECT, **limit)
        form = SkillForm(name="careful", hidden=False)
        self.skill_id = world.write(lambda tx: skills.create_skill(tx, world.requester, form)).id
        self.training_id = world.training()
        world.upload_tasks(self.training_id, _trap(hint=True))
        self.elsewhere = world.pool()
        world.upload_suites(self.elsewhere, *({} for _ in scene.people))
        self.pool_id = world.pool(**self._form(scene))
        tasks: list[dict[str, Any]] = [{"overlap": 5}, {"overlap": 5}]
        world.upload_tasks(self.pool_id, *tasks, *([_trap()] if scene.golden else []))
        for pool_id in (self.elsewhere, self.pool_id, *([self.training_id] if scene.training_open else [])):
            world.open(pool_id)
        self.workers = [self._person(number, person) for number, person in enumerate(scene.people)]
        if scene.pages_paid_for < 1000:
            price = 55_000
            world.withdraw(world.money()["available"] - scene.pages_paid_for * price)
        {"OPEN": int, "CLOSED": world.close, "FOR_UPDATE": world.close_for_update}[scene.status](self.pool_id)

    def _form(self, scene: Scene) -> dict[str, Any]:
        mixer = {"real_tasks_count": 2, "golden_tasks_count": int(scene.golden), "training_tasks_count": 0}
        form: dict[str, Any] = {"may_contain_adult_content": scene.adult, "mixer_config": mixer}
        if scene.filtered:
            german = {"category": "profile", "key": "country", "operator": "EQ", "value": "DE"}
            careful = {"category": "skill", "key": self.skill_id, "operator": "GTE", "value": 80}
            form["filter"] = {"and": [{"or": [german]}, {"or": [careful]}]}
        quality: dict[str, Any] = {"captcha_frequency": "MEDIUM"} if scene.captchas else {}
        if scene.trained:
            requirement = {"training_pool_id": str(self.training_id), "training_passing_skill_value": 80}
            quality["training_requirement"] = requirement
        if quality:
            form["quality_control"] = quality
        if scene.priced_by_skill:
            form["dynamic_pricing_config"] = {
                "type": "SKILL",
                "skill_id": self.skill_id,
                "intervals": [{"from": 91, "reward_per_assignment": 1}],
            }
        return form

    def _person(self, number: int, person: Person) -> Worker:
        world = self.world
        profile = Profile(country=person.country, adult_allowed=person.adult)
        user_id = world.write(lambda tx: accounts.create_worker(tx, f"w{number}", None, profile)[0])
        worker = Worker(user_id, "")
        if person.holds_elsewhere:
            world.take(worker, self.elsewhere)
        if person.has_done_all:
            world.write(lambda tx: _give_skills(tx, self, user_id, 90.0, 100.0))
            world.write(lambda tx: _let_adult(tx, user_id, allowed=True))
            with contextlib.suppress(TalkaError):  # no matter: somebody who could not
                world.submit(worker, world.take(worker, self.pool_id))
            world.write(lambda tx: _let_adult(tx, user_id, allowed=person.adult))
        world.write(lambda tx: _give_skills(tx, self, user_id, person.skill, person.trained))
        if person.has_captcha_due:
            world.write(lambda tx: captchas.count(tx, user_id, self.pool_id, 10))
        if person.restricted is not None:
            world.write(lambda tx: _restrict(tx, self, user_id, str(person.restricted)))
        return worker

    def explanation(self, worker: Worker, pool_id: int, *, for_worker: bool = True) -> list[Check]:
        pool = self.world.find_pool(pool_id)
        return self.world.read(
            lambda tx: explain.every_check(tx, worker.id, pool, self.world.platform, for_worker=for_worker)
        )

    def of_the_crowd(self, pool_id: int) -> dict[str, list[Check]]:
        pool = self.world.find_pool(pool_id)

        def read(tx: Tx) -> dict[str, list[Check]]:
            project = projects.get(tx, pool.project_id)
            assert project is not None
            return dict(crowd.every_workers_checks(tx, pool, project, self.world.platform))

        return self.world.read(read)


def _trap(*, hint: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"known_solutions": known(), "infinite_overlap": True}
    return found | ({"message_on_unknown_solution": "Look again"} if hint else {})


def _give_skills(tx: Tx, place: Place, user_id: str, value: float | None, trained: float | None) -> None:
    own = skill_store.get(tx, int(place.skill_id))
    training = skill_store.training_skill(tx, int(place.world.project_id))
    assert own is not None
    assert training is not None
    for skill, wanted in ((own, value), (training, trained)):
        had = skill_store.value_of(tx, user_id, skill.id)
        if wanted is not None:
            skills.set_value(tx, skill, user_id, wanted)
        elif had is not None:
            skills.remove_value(tx, had)


def _let_adult(tx: Tx, user_id: str, *, allowed: bool) -> None:
    account = account_store.worker(tx, user_id)
    assert account is not None
    account_store.save_profile(tx, user_id, account.profile, adult_allowed=allowed)


def _restrict(tx: Tx, place: Place, user_id: str, scope: str) -> None:
    world = place.world
    targets = {
        "POOL": str(place.pool_id),
        "PROJECT": world.project_id,
        "ALL_PROJECTS": world.requester.id,
        "SYSTEM": "",
    }
    tx.run(
        _RESTRICT,
        id=tx.next_number(),
        requester_id=world.requester.id,
        user_id=user_id,
        scope=scope,
        target=targets[scope],
        project_id=None,
        pool_id=None,
        private_comment=None,
        will_expire=None,
        created=tx.now,
    )


def assert_the_list_told_what_came(place: Place, worker: Worker, pool_id: int) -> None:
    found = place.explanation(worker, pool_id)
    failed = [check for check in found if not check.passed]
    refusal = refusal_of_a_take(place.world, worker, pool_id)
    if refusal is None:
        assert failed == []
    elif isinstance(refusal, access.CaptchaRequired):
        assert [check.code for check in failed] == [refusal.code]
    elif isinstance(refusal, AccessDenied):
        assert isinstance(refusal.payload, dict)
        told = [{"code": check.code, "words": check.words} for check in failed]
        assert refusal.payload["reasons"]
        assert all(reason in told for reason in refusal.payload["reasons"]), (refusal.payload, told)
    else:
        told_by = CODES[type(refusal)]
        assert [check for check in failed if check.check in told_by and check.code == refusal.code], failed


def refusal_of_a_take(world: World, worker: Worker, pool_id: int) -> AccessDenied | Conflict | None:
    try:
        world.take(worker, pool_id)
    except (AccessDenied, Conflict) as refusal:
        return refusal
    return None


def assert_everybody_is_told_the_same(place: Place, worker: Worker, pool_id: int) -> None:
    """The worker, the requester who asks about them, and the requester who asks about all."""
    own = place.explanation(worker, pool_id)
    asked = place.explanation(worker, pool_id, for_worker=False)
    assert [(one.check, one.passed, one.code) for one in own] == [
        (one.check, one.passed, one.code) for one in asked
    ]
    together = place.of_the_crowd(pool_id)[worker.id]
    alone = [one for one in asked if one.check not in {"status", "assignments_limit", "work"}]
    assert [(one.check, one.passed) for one in together] == [(one.check, one.passed) for one in alone]
    counted = place.world.read(
        lambda tx: eligibility.get_eligibility(
            tx, place.world.requester, str(pool_id), None, place.world.platform
        )
    )
    assert counted.workers == len(place.workers)
    names = {check.check for check in asked} - {"work"}
    assert names <= {count.check for count in counted.counts or []}


def test_what_the_checks_say_is_what_a_take_comes_to(database: Database, database_kind: str):
    @settings(max_examples=EXAMPLES[database_kind])
    @given(scenes)
    def one(scene: Scene) -> None:
        place = Place(database, scene)
        for worker in place.workers:
            for pool_id in (place.pool_id, place.training_id):
                assert_everybody_is_told_the_same(place, worker, pool_id)
                assert_the_list_told_what_came(place, worker, pool_id)

    one()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_pool_that_has_given_out_all_says_so(database: Database, monkeypatch: pytest.MonkeyPatch):
    world = World(database)
    pool_id = world.pool()
    world.upload_suites(pool_id, {"overlap": 3})
    world.open(pool_id)
    monkeypatch.setattr(take, "MAX_ISSUED", 1)
    world.take(world.worker("ann"), pool_id)
    bob = world.worker("bob")
    pool = world.find_pool(pool_id)
    found = world.read(lambda tx: explain.every_check(tx, bob.id, pool, world.platform))
    assert [check.check for check in found if not check.passed] == ["assignments_limit"]
    with pytest.raises(take.PoolIsClosed, match="all of its assignments"):
        world.take(bob, pool_id)
    assert world.find_pool(pool_id).last_close_reason == "ASSIGNMENTS_LIMIT_EXCEEDED"
