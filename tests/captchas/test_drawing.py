"""Pictures and sounds are real ones, and both say the same."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import wave
from typing import Any

import pytest
from PIL import Image

from talka.captchas import drawing


def content(uri: str, media_type: str) -> bytes:
    head, _, text = uri.partition(",")
    assert head == f"data:{media_type};base64"
    return base64.b64decode(text, validate=True)


def test_the_picture_is_a_png_with_something_in_it() -> None:
    with Image.open(io.BytesIO(content(drawing.draw("123456").image, "image/png"))) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert picture.size == (drawing.WIDTH, drawing.HEIGHT)
        lowest, highest = picture.convert("L").getextrema()
    assert highest - lowest > 20


def test_the_sound_is_a_wav_long_enough_for_every_digit() -> None:
    with wave.open(io.BytesIO(content(drawing.draw("123456").audio, "audio/wav"))) as sound:
        assert sound.getnframes() / sound.getframerate() > 6
        frames = sound.readframes(-1)
    assert len(frames) == sound.getnframes()
    assert max(frames) - min(frames) > 100


def test_both_are_of_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    for maker in (drawing._image, drawing._audio):
        generate = maker.generate
        monkeypatch.setattr(
            maker,
            "generate",
            lambda chars, make=generate, **more: (said.append(chars), make(chars, **more))[1],
        )
    drawing.draw("907214")
    assert said == ["907214", "907214"]


def test_the_library_is_not_loaded_with_the_platform() -> None:
    program = "import sys, talka.app; print(sorted({'PIL', 'captcha'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"
