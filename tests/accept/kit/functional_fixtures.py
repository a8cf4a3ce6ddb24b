"""What toloka-kit's functional tests find in place of the hosted service and its objects.

The copy of their ``conftest.py`` ends with an import of these, which then stand for its own.
"""

from __future__ import annotations

import os

import pytest
import requests
from toloka.client import TolokaClient

URL = os.environ["TALKA_URL"]
HOSTED = "https://toloka.dev"


@pytest.fixture(scope="session")
def token():
    return os.environ["TALKA_TOKEN"]


@pytest.fixture(scope="session")
def client(token):
    return TolokaClient(token, url=URL)


@pytest.fixture(scope="session")
def project_with_pool_id():
    return os.environ["TALKA_PROJECT_ID"]


@pytest.fixture(scope="session")
def pool_in_project_with_pool(client):
    return client.get_pool(os.environ["TALKA_POOL_ID"])


@pytest.fixture(autouse=True)
def hosted_service(monkeypatch):
    """What is asked of the hosted service without its client is asked of ours."""
    get = requests.get
    monkeypatch.setattr(requests, "get", lambda url, **more: get(url.replace(HOSTED, URL), **more))
