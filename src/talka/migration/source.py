"""The server that is copied from, read by its public API: page by page, patiently, and never written to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import msgspec

from talka.attachments.files import FileWriter
from talka.kernel import clock
from talka.migration.model import Item, MigrationRefused

PAGE = 300
"""How much of a list is asked for at once: the most that the original allows."""
_LEAST_PAGE = 50
_ATTEMPTS = 8
_MOST_SECONDS = 60.0
_TIMEOUT = httpx.Timeout(60.0, connect=20.0)
_INTERVALS = {"MIN": 15.0, "HOUR": 300.0, "DAY": 1800.0}
"""How long to wait before asking again where a limit over this interval was passed."""
_PATIENT = 1800.0

_AGAIN = frozenset({408, 425, 500, 502, 503, 504})
_NOT_THERE = frozenset({400, 403, 404, 405, 406, 409, 410, 501})
_UNAUTHORISED = 401
_TOO_MANY = 429
_APIKEY_PARTS = 3
_APIKEY_FIRST = range(22, 25)
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")

Sleep = Callable[[float], Awaitable[Any]]
Tell = Callable[[str], None]


class Unavailable(Exception):  # noqa: N818  named for what happened
    """The source does not show this: it is passed over, and said so."""

    def __init__(self, path: str, status: int, words: str) -> None:
        super().__init__(f"{path} answers {status}: {words}")
        self.status = status


class _AskLess(Exception):  # noqa: N818  private, caught right above
    """The source allows no page as large as this."""


def base_of(url: str) -> str:
    """The address that the API's paths are added to.

    Raises:
        MigrationRefused: it is no address.
    """
    text = url.strip().rstrip("/")
    for ending in ("/v1", "/api"):
        text = text.removesuffix(ending)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise MigrationRefused(f"{url!r} is not an address like https://host or https://host/sandbox")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"


def authorization(token: str) -> str:
    """The header for a token, as the official client writes it."""
    parts = token.split(".")
    is_key = len(parts) == _APIKEY_PARTS and len(parts[0]) in _APIKEY_FIRST
    return f"{'ApiKey' if is_key else 'OAuth'} {token}"


def _nobody(_words: str) -> None:
    """Nobody wants to hear it."""


class Source:
    """Another server's API. ``transport``, ``sleep`` and ``tell`` are for tests and for whoever watches."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
        tell: Tell = _nobody,
    ) -> None:
        self.base = base_of(url)
        try:
            headers = {"Authorization": authorization(token), "User-Agent": "talka-migrate"}
            self._client = httpx.AsyncClient(headers=headers, transport=transport, timeout=_TIMEOUT)
        except (UnicodeEncodeError, ValueError):
            raise MigrationRefused("the token holds characters that no token has") from None
        self._sleep = sleep
        self._tell = tell
        self._page = PAGE

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def requester_id(self) -> str:
        """Whose token this is, or "" where the source does not tell.

        Raises:
            MigrationRefused: the address or the token is wrong.
        """
        try:
            answer = await self._get("/requester", {}, attempts=2)
        except Unavailable as refusal:
            if refusal.status == httpx.codes.FORBIDDEN:
                raise MigrationRefused(f"the source refuses this token: {refusal}") from None
            return await self._unnamed()
        if not isinstance(answer, dict) or "id" not in answer:
            raise MigrationRefused(f"{self.base} does not speak this API: /requester has no id")
        return str(answer["id"])

    async def _unnamed(self) -> str:
        """Some servers know no /requester; a list of projects shows that they speak the API at all."""
        try:
            answer = await self._get("/projects", {"limit": 1}, attempts=2)
        except Unavailable as refusal:
            raise MigrationRefused(f"{self.base} does not speak this API: {refusal}") from None
        if not isinstance(answer, dict) or "items" not in answer:
            raise MigrationRefused(f"{self.base} does not speak this API: its list of projects is none")
        return ""

    async def one(self, path: str) -> Item:
        """One object.

        Raises:
            Unavailable: the source does not show it.
        """
        answer = await self._get(path, {})
        if not isinstance(answer, dict):
            raise Unavailable(path, 200, "the answer is no object")
        return answer

    async def pages(self, path: str, after: str = "", **filters: str) -> AsyncIterator[list[Item]]:
        """A list from the oldest id after ``after``; the next page comes while this one is worked on.

        Raises:
            Unavailable: the source does not show it.
            MigrationRefused: it stopped answering.
        """
        coming: asyncio.Task[tuple[list[Item], bool]] | None = None
        try:
            items, more = await self._list(path, after, filters)
            while items:
                if more:
                    coming = asyncio.create_task(self._list(path, str(items[-1]["id"]), filters))
                yield items
                if coming is None:
                    return
                items, more = await coming
                coming = None
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)

    async def download(self, path: str, begin: Callable[[], Awaitable[FileWriter]]) -> int:
        """Write a file's bytes to a writer that ``begin`` makes for each attempt; how many there were.

        Raises:
            Unavailable: the source does not give it.
            MigrationRefused: it stopped answering.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                found = await self._load(path, begin)
            except httpx.TransportError as error:
                if attempt >= _ATTEMPTS:
                    raise self._silent(error) from None
                await self._wait(attempt, f"{path} broke off")
                continue
            if isinstance(found, int):
                return found
            if found.status_code == _TOO_MANY:
                await self._wait_for_limit(found, attempt)
            elif found.status_code in _AGAIN and attempt < _ATTEMPTS:
                await self._wait(attempt, f"{path} answers {found.status_code}")
            else:
                raise self._refusal(path, found)

    async def _load(self, path: str, begin: Callable[[], Awaitable[FileWriter]]) -> int | httpx.Response:
        async with self._client.stream("GET", self._url(path), follow_redirects=True) as answer:
            if not answer.is_success:
                await answer.aread()
                return answer
            writer, size = await begin(), 0
            try:
                async for chunk in answer.aiter_bytes():
                    size += len(chunk)
                    await writer.write(chunk)
                await writer.finish()
            except BaseException:
                await writer.abort()
                raise
            return size

    async def _list(self, path: str, after: str, filters: dict[str, str]) -> tuple[list[Item], bool]:
        while True:
            asked: dict[str, str | int] = {**filters, "sort": "id", "limit": self._page}
            if after:
                asked["id_gt"] = after
            try:
                answer = await self._get(path, asked)
            except _AskLess:
                self._page = max(_LEAST_PAGE, self._page // 2)
                continue
            items = answer.get("items") if isinstance(answer, dict) else None
            if not isinstance(items, list) or not all(isinstance(one, dict) and "id" in one for one in items):
                raise Unavailable(path, 200, "the answer is no list of objects with ids")
            return items, bool(answer.get("has_more"))

    async def _get(self, path: str, asked: dict[str, Any], *, attempts: int = _ATTEMPTS) -> Any:
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = await self._client.get(self._url(path), params=asked)
            except httpx.TransportError as error:
                if attempt >= attempts:
                    raise self._silent(error) from None
                await self._wait(attempt, f"{path} does not answer ({type(error).__name__})")
                continue
            if answer.is_success:
                return self._parsed(path, answer)
            if answer.status_code == _TOO_MANY:
                await self._wait_for_limit(answer, attempt)
            elif answer.status_code in _AGAIN:
                if attempt >= attempts:
                    raise MigrationRefused(
                        f"the source answers {answer.status_code} to {path} again and again; "
                        "run the command again later, and it goes on where it stopped"
                    )
                await self._wait(attempt, f"{path} answers {answer.status_code}")
            else:
                if asked.get("limit", 0) > _LEAST_PAGE and _is_about_limit(answer):
                    raise _AskLess
                raise self._refusal(path, answer)

    def _url(self, path: str) -> str:
        return f"{self.base}/api/v1{path}"

    def _parsed(self, path: str, answer: httpx.Response) -> Any:
        content = answer.content
        if rb"\u0000" in content:
            # PostgreSQL keeps no NUL in a text, and no person wrote one.
            content = _NUL.sub(rb"\1\\ufffd", content)
        try:
            return msgspec.json.decode(content)
        except ValueError:
            raise MigrationRefused(f"{self.base} does not speak this API: {path} is not JSON") from None

    def _refusal(self, path: str, answer: httpx.Response) -> Exception:
        words = _words_of(answer)
        if answer.status_code == _UNAUTHORISED:
            return MigrationRefused(f"the source does not know this token: {words}")
        if answer.is_redirect:
            where = answer.headers.get("location", "nowhere")
            return MigrationRefused(f"{self.base} sends on to {where}; give that address")
        if answer.status_code in _NOT_THERE or answer.status_code in _AGAIN:
            return Unavailable(path, answer.status_code, words)
        return MigrationRefused(f"the source answers {answer.status_code} to {path}: {words}")

    def _silent(self, error: Exception) -> MigrationRefused:
        words = str(error) or type(error).__name__
        return MigrationRefused(
            f"{self.base} cannot be reached ({words}); "
            "a copy that had begun goes on where it stopped when the command is run again"
        )

    async def _wait(self, attempt: int, words: str) -> None:
        seconds = min(_MOST_SECONDS, 2.0 ** (attempt - 1))
        self._tell(f"{words}; trying again in {seconds:.0f} s")
        await self._sleep(seconds)

    async def _wait_for_limit(self, answer: httpx.Response, attempt: int) -> None:
        """A limit over time is waited for however long it takes: nothing is lost by it but time."""
        seconds = _asked_to_wait(answer)
        if seconds is None:
            seconds = min(_MOST_SECONDS, 2.0 ** (attempt - 1))
        self._tell(f"the source allows no more requests just now; going on in {seconds:.0f} s")
        await self._sleep(seconds)


def _asked_to_wait(answer: httpx.Response) -> float | None:
    """How long a 429 asks to wait: by its header, else by the interval that its body names."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return min(float(said), _PATIENT)
    if said:
        try:
            moment = parsedate_to_datetime(said)
        except ValueError:
            pass
        else:
            wait = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - clock.real_now() / clock.SECOND
            return min(max(wait, 1.0), _PATIENT)
    try:
        payload = msgspec.json.decode(answer.content).get("payload") or {}
        return _INTERVALS.get(str(payload.get("interval")))
    except (ValueError, AttributeError):
        return None


def _is_about_limit(answer: httpx.Response) -> bool:
    """Whether a 400 complains of the size of the page."""
    return answer.status_code == httpx.codes.BAD_REQUEST and b'"limit' in answer.content


def _words_of(answer: httpx.Response) -> str:
    try:
        body = msgspec.json.decode(answer.content)
        return f"{body.get('code')}: {body.get('message')}"
    except (ValueError, AttributeError):
        return answer.reason_phrase or "no words"
