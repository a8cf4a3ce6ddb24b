"""Where copies stand, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel.ids import new_uuid
from talka.migration.model import Kind, Mark, Migration, Note, Overtaken
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert, upsert
from talka.storage.tx import Tx

_m = schema.migrations.c
_MIGRATION = columns_of(schema.migrations, Migration)
_FIND = Query(
    sa.select(*_MIGRATION).where(
        _m.requester_id == bindparam("requester_id"),
        _m.source == bindparam("source"),
        _m.source_requester_id == bindparam("source_requester_id"),
    )
)
_OF_REQUESTER = Query(
    sa.select(*_MIGRATION).where(_m.requester_id == bindparam("requester_id")).order_by(_m.created, _m.id)
)
_INSERT = insert(schema.migrations, ignore_conflicts=True)
_HOLD = Query(sa.select(_m.id).where(_m.id == bindparam("key")).with_for_update())
_FINISH = Query(
    sa.update(schema.migrations).where(_m.id == bindparam("key")).values(finished=bindparam("now"))
)

_i = schema.migrated.c
_of_kind = (_i.migration_id == bindparam("migration_id"), _i.kind == bindparam("kind"))
_ALL_OF_KIND = Query(sa.select(_i.old_id, _i.new_id).where(*_of_kind))
_LOOK = Query(sa.select(_i.old_id, _i.new_id).where(*_of_kind, in_list(_i.old_id, "old_ids")))
_MAP = insert(schema.migrated)
_MAP_PAGE = Query(
    sa.select(_i.kind, _i.old_id, _i.new_id)
    .where(
        _i.migration_id == bindparam("migration_id"),
        sa.tuple_(_i.kind, _i.old_id)
        > sa.tuple_(bindparam("kind", type_=sa.Text()), bindparam("old_id", type_=schema.ID)),
    )
    .order_by(_i.kind, _i.old_id)
    .limit(bindparam("size"))
)
_COUNTS = Query(
    sa.select(_i.kind, sa.func.count()).where(_i.migration_id == bindparam("migration_id")).group_by(_i.kind)
)

_k = schema.migration_marks.c
_MARK = Query(
    sa.select(_k.last_old, _k.last_new, _k.done).where(
        _k.migration_id == bindparam("migration_id"),
        _k.kind == bindparam("kind"),
        _k.scope == bindparam("scope"),
    )
)
_SET_MARK = upsert(schema.migration_marks)

_n = schema.migration_notes.c
_SET_NOTE = upsert(schema.migration_notes)
_DROP_NOTES = Query(
    sa.delete(schema.migration_notes).where(
        _n.migration_id == bindparam("migration_id"),
        _n.kind == bindparam("kind"),
        in_list(_n.old_id, "old_ids"),
        _n.again == 1,
    )
)
_AGAIN = Query(
    sa.select(_n.old_id, _n.details)
    .where(
        _n.migration_id == bindparam("migration_id"),
        _n.kind == bindparam("kind"),
        _n.scope == bindparam("scope"),
        _n.again == 1,
        _n.old_id > bindparam("after", type_=schema.ID),
    )
    .order_by(_n.old_id)
    .limit(bindparam("size"))
)
_COUNT_NOTES = Query(sa.select(sa.func.count()).where(_n.migration_id == bindparam("migration_id")))
_NOTE_PAGE = Query(
    sa.select(_n.kind, _n.old_id, _n.what, _n.words, _n.details, _n.scope, _n.again)
    .where(
        _n.migration_id == bindparam("migration_id"),
        sa.tuple_(_n.kind, _n.old_id, _n.what)
        > sa.tuple_(
            bindparam("kind", type_=sa.Text()),
            bindparam("old_id", type_=schema.ID),
            bindparam("what", type_=sa.Text()),
        ),
    )
    .order_by(_n.kind, _n.old_id, _n.what)
    .limit(bindparam("size"))
)
_PAGE = 1000

_requester = schema.requesters.c
_SOME_REQUESTERS = Query(sa.select(_requester.id).order_by(_requester.id).limit(2))
_COMPANY = Query(sa.select(_requester.company_id).where(_requester.id == bindparam("key")))


def begin(tx: Tx, requester_id: str, source: str, source_requester_id: str) -> Migration:
    """The copy of this account at the source into this requester's, begun by now or long ago."""
    made = Migration(new_uuid(), requester_id, source, source_requester_id, tx.now, None)
    # Of two runs that begin at once, both go on with the row of one.
    tx.run(_INSERT, **{name: getattr(made, name) for name in Migration.__struct_fields__})
    row = tx.one(_FIND, requester_id=requester_id, source=source, source_requester_id=source_requester_id)
    return made if row is None else Migration(*row)


def of_requester(tx: Tx, requester_id: str) -> list[Migration]:
    """Every copy into this requester's account, oldest first."""
    return [Migration(*row) for row in tx.all(_OF_REQUESTER, requester_id=requester_id)]


def finish(tx: Tx, migration_id: str) -> None:
    """A run came to its end."""
    tx.run(_FINISH, key=migration_id, now=tx.now)


def only_requester(tx: Tx) -> str | None:
    """The environment's requester, if there is exactly one."""
    rows = tx.all(_SOME_REQUESTERS)
    return str(rows[0][0]) if len(rows) == 1 else None


