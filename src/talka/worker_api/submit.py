"""Handing in a page: checks, training, acceptance, the next page. One transaction, safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentStatus, Solution
from talka.attachments import service as attachments
from talka.distribution import automerge, cards, completed, take
from talka.distribution.access import CaptchaRequired
from talka.http.auth import Worker
from talka.http.environment import Platform
from talka.kernel.errors import AccessDenied, FieldErrors, InappropriateStatus, TalkaError, ValidationFailed
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool
from talka.projects import service as projects
from talka.projects.service import Specs
from talka.quality_control import training
from talka.quality_control.answers import answer_key
from talka.storage.tx import Tx
from talka.tasks.model import RawTask
from talka.words.speaking import say
from talka.worker_api import service, views
from talka.worker_api.model import NextView, SubmitView, WhyNot, WorkView

# Of these refusals the pool's own state is the reason: another pool of the card may have something yet.
_ELSEWHERE = (take.NoTasksAvailable.code, take.PoolIsClosed.code, AccessDenied.code)
_DONE = (AssignmentStatus.SUBMITTED, AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED)


def submit_assignment(
    tx: Tx, worker: Worker, assignment_id: str, solutions: Sequence[Solution]
) -> SubmitView:
    """``POST /assignments/{id}/submit``.

    Training tasks answered wrongly leave the page with the worker, each with its hint; the first answers are
    the ones that count. The same answers again on a page handed in change nothing and are answered alike.
    """
    assignment, pool = service.own_locked(tx, worker, assignment_id)
    if assignment.status in _DONE:
        _require_same(assignment, solutions)
        return SubmitView(views.work_view(tx, assignment, worker.languages), [])
    service.require_active(tx, assignment)
    contents = assignments.contents_of(tx, assignment)
    specs = projects.specs_of(tx, pool.project_id, pool.project_version_major)
    _check_answers(tx, worker, assignment, specs, solutions)
    mistakes = training.mistakes_of(contents, solutions, worker.languages)
    if mistakes:
        kept = _keep_attempt(tx, assignment, solutions)
        return SubmitView(views.work_view(tx, kept, worker.languages), mistakes)
    done = _hand_in(tx, assignment, pool, contents, solutions)
    return SubmitView(views.work_view(tx, done, worker.languages, just_now=True), [])


def submit_and_take_next(
    tx: Tx, worker: Worker, assignment_id: str, solutions: Sequence[Solution], platform: Platform
) -> SubmitView | NextView:
    """The same with ``next=true``: the answer brings the pool's next page, or says why there is none."""
    answer = submit_assignment(tx, worker, assignment_id, solutions)
    if answer.mistakes:
        return answer
    try:
        with tx.savepoint():
            taken = take.take(tx, worker.id, answer.assignment.pool_id, platform)
    except TalkaError as refusal:
        return NextView(answer.assignment, [], None, WhyNot(refusal.code, refusal.message))
    if taken.refusal is not None:
        return NextView(answer.assignment, [], None, WhyNot(taken.refusal.code, taken.refusal.message))
    if taken.assignment is None:
        raise AssertionError
    page = views.open_view(tx, taken.assignment, worker.languages, just_now=taken.created)
    return NextView(answer.assignment, [], page, None)


def pool_to_go_on_in(tx: Tx, worker: Worker, answer: SubmitView | NextView, platform: Platform) -> str | None:
    """Which other pool of the same card has a next page, when the pool of the one handed in has none."""
    if not isinstance(answer, NextView) or answer.why_not is None or answer.why_not.code not in _ELSEWHERE:
        return None
    return cards.next_pool(tx, worker.id, answer.assignment.pool_id, platform)


def with_next(answer: NextView, taken: WorkView | TalkaError) -> NextView:
    """The answer with the page that was taken in another pool; as it was, when somebody else was quicker.

    Where a captcha stands before that pool's page, it is what stands before the next page.
    """
    if isinstance(taken, CaptchaRequired):
        return NextView(answer.assignment, [], None, WhyNot(taken.code, taken.message))
    if isinstance(taken, TalkaError):
        return answer
    return NextView(answer.assignment, [], taken, None)


def _hand_in(
    tx: Tx, assignment: Assignment, pool: Pool, contents: Sequence[RawTask], solutions: Sequence[Solution]
) -> Assignment:
    config: PoolConfig = config_of(pool)
    first_attempts = assignments.solutions_of(assignment.first_attempts)
    twins = automerge.find(tx, assignment, pool, config, contents)
    done = assignments.submit(tx, assignment, solutions, first_attempts, config)
    if config.is_training:
        training.note_suite(tx, done, config, contents, first_attempts or solutions)
    else:
        completed.count(tx, done, contents)
        training.note_linked_work(tx, done, config)
    automerge.copy(tx, done, twins, solutions)
    return done


def _keep_attempt(tx: Tx, assignment: Assignment, solutions: Sequence[Solution]) -> Assignment:
    text = msgspec.json.encode(solutions).decode()
    kept = msgspec.structs.replace(
        assignment, solutions=text, first_attempts=assignment.first_attempts or text
    )
    assignment_store.save(tx, kept)
    return kept


def _check_answers(
    tx: Tx, worker: Worker, assignment: Assignment, specs: Specs, solutions: Sequence[Solution]
) -> None:
    expected = len(assignment.tasks)
    if len(solutions) != expected:
        words = say("Answer every task of the page: {expected}", expected=expected)
        raise ValidationFailed.of("solutions", "VALUES_REQUIRED", words, [expected])
    errors = FieldErrors()
    files: list[tuple[str, str]] = []
    for index, solution in enumerate(solutions):
        specs.output.check(solution.output_values, str(index), errors, answer=True)
        files += [
            (f"{index}.{path}", file_id) for path, file_id in specs.output.file_values(solution.output_values)
        ]
    errors.raise_if_any()
    if files:
        unknown = attachments.bind(tx, worker.id, assignment, [file_id for _, file_id in files])
        for path, file_id in files:
            if file_id in unknown:
                words = say("Upload the file for this page first")
                errors.add(path, "ENTITY_DOES_NOT_EXIST", words)
        errors.raise_if_any()


def _require_same(assignment: Assignment, solutions: Sequence[Solution]) -> None:
    stored = assignments.solutions_of(assignment.solutions) or []
    before = [answer_key(solution.output_values) for solution in stored]
    if before != [answer_key(solution.output_values) for solution in solutions]:
        words = say("The assignment was handed in already, with other answers")
        raise InappropriateStatus(words, [AssignmentStatus.ACTIVE.value])
