"""Accounts as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.accounts.model import WorkerAccount
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
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
_BY_IDS = Query(sa.select(*_WORKER).where(in_list(_worker.id, "keys")))
_PRESENT = Query(sa.select(_worker.id).where(in_list(_worker.id, "keys"), _worker.deleted.is_(None)))
_BY_LOGIN = Query(sa.select(*_WORKER).where(_worker.login == bindparam("login")))
_AFTER = Query(
    sa.select(*_WORKER)
    # Nobody can be behind a worker without a login: those came with copied work.
    .where(
        _worker.deleted.is_(None),
        _worker.login.is_not(None),
        _worker.id > bindparam("after", type_=schema.ID),
    )
    .order_by(_worker.id)
    .limit(bindparam("size"))
)
_INSERT_WORKER = insert(schema.workers, ignore_conflicts=True)
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
_ADOPT = Query(
    sa.update(schema.workers)
    .where(_worker.id == bindparam("key"), _worker.login.is_(None), _worker.deleted.is_(None))
    .values(login=bindparam("new_login"), password_hash=bindparam("new_hash", type_=sa.Text()))
)
_ERASE = Query(
    sa.update(schema.workers)
    .where(_worker.id == bindparam("key"))
    .values(login=None, password_hash=None, profile="{}", adult_allowed=0, deleted=bindparam("now"))
)
_failure = schema.login_failures.c
_new_failure = postgresql.insert(schema.login_failures).values(
    login=bindparam("login", type_=sa.Text()), count=1, since_real=bindparam("now_real", type_=schema.TIME)
)
_is_over = _failure.since_real <= bindparam("over_real", type_=schema.TIME)
_COUNT_ATTEMPT = Query(
    _new_failure.on_conflict_do_update(
        index_elements=["login"],
        set_={
            "count": sa.case((_is_over, 1), else_=_failure.count + 1),
            "since_real": sa.case((_is_over, _new_failure.excluded.since_real), else_=_failure.since_real),
        },
    ).returning(_failure.count)
)
_FORGET_FAILURES = Query(sa.delete(schema.login_failures).where(_failure.login == bindparam("login")))
_FORGET_OLD_FAILURES = Query(
    sa.delete(schema.login_failures).where(_failure.since_real <= bindparam("over_real"))
)
_token = schema.tokens.c
_FORGET_OLD_TOKENS = Query(sa.delete(schema.tokens).where(_token.expires_real <= bindparam("now_real")))


def requester_name(tx: Tx, requester_id: str) -> str:
    """The requester's public name."""
    return str(tx.value(_NAME, id=requester_id))


def name_of(tx: Tx, requester_id: str) -> str | None:
    """The same, or None where there is no such requester."""
    found: str | None = tx.value(_NAME, id=requester_id)
    return found


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


def workers(tx: Tx, worker_ids: list[str]) -> list[WorkerAccount]:
    """Those of these workers that there are, in no order."""
    return [WorkerAccount(*row) for row in tx.all(_BY_IDS, keys=worker_ids)]


def present(tx: Tx, worker_ids: Iterable[str]) -> set[str]:
    """Those of these ids that are workers' who have not been erased."""
    return {row[0] for row in tx.all(_PRESENT, keys=list(worker_ids))}


def worker_by_login(tx: Tx, login: str) -> WorkerAccount | None:
    """A worker by (folded) login."""
    row = tx.one(_BY_LOGIN, login=login)
    return None if row is None else WorkerAccount(*row)


def workers_after(tx: Tx, worker_id: str, size: int) -> list[WorkerAccount]:
    """The next registered workers in the order of their ids; begin with an empty id."""
    return [WorkerAccount(*row) for row in tx.all(_AFTER, after=worker_id, size=size)]


def add_worker(tx: Tx, account: WorkerAccount) -> bool:
    """Keep a new worker; False when another has the login."""
    row = {name: getattr(account, name) for name in WorkerAccount.__struct_fields__}
    return tx.run(_INSERT_WORKER, **row) == 1


def save_profile(tx: Tx, worker_id: str, profile: str, *, adult_allowed: bool) -> None:
    """Replace the profile."""
    tx.run(_SAVE_PROFILE, key=worker_id, new_profile=profile, new_adult=int(adult_allowed))


def save_password(tx: Tx, worker_id: str, password_hash: str) -> None:
    """Replace the password's hash."""
    tx.run(_SAVE_PASSWORD, key=worker_id, new_hash=password_hash)


def adopt(tx: Tx, worker_id: str, login: str, password_hash: str | None) -> bool:
    """Give a worker whom nobody stands behind a login; False where there is none such."""
    return tx.run(_ADOPT, key=worker_id, new_login=login, new_hash=password_hash) == 1


def erase_worker(tx: Tx, worker_id: str) -> None:
    """Forget the person; the id stays as a pseudonym of the answers."""
    tx.run(_ERASE, key=worker_id, now=tx.now)


def count_attempt(tx: Tx, login: str, now_real: int, window: int) -> int:
    """Count an attempt to log in; how many there were within ``window`` milliseconds of the first."""
    return int(tx.value(_COUNT_ATTEMPT, login=login, now_real=now_real, over_real=now_real - window))


def forget_login_failures(tx: Tx, login: str) -> None:
    """A log-in succeeded."""
    tx.run(_FORGET_FAILURES, login=login)


def forget_ended(tx: Tx, now_real: int, window: int) -> None:
    """Remove sessions that have ended and attempts to log in that count no more."""
    tx.run(_FORGET_OLD_TOKENS, now_real=now_real)
    tx.run(_FORGET_OLD_FAILURES, over_real=now_real - window)


def hold_worker(tx: Tx, worker_id: str) -> None:
    """Let nothing else of this worker's be done until the transaction ends: their work goes step by step."""
    tx.lock(f"worker {worker_id}")


def need_worker(tx: Tx, worker_id: str) -> None:
    """The same of another worker than the one whose doing this is; the transaction may begin anew for it."""
    tx.need_alone(f"worker {worker_id}")