def company_of(tx: Tx, requester_id: str) -> str:
    """The company that a requester belongs to."""
    return str(tx.value(_COMPANY, key=requester_id))


# ---- old and new ids ---------------------------------------------------------------------------------------


def all_of_kind(tx: Tx, migration_id: str, kind: Kind) -> dict[str, str]:
    """New ids by old ones, of kinds that there are few of."""
    return {row[0]: row[1] for row in tx.all(_ALL_OF_KIND, migration_id=migration_id, kind=kind.value)}


def look(tx: Tx, migration_id: str, kind: Kind, old_ids: Iterable[str]) -> dict[str, str]:
    """The new ids of those of these objects that were copied."""
    wanted = list(dict.fromkeys(old_ids))
    if not wanted:
        return {}
    rows = tx.all(_LOOK, migration_id=migration_id, kind=kind.value, old_ids=wanted)
    return {row[0]: row[1] for row in rows}


def remember(tx: Tx, migration_id: str, kind: Kind, pairs: Mapping[str, str]) -> None:
    """Objects were copied, within this transaction: old ids to new ones."""
    tx.many(
        _MAP,
        [
            {"migration_id": migration_id, "kind": kind.value, "old_id": old, "new_id": new}
            for old, new in pairs.items()
        ],
    )


def counts(tx: Tx, migration_id: str) -> dict[str, int]:
    """How many objects of each kind were copied, over all runs."""
    return {row[0]: int(row[1]) for row in tx.all(_COUNTS, migration_id=migration_id)}


def map_page(tx: Tx, migration_id: str, after: tuple[str, str]) -> list[tuple[str, str, str]]:
    """A part of the map, in the order of kinds and old ids: kind, old id, new id."""
    rows = tx.all(_MAP_PAGE, migration_id=migration_id, kind=after[0], old_id=after[1], size=_PAGE)
    return [(row[0], row[1], row[2]) for row in rows]


# ---- how far lists were read -------------------------------------------------------------------------------


def mark(tx: Tx, migration_id: str, kind: Kind, scope: str = "") -> Mark:
    """How far a list was read."""
    row = tx.one(_MARK, migration_id=migration_id, kind=kind.value, scope=scope)
    return Mark() if row is None else Mark(*row)


def hold(tx: Tx, migration_id: str) -> None:
    """Have nobody else copy for this migration until the transaction ends."""
    tx.one(_HOLD, key=migration_id)


def hold_mark(tx: Tx, migration_id: str, kind: Kind, scope: str, expected: Mark) -> None:
    """Have nobody else copy for this migration until the transaction ends.

    Raises:
        Overtaken: somebody did meanwhile, and the mark stands elsewhere than it did.
    """
    hold(tx, migration_id)
    if mark(tx, migration_id, kind, scope) != expected:
        raise Overtaken


def move_mark(tx: Tx, migration_id: str, kind: Kind, scope: str, after: Mark) -> None:
    """A page was worked on."""
    tx.run(
        _SET_MARK,
        migration_id=migration_id,
        kind=kind.value,
        scope=scope,
        last_old=after.last_old,
        last_new=after.last_new,
        done=after.done,
    )


# ---- notes -------------------------------------------------------------------------------------------------


def note(tx: Tx, migration_id: str, notes: Iterable[Note]) -> None:
    """Keep what is to be said of objects; said again, it replaces what was said before."""
    tx.many(
        _SET_NOTE,
        [
            {
                "migration_id": migration_id,
                "kind": one.kind,
                "old_id": one.old_id,
                "what": one.what,
                "scope": one.scope,
                "words": one.words,
                "details": msgspec.json.encode(one.details).decode(),
                "again": int(one.again),
            }
            for one in notes
        ],
    )


def drop_notes(tx: Tx, migration_id: str, kind: Kind, old_ids: Iterable[str]) -> None:
    """What was to be looked at again was."""
    tx.run(_DROP_NOTES, migration_id=migration_id, kind=kind.value, old_ids=list(old_ids))


def to_look_at_again(
    tx: Tx, migration_id: str, kind: Kind, scope: str, after: str, size: int
) -> list[tuple[str, Any]]:
    """What earlier runs left for the next one, after an old id (or ""): old ids, and what was kept of it."""
    rows = tx.all(_AGAIN, migration_id=migration_id, kind=kind.value, scope=scope, after=after, size=size)
    return [(row[0], msgspec.json.decode(row[1])) for row in rows]


def count_notes(tx: Tx, migration_id: str) -> int:
    """How many there are."""
    return int(tx.value(_COUNT_NOTES, migration_id=migration_id))


def note_page(tx: Tx, migration_id: str, after: tuple[str, str, str]) -> list[Note]:
    """A part of the notes, in the order of kinds, old ids and codes."""
    rows = tx.all(
        _NOTE_PAGE, migration_id=migration_id, kind=after[0], old_id=after[1], what=after[2], size=_PAGE
    )
    return [_note(row) for row in rows]


def _note(row: tuple[Any, ...]) -> Note:
    kind, old_id, what, words, details, scope, again = row
    return Note(kind, old_id, what, words, msgspec.json.decode(details), scope, bool(again))
