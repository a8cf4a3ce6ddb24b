"""Does what is kept agree with itself? Every check reads one snapshot and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import sqlalchemy as sa

from talka.attachments.files import FileStore
from talka.attachments.jobs import faults_of_files
from talka.bonuses import money as bonuses
from talka.distribution import audit
from talka.distribution.audit_records import faults_of_reviews
from talka.ledger import service as ledger
from talka.messages import audit as messages
from talka.quality_control import audit as quality_audit
from talka.storage.database import Database
from talka.storage.query import SQLITE, Query
from talka.storage.tx import Tx

Check = Callable[[Tx], list[str]]

_QUICK_CHECK = Query(sa.text("PRAGMA quick_check"))


CHECKS: list[Check] = [
    ledger.faults,
    audit.faults,
    faults_of_reviews,
    bonuses.faults,
    quality_audit.faults,
    messages.faults,
]
"""What is looked at: each says in words what is wrong, and nothing when all is well."""


def examine(database: Database, files: FileStore) -> list[str]:
    """What is wrong with one environment, in words; empty when all is well. A server may be running."""
    found = database.read_now(lambda tx: _damage(tx) or [fault for check in CHECKS for fault in check(tx)])
    return found + asyncio.run(faults_of_files(database, files))


def _damage(tx: Tx) -> list[str]:
    """What SQLite finds wrong with its file; PostgreSQL looks after its own."""
    if tx.dialect != SQLITE:
        return []
    return [f"the database file is damaged: {row[0]}" for row in tx.all(_QUICK_CHECK) if row[0] != "ok"]
