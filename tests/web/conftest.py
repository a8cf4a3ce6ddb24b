"""A built app of a few files, in place of the one that the build makes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from talka.web import routes

SCRIPT = b"console.log('talka');" * 100
MANIFEST = b"""{
  "index.html": {"file": "assets/index-B4x_9-aZ.js", "isEntry": true, "imports": ["_base.js"]},
  "_base.js": {"file": "assets/base-11111111.js", "css": ["assets/base-22222222.css"]},
  "assignment/index.tsx": {
    "file": "assets/assignment-33333333.js",
    "isDynamicEntry": true,
    "imports": ["_base.js", "index.html", "_tasks.js"],
    "css": ["assets/assignment-44444444.css"]
  },
  "_tasks.js": {"file": "assets/tasks-55555555.js", "imports": ["assignment/index.tsx"]}
}"""
FILES = {
    "manifest.json": MANIFEST,
    "index.html": b'<!doctype html><script type="module" src="/app/assets/index-B4x_9-aZ.js"></script>',
    "assets/index-B4x_9-aZ.js": SCRIPT,
    "assets/index-B4x_9-aZ.js.gz": gzip.compress(SCRIPT),
    "assets/index-B4x_9-aZ.js.br": b"what a real compressor would have made of it",
    "assets/main-Q0w9e8r7.css": b"body { margin: 0 }",
    "icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "classic/frame.html": b'<script src="/app/classic/frame.js" defer></script>',
    "classic/frame.js": b"'use strict';",
    "manifest.webmanifest": b"{}",
    "service-worker.js": b"self.addEventListener('fetch', () => {});",
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a built app."""
    root = tmp_path / "app"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    monkeypatch.setattr(routes, "BUILT", root)
    return root


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout whose app was not built."""
    monkeypatch.setattr(routes, "BUILT", tmp_path / "nowhere")


@pytest.fixture
def database_kind() -> str:
    """One kind is enough: nothing here asks a database."""
    return "sqlite"
