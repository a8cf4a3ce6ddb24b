"""Write the README's table of what works, from the routes that run. ``--check`` only says if it is so."""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from pathlib import Path

from litestar import Litestar

from talka.app import CONTROLLERS
from talka.http.openapi import Described, described

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- what works: begin -->", "<!-- what works: end -->"


def table() -> str:
    """One row for each group of calls."""
    operations = described(Litestar(route_handlers=CONTROLLERS, openapi_config=None))
    rows = ["| calls | what there is |", "| --- | --- |"]
    for tag, found in groupby(operations, key=lambda one: one.tag):
        rows.append(f"| {tag} | {', '.join(_name(one) for one in found)} |")
    return "\n".join(rows)


def _name(operation: Described) -> str:
    return f"`{operation.method} {operation.path.removeprefix('/api')}`"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = README.read_text()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    current = f"{before}{START}\n{table()}\n{END}{after}"
    if parser.parse_args().check:
        if current != text:
            print("README.md is behind the code: run scripts/readme_table.py")
        return int(current != text)
    README.write_text(current)
    return 0


if __name__ == "__main__":
    sys.exit(main())
