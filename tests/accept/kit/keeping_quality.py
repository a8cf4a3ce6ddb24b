"""Quality control as the docs' pages set it up with toloka-kit, kept as it was made and seen at work.

``TALKA_OTHER_WORKERS`` has the ids and tokens of four more workers.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import pytest
import toloka.client as toloka
from requester import Worker, at_work, classic_project, pool_of, same, tasks_of
from toloka.client import UserRestriction
from toloka.client.actions import (
    ApproveAllAssignments,
    ChangeOverlap,
    RejectAllAssignments,
    Restriction,
    RestrictionV2,
    SetSkill,
    SetSkillFromOutputField,
)
from toloka.client.collectors import (
    AcceptanceRate,
    AnswerCount,
    AssignmentsAssessment,
    AssignmentSubmitTime,
    Captcha,
    GoldenSet,
    Income,
    MajorityVote,
    SkippedInRowAssignments,
    Training,
    UsersAssessment,
)
from toloka.client.conditions import (
    AcceptedAssignmentsCount,
    AcceptedAssignmentsRate,
    AssessmentEvent,
    AssignmentsAcceptedCount,
    CorrectAnswersRate,
    FailRate,
    FastSubmittedCount,
    GoldenSetAnswersCount,
    GoldenSetCorrectAnswersRate,
    GoldenSetIncorrectAnswersRate,
    IncomeSumForLast24Hours,
    IncorrectAnswersRate,
    PendingAssignmentsCount,
    PoolAccessRevokedReason,
    RejectedAssignmentsCount,
    RejectedAssignmentsRate,
    SkillId,
    SkippedInRowCount,
    StoredResultsCount,
    SubmittedAssignmentsCount,
    SuccessRate,
    TotalAnswersCount,
    TotalAssignmentsCount,
    TotalSubmittedCount,
)
from toloka.client.exceptions import ValidationApiError

OTHER_WORKERS = [one.split(":") for one in os.environ["TALKA_OTHER_WORKERS"].split()]
TABLE = ["OK BAD OK BAD OK", "BAD OK OK BAD 404", "404 OK 404 OK OK", "OK BAD OK 404 404", "OK BAD OK 404 OK"]
"""The five tasks of the page on majority vote, each with the answers of its five workers."""
PER_PAGE = {"training_tasks_count": 0, "golden_tasks_count": 0, "real_tasks_count": 0}
KNOWN = [toloka.task.BaseTask.KnownSolution(output_values={"result": "cat"})]


def ban(duration: int = 10, unit: str = "DAYS", scope: Any = UserRestriction.PROJECT) -> RestrictionV2:
    return RestrictionV2(scope=scope, duration=duration, duration_unit=unit, private_comment="why")


def control_tasks(skill: str) -> list[Any]:
    """The API's page: a skill and a ban from the eighth answer on, by the last ten."""
    found = {"collector": GoldenSet(history_size=10)}
    return [
        {
            **found,
            "conditions": [GoldenSetAnswersCount > 7],
            "action": SetSkillFromOutputField(skill_id=skill, from_field="golden_set_correct_answers_rate"),
        },
        {
            **found,
            "conditions": [GoldenSetAnswersCount > 7, GoldenSetCorrectAnswersRate < 75],
            "action": ban(),
        },
        {
            "collector": GoldenSet(history_size=5),
            "conditions": [GoldenSetCorrectAnswersRate > 80, GoldenSetAnswersCount >= 5],
            "action": ApproveAllAssignments(),
        },
        {
            "collector": GoldenSet(),
            "conditions": [TotalAnswersCount == 5, GoldenSetIncorrectAnswersRate >= 40],
            "action": ban(30),
        },
    ]


def majority_vote(skill: str) -> list[Any]:
    """The API's page, and the client's own example."""
    return [
        {
            "collector": MajorityVote(answer_threshold=3, history_size=10),
            "conditions": [TotalAnswersCount > 2],
            "action": SetSkillFromOutputField(skill_id=skill, from_field="correct_answers_rate"),
        },
        {
            "collector": MajorityVote(answer_threshold=3, history_size=10),
            "conditions": [TotalAnswersCount >= 5, IncorrectAnswersRate > 3],
            "action": ban(),
        },
        {
            "collector": MajorityVote(answer_threshold=2),
            "conditions": [TotalAnswersCount > 9, CorrectAnswersRate < 60],
            "action": RejectAllAssignments(public_comment="Too low quality"),
        },
    ]


def fast_answers(_skill: str) -> list[Any]:
    """4 of 10 in less than 3 seconds; 4 of 5 in less than 20."""
    return [
        {
            "collector": AssignmentSubmitTime(history_size=10, fast_submit_threshold_seconds=3),
            "conditions": [TotalSubmittedCount == 10, FastSubmittedCount >= 4],
            "action": ban(),
        },
        {
            "collector": AssignmentSubmitTime(history_size=5, fast_submit_threshold_seconds=20),
            "conditions": [FastSubmittedCount > 3],
            "action": RejectAllAssignments(public_comment="Too fast responses."),
        },
    ]


