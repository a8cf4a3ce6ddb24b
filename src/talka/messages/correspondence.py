"""A worker's use cases of messages."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talka.accounts import service as account_service
from talka.accounts import store as accounts
from talka.assignments import store as assignments
from talka.assignments.model import Assignment, AssignmentStatus
from talka.bonuses.rules import in_language
from talka.http.auth import Worker
from talka.kernel import clock
from talka.kernel.errors import (
    DoesNotExist,
    FieldErrors,
    InappropriateStatus,
    ValidationFailed,
    conflict,
)
from talka.kernel.ids import parse_number
from talka.messages import rules, store
from talka.messages.model import (
    INLINED,
    Correspondent,
    Message,
    Recipient,
    Role,
    Thread,
    WorkersMessageForm,
    WorkersMessageView,
    WorkersReplyForm,
    WorkersThreads,
    WorkersThreadView,
)
from talka.messages.service import new_message
from talka.pools import store as pools
from talka.pools.model import Pool, PoolStatus
from talka.projects import store as projects
from talka.storage.tx import Tx
from talka.words.speaking import named, say

NotAnswerable = conflict("MESSAGE_THREAD_NOT_ANSWERABLE", "who wrote it takes no answers.")
AlreadyAppealed = conflict("ALREADY_APPEALED", "there was an appeal against this rejection.")
AppealTooLate = conflict("APPEAL_TOO_LATE", "an appeal is taken within seven days of the rejection.")

FAR_FUTURE = 1 << 62
QUESTION, APPEAL = "Question", "Appeal"


class Reading(msgspec.Struct, frozen=True):
    """What a worker is shown, and until when they have so read the threads that they had not."""

    answer: WorkersThreads | WorkersThreadView
    seen: dict[str, int]


def get_messages(tx: Tx, worker: Worker, before: str | None, limit: int) -> Reading:
    """``GET /messages``: the worker's threads, those with the newest messages first."""
    place = FAR_FUTURE, ""
    if before is not None:
        place = _side(tx, worker, before).last_message, before
    found = store.of_worker(tx, worker.id, place, limit + 1)
    shown = found[:limit]
    threads = store.get_many(tx, [side.thread_id for side in shown])
    messages = store.of_many(tx, list(threads.values()))
    desk = _Desk(tx, worker)
    items = [desk.view(threads[one.thread_id], one, messages[one.thread_id]) for one in shown]
    return Reading(WorkersThreads(items, len(found) > limit), _unread_of(shown))


def get_thread(tx: Tx, worker: Worker, thread_id: str, before: str | None) -> Reading:
    """``GET /messages/{id}``: one thread, its newest messages or those older than the one named."""
    side = _side(tx, worker, thread_id)
    return Reading(_shown(tx, worker, thread_id, before), _unread_of([side]))


def mark_read(tx: Tx, worker: Worker, seen: dict[str, int]) -> None:
    """The worker was shown these threads. What came after those times is still to be read."""
    store.mark_read(tx, worker.id, seen)


def write_message(tx: Tx, worker: Worker, form: WorkersMessageForm) -> WorkersThreadView:
    """``POST /messages``: a new thread, to the requester of an open pool or of one's own work.

    Raises:
        DoesNotExist: there is no such pool that the worker may know of, or no such assignment of theirs.
    """
    _check(form.text)
    if form.assignment_id is not None and form.pool_id is not None:
        words = say("Name either a pool or an assignment")
        raise ValidationFailed.of("pool_id", "VALUE_NOT_ALLOWED", words)
    if form.assignment_id is not None:
        assignment = _own_assignment(tx, worker, form.assignment_id)
        return _begin(tx, worker, _pool(tx, assignment.pool_id), form.text, assignment.id)
    if form.pool_id is None:
        raise ValidationFailed.of("pool_id", "VALUE_REQUIRED", say("Name a pool or an assignment"))
    number = parse_number(form.pool_id)
    pool = None if number is None else pools.get(tx, number)
    if pool is None or not (pool.status == PoolStatus.OPEN or store.has_worked(tx, pool.id, worker.id)):
        raise DoesNotExist("pool", form.pool_id)
    return _begin(tx, worker, pool, form.text)


