"""Pictures and sounds of digits. Loaded with the first captcha: the start need not wait for the library."""

from __future__ import annotations

import base64
import threading

import msgspec
from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

WIDTH, HEIGHT = 280, 90

_image = ImageCaptcha(WIDTH, HEIGHT)
_audio = AudioCaptcha()
_busy = threading.Lock()  # both fill caches of theirs at first use


class Drawn(msgspec.Struct, frozen=True):
    """The same digits to be seen (a PNG) and to be heard (a WAV), as data URIs."""

    image: str
    audio: str


def draw(digits: str) -> Drawn:
    """Draw and speak some digits: a third of a second of computing, for a thread."""
    with _busy:
        image = _image.generate(digits, format="png").getvalue()
        audio = bytes(_audio.generate(digits))
    return Drawn(_uri("image/png", image), _uri("audio/wav", audio))


def _uri(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
