"""How often captchas come, what answers come to, and that each is told of once."""

from __future__ import annotations

import msgspec
import pytest

from distribution.world import POOL, SECOND, START, World
from talka import app
from talka.captchas import rules, service, store
from talka.captchas.model import Captcha, CaptchaShown
from talka.distribution import take
from talka.distribution.access import CaptchaRequired
from talka.http.auth import Worker
from talka.kernel.clock import DAY, MINUTE
from talka.kernel.errors import AccessDenied, DoesNotExist, TooManyRequests
from talka.kernel.events import Listeners
from talka.pools import service as pools
from talka.pools.model import PoolForm
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.worker_api.model import NextView

DIGITS = "012345"
WRONG = "999999"


class Scene:
    """A world whose pools ask for captchas; ``told`` is what was told of them: pool, and whether passed."""

    def __init__(self, database: Database) -> None:
        self.told: list[tuple[int, bool]] = []
        database.listeners.on(CaptchaShown, self._hear)
        self.world = World(database)
        self.ann = self.world.worker("ann")

    def _hear(self, _: object, event: CaptchaShown) -> None:
        assert event.requester_id == self.world.requester.id
        assert str(event.project_id) == self.world.project_id
        self.told.append((event.pool_id, event.passed))

    def pool(self, frequency: str | None, *, pages: int = 20, tasks: int = 5) -> int:
        """An open pool of manual suites."""
        quality = {} if frequency is None else {"quality_control": {"captcha_frequency": frequency}}
        pool_id = self.world.pool(**quality)
        suites = [{"tasks": [{"input_values": {}}] * tasks, "overlap": 2}] * pages
        self.world.upload_suites(pool_id, *suites)
        self.world.open(pool_id)
        return pool_id

    def work_until_asked(self, pool_id: int, worker: Worker | None = None) -> int:
        """How many pages the worker did before a take was refused for a captcha."""
        pages = 0
        while True:
            try:
                self.world.work(worker or self.ann, pool_id)
            except CaptchaRequired:
                return pages
            pages += 1

    def show(self, worker: Worker | None = None, *, limited_at: int | None = None) -> Captcha:
        who = worker or self.ann
        shown = self.world.write(lambda tx: service.show(tx, who.id, DIGITS, limited_at=limited_at))
        if not isinstance(shown, Captcha):
            raise shown
        return shown

    def answer(
        self,
        captcha: Captcha,
        given: str = DIGITS,
        worker: Worker | None = None,
        *,
        always: str | None = None,
    ) -> bool:
        who = worker or self.ann
        return self.world.write(
            lambda tx: service.answer(tx, who.id, captcha.id, given, passes_always=always)
        )

    def fail(self, times: int) -> None:
        for _ in range(times):
            assert not self.answer(self.show(), WRONG)

    def tables(self) -> tuple[int, int]:
        """Rows of captchas, and appointments to look after them."""
        due = schema.due.select().where(schema.due.c.kind == service.EXPIRE)
        kept, awaited = Query(schema.captchas.select()), Query(due)
        return self.world.read(lambda tx: (len(tx.all(kept)), len(tx.all(awaited))))


@pytest.fixture
def listeners() -> Listeners:
    """Those of the platform."""
    return app.listeners()


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


