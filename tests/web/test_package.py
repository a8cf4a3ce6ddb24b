"""A package made of a checkout has the web app, or is not made."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from talka.web.bundle import BUILT, is_built

ROOT = Path(__file__).parent.parent.parent
MADE_FROM = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")
APP = ("index.html", "assets/index-B4x_9-aZ.js", "assets/index-B4x_9-aZ.js.br", "classic/frame.js")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What decides what is packed, with two of the modules."""
    folder = tmp_path / "checkout"
    (folder / "src" / "talka" / "web").mkdir(parents=True)
    for name in (*MADE_FROM, "src/talka/__init__.py", "src/talka/web/__init__.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "ui" / "node_modules").mkdir(parents=True)
    (folder / "ui" / "node_modules" / "huge.js").write_text("not ours")
    return folder


def build(checkout: Path, kind: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", "made"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_package_without_the_app_is_refused_in_clear_words(checkout: Path, kind: str):
    built = build(checkout, kind)
    assert built.returncode != 0
    assert "`make web`" in built.stderr
    assert "Traceback" not in built.stderr
    assert not list(checkout.glob("made/*"))


def test_a_package_has_the_app_though_the_repository_has_not(checkout: Path):
    app = checkout / "src" / "talka" / "web" / "app"
    for name in APP:
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(name)
    for kind in ("wheel", "sdist"):
        built = build(checkout, kind)
        assert built.returncode == 0, built.stderr
    (wheel,) = checkout.glob("made/*.whl")
    (sdist,) = checkout.glob("made/*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.namelist()
    assert {f"talka/web/app/{name}" for name in APP} <= set(packed)
    with tarfile.open(sdist) as archive:
        packed = archive.getnames()
    assert {f"{sdist.name.removesuffix('.tar.gz')}/src/talka/web/app/{name}" for name in APP} <= set(packed)
    assert not [name for name in packed if "node_modules" in name]


@pytest.mark.skipif(not is_built(BUILT), reason="the web app is not built here (make web)")
def test_the_build_makes_every_file_that_the_server_asks_for_by_name():
    named = (
        "index.html",
        "manifest.webmanifest",
        "service-worker.js",
        "classic/frame.html",
        "classic/frame.js",
    )
    assert [name for name in named if not (BUILT / name).is_file()] == []
