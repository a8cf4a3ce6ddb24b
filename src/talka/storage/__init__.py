"""Where everything is kept: one schema and one kind of transaction over SQLite and PostgreSQL."""
