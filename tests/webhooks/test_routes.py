"""The calls of webhook subscriptions: made, repeated, listed, tested, deleted, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import official
from distribution.test_plans import statements as statements  # noqa: PLC0414  a fixture
from distribution.test_plans import whole_tables_read
from http_client import Platform
from talka.webhooks import courier, rules
from talka.webhooks.signature import verify
from webhooks.receiver import Receiver
from webhooks.scene import EVERY_TYPE, PATH, make_scene

URL = "https://example.com/toloka-webhook"


def form(pool_id: str, **changes: Any) -> dict[str, Any]:
    return {"event_type": "ASSIGNMENT_CREATED", "webhook_url": URL, "pool_id": pool_id, **changes}


async def test_a_list_answers_of_each_by_its_position(platform: Platform) -> None:
    scene = await make_scene(platform)
    sent = [
        form(scene.pool_id, secret_key="12345"),
        {"event_type": "POOL_CLOSED", "pool_id": scene.pool_id},
        form(scene.pool_id, event_type="POOL_CLOSED"),
        form("1"),
        form(scene.pool_id, event_type="POOL_OPENED"),
    ]
    answer = await scene.requester.call("PUT", PATH, sent, status=201)
    assert set(answer) == {"items", "validation_errors"}
    assert sorted(answer["items"]) == ["0", "2"]
    made = answer["items"]["0"]
    assert made == {
        "id": made["id"],
        "created": made["created"],
        "event_type": "ASSIGNMENT_CREATED",
        "webhook_url": URL,
        "pool_id": scene.pool_id,
    }
    assert len(made["id"]) == 24
    assert official.faults("WebhookSubscriptionViewV1", made) == []
    found = {
        index: {field: error["code"] for field, error in errors.items()}
        for index, errors in answer["validation_errors"].items()
    }
    assert found == {
        "1": {"webhook_url": "VALUE_REQUIRED"},
        "3": {"pool_id": "ENTITY_DOES_NOT_EXIST"},
        "4": {"event_type": "UNKNOWN_ENUM_VALUE"},
    }
    assert await scene.requester.call("GET", f"{PATH}/{made['id']}", status=200) == made
    whole = await scene.requester.call("PUT", PATH, sent[:1], status=201)
    assert whole == {"items": {"0": made}}


async def test_one_object_answers_with_the_subscription_and_repeated_it_stays_the_same(
    platform: Platform, receiver: Receiver
) -> None:
    scene = await make_scene(platform)
    sent = form(scene.pool_id, webhook_url=receiver.url)
    made = await scene.requester.call("PUT", PATH, sent, status=201)
    assert official.faults("WebhookSubscriptionViewV1", made) == []
    again = await scene.requester.call("PUT", PATH, {**sent, "secret_key": "new"}, status=200)
    assert again == made
    assert (await scene.requester.call("GET", PATH))["items"] == [made]
    await scene.take()
    await receiver.has(1)
    assert len(receiver.requests) == 1
    assert verify("new", receiver.requests[0].headers["toloka-signature"], receiver.requests[0].body)


async def test_when_none_is_right_all_is_refused(platform: Platform) -> None:
    scene = await make_scene(platform)
    other = await platform.sandbox.requester(name="Other")
    refusal = await other.call("PUT", PATH, [form(scene.pool_id), form("x")], status=400)
    assert refusal["code"] == "VALIDATION_ERROR"
    assert {index: error["pool_id"]["code"] for index, error in refusal["payload"].items()} == {
        "0": "ENTITY_DOES_NOT_EXIST",
        "1": "ENTITY_DOES_NOT_EXIST",
    }
    single = await other.call("PUT", PATH, form(scene.pool_id), status=400)
    assert single["payload"]["pool_id"]["code"] == "ENTITY_DOES_NOT_EXIST"


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"webhook_url": "example.com"}, "webhook_url", "INVALID_URL_SYNTAX"),
    ({"webhook_url": "http://169.254.169.254/latest"}, "webhook_url", "VALUE_NOT_ALLOWED"),
    ({"webhook_url": "http://[::ffff:10.0.0.1]/"}, "webhook_url", "VALUE_NOT_ALLOWED"),
    ({"webhook_url": f"{URL}/{'x' * 2048}"}, "webhook_url", "STRING_LENGTH_GREATER_THAN_MAX"),
    ({"webhook_url": 5}, "webhook_url", "STRING_EXPECTED"),
    ({"secret_key": ""}, "secret_key", "STRING_LENGTH_OUT_OF_BOUNDS"),
    ({"event_type": None}, "event_type", "VALUE_REQUIRED"),
    ({"pool_id": []}, "pool_id", "SIMPLE_VALUE_EXPECTED"),
]
NO_LISTS = (b"", b"[]", b"null", b"7", b"[null]", b"{", b"[[]]", b'"x"')


async def test_what_is_wrong_is_named(platform: Platform) -> None:
    scene = await make_scene(platform)
    for changes, field, code in WRONG:
        sent = {**form(scene.pool_id), **changes}
        refusal = await scene.requester.call("PUT", PATH, sent, status=400)
        assert {name: error["code"] for name, error in refusal["payload"].items()} == {field: code}
    for body in NO_LISTS:
        answer = await scene.requester.put(PATH, content=body)
        assert answer.status_code == 400, answer.text
        assert answer.json()["code"] == "VALIDATION_ERROR"
    assert (await scene.requester.call("GET", PATH))["items"] == []


async def test_a_pool_and_a_request_take_only_so_many(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await make_scene(platform)
    monkeypatch.setattr(rules, "MOST_OF_POOL", 2)
    sent = [form(scene.pool_id, webhook_url=f"{URL}/{number}") for number in range(3)]
    answer = await scene.requester.call("PUT", PATH, sent, status=201)
    assert answer["validation_errors"]["2"]["pool_id"]["code"] == "ENTITY_CONFLICT"
    again = await scene.requester.call("PUT", PATH, sent[:2], status=201)
    assert again["items"] == answer["items"]
    monkeypatch.setattr(rules, "MOST_IN_REQUEST", 2)
    refusal = await scene.requester.call("PUT", PATH, sent, status=413)
    assert refusal["code"] == "ENTITY_TOO_LARGE"


async def test_lists_are_paged_by_the_time_of_creation(
    platform: Platform, statements: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    scene = await make_scene(platform)
    sent = [form(scene.pool_id, event_type=one) for one in EVERY_TYPE]
    made = (await scene.requester.call("PUT", PATH, sent, status=201))["items"]
    await make_scene(platform, login="bob")  # of another
    statements.clear()
    found: list[Any] = []
    query = {"sort": "created", "limit": "3"}
    while True:
        page = await scene.requester.call("GET", PATH, params=query, status=200)
        assert official.faults("PageOfV1WebhookSubscriptionViewV1", page) == []
        found += page["items"]
        query["created_gt"] = found[-1]["created"]
        if not page["has_more"]:
            break
    assert found == [made[str(index)] for index in range(len(EVERY_TYPE))]
    closed = await scene.requester.call("GET", f"{PATH}?event_type=POOL_CLOSED&pool_id={scene.pool_id}")
    assert closed["items"] == [made["0"]]
    await scene.requester.call("GET", f"{PATH}?sort=-created,id&id_lte={found[3]['id']}", status=200)
    await scene.requester.call("GET", f"{PATH}?event_type=NONE", status=400)
    await scene.requester.call("GET", f"{PATH}/{found[0]['id']}/log?status=FAILED&created_gt=2020-01-01")
    assert whole_tables_read(platform.sandbox, dict(statements)) == {}


async def test_a_deleted_subscription_is_gone_and_anothers_is_nowhere(platform: Platform) -> None:
    scene = await make_scene(platform)
    made = await scene.requester.call("PUT", PATH, form(scene.pool_id), status=201)
    other = await platform.sandbox.requester(name="Other")
    one = f"{PATH}/{made['id']}"
    for method, path in (("GET", one), ("DELETE", one), ("POST", f"{one}/test"), ("GET", f"{one}/log")):
        refusal = await other.call(method, path, status=404)
        assert refusal["code"] == "DOES_NOT_EXIST"
    assert (await other.call("GET", PATH))["items"] == []
    await scene.requester.call("DELETE", one, status=204)
    for method, path in (("GET", one), ("DELETE", one), ("POST", f"{one}/test"), ("GET", f"{one}/log")):
        await scene.requester.call(method, path, status=404)
    await platform.sandbox.anonymous.call("GET", PATH, status=401)
    await scene.worker.call("GET", PATH, status=403)


async def test_a_test_event_is_sent_at_once(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "POOL_CLOSED", secret_key="12345")
    path = f"{PATH}/{subscription_id}/test"
    result = await scene.requester.call("POST", path, status=200)
    assert official.faults("WebhookPushResultView", result) == []
    (event,) = receiver.events
    assert event == {
        "uuid": result["uuids"][0],
        "event_time": event["event_time"],
        "project_id": scene.project_id,
        "pool_id": scene.pool_id,
        "webhook_subscription_id": subscription_id,
        "type": "TEST_EVENT",
    }
    assert result == {
        "success": True,
        "uuids": [event["uuid"]],
        "responseReceivedAt": result["responseReceivedAt"],
        "originalStatusCode": 200,
    }
    assert verify("12345", receiver.requests[0].headers["toloka-signature"], receiver.requests[0].body)
    receiver.status = 404
    failed = await scene.requester.call("POST", path, status=200)
    assert (failed["success"], failed["errorType"], failed["originalStatusCode"]) == (
        False,
        "WRONG_STATUS_CODE",
        404,
    )
    await receiver.stop()
    gone = await scene.requester.call("POST", path, status=200)
    assert gone == {"success": False, "uuids": gone["uuids"], "errorType": "CONNECTION_ERROR"}
    log = await scene.log(subscription_id)
    assert [(one["event_type"], one["status"], len(one["attempts"])) for one in log] == [
        ("TEST_EVENT", "DELIVERED", 1),
        ("TEST_EVENT", "FAILED", 1),
        ("TEST_EVENT", "FAILED", 1),
    ]
    assert [one["uuids"] for one in log] == [result["uuids"], failed["uuids"], gone["uuids"]]


async def test_only_so_many_tests_run_at_once(
    platform: Platform, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "TESTS_AT_ONCE", 0)
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "TEST_EVENT")
    result = await scene.requester.call("POST", f"{PATH}/{subscription_id}/test", status=200)
    assert result["errorType"] == "TOO_MANY_CONNECTIONS"
    assert receiver.requests == []


async def test_the_log_is_read_in_pages_newest_first(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "POOL_CLOSED")
    for _ in range(3):
        await scene.requester.call("POST", f"{PATH}/{subscription_id}/test", status=200)
    first = await scene.requester.call("GET", f"{PATH}/{subscription_id}/log?limit=2", status=200)
    assert first["has_more"]
    rest = f"{PATH}/{subscription_id}/log?sort=-id&id_lt={first['items'][-1]['id']}"
    second = await scene.requester.call("GET", rest, status=200)
    ids = [one["id"] for one in [*first["items"], *second["items"]]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 3
    assert (await scene.requester.call("GET", f"{PATH}/{subscription_id}/log?status=FAILED"))["items"] == []
