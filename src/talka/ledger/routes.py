"""``/api/v1/requester``."""

from __future__ import annotations

import msgspec
from litestar import Controller, get

from talka.accounts import store as accounts
from talka.http.auth import Requester
from talka.http.call import Call
from talka.kernel import money
from talka.ledger import service
from talka.storage.tx import Tx


class Company(msgspec.Struct, frozen=True):
    """The company an account belongs to."""

    id: str
    superintendent_id: str


class RequesterView(msgspec.Struct, frozen=True):
    """The requester as the API shows it; ``balance`` and ``blocked_balance`` are in units of the currency."""

    id: str
    balance: float
    public_name: dict[str, str]
    company: Company
    blocked_balance: float


def view(tx: Tx, requester: Requester) -> RequesterView:
    """``GET /requester``."""
    name = accounts.requester_name(tx, requester.id)
    return RequesterView(
        id=requester.id,
        balance=money.to_number(service.visible_balance(tx, requester.id)),
        public_name={"EN": name},
        company=Company(requester.company_id, requester.id),
        blocked_balance=money.to_number(service.reserved_balance(tx, requester.id)),
    )


class RequesterController(Controller):
    """The caller's own account."""

    path = "/api/v1/requester"
    tags = ("requester",)

    @get("/")
    async def get_requester(self, request: Call) -> RequesterView:
        """The requester whose token this is."""
        return await request.read(view)
