"""The webhook signature: the documented vector, and what it must not accept."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from talka.webhooks.signature import HEADER, sign, verify

SECRET = "12345"
MOMENT = 946728000000
EVENT = {
    "event_time": "2000-01-01T12:00:00",
    "project_id": "project-1",
    "pool_id": "pool-1",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "task_suite_id": "task-suite-1",
    "assignment_id": "assignment-1",
    "webhook_subscription_id": "subscription-1",
    "type": "ASSIGNMENT_APPROVED",
}
BODY = json.dumps({"events": [EVENT]}, separators=(",", ":")).encode()
DIGEST = "609af3eefd4c12b6afad30ab456efcd21fe82f4247d3340151a3ca0c97a6cbcb"
SIGNED = f"{{v=1, ts=946728000000, sign={DIGEST}}}"


def test_documented_signature():
    assert HEADER == "Toloka-Signature"
    assert sign(SECRET, MOMENT, BODY) == SIGNED


def test_a_receiver_with_the_secret_accepts_it():
    assert verify(SECRET, SIGNED, BODY)
    assert verify(SECRET, f" {{v=1,ts=946728000000,sign={DIGEST}}} ", BODY)


def test_secret_and_body_may_hold_any_text():
    body = '{"events":[{"comment":"ну да, ü"}]}'.encode()

    assert verify("ключ", sign("ключ", MOMENT, body), body)


@pytest.mark.parametrize(
    "header",
    [
        SIGNED.replace("946728000000", "946728000001"),
        SIGNED.replace("v=1", "v=2"),
        SIGNED.replace("609a", "709a"),
        SIGNED.replace(DIGEST, DIGEST.upper()),
        SIGNED.replace(DIGEST, ""),
        SIGNED.strip("{}"),
        SIGNED + "}",
        f"{{sign={DIGEST}}}",
        "",
    ],
)
def test_any_other_header_is_refused(header):
    assert not verify(SECRET, header, BODY)


def test_another_secret_or_body_is_refused():
    assert not verify("12346", SIGNED, BODY)
    assert not verify(SECRET, SIGNED, BODY + b"\n")
    assert not verify(SECRET, SIGNED, json.dumps({"events": [EVENT]}).encode())


def test_the_code_that_the_docs_give_receivers_works():
    page = (Path(__file__).parents[2] / "docs/webhooks.md").read_text()
    code = next(one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "is_genuine" in one)
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102  our own page's
    now = time.time_ns() // 1_000_000
    signed = sign(SECRET, now, BODY)
    assert found["is_genuine"](SECRET, signed, BODY)
    assert not found["is_genuine"]("another", signed, BODY)
    assert not found["is_genuine"](SECRET, signed, BODY + b" ")
    assert not found["is_genuine"](SECRET, sign(SECRET, now - 600_000, BODY), BODY)
    assert not found["is_genuine"](SECRET, "nonsense", BODY)
