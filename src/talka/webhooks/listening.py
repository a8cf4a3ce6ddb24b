"""Writing down what subscribers are to be told, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talka.aggregation.model import DynamicOverlapCompleted
from talka.assignments.model import (
    Assignment,
    AssignmentAccepted,
    AssignmentCreated,
    AssignmentExpired,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentSubmitted,
)
from talka.kernel.events import Listeners
from talka.kernel.ids import new_uuid
from talka.pools.model import PoolClosed
from talka.storage.tx import Tx
from talka.webhooks import rules, store
from talka.webhooks.model import EventType

_OF_ASSIGNMENTS = {
    AssignmentCreated: EventType.ASSIGNMENT_CREATED,
    AssignmentSubmitted: EventType.ASSIGNMENT_SUBMITTED,
    AssignmentSkipped: EventType.ASSIGNMENT_SKIPPED,
    AssignmentExpired: EventType.ASSIGNMENT_EXPIRED,
    AssignmentAccepted: EventType.ASSIGNMENT_APPROVED,
    AssignmentRejected: EventType.ASSIGNMENT_REJECTED,
}


class Outbox:
    """Listens to what webhooks tell. ``wake`` is called once something to send is durable."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def listen(self, known: Listeners) -> None:
        """Hear of everything that can be subscribed to."""
        for event_class in _OF_ASSIGNMENTS:
            known.on(event_class, self.when_assignment)
        known.on(PoolClosed, self.when_pool_closed)
        known.on(DynamicOverlapCompleted, self.when_overlap_completed)

    def when_assignment(self, tx: Tx, event: Any) -> None:
        """A worker was given a suite, or it went on."""
        assignment: Assignment = event.assignment
        self._tell(
            tx,
            assignment.pool_id,
            assignment.project_id,
            _OF_ASSIGNMENTS[type(event)],
            {"task_suite_id": assignment.suite_id, "assignment_id": assignment.id},
        )

    def when_pool_closed(self, tx: Tx, event: PoolClosed) -> None:
        """A pool or training was closed, for whatever reason."""
        details = {"close_reason": event.reason}
        self._tell(tx, event.pool_id, event.project_id, EventType.POOL_CLOSED, details)

    def when_overlap_completed(self, tx: Tx, event: DynamicOverlapCompleted) -> None:
        """A task of a dynamic overlap has its answer."""
        details = {
            "task_id": event.task_id,
            "confidence": event.confidence,
            "assignment_ids": event.assignment_ids,
            "output_values": event.output_values,
        }
        self._tell(tx, event.pool_id, event.project_id, EventType.DYNAMIC_OVERLAP_COMPLETED, details)

    def _tell(
        self, tx: Tx, pool_id: int, project_id: int, event_type: EventType, details: Mapping[str, Any]
    ) -> None:
        subscribers = store.subscribed(tx, pool_id, event_type)
        if not subscribers:
            return
        store.add_events(
            tx,
            [
                (
                    subscription_id,
                    rules.event_body(
                        subscription_id,
                        event_type,
                        uuid=new_uuid(),
                        now=tx.now,
                        project_id=project_id,
                        pool_id=pool_id,
                        details=details,
                    ),
                )
                for subscription_id in subscribers
            ],
        )
        tx.after_commit(self._wake)
