"""What workers answered, as rows: one for each task of each assignment, as Toloka's file of results has them.

Pages are read one after another by key, each on a snapshot of its own: memory stays flat, and an answer that
comes in meanwhile may be among them or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from talka.assignments.model import Assignment, Solution
from talka.assignments.service import solutions_of
from talka.bulk import store
from talka.bulk.model import Column
from talka.bulk.tables import GOLDEN, HINT, INPUT, LANGUAGE
from talka.http.auth import Requester
from talka.kernel import clock
from talka.kernel.ids import pool_bounds
from talka.kernel.money import to_number
from talka.pools import service as pools
from talka.pools.config import config_of
from talka.projects import service as projects
from talka.projects.field_spec import FieldKind, FieldSpec
from talka.restrictions import store as restrictions
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import RawTask, TaskKind, kind_of

OUTPUT: Final = "OUTPUT:"
STATUSES: Final = {
    "ACTIVE": "ACTIVE",
    "SUBMITTED": "SUBMITTED",
    "APPROVED": "ACCEPTED",
    "REJECTED": "REJECTED",
    "SKIPPED": "SKIPPED",
    "EXPIRED": "EXPIRED",
}
"""What files of results call the statuses of assignments."""

FIELDS: Final = tuple(
    f"ASSIGNMENT:{name}"
    for name in (
        *("link", "assignment_id", "task_id", "task_suite_id", "worker_id", "status", "started"),
        *("submitted", "accepted", "rejected", "skipped", "expired", "reward"),
    )
)
DEFAULT_STATUSES: Final = ("APPROVED",)
DEFAULT_FIELDS: Final = tuple(
    f"ASSIGNMENT:{name}" for name in ("link", "assignment_id", "worker_id", "status", "started")
)
PAGE: Final = 200
"""Assignments of one page."""

_SHOWN: Final = {stored: shown for shown, stored in STATUSES.items()}
_VERDICTS: Final = {"ACCEPTED": "+", "REJECTED": "-"}


class Wish(msgspec.Struct, frozen=True):
    """What was asked for: statuses as files call them, fields by their columns' names.

    ``start`` and ``end`` bound when the answers were handed in (or the page taken, where none were), the
    first included and the second not. ``address`` is what links begin with.
    """

    address: str
    statuses: tuple[str, ...] = DEFAULT_STATUSES
    fields: tuple[str, ...] = DEFAULT_FIELDS
    start: int | None = None
    end: int | None = None
    exclude_banned: bool = False


class Results:
    """The results of one pool: their columns, and their rows page by page."""

    def __init__(self, tx: Tx, requester: Requester, pool_id: str, wish: Wish) -> None:
        """Look the pool up.

        Raises:
            DoesNotExist: there is none, or it is another's.
        """
        pool = pools.own_any(tx, requester, pool_id)
        specs = projects.specs_of(tx, pool.project_id, pool.project_version_major)
        self.pool = pool
        self._wish = wish
        self._input = [*specs.input.fields]
        self._output = [*specs.output.fields]
        self._reviewed = not config_of(pool).auto_accept
        self.columns = [
            *_columns(INPUT, specs.input.fields),
            *_columns(OUTPUT, specs.output.fields),
            *_columns(GOLDEN, specs.output.fields),
            Column(HINT),
            Column(LANGUAGE),
            *(Column(name, _kind_of(name)) for name in wish.fields),
            *([Column("ACCEPT:verdict"), Column("ACCEPT:comment")] if self._reviewed else []),
        ]
        self._after, self._high = pool_bounds(pool.id)
        self.seen = 0
        """Assignments read so far."""

    def next_page(self, tx: Tx) -> list[list[list[Any]]] | None:
        """The rows of the next assignments, those of each together; None behind the last page."""
        wish = self._wish
        found = store.page(
            tx,
            self._after,
            self._high,
            [STATUSES[name] for name in wish.statuses],
            (wish.start, wish.end),
            PAGE,
        )
        if not found:
            return None
        self._after = found[-1].id
        self.seen += len(found)
        if wish.exclude_banned:
            found = self._without_banned(tx, found)
        wanted = dict.fromkeys(task_id for one in found for task_id in one.tasks)
        contents = {key: tasks.contents_of(task) for key, task in task_store.get_many(tx, [*wanted]).items()}
        return [self._rows_of(one, contents) for one in found]

    def _without_banned(self, tx: Tx, found: list[Assignment]) -> list[Assignment]:
        workers = list({one.user_id for one in found})
        banned = restrictions.active_scopes_of_many(
            tx, workers, self.pool.requester_id, self.pool.project_id, self.pool.id
        )
        return [one for one in found if one.user_id not in banned]

    def _rows_of(self, one: Assignment, contents: Mapping[str, RawTask]) -> list[list[Any]]:
        answers, first = _answers_of(one)
        said = [_ABOUT[name](one, self._wish.address) for name in self._wish.fields]
        task_id_at = [place for place, name in enumerate(self._wish.fields) if name == "ASSIGNMENT:task_id"]
        verdict = [_VERDICTS.get(one.status), one.public_comment] if self._reviewed else []
        rows = []
        for place, task_id in enumerate(one.tasks):
            task = contents[task_id]
            golden = _golden(task)
            kind = kind_of(task.known_solutions, task.message_on_unknown_solution)
            shown = first or answers if kind is TaskKind.TRAINING else answers
            answer = shown[place].output_values if place < len(shown) else {}
            for at in task_id_at:
                said[at] = task_id
            rows.append(
                [
                    *map(task.input_values.get, self._input),
                    *map(answer.get, self._output),
                    *map(golden.get, self._output),
                    task.message_on_unknown_solution,
                    (task.localization_config or {}).get("default_language"),
                    *said,
                    *verdict,
                ]
            )
        return rows


def _answers_of(one: Assignment) -> tuple[Sequence[Solution], Sequence[Solution]]:
    """What was answered, and what was answered at first: of a training task that is what counts."""
    if not one.submitted:
        return (), ()
    return solutions_of(one.solutions) or (), solutions_of(one.first_attempts) or ()


def _columns(prefix: str, fields: Mapping[str, FieldSpec]) -> list[Column]:
    return [Column(f"{prefix}{name}", spec.kind, spec.array) for name, spec in fields.items()]


def _kind_of(name: str) -> FieldKind:
    return FieldKind.FLOAT if name == "ASSIGNMENT:reward" else FieldKind.STRING


def _golden(task: RawTask) -> Mapping[str, Any]:
    """The right answer; of several, the one that counts most."""
    if not task.known_solutions:
        return {}
    return max(task.known_solutions, key=lambda known: known.correctness_weight).output_values


def _time(moment: int | None) -> str | None:
    return None if moment is None else clock.to_text(moment)


_ABOUT: Final[Mapping[str, Any]] = {
    "ASSIGNMENT:link": lambda one, address: f"{address}/api/v1/assignments/{one.id}",
    "ASSIGNMENT:assignment_id": lambda one, _: one.id,
    "ASSIGNMENT:task_id": lambda _, __: None,  # each row has its own
    "ASSIGNMENT:task_suite_id": lambda one, _: one.suite_id,
    "ASSIGNMENT:worker_id": lambda one, _: one.user_id,
    "ASSIGNMENT:status": lambda one, _: _SHOWN[one.status],
    "ASSIGNMENT:started": lambda one, _: _time(one.created),
    "ASSIGNMENT:submitted": lambda one, _: _time(one.submitted),
    "ASSIGNMENT:accepted": lambda one, _: _time(one.accepted),
    "ASSIGNMENT:rejected": lambda one, _: _time(one.rejected),
    "ASSIGNMENT:skipped": lambda one, _: _time(one.skipped),
    "ASSIGNMENT:expired": lambda one, _: _time(one.expired),
    "ASSIGNMENT:reward": lambda one, _: to_number(one.reward),
}
