"""``/api/worker/v1``: signing up, logging in, and a worker's own account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from litestar import Controller, Response, delete, get, patch, post
from litestar.datastructures import Cookie

from talka.accounts import rules
from talka.accounts import service as accounts
from talka.accounts.model import LoginForm, MePatch, PasswordForm, RegistrationForm, Session
from talka.distribution import access
from talka.http import auth
from talka.http.call import Call
from talka.kernel.clock import SECOND
from talka.kernel.errors import FieldErrors, TooManyRequests
from talka.storage.tx import Tx
from talka.words.speaking import say
from talka.worker_api import account
from talka.worker_api.account import Me
from talka.worker_api.arrival import arrival_of

T = TypeVar("T")

# A hash takes memory and a core by intent. Few at a time, and on threads of their own: a rush of log-ins
# must leave the others to those who are at work.
_HASHERS = ThreadPoolExecutor(2, thread_name_prefix="password")


async def _hashing(work: Callable[..., T], *arguments: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(_HASHERS, partial(work, *arguments))


class AccountController(Controller):
    """Workers' accounts."""

    path = "/api/worker/v1"
    tags = ("worker account",)

    @post(
        "/register",
        opt={
            "form": RegistrationForm,
            "errors": [accounts.LoginTaken, accounts.RegistrationClosed],
            "access": (),
        },
    )
    async def register(self, request: Call) -> Session:
        """Sign up.

        Everything in the profile may be left out. Who says when they were born must be 18.
        """
        form = await request.read_form(RegistrationForm)
        database = request.environment.database
        is_open = request.environment.platform.registration_open
        profile = await database.read(lambda tx: accounts.check_registration(tx, form, is_open=is_open))
        password_hash = await _hashing(accounts.hash_password, form.password)
        arrival = arrival_of(request)

        def create(tx: Tx) -> Session:
            session = Session(*accounts.create_worker(tx, form.login, password_hash, profile))
            access.meet(tx, session.user_id, *arrival)
            return session

        return await database.write(create)

    @post(
        "/login",
        status_code=200,
        opt={"form": LoginForm, "errors": [accounts.WrongCredentials, TooManyRequests], "access": ()},
    )
    async def log_in(self, request: Call) -> Response[Session]:
        """Log in: the token is answered, and set as a cookie for the web app. It ends after 30 days."""
        form = await request.read_form(LoginForm)
        database = request.environment.database
        stored = await database.write(lambda tx: accounts.begin_log_in(tx, form.login))
        if not await _hashing(accounts.verify_password, stored, form.password) or stored is None:
            raise accounts.WrongCredentials
        arrival = arrival_of(request)

        def log_in(tx: Tx) -> Session:
            session = accounts.log_in(tx, form.login, stored)
            access.meet(tx, session.user_id, *arrival)
            return session

        session = await database.write(log_in)
        return Response(session, cookies=[_cookie(request, session.token, accounts.SESSION // SECOND)])

    @post("/logout", status_code=204)
    async def log_out(self, request: Call) -> Response[None]:
        """End the session whose token or cookie this is."""
        await request.worker_write(lambda tx, who: auth.revoke_token(tx, who.token_hash))
        return _forgetting(request)

    @get("/me")
    async def get_me(self, request: Call) -> Me:
        """The worker's own account."""
        return await request.worker_read(account.get_me)

    @patch("/me", opt={"form": MePatch})
    async def change_me(self, request: Call) -> Me:
        """Change the profile: only the fields that were sent, under ``profile`` or by themselves."""
        request.worker_token()
        form = await request.read_form(MePatch)
        return await request.worker_write(lambda tx, who: account.change_me(tx, who, form))

    @post(
        "/me/password",
        status_code=204,
        opt={"form": PasswordForm, "errors": [accounts.WrongCredentials, TooManyRequests]},
    )
    async def change_password(self, request: Call) -> None:
        """Change the password; every other session ends."""
        request.worker_token()
        form = await request.read_form(PasswordForm)
        errors = FieldErrors()
        rules.check_password(form.new_password, errors, "new_password")
        errors.raise_if_any()
        stored = await request.worker_write(accounts.begin_change_password)
        given = form.old_password or ""
        if stored is not None and not await _hashing(accounts.verify_password, stored, given):
            raise accounts.WrongCredentials(say("The old password is wrong"))
        password_hash = await _hashing(accounts.hash_password, form.new_password)
        await request.worker_write(lambda tx, who: accounts.change_password(tx, who, stored, password_hash))

    @delete("/me")
    async def delete_me(self, request: Call) -> Response[None]:
        """Erase the person, for good. What they did stays under a pseudonym."""
        await request.worker_write(lambda tx, who: accounts.erase_worker(tx, who.id))
        return _forgetting(request)


def _cookie(request: Call, value: str, seconds: int) -> Cookie:
    return Cookie(
        key=request.cookie_name,
        value=value,
        path="/",
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=request.address.startswith("https://"),
    )


def _forgetting(request: Call) -> Response[Any]:
    return Response(None, status_code=204, cookies=[_cookie(request, "", 0)])
