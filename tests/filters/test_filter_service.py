"""Keeping a requester's filter, and putting a worker's attributes together."""

from __future__ import annotations

from typing import Any

import pytest

from filters.samples import condition
from http_client import Client, Platform
from talka.accounts import attributes
from talka.accounts.model import Education, Gender, Profile
from talka.filters import service
from talka.filters.model import WorkerAttributes, experiment_group
from talka.http.auth import Requester
from talka.kernel.errors import DoesNotExist, ValidationFailed

ENGLISH_TEST = 26366
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/16.4 Mobile/15E148 Safari/604.1"
)


async def checked(requester: Client, platform: Platform, value: Any) -> dict[str, Any] | None:
    who = Requester(requester.id, "")
    return await platform.database.read(lambda tx: service.checked(tx, who, value))


async def new_skill(requester: Client, **form: Any) -> int:
    answer = await requester.call("POST", "/api/v1/skills", {"name": "Cats", **form}, status=201)
    return int(answer["id"])


class TestKeepingAFilter:
    async def test_ones_own_skills_and_global_ones_may_be_named(self, platform: Platform):
        requester = await platform.requester()
        own = await new_skill(requester)
        sent = {"and": [condition("skill", own, "gte", 60), condition("skill", ENGLISH_TEST, "EQ", 100)]}
        assert await checked(requester, platform, sent) == {
            "and": [
                condition("skill", str(own), "GTE", 60),
                condition("skill", str(ENGLISH_TEST), "EQ", 100),
            ]
        }

    async def test_skills_of_others_do_not_exist(self, platform: Platform):
        requester, other = await platform.requester(), await platform.requester(name="Other")
        theirs = await new_skill(other)
        sent = {
            "or": [
                condition("skill", theirs, "EQ", 1),
                condition("skill", 12345, "EQ", 1),
                condition("profile", "gender", "GT", "MALE"),
            ]
        }
        with pytest.raises(ValidationFailed) as refused:
            await checked(requester, platform, sent)
        assert {path: error.code for path, error in refused.value.errors.items()} == {
            "filter.or.2.operator": "UNKNOWN_ENUM_VALUE",
        }
        with pytest.raises(ValidationFailed) as refused:
            await checked(requester, platform, {"or": sent["or"][:2]})
        assert {path: error.code for path, error in refused.value.errors.items()} == {
            "filter.or.0.key": "ENTITY_DOES_NOT_EXIST",
            "filter.or.1.key": "ENTITY_DOES_NOT_EXIST",
        }

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    async def test_everybody_is_no_filter(self, platform: Platform):
        requester = await platform.requester()
        assert await checked(requester, platform, {}) is None
        assert await checked(requester, platform, None) is None


class TestAttributes:
    async def test_a_worker_is_what_they_said_what_they_came_with_and_what_they_can(self, platform: Platform):
        requester = await platform.requester()
        skill = await new_skill(requester)
        profile = Profile(
            country="RU",
            citizenship="KZ",
            languages=["RU", "EN"],
            date_of_birth="1985-12-10",
            gender=Gender.OTHER,
            city="Moscow",
            education=Education.HIGH,
            adult_allowed=True,
        )
        worker = await platform.worker("ada", profile)
        value = {"skill_id": str(skill), "user_id": worker.id, "value": 59.7}
        await requester.call("PUT", "/api/v1/user-skills", value, status=201)

        def know(tx: Any) -> WorkerAttributes:
            attributes.vouch_for(tx, worker.id, verified=True, country_by_phone="FR")
            attributes.note_device(tx, worker.id, PHONE, "DE")
            return service.attributes_of(tx, worker.id)

        assert await platform.database.write(know) == WorkerAttributes(
            gender="OTHER",
            country="RU",
            citizenship="KZ",
            education="HIGH",
            adult_allowed=True,
            verified=True,
            date_of_birth=503020800,
            city=213,
            languages=("RU", "EN"),
            region_by_phone=124,
            region_by_ip=96,
            device_category="SMARTPHONE",
            client_type="BROWSER",
            os_family="IOS",
            os_version=16.5,
            os_version_major=16,
            os_version_minor=5,
            os_version_bugfix=1,
            user_agent_type="MOBILE_BROWSER",
            user_agent_family="MOBILE_SAFARI",
            user_agent_version=16.4,
            user_agent_version_major=16,
            user_agent_version_minor=4,
            user_agent_version_bugfix=0,
            experiment_group=experiment_group(worker.id),
            skills={skill: 59.7},
        )

    async def test_of_a_new_worker_nothing_is_known(self, platform: Platform):
        worker = await platform.worker("ada")
        found = await platform.database.read(lambda tx: service.attributes_of(tx, worker.id))
        assert found == WorkerAttributes(experiment_group=experiment_group(worker.id))

    async def test_what_was_just_noted_need_not_be_read(self, platform: Platform):
        worker = await platform.worker("ada")
        known = attributes.Known(user_agent=PHONE)
        found = await platform.database.read(lambda tx: service.attributes_of(tx, worker.id, known))
        assert found.os_family == "IOS"

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    async def test_nobody_has_no_attributes(self, platform: Platform):
        with pytest.raises(DoesNotExist):
            await platform.database.read(lambda tx: service.attributes_of(tx, "nobody"))


class TestSkillNames:
    async def test_requesters_see_every_name_and_workers_those_that_are_not_hidden(self, platform: Platform):
        requester = await platform.requester()
        hidden = await new_skill(requester, name="Suspicious")
        shown = await new_skill(requester, name="cats-2", hidden=False, public_name={"EN": "Cats"})
        plain = await new_skill(requester, name="Dogs", hidden=False)

        async def names(*, for_worker: bool) -> dict[int, str]:
            asked = {hidden, shown, plain, 12345}
            return await platform.database.read(
                lambda tx: service.skill_names(tx, asked, for_worker=for_worker)
            )

        assert await names(for_worker=False) == {hidden: "Suspicious", shown: "cats-2", plain: "Dogs"}
        assert await names(for_worker=True) == {shown: "Cats", plain: "Dogs"}
