"""What a worker earned: for pages, and in bonuses."""

from __future__ import annotations

from operator import itemgetter

from talka.accounts import service as accounts
from talka.assignments import store as assignments
from talka.assignments.model import Assignment, AssignmentStatus
from talka.bonuses import store as bonuses
from talka.bonuses.model import Bonus, texts_of
from talka.bonuses.rules import in_language
from talka.http.auth import Worker
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist
from talka.kernel.ids import parse_number
from talka.kernel.money import to_number
from talka.ledger import service as ledger
from talka.projects import store as projects
from talka.projects.model import Project
from talka.projects.translation import said, translation_for
from talka.storage.tx import Tx
from talka.worker_api.model import EarningLine, Earnings, Totals
from talka.worker_api.service import FAR_FUTURE, own

_PAID_FOR = (AssignmentStatus.SUBMITTED, AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED)


def get_earnings(tx: Tx, worker: Worker, before: str | None, limit: int) -> Earnings:
    """``GET /earnings``: what each page and each bonus earned, newest first, and the totals.

    Of the same moment, bonuses come first.
    """
    page_place, bonus_place = _places(tx, worker, before)
    statuses = [status.value for status in _PAID_FOR]
    pages = assignments.history(tx, worker.id, statuses, page_place, limit + 1)
    paid = bonuses.of_user(tx, worker.id, bonus_place, limit + 1)
    found: list[tuple[tuple[int, bool], Assignment | Bonus]] = [
        *(((bonus.created, True), bonus) for bonus in paid),
        *(((page.created, False), page) for page in pages),
    ]
    # A stable sort: those of one kind keep the order that they come in.
    found.sort(key=itemgetter(0), reverse=True)
    lines = _Lines(tx, worker)
    return Earnings(
        items=[lines.of(one) for _, one in found[:limit]],
        has_more=len(found) > limit,
        totals=Totals(
            available=to_number(ledger.balance(tx, ledger.worker_account(worker.id))),
            on_review=to_number(assignments.reward_on_review(tx, worker.id)),
        ),
    )


def _places(tx: Tx, worker: Worker, before: str | None) -> tuple[tuple[int, str], tuple[int, int]]:
    """Before which page and before which bonus to go on, after the line with this id."""
    if before is None:
        return (FAR_FUTURE, ""), (FAR_FUTURE, 0)
    number = parse_number(before)
    if number is None:
        created = own(tx, worker, before).created
        return (created, before), (created, 0)
    bonus = bonuses.get(tx, number)
    if bonus is None or bonus.user_id != worker.id:
        raise DoesNotExist("bonus", before)
    return (bonus.created + 1, ""), (bonus.created, number)


class _Lines:
    """Lines of one worker's earnings; the names of projects are looked up once."""

    def __init__(self, tx: Tx, worker: Worker) -> None:
        self._tx = tx
        known = accounts.profile_of(accounts.worker_account(tx, worker.id)).languages
        self._languages = (*worker.languages, *known)
        self._names: dict[int, str] = {}

    def of(self, one: Assignment | Bonus) -> EarningLine:
        return self._of_bonus(one) if isinstance(one, Bonus) else self._of_page(one)

    def _of_page(self, page: Assignment) -> EarningLine:
        status = "ON_REVIEW" if page.status == AssignmentStatus.SUBMITTED else page.status
        moment = page.accepted or page.rejected or page.submitted or page.created
        return EarningLine(
            id=page.id,
            kind="REWARD",
            status=status,
            amount=to_number(page.reward),
            time=clock.to_text_z(moment),
            assignment_id=page.id,
            project_name=self._project_name(page.project_id),
        )

    def _of_bonus(self, bonus: Bonus) -> EarningLine:
        page = None if bonus.assignment_id is None else assignments.get(self._tx, bonus.assignment_id)
        return EarningLine(
            id=str(bonus.id),
            kind="BONUS",
            status=AssignmentStatus.ACCEPTED.value,
            amount=to_number(bonus.amount),
            time=clock.to_text_z(bonus.created),
            assignment_id=bonus.assignment_id,
            project_name=None if page is None else self._project_name(page.project_id),
            title=in_language(texts_of(bonus.public_title), self._languages),
            message=in_language(texts_of(bonus.public_message), self._languages),
        )

    def _project_name(self, project_id: int) -> str:
        if project_id not in self._names:
            project = projects.get(self._tx, project_id)
            self._names[project_id] = "" if project is None else self._name_of(project)
        return self._names[project_id]

    def _name_of(self, project: Project) -> str:
        translation = translation_for(project.form.localization_config, self._languages)
        return said(translation.public_name, None) or project.form.public_name