def skipped(_skill: str) -> list[Any]:
    return [
        {
            "collector": SkippedInRowAssignments(),
            "conditions": [SkippedInRowCount >= 10],
            "action": ban(),
        },
        {
            "collector": SkippedInRowAssignments(),
            "conditions": [SkippedInRowCount > 3],
            "action": Restriction(scope=UserRestriction.POOL, duration_days=15, private_comment="Skips"),
        },
    ]


def captcha(_skill: str) -> list[Any]:
    """At most 70 % of ten; the client's example beside it."""
    return [
        {
            "collector": Captcha(history_size=10),
            "conditions": [StoredResultsCount == 10, SuccessRate <= 70],
            "action": ban(),
        },
        {
            "collector": Captcha(history_size=5),
            "conditions": [FailRate > 60, StoredResultsCount >= 3],
            "action": ban(15),
        },
    ]


def earnings(_skill: str) -> list[Any]:
    return [
        {
            "collector": Income(),
            "conditions": [IncomeSumForLast24Hours >= 20],
            "action": ban(scope=UserRestriction.ALL_PROJECTS),
        }
    ]


def submitted(skill: str) -> list[Any]:
    """12 pages and out; whoever answers at all is marked."""
    return [
        {
            "collector": AnswerCount(),
            "conditions": [AssignmentsAcceptedCount >= 12],
            "action": ban(scope=UserRestriction.POOL),
        },
        {
            "collector": AnswerCount(),
            "conditions": [AssignmentsAcceptedCount > 0],
            "action": SetSkill(skill_id=skill, skill_value=1),
        },
    ]


def reviewed(skill: str) -> list[Any]:
    """40 % rejected of ten, and the acceptance rate as a skill after three."""
    return [
        {
            "collector": AcceptanceRate(history_size=10),
            "conditions": [TotalAssignmentsCount >= 10, RejectedAssignmentsRate > 40],
            "action": RestrictionV2(
                scope=UserRestriction.PROJECT, duration_unit="PERMANENT", private_comment="Rejected"
            ),
        },
        {
            "collector": AcceptanceRate(),
            "conditions": [TotalAssignmentsCount >= 3, AcceptedAssignmentsRate >= 0],
            "action": SetSkillFromOutputField(skill_id=skill, from_field="accepted_assignments_rate"),
        },
    ]


def put_back_after_ban(_skill: str) -> list[Any]:
    return [
        {
            "collector": UsersAssessment(),
            "conditions": [PoolAccessRevokedReason == PoolAccessRevokedReason.RESTRICTION],
            "action": ChangeOverlap(delta=1, open_pool=True),
        }
    ]


def put_back_after_skill_change(skill: str) -> list[Any]:
    return [
        {
            "collector": UsersAssessment(),
            "conditions": [
                PoolAccessRevokedReason == PoolAccessRevokedReason.SKILL_CHANGE,
                SkillId == skill,
            ],
            "action": ChangeOverlap(delta=1, open_pool=True),
        }
    ]


def put_back_after_rejection(_skill: str) -> list[Any]:
    """A rejected page goes to others; one that is accepted needs fewer of them."""
    return [
        {
            "collector": AssignmentsAssessment(),
            "conditions": [RejectedAssignmentsCount >= 1, AssessmentEvent == AssessmentEvent.REJECT],
            "action": ChangeOverlap(delta=1, open_pool=True),
        },
        {
            "collector": AssignmentsAssessment(),
            "conditions": [
                AcceptedAssignmentsCount >= 2,
                PendingAssignmentsCount == 0,
                AssessmentEvent == AssessmentEvent.ACCEPT,
            ],
            "action": ChangeOverlap(delta=-1, open_pool=False),
        },
    ]


def trained(skill: str) -> list[Any]:
    return [
        {
            "collector": Training(),
            "conditions": [SubmittedAssignmentsCount >= 1, TotalAnswersCount >= 1],
            "action": SetSkill(skill_id=skill, skill_value=5),
        }
    ]


PAGES = (
    *(control_tasks, majority_vote, fast_answers, skipped, captcha, earnings, submitted, reviewed),
    *(put_back_after_ban, put_back_after_skill_change, put_back_after_rejection, trained),
)


@pytest.fixture(scope="module")
def crew(worker: Worker) -> Iterator[list[Worker]]:
    """The worker and four others."""
    with ExitStack() as stack:
        yield [worker, *(stack.enter_context(at_work(*one)) for one in OTHER_WORKERS)]


@pytest.fixture
def skill(client: Any) -> str:
    return client.create_skill(name=f"Quality {uuid.uuid4()}").id


