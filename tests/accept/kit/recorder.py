"""A pytest plugin that writes down every request which toloka-kit's clients make of their stand-in server.

Its own unit tests run with it; the lines, JSON each, go to the file that ``TALKA_RECORDED`` names.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

RECORDED = Path(os.environ["TALKA_RECORDED"])
_send = httpx.Client.send
_send_async = httpx.AsyncClient.send
_running = [""]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    _running[0] = item.nodeid


def send(self: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
    answer = _send(self, request, **options)
    _write_down(request, answer)
    return answer


async def send_async(self: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
    answer = await _send_async(self, request, **options)
    _write_down(request, answer)
    return answer


def _write_down(request: httpx.Request, answer: httpx.Response) -> None:
    line = {
        "test": _running[0],
        "method": request.method,
        "path": request.url.path,
        "query": list(request.url.params.multi_items()),
        "body": request.content.decode(),
        "status": answer.status_code,
    }
    with RECORDED.open("a") as file:
        file.write(json.dumps(line) + "\n")


httpx.Client.send = send
httpx.AsyncClient.send = send_async
