"""Use cases of skills."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import msgspec

from talka.accounts import store as accounts
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.jobs.schedule import schedule, unschedule
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, SkillIsTraining, ValidationFailed
from talka.kernel.ids import parse_number
from talka.skills import store
from talka.skills.model import (
    Skill,
    SkillForm,
    SkillView,
    UserSkill,
    UserSkillChanged,
    UserSkillForm,
    UserSkillView,
)
from talka.skills.naming import TRAINING
from talka.storage.tx import Tx

LIFETIME = "user_skill.lifetime"


def create_skill(tx: Tx, requester: Requester, form: SkillForm) -> SkillView:
    """``POST /skills``."""
    _check(form)
    skill = Skill(
        id=tx.next_number(),
        requester_id=requester.id,
        training_project_id=None,
        name=form.name,
        hidden=int(form.hidden is not False),
        global_=0,
        created=tx.now,
        modified=tx.now,
        form=msgspec.json.encode(form).decode(),
    )
    store.save(tx, skill)
    return view(skill, requester)


def ensure_training_skill(tx: Tx, requester: Requester, project_id: int, project_name: str) -> Skill:
    """The project's training skill, made on first need; later trainings of the project share it."""
    found = store.training_skill(tx, project_id)
    if found is not None:
        return found
    form = SkillForm(name=f"{project_name}{TRAINING}", hidden=False)
    skill = Skill(
        id=tx.next_number(),
        requester_id=requester.id,
        training_project_id=project_id,
        name=form.name,
        hidden=0,
        global_=0,
        created=tx.now,
        modified=tx.now,
        form=msgspec.json.encode(form).decode(),
    )
    store.save(tx, skill)
    return skill


def get_skill(tx: Tx, requester: Requester, skill_id: str) -> SkillView:
    """``GET /skills/{id}``: one's own or a global one."""
    return view(visible(tx, requester, skill_id), requester)


def get_skills(tx: Tx, requester: Requester, request: ListRequest) -> Page[SkillView]:
    """``GET /skills``: one's own and the global ones."""
    request = msgspec.structs.replace(request, values={**request.values, "own_or_global": requester.id})
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Skill(*row), requester) for row in rows],
        (store.OWNER, requester.id),
    )


def update_skill(tx: Tx, requester: Requester, skill_id: str, form: SkillForm) -> SkillView:
    """``PUT /skills/{id}``: replace one's own skill."""
    skill = visible(tx, requester, skill_id)
    if skill.requester_id is None:
        raise DoesNotExist("skill of yours", skill_id)
    if skill.training_project_id is not None:
        raise SkillIsTraining("A training's skill cannot be edited")
    _check(form)
    changed = msgspec.structs.replace(
        skill,
        name=form.name,
        hidden=int(form.hidden is not False),
        modified=tx.now,
        form=msgspec.json.encode(form).decode(),
    )
    store.save(tx, changed)
    return view(changed, requester)


def set_user_skill(tx: Tx, requester: Requester, form: UserSkillForm) -> tuple[UserSkillView, bool]:
    """``PUT /user-skills``: set a worker's value; the flag tells whether it is the worker's first."""
    number = parse_number(form.skill_id)
    skill = None if number is None else store.get(tx, number)
    if skill is None or skill.requester_id != requester.id:
        raise ValidationFailed.of("skill_id", "ENTITY_DOES_NOT_EXIST", "There is no such skill of yours")
    if accounts.worker(tx, form.user_id) is None:
        raise ValidationFailed.of("user_id", "ENTITY_DOES_NOT_EXIST", "There is no such worker")
    accounts.hold_worker(tx, form.user_id)
    before = set_value(tx, skill, form.user_id, form.value, reason=form.reason)
    saved = store.value_of(tx, form.user_id, skill.id)
    if saved is None:
        raise AssertionError
    answer = user_view(saved)
    return msgspec.structs.replace(answer, reason=form.reason), before is None


def set_value(
    tx: Tx,
    skill: Skill,
    user_id: str,
    value: float,
    *,
    reason: str | None = None,
    training_id: int | None = None,
) -> float | None:
    """Give a worker a value, whoever decided it; what it was before, None for the first in this skill."""
    found, created = store.value_of(tx, user_id, skill.id), False
    if found is None:
        new = UserSkill(tx.next_number(), skill.id, user_id, value, tx.now, tx.now)
        created = store.add_user_skill(tx, new, reason, training_id)
        found = new if created else store.value_of(tx, user_id, skill.id)
    if found is None:
        raise AssertionError(f"the value of {user_id} in skill {skill.id} is neither new nor there")
    if not created:
        store.change_user_skill(tx, found.id, value, reason, training_id)
    _start_lifetime(tx, skill, found.id, tx.now)
    before = None if created else found.exact_value
    tx.announce(UserSkillChanged(user_id, skill.id, before, value))
    return before


