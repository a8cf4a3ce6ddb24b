"""What is measured of a deployment, row by row."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from benchmarks import floors
from benchmarks.deployment import ANSWER, OVERLAP, Deployment, Place, Places, load
from benchmarks.load import Ask, Outcome, Read, Upload, Work
from benchmarks.rules import measure_rules
from benchmarks.table import Cell, Report
from talka.assignments.model import Assignment
from talka.storage import schema
from talka.storage.query import Query, columns_of
from talka.storage.tx import Tx

CROWD = 64
STARTS = 5
BATCH = 100_000
IN_REQUEST = 5_000
SMALL_POOL = 10_000
COPIES = 5_000

_a = schema.assignments.c
_SOME = Query(
    sa.select(*columns_of(schema.assignments, Assignment)).where(_a.status == "ACCEPTED").limit(COPIES)
)
_OVER = Query(
    sa.select(sa.func.count()).select_from(
        sa.select(schema.suite_tasks.c.task_id)
        .join(schema.assignments, _a.suite_id == schema.suite_tasks.c.suite_id)
        .where(_a.status.not_in(["EXPIRED", "SKIPPED"]))
        .group_by(schema.suite_tasks.c.task_id)
        .having(sa.func.count() > OVERLAP)
        .subquery()
    )
)


T = TypeVar("T")


class Scale(NamedTuple):
    """How much of everything."""

    big_pool: int
    batch: int
    cycles: int
    history: int
    seconds: float
    read: int


QUICK = Scale(big_pool=40_000, batch=20_000, cycles=500, history=500, seconds=4, read=10_000)
NORMAL = Scale(big_pool=1_000_000, batch=BATCH, cycles=1_000, history=5_000, seconds=10, read=50_000)
FULL = Scale(big_pool=1_000_000, batch=BATCH, cycles=5_000, history=5_000, seconds=30, read=200_000)


def measure(places: Places, scale: Scale, report: Report) -> None:
    """Every row of one kind of database."""
    floor = places.new()
    deployment = Deployment(places.new(), CROWD + 8)
    try:
        _start(deployment, floor, report)
        report.note(f"requests for a small answer, one client: {_asked(deployment):,.0f}/s")
        big = _upload(deployment, floor, scale, report)
        _one_client(deployment, floor, big, scale, report)
        measure_rules(deployment, scale.cycles, scale.history, report)
        _crowd(deployment, floor, big, scale, report)
        if deployment.place.url is not None:
            _two_processes(deployment, big, scale, report)
        _read(deployment, big, scale, report)
    finally:
        deployment.server.stop()


def _start(deployment: Deployment, floor: Place, report: Report) -> None:
    first = deployment.start()
    later, memory = [], []
    for _ in range(STARTS):
        deployment.server.stop()
        later.append(deployment.start())
        memory.append(deployment.server.megabytes())
    floor.open().close()
    bare = statistics.median(floors.start(floor) for _ in range(STARTS))
    report.put("start", Cell(f"{statistics.median(later):.2f} s", f"{bare:.2f} s"))
    report.put("start memory", Cell(f"{statistics.median(memory):.0f} MB"))
    report.note(f"the first start, its bytecode not compiled yet: {first:.2f} s")


def _asked(deployment: Deployment) -> float:
    return load(Ask(deployment.server.port, "/healthz", 3_000)).rate


def _upload(deployment: Deployment, floor: Place, scale: Scale, report: Report) -> str:
    """Fills the big pool; its id."""
    pool_id = deployment.new_pool()
    before = deployment.server.megabytes()
    batches = [_batch(deployment, pool_id, scale.batch, first) for first in _firsts(scale)]
    after, most = deployment.server.megabytes(), deployment.most_megabytes()
    total = sum(batch.seconds for batch in batches)
    bare = floors.upload(floor, scale.big_pool)
    report.put("upload", Cell(f"{scale.big_pool / total:,.0f}/s", f"{bare.rate:,.0f}/s"))
    report.put("upload last", Cell(f"{batches[-1].rate:,.0f}/s", f"{_last(bare):,.0f}/s"))
    report.put("upload memory", Cell(f"{before:.0f}, {after:.0f}, {most:.0f} MB"))
    small = load(
        Upload(
            deployment.server.port,
            deployment.new_pool(),
            deployment.token,
            batches=4,
            size=IN_REQUEST,
            async_mode=False,
        )
    )
    report.put("upload in request", Cell(f"{small.rate:,.0f}/s"))
    deployment.open_pool(pool_id)
    return pool_id


def _last(bare: Outcome) -> float:
    """How fast the last tenth went."""
    tail = bare.took[-max(1, len(bare.took) // 10) :]
    return len(tail) * floors.CHUNK / sum(tail)


def _firsts(scale: Scale) -> range:
    return range(0, scale.big_pool, scale.batch)


def _batch(deployment: Deployment, pool_id: str, size: int, first: int) -> Outcome:
    return load(
        Upload(
            deployment.server.port,
            pool_id,
            deployment.token,
            batches=1,
            size=size,
            async_mode=True,
            first=first,
        )
    )


def _one_client(deployment: Deployment, floor: Place, big: str, scale: Scale, report: Report) -> None:
    small = deployment.new_pool()
    _batch(deployment, small, SMALL_POOL, 0)
    deployment.open_pool(small)
    _cycles(deployment, small, deployment.workers[0], 100)  # warms up what is made on first use
    bare = floors.cycles(floor, scale.cycles)
    _put_cycles(report, "one small", _cycles(deployment, small, deployment.workers[1], scale.cycles), bare)
    _put_cycles(report, "one big", _cycles(deployment, big, deployment.workers[2], scale.cycles), bare)
    veteran = deployment.workers[3]
    _cycles(deployment, big, veteran, scale.history)
    used = deployment.processor_seconds()
    after = _cycles(deployment, big, veteran, scale.cycles)
    used = deployment.processor_seconds() - used
    _put_cycles(report, "one veteran", after, bare)
    report.note(f"the server's processor time, one client: {1000 * used / after.count:.2f} ms a cycle")
    next_page = _cycles(deployment, big, deployment.workers[4], scale.cycles, take_next=True)
    _put_cycles(report, "one next", next_page, bare)
    five = deployment.new_pool(tasks_per_suite=5)
    _batch(deployment, five, SMALL_POOL, 0)
    deployment.open_pool(five)
    cycles = min(scale.cycles, SMALL_POOL // 5)
    _put_cycles(report, "one five", _cycles(deployment, five, deployment.workers[5], cycles), None)


def _cycles(
    deployment: Deployment, pool_id: str, token: str, cycles: int, *, take_next: bool = False
) -> Outcome:
    order = Work(deployment.server.port, pool_id, [token], ANSWER, cycles=cycles, take_next=take_next)
    done = load(order)
    assert not done.errors, done.errors
    return done


def _put_cycles(report: Report, row: str, done: Outcome, bare: Outcome | None) -> None:
    report.put(row, Cell(_speed(done), None if bare is None else _speed(bare)))


def _speed(done: Outcome) -> str:
    return f"{done.rate:,.0f}/s, {done.percentile(0.5):.1f} / {done.percentile(0.99):.1f} ms"


def _crowd(deployment: Deployment, floor: Place, big: str, scale: Scale, report: Report) -> None:
    tokens = deployment.workers[8 : 8 + CROWD]
    used = deployment.processor_seconds()
    done = load(Work(deployment.server.port, big, tokens, ANSWER, seconds=scale.seconds))
    used = deployment.processor_seconds() - used
    bare = floors.crowd(floor, CROWD, scale.seconds / 2)
    report.put("crowd", Cell(_speed(done), _speed(bare)))
    over = _beside(deployment.place, tasks_over)
    report.put("crowd faults", Cell(f"{sum(done.errors.values())} errors, {over} over"))
    report.note(f"the server's processor time, {CROWD} workers: {1000 * used / done.count:.2f} ms a cycle")
    if done.errors:
        report.note(f"errors: {done.errors}")


def _two_processes(deployment: Deployment, big: str, scale: Scale, report: Report) -> None:
    deployment.server.stop()
    deployment.start(processes=2)
    done = load(Work(deployment.server.port, big, deployment.workers[8:], ANSWER, seconds=scale.seconds))
    report.put("crowd two", Cell(_speed(done)))
    if done.errors:
        report.note(f"errors of two processes: {done.errors}")
    deployment.server.stop()
    deployment.start()


def tasks_over(tx: Tx) -> int:
    """How many tasks have more answers than their overlap."""
    return int(tx.value(_OVER))


def _read(deployment: Deployment, big: str, scale: Scale, report: Report) -> None:
    deployment.server.stop()
    _copy_assignments(deployment.place, int(big), scale.read)
    deployment.start()
    before = deployment.server.megabytes()
    done = load(
        Read(deployment.server.port, deployment.token, f"/api/v1/assignments?pool_id={big}&status=ACCEPTED")
    )
    memory = f"{before:.0f}, {deployment.server.megabytes():.0f}, {deployment.most_megabytes():.0f} MB"
    bare = floors.read(deployment.place)
    report.put("read", Cell(f"{done.rate:,.0f}/s", f"{bare.rate:,.0f}/s"))
    report.put("read memory", Cell(memory))


def _copy_assignments(place: Place, pool_id: int, wanted: int) -> None:
    """Bring the pool's assignments up to a number by copies of those that were made."""
    copies = max(1, wanted // COPIES)

    def copy(tx: Tx) -> None:
        found = [Assignment(*row) for row in tx.all(_SOME)]
        mine = [one for one in found if one.pool_id == pool_id]
        ids = tx.new_pool_ids(pool_id, len(mine))
        made = [
            msgspec.structs.asdict(msgspec.structs.replace(one, id=new, suite_id=new))
            for one, new in zip(mine, ids, strict=True)
        ]
        tx.bulk(schema.assignments, made)

    for _ in range(copies):
        _beside(place, copy)


def _beside(place: Place, action: Callable[[Tx], T]) -> T:
    database = place.open()
    try:
        return database.write_now(action)
    finally:
        database.close()
