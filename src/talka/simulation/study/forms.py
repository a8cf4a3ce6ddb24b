"""The settings that are compared: the study's, or those of a pool that exists, and what variants change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http import forms
from talka.kernel import clock
from talka.kernel.errors import ValidationFailed
from talka.kernel.ids import parse_number, pool_bounds
from talka.pools import store as pools
from talka.pools.model import Pool, PoolForm, TrainingForm
from talka.projects import store as projects
from talka.projects.model import AssignmentsIssuingType, ProjectForm
from talka.simulation.study.material import Item, StudyRefused
from talka.simulation.study.model import Form, Skill, Study, Variant
from talka.skills import store as skills
from talka.skills.model import Skill as StoredSkill
from talka.skills.model import SkillForm
from talka.storage import schema
from talka.storage.query import Query, columns_of
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks.model import Task, TaskKind

F = TypeVar("F")

_t = schema.tasks.c
_KNOWN_TASKS = Query(
    sa.select(*columns_of(schema.tasks, Task))
    .where(_t.id > bindparam("low"), _t.id < bindparam("high"), _t.kind == bindparam("kind"))
    .order_by(_t.id)
)
_k = schema.skills.c
_SKILLS = Query(
    sa.select(*[_k[name.rstrip("_")] for name in StoredSkill.__struct_fields__])
    .where(_k.requester_id == bindparam("requester_id"))
    .order_by(_k.id)
)


class Basis(msgspec.Struct, frozen=True):
    """The forms before any variant's changes, the skills they name by id, and tasks that exist already.

    ``training_skill`` is the project's training skill, with the id that it has there.
    """

    project: Form
    pool: Form
    training: Form | None
    skills: list[tuple[int, SkillForm]]
    training_skill: tuple[int, SkillForm] | None = None
    control: list[Item] = []
    training_tasks: list[Item] = []


class Settings(msgspec.Struct, frozen=True):
    """One variant's forms, ready to be used; what ids they name are the platform's to give."""

    name: str
    project: ProjectForm
    pool: Form
    training: TrainingForm | None

    def pool_form(self, project_id: str, training_id: str | None, ends: int) -> PoolForm:
        """The pool's form with the ids of what was made for it. It does not expire before ``ends``."""
        form = {**self.pool, "project_id": project_id}
        quality = form.get("quality_control")
        if isinstance(quality, dict) and isinstance(quality.get("training_requirement"), dict):
            requirement = {**quality["training_requirement"], "training_pool_id": training_id}
            form["quality_control"] = {**quality, "training_requirement": requirement}
        form.setdefault("private_name", self.name)
        form["will_expire"] = clock.to_text(ends)
        return _read(form, PoolForm, self.name, "pool")


def basis_of(study: Study, source: Callable[[Callable[[Tx], Basis]], Basis] | None) -> Basis:
    """The study's own forms, or those of the pool that it names, read through ``source``."""
    own = [(int(skill.id), _skill_form(skill)) for skill in study.skills]
    if isinstance(study.pool, str):
        if source is None:
            raise StudyRefused(f"pool {study.pool}: say where it is, with --data or --database-url")
        pool_id = study.pool
        found = source(lambda tx: _read_pool(tx, pool_id))
        return msgspec.structs.replace(
            found,
            project=study.project or found.project,
            training=study.training or found.training,
            skills=[*found.skills, *own],
        )
    if study.project is None:
        raise StudyRefused("project: a study with a pool of its own needs a project too")
    return Basis(study.project, study.pool, study.training, own)


