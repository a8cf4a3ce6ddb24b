"""Showing a worker their work, and nothing that would give an answer away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from talka.accounts import store as accounts
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentStatus
from talka.bonuses import store as bonuses
from talka.distribution.cards import card_of
from talka.distribution.take import Offer, Page
from talka.kernel import clock
from talka.kernel.money import to_number
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.projects import service as projects
from talka.projects import store as project_store
from talka.projects.localization import AdditionalLanguage
from talka.projects.model import Project
from talka.projects.translation import Languages, said, translated_view, translation_for
from talka.proxies import service as proxies
from talka.quality_control.training import Mistake, mistakes_of
from talka.storage.tx import Tx
from talka.tasks.model import RawTask
from talka.worker_api.model import PageTask, TaskItem, WhyNot, WorkView


def work_view(
    tx: Tx, assignment: Assignment, languages: Languages = (), *, just_now: bool = False
) -> WorkView:
    """One assignment as its worker sees it, the project's texts in the first of the languages that there is.

    Of one that was taken or handed in ``just_now`` there is neither a draft nor a bonus to look for.
    """
    pool = pools.get(tx, assignment.pool_id)
    project = project_store.get(tx, assignment.project_id)
    if pool is None or project is None:
        raise AssertionError(f"assignment {assignment.id} lost its pool")
    config = config_of(pool)
    specs = projects.specs_of(tx, project.id, pool.project_version_major)
    spec = project_store.spec_of(specs.text)
    contents = assignments.contents_of(tx, assignment)
    hidden = set(specs.input.hidden)
    words = translation_for(project.form.localization_config, languages)
    # Handing in drops the draft, and a bonus is for what was accepted.
    draft = None if assignment.submitted or just_now else assignment_store.draft(tx, assignment.id)
    bonus = 0 if assignment.accepted is None or just_now else bonuses.total_of(tx, assignment.id)
    return WorkView(
        id=assignment.id,
        status=assignment.status,
        kind="TRAINING" if pool.is_training else "MAIN",
        pool_id=str(pool.id),
        project_id=str(project.id),
        project_name=_name(project, words),
        requester_name=accounts.requester_name(tx, assignment.requester_id),
        now=clock.to_text_z(tx.now),
        created=clock.to_text_z(assignment.created),
        expires=clock.to_text_z(assignment.deadline),
        reward=to_number(assignment.reward),
        bonus_total=to_number(bonus),
        input_spec=_without(spec.input_spec, hidden),
        output_spec=_without(spec.output_spec, set(specs.output.hidden)),
        tasks=[PageTask(str(task.id), _without(task.input_values, hidden)) for task in contents],
        mistakes=mistakes(assignment, contents, languages),
        instructions=_instructions(config, project, words),
        view_spec=translated_view(spec.view_spec, words),
        submitted=_time(assignment.submitted),
        accepted=_time(assignment.accepted),
        rejected=_time(assignment.rejected),
        skipped=_time(assignment.skipped),
        expired=_time(assignment.expired),
        review_until=_time(assignment.review_until),
        public_comment=assignment.public_comment,
        solutions=assignments.solutions_of(assignment.solutions),
        draft=None if draft is None else msgspec.json.decode(draft),
    )


def open_view(
    tx: Tx, assignment: Assignment, languages: Languages = (), *, just_now: bool = False
) -> WorkView:
    """The same for who opens the page, with the pass to its requester's servers."""
    shown = work_view(tx, assignment, languages, just_now=just_now)
    access = proxies.pass_for(tx, assignment)
    return shown if access is None else msgspec.structs.replace(shown, proxy_pass=access)


def mistakes(assignment: Assignment, contents: Sequence[RawTask], languages: Languages = ()) -> list[Mistake]:
    """What an unfinished training page got wrong at its last submit."""
    answered = assignments.solutions_of(assignment.solutions)
    if assignment.status != AssignmentStatus.ACTIVE or answered is None:
        return []
    return mistakes_of(contents, answered, languages)


def task_item(
    tx: Tx,
    offer: Offer,
    active: Sequence[str],
    why_not: list[WhyNot] | None,
    languages: Languages,
    *,
    training_required: bool,
) -> TaskItem:
    """A pool in the list of available work."""
    config, project = offer.config, offer.project
    words = translation_for(project.form.localization_config, languages)
    page_size = len(offer.found.task_ids) if isinstance(offer.found, Page) else _usual_size(config)
    return TaskItem(
        group=card_of(project.id, config, offer.reward),
        project_id=str(project.id),
        project_name=_name(project, words),
        project_description=config.description or _description(project, words),
        requester_name=accounts.requester_name(tx, project.requester_id),
        pool_id=str(offer.pool.id),
        kind="TRAINING" if config.is_training else "MAIN",
        reward=to_number(offer.reward),
        assignment_max_duration_seconds=config.duration // clock.SECOND,
        tasks_per_suite=page_size,
        auto_accept=config.auto_accept,
        review_days=0 if config.auto_accept else config.review_days,
        training_required=training_required,
        active_assignment_ids=list(active),
        adult=config.adult,
        map=bool(offer.pool.on_map),
        why_not=why_not,
        captcha_required=not offer.captcha.passed and (bool(offer.pool.on_map) or not active),
    )


def _usual_size(config: PoolConfig) -> int:
    mixer = config.mixer
    if mixer is None:
        return 0
    if mixer.golden_task_distribution_function or mixer.training_task_distribution_function:
        return mixer.real_tasks_count  # of every kind
    return mixer.real_tasks_count + mixer.golden_tasks_count + mixer.training_tasks_count


def _name(project: Project, words: AdditionalLanguage) -> str:
    return said(words.public_name, None) or project.form.public_name


def _description(project: Project, words: AdditionalLanguage) -> str | None:
    return said(words.public_description, project.form.public_description)


def _instructions(config: PoolConfig, project: Project, words: AdditionalLanguage) -> str | None:
    if config.inherits_instructions:
        return said(words.public_instructions, project.form.public_instructions)
    return config.instructions


def _without(values: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names} if names else values


def _time(moment: int | None) -> str | None:
    return None if moment is None else clock.to_text_z(moment)