class TestFrequency:
    @pytest.mark.parametrize(("frequency", "pages"), [("LOW", 4), ("MEDIUM", 2), ("HIGH", 2)])
    def test_tasks_are_counted_and_again_after_each_captcha(
        self, scene: Scene, frequency: str, pages: int
    ) -> None:
        pool_id = scene.pool(frequency)
        for _ in range(3):
            assert scene.work_until_asked(pool_id) == pages
            assert scene.answer(scene.show())
        assert scene.told == [(pool_id, True)] * 3

    def test_pools_that_ask_count_together_and_others_do_not(self, scene: Scene) -> None:
        often, seldom, never = scene.pool("HIGH"), scene.pool("LOW"), scene.pool(None)
        for _ in range(5):
            scene.world.work(scene.ann, never)
        scene.world.work(scene.ann, seldom)
        scene.world.work(scene.ann, often)
        assert scene.work_until_asked(often) == 0
        assert scene.work_until_asked(seldom) == 2
        scene.world.work(scene.ann, never)
        # It is shown because of the pool whose take was refused last.
        scene.answer(scene.show())
        assert scene.told == [(seldom, True)]

    def test_it_is_shown_for_the_pool_whose_take_was_refused(self, scene: Scene) -> None:
        often, seldom = scene.pool("HIGH"), scene.pool("LOW")
        for _ in range(2):
            scene.world.work(scene.ann, seldom)
        with pytest.raises(service.CaptchaNotRequired):
            scene.show()
        assert scene.work_until_asked(often) == 0
        assert scene.answer(scene.show())
        assert scene.told == [(often, True)]

    def test_other_workers_are_not_asked(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        scene.world.work(scene.world.worker("bob"), pool_id)

    def test_nobody_is_asked_where_there_is_nothing_to_do(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH", pages=2)
        for _ in range(2):
            scene.world.work(scene.ann, pool_id)
        with pytest.raises(take.NoTasksAvailable):
            scene.world.take(scene.ann, pool_id)


class TestWork:
    def test_a_submit_is_taken_in_and_the_next_page_waits(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.world.work(scene.ann, pool_id)
        page = scene.world.take(scene.ann, pool_id)
        answer = scene.world.submit_and_take_next(scene.ann, page)
        assert isinstance(answer, NextView)
        assert answer.next is None
        assert answer.why_not is not None
        assert answer.why_not.code == "CAPTCHA_REQUIRED"
        assert scene.world.assignment(page.id).status == "ACCEPTED"
        # It was kept that the take was refused, and nothing else of it.
        assert scene.answer(scene.show())
        scene.world.take(scene.ann, pool_id)
        assert scene.world.faults() == []

    def test_a_page_that_is_held_comes_back_without_a_captcha(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        other = scene.pool("HIGH")
        held = scene.world.take(scene.ann, other)
        scene.work_until_asked(pool_id)
        assert scene.world.take(scene.ann, other).id == held.id
        scene.world.submit(scene.ann, held)

    def test_none_is_due_before_work_or_after_a_captcha(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        with pytest.raises(service.CaptchaNotRequired):
            scene.show()
        scene.work_until_asked(pool_id)
        scene.answer(scene.show())
        with pytest.raises(service.CaptchaNotRequired):
            scene.show()


class TestAnswers:
    def test_a_wrong_one_leaves_the_take_refused(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        assert not scene.answer(scene.show(), WRONG)
        assert scene.work_until_asked(pool_id) == 0
        assert scene.answer(scene.show(), " 012 345 ")
        scene.world.take(scene.ann, pool_id)
        assert scene.told == [(pool_id, False), (pool_id, True)]

    @pytest.mark.parametrize(("first", "second"), [(DIGITS, WRONG), (WRONG, DIGITS)])
    def test_the_same_again_comes_to_the_same_and_another_is_refused(
        self, scene: Scene, first: str, second: str
    ) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        captcha = scene.show()
        passed = [scene.answer(captcha, first) for _ in range(3)]
        assert passed == [first == DIGITS] * 3
        with pytest.raises(service.CaptchaUsed):
            scene.answer(captcha, second)
        assert scene.told == [(pool_id, first == DIGITS)]

    def test_an_old_answer_is_no_pass_for_the_next_captcha(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        captcha = scene.show()
        scene.answer(captcha)
        scene.work_until_asked(pool_id)
        assert scene.answer(captcha)
        assert scene.work_until_asked(pool_id) == 0

    def test_of_others_and_of_nobody_are_not_there(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        bob = scene.world.worker("bob")
        scene.work_until_asked(pool_id)
        captcha = scene.show()
        with pytest.raises(DoesNotExist):
            scene.answer(captcha, worker=bob)
        with pytest.raises(DoesNotExist):
            scene.answer(Captcha("no such", bob.id, pool_id, "", 1, 0, 0))
        assert scene.answer(captcha)

    def test_time_runs_out_and_that_is_told_once(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        captcha = scene.show()
        scene.world.advance(rules.LIFETIME - SECOND)
        assert scene.told == []
        scene.world.advance(SECOND)
        assert scene.told == [(pool_id, False)]
        with pytest.raises(service.CaptchaExpired):
            scene.answer(captcha)
        scene.world.advance(DAY)
        assert scene.told == [(pool_id, False)]

    def test_late_is_late_before_the_schedule_has_seen_it(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        captcha = scene.show()
        scene.world.now += rules.LIFETIME
        with pytest.raises(service.CaptchaExpired):
            scene.answer(captcha)
        assert scene.show().picture == 1
        scene.world.advance(0)
        assert scene.told == [(pool_id, False)]

    def test_an_answer_that_always_passes_is_one_more(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        assert not scene.answer(scene.show(), "Sesame")
        assert not scene.answer(scene.show(), WRONG, always="sesame")
        assert scene.answer(scene.show(), "Sesame", always="sesame")

    def test_nobody_reads_the_answer_off_the_row(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        captcha_id = scene.show().id
        captcha = scene.world.read(lambda tx: store.get(tx, captcha_id))
        assert captcha is not None
        assert DIGITS not in repr(captcha)


class TestAskingAgain:
    def test_another_picture_is_of_the_same_captcha_twice(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        pictures = [scene.show() for _ in range(rules.PICTURES)]
        assert [one.picture for one in pictures] == [1, 2, 3]
        with pytest.raises(service.CaptchaExpired):
            scene.answer(pictures[0])
        assert scene.told == []
        assert scene.show().picture == 1
        assert scene.told == [(pool_id, False)]
        scene.world.advance(rules.LIFETIME)
        assert scene.told == [(pool_id, False)] * 2

    def test_too_many_in_a_minute_are_refused(self, scene: Scene) -> None:
        scene.work_until_asked(scene.pool("HIGH"))
        for _ in range(rules.MOST_ASKED):
            scene.show(limited_at=START)
        with pytest.raises(TooManyRequests):
            scene.show(limited_at=START + MINUTE - 1)
        scene.show(limited_at=START + MINUTE)

    def test_what_is_done_does_not_pile_up(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        for _ in range(3):
            scene.work_until_asked(pool_id)
            scene.show()
            scene.answer(scene.show())
        assert scene.tables() == (6, 0)
        scene.world.advance(DAY + SECOND)
        scene.work_until_asked(pool_id)
        scene.show()
        assert scene.tables() == (1, 1)


class TestBlock:
    def test_failing_again_and_again_keeps_the_worker_out_for_a_time(self, scene: Scene) -> None:
        pool_id, other = scene.pool("HIGH"), scene.pool(None)
        scene.work_until_asked(pool_id)
        scene.fail(rules.MOST_FAILED - 1)
        scene.world.work(scene.ann, other)
        scene.fail(1)
        with pytest.raises(AccessDenied, match="platform") as refused:
            scene.world.take(scene.ann, other)
        assert not isinstance(refused.value, CaptchaRequired)
        with pytest.raises(AccessDenied, match="human"):
            scene.show()
        assert scene.told == [(pool_id, False)] * rules.MOST_FAILED
        scene.world.advance(rules.BLOCK)
        scene.world.work(scene.ann, other)
        assert scene.work_until_asked(pool_id) == 0
        scene.fail(rules.MOST_FAILED - 1)
        assert scene.answer(scene.show())
        scene.world.work(scene.ann, pool_id)

    def test_a_solved_one_begins_the_row_anew(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        for _ in range(2):
            scene.work_until_asked(pool_id)
            scene.fail(rules.MOST_FAILED - 1)
            assert scene.answer(scene.show())
        scene.world.work(scene.ann, pool_id)

    def test_skipping_counts_and_the_block_is_kept_though_the_call_is_refused(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        for _ in range(rules.MOST_FAILED * rules.PICTURES):
            scene.show()
        with pytest.raises(AccessDenied, match="human"):
            scene.show()
        assert scene.told == [(pool_id, False)] * rules.MOST_FAILED
        assert scene.tables()[1] == 0
        with pytest.raises(AccessDenied, match="platform"):
            scene.world.take(scene.ann, pool_id)

    def test_leaving_them_alone_counts(self, scene: Scene) -> None:
        pool_id = scene.pool("HIGH")
        scene.work_until_asked(pool_id)
        for _ in range(rules.MOST_FAILED):
            scene.show()
            scene.world.advance(rules.LIFETIME)
        with pytest.raises(AccessDenied, match="platform"):
            scene.world.take(scene.ann, pool_id)


def test_a_pool_that_asks_less_often_lets_the_worker_go_on(scene: Scene) -> None:
    pool_id = scene.pool("HIGH")
    scene.work_until_asked(pool_id)
    captcha = scene.show()
    changed = {"project_id": scene.world.project_id, **POOL, "quality_control": {"captcha_frequency": "LOW"}}
    form = msgspec.convert(changed, PoolForm)
    scene.world.close(pool_id)
    scene.world.write(lambda tx: pools.update_pool(tx, scene.world.requester, str(pool_id), form))
    scene.world.open(pool_id)
    scene.world.work(scene.ann, pool_id)
    with pytest.raises(service.CaptchaNotRequired):
        scene.show()
    assert scene.answer(captcha)
