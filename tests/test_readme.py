"""The README's table is made from the code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import official

ROOT = Path(__file__).parent.parent


def test_the_table_of_what_works_is_current() -> None:
    check("readme_table.py")


@pytest.mark.skipif(not official.is_there(), reason="the official pages are not beside the checkout")
def test_the_table_of_what_is_covered_is_current() -> None:
    check("api_coverage.py", "--readme")


def check(script: str, *options: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / script), *options, "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
