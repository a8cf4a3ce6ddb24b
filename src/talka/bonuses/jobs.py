"""The job behind many bonuses at once."""

from __future__ import annotations

from talka.bonuses import money
from talka.bonuses.batch import BONUSES
from talka.http.environment import Platform
from talka.operations import store as operations
from talka.operations.batch import run_batch_operation
from talka.storage.database import Database
from talka.storage.tx import Tx


async def run_bonus_operation(platform: Platform, operation_id: str, database: Database) -> None:
    """Issue the bonuses. Where that fails, the money of those not issued goes back to the balance."""

    def give_back(tx: Tx) -> None:
        operation = operations.get(tx, operation_id)
        if operation is not None:
            money.give_back(tx, operation.requester_id, operation_id)

    try:
        await run_batch_operation(BONUSES, platform, operation_id, database)
    except Exception:
        await database.write(give_back)
        raise
