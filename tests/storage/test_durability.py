"""What was acknowledged is there after the process died without a word."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from places import FILES, Place
from storage import acknowledging
from storage.accounts import all_accounts
from talka.kernel.events import Listeners

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def killed_while_writing(file: Path, *, lines: int, seconds: float = 0) -> list[str]:
    """Kill the writing program ``seconds`` after it acknowledged some lines; the accounts it acknowledged."""
    tests = Path(acknowledging.__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, acknowledging.__file__, str(file)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(tests)},
        text=True,
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline() for _ in range(lines)]
    time.sleep(seconds)
    process.kill()
    acknowledged += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    return [line.strip() for line in acknowledged if line.endswith("\n")]


def kept_in(file: Path) -> set[str]:
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row[0] for row in connection.execute("SELECT id FROM ledger_accounts")}
    finally:
        connection.close()


async def test_a_killed_process_loses_nothing_it_acknowledged(place: Place):
    file = place.data_dir / FILES[False]
    acknowledged = killed_while_writing(file, lines=200)
    kept = kept_in(file)
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= kept
    # At most the write that each thread was about to acknowledge is there besides.
    assert len(kept) <= len(acknowledged) + acknowledging.THREADS

    database = place.open(Listeners(), movable_clock=False)
    assert {account for account, _ in await all_accounts(database)} == kept
    database.close()


@pytest.mark.accept
@pytest.mark.parametrize("moment", range(20))
def test_nor_does_it_whatever_the_moment(place: Place, moment: int):
    file = place.data_dir / FILES[False]
    acknowledged = killed_while_writing(file, lines=1, seconds=0.013 * moment)
    assert set(acknowledged) <= kept_in(file)
    assert acknowledged