def reply(tx: Tx, worker: Worker, thread_id: str, form: WorkersReplyForm) -> WorkersThreadView:
    """``POST /messages/{id}/reply``. An answer to a message to many goes on in a thread of the worker's own.

    Raises:
        NotAnswerable: the requester, or the platform, takes no answers.
    """
    _check(form.text)
    accounts.hold_worker(tx, worker.id)
    side = _side(tx, worker, thread_id)
    thread = store.get(tx, side.fork_id or thread_id, lock=True)
    if thread is None:
        raise AssertionError(f"thread {thread_id} vanished")
    if not thread.answerable or thread.requester_id is None:
        raise NotAnswerable(say("This message takes no answers"))
    if thread.is_shared:
        thread = _fork(tx, worker, thread)
    store.worker_wrote(tx, _message(tx, worker, thread.id, form.text))
    return _shown(tx, worker, thread.id)


def appeal(tx: Tx, worker: Worker, assignment_id: str, form: WorkersReplyForm) -> WorkersThreadView:
    """``POST /assignments/{id}/appeal``: a new thread, to the requester who rejected it.

    Raises:
        InappropriateStatus: it is not rejected.
        AppealTooLate: it was more than seven days ago.
        AlreadyAppealed: one appeal against a rejection is all there is.
    """
    _check(form.text)
    _own_assignment(tx, worker, assignment_id)
    accounts.hold_worker(tx, worker.id)
    assignment = _own_assignment(tx, worker, assignment_id)
    if store.appeal_against(tx, assignment.id) is not None:
        raise AlreadyAppealed(say("You have appealed against this rejection already"))
    if assignment.status != AssignmentStatus.REJECTED or assignment.rejected is None:
        words = say(
            "Only a rejected assignment can be appealed; this one is {status}",
            status=named(assignment.status),
        )
        raise InappropriateStatus(words, [AssignmentStatus.REJECTED.value])
    if not rules.may_appeal(assignment.rejected, tx.now):
        raise AppealTooLate(say("An appeal is taken within seven days of the rejection"))
    return _begin(tx, worker, _pool(tx, assignment.pool_id), form.text, assignment.id, appeals=True)


def count_unread(tx: Tx, worker_id: str) -> int:
    """How many threads hold something that the worker has not read."""
    return store.count_unread(tx, worker_id)


# ---- writing ---------------------------------------------------------------------------------------------


def _check(text: str) -> None:
    errors = FieldErrors()
    rules.check_text(text, "text", errors)
    errors.raise_if_any()


def _begin(
    tx: Tx, worker: Worker, pool: Pool, text: str, assignment_id: str | None = None, *, appeals: bool = False
) -> WorkersThreadView:
    project = projects.get(tx, pool.project_id)
    name = "" if project is None else project.form.public_name
    topic = {rules.FALLBACK: f"{APPEAL if appeals else QUESTION}: {name}"}
    thread = Thread(
        id=tx.new_id(),
        requester_id=pool.requester_id,
        topic=msgspec.json.encode(topic).decode(),
        answerable=1,
        recipients=1,
        project_id=pool.project_id,
        pool_id=pool.id,
        assignment_id=assignment_id,
        appeal_of=assignment_id if appeals else None,
        inbox=1,
        unread=1,
        created=tx.now,
        last_message=tx.now,
    )
    store.add(tx, thread)
    store.add_recipients(tx, thread, [worker.id], unread=False)
    store.add_message(tx, _message(tx, worker, thread.id, text))
    return _shown(tx, worker, thread.id)


def _fork(tx: Tx, worker: Worker, shared: Thread) -> Thread:
    """A thread of the worker and the requester alone, that goes on from a shared one."""
    fork = Thread(
        id=tx.new_id(),
        parent_id=shared.id,
        requester_id=shared.requester_id,
        topic=shared.topic,
        answerable=1,
        recipients=1,
        messages=0,
        project_id=shared.project_id,
        pool_id=shared.pool_id,
        assignment_id=shared.assignment_id,
        created=tx.now,
        last_message=tx.now,
    )
    store.add(tx, fork)
    store.add_recipients(tx, fork, [worker.id], unread=False)
    store.forked(tx, shared.id, worker.id, fork.id)
    return fork


