"""Write the first migration from the schema. Until the first release only: then migrations are frozen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import api, produce_migrations
from alembic.migration import MigrationContext

from talka.storage import schema

TARGET = Path(__file__).parent.parent / "src/talka/storage/migrations/versions/v0001_initial.py"

HEADER = '''"""The first schema."""

import sqlalchemy as sa
from alembic import op

from talka.storage.migrations.seed import seed_first_rows

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and the rows that an environment is born with."""
    if op.get_bind().dialect.name == "postgresql":
        sequence = sa.Sequence("object_numbers", start=1_000_000_000)
        op.execute(sa.schema.CreateSequence(sequence, if_not_exists=True))
{body}
    seed_first_rows(op.get_bind())


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise RuntimeError("There is nothing before the first schema")
'''


def main() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"target_metadata": schema.metadata, "user_module_prefix": None}
        )
        script = produce_migrations(context, schema.metadata)
        body = api.render_python_code(script.upgrade_ops, migration_context=context)
    ruff = [sys.executable, "-m", "ruff"]
    TARGET.write_text(HEADER.replace("{body}", "    " + body.strip()))
    subprocess.run([*ruff, "check", "-q", "--fix", "--unsafe-fixes", str(TARGET)], check=False)
    subprocess.run([*ruff, "format", "-q", str(TARGET)], check=True)


if __name__ == "__main__":
    main()
