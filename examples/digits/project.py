"""What the requester sets up, as toloka-kit's objects: project, interface, training, pool, tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import toloka.client as toloka
import toloka.client.project.template_builder as tb

from digits import DIGITS, Picture

PASSING_LEVEL = 70
OVERLAP = 3
REWARD = 0.05
REAL_TASKS_IN_SUITE, CONTROL_TASKS_IN_SUITE = 8, 2
ENOUGH_TO_WEIGH, ENOUGH_TO_BAN, LEAST_RIGHT = 4, 10, 60
TRAINING_TASKS_IN_SUITE, TRAINING_SUITES_TO_PASS = 5, 2

SHAPES = {
    "0": "one closed loop and nothing else",
    "1": "a single stroke, sometimes with a short hook at the top",
    "2": "an open bow at the top and a flat foot",
    "3": "two open bows, both to the right",
    "4": "an open or pointed top, and a stroke that crosses",
    "5": "a flat top, an upright at the left, one bow below it",
    "6": "a tall stroke that ends in a closed loop at the bottom",
    "7": "a flat top and one slanting stroke, no loop",
    "8": "two closed loops, one above the other",
    "9": "a closed loop at the top and a stroke down from it",
}

INSTRUCTIONS = """
<p>Each picture is a digit that somebody wrote by hand and a scanner made small. Say which digit it is.</p>
<p>Click a button or press its key. When two digits seem possible, choose the likelier one.</p>
"""


def interface() -> toloka.project.TemplateBuilderViewSpec:
    """A picture and ten buttons below it, each with its digit as hotkey."""
    answer = tb.OutputData(path="digit")
    return toloka.project.TemplateBuilderViewSpec(
        view=tb.ListViewV1(
            items=[
                tb.ImageViewV1(url=tb.InputData(path="image"), ratio=[1, 1], max_width=260, popup=False),
                tb.ButtonRadioGroupFieldV1(
                    data=answer,
                    label="Which digit is it?",
                    options=[tb.GroupFieldOption(value=digit, label=digit) for digit in DIGITS],
                    validation=tb.RequiredConditionV1(hint="Choose a digit"),
                ),
            ]
        ),
        plugins=[
            tb.TolokaPluginV1(kind="scroll", task_width=320),
            tb.HotkeysPluginV1(
                **{f"key_{digit}": tb.SetActionV1(data=answer, payload=digit) for digit in DIGITS}
            ),
        ],
    )


def project(tag: str) -> toloka.Project:
    return toloka.Project(
        public_name=f"Which digit is it? ({tag})",
        public_description="Look at small pictures of handwritten digits and say what they show.",
        public_instructions=INSTRUCTIONS,
        assignments_issuing_type=toloka.Project.AssignmentsIssuingType.AUTOMATED,
        task_spec=toloka.project.task_spec.TaskSpec(
            input_spec={"image": toloka.project.UrlSpec()},
            output_spec={"digit": toloka.project.StringSpec(allowed_values=list(DIGITS))},
            view_spec=interface(),
        ),
    )


def skill(tag: str) -> toloka.Skill:
    """The weight of a worker's answers in aggregation: how many control pictures were read rightly."""
    return toloka.Skill(
        name=f"Digits read rightly ({tag})",
        public_requester_description={"EN": "The share of control pictures that you read rightly"},
        hidden=False,
    )


def training(project_id: str) -> toloka.Training:
    return toloka.Training(
        project_id=project_id,
        private_name="Digits: training",
        may_contain_adult_content=False,
        inherited_instructions=True,
        assignment_max_duration_seconds=20 * 60,
        mix_tasks_in_creation_order=True,
        shuffle_tasks_in_task_suite=True,
        training_tasks_in_task_suite_count=TRAINING_TASKS_IN_SUITE,
        task_suites_required_to_pass=TRAINING_SUITES_TO_PASS,
    )


