"""App projects, their batches and items."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import (
    FLAG,
    ID,
    JSON,
    MONEY,
    NUMBER,
    REAL,
    TIME,
    column,
    key,
    optional,
    table,
)

_NOT_NULL = "{0} IS NOT NULL"

app_projects = table(
    "app_projects",
    key("id", ID),
    column("requester_id", ID),
    column("app_id", ID),
    optional("parent_app_project_id", ID),
    column("name", ID),
    column("status", ID),
    column("created", TIME),
    column("item_price", MONEY),
    column("parameters", JSON),
    # What the app was when the project was made: later changes of the app are not the project's.
    column("settings", JSON),
    column("project_id", NUMBER),
    sa.Index("app_projects_by_requester", "requester_id", "id"),
)
# `status` is what the requester sees; archived, `before` is what it was. One that `streams` takes the items
# that come without a batch, and is shown to nobody. `loaded` of its `items` were given to the pool or
# copied; of these `answered` wait for the batch's decision, and `completed` and `failed` are done.
app_batches = table(
    "app_batches",
    key("id", ID),
    column("app_project_id", ID),
    column("requester_id", ID),
    column("name", ID),
    column("status", ID),
    optional("before", ID),
    column("streams", FLAG),
    column("priority", NUMBER),
    column("created", TIME),
    optional("started", TIME),
    optional("finished", TIME),
    column("item_price", MONEY),
    optional("pool_id", NUMBER),
    optional("operation_id", ID),
    column("items", NUMBER),
    column("loaded", NUMBER),
    column("answered", NUMBER),
    column("completed", NUMBER),
    column("failed", NUMBER),
    column("copied", NUMBER),
    column("confidence", REAL),
    optional("last_import", JSON),
    sa.Index("app_batches_by_project", "app_project_id", "id"),
    sa.Index("app_batches_by_status", "app_project_id", "status"),
)
# `sameness` is a hash of what is asked. `origin_id`: the item whose result this one takes over. `finished` is
# far in the future until it is.
app_items = table(
    "app_items",
    key("id", ID),
    column("app_project_id", ID),
    column("batch_id", ID),
    column("status", ID),
    column("fresh", FLAG),
    column("sameness", ID),
    optional("origin_id", ID),
    optional("task_id", ID),
    column("created", TIME),
    optional("started", TIME),
    column("finished", TIME),
    column("input_data", JSON),
    optional("output_data", JSON),
    optional("confidence", REAL),
    optional("errors", JSON),
    sa.Index("app_items_by_project", "app_project_id", "id"),
    sa.Index("app_items_by_batch", "batch_id", "status", "id"),
    sa.Index("app_items_by_end", "app_project_id", "finished", "id"),
    sa.Index("app_items_alike", "app_project_id", "sameness"),
    sa.Index(
        "app_items_by_origin",
        "origin_id",
        sqlite_where=sa.text(_NOT_NULL.format("origin_id")),
        postgresql_where=sa.text(_NOT_NULL.format("origin_id")),
    ),
    sa.Index(
        "app_items_by_task",
        "task_id",
        sqlite_where=sa.text(_NOT_NULL.format("task_id")),
        postgresql_where=sa.text(_NOT_NULL.format("task_id")),
    ),
)