@pytest.fixture
def own_project(client: Any) -> toloka.Project:
    """A ban here is none elsewhere."""
    return client.create_project(classic_project())


def ruled(client: Any, project: toloka.Project, rules: list[Any], **changes: Any) -> toloka.Pool:
    """A pool of pages with one task each, with these rules."""
    kinds = PER_PAGE | {changes.pop("kind", "real_tasks_count"): 1}
    pool = pool_of(project, mixer_config=toloka.pool.MixerConfig(**kinds), **changes)
    for rule in rules:
        pool.quality_control.add_action(**rule)
    return client.create_pool(pool)


def without_ids(pool: toloka.Pool) -> list[Any]:
    """The rules as they were written."""
    configs = pool.quality_control.unstructure()["configs"]
    for config in configs:
        config["collector_config"].pop("uuid", None)
    return configs


def uuids(pool: toloka.Pool) -> list[uuid.UUID]:
    return [config.collector_config.uuid for config in pool.quality_control.configs]


class TestRulesAreKept:
    @pytest.mark.parametrize("page", PAGES)
    def test_each_pages_rules_as_they_were_made(self, client, project, skill, page):
        sent = pool_of(project)
        for rule in page(skill):
            sent.quality_control.add_action(**rule)
        made = client.create_pool(sent)
        kept = client.get_pool(made.id)
        assert same(kept, made)
        assert without_ids(kept) == without_ids(sent)
        assert len({*uuids(kept)}) == len(kept.quality_control.configs) == len({*map(str, uuids(kept))})
        clone = client.clone_pool(kept.id)
        assert clone.quality_control.unstructure() == kept.quality_control.unstructure()

    def test_they_are_changed_and_keep_their_identity(self, client, project, skill):
        pool = client.create_pool(pool_of(project))
        for rule in control_tasks(skill):
            pool.quality_control.add_action(**rule)
        changed = client.update_pool(pool.id, pool)
        changed.quality_control.configs[0].rules.pop()
        again = client.update_pool(pool.id, changed)
        assert uuids(again) == uuids(changed)
        assert [len(config.rules) for config in again.quality_control.configs] == [1, 1, 1]

    def test_a_projects_rules(self, client, skill):
        form = classic_project(quality_control=toloka.quality_control.QualityControl(configs=[]))
        for rule in (*earnings(skill), *skipped(skill)):
            form.quality_control.add_action(**rule)
        made = client.create_project(form)
        kept = client.get_project(made.id)
        assert without_ids(kept) == without_ids(form)
        assert same(client.update_project(kept.id, kept), kept)

    def test_a_skill_that_is_not_ones_own_is_refused(self, client, project):
        pool = pool_of(project)
        for rule in submitted("987654321"):
            pool.quality_control.add_action(**rule)
        with pytest.raises(ValidationApiError) as refused:
            client.create_pool(pool)
        (path,) = refused.value.payload
        assert path == "quality_control.configs.0.rules.1.action.parameters.skill_id"


