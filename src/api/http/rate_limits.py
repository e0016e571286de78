"""Budgets: one for each client over every path, in front of everything else, and smaller ones for search and exports.

slowapi's Limiter holds storage and strategy. Its middlewares are not used: they limit nothing on included routers and no
unknown path (laurentS/slowapi#281). Budgets are therefore charged here, in plain ASGI, over the Limiter's own strategy: in front
of the cache, so that a repeated search counts as one.
"""

import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from limits import RateLimitItem, parse, parse_many
from limits.util import WindowStats
from slowapi import Limiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooManyRequests
from api.http.counters import Answer, Counters, Local, Shared
from api.http.problems import problem_response
from api.http.questions import question_of, under_v1
from api.settings import Settings

EXEMPT = ("/livez", "/readyz")
MEMORY = "memory://"
_IPV6_CLIENT_BITS = 64

Network = IPv4Network | IPv6Network


class Budgets:
    """What clients may spend. Named as in RateLimit-Policy: client, client-day, search, export."""

    def __init__(self, settings: Settings) -> None:
        self.proxies = settings.proxy_networks
        items = parse_many(settings.client_limits) if settings.client_limits else []
        self.client = {_client_name(item): item for item in items}
        self.search = {"search": parse(settings.search_limit)}
        self.export = {"export": parse(settings.export_limit)}
        self.refusals: Counter[str] = Counter()
        # The client's budgets as RateLimit-Policy: quota and window in seconds.
        self.policy = ", ".join(f'"{name}";q={item.amount};w={item.get_expiry()}' for name, item in self.client.items()).encode()
        limiter = Limiter(
            key_func=lambda request: client_of(request.scope, self.proxies),
            strategy="sliding-window-counter",
            storage_uri="bounded://",
            headers_enabled=False,
            # slowapi would otherwise read a .env file of the working directory; this one is empty.
            config_filename=str(files("api").joinpath("py.typed")),
        ).limiter
        self._local = Local(limiter)
        shared = settings.rate_limit_storage
        self.shared = None if shared == MEMORY else Shared(shared, self._local)

    async def charge(self, scope: Scope, client: str) -> None:
        """Takes one request from each budget that it falls under; raises TooManyRequests when one of them is spent."""
        budget = self.client
        if under_v1(scope["path"]):
            question = question_of(scope["path"], scope["query_string"])
            if question.searches or question.exports:
                budget = {**budget, **(self.search if question.searches else {}), **(self.export if question.exports else {})}
        if budget:
            await self._ask(lambda counters: self._charge(counters, budget, client))

    async def left(self, client: str) -> str:
        """What is left of the client's scarcest budget, as RateLimit."""
        return await self._ask(lambda counters: self._left(counters, client))

    async def close(self) -> None:
        """Ends what waits for the shared storage."""
        if self.shared:
            await self.shared.close()

    async def _ask(self, question: Callable[[Counters], Awaitable[Answer]]) -> Answer:
        return await (self.shared.ask(question) if self.shared else question(self._local))

    async def _charge(self, counters: Counters, budget: Mapping[str, RateLimitItem], client: str) -> None:
        for name, item in budget.items():
            if not await counters.hit(item, name, client):
                self.refusals[name] += 1
                stats = await counters.get_window_stats(item, name, client)
                raise TooManyRequests(name, retry_after=_seconds(item, stats))

    async def _left(self, counters: Counters, client: str) -> str:
        stats = {name: await counters.get_window_stats(item, name, client) for name, item in self.client.items()}
        name = min(stats, key=lambda name: stats[name].remaining)
        return f'"{name}";r={stats[name].remaining};t={_seconds(self.client[name], stats[name])}'


class ClientBudget:
    """ASGI: charges each request to its client's budgets, known and unknown paths alike, cached answers too."""

    def __init__(self, app: ASGIApp, budgets: Budgets, public_url: str) -> None:
        self.app = app
        self.budgets = budgets
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in EXEMPT:
            await self.app(scope, receive, send)
            return
        client = client_of(scope, self.budgets.proxies)
        answer = _WithBudget(send, self.budgets, client)
        try:
            await self.budgets.charge(scope, client)
        except TooManyRequests as error:
            await problem_response(error, scope, self.public_url)(scope, receive, answer)
            return
        await self.app(scope, receive, answer)


class _WithBudget:
    """An answer on its way out, with the client's budgets in its headers."""

    def __init__(self, send: Send, budgets: Budgets, client: str) -> None:
        self.send = send
        self.budgets = budgets
        self.client = client

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self.budgets.client:
            headers = [*message["headers"], (b"ratelimit-policy", self.budgets.policy)]
            # A shared cache would replay one client's figures to all others.
            if message["status"] < 300 and not self.budgets.proxies:
                headers.append((b"ratelimit", (await self.budgets.left(self.client)).encode()))
            message = {**message, "headers": headers}
        await self.send(message)


def client_of(scope: Scope, proxies: Sequence[Network]) -> str:
    """Who asks: an IPv4 address or an IPv6 /64, as the nearest proxy that is not trusted saw it."""
    peer = scope["client"][0] if scope.get("client") else ""
    hops = [peer]
    if proxies:
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [hop.strip() for hop in ",".join(forwarded).split(",") if hop.strip()] + hops
    for hop in reversed(hops):
        address = _address(hop)
        if address is None:
            break
        peer = _network_of(address)
        if not any(address in network for network in proxies):
            break
    return peer


def _address(hop: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(hop)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _network_of(address: IPv4Address | IPv6Address) -> str:
    """One household may change its address within a /64 at will."""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address) >> _IPV6_CLIENT_BITS << _IPV6_CLIENT_BITS, _IPV6_CLIENT_BITS)))


def _client_name(item: RateLimitItem) -> str:
    return "client" if item.GRANULARITY.name == "minute" else f"client-{item.GRANULARITY.name}"


def _seconds(item: RateLimitItem, stats: WindowStats) -> int:
    return min(item.get_expiry(), max(1, math.ceil(stats.reset_time - time.time())))
