"""The job behind messages to many workers."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from talka.messages import mailing
from talka.messages.model import SendPlan
from talka.operations import service as operation_service
from talka.operations import store as operations
from talka.operations.model import OperationStatus, OperationType
from talka.storage.database import Database
from talka.storage.tx import Tx


def begin(tx: Tx, requester_id: str, plan: SendPlan, wake: Callable[[], None]) -> None:
    """Have the rest of a mailing done after this transaction."""
    parameters = {"message_thread_id": plan.thread_id}
    kind, state = OperationType.MESSAGES_SEND, msgspec.to_builtins(plan)
    operation_service.begin(tx, requester_id, kind, parameters, wake, state=state)


async def run_send(operation_id: str, database: Database) -> None:
    """Send a message to its recipients, part after part; taken up again, it goes on where it ended."""
    while not await database.write(lambda tx: _one_part(tx, operation_id)):
        pass


def _one_part(tx: Tx, operation_id: str) -> bool:
    operation = operations.get(tx, operation_id)
    if operation is None or operation.finished is not None:
        return True
    plan = msgspec.json.decode(operation.state, type=SendPlan)
    after, is_last = mailing.send_part(tx, plan, mailing.PART)
    if is_last:
        operations.finish(tx, operation_id, OperationStatus.SUCCESS, "{}")
    else:
        operations.save_progress(tx, operation_id, 0, "{}", msgspec.json.encode(after).decode())
    return is_last
