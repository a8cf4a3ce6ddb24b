"""Signing up, logging in, and a worker's own account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from assignment_rows import put_assignment
from http_client import Client, Platform
from talka.accounts import store as account_store
from talka.kernel import clock
from talka.ledger import service as ledger

API = "/api/worker/v1"
PASSWORD = "correct horse"
ADA = {"login": "ada", "password": PASSWORD}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

on_sqlite_alone = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def register(anyone: Client, **changes: Any) -> dict[str, Any]:
    return await anyone.call("POST", f"{API}/register", ADA | changes, status=201)


async def refusal(client: Client, method: str, path: str, body: object = None, **options: Any) -> tuple:
    answer = await client.request(method, API + path, json=body, **options)
    return answer.status_code, answer.json()["code"]


def as_worker(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['token']}"}


@pytest.fixture
def anyone(platform: Platform) -> Client:
    return platform.anonymous


class TestRegistration:
    async def test_a_new_worker_can_begin_at_once(self, anyone: Client):
        profile = {"full_name": "Ada", "country": "GB", "languages": ["EN"], "year_of_birth": 1985}
        session = await register(anyone, profile=profile)
        me = await anyone.call("GET", f"{API}/me", headers=as_worker(session), status=200)
        assert me == {
            "user_id": session["user_id"],
            "login": "ada",
            "profile": {
                "full_name": "Ada",
                "country": "GB",
                "languages": ["EN"],
                "date_of_birth": "1985-01-01",
                "adult_allowed": False,
            },
            "balance": {"available": 0, "on_review": 0},
            "skills": [],
            "unread_messages": 0,
        }

    async def test_everything_wrong_is_named_at_once(self, anyone: Client):
        profile = {"country": "XX", "year_of_birth": 2020}
        body = {"login": "a b", "password": "short", "profile": profile}
        answer = await anyone.post(f"{API}/register", json=body)
        assert answer.status_code == 400
        assert {path: error["code"] for path, error in answer.json()["payload"].items()} == {
            "login": "INVALID_VALUE",
            "password": "STRING_LENGTH_LESS_THAN_MIN",
            "profile.country": "INVALID_VALUE",
            "profile.year_of_birth": "DATE_OUT_OF_RANGE",
        }

    @pytest.mark.parametrize("login", ["ada", "ADA", " Ada ", "\uff21da"])
    async def test_a_login_that_looks_alike_is_taken(self, anyone: Client, login: str):
        await register(anyone)
        assert await refusal(anyone, "POST", "/register", ADA | {"login": login}) == (409, "LOGIN_TAKEN")

    async def test_of_two_at_the_same_time_one_gets_the_login(self, anyone: Client):
        answers = await asyncio.gather(*(anyone.post(f"{API}/register", json=ADA) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]

    async def test_the_environments_do_not_know_each_others_workers(self, platform: Platform):
        session = await register(platform.anonymous)
        await register(platform.sandbox.anonymous)
        answer = await platform.sandbox.anonymous.get(f"{API}/me", headers=as_worker(session))
        assert answer.status_code == 401


@on_sqlite_alone
class TestClosedRegistration:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"registration": False}

    async def test_nobody_signs_up_by_themselves(self, anyone: Client):
        body = ADA | {"invite": "please"}
        assert await refusal(anyone, "POST", "/register", body) == (403, "REGISTRATION_CLOSED")


class TestLoggingIn:
    async def test_the_token_and_the_cookie_are_the_session(self, anyone: Client):
        registered = await register(anyone)
        answer = await anyone.post(f"{API}/login", json=ADA | {"login": " ADA"})
        assert answer.status_code == 200
        session = answer.json()
        assert session["user_id"] == registered["user_id"]
        for headers in (as_worker(session), SAME_ORIGIN):
            assert (await anyone.get(f"{API}/me", headers=headers)).status_code == 200

    async def test_scripts_cannot_read_the_cookie(self, platform: Platform):
        for side, name in ((platform, "talka_production"), (platform.sandbox, "talka_sandbox")):
            await register(side.anonymous)
            answer = await side.anonymous.post(f"{API}/login", json=ADA)
            cookie, *attributes = answer.headers["set-cookie"].split("; ")
            assert cookie == f"{name}={answer.json()['token']}"
            assert sorted(attributes) == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax"]

    async def test_a_wrong_password_and_an_unknown_login_look_alike(self, anyone: Client):
        await register(anyone)
        wrong = await anyone.post(f"{API}/login", json=ADA | {"password": "wrong password"})
        unknown = await anyone.post(f"{API}/login", json=ADA | {"login": "nobody"})
        for answer in (wrong, unknown):
            assert answer.status_code == 401
            assert answer.json()["code"] == "WRONG_CREDENTIALS"
            assert "set-cookie" not in answer.headers
        assert wrong.json()["message"] == unknown.json()["message"]

    async def test_a_worker_without_a_password_has_their_token_only(self, platform: Platform):
        await platform.worker("ada")
        assert await refusal(platform.anonymous, "POST", "/login", ADA) == (401, "WRONG_CREDENTIALS")

    async def test_the_session_ends_after_thirty_days_of_real_time(
        self, anyone: Client, pass_time: Callable[[int], None]
    ):
        registered = await register(anyone)
        session = await anyone.call("POST", f"{API}/login", ADA)
        pass_time(30 * clock.DAY - clock.MINUTE)
        assert (await anyone.get(f"{API}/me", headers=as_worker(session))).status_code == 200
        pass_time(clock.MINUTE)
        assert (await anyone.get(f"{API}/me", headers=as_worker(session))).status_code == 401
        assert (await anyone.get(f"{API}/me", headers=SAME_ORIGIN)).status_code == 401
        assert (await anyone.get(f"{API}/me", headers=as_worker(registered))).status_code == 200

    async def test_logging_out_ends_this_session_only(self, anyone: Client):
        registered = await register(anyone)
        session = await anyone.call("POST", f"{API}/login", ADA)
        answer = await anyone.post(f"{API}/logout", headers=SAME_ORIGIN)
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await anyone.get(f"{API}/me", headers=as_worker(session))).status_code == 401
        assert (await anyone.get(f"{API}/me", headers=as_worker(registered))).status_code == 200

    async def test_a_requesters_token_is_not_a_workers(self, platform: Platform):
        requester = await platform.requester()
        headers = {"Authorization": f"Bearer {requester.token}"}
        assert await refusal(platform.anonymous, "GET", "/me", headers=headers) == (403, "ACCESS_DENIED")
        assert await refusal(requester, "GET", "/me") == (403, "ACCESS_DENIED")
        assert await refusal(platform.anonymous, "GET", "/me") == (401, "AUTHENTICATION_ERROR")


class TestRepeatedFailures:
    WRONG = ADA | {"password": "wrong password"}

    async def fail(self, anyone: Client, times: int) -> list[int]:
        answers = [anyone.post(f"{API}/login", json=self.WRONG) for _ in range(times)]
        return sorted([answer.status_code for answer in await asyncio.gather(*answers)])

    async def test_after_ten_even_the_right_password_waits(
        self, anyone: Client, pass_time: Callable[[int], None]
    ):
        await register(anyone)
        assert await self.fail(anyone, 10) == [401] * 10
        assert await refusal(anyone, "POST", "/login", ADA) == (429, "TOO_MANY_REQUESTS")
        pass_time(15 * clock.MINUTE)
        assert (await anyone.post(f"{API}/login", json=ADA)).status_code == 200

    async def test_trying_many_at_once_does_not_help(self, anyone: Client):
        assert await self.fail(anyone, 25) == [401] * 10 + [429] * 15

    async def test_a_right_password_wipes_the_slate(self, anyone: Client):
        await register(anyone)
        for _ in range(2):
            assert await self.fail(anyone, 9) == [401] * 9
            assert (await anyone.post(f"{API}/login", json=ADA)).status_code == 200

    async def test_others_are_not_held_up(self, anyone: Client):
        await register(anyone, login="grace")
        await self.fail(anyone, 11)
        assert (await anyone.post(f"{API}/login", json=ADA | {"login": "grace"})).status_code == 200


@on_sqlite_alone
class TestTheCookie:
    """A page of another site cannot make a worker's browser act for it."""

    @pytest.fixture
    async def browser(self, platform: Platform) -> Client:
        await register(platform.anonymous)
        await platform.anonymous.call("POST", f"{API}/login", ADA)
        return platform.anonymous

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "same-origin"},
            {"Origin": "http://testserver"},
            {"Origin": "http://testserver:80"},
            {"Referer": "http://testserver/tasks"},
        ],
    )
    async def test_its_own_page_is_served(self, browser: Client, headers: dict[str, str]):
        assert (await browser.get(f"{API}/me", headers=headers)).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "https://testserver"},
            {"Origin": "http://testserver:8000"},
            {"Origin": "http://testserver.evil.example"},
            {"Origin": "http://evil.example", "Referer": "http://testserver/"},
            {"Referer": "http://evil.example/http://testserver/"},
            {"Origin": "http://[broken"},
        ],
    )
    async def test_other_pages_are_refused(self, browser: Client, headers: dict[str, str]):
        for method, path in (("GET", "/me"), ("POST", "/logout"), ("DELETE", "/me")):
            assert await refusal(browser, method, path, headers=headers) == (403, "ACCESS_DENIED")
        assert (await browser.get(f"{API}/me", headers=SAME_ORIGIN)).status_code == 200

    async def test_the_header_is_believed_rather_than_the_cookie(self, platform: Platform, browser: Client):
        grace = await platform.worker("grace")
        headers = {"Authorization": f"Bearer {grace.token}"}
        assert (await browser.call("GET", f"{API}/me", headers=headers))["login"] == "grace"