def settings_of(basis: Basis, variant: Variant) -> Settings:
    """A variant's settings."""
    changes = variant.changes
    project = _read(merged(basis.project, changes.project), ProjectForm, variant.name, "project")
    if project.assignments_issuing_type == AssignmentsIssuingType.MAP_SELECTOR:
        raise StudyRefused(f"{variant.name}: projects on a map cannot be simulated")
    pool = merged(basis.pool, changes.pool)
    training = None
    quality = pool.get("quality_control")
    required = isinstance(quality, dict) and quality.get("training_requirement")
    if required:
        if basis.training is None:
            raise StudyRefused(f"{variant.name}: the pool requires a training, and there is none")
        form = {"private_name": "Training", **merged(basis.training, changes.training), "project_id": "0"}
        training = _read(form, TrainingForm, variant.name, "training")
    return Settings(variant.name, project, pool, training)


def merged(form: Mapping[str, Any], patch: Mapping[str, Any]) -> Form:
    """A JSON merge patch (RFC 7396) applied."""
    result = dict(form)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            before = result.get(name)
            result[name] = merged(before if isinstance(before, dict) else {}, value)
        else:
            result[name] = value
    return result


def weighting_skill(form: PoolForm, project: ProjectForm) -> str | None:
    """The skill that the settings weigh answers by, or else the first one that a rule works out."""
    if form.dynamic_overlap_config is not None:
        return form.dynamic_overlap_config.answer_weight_skill_id
    for control in (form.quality_control, project.quality_control):
        for config in (control.configs if control else None) or ():
            for rule in config.rules:
                if rule.action.type == "SET_SKILL_FROM_OUTPUT_FIELD":
                    return str(rule.action.parameters["skill_id"])
    return None


def _read(value: Form, form: type[F], variant: str, what: str) -> F:
    try:
        return forms.convert(value, form)
    except ValidationFailed as failed:
        raise StudyRefused(f"{variant}: {said_in_one_line(failed, what)}") from None


def said_in_one_line(failed: ValidationFailed, what: str) -> str:
    """Every wrong field of a form and why."""
    return "; ".join(f"{what}.{path}: {error.message}" for path, error in failed.errors.items())


def _skill_form(skill: Skill) -> SkillForm:
    return SkillForm(name=skill.name, hidden=skill.hidden, skill_ttl_hours=skill.skill_ttl_hours)


# ---- a pool that exists ----------------------------------------------------------------------------------


def _read_pool(tx: Tx, pool_id: str) -> Basis:
    number = parse_number(pool_id)
    pool = None if number is None else pools.get(tx, number)
    if pool is None or pool.is_training:
        raise StudyRefused(f"pool {pool_id}: there is no such pool")
    project = projects.get(tx, pool.project_id)
    if project is None:
        raise AssertionError(f"project {pool.project_id} vanished")
    training = None if pool.training_id is None else pools.get(tx, pool.training_id)
    found = [StoredSkill(*row) for row in tx.all(_SKILLS, requester_id=pool.requester_id)]
    training_skill = skills.training_skill(tx, project.id)
    return Basis(
        project=msgspec.to_builtins(project.form),
        pool=msgspec.json.decode(pool.form),
        training=None if training is None else msgspec.json.decode(training.form),
        skills=[_with_form(skill) for skill in found if skill.training_project_id is None],
        training_skill=None if training_skill is None else _with_form(training_skill),
        control=_known_tasks(tx, pool, TaskKind.CONTROL),
        training_tasks=[] if training is None else _known_tasks(tx, training, TaskKind.TRAINING),
    )


def _with_form(skill: StoredSkill) -> tuple[int, SkillForm]:
    return skill.id, msgspec.json.decode(skill.form, type=SkillForm)


def _known_tasks(tx: Tx, pool: Pool, kind: TaskKind) -> list[Item]:
    """The pool's tasks of a kind, with the first of their known solutions as the truth."""
    low, high = pool_bounds(pool.id)
    rows = tx.all(_KNOWN_TASKS, low=low, high=high, kind=int(kind))
    contents = [tasks.contents_of(Task(*row)) for row in rows]
    return [
        Item(one.input_values, one.known_solutions[0].output_values)
        for one in contents
        if one.known_solutions
    ]
