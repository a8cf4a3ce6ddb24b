"""Every table, for both databases.

Only plain types: whole numbers (times in milliseconds, money in micro-units, truth as 0 and 1), floats and
text (JSON included, kept byte for byte). Ids compare as text byte by byte on either database. Task-side
tables carry ``pool_id`` and their ids begin with it, so that a distributed PostgreSQL can shard by pool.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger()
TIME = sa.BigInteger()
MONEY = sa.BigInteger()
FLAG = sa.SmallInteger()
KIND = sa.SmallInteger()
JSON = sa.Text()
REAL: sa.Double[float] = sa.Double()

# The one sequence of all numeric ids; SQLite has no sequences and counts in a row of `numbers`.
object_numbers = sa.Sequence("object_numbers", start=1_000_000_000, metadata=metadata)


def _table(name: str, *parts: Any, clustered: bool = False) -> sa.Table:
    """A table; a ``clustered`` one is kept in the order of its key where the database can."""
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=not clustered)


def _column(name: str, kind: Any, *args: Any, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, kind, *args, **options)


def _key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def _optional(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


# --- the environment ---------------------------------------------------------------------------------

clock_offset = _table("clock_offset", _key("id", KIND), _column("offset_ms", TIME))
numbers = _table("numbers", _key("name", sa.Text()), _column("value", NUMBER))
due = _table(
    "due",
    _key("kind", sa.Text()),
    _key("subject", ID),
    _column("at", TIME),
    sa.Index("due_by_time", "at"),
    clustered=True,
)
secrets = _table("secrets", _key("name", sa.Text()), _column("value", sa.Text()))

# --- people and money --------------------------------------------------------------------------------

requesters = _table(
    "requesters",
    _key("id", ID),
    _column("name", sa.Text()),
    _optional("email", sa.Text()),
    _column("company_id", ID),
    _column("created", TIME),
    sa.Index("requesters_by_email", "email", unique=True),
)
workers = _table(
    "workers",
    _key("id", ID),
    _optional("login", sa.Text()),
    _optional("password_hash", sa.Text()),
    _column("profile", JSON),
    _column("adult_allowed", FLAG),
    _column("created", TIME),
    _optional("deleted", TIME),
    sa.Index("workers_by_login", "login", unique=True),
)
tokens = _table(
    "tokens",
    _key("hash", ID),
    _column("kind", sa.Text()),
    _column("owner_id", ID),
    _column("created", TIME),
    _optional("expires_real", TIME),
    sa.Index("tokens_by_owner", "owner_id"),
)
login_failures = _table(
    "login_failures", _key("login", sa.Text()), _column("count", NUMBER), _column("since_real", TIME)
)
# An account's balance is the sum over its shards: on PostgreSQL many pay out of a requester's purse at once.
ledger_accounts = _table(
    "ledger_accounts", _key("id", ID), _key("shard", KIND), _column("balance", MONEY), clustered=True
)
ledger_lines = _table(
    "ledger_lines",
    _key("cause", ID),
    _key("account_id", ID),
    _column("amount", MONEY),
    _column("created", TIME),
    _optional("assignment_id", ID),
    sa.Index("ledger_lines_by_account", "account_id", "created", "cause"),
    clustered=True,
)
# What the platform knows of a worker besides what they said: where they came from last, and what the operator
# vouches for.
worker_attributes = _table(
    "worker_attributes",
    _key("worker_id", ID),
    _column("user_agent", sa.Text()),
    _optional("country_by_ip", sa.Text()),
    _optional("country_by_phone", sa.Text()),
    _column("verified", FLAG),
    _column("modified", TIME),
    clustered=True,
)

# --- operations --------------------------------------------------------------------------------------

operations = _table(
    "operations",
    _key("id", ID),
    _column("requester_id", ID),
    _column("type", sa.Text()),
    _column("status", sa.Text()),
    _column("submitted", TIME),
    _optional("started", TIME),
    _optional("finished", TIME),
    _column("progress", NUMBER),
    _column("parameters", JSON),
    _column("details", JSON),
    _column("state", JSON),
    _optional("lease_until_real", TIME),
    _optional("lease_owner", sa.Text()),
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
operation_chunks = _table(
    "operation_chunks",
    _key("operation_id", ID),
    _key("chunk", NUMBER),
    _column("body", JSON),
)
operation_failures = _table(
    "operation_failures",
    _key("operation_id", ID),
    _key("item_index", NUMBER),
    _column("type", sa.Text()),
    _column("input", JSON),
    _column("output", JSON),
)

# --- skills ------------------------------------------------------------------------------------------

skills = _table(
    "skills",
    _key("id", NUMBER),
    _optional("requester_id", ID),
    _optional("training_project_id", NUMBER),
    _column("name", sa.Text()),
    _column("hidden", FLAG),
    _column("global", FLAG),
    _column("created", TIME),
    _column("modified", TIME),
    _column("form", JSON),
    sa.Index("skills_by_requester", "requester_id", "id"),
    sa.Index("skills_by_training_project", "training_project_id", unique=True),
)
user_skills = _table(
    "user_skills",
    _key("id", NUMBER),
    _column("skill_id", NUMBER),
    _column("user_id", ID),
    _column("exact_value", REAL),
    _column("created", TIME),
    _column("modified", TIME),
    _optional("reason", sa.Text()),
    _optional("training_id", NUMBER),
    sa.Index("user_skills_unique", "user_id", "skill_id", unique=True),
    sa.Index("user_skills_by_skill", "skill_id", "id"),
)

# --- projects, pools, trainings ----------------------------------------------------------------------

projects = _table(
    "projects",
    _key("id", NUMBER),
    _column("requester_id", ID),
    _column("status", sa.Text()),
    _column("public_name", sa.Text()),
    _optional("private_comment", sa.Text()),
    _column("created", TIME),
    _column("version_major", NUMBER),
    _column("version_minor", NUMBER),
    _column("form", JSON),
    sa.Index("projects_by_requester", "requester_id", "id"),
)
project_versions = _table(
    "project_versions",
    _key("project_id", NUMBER),
    _key("major", NUMBER),
    _column("minor", NUMBER),
    _column("task_spec", JSON),
    _column("created", TIME),
)
pools = _table(
    "pools",
    _key("id", NUMBER),
    _column("project_id", NUMBER),
    _column("requester_id", ID),
    _column("type", sa.Text()),
    _column("status", sa.Text()),
    _optional("locked_by", ID),
    _optional("last_close_reason", sa.Text()),
    _column("created", TIME),
    _optional("last_started", TIME),
    _optional("last_stopped", TIME),
    _column("last_active", TIME),
    _column("revision", NUMBER),
    _column("project_version_major", NUMBER),
    _optional("training_id", NUMBER),
    _column("cloned", FLAG),
    _column("form", JSON),
    # Where the next unit goes: the queue's newest epoch, and whether a cursor has entered it.
    _column("epoch", NUMBER),
    _column("epoch_entered", FLAG),
    _column("next_rank", NUMBER),
    # Its suites are chosen on a map: what the project said when the pool was made.
    _column("on_map", FLAG),
    sa.Index("pools_by_requester", "requester_id", "id"),
    sa.Index("pools_by_project", "project_id", "id"),
    sa.Index("pools_by_training", "training_id"),
    sa.Index("pools_by_status", "status", "project_id"),
)
# Counters of a pool. Sums over `shard` are the truth; `last_` columns are maxima.
pool_counters = _table(
    "pool_counters",
    _key("pool_id", NUMBER),
    _key("shard", KIND),
    _column("general", NUMBER),
    _column("control", NUMBER),
    _column("training", NUMBER),
    _column("general_inside", NUMBER),
    _column("suites", NUMBER),
    _column("finite_units", NUMBER),
    _column("open_units", NUMBER),
    _column("slots", NUMBER),
    _column("free_slots", NUMBER),
    _column("issued", NUMBER),
    _column("active", NUMBER),
    _column("submitted", NUMBER),
    _column("accepted", NUMBER),
    _column("rejected", NUMBER),
    _column("skipped", NUMBER),
    _column("expired", NUMBER),
    _column("work_millis", NUMBER),
    _column("spent", MONEY),
    _column("workers", NUMBER),
    _column("submitters", NUMBER),
    _optional("last_growth", TIME),
    _optional("last_rejection", TIME),
)

# Who has worked in a pool: when they first took and first handed in a page there and, to about a minute,
# when they were last seen at it.
pool_workers = _table(
    "pool_workers",
    _key("pool_id", NUMBER),
    _key("worker_id", ID),
    _column("taken", TIME),
    _optional("submitted", TIME),
    _column("at_work", TIME),
    sa.Index("pool_workers_by_time", "at_work", "worker_id"),
    clustered=True,
)

# --- tasks, suites, and the queues that give them out ------------------------------------------------

tasks = _table(
    "tasks",
    _key("id", ID),
    _column("pool_id", NUMBER),
    _column("kind", KIND),
    _column("created", TIME),
    _optional("overlap", NUMBER),
    _column("infinite", FLAG),
    _column("occupied", NUMBER),
    _optional("epoch", NUMBER),
    _optional("rank", NUMBER),
    _optional("returned_rank", NUMBER),
    _optional("reserved_for", JSON),
    _optional("unavailable_for", JSON),
    _column("body", JSON),
    _optional("patch", JSON),
    _optional("suite_id", ID),
    _optional("origin_task_id", ID),
    # The overlap of one that was chosen for a majority-vote check: it stands in a lane of its own then.
    _optional("target_overlap", NUMBER),
    _optional("operation_id", ID),
    _optional("item_index", NUMBER),
    sa.Index(
        "tasks_by_operation",
        "operation_id",
        "item_index",
        sqlite_where=sa.text("operation_id IS NOT NULL"),
        postgresql_where=sa.text("operation_id IS NOT NULL"),
    ),
)
task_suites = _table(
    "task_suites",
    _key("id", ID),
    _column("pool_id", NUMBER),
    _column("created", TIME),
    _column("mixed", FLAG),
    _optional("overlap", NUMBER),
    _column("infinite", FLAG),
    _column("occupied", NUMBER),
    _column("issuing_order_override", REAL),
    _optional("level", REAL),
    _optional("epoch", NUMBER),
    _optional("rank", NUMBER),
    _optional("returned_rank", NUMBER),
    _optional("reserved_for", JSON),
    _optional("unavailable_for", JSON),
    # Where it stands on the map; suites that are given out in turn have no place here.
    _optional("latitude", REAL),
    _optional("longitude", REAL),
    _column("automerged", FLAG),
    _column("task_ids", JSON),
    _optional("body", JSON),
    _optional("operation_id", ID),
    _optional("item_index", NUMBER),
    sa.Index(
        "task_suites_by_operation",
        "operation_id",
        "item_index",
        sqlite_where=sa.text("operation_id IS NOT NULL"),
        postgresql_where=sa.text("operation_id IS NOT NULL"),
    ),
)
suite_tasks = _table("suite_tasks", _key("task_id", ID), _key("suite_id", ID), clustered=True)
# Units (suites, or tasks to be mixed) with free slots. A row stands here while slots are free and is never
# put at or before a cursor: an epoch that a cursor has entered takes no more rows.
queue = _table(
    "queue",
    _key("pool_id", NUMBER),
    _key("lane", KIND),
    _key("level", REAL),
    _key("epoch", NUMBER),
    _key("rank", NUMBER),
    _column("unit_id", ID),
    clustered=True,
)
# Units with `reserved_for` stand here, once for each of their workers, and never in the shared queue.
reserved_queue = _table(
    "reserved_queue",
    _key("worker_id", ID),
    _key("pool_id", NUMBER),
    _key("lane", KIND),
    _key("level", REAL),
    _key("rank", NUMBER),
    _column("unit_id", ID),
    clustered=True,
)
# Suites with free slots that are chosen on a map, along the curve that keeps near places near in `cell`:
# under no worker's name those for everybody, under each of their workers' those with `reserved_for`.
points = _table(
    "points",
    _key("pool_id", NUMBER),
    _key("worker_id", ID),
    _key("cell", NUMBER),
    _key("unit_id", ID),
    _column("latitude", REAL),
    _column("longitude", REAL),
    _optional("unavailable_for", JSON),
    clustered=True,
)
# Tasks by a hash of what they ask, where their project merges those that ask the same.
twins = _table(
    "twins",
    _key("project_id", NUMBER),
    _key("hash", NUMBER),
    _key("pool_id", NUMBER),
    _key("task_id", ID),
    clustered=True,
)
cursors = _table(
    "cursors",
    _key("worker_id", ID),
    _key("pool_id", NUMBER),
    _key("lane", KIND),
    _key("level", REAL),
    _column("epoch", NUMBER),
    _column("rank", NUMBER),
    clustered=True,
)
# Which units a worker has had (expiry forgets).
seen = _table("seen", _key("worker_id", ID), _key("unit_id", ID), clustered=True)

# Where tasks chosen for a check may stand: pools by project and lane, so that another pool of the project can
# take over what a closed one has left. A row may outlive the last of them; who finds none takes it out.
check_pools = _table(
    "check_pools", _key("project_id", NUMBER), _key("lane", KIND), _key("pool_id", NUMBER), clustered=True
)

# --- work --------------------------------------------------------------------------------------------

_LIVE = sa.text("status <> 'EXPIRED'")
_SUBMITTED = sa.text("status = 'SUBMITTED'")
_ACTIVE = sa.text("status = 'ACTIVE'")

assignments = _table(
    "assignments",
    _key("id", ID),
    _column("pool_id", NUMBER),
    _column("project_id", NUMBER),
    _column("requester_id", ID),
    _column("suite_id", ID),
    _column("user_id", ID),
    _column("status", sa.Text()),
    _column("mixed", FLAG),
    _column("reward", MONEY),
    _column("fee", MONEY),
    _column("created", TIME),
    _column("deadline", TIME),
    _optional("submitted", TIME),
    _optional("accepted", TIME),
    _optional("rejected", TIME),
    _optional("skipped", TIME),
    _optional("expired", TIME),
    _optional("review_until", TIME),
    _column("task_ids", JSON),
    _optional("solutions", JSON),
    _optional("first_attempts", JSON),
    _optional("public_comment", sa.Text()),
    _column("automerged", FLAG),
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
drafts = _table("drafts", _key("assignment_id", ID), _column("solutions", JSON), _column("modified", TIME))
training_progress = _table(
    "training_progress",
    _key("user_id", ID),
    _key("pool_id", NUMBER),
    _column("suites", NUMBER),
    _column("answers", NUMBER),
    _column("credit", REAL),
    clustered=True,
)
# When a worker last completed a task of a pool linked to a training: the clock of the skill's lifetime.
linked_work = _table(
    "linked_work",
    _key("user_id", ID),
    _key("training_id", NUMBER),
    _column("at", TIME),
    clustered=True,
)
# How many tasks a worker had completed, by kind, in a pool or a project (`scope_id`: their numbers are one
# series) when an hour of business time was over: what was done since any hour is the difference of two rows.
completed_tasks = _table(
    "completed_tasks",
    _key("worker_id", ID),
    _key("scope_id", NUMBER),
    _key("hour", NUMBER),
    _column("general", NUMBER),
    _column("control", NUMBER),
    _column("training", NUMBER),
    clustered=True,
)
attachments = _table(
    "attachments",
    _key("id", ID),
    _column("user_id", ID),
    _optional("requester_id", ID),
    _optional("pool_id", NUMBER),
    _optional("assignment_id", ID),
    _column("name", sa.Text()),
    _column("media_type", sa.Text()),
    _column("size", NUMBER),
    _column("created", TIME),
    _column("uploaded_real", TIME),
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
user_restrictions = _table(
    "user_restrictions",
    _key("id", NUMBER),
    _optional("requester_id", ID),
    _column("user_id", ID),
    _column("scope", sa.Text()),
    _column("target", ID),
    _optional("project_id", NUMBER),
    _optional("pool_id", NUMBER),
    _optional("private_comment", sa.Text()),
    _optional("will_expire", TIME),
    _column("created", TIME),
    sa.Index("user_restrictions_unique", "user_id", "scope", "target", unique=True),
    sa.Index("user_restrictions_by_requester", "requester_id", "id"),
)
user_bonuses = _table(
    "user_bonuses",
    _key("id", NUMBER),
    _column("requester_id", ID),
    _column("user_id", ID),
    _column("amount", MONEY),
    _column("fee", MONEY),
    _optional("private_comment", sa.Text()),
    _optional("public_title", JSON),
    _optional("public_message", JSON),
    _column("without_message", FLAG),
    _optional("assignment_id", ID),
    _column("created", TIME),
    # As it was sent, for the log of the operation that it came with.
    _optional("body", JSON),
    _optional("operation_id", ID),
    _optional("item_index", NUMBER),
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
reviews = _table(
    "reviews",
    _key("worker_id", ID),
    _key("project_id", NUMBER),
    _column("accepted", NUMBER),
    _column("rejected", NUMBER),
    clustered=True,
)
# Who contends for a pool that keeps the best workers only, since when and until when; and the forecast that
# is needed there.
contenders = _table(
    "contenders",
    _key("pool_id", NUMBER),
    _key("worker_id", ID),
    _column("forecast", REAL),
    _column("since", TIME),
    _column("until", TIME),
    sa.Index("contenders_by_time", "pool_id", "until", "forecast", "since", "worker_id"),
    clustered=True,
)
quality_cuts = _table(
    "quality_cuts", _key("pool_id", NUMBER), _optional("forecast", REAL), _column("at", TIME), clustered=True
)

# Pictures of captchas, answers sealed; finished ones go when another comes a day later.
captchas = _table(
    "captchas",
    _key("id", ID),
    _column("worker_id", ID),
    _column("pool_id", NUMBER),
    _column("answer", ID),
    _column("picture", NUMBER),
    _column("created", TIME),
    _column("expires", TIME),
    _optional("outcome", sa.Text()),
    _optional("given", ID),
    sa.Index("captchas_by_worker", "worker_id", "created"),
)
# Where workers stand: tasks completed since a captcha was solved, and for which pool the next is shown.
captcha_workers = _table(
    "captcha_workers",
    _key("worker_id", ID),
    _column("done", NUMBER),
    _column("pool_id", NUMBER),
    _column("failed", NUMBER),
    _optional("captcha_id", ID),
    _column("asked", NUMBER),
    _column("since_real", TIME),
    clustered=True,
)

# --- quality control ---------------------------------------------------------------------------------

# What was observed of a worker, by the store that a collector's identity names: sums over everything, the
# last observations one by one, and where the memory of rules begins whose ban has ended.
quality_statistics = _table(
    "quality_statistics",
    _key("user_id", ID),
    _key("store", ID),
    _column("count", NUMBER),
    _column("sums", JSON),
    _column("recent", sa.Text()),
    _column("marks", JSON),
    _column("keep", NUMBER),
    clustered=True,
)
# What a worker earned in a pool in the last 24 hours; older rows go when the next comes.
quality_incomes = _table(
    "quality_incomes",
    _key("user_id", ID),
    _key("store", ID),
    _key("at", TIME),
    _key("assignment_id", ID),
    _column("amount", MONEY),
    clustered=True,
)
# Rules whose memory ends when this restriction does.
quality_bans = _table(
    "quality_bans",
    _key("user_id", ID),
    _key("scope", sa.Text()),
    _key("target", ID),
    _key("store", ID),
    _key("rule", ID),
    clustered=True,
)
# The project where a collector was first used: whose pools' observations it shares.
collector_homes = _table(
    "collector_homes",
    _key("requester_id", ID),
    _key("uuid", ID),
    _column("project_id", NUMBER),
    clustered=True,
)
# How the assignments of a suite stand, in pools whose rules ask.
suite_reviews = _table(
    "suite_reviews",
    _key("suite_id", ID),
    _column("pending", NUMBER),
    _column("accepted", NUMBER),
    _column("rejected", NUMBER),
)
# Whose answers to a task (or a manual suite) have been judged by majority vote: one that gets more answers
# later is judged again for these only.
judged_units = _table("judged_units", _key("unit_id", ID), _column("assignment_ids", JSON))
# Pools whose rules put work back when somebody loses access, by what can take it away: a skill, or a
# restriction in a project or of a requester.
assessed_pools = _table(
    "assessed_pools",
    _key("subject", ID),
    _key("pool_id", NUMBER),
    sa.Index("assessed_pools_by_pool", "pool_id"),
    clustered=True,
)
# Whose work was put back by which rule.
put_back = _table("put_back", _key("assignment_id", ID), _key("rule", ID), clustered=True)
quality_decisions = _table(
    "quality_decisions",
    _key("id", ID),
    _column("requester_id", ID),
    _column("project_id", NUMBER),
    _column("pool_id", NUMBER),
    _column("user_id", ID),
    _optional("assignment_id", ID),
    _column("created", TIME),
    _column("source", sa.Text()),
    _column("collector", JSON),
    _column("rule", JSON),
    _column("values", JSON),
    _column("effect", JSON),
    sa.Index("quality_decisions_by_pool", "pool_id", "id"),
    sa.Index("quality_decisions_by_user", "user_id", "requester_id", "id"),
)
aggregated_solutions = _table(
    "aggregated_solutions",
    _key("operation_id", ID),
    _key("task_id", ID),
    _column("pool_id", NUMBER),
    _column("confidence", REAL),
    _column("output_values", JSON),
    clustered=True,
)
# What an aggregation learnt of each worker: a confusion matrix for every field.
worker_matrices = _table(
    "worker_matrices",
    _key("operation_id", ID),
    _key("user_id", ID),
    _column("fields", JSON),
    clustered=True,
)
