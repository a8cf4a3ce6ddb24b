"""Copying what requesters set up: skills, projects, trainings, pools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from talka.http.forms import convert
from talka.jobs.schedule import schedule
from talka.kernel.errors import TalkaError, ValidationFailed
from talka.migration import rules, store
from talka.migration.copying import Copy, at, refused, time_of
from talka.migration.model import Item, Kind, Note, Overtaken
from talka.pools import lifecycle
from talka.pools import service as pools
from talka.pools import store as pool_store
from talka.pools.model import CloseReason, PoolForm, PoolStatus, PoolType, TrainingForm
from talka.pools.rules import IDLE_PERIOD
from talka.projects import service as projects
from talka.projects import store as project_store
from talka.projects.model import ProjectForm, ProjectStatus
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import SkillForm
from talka.storage.tx import Tx
from talka.trainings import service as trainings

F = TypeVar("F", bound=msgspec.Struct)

_MOST_REPAIRS = 100
_SHOWN = frozenset(
    {
        *("id", "owner", "status", "type", "created", "last_started", "last_stopped", "last_close_reason"),
        *("global", "training", "modified"),
    }
)
"""What a view adds to the form: it is the object's state, which is copied apart or is this server's own."""

Create = Callable[[Tx, Item, F], Any]
"""Creates an object from its settings; its view."""


def create_from(
    tx: Tx, copy: Copy, kind: Kind, item: Item, form_type: type[F], create: Create[F]
) -> Any | None:
    """Create an object of the source's settings, without what cannot be here; its view, or None if it cannot.

    Each part that is left out is noted with what it was and why.
    """
    missing: dict[str, str] = {}
    form = {name: one for name, one in item.items() if name not in _SHOWN and one is not None}
    form = rules.with_new_ids(form, copy.look, missing)
    needed = _needed_by(form_type)
    problems = [(path, f"it names {old_id}, which was not copied") for path, old_id in missing.items()]
    left_out: list[tuple[str, Any, str]] = []
    for _ in range(_MOST_REPAIRS):
        if problems:
            path, words = problems[-1]  # from the end: what is taken out of a list moves nothing before it
            cut = rules.without(form, path, needed)
            if cut is None:
                copy.note(tx, refused(kind, item, f"{path}: {words}"))
                return None
            form, cut_path, gone = cut
            left_out.append((cut_path, gone, words))
            problems = [one for one in problems if not _lies_in(one[0], cut_path)]
            continue
        made = _try_to_create(tx, item, form, form_type, create)
        if not isinstance(made, TalkaError):
            _note_losses(tx, copy, kind, item, form, made, left_out)
            return made
        if not isinstance(made, ValidationFailed):
            copy.note(tx, refused(kind, item, made.message))
            return None
        problems = [(path or "?", reason.message) for path, reason in made.errors.items()]
    copy.note(tx, refused(kind, item, "too much of it cannot be here"))
    return None


def _lies_in(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.")


def _needed_by(form_type: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(one.encode_name for one in msgspec.structs.fields(form_type) if one.required)


def _try_to_create(tx: Tx, item: Item, form: Item, form_type: type[F], create: Create[F]) -> Any:
    try:
        with tx.savepoint():
            return create(tx, item, convert(form, form_type))
    except TalkaError as refusal:
        return refusal


def _note_losses(
    tx: Tx,
    copy: Copy,
    kind: Kind,
    item: Item,
    form: Item,
    made: Any,
    left_out: list[tuple[str, Any, str]],
) -> None:
    old_id = str(item["id"])
    for path, gone, words in left_out:
        copy.note(tx, Note(kind.value, old_id, f"LEFT_OUT {path}", f"Without its {path}: {words}", gone))
    kept = msgspec.to_builtins(made)
    changed = rules.differences(form, kept)
    if changed:
        values = {path: _value_at(form, path) for path in changed}
        words = f"Unknown here, or kept otherwise: {', '.join(changed)}"
        copy.note(tx, Note(kind.value, old_id, "DIFFERENT", words, values))


def _value_at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value.get(name)
    return value


# ---- skills ------------------------------------------------------------------------------------------------


async def copy_skills(copy: Copy) -> None:
    """The requester's own skills; global ones have the same ids everywhere, trainings bring theirs."""
    async for items in copy.source.pages("/skills", await copy.mark(Kind.SKILLS)):
        await copy.page(Kind.SKILLS, "", items, lambda tx, page, _: _keep_skills(tx, copy, page))