@on_sqlite_alone
class TestBehindAProxy:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"public_url": "https://talka.example:443/"}

    async def test_the_public_origin_is_ones_own(self, anyone: Client):
        await register(anyone)
        session = await anyone.post(f"{API}/login", json=ADA)
        assert "Secure" in session.headers["set-cookie"].split("; ")
        cookie = {"Cookie": f"talka_production={session.json()['token']}"}
        for origin in ("https://talka.example", "http://testserver"):
            answer = await anyone.get(f"{API}/me", headers=cookie | {"Origin": origin})
            assert answer.status_code == 200
        for origin in ("http://talka.example", "https://evil.example"):
            refused = await refusal(anyone, "GET", "/me", headers=cookie | {"Origin": origin})
            assert refused == (403, "ACCESS_DENIED")


class TestTheProfile:
    async def test_only_what_was_sent_changes(self, platform: Platform):
        ada = await platform.worker("ada")
        await ada.call("PATCH", f"{API}/me", {"profile": {"city": "London", "languages": ["EN"]}})
        me = await ada.call("PATCH", f"{API}/me", {"adult_allowed": True}, status=200)
        assert me["profile"] == {"city": "London", "languages": ["EN"], "adult_allowed": True}
        me = await ada.call("PATCH", f"{API}/me", {"profile": {"city": None}}, status=200)
        assert me["profile"] == {"languages": ["EN"], "adult_allowed": True}
        assert await ada.call("GET", f"{API}/me") == me

    async def test_what_is_wrong_is_named_where_it_stands(self, platform: Platform):
        ada = await platform.worker("ada")
        body = {"country": "XX", "city": "London", "profile": {"gender": "CAT", "languages": ["EN"]}}
        answer = await ada.patch(f"{API}/me", json=body)
        assert answer.status_code == 400
        assert list(answer.json()["payload"]) == ["profile.gender"]
        body["profile"] = {"languages": ["QQ"]}
        answer = await ada.patch(f"{API}/me", json=body)
        assert list(answer.json()["payload"]) == ["country", "profile.languages.0"]
        assert (await ada.call("GET", f"{API}/me"))["profile"] == {"languages": [], "adult_allowed": False}

    async def test_a_language_confirmed_by_a_test_stays(self, platform: Platform):
        ada, skill_id = await platform.worker("ada"), 26377
        await ada.call("PATCH", f"{API}/me", {"languages": ["DE", "EN"]})
        await platform.database.write(lambda tx: give(tx, skill_id, ada.id))
        answer = await ada.patch(f"{API}/me", json={"languages": ["EN"]})
        assert (answer.status_code, list(answer.json()["payload"])) == (400, ["languages"])
        me = await ada.call("PATCH", f"{API}/me", {"languages": ["FR", "DE"]})
        assert me["profile"]["languages"] == ["FR", "DE"]


