"""Captchas, and where workers stand with them, as rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.captchas.model import Captcha, Outcome, Standing
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

_c = schema.captchas.c
_w = schema.captcha_workers.c
_GET = Query(sa.select(*columns_of(schema.captchas, Captcha)).where(_c.id == bindparam("key")))
_INSERT = insert(schema.captchas)
_CLOSE = Query(
    sa.update(schema.captchas)
    .where(_c.id == bindparam("key"))
    .values(outcome=bindparam("new_outcome", type_=sa.Text()), given=bindparam("new_given", type_=schema.ID))
)
_FORGET_OLD = Query(
    sa.delete(schema.captchas).where(
        _c.worker_id == bindparam("worker_id"), _c.created < bindparam("before"), _c.outcome.is_not(None)
    )
)
_STANDING = Query(
    sa.select(*columns_of(schema.captcha_workers, Standing)).where(_w.worker_id == bindparam("worker_id"))
)
_DONE_OF_MANY = Query(sa.select(_w.worker_id, _w.done).where(in_list(_w.worker_id, "worker_ids")))
_new = postgresql.insert(schema.captcha_workers).values(
    worker_id=bindparam("worker_id", type_=schema.ID),
    done=bindparam("tasks", type_=schema.NUMBER),
    pool_id=bindparam("pool_id", type_=schema.NUMBER),
    failed=0,
    captcha_id=None,
    asked=0,
    since_real=0,
)
_COUNT = Query(
    _new.on_conflict_do_update(
        index_elements=["worker_id"],
        set_={"done": _w.done + _new.excluded.done, "pool_id": _new.excluded.pool_id},
    )
)
_SAVE = Query(
    sa.update(schema.captcha_workers)
    .where(_w.worker_id == bindparam("key"))
    .values(
        done=bindparam("new_done"),
        pool_id=bindparam("new_pool_id"),
        failed=bindparam("new_failed"),
        captcha_id=bindparam("new_captcha_id", type_=schema.ID),
        asked=bindparam("new_asked"),
        since_real=bindparam("new_since_real"),
    )
)


def get(tx: Tx, captcha_id: str) -> Captcha | None:
    """A captcha by id."""
    row = tx.one(_GET, key=captcha_id)
    return None if row is None else Captcha(*row)


def add(tx: Tx, captcha: Captcha) -> None:
    """Keep a new one."""
    tx.run(_INSERT, **{name: getattr(captcha, name) for name in Captcha.__struct_fields__})


def close(tx: Tx, captcha_id: str, outcome: Outcome, given: str | None = None) -> None:
    """Nothing more is to come of it."""
    tx.run(_CLOSE, key=captcha_id, new_outcome=outcome.value, new_given=given)


def forget_old(tx: Tx, worker_id: str, before: int) -> None:
    """Drop the worker's finished captchas of earlier days: nobody repeats their answers any more."""
    tx.run(_FORGET_OLD, worker_id=worker_id, before=before)


def standing(tx: Tx, worker_id: str) -> Standing | None:
    """Where the worker stands; None for one who never worked where captchas are asked for."""
    row = tx.one(_STANDING, worker_id=worker_id)
    return None if row is None else Standing(*row)


def done_of_many(tx: Tx, worker_ids: Sequence[str]) -> dict[str, int]:
    """How many tasks these workers completed since a captcha; who never did is left out."""
    return dict(tx.all(_DONE_OF_MANY, worker_ids=list(worker_ids)))


def count(tx: Tx, worker_id: str, pool_id: int, tasks: int) -> None:
    """Add tasks that the worker completed in a pool that asks for captchas."""
    tx.run(_COUNT, worker_id=worker_id, pool_id=pool_id, tasks=tasks)


def save(tx: Tx, changed: Standing) -> None:
    """Keep where a worker stands now."""
    values = {f"new_{name}": getattr(changed, name) for name in Standing.__struct_fields__[1:]}
    tx.run(_SAVE, key=changed.worker_id, **values)