def _keep_skills(tx: Tx, copy: Copy, items: list[Item]) -> dict[str, str]:
    done = {}
    for item in items:
        old_id = str(item["id"])
        if item.get("global"):
            known = skill_store.get(tx, int(old_id)) if old_id.isdigit() else None
            if known is not None and known.global_:
                done[old_id] = old_id
            else:
                copy.note(tx, refused(Kind.SKILLS, item, "This server has no such global skill"))
        elif not item.get("training"):
            made = create_from(tx, copy, Kind.SKILLS, item, SkillForm, _create_skill(copy))
            if made is not None:
                done[old_id] = made.id
    return done


def _create_skill(copy: Copy) -> Create[SkillForm]:
    def create(tx: Tx, item: Item, form: SkillForm) -> Any:
        with at(tx, _created(tx, item)):
            return skills.create_skill(tx, copy.requester, form)

    return create


def _created(tx: Tx, item: Item) -> int:
    try:
        return time_of(item.get("created")) or tx.now
    except (ValueError, TypeError):
        return tx.now


async def copy_training_skills(copy: Copy, *, with_trainings: bool) -> None:
    """Say which of the source's skills each project's trainings give: the map alone has to know them.

    A training's skill is called after its project, and made with the project's first training. Without
    trainings (yet) nothing can be said.
    """
    if not with_trainings:
        return
    unknown: list[Item] = []
    async for items in copy.source.pages("/skills"):
        unknown += [
            one for one in items if one.get("training") and str(one["id"]) not in copy.ids[Kind.SKILLS]
        ]
    if unknown:
        done = await copy.database.write(lambda tx: _match_skills(tx, copy, unknown))
        copy.ids[Kind.SKILLS].update(done)
        copy.count(Kind.SKILLS, len(done))


def _match_skills(tx: Tx, copy: Copy, items: list[Item]) -> dict[str, str]:
    store.hold(tx, copy.id)
    known = store.look(tx, copy.id, Kind.SKILLS, [str(one["id"]) for one in items])
    if known:
        raise Overtaken
    ours = {}
    for project_id in copy.ids[Kind.PROJECTS].values():
        skill = skill_store.training_skill(tx, int(project_id))
        if skill is not None and str(skill.id) not in copy.ids[Kind.SKILLS].values():
            ours[skill.id] = skill
    done: dict[str, str] = {}
    for item in items:
        created = _created(tx, item)
        alike = [skill for skill in ours.values() if skill.name == item.get("name")]
        if not alike:
            made = create_from(tx, copy, Kind.SKILLS, item, SkillForm, _create_skill(copy))
            if made is not None:
                done[str(item["id"])] = made.id
                words = "No training of that name was copied; it is a skill like any other now"
                copy.note(tx, Note(Kind.SKILLS.value, str(item["id"]), "NO_TRAINING", words))
            continue
        nearest = min(alike, key=lambda skill: (abs(skill.created - created), skill.id))
        ours.pop(nearest.id)
        skill_store.save(tx, msgspec.structs.replace(nearest, created=created))
        done[str(item["id"])] = str(nearest.id)
    store.remember(tx, copy.id, Kind.SKILLS, done)
    return done


# ---- projects ----------------------------------------------------------------------------------------------


async def copy_projects(copy: Copy) -> None:
    """Projects, all of them active for now: an archived one takes no pools."""
    async for items in copy.source.pages("/projects", await copy.mark(Kind.PROJECTS)):
        await copy.page(Kind.PROJECTS, "", items, lambda tx, page, _: _keep_projects(tx, copy, page))


def _keep_projects(tx: Tx, copy: Copy, items: list[Item]) -> dict[str, str]:
    def create(tx: Tx, item: Item, form: ProjectForm) -> Any:
        with at(tx, _created(tx, item)):
            return projects.create_project(tx, copy.requester, form)

    done = {}
    for item in items:
        now = item
        if _waits_for_skills(copy, item):
            # Its rules name the skill of a training, which comes after projects.
            now = {name: one for name, one in item.items() if name != "quality_control"}
        made = create_from(tx, copy, Kind.PROJECTS, now, ProjectForm, create)
        if made is not None:
            done[str(item["id"])] = made.id
            if now is not item:
                words = "Its rules come when the skills that they name are here"
                copy.note(tx, Note(Kind.PROJECTS.value, str(item["id"]), "WAITS", words, item, again=True))
    return done


def _waits_for_skills(copy: Copy, item: Item) -> bool:
    missing: dict[str, str] = {}
    rules.with_new_ids(item.get("quality_control"), copy.look, missing)
    return bool(missing)


