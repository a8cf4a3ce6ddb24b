"""What rules remember, and what was made of the answers."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, JSON, MONEY, NUMBER, REAL, TIME, column, key, optional, table

# What was observed of a worker, by the store that a collector's identity names: sums over everything, the
# last observations one by one, and where the memory of rules begins whose ban has ended.
quality_statistics = table(
    "quality_statistics",
    key("user_id", ID),
    key("store", ID),
    column("count", NUMBER),
    column("sums", JSON),
    column("recent", sa.Text()),
    column("marks", JSON),
    column("keep", NUMBER),
    clustered=True,
)
# What a worker earned in a pool in the last 24 hours; older rows go when the next comes.
quality_incomes = table(
    "quality_incomes",
    key("user_id", ID),
    key("store", ID),
    key("at", TIME),
    key("assignment_id", ID),
    column("amount", MONEY),
    clustered=True,
)
# Rules whose memory ends when this restriction does.
quality_bans = table(
    "quality_bans",
    key("user_id", ID),
    key("scope", sa.Text()),
    key("target", ID),
    key("store", ID),
    key("rule", ID),
    clustered=True,
)
# The project where a collector was first used: whose pools' observations it shares.
collector_homes = table(
    "collector_homes",
    key("requester_id", ID),
    key("uuid", ID),
    column("project_id", NUMBER),
    clustered=True,
)
# How the assignments of a suite stand, in pools whose rules ask.
suite_reviews = table(
    "suite_reviews",
    key("suite_id", ID),
    column("pending", NUMBER),
    column("accepted", NUMBER),
    column("rejected", NUMBER),
)
# Whose answers to a task (or a manual suite) have been judged by majority vote: one that gets more answers
# later is judged again for these only.
judged_units = table("judged_units", key("unit_id", ID), column("assignment_ids", JSON))
# Pools whose rules put work back when somebody loses access, by what can take it away: a skill, or a
# restriction in a project or of a requester.
assessed_pools = table(
    "assessed_pools",
    key("subject", ID),
    key("pool_id", NUMBER),
    sa.Index("assessed_pools_by_pool", "pool_id"),
    clustered=True,
)
# Whose work was put back by which rule.
put_back = table("put_back", key("assignment_id", ID), key("rule", ID), clustered=True)
quality_decisions = table(
    "quality_decisions",
    key("id", ID),
    column("requester_id", ID),
    column("project_id", NUMBER),
    column("pool_id", NUMBER),
    column("user_id", ID),
    optional("assignment_id", ID),
    column("created", TIME),
    column("source", sa.Text()),
    column("collector", JSON),
    column("rule", JSON),
    column("values", JSON),
    column("effect", JSON),
    sa.Index("quality_decisions_by_pool", "pool_id", "id"),
    sa.Index("quality_decisions_by_user", "user_id", "requester_id", "id"),
)
aggregated_solutions = table(
    "aggregated_solutions",
    key("operation_id", ID),
    key("task_id", ID),
    column("pool_id", NUMBER),
    column("confidence", REAL),
    column("output_values", JSON),
    clustered=True,
)
# What an aggregation learnt of each worker: a confusion matrix for every field.
worker_matrices = table(
    "worker_matrices",
    key("operation_id", ID),
    key("user_id", ID),
    column("fields", JSON),
    clustered=True,
)
