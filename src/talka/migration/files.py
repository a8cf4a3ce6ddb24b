"""Copying the files that workers attached: records, and bytes."""

from __future__ import annotations

import uuid

from talka.attachments import rules as file_rules
from talka.attachments import store as attachments
from talka.attachments.files import FileWriter
from talka.attachments.model import Attachment
from talka.kernel import clock
from talka.kernel.ids import parse_uuid
from talka.migration import store
from talka.migration.copying import Copy, read_item, refused, time_of
from talka.migration.model import Item, Kind, Note, Overtaken, SourceAttachment
from talka.migration.source import Unavailable
from talka.storage.tx import Tx


def new_file_id(migration_id: str, old_id: str) -> str:
    """What a file of the source's is called here: known before the file is, for answers name it."""
    return str(uuid.uuid5(uuid.UUID(migration_id), parse_uuid(old_id) or old_id))


async def copy_files(copy: Copy, pool_id: int, scope: str) -> None:
    """The files among a pool's answers that are not here yet.

    Their ids do not rise with age, so each run looks through the whole list.
    """
    async for items in copy.source.pages("/attachments", pool_id=scope):
        ids = [str(one["id"]) for one in items]
        known = await copy.database.read(
            lambda tx, ids=ids: store.look(tx, copy.id, Kind.ATTACHMENTS, ids)  # type: ignore[misc]
        )
        for item in items:
            if str(item["id"]) not in known:
                await _copy_file(copy, pool_id, scope, item)


async def _copy_file(copy: Copy, pool_id: int, scope: str, item: Item) -> None:
    try:
        one = read_item(item, SourceAttachment)
        created = time_of(one.created) or 0
    except ValueError as error:
        await copy.say(refused(Kind.ATTACHMENTS, item, str(error), scope=scope))
        return
    old_page = one.details.assignment_id
    found = await copy.database.read(lambda tx: store.look(tx, copy.id, Kind.ASSIGNMENTS, [old_page]))
    if old_page not in found:
        words = f"Its assignment {old_page} was not copied (yet)"
        await copy.say(Note(Kind.ATTACHMENTS.value, one.id, "LEFT_OUT", words, item, scope, again=True))
        return
    new_id = new_file_id(copy.id, one.id)

    async def begin() -> FileWriter:
        return await copy.files.create(new_id)

    try:
        size = await copy.source.download(f"/attachments/{one.id}/download", begin)
    except Unavailable as refusal:
        note = Note(Kind.ATTACHMENTS.value, one.id, "LEFT_OUT", str(refusal), item, scope, again=True)
        await copy.say(note)
        return

    def keep(tx: Tx) -> None:
        store.hold(tx, copy.id)
        if store.look(tx, copy.id, Kind.ATTACHMENTS, [one.id]):
            raise Overtaken
        who = copy.workers(tx, [one.details.user_id], created)[one.details.user_id]
        attachments.add(
            tx,
            Attachment(
                id=new_id,
                user_id=who,
                requester_id=copy.requester.id,
                pool_id=pool_id,
                assignment_id=found[old_page],
                name=file_rules.file_name(one.name),
                media_type=one.media_type,
                size=size,
                created=created,
                uploaded_real=clock.real_now(),
            ),
        )
        store.remember(tx, copy.id, Kind.ATTACHMENTS, {one.id: new_id})
        store.drop_notes(tx, copy.id, Kind.ATTACHMENTS, [one.id])

    await copy.database.write(keep)
    copy.count(Kind.ATTACHMENTS, 1)
