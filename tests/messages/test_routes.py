"""The requester's calls of messages: to some, to those a filter lets in, to all, answers, folders, lists."""

from __future__ import annotations

from typing import Any

import pytest

import official
from bonuses.scene import make_pool, work
from http_client import Client, Platform
from messages.scene import PATH, TEXTS, WORKERS, answer, compose, inbox, listed, reply, said, unread
from talka.accounts.model import Profile
from talka.http.rate_limits import Quota, RateLimits


async def test_a_message_to_one_comes_back_as_the_official_page_shows_it(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    thread = await compose(requester, worker, answerable=False)
    myself = {"id": requester.id, "role": "REQUESTER", "myself": True}
    assert thread == {
        "id": thread["id"],
        "topic": {"EN": "Hello"},
        "interlocutors_inlined": True,
        "interlocutors": sorted([myself, {"id": worker.id, "role": "USER"}], key=lambda one: one["id"]),
        "messages_inlined": True,
        "messages": [{"text": {"EN": "Welcome"}, "from": myself, "created": thread["created"]}],
        "compose_details": {"recipients_select_type": "DIRECT", "recipients_ids": [worker.id]},
        "meta": {},
        "folders": ["OUTBOX"],
        "answerable": False,
        "created": thread["created"],
    }
    assert len(thread["id"]) == 24
    assert len(thread["created"]) in {19, 23}
    assert await listed(requester) == [thread]
    assert await requester.call("GET", f"{PATH}/{thread['id']}") == thread
    await requester.call("GET", f"{PATH}/none", status=404)
    await worker.call("POST", f"{WORKERS}/{thread['id']}/reply", {"text": "Thanks"}, status=409)


async def test_one_who_answers_does_so_in_the_thread(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    thread = await compose(requester, worker)
    await answer(worker, thread["id"], "Thanks")
    (found,) = await listed(requester)
    assert (found["id"], found["folders"]) == (thread["id"], ["INBOX", "OUTBOX", "UNREAD"])
    assert said(found) == ["Thanks", "Welcome"]
    assert found["messages"][0]["from"] == {"id": worker.id, "role": "USER"}
    again = await reply(requester, thread["id"], "Good")
    assert (said(again), again["folders"]) == (["Good", "Thanks", "Welcome"], ["INBOX", "OUTBOX"])
    assert said((await inbox(worker))[0]) == ["Good", "Thanks", "Welcome"]


async def test_each_of_several_who_answers_gets_a_thread_of_their_own(platform: Platform) -> None:
    requester = await platform.requester()
    ann, ben, cid = [await platform.worker(name) for name in ("ann", "ben", "cid")]
    thread = await compose(requester, ann, ben, cid)
    assert len(thread["interlocutors"]) == 4
    forks = [await answer(worker, thread["id"], f"I am {number}") for number, worker in enumerate((ann, ben))]
    whole = await listed(requester)
    assert [(one["id"], one.get("parent_id")) for one in whole] == [
        (thread["id"], None),
        *((fork["id"], thread["id"]) for fork in forks),
    ]
    assert whole[0] == thread
    for number, (fork, worker) in enumerate(zip(whole[1:], (ann, ben), strict=True)):
        assert {one["id"] for one in fork["interlocutors"]} == {requester.id, worker.id}
        assert (said(fork), fork["folders"]) == ([f"I am {number}", "Welcome"], ["INBOX", "UNREAD"])
        assert (fork["topic"], fork["answerable"]) == (thread["topic"], True)
        assert "compose_details" not in fork

    # It goes on there, whichever of the two threads the worker names; nobody else hears of it.
    again = await answer(ann, thread["id"], "And now?")
    assert (again["id"], said(again)) == (forks[0]["id"], ["And now?", "I am 0", "Welcome"])
    await reply(requester, forks[0]["id"], "Wait")
    assert [(one["id"], said(one)[0]) for one in await inbox(ann)] == [(forks[0]["id"], "Wait")]
    assert [one["id"] for one in await inbox(ben)] == [forks[1]["id"]]
    assert [said(one) for one in await inbox(cid)] == [["Welcome"]]


async def test_what_is_written_to_all_afterwards_is_shown_to_all_again(platform: Platform) -> None:
    requester = await platform.requester()
    ann, ben = await platform.worker("ann"), await platform.worker("ben")
    thread = await compose(requester, ann, ben)
    fork = await answer(ann, thread["id"], "Mine")
    await inbox(ben)
    assert (await unread(ann), await unread(ben)) == (0, 0)
    await reply(requester, thread["id"], "Once more")
    assert (await unread(ann), await unread(ben)) == (1, 1)
    assert [(one["id"], said(one)) for one in await inbox(ann)] == [
        (thread["id"], ["Once more", "Welcome"]),
        (fork["id"], ["Mine", "Welcome"]),
    ]
    assert (await answer(ann, thread["id"], "Yes"))["id"] == fork["id"]
    assert [one["id"] for one in await inbox(ann)] == [fork["id"], thread["id"]]


async def test_a_filter_chooses_among_all_workers(platform: Platform) -> None:
    requester = await platform.requester()
    ann = await platform.worker("ann", Profile(languages=["DE"], country="DE"))
    ben = await platform.worker("ben", Profile(languages=["EN"], country="FR"))
    cid = await platform.worker("cid", Profile(languages=["DE"], country="FR"))
    skill = await requester.call("POST", "/api/v1/skills", {"name": "Trust"})
    for worker, value in ((ann, 95), (ben, 91), (cid, 90)):
        value_of = {"skill_id": skill["id"], "user_id": worker.id, "value": value}
        await requester.call("PUT", "/api/v1/user-skills", value_of)
    asked = {"and": [{"category": "skill", "key": skill["id"], "operator": "gt", "value": 90}]}
    thread = await compose(requester, recipients_select_type="FILTER", recipients_filter=asked)
    people = {one["id"] for one in thread["interlocutors"]}
    assert (thread["interlocutors_inlined"], people) == (True, {requester.id, ann.id, ben.id})
    kept = {"and": [{**asked["and"][0], "operator": "GT"}]}
    assert thread["compose_details"] == {"recipients_select_type": "FILTER", "recipients_filter": kept}
    spoken = {"category": "profile", "key": "languages", "operator": "IN", "value": "DE"}
    thread = await compose(requester, recipients_select_type="FILTER", recipients_filter=spoken)
    assert {one["id"] for one in thread["interlocutors"]} == {requester.id, ann.id, cid.id}
    assert [len(await inbox(worker)) for worker in (ann, ben, cid)] == [2, 1, 1]


async def test_all_are_those_who_took_a_page_of_the_requesters(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    pools = [await make_pool(requester), await make_pool(requester), await make_pool(other)]
    ann, ben, cid = [await platform.worker(name) for name in ("ann", "ben", "cid")]
    await work(ann, pools[0])
    await work(ann, pools[1])
    await ben.call("POST", f"/api/worker/v1/pools/{pools[1]}/assignments")
    await work(cid, pools[2])
    thread = await compose(requester, recipients_select_type="ALL", answerable=False)
    assert thread["compose_details"] == {"recipients_select_type": "ALL"}
    assert {one["id"] for one in thread["interlocutors"]} == {requester.id, ann.id, ben.id}
    assert [len(await inbox(worker)) for worker in (ann, ben, cid)] == [1, 1, 0]
    nobody = await platform.requester(name="New")
    assert len((await compose(nobody, recipients_select_type="ALL"))["interlocutors"]) == 1


UNKNOWN_SKILL = {"category": "skill", "key": "1", "operator": "GT", "value": 1}
WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"topic": {}}, {"topic": "EMPTY_OBJECT_NOT_ALLOWED"}),
    ({"topic": None}, {"topic": "VALUE_REQUIRED"}),
    ({"text": {"EN": " "}}, {"text.EN": "BLANK_STRING_NOT_ALLOWED"}),
    ({"text": {"english": "x"}}, {"text.english": "PATTERN_MISMATCH"}),
    ({"text": {"EN": "x" * 10_001}}, {"text.EN": "STRING_LENGTH_OUT_OF_BOUNDS"}),
    ({"recipients_select_type": "SOME"}, {"recipients_select_type": "UNKNOWN_ENUM_VALUE"}),
    ({"recipients_select_type": None}, {"recipients_select_type": "VALUE_REQUIRED"}),
    ({"recipients_ids": []}, {"recipients_ids": "VALUE_REQUIRED"}),
    ({"recipients_ids": ["x"] * 101}, {"recipients_ids": "ARRAY_SIZE_GREATER_THAN_MAX"}),
    ({"recipients_select_type": "ALL"}, {"recipients_ids": "VALUE_NOT_ALLOWED"}),
    ({"recipients_select_type": "FILTER", "recipients_ids": None}, {"recipients_filter": "VALUE_REQUIRED"}),
    (
        {"recipients_select_type": "FILTER", "recipients_ids": None, "recipients_filter": UNKNOWN_SKILL},
        {"recipients_filter.key": "ENTITY_DOES_NOT_EXIST"},
    ),
    ({"answerable": "yes"}, {"answerable": "BOOLEAN_EXPECTED"}),
]


