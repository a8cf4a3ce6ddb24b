"""People and their money."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import (
    FLAG,
    ID,
    JSON,
    KIND,
    MONEY,
    NUMBER,
    TIME,
    column,
    key,
    optional,
    table,
)

requesters = table(
    "requesters",
    key("id", ID),
    column("name", sa.Text()),
    optional("email", sa.Text()),
    column("company_id", ID),
    column("created", TIME),
    sa.Index("requesters_by_email", "email", unique=True),
)
workers = table(
    "workers",
    key("id", ID),
    optional("login", sa.Text()),
    optional("password_hash", sa.Text()),
    column("profile", JSON),
    column("adult_allowed", FLAG),
    column("created", TIME),
    optional("deleted", TIME),
    sa.Index("workers_by_login", "login", unique=True),
)
# Requesters' tokens have an id and a name to be told apart by; workers' sessions have neither.
tokens = table(
    "tokens",
    key("hash", ID),
    column("kind", sa.Text()),
    column("owner_id", ID),
    column("created", TIME),
    optional("expires_real", TIME),
    optional("id", ID),
    optional("name", sa.Text()),
    sa.Index("tokens_by_owner", "owner_id"),
)
login_failures = table(
    "login_failures", key("login", sa.Text()), column("count", NUMBER), column("since_real", TIME)
)
# An account's balance is the sum over its shards: on PostgreSQL many pay out of a requester's purse at once.
ledger_accounts = table(
    "ledger_accounts", key("id", ID), key("shard", KIND), column("balance", MONEY), clustered=True
)
ledger_lines = table(
    "ledger_lines",
    key("cause", ID),
    key("account_id", ID),
    column("amount", MONEY),
    column("created", TIME),
    optional("assignment_id", ID),
    sa.Index("ledger_lines_by_account", "account_id", "created", "cause"),
    clustered=True,
)
# What the platform knows of a worker besides what they said: where they came from last, and what the operator
# vouches for.
worker_attributes = table(
    "worker_attributes",
    key("worker_id", ID),
    column("user_agent", sa.Text()),
    optional("country_by_ip", sa.Text()),
    optional("country_by_phone", sa.Text()),
    column("verified", FLAG),
    column("modified", TIME),
    clustered=True,
)
