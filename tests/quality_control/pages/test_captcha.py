"""The pages on captchas, which are in the docs' history: guide/concepts/captcha and api/concepts/captcha."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from quality_control.pages.scene import DAY, Scene, Worker, ban, config, rule, skill_from
from talka.captchas import routes

COUNT, RATE = "stored_results_count", "success_rate"


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digits of every captcha that was shown; pictures take long, and other tests are about them."""
    shown: list[str] = []

    def note(digits: str) -> SimpleNamespace:
        shown.append(digits)
        return SimpleNamespace(image="data:image/png;base64,", audio="data:audio/wav;base64,")

    monkeypatch.setattr(routes, "_draw", note)
    return shown


async def pool_with_captchas(scene: Scene, *configs: Any, pages: int, **changes: Any) -> str:
    """Pages of 20 general tasks, so that LOW, one captcha every 20 tasks, is one after each page."""
    return await scene.general_pool(
        *configs,
        tasks=20 * pages,
        quality={"captcha_frequency": "LOW"},
        mixer_config={"real_tasks_count": 20, "golden_tasks_count": 0, "training_tasks_count": 0},
        **changes,
    )


async def solve(scene: Scene, worker: Worker, drawn: list[str], *, well: bool) -> None:
    """Enter a captcha, well or not, a minute after the last one."""
    await scene.platform.advance(60)
    shown = await worker.http.call("GET", "/api/worker/v1/captcha", status=200)
    answer = {"captcha_id": shown["captcha_id"], "answer": drawn[-1] if well else "no digits"}
    assert await worker.http.call("POST", "/api/worker/v1/captcha", answer, status=200) == {"passed": well}


async def go_on(scene: Scene, worker: Worker, pool: str, drawn: list[str], marks: str) -> None:
    """Answer a page wherever no captcha stands before it; enter captchas, ``1`` well and ``0`` not."""
    is_due = False
    for mark in marks:
        if not is_due:
            await scene.answer(worker, pool)
            refused = await worker.http.call("POST", f"/api/worker/v1/pools/{pool}/assignments", status=403)
            assert refused["code"] == "CAPTCHA_REQUIRED"
        await solve(scene, worker, drawn, well=mark == "1")
        is_due = mark == "0"


@pytest.mark.parametrize(("marks", "banned"), [("1011011011", True), ("1110110111", False)])
async def test_ten_captchas_and_seventy_percent(
    scene: Scene, ann: Worker, drawn: list[str], marks: str, *, banned: bool
) -> None:
    """The API's page: exactly ten results and at most 70 % of them right, a ban for ten days."""
    pool = await pool_with_captchas(
        scene,
        config("CAPTCHA", rule(ban(10), f"{COUNT} EQ 10", f"{RATE} LTE 70"), history_size=10),
        pages=9,
    )
    await go_on(scene, ann, pool, drawn, marks[:9])
    assert await scene.scopes(ann, pool) == []
    await go_on(scene, ann, pool, drawn, marks[9:])
    assert await scene.bans(ann, pool) == ({"PROJECT": 10 * DAY} if banned else {})
    rates = [line["values"] for line in await scene.log(pool)]
    assert rates == ([{COUNT: 10, RATE: 70, "fail_rate": 30}] if banned else [])


async def test_five_captchas_and_sixty_five_percent(scene: Scene, ann: Worker, drawn: list[str]) -> None:
    """The guide's example, and the skill from the field beside it."""
    skill = await scene.skill()
    pool = await pool_with_captchas(
        scene,
        config("CAPTCHA", rule(ban(10), f"{COUNT} GTE 5", f"{RATE} LT 65"), history_size=10),
        config("CAPTCHA", rule(skill_from(skill, RATE), f"{COUNT} GTE 1"), history_size=10),
        pages=4,
    )
    await go_on(scene, ann, pool, drawn, "0101")
    assert (await scene.value(ann, skill), await scene.scopes(ann, pool)) == (50, [])
    await go_on(scene, ann, pool, drawn, "1")
    assert (await scene.value(ann, skill), await scene.bans(ann, pool)) == (60, {"PROJECT": 10 * DAY})


async def test_without_a_number_the_first_captcha_bans(scene: Scene, ann: Worker, drawn: list[str]) -> None:
    """The guide's incorrect settings."""
    pool = await pool_with_captchas(scene, config("CAPTCHA", rule(ban(10), f"{RATE} LT 65")), pages=2)
    await go_on(scene, ann, pool, drawn, "0")
    assert await scene.scopes(ann, pool) == ["PROJECT"]
