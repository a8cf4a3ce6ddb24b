"""The question why nobody works can be asked where a hundred thousand are registered."""

from __future__ import annotations

import time

import msgspec
import pytest

from distribution.world import World
from talka.accounts.model import Profile
from talka.distribution import eligibility
from talka.kernel.ids import new_user_id
from talka.skills import service as skills
from talka.skills.model import SkillForm
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.tx import Tx

WORKERS = 100_000
SECONDS = 60


def register_many(tx: Tx, skill_id: int) -> None:
    """Half of them German, every other one with a value in the skill."""
    ids = [new_user_id() for _ in range(WORKERS)]
    profiles = [
        msgspec.json.encode(
            Profile(country=country, languages=["DE", "EN"], date_of_birth="1990-02-03")
        ).decode()
        for country in ("DE", "US")
    ]
    tx.bulk(
        schema.workers,
        [
            {
                "id": user_id,
                "login": f"w{number}",
                "password_hash": None,
                "profile": profiles[number % 2],
                "adult_allowed": 1,
                "created": tx.now,
                "deleted": None,
            }
            for number, user_id in enumerate(ids)
        ],
    )
    tx.bulk(
        schema.worker_attributes,
        [
            {
                "worker_id": user_id,
                "user_agent": f"Mozilla/5.0 (Linux; Android {number % 50}) Mobile Safari/537.36",
                "country_by_ip": "DE",
                "country_by_phone": None,
                "verified": 0,
                "modified": tx.now,
            }
            for number, user_id in enumerate(ids)
        ],
    )
    tx.bulk(
        schema.user_skills,
        [
            {
                "id": number,
                "skill_id": skill_id,
                "user_id": user_id,
                "exact_value": 90.0,
                "created": tx.now,
                "modified": tx.now,
                "reason": None,
                "training_id": None,
            }
            for number, user_id in enumerate(ids)
            if number % 4 < 2
        ],
    )


@pytest.mark.accept
def test_counting_over_a_hundred_thousand_workers(database: Database, database_kind: str):
    world = World(database)
    skill = world.write(lambda tx: skills.create_skill(tx, world.requester, SkillForm(name="careful")))
    world.write(lambda tx: register_many(tx, int(skill.id)))
    german = {"category": "profile", "key": "country", "operator": "EQ", "value": "DE"}
    careful = {"category": "skill", "key": skill.id, "operator": "GTE", "value": 80}
    android = {"category": "computed", "key": "os_family", "operator": "EQ", "value": "ANDROID"}
    pool_id = world.pool(filter={"and": [german, careful, android]}, may_contain_adult_content=True)
    world.upload_suites(pool_id, {})
    world.open(pool_id)

    begun = time.perf_counter()
    counted = world.read(
        lambda tx: eligibility.get_eligibility(tx, world.requester, str(pool_id), None, world.platform)
    )
    took = time.perf_counter() - begun
    print(f"{database_kind}: {WORKERS} workers counted in {took:.1f} s")  # noqa: T201
    assert (counted.workers, counted.eligible) == (WORKERS, WORKERS // 4)
    assert took < SECONDS
