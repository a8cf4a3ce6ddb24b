"""``python -m talka.simulation [FILE]``: run the crowd described by a JSON file or by standard input.

Standard output gets one JSON object a line: ``{"event": "progress", ...}`` a few times a second, and at the
end one ``{"event": "result", ...}``. Exit status 0: every worker worked until nothing was left for it; 1: one
was stopped by an error, or the time was up; 2: the description cannot be used.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

import msgspec

from talka.simulation.crowd import run_crowd
from talka.simulation.model import Crowd, CrowdResult, Progress

_SECONDS_BETWEEN_LINES = 0.2


class _Reporter:
    """Writes progress lines, but not more often than somebody would read them."""

    def __init__(self) -> None:
        self._last = -_SECONDS_BETWEEN_LINES

    def __call__(self, progress: Progress) -> None:
        if progress.seconds - self._last >= _SECONDS_BETWEEN_LINES or progress.done == progress.workers:
            self._last = progress.seconds
            _write_line(progress)


def _write_line(event: Progress | CrowdResult) -> None:
    sys.stdout.write(msgspec.json.encode(event).decode() + "\n")
    sys.stdout.flush()


def _read(name: str) -> Crowd:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return msgspec.json.decode(content, type=Crowd)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the answer is the exit status."""
    parser = argparse.ArgumentParser(prog="python -m talka.simulation", description="Run a virtual crowd.")
    parser.add_argument("file", nargs="?", default="-", help="the crowd as JSON (default: standard input)")
    name: str = parser.parse_args(arguments).file
    try:
        crowd = _read(name)
    except (OSError, msgspec.MsgspecError) as error:
        sys.stderr.write(f"The crowd's description cannot be used: {error}\n")
        return 2
    result = asyncio.run(run_crowd(crowd, on_progress=_Reporter()))
    _write_line(result)
    return 1 if result.timed_out or any(worker.error for worker in result.workers) else 0


if __name__ == "__main__":
    sys.exit(main())