async def complete_projects(copy: Copy) -> None:
    """Give projects the rules that had to wait for the skills of trainings."""

    def update(tx: Tx, item: Item, form: ProjectForm) -> Any:
        return projects.update_project(tx, copy.requester, copy.ids[Kind.PROJECTS][str(item["id"])], form)

    def complete(tx: Tx, items: list[Item]) -> None:
        store.hold(tx, copy.id)
        for item in items:
            store.drop_notes(tx, copy.id, Kind.PROJECTS, [str(item["id"])])
            create_from(tx, copy, Kind.PROJECTS, item, ProjectForm, update)

    async for left in copy.left(Kind.PROJECTS):
        items = [item for _, item in left]
        await copy.database.write(lambda tx, items=items: complete(tx, items))  # type: ignore[misc]


def archive_project(tx: Tx, project_id: int) -> bool:
    """Archive a project as it is at the source, if nothing of it is left to be archived; whether it was."""
    project = project_store.get(tx, project_id, lock=True)
    if project is None or project.status != ProjectStatus.ACTIVE or pool_store.not_archived(tx, project_id):
        return False
    project_store.save(tx, msgspec.structs.replace(project, status=ProjectStatus.ARCHIVED))
    return True


# ---- trainings and pools -----------------------------------------------------------------------------------


async def copy_trainings(copy: Copy) -> None:
    """Trainings, closed."""
    async for items in copy.source.pages("/trainings", await copy.mark(Kind.TRAININGS)):
        await copy.page(Kind.TRAININGS, "", items, lambda tx, page, _: _keep_trainings(tx, copy, page))


def _keep_trainings(tx: Tx, copy: Copy, items: list[Item]) -> dict[str, str]:
    def create(tx: Tx, item: Item, form: TrainingForm) -> Any:
        with at(tx, _created(tx, item)):
            return trainings.create_training(tx, copy.requester, form)

    done = {}
    for item in items:
        made = create_from(tx, copy, Kind.TRAININGS, item, TrainingForm, create)
        if made is not None:
            done[str(item["id"])] = made.id
            _save_state(tx, copy, Kind.TRAININGS, int(made.id), item)
    return done


async def copy_pools(copy: Copy) -> None:
    """Pools, closed."""
    async for items in copy.source.pages("/pools", await copy.mark(Kind.POOLS)):
        await copy.page(Kind.POOLS, "", items, lambda tx, page, _: _keep_pools(tx, copy, page))


def _keep_pools(tx: Tx, copy: Copy, items: list[Item]) -> dict[str, str]:
    def create(tx: Tx, item: Item, form: PoolForm) -> Any:
        with at(tx, _created(tx, item)):
            return pools.create_pool(tx, copy.requester, form)

    done = {}
    for item in items:
        if item.get("type") == PoolType.TRAINING and str(item["id"]) in copy.ids[Kind.TRAININGS]:
            continue  # some servers list trainings among pools too
        made = create_from(tx, copy, Kind.POOLS, item, PoolForm, create)
        if made is not None:
            done[str(item["id"])] = made.id
            _save_state(tx, copy, Kind.POOLS, int(made.id), item)
    return done


def _save_state(tx: Tx, copy: Copy, kind: Kind, pool_id: int, item: Item) -> None:
    """Closed, with the times and the reason that the source shows; archived ones are archived when full."""
    pool = pool_store.get_alone(tx, pool_id)
    if pool is None:
        raise AssertionError
    reason = item.get("last_close_reason")
    if reason is not None and reason not in tuple(CloseReason):
        words = f"{reason} is no reason to close a pool here"
        copy.note(tx, Note(kind.value, str(item["id"]), "DIFFERENT last_close_reason", words, reason))
        reason = None
    times = {}
    for name in ("last_started", "last_stopped"):
        try:
            times[name] = time_of(item.get(name))
        except (ValueError, TypeError):
            times[name] = None
    pool_store.save_status(
        tx,
        pool,
        PoolStatus.CLOSED,
        reason=reason,
        started=times["last_started"],
        stopped=times["last_stopped"],
    )
    schedule(tx, lifecycle.IDLE, str(pool_id), tx.now + IDLE_PERIOD)
    if item.get("status") not in (PoolStatus.CLOSED, PoolStatus.ARCHIVED):
        words = f"It is {item.get('status')} at the source, and arrived closed"
        copy.note(tx, Note(kind.value, str(item["id"]), "CLOSED", words))


def archive_pool(tx: Tx, pool_id: int) -> bool:
    """Archive a pool or training as it is at the source; whether it was not already."""
    pool = pool_store.get_alone(tx, pool_id)
    if pool is None or pool.status != PoolStatus.CLOSED:
        return False
    lifecycle.mark_archived(tx, pool)
    return True
