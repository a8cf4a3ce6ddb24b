"""Commands about requesters: their accounts, money and tokens, and with whom an account is shared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from cyclopts import App

from talka.accounts import service as accounts
from talka.accounts import store as account_store
from talka.command_line import DEFAULT_DATA, Data, DatabaseUrl, Sandbox, UserMistake, write
from talka.http.auth import Requester, Role
from talka.http.forms import convert
from talka.http.lists import ListRequest
from talka.kernel.ids import new_uuid
from talka.kernel.money import to_micros
from talka.ledger import service as ledger
from talka.sharing import service as sharing
from talka.sharing.model import ApiTokenForm, ShareForm
from talka.storage.tx import Tx

requester_app = App(name="requester", help="Requesters: who posts work.")


@requester_app.command(name="create")
def create_requester(
    *,
    name: str,
    email: str | None = None,
    balance: str = "0",
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Create a requester and print their API token, which is shown this once only.

    Args:
        name: The public name that workers see.
        email: An address to name the requester by.
        balance: Money to begin with.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    amount = _amount(balance)

    def create(tx: Tx) -> str:
        requester_id, token = accounts.create_requester(tx, name, email)
        ledger.credit(tx, requester_id, amount, f"deposit:{new_uuid()}")
        return token

    print(write(data, database_url, create, sandbox=sandbox))  # noqa: T201  the command's answer


@requester_app.command(name="credit")
def credit_requester(
    requester: str,
    amount: str,
    *,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Add money to a requester's balance (take it away, when negative).

    Args:
        requester: The requester's id or e-mail address.
        amount: How much, in units of the currency.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    micros = _amount(amount)

    def credit(tx: Tx) -> int:
        found = _find(tx, requester)
        ledger.credit(tx, found, micros, f"deposit:{new_uuid()}")
        return ledger.visible_balance(tx, found)

    balance = write(data, database_url, credit, sandbox=sandbox)
    print(f"{balance / 1_000_000:.2f}")  # noqa: T201


@requester_app.command(name="add-token")
def add_token(
    requester: str,
    *,
    name: str,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Make one more API token of a requester and print it; it is shown this once only.

    Args:
        requester: The requester's id or e-mail address.
        name: What the token is called, to tell it from others.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    form = convert({"name": name}, ApiTokenForm)

    def add(tx: Tx) -> str:
        return sharing.create_api_token(tx, _find(tx, requester), form.name).token

    print(write(data, database_url, add, sandbox=sandbox))  # noqa: T201


@requester_app.command(name="tokens")
def list_tokens(
    requester: str,
    *,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Print the requester's API tokens, a line each: ID CREATED NAME. What they are is kept by nobody.

    Args:
        requester: The requester's id or e-mail address.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """

    def lines(tx: Tx) -> list[str]:
        found = sharing.get_api_tokens(tx, _find(tx, requester), _EVERYTHING, "")
        return [f"{token.id} {token.created} {token.name}" for token in found.items]

    _print_lines(lines, data, database_url, sandbox=sandbox)


@requester_app.command(name="revoke-token")
def revoke_token(
    requester: str,
    token_id: str,
    *,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Revoke an API token: nobody can call with it any more.

    Args:
        requester: The requester's id or e-mail address.
        token_id: The token's id, as `talka requester tokens` prints it.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    write(
        data,
        database_url,
        lambda tx: sharing.revoke_api_token(tx, _find(tx, requester), token_id),
        sandbox=sandbox,
    )


@requester_app.command(name="share")
def share_account(
    account: str,
    requester: str,
    *,
    role: Role = Role.VIEWER,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Let a requester act in another's account, or change their role there.

    Args:
        account: The id or e-mail address of the account's owner.
        requester: The id or e-mail address of who is to act in it.
        role: ADMIN (everything), EDITOR (everything but sharing), VIEWER (looking, without answers).
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """

    def share(tx: Tx) -> None:
        owner = Requester(_find(tx, account), "")
        sharing.share_account(tx, owner, ShareForm(_find(tx, requester), role), by_operator=True)

    write(data, database_url, share, sandbox=sandbox)


@requester_app.command(name="unshare")
def unshare_account(
    account: str,
    requester: str,
    *,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Let a requester act in another's account no more.

    Args:
        account: The id or e-mail address of the account's owner.
        requester: The id or e-mail address of who acted in it.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    write(
        data,
        database_url,
        lambda tx: sharing.unshare_account(tx, _find(tx, account), _find(tx, requester)),
        sandbox=sandbox,
    )


@requester_app.command(name="shared")
def list_shares(
    account: str,
    *,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Print who may act in the account besides its owner, a line each: REQUESTER_ID ROLE CREATED NAME.

    Args:
        account: The id or e-mail address of the account's owner.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """

    def lines(tx: Tx) -> list[str]:
        found = sharing.get_shared_access(tx, Requester(_find(tx, account), ""), _EVERYTHING)
        return [f"{one.requester_id} {one.role} {one.created} {one.requester_name}" for one in found.items]

    _print_lines(lines, data, database_url, sandbox=sandbox)


_EVERYTHING = ListRequest((), {}, (("id", False),), 1_000_000)


def _print_lines(
    lines: Callable[[Tx], list[str]], data: Data, database_url: str | None, *, sandbox: bool
) -> None:
    for line in write(data, database_url, lines, sandbox=sandbox):
        print(line)  # noqa: T201


def _find(tx: Tx, requester: str) -> str:
    """The id of the requester whom the command names by id or e-mail address."""
    found = account_store.find_requester(tx, requester)
    if found is None:
        raise UserMistake(f"There is no requester {requester}")
    return found


def _amount(text: str) -> int:
    try:
        return to_micros(Decimal(text))
    except InvalidOperation:
        raise UserMistake(f"{text!r} is not an amount of money like 1000.00") from None