def give(tx: Any, skill_id: int, user_id: str) -> None:
    from talka.skills import service, store

    skill = store.get(tx, skill_id)
    assert skill is not None
    service.set_value(tx, skill, user_id, 100)


class TestMe:
    async def test_money_is_what_was_earned_and_what_is_on_review(self, platform: Platform):
        requester, ada = await platform.requester(), await platform.worker("ada")
        account = ledger.worker_account(ada.id)
        await platform.database.write(lambda tx: ledger.move(tx, "pay", ledger.WORLD, account, 1_250_000))
        for status in ("SUBMITTED", "SUBMITTED", "ACTIVE", "ACCEPTED", "REJECTED"):
            await put_assignment(platform.database, ada.id, requester.id, status=status, reward=50_000)
        me = await ada.call("GET", f"{API}/me")
        assert me["balance"] == {"available": 1.25, "on_review": 0.1}

    async def test_skills_are_those_that_may_be_seen(self, platform: Platform):
        requester, ada = await platform.requester(), await platform.worker("ada")
        for name, hidden, value in (("cats", False, 66.5), ("quiet", True, 90)):
            form = {"name": name, "hidden": hidden, "public_name": {"FR": "chats", "EN": f"Knows {name}"}}
            skill = await requester.call("POST", "/api/v1/skills", form)
            grade = {"skill_id": skill["id"], "user_id": ada.id, "value": value}
            await requester.call("PUT", "/api/v1/user-skills", grade)
        skills = (await ada.call("GET", f"{API}/me"))["skills"]
        assert [{**skill, "id": None} for skill in skills] == [
            {"id": None, "name": "Knows cats", "value": 67, "training": False}
        ]


