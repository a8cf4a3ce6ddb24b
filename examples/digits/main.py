"""Runs the demo's flow against a server and prints what came of it; exit status 1 if a stage failed.

The requester's token is read from TALKA_TOKEN. ``demo.py`` starts a server and then this.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import secrets
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

# toloka-kit 1.2.3 imports setuptools' pkg_resources, which says so on every start.
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")

import httpx  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: E402
from rich.table import Table  # noqa: E402
from toloka.async_client import AsyncTolokaClient  # noqa: E402
from toloka.client import TolokaClient  # noqa: E402
from toloka.util.async_utils import AsyncInterfaceWrapper  # noqa: E402

import crowd  # noqa: E402
import digits  # noqa: E402
import flow  # noqa: E402


class Wire(logging.Handler):
    """Remembers the HTTP status of the latest answer, from the log that toloka-kit's httpx keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.status = 0
        self.answers = 0
        logger = logging.getLogger("httpx")
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and len(record.args) > 3:
            self.status = int(record.args[3])  # type: ignore[call-overload]
            self.answers += 1


class Stages:
    """Times the demo's stages and says what became of each."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.rows: list[tuple[str, str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[list[str]]:
        """A stage; what the block appends to the list is its outcome in words."""
        began = time.monotonic()
        outcome: list[str] = []
        try:
            yield outcome
        except BaseException:
            self._end(name, "[red]failed[/]", began)
            raise
        self._end(name, "; ".join(outcome) or "done", began)

    def _end(self, name: str, outcome: str, began: float) -> None:
        seconds = time.monotonic() - began
        self.rows.append((name, outcome, seconds))
        self._console.print(f"[bold]{name}[/]: {outcome} ({seconds:.1f} s)", highlight=False)


async def run(options: argparse.Namespace, token: str, console: Console, stages: Stages) -> None:
    """All the stages, one after the other."""
    wire = Wire()
    tag = secrets.token_hex(3)
    client = connect(options.url, token, asynchronous=options.async_client)

    with stages.stage("Pictures") as said:
        split = digits.split(seed=options.seed, real=options.tasks)
        said.append(f"{digits.draw(options.files)} in {options.files}")
    with stages.stage("Set up") as said:
        job = await flow.set_up(client, split, options.files_url, tag)
        said.append(f"project {job.project_id}, training {job.training_id}, pool {job.pool_id}")
    with stages.stage("Upload and open") as said:
        said.append(f"{await flow.upload(client, job, split, options.files_url)} tasks")
    with stages.stage("Crowd at work") as said:
        description = crowd.describe(
            options.url, job.project_id, job.pool_id, job.truth, seed=options.seed, tag=tag
        )
        worked = await asyncio.to_thread(
            watch_crowd, options.crowd_python, description, len(job.real), console
        )
        said.append(f"{worked['requests']} requests, {worked['requests'] / worked['seconds']:.0f}/s")
    with stages.stage("Close") as said:
        pool = await flow.finish(client, job)
        said.append(f"pool {pool.status.value}, {pool.last_close_reason.value}")
    with stages.stage("Rules") as said:
        ruled = await flow.decisions(client, job, quality_log(options.url, token))
        said.append(f"{len(ruled.banned)} workers banned, {ruled.given_again} answers given to others again")
    with stages.stage("Review and pay") as said:
        reviewed = await flow.review(client, job)
        said.append(f"{len(reviewed.accepted)} suites accepted, {reviewed.rejected} rejected")
    with stages.stage("Aggregate") as said:
        shares = await flow.aggregate(client, job, reviewed)
        said.append(", ".join(f"{name} {share:.1%}" for name, share in shares.items()))
    with stages.stage("Archive") as said:
        refusals = await flow.archive(client, job, clock(options.url, token), lambda: wire.status)
        said.append(f"{len(refusals)} refusals met, then pool, training and project archived")

    with stages.stage("Left open for you") as said:
        left = await flow.leave_open(client, split, options.files_url, f"{tag}, open")
        said.append(f"project {left.project_id}, training {left.training_id}, pool {left.pool_id}")

    console.print(refusal_table(refusals), crowd_table(worked, ruled), result_table(worked, reviewed, shares))
    console.print(f"The requester's side took {wire.answers} requests.", highlight=False)
    someone = next(one for one in description["workers"] if one["login"].startswith("careful"))
    console.print(
        "To see a virtual worker's history and earnings, "
        f"log in as {someone['login']}, password {someone['password']}",
        highlight=False,
        soft_wrap=True,
    )


def connect(url: str, token: str, *, asynchronous: bool) -> flow.Client:
    """One of toloka-kit's own clients; the blocking one behind its own wrapper, to be awaited too."""
    if asynchronous:
        return AsyncTolokaClient(token, url=url)
    return AsyncInterfaceWrapper(TolokaClient(token, url=url))


def clock(url: str, token: str) -> Any:
    """A call that moves the sandbox's clock: Talka's own, which toloka-kit does not know."""

    async def move(time_span: timedelta) -> None:
        async with httpx.AsyncClient(timeout=60) as http:
            answer = await http.post(
                f"{url}/api/clock/advance",
                json={"seconds": int(time_span.total_seconds())},
                headers={"Authorization": f"OAuth {token}"},
            )
            answer.raise_for_status()

    return move


