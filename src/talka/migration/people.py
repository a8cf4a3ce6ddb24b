"""Copying what is kept of workers: values in skills, restrictions, bonuses. No rule hears of any of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from talka.bonuses import store as bonuses
from talka.bonuses.model import Bonus
from talka.jobs.schedule import schedule
from talka.kernel.money import to_micros
from talka.migration import money, store
from talka.migration.copying import Copy, read_item, refused, time_of
from talka.migration.model import (
    Item,
    Kind,
    Note,
    SourceBonus,
    SourceRestriction,
    SourceUserSkill,
)
from talka.pools import store as pools
from talka.restrictions import service as restrictions
from talka.restrictions import store as restriction_store
from talka.restrictions.model import Restriction, RestrictionScope
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import UserSkill
from talka.storage import schema
from talka.storage.tx import Tx

T = TypeVar("T", SourceUserSkill, SourceRestriction, SourceBonus)
Keep = Callable[[Tx, Copy, T, str], str | None]
"""Copies one object of a worker who is known here by now; its new id, or None where it was left out."""


async def copy_people(copy: Copy, kind: Kind, form: type[T], keep: Keep[T]) -> None:
    """A list of what is kept of workers."""

    def keep_page(tx: Tx, items: list[Item]) -> dict[str, str]:
        read: list[T] = []
        for item in items:
            try:
                one = read_item(item, form)
                time_of(one.created)
                read.append(one)
            except ValueError as error:
                copy.note(tx, refused(kind, item, str(error)))
        moment = min((time_of(one.created) or tx.now for one in read), default=tx.now)
        people = copy.workers(tx, [one.user_id for one in read], moment)
        done = {one.id: keep(tx, copy, one, people[one.user_id]) for one in read}
        return {old_id: new_id for old_id, new_id in done.items() if new_id is not None}

    def keep_late(items: list[Item], tx: Tx) -> int:
        store.hold(tx, copy.id)
        known = store.look(tx, copy.id, kind, [str(item["id"]) for item in items])
        done = keep_page(tx, [item for item in items if str(item["id"]) not in known])
        store.remember(tx, copy.id, kind, done)
        store.drop_notes(tx, copy.id, kind, list(done) + list(known))
        return len(done)

    async for left in copy.left(kind):
        late = partial(keep_late, [item for _, item in left])
        copy.count(kind, await copy.database.write(late))
    async for items in copy.source.pages(f"/{kind.value}", await copy.mark(kind)):
        await copy.page(kind, "", items, lambda tx, page, _: keep_page(tx, page))


def _leave_out(
    tx: Tx, copy: Copy, kind: Kind, one: msgspec.Struct, words: str, *, again: bool = False
) -> None:
    """Say why something is left out; ``again``: what it needs may come along in a later run."""
    details = msgspec.to_builtins(one)
    copy.note(tx, Note(kind.value, str(details["id"]), "LEFT_OUT", words, details, again=again))


# ---- values in skills --------------------------------------------------------------------------------------


def keep_user_skill(tx: Tx, copy: Copy, one: SourceUserSkill, worker_id: str) -> str | None:
    """A worker's value, as old as it is; its lifetime goes on from there."""
    new_skill = copy.look(Kind.SKILLS, one.skill_id)
    skill = None if new_skill is None else skill_store.get(tx, int(new_skill))
    value = one.value if one.exact_value is None else one.exact_value
    if skill is None or skill.requester_id != copy.requester.id:
        _leave_out(tx, copy, Kind.USER_SKILLS, one, f"Skill {one.skill_id} was not copied", again=True)
        return None
    if value is None or not 0 <= value <= 100:  # noqa: PLR2004  as every skill's values
        _leave_out(tx, copy, Kind.USER_SKILLS, one, "A value is a number from 0 to 100")
        return None
    created = time_of(one.created) or tx.now
    kept = UserSkill(tx.next_number(), skill.id, worker_id, value, created, time_of(one.modified) or created)
    if not skills.keep_value(tx, skill, kept, one.reason, _training_of(tx, skill.training_project_id)):
        _leave_out(tx, copy, Kind.USER_SKILLS, one, "The worker has a value in this skill already")
        return None
    return str(kept.id)


