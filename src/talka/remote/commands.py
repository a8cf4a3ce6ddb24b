"""``talka import`` and ``talka export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from talka.kernel.ids import new_uuid
from talka.remote.model import Refused

Url = Annotated[str, Parameter(help="The server's address.")]
Token = Annotated[str, Parameter(help="The requester's token.")]
Sandbox = Annotated[bool, Parameter(help="In the sandbox instead of production.", negative="")]
Quiet = Annotated[bool, Parameter(help="Do not show how far it is.", negative="")]
DEFAULT_URL = "http://127.0.0.1:8000"
IN_PART = 3
"""Exit status of a command that was done in part."""


def import_file(
    file: Path,
    *,
    pool: str,
    token: Token,
    url: Url = DEFAULT_URL,
    sandbox: Sandbox = False,
    format: Annotated[str | None, Parameter(name="--format")] = None,  # noqa: A002  the option's name
    skip_invalid_items: Annotated[bool, Parameter(negative="")] = False,
    allow_defaults: bool = True,
    open_pool: Annotated[bool, Parameter(negative="")] = False,
    tasks_per_suite: int | None = None,
    operation_id: str | None = None,
    quiet: Quiet = False,
) -> None:
    """Send a file of tasks to a server's pool, and wait until its tasks are created.

    Exit status 0 when every row was taken, 1 when nothing was created, 3 when some rows were left out.

    Args:
        file: TSV, CSV, JSON, JSON Lines or XLSX; also packed with gzip.
        pool: The pool's id.
        token: The requester's token.
        url: The server's address.
        sandbox: In the sandbox instead of production.
        format: What the file is, where its name does not tell: tsv, csv, json, jsonl or xlsx.
        skip_invalid_items: Create the tasks of sound rows even if others are wrong.
        allow_defaults: Take a missing overlap from the pool's defaults.
        open_pool: Open the pool afterwards.
        tasks_per_suite: How many rows make a suite, in a pool that does not mix its tasks.
        operation_id: A UUID; the same one again continues instead of creating anything twice.
        quiet: Do not show how far it is.
    """
    from talka.remote import client  # noqa: PLC0415  no other command needs it

    if not file.is_file():
        raise Refused(f"{file}: there is no such file")
    asked = {
        "name": file.name,
        "format": format or "",
        "skip_invalid_items": str(skip_invalid_items),
        "allow_defaults": str(allow_defaults),
        "open_pool": str(open_pool),
        "tasks_per_suite": "" if tasks_per_suite is None else str(tasks_per_suite),
        "operation_id": operation_id or new_uuid(),
    }
    shown = None if quiet else sys.stderr
    with client.Remote(url, token, sandbox=sandbox) as remote, client.Told(shown) as told:
        everything = client.import_file(remote, file, pool, asked, sys.stdout, told)
    if not everything:
        sys.exit(IN_PART)


def export_results(
    *,
    pool: str,
    token: Token,
    output: Annotated[Path, Parameter(name=("--output", "-o"))],
    format: Annotated[str | None, Parameter(name="--format")] = None,  # noqa: A002  the option's name
    url: Url = DEFAULT_URL,
    sandbox: Sandbox = False,
    status: str = "APPROVED",
    fields: str = "",
    exclude_banned: Annotated[bool, Parameter(negative="")] = False,
    formulas: Annotated[bool, Parameter(negative="")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the results of a server's pool into a file.

    Args:
        pool: The pool's id.
        token: The requester's token.
        output: The file; one that is there is replaced once the new one is whole. - is standard output.
        format: tsv, csv, json, jsonl, xlsx or parquet; by default what the file's name says, else tsv.
        url: The server's address.
        sandbox: In the sandbox instead of production.
        status: Statuses, separated by commas: ACTIVE, SUBMITTED, APPROVED, REJECTED, SKIPPED, EXPIRED.
        fields: The columns that tell of assignments, such as ASSIGNMENT:task_id, separated by commas.
        exclude_banned: Leave out the answers of workers who are banned now.
        formulas: Leave texts as they are that a spreadsheet would run as formulas (CSV).
        quiet: Do not show how far it is.
    """
    from talka.remote import client  # noqa: PLC0415

    packed = output.suffix == ".gz"
    named = Path(output.stem if packed else output.name).suffix.removeprefix(".")
    asked = {
        "format": format or named or "tsv",
        "gzip": str(packed),
        "status": status,
        "field": fields,
        "exclude_banned": str(exclude_banned),
        "formulas": "keep" if formulas else "escape",
    }
    target = None if str(output) == "-" else output
    shown = None if quiet else sys.stderr
    with client.Remote(url, token, sandbox=sandbox) as remote, client.Told(shown) as told:
        rows, size = client.export_results(remote, pool, asked, target, told)
    if target is not None:
        print(f"{target}: {rows} rows, {size} bytes")  # noqa: T201
