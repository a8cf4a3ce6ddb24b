"""Every way from one state of an assignment to another: who may go it, and what it does to slot and money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from distribution.world import DAY, FEE, REWARD, RIGHT, SECOND, World
from talka.assignments.model import (
    Assignment,
    AssignmentAccepted,
    AssignmentCreated,
    AssignmentExpired,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentStatus,
    AssignmentSubmitted,
)
from talka.http.auth import Worker
from talka.kernel.errors import (
    DoesNotExist,
    InappropriateStatus,
    NotEnoughBalance,
    PoolInappropriateStatus,
    ValidationFailed,
)
from talka.kernel.events import Event, Listeners
from talka.storage.database import Database

PRICE = REWARD + FEE
DEPOSIT = 100 * PRICE
EVENTS = (
    AssignmentCreated,
    AssignmentSubmitted,
    AssignmentAccepted,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentExpired,
)


@pytest.fixture
def announced(listeners: Listeners) -> list[str]:
    """The names of the events so far."""
    names: list[str] = []

    def note(_tx: object, event: Event) -> None:
        names.append(type(event).__name__.removeprefix("Assignment").upper())

    for kind in EVENTS:
        listeners.on(kind, note)
    return names


class Scene:
    """A worker who holds the only page of a pool, which is for two workers."""

    def __init__(self, database: Database, **pool: Any) -> None:
        self.world = World(database, deposit=DEPOSIT)
        self.pool_id = self.world.pool(**pool)
        (self.suite_id,) = self.world.upload_suites(self.pool_id, {"overlap": 2})
        self.world.open(self.pool_id)
        self.ann: Worker = self.world.worker("ann")
        self.page: Assignment = self.world.take(self.ann, self.pool_id)

    @property
    def status(self) -> str:
        return self.world.assignment(self.page.id).status

    @property
    def free(self) -> int | None:
        return self.world.suite(self.suite_id).remaining_overlap

    @property
    def purses(self) -> tuple[int, int, int, int, int]:
        """Spent or set aside of the deposit, held, reserved; earned by the worker, by the platform."""
        money = self.world.money()
        names = ("held", "reserved", f"worker:{self.ann.id}", "fees")
        return (DEPOSIT - money["available"], *(money.get(name, 0) for name in names))

    def become(self, status: str) -> None:
        """Bring the page into a state, the pool having review."""
        submitted = ["SUBMITTED", "ACCEPTED", "REJECTED"]
        if status in submitted:
            self.world.submit(self.ann, self.page)
        match status:
            case "ACCEPTED":
                self.world.accept(self.page.id)
            case "REJECTED":
                self.world.reject(self.page.id)
            case "SKIPPED":
                self.world.skip(self.ann, self.page)
            case "EXPIRED":
                self.world.exit(self.ann, self.page)
        assert self.status == status


@pytest.fixture
def scene(database: Database, announced: list[str]) -> Scene:  # noqa: ARG001  who listens from the beginning
    """The requester reviews."""
    return Scene(database, auto_accept_solutions=False)


NOTHING = (0, 0, 0, 0, 0)
HELD = (PRICE, PRICE, 0, 0, 0)
RESERVED = (PRICE, 0, PRICE, 0, 0)
PAID = (PRICE, 0, 0, REWARD, FEE)


def test_issued_it_takes_a_slot_and_a_hold_and_has_until_its_deadline(scene: Scene, announced: list[str]):
    assert scene.status == "ACTIVE"
    assert scene.free == 1
    assert scene.purses == HELD
    assert scene.page.deadline == scene.page.created + 600 * SECOND
    assert announced == ["CREATED"]


def test_submitted_for_review_its_money_is_reserved(scene: Scene, announced: list[str]):
    scene.world.submit(scene.ann, scene.page)

    assert scene.status == "SUBMITTED"
    assert scene.free == 1
    assert scene.purses == RESERVED
    assert announced == ["CREATED", "SUBMITTED"]


def test_without_review_it_is_accepted_and_paid_at_once(database: Database, announced: list[str]):
    scene = Scene(database)

    scene.world.submit(scene.ann, scene.page)

    done = scene.world.assignment(scene.page.id)
    assert (done.status, done.accepted) == ("ACCEPTED", done.submitted)
    assert scene.purses == PAID
    assert announced == ["CREATED", "SUBMITTED", "ACCEPTED"]


def test_skipped_its_slot_and_money_return_and_the_worker_never_gets_it_again(
    scene: Scene, announced: list[str]
):
    scene.become("SKIPPED")

    assert scene.free == 2
    assert scene.purses == NOTHING
    assert announced == ["CREATED", "SKIPPED"]
    with pytest.raises(Exception, match="no more tasks"):
        scene.world.take(scene.ann, scene.pool_id)


def test_given_up_its_slot_and_money_return_and_the_worker_may_meet_it_again(
    scene: Scene, announced: list[str]
):
    scene.become("EXPIRED")

    assert scene.free == 2
    assert scene.purses == NOTHING
    assert announced == ["CREATED", "EXPIRED"]
    assert scene.world.take(scene.ann, scene.pool_id).suite_id == scene.suite_id


def test_at_its_deadline_it_expires_by_itself(scene: Scene, announced: list[str]):
    scene.world.advance(599 * SECOND)
    assert scene.status == "ACTIVE"

    scene.world.advance(86_400 * SECOND)

    assert scene.world.assignment(scene.page.id).expired == scene.page.deadline
    assert scene.purses == NOTHING
    assert announced == ["CREATED", "EXPIRED"]


def test_accepted_in_review_it_is_paid(scene: Scene, announced: list[str]):
    scene.become("ACCEPTED")

    assert scene.purses == PAID
    assert announced == ["CREATED", "SUBMITTED", "ACCEPTED"]


def test_rejected_its_reserve_returns_and_its_slot_stays_taken(scene: Scene, announced: list[str]):
    scene.become("REJECTED")

    assert scene.free == 1
    assert scene.purses == NOTHING
    assert announced == ["CREATED", "SUBMITTED", "REJECTED"]


def test_nobody_having_reviewed_it_in_time_it_is_accepted(scene: Scene):
    scene.become("SUBMITTED")
    scene.world.advance(21 * DAY - 1)
    assert scene.status == "SUBMITTED"

    scene.world.advance(1)

    assert scene.status == "ACCEPTED"
    assert scene.purses == PAID


def test_an_appeal_granted_pays_a_rejected_one(scene: Scene, announced: list[str]):
    scene.become("REJECTED")

    view = scene.world.accept(scene.page.id)

    assert view.status == "ACCEPTED"
    assert view.rejected is not None
    assert scene.purses == PAID
    assert announced == ["CREATED", "SUBMITTED", "REJECTED", "ACCEPTED"]


def test_an_appeal_cannot_be_granted_without_the_money(scene: Scene):
    scene.become("REJECTED")
    scene.world.withdraw(DEPOSIT - PRICE + 1)

    with pytest.raises(NotEnoughBalance):
        scene.world.accept(scene.page.id)

    assert scene.status == "REJECTED"


# --- what may not be: decided before anything is written, so one database will do ---

one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@one_database
@pytest.mark.parametrize(
    ("before", "wanted", "ready"),
    [
        *((before, "ACCEPTED", ["SUBMITTED", "REJECTED"]) for before in ("ACTIVE", "SKIPPED", "EXPIRED")),
        *((before, "REJECTED", ["SUBMITTED"]) for before in ("ACTIVE", "SKIPPED", "EXPIRED", "ACCEPTED")),
        *(
            (before, wanted, ["SUBMITTED"])
            for before in ("ACTIVE", "SUBMITTED", "ACCEPTED", "REJECTED", "SKIPPED", "EXPIRED")
            for wanted in ("ACTIVE", "SUBMITTED", "SKIPPED", "EXPIRED")
        ),
    ],
)
def test_other_ways_are_barred_to_the_requester(scene: Scene, before: str, wanted: str, ready: list[str]):
    scene.become(before)
    purses = scene.purses

    with pytest.raises(InappropriateStatus) as refused:
        scene.world.review(scene.page.id, AssignmentStatus(wanted), "because")

    assert refused.value.payload == {"appropriate_statuses": ready}
    assert (scene.status, scene.purses) == (before, purses)


@one_database
@pytest.mark.parametrize("before", ["SUBMITTED", "ACCEPTED", "REJECTED", "SKIPPED", "EXPIRED"])
@pytest.mark.parametrize("deed", ["submit", "skip", "exit"])
def test_what_is_done_is_done_for_the_worker_too(scene: Scene, before: str, deed: str):
    repeats = {("SKIPPED", "skip"), ("EXPIRED", "exit")}
    scene.become(before)
    state = (scene.purses, scene.free)
    deeds: dict[str, Callable[[], object]] = {
        "submit": lambda: scene.world.submit(scene.ann, scene.page, {"cat": "no"}),
        "skip": lambda: scene.world.skip(scene.ann, scene.page),
        "exit": lambda: scene.world.exit(scene.ann, scene.page),
    }

    if (before, deed) in repeats:
        deeds[deed]()
    else:
        with pytest.raises(InappropriateStatus) as refused:
            deeds[deed]()
        assert refused.value.payload == {"appropriate_statuses": ["ACTIVE"]}

    assert scene.status == before
    assert (scene.purses, scene.free) == state


@pytest.mark.parametrize("deed", ["submit", "skip", "exit"])
def test_after_the_deadline_nothing_more_is_taken_in(scene: Scene, deed: str):
    scene.world.now += 600 * SECOND  # nothing has come to expire it yet

    with pytest.raises(InappropriateStatus, match="ended at 2027-01-15T08:10:00Z"):
        getattr(scene.world, deed)(scene.ann, scene.page)

    assert scene.status == "ACTIVE"


def test_the_page_of_another_worker_is_none(scene: Scene):
    bob = scene.world.worker("bob")

    for deed in (scene.world.submit, scene.world.skip, scene.world.exit):
        with pytest.raises(DoesNotExist):
            deed(bob, scene.page)


def test_a_rejection_says_why(scene: Scene):
    scene.become("SUBMITTED")

    for comment in (None, "", "  "):
        with pytest.raises(ValidationFailed) as refused:
            scene.world.review(scene.page.id, AssignmentStatus.REJECTED, comment)
        assert refused.value.errors["public_comment"].code == "VALUE_REQUIRED"

    assert scene.status == "SUBMITTED"


def test_nothing_of_an_archived_pool_changes(scene: Scene):
    scene.become("REJECTED")
    scene.world.close(scene.pool_id)
    scene.world.advance(9 * DAY)
    scene.world.archive(scene.pool_id)

    with pytest.raises(PoolInappropriateStatus):
        scene.world.accept(scene.page.id)

    assert scene.status == "REJECTED"


# --- repeats ---


@pytest.mark.parametrize("status", ["ACCEPTED", "REJECTED"])
def test_the_same_review_again_changes_the_comment_only(scene: Scene, announced: list[str], status: str):
    scene.become(status)
    before = (scene.purses, list(announced), scene.world.counters(scene.pool_id))

    view = scene.world.review(scene.page.id, AssignmentStatus(status), "another comment")

    assert (view.status, view.public_comment) == (status, "another comment")
    assert (scene.purses, announced, scene.world.counters(scene.pool_id)) == before


@pytest.mark.parametrize("before", ["SUBMITTED", "ACCEPTED", "REJECTED"])
def test_the_same_answers_again_are_answered_alike(scene: Scene, announced: list[str], before: str):
    scene.become(before)
    state = (scene.purses, list(announced))

    again = scene.world.submit(scene.ann, scene.page, RIGHT)

    assert again.assignment.status == before
    assert again.mistakes == []
    assert (scene.purses, announced) == state


def test_work_taken_before_a_pool_closed_is_finished_and_paid(scene: Scene):
    scene.world.close(scene.pool_id)

    scene.become("ACCEPTED")

    assert scene.purses == PAID
    assert scene.world.faults() == []
