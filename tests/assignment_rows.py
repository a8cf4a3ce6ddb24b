"""Assignments put straight into the database, for tests of what hangs on them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query, insert

_INSERT = insert(schema.assignments)
_END = Query(
    sa.update(schema.assignments)
    .where(schema.assignments.c.id == sa.bindparam("key"))
    .values(status=sa.bindparam("new_status"))
)


async def put_assignment(
    database: Database,
    user_id: str,
    requester_id: str,
    *,
    status: str = "ACTIVE",
    pool_id: int = 1_000_000_001,
    reward: int = 0,
) -> str:
    """A new assignment of this worker's in a pool of this requester's; its id."""
    empty: dict[str, Any] = dict.fromkeys(column.name for column in schema.assignments.columns)
    needed = {
        "pool_id": pool_id,
        "project_id": 1_000_000_000,
        "requester_id": requester_id,
        "user_id": user_id,
        "status": status,
        "mixed": 0,
        "reward": reward,
        "fee": 0,
        "automerged": 0,
        "task_ids": "[]",
    }

    def put(tx) -> str:
        assignment_id, suite_id = tx.new_pool_ids(pool_id, 2)
        moments = {"created": tx.now, "deadline": tx.now + 3_600_000}
        tx.run(_INSERT, **(empty | needed | moments | {"id": assignment_id, "suite_id": suite_id}))
        return assignment_id

    return await database.write(put)


async def set_status(database: Database, assignment_id: str, status: str) -> None:
    """The assignment goes on to another status."""
    await database.write(lambda tx: tx.run(_END, key=assignment_id, new_status=status))
