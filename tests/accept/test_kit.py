"""The main flow and its rules through toloka-kit, unmodified: the modules of ``kit``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accept.conftest import KIT, OwnServer, run_in_kit

pytestmark = pytest.mark.accept

MODULES = (
    "setting_up.py",
    "giving_out.py",
    "uploading.py",
    "reviewing.py",
    "watching.py",
    "being_refused.py",
    "restricting.py",
    "giving_bonuses.py",
    "attaching.py",
    "messaging.py",
    "subscribing.py",
    "sharing_accounts.py",
    "downloading.py",
    "using_apps.py",
    "every_method.py",  # the last: it knows what the others called
)

# Production on one kind of database, the sandbox on the other.
ON_BOTH = pytest.mark.parametrize(
    ("database_kind", "flags"), [("sqlite", ()), ("postgresql", ("--sandbox",))], indirect=["database_kind"]
)
Flags = tuple[str, ...]


@ON_BOTH
def test_the_main_flow(kit_python: Path, server: OwnServer, tmp_path: Path, flags: Flags) -> None:
    passed = _run(kit_python, server, tmp_path, flags, *MODULES)
    for client in ("[TolokaClient", "[AsyncTolokaClient"):
        assert sum(client in name for name in passed) >= 95


@ON_BOTH
def test_quality_control(kit_python: Path, server: OwnServer, tmp_path: Path, flags: Flags) -> None:
    """On a server of its own, for bans and more workers than one would disturb the others."""
    others = [":".join(server.worker(name, *flags)) for name in ("ben", "cid", "dan", "eve")]
    passed = _run(
        kit_python, server, tmp_path, flags, "keeping_quality.py", TALKA_OTHER_WORKERS=" ".join(others)
    )
    for client in ("[TolokaClient", "[AsyncTolokaClient"):
        assert sum(client in name for name in passed) >= 10


@ON_BOTH
def test_autoquality(outside_python: Path, server: OwnServer, tmp_path: Path, flags: Flags) -> None:
    others = [":".join(server.worker(name, *flags)) for name in ("ben", "cid", "dan", "eve")]
    workers = " ".join(others)
    assert _run(outside_python, server, tmp_path, flags, "autoquality.py", TALKA_OTHER_WORKERS=workers)


@ON_BOTH
def test_the_airflow_provider(outside_python: Path, server: OwnServer, tmp_path: Path, flags: Flags) -> None:
    """With connections from the environment; nothing of Airflow's own runs."""
    token = server.requester("Acme", "1000", *flags)
    url = server.sandbox if flags else server.url
    extra = {"extra__toloka__url": url, "extra__toloka__token": token}
    passed = _run(
        outside_python,
        server,
        tmp_path,
        flags,
        "airflow_provider.py",
        AIRFLOW_HOME=str(tmp_path / "airflow"),
        AIRFLOW_CONN_TOLOKA_DEFAULT=json.dumps({"conn_type": "toloka", "extra": extra}),
    )
    assert len(passed) >= 5


def _run(
    kit_python: Path, server: OwnServer, directory: Path, flags: Flags, *modules: str, **more: str
) -> list[str]:
    user_id, worker_token = server.worker("ada", *flags)
    return run_in_kit(
        kit_python,
        f"toloka-kit's clients on {server.kind}",
        ["-p", "requester", *(str(KIT / module) for module in modules)],
        directory,
        TALKA_URL=server.sandbox if flags else server.url,
        TALKA_TOKEN=server.requester("Acme", "1000", *flags),
        TALKA_OTHER_TOKEN=server.requester("Another", "1000", *flags),
        TALKA_USER_ID=user_id,
        TALKA_WORKER_TOKEN=worker_token,
        **more,
    )
