"""The main flow through toloka-kit, unmodified and in its own environment: the modules of ``kit``."""

from __future__ import annotations

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
)


@pytest.mark.parametrize(
    ("database_kind", "flags"), [("sqlite", ()), ("postgresql", ("--sandbox",))], indirect=["database_kind"]
)
def test_the_main_flow(kit_python: Path, server: OwnServer, tmp_path: Path, flags: tuple[str, ...]) -> None:
    """Production on one kind of database, the sandbox on the other."""
    user_id, worker_token = server.worker("ada", *flags)
    passed = run_in_kit(
        kit_python,
        f"toloka-kit's clients on {server.kind}",
        ["-p", "requester", *(str(KIT / module) for module in MODULES)],
        tmp_path,
        TALKA_URL=server.sandbox if flags else server.url,
        TALKA_TOKEN=server.requester("Acme", "1000", *flags),
        TALKA_OTHER_TOKEN=server.requester("Another", "1000", *flags),
        TALKA_USER_ID=user_id,
        TALKA_WORKER_TOKEN=worker_token,
    )
    for client in ("[TolokaClient", "[AsyncTolokaClient"):
        assert sum(client in name for name in passed) >= 75
