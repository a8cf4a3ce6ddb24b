"""What every step of a copy needs: whose it is, the ids given so far, and how to say what happened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from talka.accounts import store as accounts
from talka.accounts.model import WorkerAccount
from talka.attachments.files import FileStore
from talka.http.auth import Requester
from talka.kernel import clock
from talka.kernel.ids import RisingIds, new_user_id
from talka.migration import store
from talka.migration.model import Item, Kind, Mark, Migration, Note
from talka.migration.source import Source
from talka.storage.database import Database
from talka.storage.tx import Tx

T = TypeVar("T")

FEW = (Kind.SKILLS, Kind.PROJECTS, Kind.TRAININGS, Kind.POOLS)
"""Kinds whose new ids are kept in memory: settings name them."""

_AT_ONCE = 50

Told = Callable[[Kind, int], None]
"""Hears how many more objects of a kind were copied."""


class Copy:
    """One run. ``ids`` has the new ids of :data:`FEW` by kind and old id, as they are committed."""

    def __init__(
        self,
        source: Source,
        database: Database,
        files: FileStore,
        migration: Migration,
        requester: Requester,
        told: Told,
    ) -> None:
        self.source = source
        self.database = database
        self.files = files
        self.migration = migration
        self.requester = requester
        self.told = told
        self.ids: dict[Kind, dict[str, str]] = {kind: {} for kind in FEW}
        self.copied: dict[str, int] = {}
        self._marks: dict[tuple[Kind, str], Mark] = {}

    @property
    def id(self) -> str:
        """The migration's id."""
        return self.migration.id

    def look(self, kind: Kind, old_id: str) -> str | None:
        """The new id of a skill, project, training or pool; a pool may be a training."""
        found = self.ids[kind].get(old_id)
        return self.ids[Kind.TRAININGS].get(old_id) if found is None and kind is Kind.POOLS else found

    def load(self, tx: Tx) -> None:
        """Read what earlier runs copied."""
        for kind in FEW:
            self.ids[kind] = store.all_of_kind(tx, self.id, kind)

    async def page(
        self,
        kind: Kind,
        scope: str,
        items: list[Item],
        keep: Callable[[Tx, list[Item], NewIds], dict[str, str]],
    ) -> None:
        """Copy a page: objects, their new ids and how far it came, in one transaction.

        ``keep`` does the work, and answers which objects were copied: old ids to new ones.
        """
        before = self._marks[kind, scope]
        new_ids = NewIds(before.last_new)

        def write(tx: Tx) -> dict[str, str]:
            store.hold_mark(tx, self.id, kind, scope, before)
            done = keep(tx, items, new_ids)
            store.remember(tx, self.id, kind, done)
            store.move_mark(tx, self.id, kind, scope, self._after(items, before, new_ids))
            return done

        done = await self.database.write(write)
        self._marks[kind, scope] = self._after(items, before, new_ids)
        if kind in self.ids:
            self.ids[kind].update(done)
        self.count(kind, len(done))

    async def mark(self, kind: Kind, scope: str = "") -> str:
        """The old id that a list is to be read on from."""
        found = await self.database.read(lambda tx: store.mark(tx, self.id, kind, scope))
        self._marks[kind, scope] = found
        return found.last_old

    @staticmethod
    def _after(items: list[Item], before: Mark, new_ids: NewIds) -> Mark:
        return Mark(str(items[-1]["id"]), new_ids.last or before.last_new, before.done)

    async def left(self, kind: Kind, scope: str = "") -> AsyncIterator[list[tuple[str, Any]]]:
        """What earlier runs left to be looked at again: old ids, and what was kept of each."""
        after = ""
        while True:
            batch = await self.database.read(
                lambda tx, after=after: store.to_look_at_again(  # type: ignore[misc]
                    tx, self.id, kind, scope, after, _AT_ONCE
                )
            )
            if not batch:
                return
            after = batch[-1][0]
            yield batch

    def count(self, kind: Kind, number: int) -> None:
        """So many more were copied."""
        self.copied[kind.value] = self.copied.get(kind.value, 0) + number
        self.told(kind, number)

    def note(self, tx: Tx, *notes: Note) -> None:
        """Say something of objects."""
        store.note(tx, self.id, notes)

    async def say(self, *notes: Note) -> None:
        """The same, in a transaction of its own."""
        await self.database.write(lambda tx: store.note(tx, self.id, notes))

    def workers(self, tx: Tx, old_ids: Iterable[str], moment: int) -> dict[str, str]:
        """The workers here who stand for these; who is met first is made, as a pseudonym without a login."""
        wanted = sorted(set(old_ids))
        known = store.look(tx, self.id, Kind.USERS, wanted)
        made = {old_id: new_user_id() for old_id in wanted if old_id not in known}
        for new_id in made.values():
            accounts.add_worker(tx, WorkerAccount(new_id, None, None, "{}", 0, moment, None))
        store.remember(tx, self.id, Kind.USERS, made)
        return {**known, **made}


class NewIds:
    """Ids of a pool's objects as old as the objects are, rising over pages and runs; the last one given."""

    def __init__(self, last: str) -> None:
        self._rising = RisingIds(last)
        self.last = last

    def take(self, pool_id: int, created: int) -> str:
        """The id of an object of a pool that was made then."""
        self.last = self._rising.take(pool_id, created, 1)[0]
        return self.last


@contextmanager
def at(tx: Tx, moment: int) -> Iterator[None]:
    """Do something as if it were done then."""
    now, tx.now = tx.now, moment
    try:
        yield
    finally:
        tx.now = now


def read_item(item: Item, form: type[T]) -> T:
    """An object of the source's; numbers and texts may stand for each other, as some servers write them.

    Raises:
        msgspec.ValidationError: it lacks what nobody can do without.
    """
    return msgspec.convert(item, form, strict=False)


def time_of(text: str | None) -> int | None:
    """A time that the source showed, or None.

    Raises:
        ValueError: it is no time.
    """
    return None if text is None else clock.from_text(text)


def refused(kind: Kind, item: Item, words: str, *, scope: str = "", details: Any = None) -> Note:
    """The note of an object that cannot be copied."""
    return Note(kind.value, str(item["id"]), "LEFT_OUT", words, item if details is None else details, scope)
