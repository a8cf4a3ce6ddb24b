"""The requests of toloka-kit's own unit tests: a server of ours takes them and gives the fields back.

``TOLOKA_KIT_SRC`` names a checkout of toloka-kit. Its unit tests run as they are, against the stand-ins that
they bring along, and what their client sent is written down; then each distinct request is sent to a running
server, with the ids of objects that there are.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from accept.conftest import OwnServer, run_in_kit
from accept.recorded import Recorded, Stage, distinct
from accept.translated import Translated, missing

pytestmark = pytest.mark.accept

QUIET = ("import_tests", "slow_tests", "utils", "primitives", "testutils", "metrics")
"""Folders of unit tests that call nobody, or only ever the same."""

REFUSED = {
    "POST /api/app/v0/app-projects": "the sample is an app's own form, which names no app",
}
NOT_KEPT = (
    ".quality_control.config",  # a misspelt name, which nobody knows
)


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> list[Recorded]:
    """Every distinct request."""
    source = os.environ.get("TOLOKA_KIT_SRC")
    if not source:
        pytest.skip("TOLOKA_KIT_SRC does not name a checkout of toloka-kit")
    python = Path(__file__).parents[2] / ".venv-kit" / "bin" / "python"
    folder = tmp_path_factory.mktemp("unit")
    shutil.copytree(Path(source) / "tests", folder / "tests")
    recorded = folder / "recorded.jsonl"
    recorded.touch()
    run_in_kit(
        python,
        "toloka-kit's unit tests",
        [
            *("-p", "recorder", "-o", "python_files=test_*.py", "-k", "not sync_over_async and not Async"),
            *(f"--ignore=tests/{name}" for name in QUIET),
            "tests",
        ],
        folder,
        TALKA_RECORDED=str(recorded),
    )
    return distinct(recorded.read_text().splitlines())


def test_they_are_taken_and_come_back(requests: list[Recorded], server: OwnServer) -> None:
    stage = Stage(server)
    faults = []
    for request in requests:
        try:
            faults += [f"{request.said}\n    {fault}" for fault in _replay(request, stage)]
        except AssertionError as error:
            faults.append(f"{request.said}\n    the stage: {error}")
    kinds = Counter(request.method for request in requests)
    print(f"\n{len(requests)} recorded requests on {server.kind}: {dict(kinds)}")  # noqa: T201  the report
    assert not faults, "\n".join(faults)
    assert kinds["POST"] >= 60
    assert kinds["GET"] >= 60


def _replay(request: Recorded, stage: Stage) -> list[str]:
    """Send one request; what was wrong with the answer."""
    sent = Translated(request, stage)
    answer = stage.http.request(sent.method, sent.path, params=sent.query, json=sent.body)
    if _is_to_be_refused(request, sent):
        return (
            [] if answer.status_code == 400 else [f"{answer.status_code} though it is wrong: {answer.text}"]
        )
    if not answer.is_success:
        return [f"{answer.status_code} {answer.text[:600]}"]
    if request.method == "GET" or sent.body is None or not answer.content:
        return []
    if "message-threads" in request.path:
        return []  # the answer is the whole thread, made otherwise than what is sent to it
    return [lack for lack in _lacks(sent, answer.json(), stage) if lack not in NOT_KEPT]


def _is_to_be_refused(request: Recorded, sent: Translated) -> bool:
    if f"{request.method} {request.path}" in REFUSED or "\\u0000" in json.dumps(request.body):
        return True  # PostgreSQL's texts hold no NUL, so nothing does
    if sent.items and all(_is_wrong(item, sent) for item in sent.items) and not sent.is_operation:
        return "webhook-subscriptions" not in request.path
    return not sent.skips and not sent.is_operation and any(_is_wrong(item, sent) for item in sent.items)


def _is_wrong(item: Any, sent: Translated) -> bool:
    """Whether one of several objects cannot be made: some of the recorded ones are meant so."""
    if "amount" in item:
        return bool(item["amount"] <= 0)
    if "event_type" in item:
        return "webhook_url" not in item
    if "pool_id" in item and "overlap" not in item and ("allow_defaults", "true") not in sent.query:
        return True
    tasks = item.get("tasks", [item])
    return any(
        not isinstance(task["input_values"].get("image"), str) for task in tasks if "input_values" in task
    )


def _lacks(sent: Translated, answer: Any, stage: Stage) -> list[str]:
    """Which fields did not come back, or which objects were not told of rightly."""
    if sent.path.startswith("/api/app/"):
        return _lacks_of_apps(sent, answer)
    if "validation_errors" in answer or "items" in answer:
        wrong = {str(place) for place, item in enumerate(sent.items) if _is_wrong(item, sent)}
        if set(answer.get("validation_errors") or ()) != wrong:
            return [f"wrong are {wrong}, told {answer.get('validation_errors')}"]
        kept = answer["items"]
        return [lack for place in kept for lack in missing(sent.items[int(place)], kept[place])]
    if answer.get("type", "").endswith("BATCH_CREATE"):
        return _lacks_of_operation(sent, stage.settled(answer), stage)
    if answer.get("type") in {"ANALYTICS", "SOLUTION.AGGREGATE"}:
        done = stage.settled(answer)
        return [] if done["status"] == "SUCCESS" else [f"{done}"]
    return [] if sent.path.endswith("/check") else missing(sent.told_back, answer)


def _lacks_of_operation(sent: Translated, operation: Any, stage: Stage) -> list[str]:
    log = stage.ask("GET", f"/api/v1/operations/{operation['id']}/log")
    told = {True: [], False: []}
    for line in log:
        if line["type"].endswith("_CREATE") or line["type"].endswith("_PERSIST"):
            told[line["success"]].append(line["input"])
    every = [not _is_wrong(item, sent) for item in sent.items]
    good = [item for item in sent.items if not _is_wrong(item, sent)]
    lacks = [
        f"not in the log of {operation['status']}: {item} {log}"
        for item in (good if all(every) or sent.skips else [])
        if all(missing(item, one) for one in told[True])
    ]
    if (operation["status"] == "SUCCESS") != bool(good and (sent.skips or len(good) == len(sent.items))):
        lacks.append(f"{operation}")
    return lacks


def _lacks_of_apps(sent: Translated, answer: Any) -> list[str]:
    """Items come back by their ids, and what is to be done with them does not."""
    names = set() if isinstance(answer, list) else answer.keys() - {"items"}
    told = {name: value for name, value in sent.told_back.items() if name in names}
    return missing(told, answer) if told else []
