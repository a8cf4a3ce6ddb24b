"""Where tasks stand on a page that distribution functions lay out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talka.distribution.layout import arrange, layout_of
from talka.distribution.rules import Recipe
from talka.pools.model import MixerConfig
from talka.pools.queue import Lane

C, T, _ = Lane.CONTROL, Lane.TRAINING, None


def mixer(real: int, golden: int = 0, training: int = 0, **more) -> MixerConfig:
    return MixerConfig(
        real_tasks_count=real, golden_tasks_count=golden, training_tasks_count=training, **more
    )


def test_without_a_function_a_page_is_a_recipe_only():
    layout = layout_of(mixer(3, 1, 2, min_real_tasks_count=1), None, None)

    assert (layout.recipe, layout.places) == (Recipe(3, 1, 2, 1, 1, 2), ())
    assert layout.ending_after(0) is layout


def test_where_both_functions_ask_for_a_place_a_control_task_gets_it():
    layout = layout_of(mixer(5), {1, 4}, {1, 2})

    assert layout.places == (C, T, _, C, _)
    assert layout.recipe == Recipe(2, 2, 1, 2, 2, 1)


def test_a_number_of_training_tasks_takes_places_that_nobody_asks_for():
    assert layout_of(mixer(4, training=3), {1, 2}, None).recipe == Recipe(0, 2, 2, 0, 2, 2)
    least = layout_of(mixer(4, training=3, min_training_tasks_count=1), {1}, None)
    assert least.recipe == Recipe(0, 1, 3, 0, 1, 1)


def test_the_least_number_of_general_tasks_is_not_above_the_places_for_them():
    assert layout_of(mixer(7), {1, 4, 6}, None).recipe.min_real == 4
    assert layout_of(mixer(7, min_real_tasks_count=2), {1, 4, 6}, None).recipe.min_real == 2


def test_a_short_page_ends_before_its_first_empty_place():
    short = layout_of(mixer(7), {1, 4, 6}, None).ending_after(2)

    assert short.places == (C, _, _, C)
    assert short.recipe == Recipe(4, 2, 0, 4, 2, 0)
    assert arrange(short, ["b", "a"], ["z", "y"], [], None) == ["y", "a", "b", "z"]


def test_shuffling_leaves_tasks_that_are_asked_for_at_their_places():
    layout = layout_of(mixer(4), {2}, None)

    assert arrange(layout, ["a", "b", "c"], ["x"], [], list.reverse) == ["c", "x", "b", "a"]
    assert arrange(layout_of(mixer(2, 1), None, None), ["a", "b"], ["c"], [], list.reverse) == ["c", "b", "a"]


places = st.sets(st.integers(1, 8))


@settings(max_examples=50)
@given(st.integers(1, 8), st.none() | places, places, st.integers(0, 3), st.integers(0, 9))
def test_every_task_of_a_page_has_a_place_and_every_place_a_task(real, golden, training, fixed, there):
    config = mixer(real, golden=min(fixed, real) if golden is None else 0)
    layout = layout_of(config, golden, training)
    others = min(there, layout.recipe.real)
    if Lane.CONTROL in layout.fixed:
        others += layout.recipe.golden
    short = layout.ending_after(others)
    recipe = short.recipe

    found = [
        [f"{kind}{i}" for i in range(count)] for kind, count in (("c", recipe.golden), ("t", recipe.training))
    ]
    page = arrange(short, [f"g{i}" for i in range(min(there, layout.recipe.real))], *found, None)

    assert len(page) == len(short.places) <= real
    assert sorted(page) == sorted(
        [*(f"g{i}" for i in range(min(there, layout.recipe.real))), *found[0], *found[1]]
    )
    for place, (task, kind) in enumerate(zip(page, short.places, strict=True), 1):
        asked = "c" if place in (golden or ()) else "t" if place in training else None
        assert (asked is None) == (kind is None)
        assert asked is None or task.startswith(asked)
