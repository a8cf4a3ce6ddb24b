"""Use cases of shared access and of tokens."""

from __future__ import annotations

from talka.accounts import store as accounts
from talka.http import auth
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, ValidationFailed, conflict
from talka.kernel.ids import parse_number
from talka.sharing import store
from talka.sharing.model import (
    ApiToken,
    ApiTokenView,
    NewApiTokenView,
    Share,
    SharedAccountView,
    ShareForm,
    ShareView,
)
from talka.storage.tx import Tx

MOST_TOKENS = 50
"""How many tokens a requester may have (Toloka: up to 50 API keys)."""

TooManyApiTokens = conflict("API_TOKENS_COUNT_EXCEEDED", "the requester has as many tokens as there may be.")


# ---- shared access ---------------------------------------------------------------------------------------


def share_account(
    tx: Tx, account: Requester, form: ShareForm, *, by_operator: bool = False
) -> tuple[ShareView, bool]:
    """Let another requester act in the account, or change their role; the flag tells whether they are new.

    Raises:
        ValidationFailed: there is no such requester, or the account is theirs.
    """
    name = accounts.name_of(tx, form.requester_id)
    if name is None:
        # Tolokers cannot be given access either, and one who asks is not told who is one.
        raise ValidationFailed.of("requester_id", "ENTITY_DOES_NOT_EXIST", "There is no such requester")
    if form.requester_id == account.id:
        raise ValidationFailed.of("requester_id", "INVALID_VALUE", "The account is this requester's own")
    wanted = Share(
        id=tx.next_number(),
        account_id=account.id,
        requester_id=form.requester_id,
        role=form.role,
        granted_by=None if by_operator else account.actor,
        created=tx.now,
        modified=tx.now,
    )
    saved = store.save(tx, wanted)
    return _view(saved, name), saved.id == wanted.id


def get_shared_access(tx: Tx, account: Requester, request: ListRequest) -> Page[ShareView]:
    """``GET /shared-access``: who may act in the account besides its owner."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [_view(Share(*row[:-1]), row[-1]) for row in rows],
        (store.ACCOUNT, account.id),
    )


def get_share(tx: Tx, account: Requester, share_id: str) -> ShareView:
    """``GET /shared-access/{id}``."""
    share = _find(tx, share_id)
    if share.account_id != account.id:
        raise DoesNotExist("shared access", share_id)
    return _view(share, accounts.requester_name(tx, share.requester_id))


def end_share(tx: Tx, account: Requester, share_id: str) -> None:
    """Let the requester act in the account no more. Whoever was let in may leave by themselves too.

    Raises:
        DoesNotExist: it is neither the account's to end nor the caller's to leave.
    """
    share = _find(tx, share_id)
    if share.account_id != account.id and not (account.is_owner and share.requester_id == account.id):
        raise DoesNotExist("shared access", share_id)
    store.remove(tx, share.id)


def unshare_account(tx: Tx, account_id: str, requester_id: str) -> None:
    """:func:`end_share` by the operator, who names both.

    Raises:
        DoesNotExist: the account is not shared with this requester.
    """
    share = store.find(tx, account_id, requester_id)
    if share is None:
        raise DoesNotExist(f"shared access to {account_id}", requester_id)
    store.remove(tx, share.id)


def get_shared_accounts(tx: Tx, requester: Requester, request: ListRequest) -> Page[SharedAccountView]:
    """``GET /shared-accounts``: the accounts of others that the caller may act in."""
    return fetch_page(
        tx,
        store.ACCOUNTS_LIST,
        request,
        lambda rows: [_account_view(Share(*row[:-1]), row[-1]) for row in rows],
        (store.REQUESTER, requester.id),
    )


def _find(tx: Tx, share_id: str) -> Share:
    number = parse_number(share_id)
    share = None if number is None else store.get(tx, number)
    if share is None:
        raise DoesNotExist("shared access", share_id)
    return share


def _view(share: Share, name: str) -> ShareView:
    return ShareView(
        id=str(share.id),
        account_id=share.account_id,
        requester_id=share.requester_id,
        requester_name=name,
        role=share.role,
        created=clock.to_text(share.created),
        modified=clock.to_text(share.modified),
        granted_by=share.granted_by,
    )


def _account_view(share: Share, name: str) -> SharedAccountView:
    return SharedAccountView(
        id=str(share.id),
        account_id=share.account_id,
        account_name=name,
        role=share.role,
        created=clock.to_text(share.created),
        modified=clock.to_text(share.modified),
    )


# ---- tokens ----------------------------------------------------------------------------------------------


def create_api_token(tx: Tx, requester_id: str, name: str) -> NewApiTokenView:
    """``POST /api-tokens``: one more token of the requester.

    Raises:
        TooManyApiTokens: there are fifty.
    """
    if store.count_tokens(tx, requester_id) >= MOST_TOKENS:
        raise TooManyApiTokens(f"There are {MOST_TOKENS} tokens; revoke one first")
    token = auth.issue_token(tx, auth.REQUESTER, requester_id, token_id=tx.new_id(), name=name)
    made = store.token_by_hash(tx, auth.hash_token(token))
    if made is None:
        raise AssertionError
    return NewApiTokenView(made.id, made.name, clock.to_text(made.created), token)


def get_api_tokens(tx: Tx, requester_id: str, request: ListRequest, used: str) -> Page[ApiTokenView]:
    """``GET /api-tokens``: what the requester's tokens are called; ``used`` is the hash of the caller's."""
    return fetch_page(
        tx,
        store.TOKENS_LIST,
        request,
        lambda rows: [_token_view(ApiToken(*row), used) for row in rows],
        (store.OWNER, requester_id),
    )


def revoke_api_token(tx: Tx, requester_id: str, token_id: str) -> None:
    """``DELETE /api-tokens/{id}``: from now on the token is nobody's. The caller's own may be revoked too.

    Raises:
        DoesNotExist: the requester has no such token.
    """
    token = store.token_of(tx, requester_id, token_id)
    if token is None:
        raise DoesNotExist("API token", token_id)
    auth.revoke_token(tx, token.hash)


def _token_view(token: ApiToken, used: str) -> ApiTokenView:
    return ApiTokenView(token.id, token.name, clock.to_text(token.created), token.hash == used)
