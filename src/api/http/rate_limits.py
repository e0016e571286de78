"""Budgets: one for each client over every path, in front of everything else, and smaller ones for search and exports.

slowapi's Limiter holds the storage. Its middlewares are not used: they limit nothing on included routers and no unknown path
(laurentS/slowapi#281). Budgets are therefore charged here, in plain ASGI, over the Limiter's own storage: in front of the cache,
so that a repeated search counts as one.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from limits import RateLimitItem, parse, parse_many
from slowapi import Limiter
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import TooManyRequests
from api.http.counters import Budget, Local, Shared, scarcest
from api.http.problems import problem_response
from api.http.questions import question_of, under_v1
from api.http.reply import reply_of
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
        self.client = tuple(Budget(_client_name(item), item) for item in items)
        self.search = Budget("search", parse(settings.search_limit))
        self.export = Budget("export", parse(settings.export_limit))
        self.refusals: Counter[str] = Counter()
        # The client's budgets as RateLimit-Policy: quota and window in seconds.
        self.policy = ", ".join(f'"{budget.name}";q={budget.amount};w={budget.seconds}' for budget in self.client).encode()
        limiter = Limiter(
            key_func=lambda request: client_of(request.scope, self.proxies),
            strategy="sliding-window-counter",
            storage_uri="bounded://",
            headers_enabled=False,
            # slowapi would otherwise read a .env file of the working directory; this one is empty.
            config_filename=str(files("api").joinpath("py.typed")),
        ).limiter
        self._local = Local(limiter)
        self.shared = None if settings.rate_limit_storage == MEMORY else Shared(settings.rate_limit_storage)

    async def charge(self, scope: Scope, client: str) -> bytes:
        """Takes one request from each budget that it falls under; raises TooManyRequests when one of them is spent.

        Gives what is left of the client's scarcest budget, as RateLimit.
        """
        budgets = self.client
        if scope["query_string"] and under_v1(scope["path"]):
            question = question_of(scope["path"], scope["query_string"])
            if question.searches:
                budgets = (*budgets, self.search)
            if question.exports:
                budgets = (*budgets, self.export)
        try:
            if self.shared and (left := await self.shared.take(budgets, client)):
                return scarcest(left, self.client)
            return scarcest(self._local.take(budgets, client), self.client)
        except TooManyRequests as error:
            self.refusals[error.budget] += 1
            raise

    @property
    def is_degraded(self) -> bool:
        """Whether budgets should be counted in the shared storage, and are not at this moment."""
        return self.shared is not None and not self.shared.answers

    async def close(self) -> None:
        """Ends what waits for the shared storage."""
        if self.shared:
            await self.shared.close()


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
        budgets, reply = self.budgets, reply_of(send)
        if budgets.client:
            reply.headers.append((b"ratelimit-policy", budgets.policy))
        try:
            left = await budgets.charge(scope, client_of(scope, budgets.proxies))
        except TooManyRequests as error:
            await problem_response(error, scope, self.public_url)(scope, receive, reply)
            return
        # A shared cache would replay one client's figures to all others.
        if left and not budgets.proxies:
            reply.of_success.append((b"ratelimit", left))
        await self.app(scope, receive, reply)


def client_of(scope: Scope, proxies: Sequence[Network]) -> str:
    """Who asks: an IPv4 address or an IPv6 /64, as the nearest proxy that is not trusted saw it."""
    peer: str = scope["client"][0] if scope.get("client") else ""
    if not proxies:
        return _named(peer)
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    hops = [hop.strip() for hop in ",".join(forwarded).split(",") if hop.strip()]
    for hop in (peer, *reversed(hops)):
        address = _address(hop)
        if address is None:
            break
        peer = hop
        if not any(address in network for network in proxies):
            break
    return _named(peer)


@lru_cache(maxsize=4096)
def _named(hop: str) -> str:
    address = _address(hop)
    return hop if address is None else _network_of(address)


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
    window = f"{item.multiples if item.multiples > 1 else ''}{item.GRANULARITY.name}"
    return "client" if window == "minute" else f"client-{window}"
