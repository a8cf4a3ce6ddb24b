"""Starts a Talka server with a sandbox requester, runs the digits project on it, and leaves it running.

With ONCE=1 in the environment the server is stopped at the end instead. The exit status is the flow's. Needs
the standard library only; run it with the Python of the server's environment.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
SECONDS_TO_START = 30


class CannotStart(Exception):  # noqa: N818  named for what happened
    """The server, or an account on it, could not be had; the words say why."""


def main() -> int:
    options, for_flow = read_options()
    if not options.kit_python.exists():
        sys.stderr.write(f"{options.kit_python} does not exist: make toloka-kit's environment first.\n")
        return 2
    data = options.data.resolve()
    pictures = data / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    # A terminated demo must not leave its server behind: end it as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    port = free_port(options.host, options.port)
    with (data / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [
                *talka("serve", "--host", options.host, "--port", str(port)),
                *("--data", str(data), "--files", str(pictures)),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        return run(server, f"http://{options.host}:{port}", data, options, for_flow)
    except CannotStart as error:
        sys.stderr.write(f"{error}\nThe server's log: {data / 'server.log'}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def run(
    server: subprocess.Popen[bytes], url: str, data: Path, options: argparse.Namespace, for_flow: list[str]
) -> int:
    """The demo on a server that is starting; the answer is the exit status."""
    wait_until_ready(server, url)
    token = create_requester(data)
    status = run_flow(url, token, data, options.kit_python, for_flow)
    if status:
        return status
    newcomer = create_worker(data)
    check_work(newcomer, f"{url}/sandbox")
    if os.environ.get("ONCE") == "1":
        return 0
    print(f"\nThe server is still up, and stops with Ctrl-C. Its data: {data}")
    print(f"\n  To work yourself, open {url}/sandbox/ and log in")
    print(f"  as {newcomer.login}, password {newcomer.password}. The training opens the paid pages.\n")
    print(f"  health          {url}/readyz")
    print(f"  production API  {url}/api/v1")
    print(f"  sandbox API     {url}/sandbox/api/v1")
    print(f"  worker's API    {url}/sandbox/api/worker/v1")
    print(f"  requester token (sandbox)  {token}")
    print(f'  TolokaClient("{token}", url="{url}/sandbox")', flush=True)
    return server.wait()


def run_flow(url: str, token: str, data: Path, kit_python: Path, for_flow: list[str]) -> int:
    """The requester's side, in toloka-kit's own environment."""
    shown_at = os.environ.get("TALKA_PUBLIC_URL", url).rstrip("/")
    command = [
        *(str(kit_python), str(HERE / "main.py"), "--url", f"{url}/sandbox"),
        *("--files", str(data / "pictures"), "--files-url", f"{shown_at}/files"),
        *("--crowd-python", sys.executable, *for_flow),
    ]
    return subprocess.run(command, env={**os.environ, "TALKA_TOKEN": token}, check=False).returncode


def create_requester(data: Path) -> str:
    """A new sandbox requester with play money; the answer is its token."""
    command = talka("requester", "create", "--name", "Digits demo", "--balance", "1000.00", "--sandbox")
    made = subprocess.run([*command, "--data", str(data)], capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotStart(f"No requester could be created: {made.stderr.strip()}")
    return made.stdout.strip()


class Worker(NamedTuple):
    """Somebody who can log in."""

    login: str
    password: str


def create_worker(data: Path) -> Worker:
    """A sandbox worker for whoever runs the demo; of a new name, for the data may be of earlier runs."""
    worker = Worker(f"newcomer-{secrets.token_hex(2)}", secrets.token_hex(5))
    command = talka(
        "worker", "create", f"--login={worker.login}", f"--password={worker.password}", "--sandbox"
    )
    made = subprocess.run([*command, "--data", str(data)], capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotStart(f"No worker could be created: {made.stderr.strip()}")
    return worker


def check_work(worker: Worker, url: str) -> None:
    """See that the web app is there, and that the worker can log in and is offered something."""
    try:
        with urllib.request.urlopen(f"{url}/", timeout=30):  # noqa: S310  our own server
            pass
        token = _answer(f"{url}/api/worker/v1/login", {}, json.dumps(worker._asdict()).encode())["token"]
        offered = _answer(f"{url}/api/worker/v1/tasks", {"Authorization": f"Bearer {token}"})["items"]
    except OSError as error:
        raise CannotStart(f"The web app does not work: {error}") from None
    if not offered:
        raise CannotStart(f"{worker.login} is offered no work")


def _answer(url: str, headers: dict[str, str], body: bytes | None = None) -> dict[str, Any]:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
        return found


def talka(*arguments: str) -> list[str]:
    """The command line of this Python's environment."""
    return [str(Path(sys.executable).with_name("talka")), *arguments]


def free_port(host: str, wanted: int) -> int:
    """The port that was asked for, or any free one where something else has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CannotStart(f"There is no free port on {host}")


def wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    """Wait for the databases to be there and up to date."""
    ends = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise CannotStart(f"The server ended at once, with status {server.returncode}.")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310  our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CannotStart(f"The server was not ready after {SECONDS_TO_START} seconds.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server gently, and not so gently when it does not listen."""
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def read_options() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog="Other options go to main.py: --async-client, --tasks N."
    )
    parser.add_argument("--data", type=Path, default=Path(".work/demo"), help="default: .work/demo")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="another one is taken when this is not free")
    parser.add_argument("--kit-python", type=Path, default=Path(".venv-kit/bin/python"))
    return parser.parse_known_args()


if __name__ == "__main__":
    sys.exit(main())
