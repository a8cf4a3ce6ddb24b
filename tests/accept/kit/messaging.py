"""Messages, through both of toloka-kit's clients."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from requester import OTHER_TOKEN, URL, Waiting, pool_of, same, suites_of
from toloka.client import UserBonus
from toloka.client import filter as filters
from toloka.client.exceptions import (
    ApiError,
    DoesNotExistApiError,
    IncorrectActionsApiError,
    ValidationApiError,
)
from toloka.client.message_thread import (
    Folder,
    Interlocutor,
    MessageThreadCompose,
    MessageThreadFolders,
    MessageThreadReply,
    RecipientsSelectType,
)

TEXTS = {"topic": {"EN": "Hello there!", "RU": "Привет!"}, "text": {"EN": "Welcome"}}
REQUESTER, USER = Interlocutor.InterlocutorRole.REQUESTER, Interlocutor.InterlocutorRole.USER


def texts(thread):
    return [one.text["EN"] for one in thread.messages]


@pytest.fixture
def direct(client, worker):
    """A message to the worker."""
    return client.compose_message_thread(
        recipients_select_type="DIRECT", recipients_ids=[worker.id], answerable=True, **TEXTS
    )


def test_to_those_named(client, worker, direct):
    assert (direct.topic, texts(direct)) == (TEXTS["topic"], ["Welcome"])
    assert direct.compose_details.recipients_select_type == RecipientsSelectType.DIRECT
    assert direct.compose_details.recipients_ids == [worker.id]
    assert (direct.folders, direct.answerable) == ([Folder.OUTBOX], True)
    assert direct.interlocutors_inlined is direct.messages_inlined is True
    assert {one.role: one.myself for one in direct.interlocutors} == {REQUESTER: True, USER: None}
    assert [one.id for one in direct.interlocutors if one.role == USER] == [worker.id]
    assert direct.messages[0].from_.role == REQUESTER
    assert direct.messages[0].created == direct.created
    (found,) = [one for one in client.get_message_threads() if one.id == direct.id]
    assert same(found, direct)


def test_as_the_recipe_of_a_form_has_it(client, worker):
    """Without `answerable`, which toloka-kit's own recorded requests leave out."""
    form = MessageThreadCompose(
        recipients_select_type=RecipientsSelectType.DIRECT, recipients_ids=[worker.id], **TEXTS
    )
    assert client.compose_message_thread(form).answerable is True


def test_by_a_filter(client, worker):
    skill = client.create_skill(name="trusted", hidden=True)
    client.set_user_skill(skill_id=skill.id, user_id=worker.id, value=Decimal(95))
    for asked in (filters.Skill(skill.id) > 90, filters.FilterAnd([filters.Skill(skill.id) > 90])):
        thread = client.compose_message_thread(
            recipients_select_type="FILTER", recipients_filter=asked, answerable=False, **TEXTS
        )
        assert [one.id for one in thread.interlocutors if one.role == USER] == [worker.id]
        assert thread.compose_details.recipients_filter == filters.FilterAnd([filters.Skill(skill.id) > 90])
        assert thread.answerable is False


def test_to_all_who_worked(client, project, worker):
    pool = client.create_pool(pool_of(project, mixer_config=None, auto_accept_solutions=True))
    client.create_task_suites(suites_of(pool, 1), allow_defaults=True)
    client.open_pool(pool.id)
    worker.answer(pool.id, "cat")
    client.close_pool(pool.id)
    thread = client.compose_message_thread(recipients_select_type="ALL", answerable=False, **TEXTS)
    assert thread.compose_details.recipients_ids is None
    for _ in range(100):  # one who has many pools writes to their workers by and by
        if thread.interlocutors_inlined:
            break
        time.sleep(0.1)
        (thread,) = client.get_message_threads(id_gte=thread.id, id_lte=thread.id)
    assert worker.id in [one.id for one in thread.interlocutors]


