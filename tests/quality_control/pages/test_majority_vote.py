"""The pages on majority vote: guide/concepts/mvote and api/concepts/mv."""

from __future__ import annotations

from quality_control.pages.scene import (
    CONTROL,
    DAY,
    WRONG,
    Scene,
    Worker,
    ban,
    config,
    rule,
    skill_from,
)

MIXED_KINDS = {"real_tasks_count": 1, "golden_tasks_count": 1, "training_tasks_count": 0}
TABLE = ["OK BAD OK BAD OK", "BAD OK OK BAD 404", "404 OK 404 OK OK", "OK BAD OK 404 404", "OK BAD OK 404 OK"]
"""The guide's five tasks, each with the answers of its five workers."""


async def answer_all(scene: Scene, crew: list[Worker], pool: str, table: list[str]) -> None:
    """Each worker in turn answers the tasks of the table, which are given out in their order."""
    for number, worker in enumerate(crew):
        for answers in table:
            await scene.answer(worker, pool, answers.split()[number], seconds=0)


async def test_the_guides_table_of_five_tasks(scene: Scene) -> None:
    """Tasks 1, 3 and 5 reach the threshold of 3 of 5; the skills are 66, 33, 66, 33 and 100."""
    skill = await scene.skill()
    pool = await scene.manual_pool(
        config(
            "MAJORITY_VOTE",
            rule(skill_from(skill, "correct_answers_rate"), "total_answers_count GTE 3"),
            answer_threshold=3,
        ),
        suites=5,
        overlap=5,
    )
    crew = await scene.workers(5)
    await answer_all(scene, crew[:4], pool, TABLE)
    assert [await scene.value(worker, skill) for worker in crew] == [None] * 5
    await answer_all(scene, crew[4:], pool, [" ".join(answers.split()[4:]) for answers in TABLE])
    values = [await scene.value(worker, skill) for worker in crew]
    assert [None if value is None else int(value) for value in values] == [66, 33, 66, 33, 100]
    assert {line["values"]["total_answers_count"] for line in await scene.log(pool)} == {3}


async def test_two_answers_reach_a_threshold_below_half(scene: Scene) -> None:
    """The guide's warning: with 2 of 5, workers 1 to 4 are right and the fifth is wrong."""
    skill = await scene.skill()
    pool = await scene.manual_pool(
        config(
            "MAJORITY_VOTE",
            rule(skill_from(skill, "correct_answers_rate"), "total_answers_count GTE 1"),
            answer_threshold=2,
        ),
        suites=1,
        overlap=5,
    )
    crew = await scene.workers(5)
    await answer_all(scene, crew, pool, ["OK OK BAD BAD 404"])
    assert [await scene.value(worker, skill) for worker in crew] == [100, 100, 100, 100, 0]


async def test_a_threshold_equal_to_the_overlap_passes_over_mismatches(scene: Scene) -> None:
    """The guide's advice: such a rule only uses tasks where all answers are the same."""
    skill = await scene.skill()
    pool = await scene.manual_pool(
        config(
            "MAJORITY_VOTE",
            rule(skill_from(skill, "correct_answers_rate"), "total_answers_count GTE 1"),
            answer_threshold=3,
        ),
        suites=2,
        overlap=3,
    )
    crew = await scene.workers(3)
    await answer_all(scene, crew, pool, ["OK OK BAD", "404 404 404"])
    assert [await scene.value(worker, skill) for worker in crew] == [100, 100, 100]
    assert [line["values"]["total_answers_count"] for line in await scene.log(pool)] == [1, 1, 1]


async def test_a_skill_after_two_tasks_and_a_ban_after_five(scene: Scene) -> None:
    """The API's page: overlap 5, majority 3, the last 10; above 2 answers a skill, from 5 on a ban."""
    skill = await scene.skill()
    pool = await scene.manual_pool(
        config(
            "MAJORITY_VOTE",
            rule(skill_from(skill, "correct_answers_rate"), "total_answers_count GT 2"),
            rule(ban(10), "total_answers_count GTE 5", "incorrect_answers_rate GT 3"),
            answer_threshold=3,
            history_size=10,
        ),
        suites=5,
        overlap=5,
    )
    crew = await scene.workers(5)
    await answer_all(scene, crew[:4], pool, ["OK OK OK BAD"] * 5)
    last, seen = crew[4], []
    for _ in range(5):
        await scene.answer(last, pool, "OK", seconds=0)
        seen.append([await scene.value(worker, skill) for worker in (crew[0], crew[3])])
    assert seen == [[None, None], [None, None], [100, 0], [100, 0], [100, 0]]
    assert await scene.bans(crew[3], pool) == {"PROJECT": 10 * DAY}
    assert [await scene.scopes(worker, pool) for worker in (crew[0], last)] == [[], []]


async def test_a_ban_below_sixty_five_percent(scene: Scene) -> None:
    """The guide's first example: 2 of 3 answers differ from those of the majority."""
    pool = await scene.manual_pool(
        config(
            "MAJORITY_VOTE",
            rule(ban(10), "total_answers_count GTE 3", "correct_answers_rate LT 65"),
            answer_threshold=4,
            history_size=10,
        ),
        suites=3,
        overlap=5,
    )
    crew = await scene.workers(5)
    await answer_all(scene, crew, pool, ["OK OK OK OK BAD", "OK OK OK OK BAD", "OK OK OK BAD OK"])
    scopes = [await scene.scopes(worker, pool) for worker in crew]
    assert scopes == [[], [], [], [], ["PROJECT"]]


async def test_only_general_tasks_are_voted_on(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide's note: answers to control tasks are ignored, however many agree on them."""
    skill = await scene.skill()
    voting = config(
        "MAJORITY_VOTE",
        rule(skill_from(skill, "correct_answers_rate"), "total_answers_count GTE 1"),
        answer_threshold=2,
    )
    pool = await scene.pool(voting, mixer_config=MIXED_KINDS)
    await scene.upload(pool, 1, overlap=2)
    await scene.upload_control(pool, 1)
    await scene.open(pool)
    exam = await scene.control_pool(voting, tasks=2, mixer_config=CONTROL)
    for worker in (ann, ben):
        await scene.answer(worker, exam, WRONG, seconds=0)
        await scene.answer(worker, pool, WRONG, seconds=0)
    assert [await scene.value(worker, skill) for worker in (ann, ben)] == [100, 100]
    assert await scene.log(exam) == []
    assert [line["values"]["total_answers_count"] for line in await scene.log(pool)] == [1, 1]