def keep_value(tx: Tx, skill: Skill, value: UserSkill, reason: str | None, training_id: int | None) -> bool:
    """Keep a value that was given elsewhere, as old as it is; False where the worker has one already.

    Nothing was decided here, so nobody is told; its lifetime began when it was set.
    """
    if not store.add_user_skill(tx, value, reason, training_id):
        return False
    _start_lifetime(tx, skill, value.id, value.modified)
    return True


def delete_user_skill(tx: Tx, requester: Requester, user_skill_id: str) -> None:
    """``DELETE /user-skills/{id}``."""
    accounts.hold_worker(tx, _own_user_skill(tx, requester, user_skill_id).user_id)
    remove_value(tx, _own_user_skill(tx, requester, user_skill_id))


def remove_value(tx: Tx, value: UserSkill) -> None:
    """The worker loses the value."""
    store.remove_user_skill(tx, value.id)
    unschedule(tx, LIFETIME, str(value.id))
    tx.announce(UserSkillChanged(value.user_id, value.skill_id, value.exact_value, None))


def when_lifetime_ends(tx: Tx, subject: str) -> None:
    """A value was not renewed for the skill's lifetime."""
    value = store.user_skill(tx, int(subject))
    if value is None:
        return
    accounts.hold_worker(tx, value.user_id)
    if store.user_skill(tx, value.id) is not None:
        remove_value(tx, value)


def get_user_skill(tx: Tx, requester: Requester, user_skill_id: str) -> UserSkillView:
    """``GET /user-skills/{id}``."""
    return user_view(_own_user_skill(tx, requester, user_skill_id))


def get_user_skills(tx: Tx, requester: Requester, request: ListRequest) -> Page[UserSkillView]:
    """``GET /user-skills``: values in one's own skills."""
    return fetch_page(
        tx,
        store.USER_LIST,
        request,
        lambda rows: [user_view(UserSkill(*row)) for row in rows],
        (store.USER_OWNER, requester.id),
    )


def visible(tx: Tx, requester: Requester, skill_id: str) -> Skill:
    """A skill the requester may see: their own, or a global one.

    Raises:
        DoesNotExist: it is neither.
    """
    number = parse_number(skill_id)
    skill = None if number is None else store.get(tx, number)
    if skill is None or (skill.requester_id is not None and skill.requester_id != requester.id):
        raise DoesNotExist("skill", skill_id)
    return skill


def view(skill: Skill, requester: Requester) -> SkillView:
    """The skill as the API shows it."""
    form = msgspec.json.decode(skill.form, type=SkillForm)
    shown = {name: getattr(form, name) for name in SkillForm.__struct_fields__ if name != "hidden"}
    owner = None if skill.requester_id is None else requester.as_owner
    return SkillView(
        **shown,
        id=str(skill.id),
        hidden=bool(skill.hidden),
        created=clock.to_text(skill.created),
        training=skill.training_project_id is not None,
        global_=bool(skill.global_),
        owner=owner,
    )


def user_view(value: UserSkill) -> UserSkillView:
    """A worker's value as the API shows it."""
    return UserSkillView(
        id=str(value.id),
        skill_id=str(value.skill_id),
        user_id=value.user_id,
        value=rounded(value.exact_value),
        exact_value=value.exact_value,
        created=clock.to_text(value.created),
        modified=clock.to_text(value.modified),
    )


def rounded(exact: float) -> int:
    """A value as a whole number, halves up."""
    return int(Decimal(str(exact)).to_integral_value(ROUND_HALF_UP))


def _own_user_skill(tx: Tx, requester: Requester, user_skill_id: str) -> UserSkill:
    number = parse_number(user_skill_id)
    value = None if number is None else store.user_skill(tx, number)
    if value is not None:
        skill = store.get(tx, value.skill_id)
        if skill is not None and skill.requester_id == requester.id:
            return value
    raise DoesNotExist("user skill", user_skill_id)


def _start_lifetime(tx: Tx, skill: Skill, user_skill_id: int, begin: int) -> None:
    hours = msgspec.json.decode(skill.form, type=SkillForm).skill_ttl_hours
    if hours is not None:
        schedule(tx, LIFETIME, str(user_skill_id), begin + hours * clock.HOUR)


def _check(form: SkillForm) -> None:
    if not form.name.strip():
        raise ValidationFailed.of("name", "BLANK_STRING_NOT_ALLOWED", "The name must not be blank")