async def test_what_is_wrong_is_named(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    good = {**TEXTS, "recipients_select_type": "DIRECT", "recipients_ids": [worker.id]}
    for changes, wrong in WRONG:
        refused = await requester.call("POST", f"{PATH}/compose", {**good, **changes}, status=400)
        assert {path: error["code"] for path, error in refused["payload"].items()} == wrong
    assert await listed(requester) == []
    assert await inbox(worker) == []


async def test_recipients_are_workers(platform: Platform) -> None:
    requester, worker, gone = (
        await platform.requester(),
        await platform.worker(),
        await platform.worker("gone"),
    )
    await gone.call("DELETE", "/api/worker/v1/me")
    form = {**TEXTS, "recipients_select_type": "DIRECT"}
    form["recipients_ids"] = [worker.id, "nobody", gone.id, worker.id]
    refused = await requester.call("POST", f"{PATH}/compose", form, status=409)
    assert refused["code"] == "INCORRECT_RECIPIENTS"
    assert refused["payload"] == {"recipients_ids": sorted([gone.id, "nobody"])}
    assert await inbox(worker) == []
    thread = await compose(requester, worker, worker)
    assert len(thread["interlocutors"]) == 2


async def test_folders_are_changed(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    thread = await compose(requester, worker)

    async def file(how: str, *folders: str) -> list[str]:
        form = {"folders": folders}
        found = await requester.call("POST", f"{PATH}/{thread['id']}/{how}", form, status=200)
        assert official.faults("MessageThreadViewV1", found) == []
        return list(found["folders"])

    assert await file("add-to-folders", "IMPORTANT") == ["OUTBOX", "IMPORTANT"]
    assert await file("add-to-folders", "UNREAD", "INBOX") == ["OUTBOX", "IMPORTANT", "UNREAD"]
    assert await file("remove-from-folders", "OUTBOX", "IMPORTANT") == ["OUTBOX", "UNREAD"]
    assert await file("remove-from-folders", "UNREAD") == ["OUTBOX"]
    await answer(worker, thread["id"], "Hm")
    assert await file("remove-from-folders", "UNREAD") == ["INBOX", "OUTBOX"]
    assert await unread(worker) == 0
    for form in ({}, {"folders": None}, {"folders": ["TRASH"]}):
        await requester.call("POST", f"{PATH}/{thread['id']}/add-to-folders", form, status=400)


async def test_the_list(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    threads = [await compose(requester, worker, topic={"EN": str(n)}) for n in range(3)]
    await answer(worker, threads[1]["id"], "Hm")
    form = {"folders": ["IMPORTANT"]}
    await requester.call("POST", f"{PATH}/{threads[0]['id']}/add-to-folders", form)

    async def found(query: str) -> str:
        return "".join(one["topic"]["EN"] for one in await listed(requester, query))

    assert await found("") == "012"
    assert await found("sort=-id") == "210"
    assert await found("sort=-created,id&limit=2") == "21"
    assert await found(f"id_gt={threads[0]['id']}") == "12"
    assert await found("created_lt=2001-01-01") == ""
    assert await found("folder=OUTBOX") == "012"
    assert await found("folder=INBOX,UNREAD") == "1"
    # In each of the folders, as in the recipe that lists what is unread in the inbox.
    assert await found("folder=IMPORTANT&folder=UNREAD") == ""
    assert await found("folder=AUTOMATIC_NOTIFICATION") == ""
    assert await found("folder_ne=IMPORTANT,UNREAD") == "2"
    assert await found("folder=OUTBOX&folder_ne=INBOX&sort=-id") == "20"
    page = await requester.call("GET", f"{PATH}?limit=2")
    assert (len(page["items"]), page["has_more"]) == (2, True)
    refused = await requester.call("GET", f"{PATH}?folder=TRASH&folder_ne=x&sort=y&limit=0", status=400)
    assert set(refused["payload"]) == {"folder", "folder_ne", "sort", "limit"}


async def test_long_conversations_are_listed_by_calls_of_their_own(platform: Platform) -> None:
    requester, ann = await platform.requester(), await platform.worker("ann")
    ben = await platform.worker("ben")
    parent = await compose(requester, ann, ben)
    fork = await answer(ann, parent["id"], "0")
    for number in range(1, 101):
        await answer(ann, fork["id"], str(number))
    thread = await requester.call("GET", f"{PATH}/{fork['id']}")
    assert (thread["messages_inlined"], said(thread)) == (False, [str(n) for n in range(100, 0, -1)])
    page = await requester.call("GET", f"{PATH}/{fork['id']}/messages?limit=1000")
    assert said({"messages": page["items"]}) == [*(str(n) for n in range(100, -1, -1)), "Welcome"]
    later = await requester.call(
        "GET", f"{PATH}/{fork['id']}/messages?sort=id&limit=2&id_gt={page['items'][-1]['id']}"
    )
    assert (said({"messages": later["items"]}), later["has_more"]) == (["0", "1"], True)
    people = await requester.call("GET", f"{PATH}/{parent['id']}/interlocutors?limit=1")
    assert people == {"items": [{"id": min(ann.id, ben.id), "role": "USER"}], "has_more": True}
    mine = await ann.call("GET", f"{WORKERS}/{fork['id']}")
    assert (mine["has_more"], said(mine)) == (True, said(thread))
    rest = await ann.call("GET", f"{WORKERS}/{fork['id']}?before={mine['messages'][-1]['id']}")
    assert (rest["has_more"], said(rest)) == (False, ["0", "Welcome"])


async def test_whose_call_it_is(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    worker = await platform.worker()
    thread = await compose(requester, worker)
    one = f"{PATH}/{thread['id']}"
    folders, text = {"folders": ["UNREAD"]}, {"text": {"EN": "x"}}
    calls: list[tuple[str, str, Any]] = [
        ("GET", one, None),
        ("GET", f"{one}/messages", None),
        ("GET", f"{one}/interlocutors", None),
        ("POST", f"{one}/reply", text),
        ("POST", f"{one}/add-to-folders", folders),
        ("POST", f"{one}/remove-from-folders", folders),
    ]
    for method, path, body in calls:
        await other.call(method, path, body, status=404)
    assert await listed(other) == []
    form = {**TEXTS, "recipients_select_type": "DIRECT", "recipients_ids": [worker.id]}
    for method, path, body in [*calls, ("GET", PATH, None), ("POST", f"{PATH}/compose", form)]:
        await worker.call(method, path, body, status=403)
        await platform.anonymous.call(method, path, body, status=401)
    assert await requester.call("GET", one) == thread


async def test_malformed_bodies(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    thread = await compose(requester, worker)
    one = f"{PATH}/{thread['id']}"
    headers = {"content-type": "application/json"}
    wrong = '{"text":1,"folders":{},"topic":[]}'
    for path in (f"{PATH}/compose", f"{one}/reply", f"{one}/add-to-folders", f"{one}/remove-from-folders"):
        for body in ("", "{", "[]", "null", '"x"', "{}", wrong, '{"text":{"EN":1}}'):
            refused = await requester.request("POST", path, content=body, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR"), refused.text
    assert await requester.call("GET", one) == thread


async def limited(requester: Client, worker: Client, kinds: str) -> list[int]:
    """The statuses of messages to all (A) and to one (D)."""
    found = []
    for kind in kinds:
        form: dict[str, Any] = {**TEXTS, "recipients_select_type": "ALL" if kind == "A" else "DIRECT"}
        if kind == "D":
            form["recipients_ids"] = [worker.id]
        answered = await requester.post(f"{PATH}/compose", json=form)
        found.append(answered.status_code)
        if answered.status_code == 429:
            assert answered.json()["payload"]["interval"] == "DAY"
    return found


async def test_nobody_is_limited_unless_the_operator_says_so(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    assert await limited(requester, worker, "AAADDD") == [201] * 6


class TestLimited:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        limits = RateLimits(compose_to_all=Quota(day=1), compose_messages=Quota(day=2))
        return {"rate_limits": limits}

    async def test_messages_of_a_day_are_counted(self, platform: Platform) -> None:
        side = platform.sandbox
        requester, other, worker = await side.requester(), await side.requester(), await side.worker()
        assert await limited(requester, worker, "ADADD") == [201, 201, 429, 201, 429]
        assert await limited(other, worker, "AD") == [201, 201]
