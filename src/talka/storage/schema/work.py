"""What workers did, and what came of it."""

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

_LIVE = sa.text("status <> 'EXPIRED'")
_SUBMITTED = sa.text("status = 'SUBMITTED'")
_ACTIVE = sa.text("status = 'ACTIVE'")

assignments = table(
    "assignments",
    key("id", ID),
    column("pool_id", NUMBER),
    column("project_id", NUMBER),
    column("requester_id", ID),
    column("suite_id", ID),
    column("user_id", ID),
    column("status", sa.Text()),
    column("mixed", FLAG),
    column("reward", MONEY),
    column("fee", MONEY),
    column("created", TIME),
    column("deadline", TIME),
    optional("submitted", TIME),
    optional("accepted", TIME),
    optional("rejected", TIME),
    optional("skipped", TIME),
    optional("expired", TIME),
    optional("review_until", TIME),
    column("task_ids", JSON),
    optional("solutions", JSON),
    optional("first_attempts", JSON),
    optional("public_comment", sa.Text()),
    column("automerged", FLAG),
    sa.Index("assignments_by_suite", "suite_id"),
    sa.Index("assignments_by_user", "user_id", "created", "id"),
    sa.Index("assignments_active", "user_id", "pool_id", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    sa.Index(
        "assignments_on_review",
        "user_id",
        "pool_id",
        sqlite_where=_SUBMITTED,
        postgresql_where=_SUBMITTED,
    ),
    sa.Index("assignments_by_deadline", "deadline", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    sa.Index(
        "assignments_once", "user_id", "suite_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    ),
)
drafts = table("drafts", key("assignment_id", ID), column("solutions", JSON), column("modified", TIME))
training_progress = table(
    "training_progress",
    key("user_id", ID),
    key("pool_id", NUMBER),
    column("suites", NUMBER),
    column("answers", NUMBER),
    column("credit", REAL),
    clustered=True,
)
# When a worker last completed a task of a pool linked to a training: the clock of the skill's lifetime.
linked_work = table(
    "linked_work",
    key("user_id", ID),
    key("training_id", NUMBER),
    column("at", TIME),
    clustered=True,
)
# How many tasks a worker had completed, by kind, in a pool or a project (`scope_id`: their numbers are one
# series) when an hour of business time was over: what was done since any hour is the difference of two rows.
completed_tasks = table(
    "completed_tasks",
    key("worker_id", ID),
    key("scope_id", NUMBER),
    key("hour", NUMBER),
    column("general", NUMBER),
    column("control", NUMBER),
    column("training", NUMBER),
    clustered=True,
)
attachments = table(
    "attachments",
    key("id", ID),
    column("user_id", ID),
    optional("requester_id", ID),
    optional("pool_id", NUMBER),
    optional("assignment_id", ID),
    column("name", sa.Text()),
    column("media_type", sa.Text()),
    column("size", NUMBER),
    column("created", TIME),
    column("uploaded_real", TIME),
    sa.Index("attachments_by_assignment", "assignment_id"),
    sa.Index("attachments_by_pool", "pool_id", "id"),
    sa.Index("attachments_by_user", "user_id"),
    sa.Index(
        "attachments_unbound",
        "uploaded_real",
        sqlite_where=sa.text("requester_id IS NULL"),
        postgresql_where=sa.text("requester_id IS NULL"),
    ),
)
user_restrictions = table(
    "user_restrictions",
    key("id", NUMBER),
    optional("requester_id", ID),
    column("user_id", ID),
    column("scope", sa.Text()),
    column("target", ID),
    optional("project_id", NUMBER),
    optional("pool_id", NUMBER),
    optional("private_comment", sa.Text()),
    optional("will_expire", TIME),
    column("created", TIME),
    sa.Index("user_restrictions_unique", "user_id", "scope", "target", unique=True),
    sa.Index("user_restrictions_by_requester", "requester_id", "id"),
)
user_bonuses = table(
    "user_bonuses",
    key("id", NUMBER),
    column("requester_id", ID),
    column("user_id", ID),
    column("amount", MONEY),
    column("fee", MONEY),
    optional("private_comment", sa.Text()),
    optional("public_title", JSON),
    optional("public_message", JSON),
    column("without_message", FLAG),
    optional("assignment_id", ID),
    column("created", TIME),
    # As it was sent, for the log of the operation that it came with.
    optional("body", JSON),
    optional("operation_id", ID),
    optional("item_index", NUMBER),
    sa.Index("user_bonuses_by_requester", "requester_id", "id"),
    sa.Index("user_bonuses_by_user", "user_id", "created", "id"),
    sa.Index("user_bonuses_by_assignment", "assignment_id"),
    sa.Index(
        "user_bonuses_by_operation",
        "operation_id",
        "item_index",
        sqlite_where=sa.text("operation_id IS NOT NULL"),
        postgresql_where=sa.text("operation_id IS NOT NULL"),
    ),
)
# How reviews of a worker's answers ended, by project; project 0 is all projects together.
reviews = table(
    "reviews",
    key("worker_id", ID),
    key("project_id", NUMBER),
    column("accepted", NUMBER),
    column("rejected", NUMBER),
    clustered=True,
)
# Who contends for a pool that keeps the best workers only, since when and until when; and the forecast that
# is needed there.
contenders = table(
    "contenders",
    key("pool_id", NUMBER),
    key("worker_id", ID),
    column("forecast", REAL),
    column("since", TIME),
    column("until", TIME),
    sa.Index("contenders_by_time", "pool_id", "until", "forecast", "since", "worker_id"),
    clustered=True,
)
quality_cuts = table(
    "quality_cuts", key("pool_id", NUMBER), optional("forecast", REAL), column("at", TIME), clustered=True
)

# Pictures of captchas, answers sealed; finished ones go when another comes a day later.
captchas = table(
    "captchas",
    key("id", ID),
    column("worker_id", ID),
    column("pool_id", NUMBER),
    column("answer", ID),
    column("picture", NUMBER),
    column("created", TIME),
    column("expires", TIME),
    optional("outcome", sa.Text()),
    optional("given", ID),
    sa.Index("captchas_by_worker", "worker_id", "created"),
)
# Where workers stand: tasks completed since a captcha was solved, and for which pool the next is shown.
captcha_workers = table(
    "captcha_workers",
    key("worker_id", ID),
    column("done", NUMBER),
    column("pool_id", NUMBER),
    column("failed", NUMBER),
    optional("captcha_id", ID),
    column("asked", NUMBER),
    column("since_real", TIME),
    clustered=True,
)
