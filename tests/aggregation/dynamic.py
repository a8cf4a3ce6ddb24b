"""A pool whose overlap grows by itself, workers of known skill, and what became of its tasks."""

from __future__ import annotations

from typing import Any

import msgspec

from distribution.world import World
from talka.aggregation.model import DynamicOverlapCompleted
from talka.assignments.model import Assignment, Solution
from talka.http.auth import Worker
from talka.kernel.events import Listeners
from talka.skills import service as skills
from talka.skills.model import SkillForm, UserSkillForm
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.worker_api import submit as submitting

OUTPUT = {
    "result": {"type": "string", "allowed_values": ["OK", "BAD", "404"], "required": False},
    "sure": {"type": "boolean", "required": False},
    "note": {"type": "string", "required": False},
}


class Dynamic:
    """``completed`` has the events so far. ``skill_of`` says what each worker's answers weigh, 0 to 100."""

    def __init__(self, database: Database, listeners: Listeners, **settings: Any) -> None:
        self.completed: list[DynamicOverlapCompleted] = []
        listeners.on(DynamicOverlapCompleted, self._note)
        self.world = World(database)
        self.world.project_id = self.world.project(
            task_spec={"input_spec": {"image": {"type": "string", "required": False}}, "output_spec": OUTPUT}
        )
        form = SkillForm(name="trust")
        self.skill_id = self.world.write(lambda tx: skills.create_skill(tx, self.world.requester, form)).id
        self.workers: dict[str, Worker] = {}
        self.pool_id = self.pool(**settings)

    def pool(
        self,
        *,
        overlap: int = 2,
        most: int = 5,
        confidence: float = 0.9,
        fields: tuple[str, ...] = ("result",),
        page: int = 1,
        **settings: Any,
    ) -> int:
        """A pool of smart mixing, one general task a page unless ``page`` says otherwise."""
        return self.world.pool(
            mixer_config={
                "real_tasks_count": page,
                "golden_tasks_count": 0,
                "training_tasks_count": 0,
                "min_real_tasks_count": 1,
                "mix_tasks_in_creation_order": True,
            },
            defaults={
                "default_overlap_for_new_task_suites": overlap,
                "default_overlap_for_new_tasks": overlap,
            },
            dynamic_overlap_config={
                "type": "BASIC",
                "max_overlap": most,
                "min_confidence": confidence,
                "answer_weight_skill_id": self.skill_id,
                "fields": [{"name": name} for name in fields],
            },
            **settings,
        )

    def _note(self, tx: Tx, event: DynamicOverlapCompleted) -> None:
        # Once it is durable: on PostgreSQL a transaction may begin anew.
        tx.after_commit(lambda: self.completed.append(event))

    def tasks(self, *items: dict[str, Any]) -> list[str]:
        """Upload and open."""
        ids = self.world.upload_tasks(self.pool_id, *items)
        self.world.open(self.pool_id)
        return ids

    def worker(self, login: str, skill: float | None = None) -> Worker:
        if login not in self.workers:
            self.workers[login] = self.world.worker(login)
        if skill is not None:
            form = msgspec.convert(
                {"skill_id": self.skill_id, "user_id": self.workers[login].id, "value": skill}, UserSkillForm
            )
            self.world.write(lambda tx: skills.set_user_skill(tx, self.world.requester, form))
        return self.workers[login]

    def take(self, login: str) -> Assignment:
        return self.world.take(self.worker(login), self.pool_id)

    def hand_in(self, login: str, page: Assignment, *answers: Any) -> str:
        """Answers to the page's tasks: the fields, or only what to say for ``result``."""
        solutions = [Solution({"result": one} if isinstance(one, str) else one) for one in answers]
        worker = self.worker(login)
        self.world.write(lambda tx: submitting.submit_assignment(tx, worker, page.id, solutions))
        return page.id

    def answer(self, login: str, skill: float | None, *answers: Any) -> str:
        """Take a page and hand it in; the assignment's id."""
        self.worker(login, skill)
        return self.hand_in(login, self.take(login), *answers)

    def overlap(self, task_id: str) -> int | None:
        return self.world.task(task_id).overlap