class TestThePassword:
    CHANGE = {"old_password": PASSWORD, "new_password": "battery staple"}  # noqa: RUF012  read only

    async def test_a_change_ends_the_other_sessions(self, anyone: Client):
        first, second = await register(anyone), await anyone.call("POST", f"{API}/login", ADA)
        answer = await anyone.post(f"{API}/me/password", json=self.CHANGE, headers=as_worker(second))
        assert answer.status_code == 204
        assert (await anyone.get(f"{API}/me", headers=as_worker(first))).status_code == 401
        assert (await anyone.get(f"{API}/me", headers=as_worker(second))).status_code == 200
        assert await refusal(anyone, "POST", "/login", ADA) == (401, "WRONG_CREDENTIALS")
        assert (
            await anyone.post(f"{API}/login", json=ADA | {"password": "battery staple"})
        ).status_code == 200

    async def test_the_old_one_is_needed_and_the_new_one_must_be_one(self, anyone: Client):
        headers = as_worker(await register(anyone))
        wrong = self.CHANGE | {"old_password": "wrong password"}
        short = self.CHANGE | {"new_password": "short"}
        missing = {"new_password": "battery staple"}
        assert await refusal(anyone, "POST", "/me/password", wrong, headers=headers) == (
            401,
            "WRONG_CREDENTIALS",
        )
        assert await refusal(anyone, "POST", "/me/password", missing, headers=headers) == (
            401,
            "WRONG_CREDENTIALS",
        )
        assert await refusal(anyone, "POST", "/me/password", short, headers=headers) == (
            400,
            "VALIDATION_ERROR",
        )
        assert (await anyone.post(f"{API}/login", json=ADA)).status_code == 200

    async def test_it_cannot_be_guessed_with_a_stolen_session_either(self, anyone: Client):
        headers = as_worker(await register(anyone))
        wrong = self.CHANGE | {"old_password": "wrong password"}
        for _ in range(10):
            assert (await refusal(anyone, "POST", "/me/password", wrong, headers=headers))[0] == 401
        assert await refusal(anyone, "POST", "/me/password", self.CHANGE, headers=headers) == (
            429,
            "TOO_MANY_REQUESTS",
        )

    async def test_who_has_none_may_set_one(self, platform: Platform):
        ada = await platform.worker("ada")
        await ada.call("POST", f"{API}/me/password", {"new_password": PASSWORD}, status=204)
        assert (await platform.anonymous.post(f"{API}/login", json=ADA)).status_code == 200


class TestErasure:
    async def test_the_person_is_forgotten_and_the_id_stays(self, platform: Platform):
        anyone = platform.anonymous
        session = await register(anyone, profile={"full_name": "Ada", "adult_allowed": True})
        other = await anyone.call("POST", f"{API}/login", ADA)
        answer = await anyone.delete(f"{API}/me", headers=SAME_ORIGIN)
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
        for gone in (session, other):
            assert (await anyone.get(f"{API}/me", headers=as_worker(gone))).status_code == 401
        assert await refusal(anyone, "POST", "/login", ADA) == (401, "WRONG_CREDENTIALS")
        left = await platform.database.read(lambda tx: account_store.worker(tx, session["user_id"]))
        assert left is not None
        assert (left.login, left.password_hash, left.profile, left.adult_allowed) == (None, None, "{}", 0)
        assert left.deleted is not None

    async def test_the_login_is_free_for_somebody_else(self, anyone: Client):
        first = await register(anyone)
        await anyone.call("DELETE", f"{API}/me", headers=as_worker(first), status=204)
        assert (await register(anyone))["user_id"] != first["user_id"]
