"""The calls of user bonuses: one, many, in part, as operations, listed, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import official
from bonuses.scene import PATH, TEXTS, balance, count, earned, make_pool, work
from http_client import Client, Platform
from talka.kernel.ids import new_uuid

OPERATIONS = "/api/v1/operations"


async def test_a_bonus_is_paid_for_an_assignment_and_comes_back_as_it_was_sent(platform: Platform) -> None:
    requester, worker = await platform.requester("10"), await platform.worker()
    page_id = await work(worker, await make_pool(requester))
    sent = {
        "user_id": worker.id,
        "amount": 0.5,
        "private_comment": "Good job!",
        "public_title": {"EN": "Perfect job!", "RU": "Молодец!"},
        "public_message": {"EN": "You are the best!"},
        "without_message": False,
        "assignment_id": page_id,
    }
    made = await requester.call("POST", PATH, sent, status=201)
    assert made == {**sent, "id": made["id"], "created": made["created"]}
    assert official.faults("UserBonusViewV1", made) == []
    assert await requester.call("GET", f"{PATH}/{made['id']}") == made
    assert await balance(requester) == 9.45
    assert await earned(worker) == 0.55

    assignment = await requester.call("GET", f"/api/v1/assignments/{page_id}")
    assert assignment["bonus_ids"] == [made["id"]]
    second = await requester.call("POST", PATH, {**sent, "amount": 1}, status=201)
    listed = await requester.call("GET", f"/api/v1/assignments?pool_id={assignment['pool_id']}")
    assert listed["items"][0]["bonus_ids"] == [made["id"], second["id"]]
    assert official.faults("AssignmentViewV1", listed["items"][0]) == []


@pytest.mark.parametrize("said", [{"without_message": True}, {}, {"public_title": None}])
async def test_a_bonus_without_a_message(platform: Platform, said: dict[str, Any]) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    made = await requester.call("POST", PATH, {"user_id": worker.id, "amount": 1.5, **said}, status=201)
    assert made == {
        "id": made["id"],
        "user_id": worker.id,
        "amount": 1.5,
        "without_message": True,
        "created": made["created"],
    }


async def test_many_at_once_are_issued_all_or_none(platform: Platform) -> None:
    requester, ann, ben = (
        await platform.requester(),
        await platform.worker("ann"),
        await platform.worker("ben"),
    )
    good = [{"user_id": one.id, "amount": 1, **TEXTS} for one in (ann, ben)]
    made = await requester.call("POST", PATH, good, status=201)
    assert {key: one["user_id"] for key, one in made["items"].items()} == {"0": ann.id, "1": ben.id}
    assert "validation_errors" not in made
    assert official.faults("PageOfBonusV1", made) == []

    bad = [{**good[0], "amount": -5}, good[1], {**good[0], "user_id": "nobody", "amount": 101}]
    answer = await requester.call("POST", PATH, bad, status=400)
    assert answer["code"] == "VALIDATION_ERROR"
    codes = {
        index: {path: error["code"] for path, error in errors.items()}
        for index, errors in answer["payload"].items()
    }
    assert codes == {
        "0": {"amount": "VALUE_LESS_THAN_MIN"},
        "2": {"user_id": "ENTITY_DOES_NOT_EXIST", "amount": "VALUE_GREATER_THAN_MAX"},
    }
    assert await count(requester) == 2
    assert await earned(ann) == 1

    made = await requester.call("POST", f"{PATH}?skip_invalid_items=true", bad, status=201)
    assert {key: one["user_id"] for key, one in made["items"].items()} == {"1": ben.id}
    assert set(made["validation_errors"]) == {"0", "2"}
    assert made["validation_errors"]["0"]["amount"]["params"] == [0.005]
    assert official.faults("PageOfBonusV1", made) == []
    await requester.call("POST", f"{PATH}?skip_invalid_items=true", [bad[0]], status=400)
    assert await count(requester) == 3


async def test_the_same_bonus_twice_in_a_request_is_a_conflict(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    one = {"user_id": worker.id, "amount": 1, **TEXTS}
    other = {**one, "private_comment": "another"}
    for mode in ("false", "true"):
        answer = await requester.call("POST", f"{PATH}?async_mode={mode}", [one, other, one], status=409)
        assert answer["payload"]["user_id"]["code"] == "ENTITY_CONFLICT"
    assert await count(requester) == 0
    made = await requester.call("POST", f"{PATH}?skip_invalid_items=true", [one, other, one], status=201)
    assert set(made["items"]) == {"0", "1"}
    assert made["validation_errors"]["2"]["user_id"]["code"] == "ENTITY_CONFLICT"
    # In another request it is another bonus.
    await requester.call("POST", PATH, one, status=201)
    assert await earned(worker) == 3


async def test_an_operation_tells_of_each_in_its_log(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    good = {"user_id": worker.id, "amount": 1.5, "__item_idx": "0"}
    bad = {"user_id": worker.id, "amount": 0, "__item_idx": "1"}
    query = f"{PATH}?async_mode=true&skip_invalid_items=true&operation_id="
    operation = await requester.call("POST", query + (first := new_uuid()), [good, bad], status=202)
    assert official.faults("OperationViewV1", operation) == []
    assert (operation["id"], operation["type"], operation["status"]) == (
        first,
        "USER_BONUS.BATCH_CREATE",
        "SUCCESS",
    )
    assert operation["parameters"] == {"skip_invalid_items": True}
    counts = {"total": 2, "valid": 1, "not_valid": 1, "success": 1, "failed": 1}
    assert {name: operation["details"][f"{name}_count"] for name in counts} == counts
    bonus = (await requester.call("GET", PATH))["items"][0]
    done, failed = await requester.call("GET", f"{OPERATIONS}/{first}/log")
    assert done == {
        "type": "USER_BONUS_PERSIST",
        "success": True,
        "input": good,
        "output": {"user_bonus_id": bonus["id"]},
    }
    assert (failed["type"], failed["success"], failed["input"]) == ("USER_BONUS_VALIDATE", False, bad)
    assert failed["output"]["amount"]["code"] == "VALUE_LESS_THAN_MIN"

    answer = await requester.call("POST", query + first, [good], status=409)
    assert answer["code"] == "OPERATION_ALREADY_EXISTS"
    assert await earned(worker) == 1.5

    whole = f"{PATH}?async_mode=true&operation_id={(second := new_uuid())}"
    operation = await requester.call("POST", whole, [good, bad], status=202)
    assert operation["status"] == "FAIL"
    counts = {"total": 2, "valid": 1, "not_valid": 1, "success": 0, "failed": 2}
    assert {name: operation["details"][f"{name}_count"] for name in counts} == counts
    (failed,) = await requester.call("GET", f"{OPERATIONS}/{second}/log")
    assert failed["type"] == "USER_BONUS_VALIDATE"
    assert await earned(worker) == 1.5


async def test_a_bonus_that_was_waited_for_is_not_repeated_under_its_operations_id(
    platform: Platform,
) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    path = f"{PATH}?operation_id={(operation_id := new_uuid())}"
    sent = {"user_id": worker.id, "amount": 1}
    made = await requester.call("POST", path, sent, status=201)
    assert (await requester.call("POST", path, sent, status=409))["code"] == "OPERATION_ALREADY_EXISTS"
    (line,) = await requester.call("GET", f"{OPERATIONS}/{operation_id}/log")
    assert line["output"] == {"user_bonus_id": made["id"]}
    assert await earned(worker) == 1


async def test_a_balance_that_does_not_cover_all_pays_for_none(platform: Platform) -> None:
    requester, worker = await platform.requester("3"), await platform.worker()
    sent = [{"user_id": worker.id, "amount": amount} for amount in (1, 1.5, 2)]
    for query in ("", "?async_mode=true", "?skip_invalid_items=true"):
        answer = await requester.call("POST", PATH + query, sent, status=409)
        assert answer["code"] == "NOT_ENOUGH_BALANCE"
    assert (await count(requester), await balance(requester), await earned(worker)) == (0, 3, 0)
    await requester.call("POST", PATH, sent[:2], status=201)
    assert (await balance(requester), await earned(worker)) == (0.5, 2.5)


async def test_a_request_that_waits_brings_a_hundred_at_most(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    sent = [{"user_id": worker.id, "amount": 0.01, "private_comment": str(n)} for n in range(101)]
    assert (await requester.call("POST", PATH, sent, status=413))["code"] == "ENTITY_TOO_LARGE"
    await requester.call("POST", PATH, sent[:100], status=201)
    await requester.call("POST", f"{PATH}?async_mode=true", sent, status=202)
    assert await count(requester) == 201
    assert await earned(worker) == 2.01


async def test_a_bonus_is_for_an_accepted_assignment_of_ones_own(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    ann, ben = await platform.worker("ann"), await platform.worker("ben")
    page_id = await work(ann, await make_pool(requester, auto_accept_solutions=False))

    async def refused(who: Client, user_id: str, assignment_id: str = page_id) -> str:
        sent = {"user_id": user_id, "amount": 1, "assignment_id": assignment_id}
        answer = await who.call("POST", PATH, sent, status=400)
        return str(answer["payload"]["assignment_id"]["code"])

    assert await refused(requester, ann.id) == "INVALID_VALUE"
    review = {"status": "ACCEPTED", "public_comment": "Fine"}
    await requester.call("PATCH", f"/api/v1/assignments/{page_id}", review)
    assert await refused(requester, ben.id) == "ENTITY_DOES_NOT_EXIST"
    assert await refused(other, ann.id) == "ENTITY_DOES_NOT_EXIST"
    assert await refused(requester, ann.id, "no such assignment") == "ENTITY_DOES_NOT_EXIST"
    sent = {"user_id": ann.id, "amount": 1, "assignment_id": page_id}
    await requester.call("POST", PATH, sent, status=201)


async def test_who_was_erased_gets_nothing(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await worker.call("DELETE", "/api/worker/v1/me")
    answer = await requester.call("POST", PATH, {"user_id": worker.id, "amount": 1}, status=400)
    assert answer["payload"]["user_id"]["code"] == "ENTITY_DOES_NOT_EXIST"


async def test_lists_and_their_filters(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    ann, ben = await platform.worker("ann"), await platform.worker("ben")
    page_id = await work(ann, await make_pool(requester))
    sent = (
        {"user_id": ann.id, "amount": 1, "private_comment": "pool 7"},
        {"user_id": ben.id, "amount": 2, "private_comment": "pool 7"},
        {"user_id": ann.id, "amount": 3, "assignment_id": page_id},
    )
    ids = [(await requester.call("POST", PATH, one))["id"] for one in sent]
    await other.call("POST", PATH, {"user_id": ann.id, "amount": 4})

    async def listed(query: str) -> list[int]:
        page = await requester.call("GET", f"{PATH}?{query}")
        assert official.faults("PageOfV1UserBonusViewV1", page) == []
        return [ids.index(one["id"]) for one in page["items"]]

    assert await listed("") == [0, 1, 2]
    assert await listed("sort=-id") == [2, 1, 0]
    assert await listed(f"user_id={ann.id}&sort=-created,id") == [2, 0]
    assert await listed(f"assignment_id={page_id}") == [2]
    assert await listed("private_comment=pool+7") == [0, 1]
    assert await listed(f"id_gte={ids[1]}&id_lte={ids[2]}") == [1, 2]
    assert await listed("created_gt=2099-01-01") == []
    assert (await requester.call("GET", f"{PATH}?limit=2"))["has_more"]
    assert (await requester.call("GET", f"{PATH}?sort=amount", status=400))["payload"]["sort"]


async def test_whose_call_it_is(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    worker = await platform.worker()
    sent = {"user_id": worker.id, "amount": 1}
    made = await requester.call("POST", PATH, sent)
    one = f"{PATH}/{made['id']}"
    await other.call("GET", one, status=404)
    await requester.call("GET", f"{PATH}/nothing", status=404)
    await requester.call("GET", f"{PATH}/999999999999", status=404)
    assert await count(other) == 0
    for method, path, body in (("GET", one, None), ("GET", PATH, None), ("POST", PATH, sent)):
        await worker.call(method, path, body, status=403)
        await platform.anonymous.call(method, path, body, status=401)
    assert await count(requester) == 1


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[1]", '"x"', "{}", '{"user_id":1,"amount":"1"}'])
async def test_malformed_bodies(platform: Platform, body: str) -> None:
    requester = await platform.requester()
    answer = await requester.request("POST", PATH, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR"), answer.text
    assert await count(requester) == 0
