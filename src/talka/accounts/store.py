"""Accounts as rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts.model import WorkerAccount
from talka.storage import schema
from talka.storage.query import Query, columns_of, insert, upsert
from talka.storage.tx import Tx

_requester = schema.requesters.c
_NAME = Query(sa.select(_requester.name).where(_requester.id == bindparam("id")))
_FIND = Query(
    sa.select(_requester.id).where(
        sa.or_(_requester.id == bindparam("text"), _requester.email == bindparam("text"))
    )
)
_INSERT_REQUESTER = insert(schema.requesters)

_worker = schema.workers.c
_WORKER = columns_of(schema.workers, WorkerAccount)
_BY_ID = Query(sa.select(*_WORKER).where(_worker.id == bindparam("key")))
_BY_LOGIN = Query(sa.select(*_WORKER).where(_worker.login == bindparam("login")))
_INSERT_WORKER = insert(schema.workers)
_SAVE_PROFILE = Query(
    sa.update(schema.workers)
    .where(_worker.id == bindparam("key"))
    .values(profile=bindparam("new_profile"), adult_allowed=bindparam("new_adult"))
)
_SAVE_PASSWORD = Query(
    sa.update(schema.workers)
    .where(_worker.id == bindparam("key"))
    .values(password_hash=bindparam("new_hash"))
)
_ERASE = Query(
    sa.update(schema.workers)
    .where(_worker.id == bindparam("key"))
    .values(login=None, password_hash=None, profile="{}", adult_allowed=0, deleted=bindparam("now"))
)
_failure = schema.login_failures.c
_FAILURES = Query(sa.select(_failure.count, _failure.since_real).where(_failure.login == bindparam("login")))
_SAVE_FAILURES = upsert(schema.login_failures)
_FORGET_FAILURES = Query(sa.delete(schema.login_failures).where(_failure.login == bindparam("login")))


def requester_name(tx: Tx, requester_id: str) -> str:
    """The requester's public name."""
    return str(tx.value(_NAME, id=requester_id))


def find_requester(tx: Tx, id_or_email: str) -> str | None:
    """The id of the requester named by id or e-mail address."""
    found: str | None = tx.value(_FIND, text=id_or_email)
    return found


def add_requester(tx: Tx, **row: Any) -> None:
    """Keep a new requester."""
    tx.run(_INSERT_REQUESTER, **row)


def worker(tx: Tx, worker_id: str) -> WorkerAccount | None:
    """A worker by id."""
    row = tx.one(_BY_ID, key=worker_id)
    return None if row is None else WorkerAccount(*row)


def worker_by_login(tx: Tx, login: str) -> WorkerAccount | None:
    """A worker by (folded) login."""
    row = tx.one(_BY_LOGIN, login=login)
    return None if row is None else WorkerAccount(*row)


def add_worker(tx: Tx, account: WorkerAccount) -> None:
    """Keep a new worker."""
    tx.run(_INSERT_WORKER, **{name: getattr(account, name) for name in WorkerAccount.__struct_fields__})


def save_profile(tx: Tx, worker_id: str, profile: str, *, adult_allowed: bool) -> None:
    """Replace the profile."""
    tx.run(_SAVE_PROFILE, key=worker_id, new_profile=profile, new_adult=int(adult_allowed))


def save_password(tx: Tx, worker_id: str, password_hash: str) -> None:
    """Replace the password's hash."""
    tx.run(_SAVE_PASSWORD, key=worker_id, new_hash=password_hash)


def erase_worker(tx: Tx, worker_id: str) -> None:
    """Forget the person; the id stays as a pseudonym of the answers."""
    tx.run(_ERASE, key=worker_id, now=tx.now)


def login_failures(tx: Tx, login: str) -> tuple[int, int]:
    """How many log-ins failed in a row, and since when (real time)."""
    row = tx.one(_FAILURES, login=login)
    return (0, 0) if row is None else (row[0], row[1])


def save_login_failures(tx: Tx, login: str, count: int, since_real: int) -> None:
    """Remember failed log-ins."""
    tx.run(_SAVE_FAILURES, login=login, count=count, since_real=since_real)


def forget_login_failures(tx: Tx, login: str) -> None:
    """A log-in succeeded."""
    tx.run(_FORGET_FAILURES, login=login)
