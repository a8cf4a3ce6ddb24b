"""Alembic's entry: migrations run on the connection that `talka.storage.migrate` hands over."""

from alembic import context

from talka.storage import schema

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=schema.metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