def _message(tx: Tx, worker: Worker, thread_id: str, text: str) -> Message:
    """What the worker wrote, taken for their first language's."""
    languages = account_service.profile_of(account_service.worker_account(tx, worker.id)).languages
    language = languages[0] if languages else rules.FALLBACK
    return new_message(tx, thread_id, Role.USER, worker.id, {language: text})


def _own_assignment(tx: Tx, worker: Worker, assignment_id: str) -> Assignment:
    assignment = assignments.get(tx, assignment_id)
    if assignment is None or assignment.user_id != worker.id:
        raise DoesNotExist("assignment", assignment_id)
    return assignment


def _pool(tx: Tx, pool_id: int) -> Pool:
    pool = pools.get(tx, pool_id)
    if pool is None:
        raise AssertionError(f"pool {pool_id} vanished")
    return pool


def _side(tx: Tx, worker: Worker, thread_id: str) -> Recipient:
    """The worker's side of a thread.

    Raises:
        DoesNotExist: they are no part of it, whether there is one or not.
    """
    found = store.recipient(tx, thread_id, worker.id)
    if found is None:
        raise DoesNotExist("message thread", thread_id)
    return found


# ---- reading ---------------------------------------------------------------------------------------------


def _unread_of(sides: Sequence[Recipient]) -> dict[str, int]:
    return {side.thread_id: side.last_message for side in sides if side.unread}


def _shown(tx: Tx, worker: Worker, thread_id: str, before: str | None = None) -> WorkersThreadView:
    side, thread = _side(tx, worker, thread_id), store.get(tx, thread_id)
    if thread is None:
        raise AssertionError(f"thread {thread_id} vanished")
    return _Desk(tx, worker).view(thread, side, store.of_one(tx, thread, before, INLINED + 1))


class _Desk:
    """Where one worker reads: in the language asked for, else in theirs; requesters by name."""

    def __init__(self, tx: Tx, worker: Worker) -> None:
        self._tx = tx
        known = account_service.profile_of(account_service.worker_account(tx, worker.id)).languages
        self._languages = (*worker.languages, *known)
        self._names: dict[str, str] = {}

    def view(self, thread: Thread, side: Recipient, messages: Sequence[Message]) -> WorkersThreadView:
        shown = [self._message(thread, one) for one in messages[:INLINED]]
        return WorkersThreadView(
            id=thread.id,
            topic=self._topic(thread),
            with_=self._partner(thread, messages),
            messages=shown,
            has_more=len(messages) > INLINED,
            unread=bool(side.unread),
            answerable=bool(thread.answerable) and thread.requester_id is not None,
            automatic=bool(thread.automatic),
            created=clock.to_text_z(thread.created),
            last_message=clock.to_text_z(side.last_message),
            project_id=None if thread.project_id is None else str(thread.project_id),
            pool_id=None if thread.pool_id is None else str(thread.pool_id),
            assignment_id=thread.assignment_id,
        )

    def _message(self, thread: Thread, message: Message) -> WorkersMessageView:
        role = Role(message.role)
        name = self._name(thread.requester_id) if role == Role.REQUESTER else None
        return WorkersMessageView(
            id=message.id,
            text=self._read(message.texts),
            from_=Correspondent(role, name, myself=role == Role.USER),
            created=clock.to_text_z(message.created),
        )

    def _partner(self, thread: Thread, messages: Sequence[Message]) -> Correspondent:
        if thread.requester_id is not None:
            return Correspondent(Role.REQUESTER, self._name(thread.requester_id))
        return Correspondent(Role(messages[0].role) if messages else Role.SYSTEM)

    def _name(self, requester_id: str | None) -> str | None:
        if requester_id is None:
            return None
        if requester_id not in self._names:
            self._names[requester_id] = accounts.requester_name(self._tx, requester_id)
        return self._names[requester_id]

    def _topic(self, thread: Thread) -> str:
        topic = self._read(thread.topics)
        if not thread.is_a_workers:
            return topic
        project = topic.partition(": ")[2]
        if thread.appeal_of is not None:
            return say("Appeal: {project}", project=project)
        return say("Question: {project}", project=project)

    def _read(self, texts: dict[str, str]) -> str:
        return in_language(texts, self._languages) or ""
