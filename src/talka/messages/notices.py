"""What workers are told of what happens to them: bonuses, skills, blocks. Each within what it is about."""

from __future__ import annotations

import msgspec

from talka.assignments import store as assignments
from talka.bonuses.model import BonusIssued, texts_of
from talka.kernel import clock
from talka.messages import store
from talka.messages.model import ComposeDetails, RecipientsSelectType, Role, Thread
from talka.messages.service import new_message
from talka.restrictions.model import RestrictionScope, RestrictionSet
from talka.skills import store as skills
from talka.skills.model import UserSkillChanged
from talka.skills.naming import public_name
from talka.skills.service import rounded
from talka.storage.tx import Tx
from talka.words.speaking import in_every_language, say


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
    is_training = skill.training_project_id is not None
    value = rounded(event.value)

    def name() -> str:
        return public_name(skill.id, skill.name, skill.form, is_training=is_training)

    topic = in_every_language(lambda: say("New skill: {name}", name=name()))
    text = in_every_language(
        lambda: say(
            "You have a new skill: {name}, {value} of 100. Some tasks are for workers with certain skills"
            " only.",
            name=name(),
            value=value,
        )
    )
    _tell(tx, event.user_id, Role.SYSTEM, topic, text)


def when_restricted(tx: Tx, event: RestrictionSet) -> None:
    """Whom the platform itself keeps out is told so; requesters do it without a word."""
    one = event.restriction
    if one.scope != RestrictionScope.SYSTEM:
        return
    topic = in_every_language(lambda: say("You get no tasks for now"))
    text = in_every_language(lambda: _block_words(one.will_expire))
    _tell(tx, one.user_id, Role.ADMINISTRATOR, topic, text)


def _block_words(until: int | None) -> str:
    if until is None:
        return say(
            "The platform gives you no tasks until it lifts this block. The usual reasons are captchas that"
            " were not solved, programs that answer instead of people, several accounts, and false data."
        )
    return say(
        "The platform gives you no tasks until {time}; then this block ends by itself. The usual reasons are"
        " captchas that were not solved, programs that answer instead of people, several accounts, and false"
        " data.",
        time=clock.to_words(until),
    )


def _tell(tx: Tx, user_id: str, role: Role, topic: dict[str, str], text: dict[str, str]) -> None:
    thread = Thread(
        id=tx.new_id(),
        requester_id=None,
        topic=msgspec.json.encode(topic).decode(),
        answerable=0,
        recipients=1,
        automatic=1,
        created=tx.now,
        last_message=tx.now,
    )
    _send(tx, thread, user_id, role, text)


def _send(tx: Tx, thread: Thread, user_id: str, role: Role, text: dict[str, str]) -> None:
    store.add(tx, thread)
    store.add_message(tx, new_message(tx, thread.id, role, thread.requester_id, text))
    store.add_recipients(tx, thread, [user_id])
