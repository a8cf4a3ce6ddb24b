"""A run from beginning to end, and the counting of what there would be to copy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from functools import partial

from talka.accounts import store as accounts
from talka.attachments.files import FileStore
from talka.http.auth import Requester
from talka.migration import definitions, files, people, store, units, work
from talka.migration.copying import Copy, NewIds, Told
from talka.migration.model import (
    LISTS,
    OF_POOLS,
    Item,
    Kind,
    Mark,
    MigrationRefused,
    Note,
    Outcome,
    SourceBonus,
    SourceRestriction,
    SourceUserSkill,
)
from talka.migration.source import Source, Unavailable
from talka.pools.model import PoolStatus
from talka.projects.model import ProjectStatus
from talka.storage.database import Database
from talka.storage.tx import Tx

_OF_PROJECTS: tuple[Kind, ...] = (Kind.TRAININGS, Kind.POOLS)

Step = Callable[[Copy], Awaitable[None]]


class _Census:
    """Counts what the source has."""

    def __init__(self, source: Source, told: Told) -> None:
        self.source = source
        self.told = told
        self.found: dict[str, int] = {}
        self.hidden: list[str] = []
        self.pool_ids: list[str] = []

    async def count(self, kind: Kind, **filters: str) -> None:
        try:
            async for items in self.source.pages(f"/{kind.value}", **filters):
                if kind in _OF_PROJECTS:
                    self.pool_ids += [str(one["id"]) for one in items]
                self.found[kind.value] = self.found.get(kind.value, 0) + len(items)
                self.told(kind, len(items))
        except Unavailable as refusal:
            self.hidden.append(str(refusal))


async def count_all(source: Source, only: Collection[Kind], told: Told) -> tuple[dict[str, int], list[str]]:
    """How many objects of each kind the source has, and what it does not show; nothing is written."""
    await source.requester_id()
    census = _Census(source, told)
    within = [kind for kind in OF_POOLS if kind in only]
    wanted = {*only, *(_OF_PROJECTS if within else ())}
    for kind in (one for one in LISTS if one in wanted and one not in OF_POOLS):
        await census.count(kind)
    for pool_id in census.pool_ids:
        for kind in within:
            await census.count(kind, pool_id=pool_id)
    return census.found, census.hidden


def find_requester(tx: Tx, named: str | None) -> Requester:
    """Whose account here is copied into: the one named by id or address, or the only one there is.

    Raises:
        MigrationRefused: there is none, or it is not clear which.
    """
    if named is None:
        found = store.only_requester(tx)
        if found is None:
            raise MigrationRefused("say into whose account with --requester ID or --requester EMAIL")
    else:
        found = accounts.find_requester(tx, named)
        if found is None:
            raise MigrationRefused(f"there is no requester {named} here; `talka requester create` makes one")
    return Requester(found, store.company_of(tx, found))


async def migrate(
    source: Source,
    database: Database,
    file_store: FileStore,
    requester: Requester,
    *,
    only: Collection[Kind] = LISTS,
    told: Told,
) -> tuple[str, Outcome]:
    """Copy whatever was not copied yet; the migration's id, and what this run came to.

    May be ended at any moment and run again: what is done is done once.

    Raises:
        MigrationRefused: the source cannot be read, or stopped answering.
    """
    theirs = await source.requester_id()
    migration = await database.write(lambda tx: store.begin(tx, requester.id, source.base, theirs))
    copy = Copy(source, database, file_store, migration, requester, told)
    await database.read(copy.load)
    steps: list[tuple[Kind, Step]] = [
        (Kind.SKILLS, definitions.copy_skills),
        (Kind.PROJECTS, definitions.copy_projects),
        (Kind.TRAININGS, definitions.copy_trainings),
        (Kind.SKILLS, partial(definitions.copy_training_skills, with_trainings=Kind.TRAININGS in only)),
        (Kind.PROJECTS, definitions.complete_projects),
        (Kind.POOLS, definitions.copy_pools),
    ]
    for kind, step in steps:
        if kind in only:
            await _or_note(copy, kind, "", step(copy))
    if set(only) & set(OF_POOLS):
        await _copy_contents(copy, only)
    if Kind.USER_SKILLS in only:
        await _or_note(
            copy,
            Kind.USER_SKILLS,
            "",
            people.copy_people(copy, Kind.USER_SKILLS, SourceUserSkill, people.keep_user_skill),
        )
    if Kind.USER_RESTRICTIONS in only:
        await _or_note(
            copy,
            Kind.USER_RESTRICTIONS,
            "",
            people.copy_people(copy, Kind.USER_RESTRICTIONS, SourceRestriction, people.keep_restriction),
        )
    if Kind.USER_BONUSES in only:
        await _or_note(
            copy,
            Kind.USER_BONUSES,
            "",
            people.copy_people(copy, Kind.USER_BONUSES, SourceBonus, people.keep_bonus),
        )
    if set(LISTS) <= set(only):
        await _archive_projects(copy)
    await database.write(lambda tx: store.finish(tx, copy.id))
    notes = await database.read(lambda tx: store.count_notes(tx, copy.id))
    return copy.id, Outcome(copy.copied, notes)


async def _or_note(copy: Copy, kind: Kind, scope: str, step: Awaitable[None]) -> bool:
    """Do a step, or say that the source does not show what it needs; whether it was done."""
    try:
        await step
    except Unavailable as refusal:
        words = f"The source does not show this part: {refusal}"
        await copy.say(Note(kind.value, scope or "*", "NOT_SHOWN", words, None, scope))
        return False
    return True


async def _copy_contents(copy: Copy, only: Collection[Kind]) -> None:
    """What is in trainings and pools, each in turn; archived ones never change again once they are whole."""
    for kind in _OF_PROJECTS:
        try:
            async for items in copy.source.pages(f"/{kind.value}"):
                for item in items:
                    new_id = copy.ids[kind].get(str(item["id"]))
                    if new_id is not None:
                        await _copy_pool(copy, int(new_id), item, only)
        except Unavailable:
            continue  # it was said when the pools themselves were to be copied


async def _copy_pool(copy: Copy, pool_id: int, item: Item, only: Collection[Kind]) -> None:
    scope = str(item["id"])
    mark = await copy.database.read(lambda tx: store.mark(tx, copy.id, Kind.POOLS, scope))
    if mark.done:
        return
    is_whole = True
    lists = (
        (Kind.TASKS, units.keep_tasks),
        (Kind.TASK_SUITES, units.keep_suites),
        (Kind.ASSIGNMENTS, work.keep_assignments),
    )
    for kind, keep in lists:
        if kind in only:
            is_whole &= await _or_note(copy, kind, scope, _copy_list(copy, kind, pool_id, scope, keep))
        else:
            is_whole = False
    if Kind.ASSIGNMENTS in only:
        is_whole &= await _or_note(copy, Kind.ASSIGNMENTS, scope, _look_again(copy, pool_id, scope))
    if Kind.ATTACHMENTS in only:
        is_whole &= await _or_note(copy, Kind.ATTACHMENTS, scope, files.copy_files(copy, pool_id, scope))
    else:
        is_whole = False
    if is_whole and item.get("status") == PoolStatus.ARCHIVED:

        def archive(tx: Tx) -> None:
            definitions.archive_pool(tx, pool_id)
            store.move_mark(tx, copy.id, Kind.POOLS, scope, Mark(done=1))

        await copy.database.write(archive)


Keep = Callable[[Tx, Copy, int, str, list[Item], NewIds], dict[str, str]]


async def _copy_list(copy: Copy, kind: Kind, pool_id: int, scope: str, keep: Keep) -> None:
    after = await copy.mark(kind, scope)
    async for items in copy.source.pages(f"/{kind.value}", after, pool_id=scope):
        await copy.page(kind, scope, items, lambda tx, page, ids: keep(tx, copy, pool_id, scope, page, ids))


async def _look_again(copy: Copy, pool_id: int, scope: str) -> None:
    """Assignments that an earlier run found being worked on."""
    async for batch in copy.left(Kind.ASSIGNMENTS, scope):
        for old_id, _ in batch:
            item = await copy.source.one(f"/assignments/{old_id}")
            late = await copy.database.write(
                lambda tx, item=item: _keep_late(tx, copy, pool_id, scope, item)  # type: ignore[misc]
            )
            copy.count(Kind.ASSIGNMENTS, late)


def _keep_late(tx: Tx, copy: Copy, pool_id: int, scope: str, item: Item) -> int:
    """An assignment that was done after the list was read: its id comes after those that are here."""
    mark = store.mark(tx, copy.id, Kind.ASSIGNMENTS, scope)
    store.hold_mark(tx, copy.id, Kind.ASSIGNMENTS, scope, mark)
    ids = NewIds(mark.last_new)
    done = work.keep_assignments(tx, copy, pool_id, scope, [item], ids)
    store.remember(tx, copy.id, Kind.ASSIGNMENTS, done)
    after = Mark(mark.last_old, ids.last or mark.last_new, mark.done)
    store.move_mark(tx, copy.id, Kind.ASSIGNMENTS, scope, after)
    return len(done)


async def _archive_projects(copy: Copy) -> None:
    """Archive what is archived at the source, now that all of it is here."""
    try:
        async for items in copy.source.pages("/projects"):
            archived = [
                int(copy.ids[Kind.PROJECTS][str(one["id"])])
                for one in items
                if one.get("status") == ProjectStatus.ARCHIVED and str(one["id"]) in copy.ids[Kind.PROJECTS]
            ]

            def archive(tx: Tx, archived: list[int] = archived) -> None:
                for project_id in archived:
                    definitions.archive_project(tx, project_id)

            if archived:
                await copy.database.write(archive)
    except Unavailable:
        return
