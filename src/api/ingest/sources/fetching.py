"""Reads JSON from one site and from nowhere else, within limits of time, size and number, and tries again where that helps."""

import asyncio
import hashlib
import socket
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx2
import orjson

from api.errors import Refusal
from api.ingest.records import BodyRecord
from api.ingest.sources.addresses import origin_of, redirected, resolve

_REDIRECTS = 3
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "snhr-api importer"}


@dataclass(frozen=True)
class Limits:
    """seconds: for one answer, whole. bytes: of one answer, and of all. longest_wait: seconds between two attempts."""

    seconds: float = 60
    bytes: int = 50_000_000
    all_bytes: int = 2_000_000_000
    requests: int = 10_000
    attempts: int = 5
    longest_wait: float = 120


@dataclass(frozen=True)
class Answer:
    """What an address answered: its JSON, and the headers."""

    data: Any
    headers: Mapping[str, str]


class _TryAgain(Exception):
    """An answer that another attempt may better; `after` seconds, where the server says so."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


class Fetcher:
    """Reads from the host of `site` alone, in a with statement. Raises Refusal with one line. fetched: every body so far."""

    def __init__(
        self,
        site: str,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.origin = origin_of(site)
        self.fetched: list[BodyRecord] = []
        self._limits = limits or Limits()
        self._wait = wait or time.sleep
        self._bytes = self._requests = 0
        self._runner = asyncio.Runner()
        self._client = httpx2.AsyncClient(
            transport=_Pinned(allow_private=allow_private), headers=_HEADERS, timeout=None, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def get_json(self, address: str, parameters: Mapping[str, str | int]) -> Answer:
        """The JSON of an address. A failing server is asked again, later each time, or as it says in Retry-After."""
        url = str(httpx2.URL(address, params=parameters))
        if not origin_of(url) == self.origin:
            raise Refusal(f"{origin_of(url).host} is not the site that is imported; not read")
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._attempt(url)
            except _TryAgain as problem:
                if attempt == self._limits.attempts:
                    raise Refusal(f"{address}: {problem}, {attempt} times in a row; try again later") from None
                self._wait(self._pause(address, problem, attempt))
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, address: str, problem: _TryAgain, attempt: int) -> float:
        if problem.after is not None and problem.after > self._limits.longest_wait:
            raise Refusal(f"{address}: {problem}, and asks to wait {problem.after:.0f} seconds; try again then")
        return problem.after if problem.after is not None else float(2 ** (attempt - 1))

    def _attempt(self, url: str) -> Answer:
        self._requests += 1
        if self._requests > self._limits.requests:
            raise Refusal(f"{self.origin.host}: more than {self._limits.requests:,} requests; run the command again to go on")
        try:
            response, content = self._runner.run(self._read(url))
        except TimeoutError:
            raise _TryAgain(f"no whole answer within {self._limits.seconds:g} seconds") from None
        except socket.gaierror:
            raise _TryAgain("the name of the host leads to no address") from None
        except (httpx2.TransportError, httpx2.DecodingError, zlib.error, OSError) as error:
            raise _TryAgain(f"no whole answer ({type(error).__name__})") from None
        self.fetched.append(BodyRecord(address=url, bytes=len(content), sha256=hashlib.sha256(content).hexdigest()))
        return Answer(_json(response, content), response.headers)

    async def _read(self, url: str) -> tuple[httpx2.Response, bytes]:
        async with asyncio.timeout(self._limits.seconds):
            for _ in range(_REDIRECTS + 1):
                async with self._client.stream("GET", url) as response:
                    if not response.has_redirect_location:
                        return response, await self._body(response)
                    url = redirected(url, response.headers["location"])
        raise Refusal(f"{self.origin.host} redirects more than {_REDIRECTS} times; not followed")

    async def _body(self, response: httpx2.Response) -> bytes:
        if response.headers.get("content-encoding", "gzip") != "gzip":
            raise _TryAgain("an encoding that was not asked for")
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            self._bytes += len(chunk)
            if len(content) > self._limits.bytes or self._bytes > self._limits.all_bytes:
                raise Refusal(
                    f"{self.origin.host} sends more than is read ({len(content):,} bytes in one answer); nothing of it was taken"
                )
        return bytes(content)


class _Pinned(httpx2.AsyncBaseTransport):
    """Connects to the very address that was looked at: a name that resolves to another one a moment later changes nothing."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The request with its Host header, and its certificate asked for, by name; the connection by address."""
        origin = origin_of(str(request.url))
        address = await resolve(origin.host, origin.port, allow_private=self._allow_private)
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": origin.host},
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()


def _json(response: httpx2.Response, content: bytes) -> Any:
    """The JSON of an answer, also of one that says what was wrong with the request (400). Raises _TryAgain, or Refusal."""
    status = response.status_code
    if status == 429 or status >= 500:
        raise _TryAgain(f"the server answers {status}", _retry_after(response.headers.get("retry-after")))
    if status not in (200, 400):
        raise Refusal(
            f"{response.url.copy_with(query=None)}: the server answers {status}; is this a WordPress site with its REST API on?"
        )
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        kind = "HTML" if content.lstrip()[:1] == b"<" else "half an answer or no JSON"
        raise _TryAgain(f"the server answers {kind} instead of JSON") from None


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait: the header holds them, or a time."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None
