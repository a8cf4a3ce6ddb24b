"""The pages on skipped assignments: guide/concepts/skipped-assignments and api/concepts/skipped."""

from __future__ import annotations

from quality_control.pages.scene import DAY, Scene, Worker, ban, config, rule, set_skill


async def test_ten_pages_skipped_in_a_row(scene: Scene, ann: Worker) -> None:
    """The API's page: a ban for ten days. A page handed in begins a new row."""
    pool = await scene.general_pool(
        config("SKIPPED_IN_ROW_ASSIGNMENTS", rule(ban(10), "skipped_in_row_count GTE 10")), tasks=30
    )
    await scene.skip(ann, pool, 9)
    await scene.answer(ann, pool)
    await scene.skip(ann, pool, 9)
    assert await scene.scopes(ann, pool) == []
    await scene.skip(ann, pool)
    assert await scene.bans(ann, pool) == {"PROJECT": 10 * DAY}
    (line,) = await scene.log(pool)
    assert (line["values"], line["user_id"]) == ({"skipped_in_row_count": 10}, ann.id)


async def test_two_pages_skipped_pause_the_pool_for_five_days(scene: Scene, ann: Worker) -> None:
    """The guide's example; when the pause is over the row begins anew."""
    pool = await scene.general_pool(
        config("SKIPPED_IN_ROW_ASSIGNMENTS", rule(ban(5, scope="POOL"), "skipped_in_row_count GTE 2"))
    )
    await scene.skip(ann, pool, 2)
    assert await scene.bans(ann, pool) == {"POOL": 5 * DAY}
    await scene.platform.advance(5 * DAY)
    await scene.skip(ann, pool)
    assert await scene.scopes(ann, pool) == []
    await scene.skip(ann, pool)
    assert await scene.scopes(ann, pool) == ["POOL"]


async def test_less_than_two_bars_whoever_skips_at_all(scene: Scene, ann: Worker) -> None:
    """The guide's incorrect settings: nobody is looked at before they skip or hand in a page."""
    pool = await scene.general_pool(
        config("SKIPPED_IN_ROW_ASSIGNMENTS", rule(ban(5, scope="POOL"), "skipped_in_row_count LT 2"))
    )
    assert await scene.scopes(ann, pool) == []
    await scene.skip(ann, pool)
    assert await scene.scopes(ann, pool) == ["POOL"]


async def test_a_page_given_up_neither_counts_nor_ends_the_row(scene: Scene, ann: Worker) -> None:
    """Skipping is what is punished; a page that ran out, or was left, is not."""
    skill = await scene.skill()
    pool = await scene.general_pool(
        config("SKIPPED_IN_ROW_ASSIGNMENTS", rule(set_skill(skill, 1), "skipped_in_row_count EQ 2"))
    )
    await scene.skip(ann, pool)
    page = await scene.take(ann, pool)
    await ann.http.call("POST", f"/api/worker/v1/assignments/{page['id']}/exit", status=200)
    assert await scene.value(ann, skill) is None
    await scene.skip(ann, pool)
    assert await scene.value(ann, skill) == 1
