"""``/api/worker/v1/captcha``."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from litestar import Controller, Response, get, post

from talka.captchas import rules, service
from talka.captchas.model import KIND, CaptchaForm, CaptchaResult, CaptchaView
from talka.http.call import Call
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, TalkaError, TooManyRequests
from talka.words.speaking import say

# One at a time, on a thread of their own: a rush of captchas must leave the others to those who are at work.
_DRAWING = ThreadPoolExecutor(1, thread_name_prefix="captcha")


def _draw(digits: str) -> Any:
    return import_module("talka.captchas.drawing").draw(digits)


class CaptchaController(Controller):
    """Captchas between suites."""

    path = "/api/worker/v1/captcha"
    tags = ("worker",)

    @get("/", opt={"errors": [service.CaptchaNotRequired, TooManyRequests]})
    async def get_captcha(self, request: Call) -> Response[CaptchaView]:
        """The captcha that is due, to be seen or to be heard. Asking again gives another picture, twice."""
        digits = "".join(secrets.choice("0123456789") for _ in range(rules.DIGITS))
        now = clock.real_now()
        shown = await request.worker_write(lambda tx, who: service.show(tx, who.id, digits, limited_at=now))
        if isinstance(shown, TalkaError):
            raise shown
        drawn = await asyncio.get_running_loop().run_in_executor(_DRAWING, _draw, digits)
        view = CaptchaView(
            captcha_id=shown.id,
            kind=KIND,
            image=drawn.image,
            audio=drawn.audio,
            expires=clock.to_text_z(shown.expires),
            words=say("Enter the {count} digits that you see or hear", count=rules.DIGITS),
            image_text=say(
                "A picture of {count} distorted digits; the sound says the same digits", count=rules.DIGITS
            ),
            audio_text=say(
                "After three signals a voice says {count} digits; the picture shows the same",
                count=rules.DIGITS,
            ),
        )
        return Response(view, headers={"Cache-Control": "no-store"})

    @post(
        "/",
        status_code=200,
        opt={"form": CaptchaForm, "errors": [DoesNotExist, service.CaptchaExpired, service.CaptchaUsed]},
    )
    async def answer_captcha(self, request: Call) -> CaptchaResult:
        """Answer it, once. White space and case do not matter."""
        request.worker_token()
        form = await request.read_form(CaptchaForm)
        always = request.environment.captcha_answer
        passed = await request.worker_write(
            lambda tx, who: service.answer(tx, who.id, form.captcha_id, form.answer, passes_always=always)
        )
        return CaptchaResult(passed)
