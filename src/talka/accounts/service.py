"""Use cases of accounts."""

from __future__ import annotations

import unicodedata
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from talka.accounts import rules, store
from talka.accounts.model import (
    MePatch,
    Profile,
    ProfileForm,
    RegistrationForm,
    Session,
    WorkerAccount,
    WorkerErased,
)
from talka.http import auth
from talka.kernel import clock
from talka.kernel.errors import (
    AccessDenied,
    AuthenticationFailed,
    Conflict,
    DoesNotExist,
    FieldErrors,
    TooManyRequests,
)
from talka.kernel.ids import new_user_id
from talka.storage.tx import Tx
from talka.words.speaking import say

MAX_ATTEMPTS = 10
ATTEMPTS_WINDOW = 15 * clock.MINUTE
SESSION = 30 * clock.DAY
FIRST_TOKEN = "first"  # noqa: S105  what it is called

__all__ = ["Profile"]


class LoginTaken(Conflict):
    """409: another worker has this login."""

    code = "LOGIN_TAKEN"


class WrongCredentials(AuthenticationFailed):
    """401: no such login, or not this password."""

    code = "WRONG_CREDENTIALS"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or say("The login or the password is wrong"))


class RegistrationClosed(AccessDenied):
    """403: the operator makes the accounts here."""

    code = "REGISTRATION_CLOSED"


# ---- passwords: slow by intent, so these are called outside of a transaction -----------------------------


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; as slow for a login that nobody has."""
    try:
        _hasher().verify(password_hash or _decoy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _decoy() -> str:
    return hash_password("nobody has this password")


# ---- making accounts -------------------------------------------------------------------------------------


def fold_login(login: str) -> str:
    """Logins that look alike are one."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def check_credentials(login: str, password: str) -> None:
    """Refuse a login or password that cannot be one.

    Raises:
        ValidationFailed: with the fields.
    """
    errors = FieldErrors()
    rules.check_login(fold_login(login), errors)
    rules.check_password(password, errors)
    errors.raise_if_any()


def create_requester(tx: Tx, name: str, email: str | None) -> tuple[str, str]:
    """A new requester: their id, and a token that is shown this once."""
    if email is not None and store.find_requester(tx, email) is not None:
        raise Conflict(f"A requester with the address {email} exists already")
    requester_id = new_user_id()
    store.add_requester(tx, id=requester_id, name=name, email=email, company_id=new_user_id(), created=tx.now)
    return requester_id, auth.issue_token(
        tx, auth.REQUESTER, requester_id, token_id=tx.new_id(), name=FIRST_TOKEN
    )


def create_worker(tx: Tx, login: str, password_hash: str | None, profile: Profile) -> tuple[str, str]:
    """A new worker: their id, and a token that does not end by itself.

    Raises:
        LoginTaken: another worker has this login.
    """
    account = WorkerAccount(
        id=new_user_id(),
        login=fold_login(login),
        password_hash=password_hash,
        profile=msgspec.json.encode(profile).decode(),
        adult_allowed=int(profile.adult_allowed),
        created=tx.now,
        deleted=None,
    )
    if not store.add_worker(tx, account):
        raise _taken(login)
    return account.id, auth.issue_token(tx, auth.WORKER, account.id)


def adopt_worker(tx: Tx, worker_id: str, login: str, password_hash: str | None) -> str:
    """Have a person stand behind a worker who came with copied work: what that one did is theirs; a token.

    Raises:
        LoginTaken: another worker has this login.
        DoesNotExist: there is no worker of this id without a login.
    """
    folded = fold_login(login)
    if store.worker_by_login(tx, folded) is not None:
        raise _taken(login)
    if not store.adopt(tx, worker_id, folded, password_hash):
        raise DoesNotExist("worker without a login", worker_id)
    return auth.issue_token(tx, auth.WORKER, worker_id)


def _taken(login: str) -> LoginTaken:
    return LoginTaken(say("The login {login} is taken", login=login))


def check_registration(tx: Tx, form: RegistrationForm, *, is_open: bool) -> Profile:
    """The profile that a registration would begin with.

    Raises:
        RegistrationClosed: nobody may sign up by themselves.
        ValidationFailed: fields are wrong; each is named.
        LoginTaken: another worker has this login.
    """
    if not is_open:
        raise RegistrationClosed(say("Registration is closed; the operator makes the accounts here"))
    errors = FieldErrors()
    rules.check_login(fold_login(form.login), errors)
    rules.check_password(form.password, errors)
    profile_errors = FieldErrors()
    profile = rules.changed_profile(Profile(), form.profile, tx.now, profile_errors)
    errors.update(profile_errors.as_dict(), prefix="profile")
    errors.raise_if_any()
    if store.worker_by_login(tx, fold_login(form.login)) is not None:
        raise _taken(form.login)
    return profile


