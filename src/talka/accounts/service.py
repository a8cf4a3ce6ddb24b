"""Use cases of accounts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from talka.accounts import store
from talka.accounts.model import Profile, WorkerAccount
from talka.http import auth
from talka.kernel import clock
from talka.kernel.errors import AuthenticationFailed, Conflict, DoesNotExist, FieldErrors, TooManyRequests
from talka.kernel.ids import new_user_id
from talka.storage.tx import Tx

MAX_FAILURES = 10
FAILURE_WINDOW = 15 * clock.MINUTE
MIN_PASSWORD = 8
MAX_PASSWORD = 1024
_LOGIN = re.compile(r"[\w.@+-]{1,100}\Z")

__all__ = ["Profile"]


class LoginTaken(Conflict):
    """409: another worker has this login."""

    code = "LOGIN_TAKEN"


class WrongCredentials(AuthenticationFailed):
    """401: no such login, or not this password."""

    code = "WRONG_CREDENTIALS"


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """What is kept of a password. Slow by intent: call it outside of a transaction."""
    return _hasher().hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; as slow for a login that nobody has. Call it outside of a transaction."""
    try:
        _hasher().verify(password_hash or _decoy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _decoy() -> str:
    return hash_password("nobody has this password")


def fold_login(login: str) -> str:
    """Logins that look alike are one."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def check_credentials(login: str, password: str) -> None:
    """Refuse a login or password that cannot be one.

    Raises:
        ValidationFailed: with the fields.
    """
    errors = FieldErrors()
    if not _LOGIN.match(fold_login(login)):
        errors.add("login", "INVALID_VALUE", "Use 1 to 100 letters, digits or . _ @ + -")
    if len(password) < MIN_PASSWORD:
        errors.add(
            "password",
            "STRING_LENGTH_LESS_THAN_MIN",
            f"Use at least {MIN_PASSWORD} characters",
            [MIN_PASSWORD],
        )
    if len(password) > MAX_PASSWORD:
        errors.add(
            "password",
            "STRING_LENGTH_GREATER_THAN_MAX",
            f"Use at most {MAX_PASSWORD} characters",
            [MAX_PASSWORD],
        )
    errors.raise_if_any()


def create_requester(tx: Tx, name: str, email: str | None) -> tuple[str, str]:
    """A new requester: their id, and a token that is shown this once."""
    if email is not None and store.find_requester(tx, email) is not None:
        raise Conflict(f"A requester with the address {email} exists already")
    requester_id = new_user_id()
    store.add_requester(tx, id=requester_id, name=name, email=email, company_id=new_user_id(), created=tx.now)
    return requester_id, auth.issue_token(tx, auth.REQUESTER, requester_id)


def create_worker(tx: Tx, login: str, password_hash: str | None, profile: Profile) -> tuple[str, str]:
    """A new worker: their id, and a token.

    Raises:
        LoginTaken: another worker has this login.
    """
    folded = fold_login(login)
    if store.worker_by_login(tx, folded) is not None:
        raise LoginTaken(f"The login {login} is taken")
    account = WorkerAccount(
        id=new_user_id(),
        login=folded,
        password_hash=password_hash,
        profile=msgspec.json.encode(profile).decode(),
        adult_allowed=int(profile.adult_allowed),
        created=tx.now,
        deleted=None,
    )
    store.add_worker(tx, account)
    return account.id, auth.issue_token(tx, auth.WORKER, account.id)


def stored_password(tx: Tx, login: str) -> str | None:
    """The hash to verify a log-in against, or None.

    Raises:
        TooManyRequests: too many log-ins failed lately.
    """
    folded = fold_login(login)
    count, since = store.login_failures(tx, folded)
    if count >= MAX_FAILURES and clock.real_now() - since < FAILURE_WINDOW:
        raise TooManyRequests("Too many failed attempts; try again in a quarter of an hour")
    account = store.worker_by_login(tx, folded)
    return None if account is None else account.password_hash


def log_in(tx: Tx, login: str) -> tuple[str, str]:
    """A new session of a worker whose password was verified: their id and a token."""
    folded = fold_login(login)
    account = store.worker_by_login(tx, folded)
    if account is None:
        raise WrongCredentials("The login or the password is wrong")
    store.forget_login_failures(tx, folded)
    return account.id, auth.issue_token(tx, auth.WORKER, account.id)


def note_failure(tx: Tx, login: str) -> None:
    """A log-in failed."""
    folded = fold_login(login)
    count, since = store.login_failures(tx, folded)
    now = clock.real_now()
    if now - since >= FAILURE_WINDOW:
        count, since = 0, now
    store.save_login_failures(tx, folded, count + 1, since)


def replace_password(tx: Tx, login: str, password_hash: str) -> None:
    """Set a worker's password and end every session of theirs."""
    account = store.worker_by_login(tx, fold_login(login))
    if account is None:
        raise DoesNotExist("worker", login)
    store.save_password(tx, account.id, password_hash)
    auth.revoke_other_tokens(tx, account.id, "")


def worker_account(tx: Tx, worker_id: str) -> WorkerAccount:
    """The worker's account."""
    account = store.worker(tx, worker_id)
    if account is None:
        raise DoesNotExist("worker", worker_id)
    return account


def profile_of(account: WorkerAccount) -> Profile:
    """What the worker said of themselves."""
    return msgspec.json.decode(account.profile, type=Profile)
