"""Webhook subscriptions, through both of toloka-kit's clients, and a receiver that checks the signature."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from requester import suites_of
from toloka.client import WebhookSubscription
from toloka.client.exceptions import DoesNotExistApiError, ValidationApiError
from toloka.client.search_requests import WebhookSubscriptionSearchRequest

Type = WebhookSubscription.EventType
SECRET = "a secret that both know"
SIGNATURE = re.compile(r"\{v=(\d+), ts=(\d+), sign=([0-9a-f]{64})\}")


@pytest.fixture
def url():
    """An address that nobody else subscribes; nothing is sent there, for nothing happens."""
    return f"https://hooks.example/{uuid.uuid4()}"


@pytest.fixture
def every_type(manual_pool, url):
    """A subscription to each type of events of one pool."""
    return [WebhookSubscription(webhook_url=url, event_type=one, pool_id=manual_pool.id) for one in Type]


def test_made_read_found_and_deleted(client, manual_pool, every_type, url):
    result = client.upsert_webhook_subscriptions(every_type)
    assert not result.validation_errors
    made = [result.items[str(n)] for n in range(len(every_type))]
    assert [(one.event_type, one.pool_id, one.webhook_url) for one in made] == [
        (one, manual_pool.id, url) for one in Type
    ]
    assert client.get_webhook_subscription(made[0].id) == made[0]
    found = client.find_webhook_subscriptions(
        WebhookSubscriptionSearchRequest(pool_id=manual_pool.id), sort=["-created", "id"], limit=3
    )
    assert found.items == made[:-4:-1]
    assert found.has_more
    closed = client.find_webhook_subscriptions(pool_id=manual_pool.id, event_type=Type.POOL_CLOSED)
    assert closed.items == made[:1]
    paged = list(client.get_webhook_subscriptions(pool_id=manual_pool.id, batch_size=3))
    assert paged == made
    for one in made:
        client.delete_webhook_subscription(one.id)
    assert list(client.get_webhook_subscriptions(pool_id=manual_pool.id)) == []
    with pytest.raises(DoesNotExistApiError):
        client.get_webhook_subscription(made[0].id)
    with pytest.raises(DoesNotExistApiError):
        client.delete_webhook_subscription(made[0].id)


def test_what_is_wrong_is_told_by_its_position(client, every_type, manual_pool):
    wrong = WebhookSubscription(event_type=Type.POOL_CLOSED, pool_id=manual_pool.id)
    result = client.upsert_webhook_subscriptions([every_type[0], wrong, every_type[1]])
    assert sorted(result.items) == ["0", "2"]
    assert result.validation_errors["1"]["webhook_url"].code == "VALUE_REQUIRED"
    with pytest.raises(ValidationApiError):
        client.upsert_webhook_subscriptions([wrong])


def test_the_same_once_more_is_the_same(client, every_type):
    first = client.upsert_webhook_subscriptions(every_type)
    assert client.upsert_webhook_subscriptions(every_type).items == first.items


@pytest.fixture
def receiver():
    """A server that keeps what it is sent; the first time it is too busy to take it."""
    kept = []
    statuses = [503]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = statuses.pop() if statuses else 200
            kept.append((status, self.headers["Toloka-Signature"], body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", kept
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_happens_arrives_signed_though_the_receiver_was_busy(client, manual_pool, worker, receiver):
    where, kept = receiver
    subscribed = [Type.ASSIGNMENT_SUBMITTED, Type.POOL_CLOSED]
    client.upsert_webhook_subscriptions(
        [
            WebhookSubscription(webhook_url=where, event_type=one, pool_id=manual_pool.id, secret_key=SECRET)
            for one in subscribed
        ]
    )
    client.create_task_suites(suites_of(manual_pool, 1), allow_defaults=True)
    client.open_pool(manual_pool.id)
    page_id = worker.answer(manual_pool.id, "cat")
    client.close_pool(manual_pool.id)

    end = time.monotonic() + 30  # the first retry comes after ten seconds
    events = {}
    while len(events) < len(subscribed):
        assert time.monotonic() < end, kept
        time.sleep(0.05)
        for status, _, body in list(kept):
            if status == 200:
                events |= {event["uuid"]: event for event in json.loads(body)["events"]}
    found = {event["type"]: event for event in events.values()}
    assert found["ASSIGNMENT_SUBMITTED"]["assignment_id"] == page_id
    assert found["POOL_CLOSED"]["close_reason"] == "MANUAL"
    assert kept[0][0] == 503
    for _, header, body in kept:
        version, moment, signature = SIGNATURE.fullmatch(header).groups()
        message = f"{moment}.{version}.".encode() + body
        assert hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest() == signature
