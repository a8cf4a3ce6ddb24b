"""Operations' runner: it ends when it is told to."""

from __future__ import annotations

import asyncio

from talka.jobs.runner import Runner
from talka.storage.database import Database


async def test_it_stops_even_when_it_is_woken_at_that_moment(database: Database):
    runner = Runner(database, {}, "here")
    await runner.start()
    await asyncio.sleep(0.05)  # it found nothing to do and waits

    runner._wake.set()
    async with asyncio.timeout(5):
        await runner.stop()

    assert all(task.cancelled() for task in runner._tasks)
