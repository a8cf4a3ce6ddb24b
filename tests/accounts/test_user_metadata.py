"""What is kept of the device a worker comes with, and what a requester is told."""

from __future__ import annotations

from typing import Any

import pytest

from http_client import Client, Platform
from talka.accounts import attributes
from talka.accounts.attributes import Known
from talka.accounts.model import Profile
from talka.kernel.errors import DoesNotExist, ValidationFailed
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
ADA = "ada0000000000000000000000000000a"

_ROWS = Query(schema.worker_attributes.select())


async def note(database: Database, *arguments: Any) -> Known:
    return await database.write(lambda tx: attributes.note_device(tx, *arguments))


async def known(database: Database, worker_id: str) -> Known:
    return await database.read(lambda tx: attributes.known_of(tx, worker_id))


async def rows(database: Database) -> list[tuple[Any, ...]]:
    return await database.read(lambda tx: tx.all(_ROWS))


async def metadata(requester: Client, user_id: str, *, status: int = 200) -> Any:
    return await requester.call("GET", f"/api/v1/user-metadata/{user_id}", status=status)


class TestNotingADevice:
    async def test_the_last_device_is_known(self, database: Database):
        assert await known(database, ADA) == Known()
        await note(database, ADA, LAPTOP)
        noted = await note(database, ADA, PHONE, "DE")
        assert noted == Known(user_agent=PHONE, country_by_ip="DE")
        assert await known(database, ADA) == noted
        assert noted.device.category == "SMARTPHONE"

    async def test_the_same_device_again_writes_nothing(self, database: Database):
        await note(database, ADA, PHONE, "DE")
        # A snapshot refuses to write.
        again = await database.read(lambda tx: attributes.note_device(tx, ADA, PHONE, "DE"))
        assert again == Known(user_agent=PHONE, country_by_ip="DE")

    async def test_a_worker_who_sends_no_header_leaves_no_row(self, database: Database):
        await note(database, ADA, "")
        assert await rows(database) == []

    async def test_a_long_or_broken_header_is_kept_in_part(self, database: Database):
        await note(database, ADA, "a\0b" + "c" * 5000)
        assert (await known(database, ADA)).user_agent == "ab" + "c" * 998

    async def test_the_operators_word_and_the_device_leave_each_other_alone(self, platform: Platform):
        worker = await platform.worker("ada")
        await platform.database.write(
            lambda tx: attributes.vouch_for(tx, worker.id, verified=True, country_by_phone="FR")
        )
        await note(platform.database, worker.id, PHONE, "DE")
        everything = Known(user_agent=PHONE, country_by_ip="DE", country_by_phone="FR", verified=1)
        assert await known(platform.database, worker.id) == everything
        await platform.database.write(
            lambda tx: attributes.vouch_for(tx, worker.id, verified=False, country_by_phone=None)
        )
        assert await known(platform.database, worker.id) == Known(user_agent=PHONE, country_by_ip="DE")

    async def test_nobody_is_vouched_for_who_is_not_there(self, database: Database):
        with pytest.raises(DoesNotExist):
            await database.write(
                lambda tx: attributes.vouch_for(tx, ADA, verified=True, country_by_phone=None)
            )
        with pytest.raises(ValidationFailed):
            await database.write(
                lambda tx: attributes.vouch_for(tx, ADA, verified=True, country_by_phone="XX")
            )


class TestUserMetadata:
    async def test_a_requester_learns_what_is_known_of_any_worker(self, platform: Platform):
        requester = await platform.requester()
        worker = await platform.worker("ada", Profile(country="GB", languages=["EN"], adult_allowed=True))
        await note(platform.database, worker.id, PHONE, "DE")
        assert await metadata(requester, worker.id) == {
            "id": worker.id,
            "country": "GB",
            "languages": ["EN"],
            "adult_allowed": True,
            "attributes": {
                "country_by_ip": "DE",
                "client_type": "BROWSER",
                "user_agent_type": "MOBILE_BROWSER",
                "device_category": "SMARTPHONE",
                "os_family": "ANDROID",
                "os_version": 14.0,
                "os_version_major": 14,
                "os_version_minor": 0,
                "os_version_bugfix": 0,
            },
        }

    async def test_it_follows_the_worker(self, platform: Platform):
        requester, worker = await platform.requester(), await platform.worker("ada")
        await note(platform.database, worker.id, PHONE)
        await note(platform.database, worker.id, LAPTOP)
        answer = await metadata(requester, worker.id)
        assert answer["attributes"] == {
            "client_type": "BROWSER",
            "user_agent_type": "BROWSER",
            "device_category": "PERSONAL_COMPUTER",
            "os_family": "LINUX",
        }

    async def test_what_is_not_known_is_left_out(self, platform: Platform):
        requester, worker = await platform.requester(), await platform.worker("ada")
        assert await metadata(requester, worker.id) == {
            "id": worker.id,
            "languages": [],
            "adult_allowed": False,
            "attributes": {},
        }

    async def test_there_is_nothing_to_learn_of_who_is_not_there(self, platform: Platform):
        requester = await platform.requester()
        assert (await metadata(requester, ADA, status=404))["code"] == "DOES_NOT_EXIST"

    async def test_a_worker_who_is_erased_leaves_nothing(self, platform: Platform):
        requester, worker = await platform.requester(), await platform.worker("ada")
        await note(platform.database, worker.id, PHONE, "DE")
        await worker.call("DELETE", "/api/worker/v1/me", status=204)
        await metadata(requester, worker.id, status=404)
        assert await rows(platform.database) == []

    async def test_it_is_for_requesters_alone(self, platform: Platform):
        worker = await platform.worker("ada")
        assert (await metadata(worker, worker.id, status=403))["code"] == "ACCESS_DENIED"
        assert (await metadata(platform.anonymous, worker.id, status=401))["code"] == "AUTHENTICATION_ERROR"

    async def test_production_and_sandbox_have_their_own_workers(self, platform: Platform):
        requester = await platform.sandbox.requester()
        worker = await platform.worker("ada")
        await metadata(requester, worker.id, status=404)
