"""Which machines an importer may speak to: the resolved address decides, never the name (docs/decisions/0018)."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin, urlsplit

import httpx2

from api.errors import Refusal

_PORTS = {"http": 80, "https": 443}
# An IPv6 address of this network stands for the IPv4 address in its last 32 bits (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port: what a fetcher stays with."""

    scheme: str
    host: str
    port: int

    def may_lead_to(self, other: "Origin") -> bool:
        """Whether a redirect from here to there stays on the site: the same origin, or its secure form."""
        return other in (self, Origin("https", self.host, 443)) if (self.scheme, self.port) == ("http", 80) else other == self


def origin_of(url: str) -> Origin:
    """Where an address leads. Refusal unless it is http or https, names a host, and carries no name or password."""
    try:
        parts = httpx2.URL(url)  # what connects reads it: a host has one spelling, and 0177.0.0.1 is none
        urlsplit(url).port  # noqa: B018  (to ask for it is to check that there is such a port)
    except (ValueError, httpx2.InvalidURL):
        raise Refusal("the address is malformed; it looks like https://example.org") from None
    if parts.scheme not in _PORTS:
        raise Refusal("only addresses that start with http:// or https:// are read")
    if not parts.raw_host:
        raise Refusal("the address names no host; it looks like https://example.org")
    if parts.userinfo:
        raise Refusal("an address with a user name or password in it is not read")
    return Origin(parts.scheme, parts.raw_host.decode("ascii"), parts.port or _PORTS[parts.scheme])


def redirected(url: str, location: str) -> str:
    """The address that a redirect leads to. Refusal where it leaves the site or is not encrypted any more."""
    target = urljoin(url, location)
    before, after = origin_of(url), origin_of(target)
    if not before.may_lead_to(after):
        raise Refusal(
            f"{before.host} redirects to {after.scheme}://{after.host}:{after.port}, which was not asked for; not followed"
        )
    return target


async def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """The one address to connect to. Refusal where any address of the host is not public; OSError where it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not _is_allowed(address, allow_private=allow_private):
            hint = "" if allow_private else "; --allow-private reads a site of your own network"
            name = host if host == str(address) else f"{host} ({address})"
            raise Refusal(f"{name} is no public address; not read{hint}")
    return str(addresses[0])


def _is_allowed(address: Address, *, allow_private: bool) -> bool:
    """Link-local addresses (a cloud's metadata is there) are never a site's, with --allow-private neither."""
    meant = _meant(address)
    if meant.is_link_local or meant.is_multicast or meant.is_unspecified:
        return False
    return meant.is_global or (allow_private and meant.is_private and not meant.is_reserved)


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or translated or address