def test_a_conversation(client, worker, direct):
    worker.http.post(f"/messages/{direct.id}/reply", json={"text": "Thanks"}).raise_for_status()
    (unread,) = [
        one
        for one in client.get_message_threads(folder=["INBOX", "UNREAD"], id_gte=direct.id)
        if one.id == direct.id
    ]
    assert (texts(unread), unread.messages[0].from_.id) == (["Thanks", "Welcome"], worker.id)
    answered = client.reply_message_thread(direct.id, MessageThreadReply(text={"EN": "You are welcome"}))
    assert texts(answered) == ["You are welcome", "Thanks", "Welcome"]
    assert Folder.UNREAD not in answered.folders
    mine = worker.http.get(f"/messages/{direct.id}").raise_for_status().json()
    assert [one["text"] for one in mine["messages"]] == texts(answered)


def test_folders(client, direct):
    added = client.add_message_thread_to_folders(direct.id, ["IMPORTANT", Folder.UNREAD])
    assert set(added.folders) == {Folder.OUTBOX, Folder.IMPORTANT, Folder.UNREAD}
    found = client.find_message_threads(folder="IMPORTANT", folder_ne=["INBOX"], sort="-created", limit=1)
    assert [one.id for one in found.items] == [direct.id]
    left = client.remove_message_thread_from_folders(direct.id, MessageThreadFolders(folders=["UNREAD"]))
    assert set(left.folders) == {Folder.OUTBOX, Folder.IMPORTANT}
    left = client.remove_message_thread_from_folders(direct.id, ["IMPORTANT"])
    assert left.folders == [Folder.OUTBOX]


def test_lists(client, worker):
    form = {"recipients_select_type": "DIRECT", "recipients_ids": [worker.id], "answerable": True, **TEXTS}
    made = [client.compose_message_thread(**form) for _ in range(4)]
    asked = {"folder": "OUTBOX", "created_gte": made[0].created, "id_gte": made[0].id}
    assert [one.id for one in client.get_message_threads(**asked)] == [one.id for one in made]
    assert [one.id for one in client.get_message_threads(**asked, batch_size=1)] == [one.id for one in made]
    page = client.find_message_threads(**asked, sort=["-id"], limit=2)
    assert ([one.id for one in page.items], page.has_more) == ([made[3].id, made[2].id], True)
    assert client.find_message_threads(**asked, folder_ne="OUTBOX").items == []


def test_a_bonus_is_a_message(client, worker):
    bonus = UserBonus(
        user_id=worker.id,
        amount=Decimal("0.5"),
        public_title={"EN": "Test bonus"},
        public_message={"EN": "Thank you"},
        without_message=False,
    )
    client.create_user_bonus(bonus)
    (newest,) = client.find_message_threads(sort=["-id"], limit=1).items
    assert (newest.topic, texts(newest), newest.answerable) == ({"EN": "Test bonus"}, ["Thank you"], False)


def test_what_is_refused(client, kind, loop, direct):
    form = {"recipients_select_type": "DIRECT", "answerable": True, **TEXTS}
    with pytest.raises(IncorrectActionsApiError) as nobody:
        client.compose_message_thread(recipients_ids=["nobody"], **form)
    assert (nobody.value.status_code, nobody.value.code) == (409, "INCORRECT_RECIPIENTS")
    with pytest.raises(ValidationApiError) as nothing:
        client.compose_message_thread(**form)
    assert set(nothing.value.invalid_fields) == {"recipients_ids"}
    with pytest.raises(ValidationApiError):
        client.reply_message_thread(direct.id, MessageThreadReply(text={}))
    other = Waiting(kind(OTHER_TOKEN, url=URL, retries=0), loop)
    with pytest.raises(DoesNotExistApiError):
        other.reply_message_thread(direct.id, MessageThreadReply(text={"EN": "Mine"}))
    with pytest.raises(DoesNotExistApiError):
        other.add_message_thread_to_folders(direct.id, ["UNREAD"])
    with pytest.raises(ApiError):
        client.find_message_threads(folder="TRASH")
