"""Setting a simulated platform up, by the services that requests use."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import rules as account_rules
from talka.accounts import service as accounts
from talka.accounts.model import Profile, ProfileForm
from talka.http import forms
from talka.http.auth import Requester, Worker, hash_token, requester_of
from talka.kernel.clock import DAY
from talka.kernel.errors import FieldErrors, ValidationFailed
from talka.kernel.ids import FIRST_NUMBER
from talka.kernel.money import to_micros
from talka.ledger import service as ledger
from talka.pools import service as pools
from talka.pools import store as pool_store
from talka.projects import service as projects
from talka.simulation.study.forms import Basis, Settings, said_in_one_line, weighting_skill
from talka.simulation.study.material import Item, Material, StudyRefused
from talka.simulation.study.model import Study, Tasks
from talka.simulation.study.people import Person
from talka.simulation.study.world import World
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import Skill, SkillForm
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.task_suites.model import SuiteTask, TaskSuiteForm
from talka.task_suites.service import SUITES
from talka.tasks.bulk import create_all
from talka.tasks.model import KnownSolution, TaskForm
from talka.tasks.service import TASKS
from talka.trainings import service as trainings

_HINT = "Read the instructions again"
_SKIP_NUMBERS = Query(sa.update(schema.numbers).values(value=bindparam("value_from", type_=schema.NUMBER)))


class Scene(msgspec.Struct, frozen=True):
    """What was set up."""

    requester: Requester
    project_id: int
    pool_id: str
    training_id: str | None
    workers: list[Worker]
    opened: int
    skill_ids: list[int]
    weighting_skill: str | None
    slots: int


def prepare(
    world: World, study: Study, basis: Basis, settings: Settings, material: Material, people: Sequence[Person]
) -> Scene:
    """Set everything up and open the pool."""

    def run(tx: Tx) -> Scene:
        requester = _requester(tx, study, basis)
        project = projects.create_project(tx, requester, settings.project)
        _keep_skills(tx, requester, basis, int(project.id))
        training_id = None
        if settings.training is not None:
            training = msgspec.structs.replace(settings.training, project_id=project.id)
            training_id = trainings.create_training(tx, requester, training).id
            create_all(tx, requester, TASKS, [_training_task(training_id, one) for one in material.training])
        ends = tx.now + (study.days + 1) * DAY
        form = settings.pool_form(project.id, training_id, ends)
        pool = pools.create_pool(tx, requester, form)
        _fill(tx, requester, pool.id, study.tasks, material, mixes=pool.mixer_config is not None)
        if training_id is not None:
            trainings.open_training(tx, requester, training_id, world.platform)
        pools.open_pool(tx, requester, pool.id, world.platform)
        return Scene(
            requester=requester,
            project_id=int(project.id),
            pool_id=pool.id,
            training_id=training_id,
            workers=[_worker(tx, requester, one) for one in people],
            opened=tx.now,
            skill_ids=[skill_id for skill_id, _ in basis.skills],
            weighting_skill=weighting_skill(form, settings.project),
            slots=pool_store.counters(tx, int(pool.id)).slots,
        )

    try:
        return world.database.write_now(run)
    except ValidationFailed as failed:
        raise StudyRefused(f"{settings.name}: {said_in_one_line(failed, 'refused')}") from None


def _requester(tx: Tx, study: Study, basis: Basis) -> Requester:
    """A requester with money, on a platform whose new ids are not those of what is taken over."""
    taken = [skill_id for skill_id, _ in basis.skills]
    if basis.training_skill is not None:
        taken.append(basis.training_skill[0])
    tx.run(_SKIP_NUMBERS, value_from=max([FIRST_NUMBER - 1, *taken]) + 1)
    requester_id, token = accounts.create_requester(tx, "Simulation", None)
    ledger.credit(tx, requester_id, to_micros(Decimal(str(study.balance))), "deposit:simulation")
    return requester_of(tx, hash_token(token))


def _keep_skills(tx: Tx, requester: Requester, basis: Basis, project_id: int) -> None:
    """The skills under the ids by which the forms name them."""
    for skill_id, form in basis.skills:
        skill_store.save(tx, _skill(tx, requester, skill_id, form, None))
    if basis.training_skill is not None:
        skill_id, form = basis.training_skill
        skill_store.save(tx, _skill(tx, requester, skill_id, form, project_id))


def _skill(tx: Tx, requester: Requester, skill_id: int, form: SkillForm, project_id: int | None) -> Skill:
    return Skill(
        id=skill_id,
        requester_id=requester.id,
        training_project_id=project_id,
        name=form.name,
        hidden=int(form.hidden is not False),
        global_=0,
        created=tx.now,
        modified=tx.now,
        form=msgspec.json.encode(form).decode(),
    )


# ---- tasks -----------------------------------------------------------------------------------------------


def _fill(
    tx: Tx, requester: Requester, pool_id: str, tasks: Tasks, material: Material, *, mixes: bool
) -> None:
    """Upload the tasks: singly where the pool mixes them, else as suites."""
    if mixes:
        create_all(tx, requester, TASKS, [_control_task(pool_id, one) for one in material.control])
        create_all(tx, requester, TASKS, [_real_task(pool_id, one) for one in material.real])
        return
    if tasks.control_per_suite > len(material.control):
        raise StudyRefused("tasks.control_per_suite: there are fewer control tasks than that")
    suites = []
    for start in range(0, len(material.real), tasks.per_suite):
        real = material.real[start : start + tasks.per_suite]
        number = start // tasks.per_suite * tasks.control_per_suite
        control = [
            material.control[(number + i) % len(material.control)] for i in range(tasks.control_per_suite)
        ]
        inside = [SuiteTask(input_values=one.input_values) for one in real]
        inside += [SuiteTask(input_values=one.input_values, known_solutions=_known(one)) for one in control]
        suites.append(TaskSuiteForm(pool_id=pool_id, tasks=inside))
    create_all(tx, requester, SUITES, suites)


def _known(item: Item) -> list[KnownSolution]:
    return [KnownSolution(item.truth)]


def _real_task(pool_id: str, item: Item) -> TaskForm:
    return TaskForm(pool_id, item.input_values)


def _control_task(pool_id: str, item: Item) -> TaskForm:
    return TaskForm(pool_id, item.input_values, known_solutions=_known(item), infinite_overlap=True)


def _training_task(training_id: str, item: Item) -> TaskForm:
    return TaskForm(
        training_id,
        item.input_values,
        known_solutions=_known(item),
        message_on_unknown_solution=_HINT,
        infinite_overlap=True,
    )


# ---- workers ---------------------------------------------------------------------------------------------


def _worker(tx: Tx, requester: Requester, person: Person) -> Worker:
    """An account for a person, with the profile and the skills that their kind has."""
    errors = FieldErrors()
    profile = account_rules.changed_profile(
        Profile(), forms.convert(person.habits.profile, ProfileForm), tx.now, errors
    )
    errors.raise_if_any()
    user_id, token = accounts.create_worker(tx, person.login, None, profile)
    for skill_id, value in person.habits.skills.items():
        skill = skills.visible(tx, requester, skill_id)
        skills.set_value(tx, skill, user_id, value)
    return Worker(user_id, hash_token(token))
