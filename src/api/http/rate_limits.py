"""Budgets: one for each client over every path, in front of everything else, and smaller ones for search and exports.

slowapi's Limiter holds storage and strategy. Its middlewares are not used: they limit nothing on included routers and no
unknown path (laurentS/slowapi#281). The client budget is therefore charged here, in plain ASGI, over the Limiter's own strategy.
"""

import math
import time
from collections.abc import Sequence
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from limits import RateLimitItem, parse, parse_many
from slowapi import Limiter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooManyRequests
from api.http.problems import problem_response
from api.settings import Settings

EXEMPT = ("/livez", "/readyz")
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
        self.limiter = Limiter(
            key_func=lambda request: client_of(request.scope, self.proxies),
            strategy="sliding-window-counter",
            storage_uri="memory://",
            headers_enabled=False,
            # slowapi would otherwise read a .env file of the working directory; this one is empty.
            config_filename=str(files("api").joinpath("py.typed")),
        ).limiter

    @property
    def policy(self) -> str:
        """The client's budgets as RateLimit-Policy: quota and window in seconds."""
        return ", ".join(f'"{name}";q={item.amount};w={item.get_expiry()}' for name, item in self.client.items())

    def charge(self, budget: dict[str, RateLimitItem], client: str) -> None:
        """Takes one request from a budget; raises TooManyRequests when a part of it is spent."""
        for name, item in budget.items():
            if not self.limiter.hit(item, name, client):
                raise TooManyRequests(name, retry_after=self._seconds(name, item, client))

    def left(self, client: str) -> str:
        """What is left of the client's scarcest budget, as RateLimit."""
        stats = {name: self.limiter.get_window_stats(item, name, client) for name, item in self.client.items()}
        name = min(stats, key=lambda name: stats[name].remaining)
        return f'"{name}";r={stats[name].remaining};t={self._seconds(name, self.client[name], client)}'

    def _seconds(self, name: str, item: RateLimitItem, client: str) -> int:
        reset = self.limiter.get_window_stats(item, name, client).reset_time
        return min(item.get_expiry(), max(1, math.ceil(reset - time.time())))


class ClientBudget:
    """ASGI: charges each request to its client's budget, known and unknown paths alike."""

    def __init__(self, app: ASGIApp, budgets: Budgets, public_url: str) -> None:
        self.app = app
        self.budgets = budgets
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in EXEMPT or not self.budgets.client:
            await self.app(scope, receive, send)
            return
        client = client_of(scope, self.budgets.proxies)

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self.budgets.policy
                # A shared cache would replay one client's figures to all others.
                if message["status"] < 300 and not self.budgets.proxies:
                    headers["RateLimit"] = self.budgets.left(client)
            await send(message)

        try:
            self.budgets.charge(self.budgets.client, client)
        except TooManyRequests as error:
            response = problem_response(error, scope, self.public_url)
            await response(scope, receive, with_policy)
            return
        await self.app(scope, receive, with_policy)


def charge_route(request: Request, budgets: Budgets, *, searches: bool, exports: bool) -> None:
    """Charges what a request costs beyond the client's budget."""
    client = client_of(request.scope, budgets.proxies)
    if searches:
        budgets.charge(budgets.search, client)
    if exports:
        budgets.charge(budgets.export, client)


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
