"""What a mixed page may consist of, and what a worker is told when there is none."""

from __future__ import annotations

import pytest

from talka.distribution.rules import RETRY_SECONDS, Nothing, Recipe, judge_manual, judge_mix, recipe_of
from talka.pools.model import Counters, MixerConfig

NOW = 1_000_000
MANY_LEFT = Counters(open_units=100)
FEW_LEFT = Counters(open_units=2)


def mixer(real: int = 3, golden: int = 1, training: int = 0, **more) -> MixerConfig:
    return MixerConfig(
        real_tasks_count=real, golden_tasks_count=golden, training_tasks_count=training, **more
    )


def judge(
    config: MixerConfig,
    found: tuple[int, int, int],
    counters: Counters = MANY_LEFT,
    *,
    others: int = 0,
    now: int = NOW,
) -> Nothing | None:
    return judge_mix(config, recipe_of(config), found, counters, others, now)


def test_a_minimum_that_is_not_given_is_the_full_count():
    assert recipe_of(mixer(3, 1, 2)) == Recipe(3, 1, 2, 3, 1, 2)
    assert recipe_of(mixer(3, 1, 2, min_real_tasks_count=1, min_golden_tasks_count=0)) == Recipe(
        3, 1, 2, 1, 0, 2
    )


def test_a_full_page_is_given():
    assert judge(mixer(), (3, 1, 0)) is None


def test_a_page_of_the_smallest_size_is_given():
    assert judge(mixer(min_real_tasks_count=2), (2, 1, 0)) is None


@pytest.mark.parametrize(
    ("config", "found", "kind"),
    [(mixer(), (3, 0, 0), "control"), (mixer(training=1), (3, 1, 0), "training")],
)
def test_who_has_used_up_control_or_training_tasks_gets_nothing_more(config, found, kind):
    nothing = judge(config, found, others=5)

    assert nothing is not None
    assert nothing.finished
    assert kind in nothing.words


def test_control_tasks_may_be_fewer_where_the_mixer_says_so():
    assert judge(mixer(min_golden_tasks_count=0), (3, 0, 0)) is None


def test_control_tasks_alone_are_no_page_where_general_ones_belong():
    assert judge(mixer(min_real_tasks_count=0), (0, 1, 0)) == Nothing(
        finished=True, words="There are no more tasks for you here"
    )


def test_an_exam_has_no_general_tasks():
    assert judge(mixer(real=0, golden=2), (0, 2, 0)) is None


def test_an_incomplete_page_waits_while_others_could_fill_it():
    nothing = judge(mixer(), (2, 1, 0), Counters(open_units=3))

    assert nothing is not None
    assert nothing.words == "Too few tasks are left for you to fill a page"


def test_the_last_tasks_of_a_pool_make_an_incomplete_page():
    assert judge(mixer(), (2, 1, 0), FEW_LEFT) is None


def test_unless_the_requester_would_rather_wait_for_uploads():
    assert judge(mixer(force_last_assignment=False), (2, 1, 0), FEW_LEFT) is not None


def test_the_last_tasks_wait_for_a_while_after_the_last_upload():
    config = mixer(force_last_assignment_delay_seconds=30)
    grown = Counters(open_units=2, last_growth=NOW)

    early = judge(config, (2, 1, 0), grown, now=NOW + 29_001)

    assert early is not None
    assert (early.finished, early.retry_after_seconds) == (False, 1)
    assert judge(config, (2, 1, 0), grown, now=NOW + 30_000) is None


def test_what_others_hold_may_come_back_so_the_worker_is_told_to_ask_again():
    assert judge_manual(0, others_active=1) == Nothing(
        finished=False, words="There are no more tasks for you here", retry_after_seconds=RETRY_SECONDS
    )
    assert judge_manual(0, others_active=0) == Nothing(
        finished=True, words="There are no more tasks for you here"
    )
    assert judge_manual(1, others_active=0) is None
