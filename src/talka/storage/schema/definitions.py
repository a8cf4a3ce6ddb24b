"""What requesters set up: operations, skills, projects, pools and trainings."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import (
    FLAG,
    ID,
    JSON,
    KIND,
    MONEY,
    NUMBER,
    REAL,
    TIME,
    column,
    key,
    optional,
    table,
)

operations = table(
    "operations",
    key("id", ID),
    column("requester_id", ID),
    column("type", sa.Text()),
    column("status", sa.Text()),
    column("submitted", TIME),
    optional("started", TIME),
    optional("finished", TIME),
    column("progress", NUMBER),
    column("parameters", JSON),
    column("details", JSON),
    column("state", JSON),
    optional("lease_until_real", TIME),
    optional("lease_owner", sa.Text()),
    sa.Index("operations_by_requester", "requester_id", "submitted"),
    sa.Index(
        "operations_unfinished",
        "submitted",
        sqlite_where=sa.text("finished IS NULL"),
        postgresql_where=sa.text("finished IS NULL"),
    ),
    sa.Index(
        "operations_of_analytics",
        "submitted",
        sqlite_where=sa.text("type = 'ANALYTICS'"),
        postgresql_where=sa.text("type = 'ANALYTICS'"),
    ),
)
operation_chunks = table(
    "operation_chunks",
    key("operation_id", ID),
    key("chunk", NUMBER),
    column("body", JSON),
)
operation_failures = table(
    "operation_failures",
    key("operation_id", ID),
    key("item_index", NUMBER),
    column("type", sa.Text()),
    column("input", JSON),
    column("output", JSON),
)

skills = table(
    "skills",
    key("id", NUMBER),
    optional("requester_id", ID),
    optional("training_project_id", NUMBER),
    column("name", sa.Text()),
    column("hidden", FLAG),
    column("global", FLAG),
    column("created", TIME),
    column("modified", TIME),
    column("form", JSON),
    sa.Index("skills_by_requester", "requester_id", "id"),
    sa.Index("skills_by_training_project", "training_project_id", unique=True),
)
user_skills = table(
    "user_skills",
    key("id", NUMBER),
    column("skill_id", NUMBER),
    column("user_id", ID),
    column("exact_value", REAL),
    column("created", TIME),
    column("modified", TIME),
    optional("reason", sa.Text()),
    optional("training_id", NUMBER),
    sa.Index("user_skills_unique", "user_id", "skill_id", unique=True),
    sa.Index("user_skills_by_skill", "skill_id", "id"),
)

projects = table(
    "projects",
    key("id", NUMBER),
    column("requester_id", ID),
    column("status", sa.Text()),
    column("public_name", sa.Text()),
    optional("private_comment", sa.Text()),
    column("created", TIME),
    column("version_major", NUMBER),
    column("version_minor", NUMBER),
    column("form", JSON),
    # The app project that runs it; lists leave it out.
    optional("managed_by", ID),
    sa.Index("projects_by_requester", "requester_id", "id"),
)
project_versions = table(
    "project_versions",
    key("project_id", NUMBER),
    key("major", NUMBER),
    column("minor", NUMBER),
    column("task_spec", JSON),
    column("created", TIME),
)
pools = table(
    "pools",
    key("id", NUMBER),
    column("project_id", NUMBER),
    column("requester_id", ID),
    column("type", sa.Text()),
    column("status", sa.Text()),
    optional("locked_by", ID),
    optional("last_close_reason", sa.Text()),
    column("created", TIME),
    optional("last_started", TIME),
    optional("last_stopped", TIME),
    column("last_active", TIME),
    column("revision", NUMBER),
    column("project_version_major", NUMBER),
    optional("training_id", NUMBER),
    column("cloned", FLAG),
    column("form", JSON),
    # Where the next unit goes: the queue's newest epoch, and whether a cursor has entered it.
    column("epoch", NUMBER),
    column("epoch_entered", FLAG),
    column("next_rank", NUMBER),
    # Its suites are chosen on a map: what the project said when the pool was made.
    column("on_map", FLAG),
    # The app batch that runs it; lists leave it out.
    optional("managed_by", ID),
    sa.Index("pools_by_requester", "requester_id", "id"),
    sa.Index("pools_by_project", "project_id", "id"),
    sa.Index("pools_by_training", "training_id"),
    sa.Index("pools_by_status", "status", "project_id"),
)
# Counters of a pool. Sums over `shard` are the truth; `last_` columns are maxima.
pool_counters = table(
    "pool_counters",
    key("pool_id", NUMBER),
    key("shard", KIND),
    column("general", NUMBER),
    column("control", NUMBER),
    column("training", NUMBER),
    column("general_inside", NUMBER),
    column("suites", NUMBER),
    column("finite_units", NUMBER),
    column("open_units", NUMBER),
    column("slots", NUMBER),
    column("free_slots", NUMBER),
    column("issued", NUMBER),
    column("active", NUMBER),
    column("submitted", NUMBER),
    column("accepted", NUMBER),
    column("rejected", NUMBER),
    column("skipped", NUMBER),
    column("expired", NUMBER),
    column("work_millis", NUMBER),
    column("spent", MONEY),
    column("workers", NUMBER),
    column("submitters", NUMBER),
    optional("last_growth", TIME),
    optional("last_rejection", TIME),
)

# Who has worked in a pool: when they first took and first handed in a page there and, to about a minute,
# when they were last seen at it.
pool_workers = table(
    "pool_workers",
    key("pool_id", NUMBER),
    key("worker_id", ID),
    column("taken", TIME),
    optional("submitted", TIME),
    column("at_work", TIME),
    sa.Index("pool_workers_by_time", "at_work", "worker_id"),
    clustered=True,
)
