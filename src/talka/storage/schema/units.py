"""Tasks, suites, and the queues that give them out."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import (
    FLAG,
    ID,
    JSON,
    KIND,
    NUMBER,
    REAL,
    TIME,
    column,
    key,
    optional,
    table,
)

tasks = table(
    "tasks",
    key("id", ID),
    column("pool_id", NUMBER),
    column("kind", KIND),
    column("created", TIME),
    optional("overlap", NUMBER),
    column("infinite", FLAG),
    column("occupied", NUMBER),
    optional("epoch", NUMBER),
    optional("rank", NUMBER),
    optional("returned_rank", NUMBER),
    optional("reserved_for", JSON),
    optional("unavailable_for", JSON),
    column("body", JSON),
    optional("patch", JSON),
    optional("suite_id", ID),
    optional("origin_task_id", ID),
    # The overlap of one that was chosen for a majority-vote check: it stands in a lane of its own then.
    optional("target_overlap", NUMBER),
    optional("operation_id", ID),
    optional("item_index", NUMBER),
    sa.Index(
        "tasks_by_operation",
        "operation_id",
        "item_index",
        sqlite_where=sa.text("operation_id IS NOT NULL"),
        postgresql_where=sa.text("operation_id IS NOT NULL"),
    ),
)
task_suites = table(
    "task_suites",
    key("id", ID),
    column("pool_id", NUMBER),
    column("created", TIME),
    column("mixed", FLAG),
    optional("overlap", NUMBER),
    column("infinite", FLAG),
    column("occupied", NUMBER),
    column("issuing_order_override", REAL),
    optional("level", REAL),
    optional("epoch", NUMBER),
    optional("rank", NUMBER),
    optional("returned_rank", NUMBER),
    optional("reserved_for", JSON),
    optional("unavailable_for", JSON),
    # Where it stands on the map; suites that are given out in turn have no place here.
    optional("latitude", REAL),
    optional("longitude", REAL),
    column("automerged", FLAG),
    column("task_ids", JSON),
    optional("body", JSON),
    optional("operation_id", ID),
    optional("item_index", NUMBER),
    sa.Index(
        "task_suites_by_operation",
        "operation_id",
        "item_index",
        sqlite_where=sa.text("operation_id IS NOT NULL"),
        postgresql_where=sa.text("operation_id IS NOT NULL"),
    ),
)
suite_tasks = table("suite_tasks", key("task_id", ID), key("suite_id", ID), clustered=True)
# Units (suites, or tasks to be mixed) with free slots. A row stands here while slots are free and is never
# put at or before a cursor: an epoch that a cursor has entered takes no more rows.
queue = table(
    "queue",
    key("pool_id", NUMBER),
    key("lane", KIND),
    key("level", REAL),
    key("epoch", NUMBER),
    key("rank", NUMBER),
    column("unit_id", ID),
    clustered=True,
)
# Units with `reserved_for` stand here, once for each of their workers, and never in the shared queue.
reserved_queue = table(
    "reserved_queue",
    key("worker_id", ID),
    key("pool_id", NUMBER),
    key("lane", KIND),
    key("level", REAL),
    key("rank", NUMBER),
    column("unit_id", ID),
    clustered=True,
)
# Suites with free slots that are chosen on a map, along the curve that keeps near places near in `cell`:
# under no worker's name those for everybody, under each of their workers' those with `reserved_for`.
points = table(
    "points",
    key("pool_id", NUMBER),
    key("worker_id", ID),
    key("cell", NUMBER),
    key("unit_id", ID),
    column("latitude", REAL),
    column("longitude", REAL),
    optional("unavailable_for", JSON),
    clustered=True,
)
# Tasks by a hash of what they ask, where their project merges those that ask the same.
twins = table(
    "twins",
    key("project_id", NUMBER),
    key("hash", NUMBER),
    key("pool_id", NUMBER),
    key("task_id", ID),
    clustered=True,
)
cursors = table(
    "cursors",
    key("worker_id", ID),
    key("pool_id", NUMBER),
    key("lane", KIND),
    key("level", REAL),
    column("epoch", NUMBER),
    column("rank", NUMBER),
    clustered=True,
)
# Which units a worker has had (expiry forgets).
seen = table("seen", key("worker_id", ID), key("unit_id", ID), clustered=True)

# Where tasks chosen for a check may stand: pools by project and lane, so that another pool of the project can
# take over what a closed one has left. A row may outlive the last of them; who finds none takes it out.
check_pools = table(
    "check_pools", key("project_id", NUMBER), key("lane", KIND), key("pool_id", NUMBER), clustered=True
)
