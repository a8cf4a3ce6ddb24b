"""Every statement about apps is found by an index, however many items there are."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from talka.apps import store
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import SQLITE, Query

STATEMENTS = {name: value for name, value in vars(store).items() if isinstance(value, Query)}
OWNED = {
    "projects": (store.PROJECTS, store.PROJECT_OWNER, "id"),
    "batches": (store.BATCHES, store.BATCH_PROJECT, "id"),
    "items": (store.ITEMS, store.ITEM_PROJECT, "id"),
    "finished items": (store.ITEMS, store.ITEM_PROJECT, "finished"),
}


def plan_of(database: Database, query: Query) -> list[str]:
    sql, constants = query.render(SQLITE)
    names = dict.fromkeys(sa.text(sql)._bindparams, "[]") | constants

    def ask(tx):
        tx._cursor.execute("EXPLAIN QUERY PLAN " + sql, names)
        return [row[3] for row in tx._cursor.fetchall()]

    return database.read_now(ask)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_statement_scans_nothing(database: Database, name: str):
    plan = plan_of(database, STATEMENTS[name])
    assert not [step for step in plan if step.startswith("SCAN") and "json_each" not in step], plan


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(OWNED))
def test_a_list_is_read_in_its_order(database: Database, name: str):
    spec, owner, order = OWNED[name]
    statement = sa.select(*spec.columns).where(owner == sa.bindparam("owner", type_=schema.ID))
    if spec.source is not None:
        statement = statement.select_from(spec.source)
    if spec.where is not None:
        statement = statement.where(spec.where)
    columns = [spec.fields[one].column for one in dict.fromkeys((order, "id"))]
    plan = plan_of(database, Query(statement.order_by(*columns).limit(sa.bindparam("limit"))))
    assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")], plan
