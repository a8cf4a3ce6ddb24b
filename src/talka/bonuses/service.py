"""Use cases of bonuses."""

from __future__ import annotations

from talka.bonuses import store
from talka.bonuses.model import Bonus, BonusView, texts_of
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist
from talka.kernel.ids import parse_number
from talka.kernel.money import to_number
from talka.storage.tx import Tx


def get_user_bonus(tx: Tx, requester: Requester, bonus_id: str) -> BonusView:
    """``GET /user-bonuses/{id}``."""
    number = parse_number(bonus_id)
    bonus = None if number is None else store.get(tx, number)
    if bonus is None or bonus.requester_id != requester.id:
        raise DoesNotExist("user bonus", bonus_id)
    return view(bonus)


def get_user_bonuses(tx: Tx, requester: Requester, request: ListRequest) -> Page[BonusView]:
    """``GET /user-bonuses``: one's own."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Bonus(*row)) for row in rows],
        (store.OWNER, requester.id),
    )


def view(bonus: Bonus) -> BonusView:
    """A bonus as the API shows it."""
    return BonusView(
        id=str(bonus.id),
        user_id=bonus.user_id,
        amount=to_number(bonus.amount),
        without_message=bool(bonus.without_message),
        created=clock.to_text(bonus.created),
        private_comment=bonus.private_comment,
        public_title=texts_of(bonus.public_title),
        public_message=texts_of(bonus.public_message),
        assignment_id=bonus.assignment_id,
    )