def quality_log(url: str, token: str) -> Any:
    """A call that reads a pool's decision log: Talka's own, which toloka-kit does not know."""

    async def read(pool_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        async with httpx.AsyncClient(timeout=60, headers={"Authorization": f"OAuth {token}"}) as http:
            more = True
            while more:
                last = {"id_gt": found[-1]["id"]} if found else {}
                answer = await http.get(
                    f"{url}/api/v1/pools/{pool_id}/quality-log",
                    params={"sort": "id", "limit": "1000", **last},
                )
                page = answer.raise_for_status().json()
                found += page["items"]
                more = page["has_more"]
        return found

    return read


def watch_crowd(
    python: Path, description: crowd.Description, real_tasks: int, console: Console
) -> crowd.Event:
    """Run the crowd with its progress on the screen."""
    suites = -(-real_tasks * flow.setup.OVERLAP // flow.setup.REAL_TASKS_IN_SUITE)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        workers = bars.add_task("workers joined", total=len(description["workers"]))
        work = bars.add_task("suites submitted (about)", total=suites)

        def show(event: crowd.Event) -> None:
            bars.update(workers, completed=event["joined"])
            bars.update(work, completed=event["suites"])

        return crowd.run(python, description, show)


def crowd_table(worked: crowd.Event, ruled: flow.Decisions) -> Table:
    """The crowd by kind of worker."""
    table = Table(title="The crowd")
    for heading in ("kind", "workers", "trained", "not let in", "banned", "labels", "right"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for kind in ("careful", "careless", "spammer"):
        group = [worker for worker in worked["workers"] if worker["kind"] == kind]
        labels, right = (sum(worker[key] for worker in group) for key in ("labels", "right"))
        trained = sum(worker["training_suites"] > 0 for worker in group)
        refused = sum(_not_let_in(worker) for worker in group)
        banned = sum(worker["user_id"] in ruled.banned for worker in group)
        share = f"{right / labels:.0%}" if labels else "-"
        table.add_row(kind, str(len(group)), str(trained), str(refused), str(banned), str(labels), share)
    return table


def _not_let_in(worker: dict[str, Any]) -> bool:
    """Whether somebody never got a page of the main pool."""
    return bool(worker["refused"]) and not worker["suites"]


def result_table(worked: crowd.Event, reviewed: flow.Review, shares: dict[str, float]) -> Table:
    """What the requester got for the money."""
    workers = worked["workers"]
    reasons = Counter(
        reason["code"] for worker in workers for given in worker["refused"].values() for reason in given
    )
    table = Table("result", "value", title="What came of it")
    table.add_row("workers trained", str(sum(worker["training_suites"] > 0 for worker in workers)))
    table.add_row("workers let in", str(sum(not _not_let_in(worker) for worker in workers)))
    table.add_row("workers refused", ", ".join(f"{count} {code}" for code, count in reasons.items()) or "0")
    table.add_row("labels", str(sum(worker["labels"] for worker in workers)))
    table.add_row("suites accepted after a rejection", str(reviewed.accepted_after_rejection))
    table.add_row("paid to workers", f"{reviewed.paid:.2f}")
    table.add_row("taken from the balance", f"{reviewed.spent:.2f}")
    for name, share in shares.items():
        table.add_row(f"accuracy: {name}", f"{share:.1%}")
    return table


def refusal_table(refusals: list[flow.Refusal]) -> Table:
    """What the platform refused, and why."""
    table = Table("tried to", "refused with 409", "because", title="Archiving in the wrong order")
    for refusal in refusals:
        table.add_row(refusal.call, refusal.code, refusal.why)
    return table


def stage_table(stages: Stages) -> Table:
    """Seconds per stage."""
    table = Table("stage", "outcome", title="Stages")
    table.add_column("seconds", justify="right")
    for name, outcome, seconds in stages.rows:
        table.add_row(name, outcome, f"{seconds:.1f}")
    return table


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="the sandbox: http://host:port/sandbox")
    parser.add_argument("--files", type=Path, required=True, help="folder that the server shows as files")
    parser.add_argument(
        "--files-url", required=True, help="where the server shows it: http://host:port/files"
    )
    parser.add_argument("--crowd-python", type=Path, required=True, help="Python of the server's environment")
    parser.add_argument("--async-client", action="store_true", help="use toloka-kit's asynchronous client")
    parser.add_argument("--tasks", type=int, default=900, help="how many real pictures (default: 900)")
    parser.add_argument("--seed", type=int, default=2021, help="which pictures and which crowd")
    return parser.parse_args()


def main() -> int:
    options = read_options()
    token = os.environ.get("TALKA_TOKEN")
    if not token:
        sys.stderr.write("Set TALKA_TOKEN to a sandbox requester's token.\n")
        return 2
    console = Console()
    stages = Stages(console)
    try:
        asyncio.run(run(options, token, console, stages))
        status = 0
    except Exception:  # noqa: BLE001  whatever went wrong, say it and show how far the demo came
        traceback.print_exc()
        status = 1
    console.print(stage_table(stages))
    return status


if __name__ == "__main__":
    sys.exit(main())