def pool(project_id: str, training_id: str, skill_id: str, now: datetime) -> toloka.Pool:
    """The main pool: mixed suites, reviewed by hand, watched by rules, open to those who passed the training.

    ``now`` is the platform's time: a sandbox's clock may be ahead of this machine's.
    """
    made = toloka.Pool(
        project_id=project_id,
        private_name="Digits",
        may_contain_adult_content=False,
        will_expire=now + timedelta(days=60),
        reward_per_assignment=REWARD,
        assignment_max_duration_seconds=10 * 60,
        auto_accept_solutions=False,
        auto_accept_period_day=14,
        defaults=toloka.Pool.Defaults(
            default_overlap_for_new_tasks=OVERLAP, default_overlap_for_new_task_suites=OVERLAP
        ),
    )
    made.set_mixer_config(
        real_tasks_count=REAL_TASKS_IN_SUITE,
        golden_tasks_count=CONTROL_TASKS_IN_SUITE,
        training_tasks_count=0,
        # Near the end a worker who has done most of what is left still gets the few tasks that remain.
        min_real_tasks_count=1,
        mix_tasks_in_creation_order=True,
        shuffle_tasks_in_task_suite=True,
    )
    made.set_training_requirement(training_pool_id=training_id, training_passing_skill_value=PASSING_LEVEL)
    add_rules(made, skill_id)
    return made


def add_rules(pool: toloka.Pool, skill_id: str) -> None:
    """Control pictures weigh each worker and ban the worst, whose pictures others then do again."""
    pool.quality_control.add_action(
        collector=toloka.collectors.GoldenSet(),
        conditions=[toloka.conditions.GoldenSetAnswersCount >= ENOUGH_TO_WEIGH],
        action=toloka.actions.SetSkillFromOutputField(skill_id=skill_id, from_field="correct_answers_rate"),
    )
    pool.quality_control.add_action(
        collector=toloka.collectors.GoldenSet(history_size=ENOUGH_TO_BAN),
        conditions=[
            toloka.conditions.GoldenSetAnswersCount >= ENOUGH_TO_BAN,
            toloka.conditions.GoldenSetCorrectAnswersRate < LEAST_RIGHT,
        ],
        action=toloka.actions.RestrictionV2(
            scope=toloka.user_restriction.UserRestriction.PROJECT,
            duration=10,
            duration_unit="DAYS",
            private_comment=f"Less than {LEAST_RIGHT} % of control pictures read rightly",
        ),
    )
    pool.quality_control.add_action(
        collector=toloka.collectors.UsersAssessment(),
        conditions=[
            toloka.conditions.PoolAccessRevokedReason == toloka.conditions.PoolAccessRevokedReason.RESTRICTION
        ],
        action=toloka.actions.ChangeOverlap(delta=1, open_pool=True),
    )


def training_tasks(training_id: str, pictures: Iterable[Picture], files_url: str) -> list[toloka.Task]:
    return [
        toloka.Task(
            pool_id=training_id,
            input_values={"image": address(picture, files_url)},
            known_solutions=[_solution(picture)],
            message_on_unknown_solution=f"This is a {picture.digit}: {SHAPES[picture.digit]}.",
            infinite_overlap=True,
        )
        for picture in pictures
    ]


def control_tasks(pool_id: str, pictures: Iterable[Picture], files_url: str) -> list[toloka.Task]:
    return [
        toloka.Task(
            pool_id=pool_id,
            input_values={"image": address(picture, files_url)},
            known_solutions=[_solution(picture)],
            infinite_overlap=True,
        )
        for picture in pictures
    ]


def real_tasks(pool_id: str, pictures: Iterable[Picture], files_url: str) -> list[toloka.Task]:
    return [
        toloka.Task(pool_id=pool_id, input_values={"image": address(picture, files_url)})
        for picture in pictures
    ]


def address(picture: Picture, files_url: str) -> str:
    """Where the server shows a picture."""
    return f"{files_url}/{picture.name}"


def _solution(picture: Picture) -> toloka.task.BaseTask.KnownSolution:
    return toloka.task.BaseTask.KnownSolution(output_values={"digit": picture.digit}, correctness_weight=1)
