"""Additions to Toloka's API: ``/api/v1/shared-access``, ``shared-accounts`` and ``api-tokens``."""

from __future__ import annotations

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath

from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.sharing import service, store
from talka.sharing.model import (
    ApiTokenForm,
    ApiTokenView,
    NewApiTokenView,
    SharedAccountView,
    ShareForm,
    ShareView,
)


class SharedAccessController(Controller):
    """Who may act in the account besides its owner.

    ADMIN may do everything that the owner may, but for the owner's tokens; EDITOR may not share the account;
    VIEWER may look at projects, pools, tasks and figures, and gets no answers.
    """

    path = "/api/v1/shared-access"
    tags = ("shared-access",)
    opt = needs(Permission.SHARE)

    @put("/", opt={"form": ShareForm, "answers": {201: ShareView}, "limit": RateLimit.SHARE_ACCESS})
    async def share_account(self, request: Call) -> Response[ShareView]:
        """Let another requester act in the account: 201 for a new one, 200 for another role."""
        request.require_requester_token()
        form = await request.read_form(ShareForm)
        answer, created = await request.write(lambda tx, who: service.share_account(tx, who, form))
        return Response(answer, status_code=201 if created else 200)

    @get("/", opt={"list": store.LIST})
    async def get_shared_access(self, request: Call) -> Page[ShareView]:
        """Everybody with whom the account is shared."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_shared_access(tx, who, asked))

    @get("/{share_id:str}")
    async def get_share(self, request: Call, share_id: FromPath[str]) -> ShareView:
        """One of them."""
        return await request.read(lambda tx, who: service.get_share(tx, who, share_id))

    @delete("/{share_id:str}")
    async def end_share(self, request: Call, share_id: FromPath[str]) -> None:
        """Share the account with them no more.

        Whoever it is shared with may leave it too, with a token of theirs and in their own account.
        """
        await request.write(lambda tx, who: service.end_share(tx, who, share_id))


class SharedAccountController(Controller):
    """The accounts of others that the caller may act in."""

    path = "/api/v1/shared-accounts"
    tags = ("shared-access",)
    opt = needs(Permission.OWN)

    @get("/", opt={"list": store.ACCOUNTS_LIST})
    async def get_shared_accounts(self, request: Call) -> Page[SharedAccountView]:
        """Accounts that others share with the caller; `X-Act-Under-Account-ID` takes their `account_id`."""
        asked = parse_list(store.ACCOUNTS_LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_shared_accounts(tx, who, asked))


class ApiTokenController(Controller):
    """The caller's own tokens, up to fifty. Only who owns an account makes and revokes its tokens."""

    path = "/api/v1/api-tokens"
    tags = ("api-token",)
    opt = needs(Permission.OWN)

    @post("/", opt={"form": ApiTokenForm, "errors": [service.TooManyApiTokens]})
    async def create_api_token(self, request: Call) -> NewApiTokenView:
        """Make one more token; its secret is in this answer only."""
        request.require_requester_token()
        form = await request.read_form(ApiTokenForm)
        return await request.write(lambda tx, who: service.create_api_token(tx, who.id, form.name))

    @get("/", opt={"list": store.TOKENS_LIST})
    async def get_api_tokens(self, request: Call) -> Page[ApiTokenView]:
        """The tokens, without their secrets."""
        asked = parse_list(store.TOKENS_LIST, request.parameters, request.environment.platform.limits.page)
        used = request.requester_token()
        return await request.read(lambda tx, who: service.get_api_tokens(tx, who.id, asked, used))

    @delete("/{token_id:str}")
    async def revoke_api_token(self, request: Call, token_id: FromPath[str]) -> None:
        """Revoke a token: nobody can call with it any more."""
        await request.write(lambda tx, who: service.revoke_api_token(tx, who.id, token_id))
