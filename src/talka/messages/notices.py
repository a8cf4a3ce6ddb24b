"""What workers are told of what happens to them: bonuses, skills, blocks. Each within what it is about."""

from __future__ import annotations

import msgspec

from talka.assignments import store as assignments
from talka.bonuses.model import BonusIssued, texts_of
from talka.kernel import clock
from talka.messages import rules, store
from talka.messages.model import ComposeDetails, RecipientsSelectType, Role, Thread
from talka.messages.service import new_message
from talka.restrictions.model import RestrictionScope, RestrictionSet
from talka.skills import store as skills
from talka.skills.model import SkillForm, UserSkillChanged
from talka.skills.service import rounded
from talka.storage.tx import Tx


def when_bonus_issued(tx: Tx, event: BonusIssued) -> None:
    """Its title and message, if it has any, are a message of the requester's that takes no answer."""
    bonus = event.bonus
    text = texts_of(bonus.public_message)
    if bonus.public_title is None or not text:
        return
    about = None if bonus.assignment_id is None else assignments.get(tx, bonus.assignment_id)
    details = ComposeDetails(RecipientsSelectType.DIRECT, [bonus.user_id])
    thread = Thread(
        id=tx.new_id(),
        requester_id=bonus.requester_id,
        topic=bonus.public_title,
        compose=msgspec.json.encode(details).decode(),
        answerable=0,
        recipients=1,
        project_id=None if about is None else about.project_id,
        pool_id=None if about is None else about.pool_id,
        assignment_id=bonus.assignment_id,
        outbox=1,
        created=tx.now,
        last_message=tx.now,
    )
    _send(tx, thread, bonus.user_id, Role.REQUESTER, text)


def when_skill_changed(tx: Tx, event: UserSkillChanged) -> None:
    """A worker hears of the first value in a skill that they can see; of changes their account tells."""
    if event.before is not None or event.value is None:
        return
    skill = skills.get(tx, event.skill_id)
    if skill is None or (skill.hidden and skill.training_project_id is None):
        return
    names = msgspec.json.decode(skill.form, type=SkillForm).public_name or {}
    name = names.get(rules.FALLBACK) or next(filter(None, names.values()), skill.name)
    value = rounded(event.value)
    text = (
        f"You have a new skill: {name}, {value} of 100. Some tasks are for workers with certain skills only."
    )
    _tell(tx, event.user_id, Role.SYSTEM, f"New skill: {name}", text)


def when_restricted(tx: Tx, event: RestrictionSet) -> None:
    """Whom the platform itself keeps out is told so; requesters do it without a word."""
    one = event.restriction
    if one.scope != RestrictionScope.SYSTEM:
        return
    if one.will_expire is None:
        until = "until it lifts this block."
    else:
        until = f"until {clock.to_text_z(one.will_expire)}; then this block ends by itself."
    text = (
        f"The platform gives you no tasks {until} The usual reasons are captchas that were not solved,"
        " programs that answer instead of people, several accounts, and false data."
    )
    _tell(tx, one.user_id, Role.ADMINISTRATOR, "You get no tasks for now", text)


def _tell(tx: Tx, user_id: str, role: Role, topic: str, text: str) -> None:
    thread = Thread(
        id=tx.new_id(),
        requester_id=None,
        topic=msgspec.json.encode({rules.FALLBACK: topic}).decode(),
        answerable=0,
        recipients=1,
        automatic=1,
        created=tx.now,
        last_message=tx.now,
    )
    _send(tx, thread, user_id, role, {rules.FALLBACK: text})


def _send(tx: Tx, thread: Thread, user_id: str, role: Role, text: dict[str, str]) -> None:
    store.add(tx, thread)
    store.add_message(tx, new_message(tx, thread.id, role, thread.requester_id, text))
    store.add_recipients(tx, thread, [user_id])
