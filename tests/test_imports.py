"""Promises about the source itself: where imports point, who reads the time, what is not written down."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "talka"
CLOCK = SOURCE / "kernel" / "clock.py"

# Sleeping and measuring how long something takes are no reading of the time of day.
TIMERS = {"sleep", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"}
READINGS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "uuid.uuid1",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
}
IN_SQL = re.compile(
    r"\b(current_timestamp|current_date|clock_timestamp\(|now\(\)|date(time)?\('now'|unixepoch\(\))",
    re.IGNORECASE,
)

PLACES = re.compile(r"(?<![\w.~/])/(?:work|root|home|Users|tmp)/\w")
HOSTS = re.compile(r"\b(?:pypi|registry\.npmjs|registry\.yarnpkg|files\.pythonhosted)\.(?:org|com)\b")
BUILT = SOURCE / "web" / "app"
UNREAD = {"node_modules", "__pycache__", "site", "dist", "build"}
HIDDEN_BUT_READ = {".ci", ".gitignore", ".dockerignore", ".editorconfig"}
KINDS = {
    "", ".cfg", ".css", ".html", ".in", ".ini", ".js", ".json", ".lock", ".mako", ".md", ".py", ".pyi", ".sh",
    ".sql", ".svg", ".toml", ".ts", ".tsx", ".txt", ".typed", ".yaml", ".yml",
}  # fmt: skip


def test_imports_point_one_way(capsys: pytest.CaptureFixture[str]):
    status = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def aliases_of(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                root = name.name.partition(".")[0]
                known[name.asname or root] = name.name if name.asname else root
        elif isinstance(node, ast.ImportFrom) and not node.level:
            known |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    return known


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return known.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def is_reading(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    return name in READINGS or (module == "time" and attribute not in TIMERS)


def clock_readings(text: str) -> Iterator[int]:
    """The lines on which a module reads the system's time."""
    tree = ast.parse(text)
    known = aliases_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            if is_reading(dotted(node, known)):
                yield node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            yield node.lineno


def test_only_the_clock_reads_the_systems_time():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path != CLOCK
        for line in clock_readings(path.read_text())
    ]
    assert found == []
    assert list(clock_readings(CLOCK.read_text())) != []


def test_chance_has_one_source():
    """Else a simulation could not be repeated. Backing off from a lock is nobody's to repeat."""
    exempt = {SOURCE / "kernel" / "chance.py", SOURCE / "storage" / "postgresql.py"}
    drawn = ("random.SystemRandom", "uuid.uuid4", "random.random", "random.uniform", "random.shuffle")
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path not in exempt
        for name in names_of(path)
        if name in drawn
    ]
    assert found == []
    assert "random.SystemRandom" in names_of(SOURCE / "kernel" / "chance.py")


def names_of(path: Path) -> set[str]:
    """Every dotted name that a module uses."""
    tree = ast.parse(path.read_text())
    known = aliases_of(tree)
    return {dotted(node, known) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}


@pytest.mark.parametrize(
    "text",
    [
        "import time\nnow = time.time()",
        "import time as t\nnow = t.time_ns()",
        "import time\nread = time.time",
        "from time import time\nnow = time()",
        "from time import gmtime as g\nnow = g()",
        "import datetime\nnow = datetime.datetime.now()",
        "from datetime import UTC, datetime\nnow = datetime.now(UTC)",
        "from datetime import date as day\nnow = day.today()",
        "import datetime as dt\nnow = dt.datetime.utcnow()",
        "import sqlalchemy as sa\nnow = sa.func.now()",
        "from sqlalchemy import func\nnow = func.current_timestamp()",
        "import uuid\nid = uuid.uuid1()",
        "\nquery = 'UPDATE t SET at = CURRENT_TIMESTAMP'",
        "\nquery = \"SELECT datetime('now')\"",
    ],
)
def test_a_reading_of_the_time_would_be_seen(text: str):
    assert list(clock_readings(text)) == [2]


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(time.monotonic())",
        "from time import perf_counter\nstart = perf_counter()",
        "from datetime import UTC, datetime\ndatetime.fromtimestamp(1, UTC)",
        "def decide(now):\n    return tx.now, clock.real_now()",
    ],
)
def test_timers_and_given_moments_pass(text: str):
    assert list(clock_readings(text)) == []


def is_ours(name: str) -> bool:
    return name not in UNREAD and (not name.startswith(".") or name in HIDDEN_BUT_READ)


def written_files() -> Iterator[Path]:
    """Every text file of the project; environments, caches and what was built are left out."""
    for directory, below, names in os.walk(ROOT):
        below[:] = [name for name in below if is_ours(name) and Path(directory, name) != BUILT]
        yield from (Path(directory, name) for name in names if is_ours(name) and Path(name).suffix in KINDS)


def test_no_machines_paths_and_no_registries_are_written_down():
    files = list(written_files())
    found = []
    for path in files:
        text = path.read_text(errors="replace")
        found += [
            f"{path.relative_to(ROOT)}: {match.group()}"
            for pattern in (PLACES, HOSTS)
            for match in pattern.finditer(text)
        ]
    assert found == []
    assert {Path(__file__), ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run"} <= set(files)


@pytest.mark.parametrize(
    "text", ["see /" + "root/x", "'/" + "work/main'", "index = https://pypi." + "org/simple"]
)
def test_a_machines_path_would_be_seen(text: str):
    assert PLACES.search(text) or HOSTS.search(text)


@pytest.mark.parametrize(
    "text", ["/usr/lib/postgresql", "https://example.org/work/1", "GET /api/work/1", "~/home/x"]
)
def test_other_paths_pass(text: str):
    assert not PLACES.search(text)
    assert not HOSTS.search(text)
