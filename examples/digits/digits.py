"""The data: real scanned digits, drawn into a folder as pictures, and who sees which of them."""

from __future__ import annotations

import random
import struct
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

DIGITS = tuple(str(digit) for digit in range(10))

_ENLARGED = 16  # the scans are 8 by 8 points; every point becomes a crisp square of this side
_DARKEST = 16  # the scans' own value for full ink


@dataclass(frozen=True)
class Picture:
    """A scanned digit: the name of its file, and which digit it is."""

    name: str
    digit: str


@dataclass(frozen=True)
class Split:
    """Which pictures are for the training, which control the workers, and which are the real work."""

    training: tuple[Picture, ...]
    control: tuple[Picture, ...]
    real: tuple[Picture, ...]


def split(*, seed: int, real: int, control: int = 100, training_per_digit: int = 2) -> Split:
    """Share the pictures out at random; the training shows every digit equally often."""
    labels = load_digits().target
    pictures = [Picture(_file_name(index), str(label)) for index, label in enumerate(labels)]
    random.Random(seed).shuffle(pictures)
    by_digit: dict[str, list[Picture]] = defaultdict(list)
    for picture in pictures:
        by_digit[picture.digit].append(picture)
    training = [by_digit[digit][turn] for turn in range(training_per_digit) for digit in DIGITS]
    rest = [picture for picture in pictures if picture not in set(training)]
    if control + real > len(rest):
        raise ValueError(f"There are {len(rest) - control} pictures left for real tasks, not {real}")
    return Split(tuple(training), tuple(rest[:control]), tuple(rest[control : control + real]))


def draw(folder: Path) -> int:
    """Write every picture that the folder lacks; the answer is how many the folder holds then."""
    folder.mkdir(parents=True, exist_ok=True)
    scans = load_digits().images
    for index, scan in enumerate(scans):
        path = folder / _file_name(index)
        if not path.exists():
            path.write_bytes(_png(_enlarged(scan)))
    return len(scans)


def _file_name(index: int) -> str:
    return f"digit-{index:04d}.png"


def _enlarged(scan: np.ndarray) -> np.ndarray:
    """Dark ink on white, each point of the scan a square."""
    gray = (255 - scan * (255 / _DARKEST)).round().astype(np.uint8)
    return np.kron(gray, np.ones((_ENLARGED, _ENLARGED), np.uint8))


def _png(gray: np.ndarray) -> bytes:
    """A grayscale PNG of 8 bits a point; every row begins with the number of its filter, none."""
    height, width = gray.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in gray)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