def _training_of(tx: Tx, project_id: int | None) -> int | None:
    """The training that gave a value, where the project has one only; nobody says which it was."""
    if project_id is None:
        return None
    found = [pool.id for pool in pools.get_many(tx, pools.not_archived(tx, project_id)) if pool.is_training]
    return found[0] if len(found) == 1 else None


# ---- restrictions ------------------------------------------------------------------------------------------


def keep_restriction(tx: Tx, copy: Copy, one: SourceRestriction, worker_id: str) -> str | None:
    """A restriction that still lasts."""
    try:
        scope = RestrictionScope(one.scope)
        until = time_of(one.will_expire)
    except ValueError as error:
        _leave_out(tx, copy, Kind.USER_RESTRICTIONS, one, str(error))
        return None
    project_id = _number(copy.look(Kind.PROJECTS, str(one.project_id)))
    pool_id = _number(copy.look(Kind.POOLS, str(one.pool_id)))
    words, again = None, False
    if scope == RestrictionScope.SYSTEM:
        words = "The source's own blocks are no business of this server's"
    elif scope == RestrictionScope.PROJECT and project_id is None:
        words, again = f"Project {one.project_id} was not copied", True
    elif scope == RestrictionScope.POOL and pool_id is None:
        words, again = f"Pool {one.pool_id} was not copied", True
    elif until is not None and until <= tx.now:
        words = "It is over"
    target = restriction_store.target_of(scope, copy.requester.id, project_id, pool_id)
    if words is None and restriction_store.find(tx, worker_id, scope.value, target) is not None:
        words = "The worker is restricted in the same way already"
    if words is not None:
        _leave_out(tx, copy, Kind.USER_RESTRICTIONS, one, words, again=again)
        return None
    kept = Restriction(
        id=tx.next_number(),
        requester_id=copy.requester.id,
        user_id=worker_id,
        scope=scope.value,
        target=target,
        project_id=project_id if scope == RestrictionScope.PROJECT else None,
        pool_id=pool_id if scope == RestrictionScope.POOL else None,
        private_comment=one.private_comment,
        will_expire=until,
        created=time_of(one.created) or tx.now,
    )
    restriction_store.add(tx, kept)
    if until is not None:
        schedule(tx, restrictions.END, str(kept.id), until)
    return str(kept.id)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


# ---- bonuses -----------------------------------------------------------------------------------------------


def keep_bonus(tx: Tx, copy: Copy, one: SourceBonus, worker_id: str) -> str:
    """A bonus that the source paid."""
    pages = store.look(tx, copy.id, Kind.ASSIGNMENTS, filter(None, [one.assignment_id]))
    if one.assignment_id is not None and not pages:
        words = f"It names no assignment any more: {one.assignment_id} was not copied"
        copy.note(tx, Note(Kind.USER_BONUSES.value, one.id, "WITHOUT_ASSIGNMENT", words, one.assignment_id))
    kept = Bonus(
        id=tx.next_number(),
        requester_id=copy.requester.id,
        user_id=worker_id,
        amount=to_micros(str(one.amount)),
        fee=0,
        private_comment=one.private_comment,
        public_title=_texts(one.public_title),
        public_message=_texts(one.public_message),
        without_message=int(one.without_message),
        assignment_id=pages.get(one.assignment_id or ""),
        created=time_of(one.created) or tx.now,
    )
    nothing = dict.fromkeys(column.name for column in schema.user_bonuses.columns)
    fields: Sequence[str] = Bonus.__struct_fields__
    bonuses.add(tx, [{**nothing, **{name: getattr(kept, name) for name in fields}}])
    money.pay_bonuses_elsewhere(tx, copy.id, [kept])
    return str(kept.id)


def _texts(texts: dict[str, str] | None) -> str | None:
    return None if texts is None else msgspec.json.encode(texts).decode()
