"""What a bonus is (Toloka: "User bonus")."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from talka.kernel.events import Event

LEAST_AMOUNT = 0.005
MOST_AMOUNT = 100

Language: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Z]{2}(-[A-Z]{2,8})?\Z")]
Texts: TypeAlias = dict[Language, Annotated[str, Meta(min_length=1)]]


class BonusForm(msgspec.Struct, frozen=True):
    """One object of ``POST /user-bonuses``.

    ``public_title`` and ``public_message`` are texts by language (``EN``, ``ZH-HANS``): the worker gets the
    one in their own. With ``without_message`` there are none, and where there are none it need not be said.
    """

    user_id: str
    amount: Annotated[float, Meta(ge=LEAST_AMOUNT, extra_json_schema={"maximum": MOST_AMOUNT})]
    private_comment: str | None = None
    public_title: Texts | None = None
    public_message: Texts | None = None
    without_message: bool | None = None
    assignment_id: str | None = None


class PreparedBonus(msgspec.Struct, frozen=True):
    """A checked bonus of a batch; ``amount`` and ``fee`` are micro-units, as they were when it was sent."""

    user_id: str
    amount: int
    fee: int
    private_comment: str | None
    public_title: dict[str, str] | None
    public_message: dict[str, str] | None
    assignment_id: str | None


class Bonus(msgspec.Struct, frozen=True):
    """A stored bonus. ``amount`` and ``fee`` are micro-units; the texts are JSON, by language."""

    id: int
    requester_id: str
    user_id: str
    amount: int
    fee: int
    private_comment: str | None
    public_title: str | None
    public_message: str | None
    without_message: int
    assignment_id: str | None
    created: int


class BonusView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bonus as the requester's API shows it."""

    id: str
    user_id: str
    amount: float
    without_message: bool
    created: str
    private_comment: str | None = None
    public_title: dict[str, str] | None = None
    public_message: dict[str, str] | None = None
    assignment_id: str | None = None


class BonusIssued(Event, frozen=True):
    """A worker was paid a bonus. Its title and message, if it has any, are still to be sent to them."""

    bonus: Bonus


def texts_of(stored: str | None) -> dict[str, str] | None:
    """Stored texts, by language."""
    return None if stored is None else msgspec.json.decode(stored, type=dict[str, str])
