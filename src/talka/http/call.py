"""A request as controllers see it: forms decoded, parameters read, the caller known, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import structlog
from litestar import Request
from litestar.datastructures.state import State

from talka.http import auth, counting
from talka.http.auth import Permission, Requester, Worker
from talka.http.environment import Environment
from talka.http.forms import decode
from talka.http.languages import languages_of
from talka.http.parameters import Parameters
from talka.http.proxies import client_address
from talka.http.rate_limits import RateLimit
from talka.kernel import clock
from talka.kernel.errors import AccessDenied, AuthenticationFailed, EntityTooLarge, UnsupportedMediaType
from talka.storage.tx import Tx
from talka.words.speaking import say

T = TypeVar("T")
_PORTS = {"http": 80, "https": 443}
_JSON_TYPES = ("application/json", "")
_REQUESTER_SCHEMES = ("oauth", "apikey")
_USUAL = {"GET": Permission.VIEW, "HEAD": Permission.VIEW}

ACT_UNDER = "x-act-under-account-id"
"""The header that names the account to act in, in small letters."""

log = structlog.get_logger(__name__)


class Call(Request[Any, Any, State]):
    """One request. A controller reads its form and hands one function to one transaction."""

    @property
    def environment(self) -> Environment:
        """The environment that the path names."""
        return cast("Environment", self.scope["environment"])  # type: ignore[typeddict-item]

    @property
    def application(self) -> Any:
        """What serves both environments, assembled above all slices; each takes its own part of it."""
        return self.scope["application"]  # type: ignore[typeddict-item]

    @property
    def parameters(self) -> Parameters:
        """The query parameters."""
        return Parameters(list(self.query_params.multi_items()))

    async def raw_body(self) -> bytes:
        """The body, refused above the server's limit."""
        limit = self.environment.platform.limits.body_bytes
        length = self.headers.get("content-length")
        if length is not None and length.isdigit() and int(length) > limit:
            raise _too_large(limit)
        body = await self.body()
        if len(body) > limit:
            raise _too_large(limit)
        return body

    async def read_form(self, form_type: type[T], *, empty: T | None = None) -> T:
        """The body as a form; every wrong field is named in the refusal.

        ``empty`` is what a request without a body means, where it may come without one.
        """
        body = await self.raw_body()
        if not body and empty is not None:
            return empty
        self._require_json()
        form: T = decode(body, form_type)
        return form

    async def json_body(self) -> bytes:
        """The body as it was sent, which is said to be JSON."""
        body = await self.raw_body()
        self._require_json()
        return body

    def _require_json(self) -> None:
        if self.headers.get("content-type", "").partition(";")[0].strip().lower() not in _JSON_TYPES:
            raise UnsupportedMediaType(say("Send the body as Content-Type: application/json"))

    async def write(self, action: Callable[[Tx, Requester], T], *, items: int = 1) -> T:
        """Run a requester's action in a transaction and answer once it is durable.

        Where the route declares a ``limit``, ``items`` are counted against it.
        """
        limit: RateLimit | None = self.route_handler.opt.get("limit")

        def count_and_act(tx: Tx, who: Requester) -> T:
            if limit is not None:
                self.count(tx, who, limit, items)
            return action(tx, who)

        answer, who = await self.environment.database.write(self._by_caller(count_and_act))
        self._note_caller(who)
        if not who.is_owner:
            log.info(
                "acted for another account",
                environment=self.environment.name,
                requester=who.actor,
                account=who.id,
                method=self.method,
                path=self.scope["path"],
            )
        return answer

    async def read(self, action: Callable[[Tx, Requester], T]) -> T:
        """Run a requester's action on a snapshot."""
        answer, who = await self.environment.database.read(self._by_caller(action))
        self._note_caller(who)
        return answer

    async def count_before(self, limit: RateLimit) -> None:
        """Count this call by itself, where what it then does only reads."""
        limits = self.environment.platform.rate_limits
        if limits is not None and limits.quota(limit):
            await self.write(lambda tx, who: self.count(tx, who, limit))

    def count(self, tx: Tx, who: Requester, limit: RateLimit, items: int = 1) -> None:
        """Count within a transaction, against the account that it is made in.

        Raises:
            TooManyRequests: more than the operator's limit.
        """
        counting.count_for(tx, self.environment.platform.rate_limits, who.id, limit, items)

    def refuse_hasty(self) -> None:
        """Count the request itself, before anything is read for it.

        Raises:
            TooManyRequests: its requester has sent too many within the last second.
        """
        throttle = self.environment.throttle
        scheme, _, token = self.headers.get("authorization", "").strip().partition(" ")
        if throttle is not None and scheme.lower() in _REQUESTER_SCHEMES:
            throttle.admit(auth.hash_token(token.strip()), clock.real_now())

    async def worker_write(self, action: Callable[[Tx, Worker], T]) -> T:
        """Run a worker's action in a transaction and answer once it is durable."""
        token_hash, languages = self.worker_token(), self.languages

        def run(tx: Tx) -> T:
            return action(tx, auth.worker_of(tx, token_hash, languages))

        return await self.environment.database.write(run)

    async def worker_read(self, action: Callable[[Tx, Worker], T]) -> T:
        """Run a worker's action on a snapshot."""
        token_hash, languages = self.worker_token(), self.languages

        def run(tx: Tx) -> T:
            return action(tx, auth.worker_of(tx, token_hash, languages))

        return await self.environment.database.read(run)

    def require_requester_token(self) -> None:
        """Refuse a request that carries no token before its body is looked at."""
        self.requester_token()

    def requester_token(self) -> str:
        """The hash of the token that a requester's call must carry; whose it is, is not known yet."""
        return self._token(_REQUESTER_SCHEMES)

    def worker_token(self) -> str:
        """The hash of the worker's token, from the header or from the web app's cookie."""
        if "authorization" in self.headers:
            return self._token(("bearer",))
        cookie = self.cookies.get(self.cookie_name)
        if not cookie:
            raise AuthenticationFailed
        if not self._is_same_origin():
            raise AccessDenied(say("A call with the session cookie must come from the page it belongs to"))
        return auth.hash_token(cookie)

    @property
    def cookie_name(self) -> str:
        """One cookie for each environment, so that both can be open in one browser."""
        return f"talka_{self.environment.name}"

    @property
    def address(self) -> str:
        """The environment's address as its callers reach it, behind a proxy too; no slash at the end."""
        base = self.environment.platform.public_url or str(self.base_url)
        return base.rstrip("/") + self.environment.prefix

    @property
    def user_agent(self) -> str:
        """The header that says what the caller comes with, empty where there is none."""
        return self.headers.get("user-agent") or ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the caller reads, the one liked best first."""
        return languages_of(self.headers.get("accept-language"))

    @property
    def client_address(self) -> str | None:
        """Where the caller is, behind proxies that the operator trusts too."""
        peer = self.client
        found = client_address(
            None if peer is None else peer.host,
            self.headers.getall("x-forwarded-for", []),
            self.headers.getall("forwarded", []),
            self.environment.platform.trusted_proxies,
        )
        return None if found is None else str(found)

    def _by_caller(self, action: Callable[[Tx, Requester], T]) -> Callable[[Tx], tuple[T, Requester]]:
        """The action by whoever is calling, in the account that they name, if they may; and who that is."""
        token_hash = self.requester_token()
        account_id = self.headers.get(ACT_UNDER, "").replace("\0", "").strip() or None
        permission: Permission = self.route_handler.opt.get("permission") or _USUAL.get(
            self.method, Permission.WORK
        )

        def run(tx: Tx) -> tuple[T, Requester]:
            who = auth.requester_of(tx, token_hash, account_id, permission)
            return action(tx, who), who

        return run

    def _note_caller(self, who: Requester) -> None:
        if self.environment.throttle is not None:
            self.environment.throttle.know(self.requester_token(), who.actor)

    def _is_same_origin(self) -> bool:
        if self.headers.get("sec-fetch-site") == "same-origin":
            return True
        # On plain HTTP a browser sends neither Sec-Fetch-Site nor, to read, an Origin.
        named = self.headers.get("origin") or self.headers.get("referer") or ""
        origin = _origin(named)
        # Behind a proxy that ends TLS the public address is right, beside it the server's own.
        return origin is not None and origin in (_origin(str(self.base_url)), _origin(self.address))

    def _token(self, schemes: tuple[str, ...]) -> str:
        scheme, _, token = self.headers.get("authorization", "").strip().partition(" ")
        token = token.strip()
        if not token:
            raise AuthenticationFailed
        if scheme.lower() not in schemes:
            known = (*_REQUESTER_SCHEMES, "bearer")
            if scheme.lower() in known:
                raise AccessDenied(say("This call does not take a {scheme} token", scheme=scheme))
            raise AuthenticationFailed(say("{scheme} is not a scheme that is known here", scheme=scheme))
        return auth.hash_token(token)


def _too_large(limit: int) -> EntityTooLarge:
    return EntityTooLarge(say("The body is larger than {limit} bytes", limit=limit), {"limit": limit})


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a URL, or None when it has none (a sandboxed page's origin is ``null``)."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and port else None