# ---- logging in ------------------------------------------------------------------------------------------


def begin_log_in(tx: Tx, login: str) -> str | None:
    """Count an attempt; the hash to verify the password against, or None where there is none.

    Counting before verifying keeps attempts made all at once within the limit too.

    Raises:
        TooManyRequests: too many attempts failed lately.
    """
    folded = fold_login(login)
    if store.count_attempt(tx, folded, clock.real_now(), ATTEMPTS_WINDOW) > MAX_ATTEMPTS:
        raise TooManyRequests(say("Too many failed attempts; try again in a quarter of an hour"))
    account = store.worker_by_login(tx, folded)
    return None if account is None else account.password_hash


def log_in(tx: Tx, login: str, verified_hash: str) -> Session:
    """A new session of a worker whose password was verified against this hash.

    Raises:
        WrongCredentials: the password was changed meanwhile.
    """
    folded = fold_login(login)
    account = store.worker_by_login(tx, folded)
    if account is None or account.password_hash != verified_hash:
        raise WrongCredentials
    store.forget_login_failures(tx, folded)
    token = auth.issue_token(tx, auth.WORKER, account.id, expires_real=clock.real_now() + SESSION)
    return Session(account.id, token)


def begin_change_password(tx: Tx, worker: auth.Worker) -> str | None:
    """Count an attempt to name one's own password; the hash to verify it against, or None without one.

    Raises:
        TooManyRequests: too many attempts failed lately.
    """
    return begin_log_in(tx, worker_account(tx, worker.id).login or "")


def change_password(tx: Tx, worker: auth.Worker, verified_hash: str | None, password_hash: str) -> None:
    """Set the worker's password and end every session of theirs but this one.

    Raises:
        WrongCredentials: the password was changed meanwhile.
    """
    account = worker_account(tx, worker.id)
    if account.password_hash != verified_hash:
        raise WrongCredentials
    store.save_password(tx, worker.id, password_hash)
    store.forget_login_failures(tx, account.login or "")
    auth.revoke_other_tokens(tx, worker.id, worker.token_hash)


def replace_password(tx: Tx, login: str, password_hash: str) -> None:
    """Set a worker's password and end every session of theirs."""
    folded = fold_login(login)
    account = store.worker_by_login(tx, folded)
    if account is None:
        raise DoesNotExist("worker", login)
    store.save_password(tx, account.id, password_hash)
    store.forget_login_failures(tx, folded)
    auth.revoke_other_tokens(tx, account.id, "")


def find_worker(tx: Tx, id_or_login: str) -> str:
    """The id of the worker named by id or login.

    Raises:
        DoesNotExist: there is none.
    """
    account = store.worker(tx, id_or_login) or store.worker_by_login(tx, fold_login(id_or_login))
    if account is None:
        raise DoesNotExist("worker", id_or_login)
    return account.id


def forget_ended_sessions(tx: Tx) -> None:
    """Remove what no log-in needs any more."""
    store.forget_ended(tx, clock.real_now(), ATTEMPTS_WINDOW)


# ---- a worker's own account ------------------------------------------------------------------------------


def worker_account(tx: Tx, worker_id: str) -> WorkerAccount:
    """The worker's account."""
    account = store.worker(tx, worker_id)
    if account is None:
        raise DoesNotExist("worker", worker_id)
    return account


def profile_of(account: WorkerAccount) -> Profile:
    """What the worker said of themselves."""
    return msgspec.json.decode(account.profile, type=Profile)


def change_profile(tx: Tx, worker_id: str, patch: MePatch) -> tuple[Profile, Profile]:
    """Change the fields that were sent; the profile before and after.

    Raises:
        ValidationFailed: fields are wrong; each is named where it stands in the patch.
    """
    before = profile_of(worker_account(tx, worker_id))
    errors = FieldErrors()
    after = rules.changed_profile(before, patch, tx.now, errors)
    after = _changed_below_profile(after, patch.profile, tx.now, errors)
    errors.raise_if_any()
    store.save_profile(tx, worker_id, msgspec.json.encode(after).decode(), adult_allowed=after.adult_allowed)
    return before, after


def erase_worker(tx: Tx, worker_id: str) -> None:
    """Forget the person and end their sessions; answers, skills and money stay under the id, a pseudonym."""
    account = worker_account(tx, worker_id)
    tx.announce(WorkerErased(worker_id))
    store.erase_worker(tx, worker_id)
    store.forget_login_failures(tx, account.login or "")
    auth.revoke_other_tokens(tx, worker_id, "")


def _changed_below_profile(profile: Profile, form: ProfileForm, now: int, errors: FieldErrors) -> Profile:
    found = FieldErrors()
    changed = rules.changed_profile(profile, form, now, found)
    errors.update(found.as_dict(), prefix="profile")
    return changed