class TestRulesAtWork:
    def test_control_tasks_make_a_skill_and_a_ban(self, client, own_project, skill, worker):
        pool = ruled(client, own_project, control_tasks(skill)[:2], kind="golden_tasks_count")
        tasks = tasks_of(pool, 10, known_solutions=KNOWN, infinite_overlap=True)
        client.create_tasks(tasks, open_pool=True)
        for result in ("cat", "cat", "dog", "cat", "dog", "cat", "dog"):
            worker.answer(pool.id, result)
        assert client.get_user_skills(skill_id=skill) == []
        assert worker.why_not(pool.id) == []
        worker.answer(pool.id, "cat")
        (value,) = client.get_user_skills(skill_id=skill, user_id=worker.id)
        assert (value.value, value.exact_value) == (63, Decimal("62.5"))
        assert worker.why_not(pool.id) == ["restrictions"]

    def test_the_majority_makes_skills(self, client, own_project, skill, crew):
        """The guide's table: overlap 5, threshold 3, and the skills 66, 33, 66, 33, 100."""
        own_project.task_spec.output_spec["result"].allowed_values = ["OK", "BAD", "404"]
        project = client.update_project(own_project.id, own_project)
        pool = ruled(client, project, majority_vote(skill)[:1])
        pool.mixer_config.mix_tasks_in_creation_order = True
        client.update_pool(pool.id, pool)
        client.create_tasks(tasks_of(pool, 5, overlap=5), open_pool=True)
        for number, one in enumerate(crew):
            for answers in TABLE:
                one.answer(pool.id, answers.split()[number])
        found = {one.user_id: int(one.exact_value) for one in client.get_user_skills(skill_id=skill)}
        assert [found[one.id] for one in crew] == [66, 33, 66, 33, 100]

    def test_fast_answers_are_rejected(self, client, own_project, skill, worker):
        pool = ruled(client, own_project, fast_answers(skill)[1:])
        client.create_tasks(tasks_of(pool, 5, overlap=1), open_pool=True)
        ids = [worker.answer(pool.id, "cat") for _ in range(3)]
        assert {one.status for one in client.get_assignments(pool_id=pool.id)} == {
            toloka.Assignment.SUBMITTED
        }
        ids.append(worker.answer(pool.id, "cat"))
        rejected = client.get_assignments(pool_id=pool.id, status=["REJECTED"])
        assert sorted(one.id for one in rejected) == sorted(ids)
        assert {one.public_comment for one in rejected} == {"Too fast responses."}

    def test_skipping_bars_from_the_pool(self, client, own_project, skill, worker):
        pool = ruled(client, own_project, skipped(skill))
        client.create_tasks(tasks_of(pool, 5, overlap=1), open_pool=True)
        for _ in range(3):
            worker.skip(pool.id)
        assert worker.why_not(pool.id) == []
        worker.skip(pool.id)
        assert worker.why_not(pool.id) == ["restrictions"]
        assert [one.status for one in client.get_assignments(pool_id=pool.id)] == [
            toloka.Assignment.SKIPPED
        ] * 4

    def test_answers_mark_their_author(self, client, own_project, skill, worker):
        pool = ruled(client, own_project, submitted(skill))
        client.create_tasks(tasks_of(pool, 1, overlap=1), open_pool=True)
        worker.answer(pool.id, "cat")
        assert [one.value for one in client.get_user_skills(skill_id=skill)] == [1]

    def test_reviews_make_a_skill(self, client, own_project, skill, worker):
        pool = ruled(client, own_project, reviewed(skill))
        client.create_tasks(tasks_of(pool, 3, overlap=1), open_pool=True)
        ids = [worker.answer(pool.id, "cat") for _ in range(3)]
        client.accept_assignment(ids[0], "Good")
        client.reject_assignment(ids[1], "Bad")
        assert client.get_user_skills(skill_id=skill) == []
        client.reject_assignment(ids[2], "Bad")
        (value,) = client.get_user_skills(skill_id=skill)
        assert float(value.exact_value) == pytest.approx(100 / 3)

    def test_work_of_a_banned_worker_goes_to_others(self, client, own_project, skill, crew):
        careless, other = crew[:2]
        rule = {
            "collector": SkippedInRowAssignments(),
            "conditions": [SkippedInRowCount == 1],
            "action": ban(),
        }
        pool = ruled(client, own_project, [*put_back_after_ban(skill), rule])
        client.create_tasks(tasks_of(pool, 3, overlap=1), open_pool=True)
        for _ in range(2):
            careless.answer(pool.id, "cat")
        careless.skip(pool.id)
        assert "restrictions" in careless.why_not(pool.id)
        tasks = client.get_tasks(pool_id=pool.id)
        assert sorted((one.overlap, one.remaining_overlap) for one in tasks) == [(1, 1), (2, 1), (2, 1)]
        for _ in range(3):
            other.answer(pool.id, "cat")
        assert [one.remaining_overlap for one in client.get_tasks(pool_id=pool.id)] == [0, 0, 0]

    def test_work_of_one_whose_skill_fell_goes_to_others(self, client, own_project, skill, worker):
        client.set_user_skill(skill_id=skill, user_id=worker.id, value=Decimal(80))
        pool = ruled(
            client,
            own_project,
            put_back_after_skill_change(skill),
            filter=toloka.filter.Skill(skill) >= 60,
        )
        client.create_tasks(tasks_of(pool, 1, overlap=1), open_pool=True)
        worker.answer(pool.id, "cat")
        client.set_user_skill(skill_id=skill, user_id=worker.id, value=Decimal(59))
        (task,) = client.get_tasks(pool_id=pool.id)
        assert (task.overlap, task.remaining_overlap) == (2, 1)

    def test_rejected_work_goes_to_others(self, client, own_project, skill, crew):
        first, second = crew[:2]
        pool = ruled(client, own_project, put_back_after_rejection(skill))
        client.create_tasks(tasks_of(pool, 2, overlap=1), open_pool=True)
        ids = [first.answer(pool.id, "cat") for _ in range(2)]
        client.close_pool(pool.id)
        client.reject_assignment(ids[0], "That is a dog")
        client.accept_assignment(ids[1], "Good")
        assert client.get_pool(pool.id).is_open()
        rejected = client.get_assignment(ids[0]).tasks[0].id
        overlaps = {one.id: (one.overlap, one.remaining_overlap) for one in client.get_tasks(pool_id=pool.id)}
        assert overlaps.pop(rejected) == (2, 1)
        assert list(overlaps.values()) == [(1, 0)]
        second.answer(pool.id, "dog")
        assert client.get_task(rejected).remaining_overlap == 0
