"""Which machines may be spoken to: the resolved address decides, and it is the one that is connected to."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from faulty import Faulty, faulty, says

from api.errors import Refusal
from api.ingest.sources.addresses import Origin, origin_of
from api.ingest.sources.fetching import Fetcher


@pytest.fixture
def site() -> Iterator[Faulty]:
    with faulty() as server:
        server.answers = [says(200)]
        yield server


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Addresses by name; a name that is not there is resolved as ever."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *given: Any, **named: Any) -> Any:
        asked = host.decode() if isinstance(host, bytes) else host
        if asked in known:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in known[asked]]
        return real(host, port, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where a connection was tried to."""
    tried: list[Any] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        tried.append(address)
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def refusal(url: str, *, allow_private: bool = False) -> str:
    with Fetcher(url, allow_private=allow_private) as fetcher, pytest.raises(Refusal) as refused:
        fetcher.get_json(f"{url}/wp-json", {})
    return str(refused.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_private_addresses_in_every_spelling_are_refused_without_a_connection(host: str, connections: list[Any]) -> None:
    assert refusal(f"http://{host}").endswith("is no public address; not read; --allow-private reads a site of your own network")
    assert connections == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "10.0.0.1"]])
def test_a_name_that_resolves_to_one_is_refused(
    names: dict[str, list[str]], addresses: list[str], connections: list[Any]
) -> None:
    names["site.example"] = addresses
    assert refusal("http://site.example").startswith(f"site.example ({addresses[-1]}) is no public address")
    assert connections == []


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "0.0.0.0", "224.0.0.1", "[::ffff:169.254.169.254]"])
def test_some_are_refused_with_allow_private_too(host: str, connections: list[Any]) -> None:
    assert refusal(f"http://{host}", allow_private=True).endswith("is no public address; not read")
    assert connections == []


def test_the_connection_goes_to_the_address_that_was_looked_at(
    names: dict[str, list[str]], site: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its address between the look and the connection: the second look never happens."""
    port = int(site.url.rsplit(":", 1)[1])
    names["rebound.example"] = ["127.0.0.1"]
    looks: list[str] = []
    real = socket.getaddrinfo

    def once(host: Any, *given: Any, **named: Any) -> Any:
        looks.append(host)
        return real(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    with Fetcher(f"http://rebound.example:{port}", allow_private=True) as fetcher:
        assert fetcher.get_json(f"http://rebound.example:{port}/x", {}).data == []
    assert looks.count("rebound.example") == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "only addresses that start with http:// or https:// are read"),
        ("gopher://snhr.org", "only addresses that start with http:// or https:// are read"),
        ("snhr.org", "only addresses that start with http:// or https:// are read"),
        ("http://", "the address names no host; it looks like https://example.org"),
        ("http://user:secret@snhr.org", "an address with a user name or password in it is not read"),
        ("http://snhr.org:99999", "the address is malformed; it looks like https://example.org"),
        ("http://0177.0.0.1", "the address is malformed; it looks like https://example.org"),
        ("http://[::1", "the address is malformed; it looks like https://example.org"),
    ],
)
def test_other_addresses_are_refused(url: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        origin_of(url)
    assert str(refused.value) == said


def test_a_host_has_one_spelling() -> None:
    assert (
        origin_of("http://مثال.example")
        == origin_of("http://XN--MGBH0FB.example:80/a")
        == Origin("http", "xn--mgbh0fb.example", 80)
    )


def test_a_name_without_an_address_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.ingest.sources.fetching.time.sleep", lambda _: None)
    assert refusal("http://nobody.invalid") == (
        "http://nobody.invalid/wp-json: the name of the host leads to no address, 5 times in a row; try again later"
    )


def test_a_site_may_lead_to_its_secure_form_only() -> None:
    plain, secure = origin_of("http://snhr.org/a"), origin_of("https://SNHR.org")
    assert secure == Origin("https", "snhr.org", 443)
    assert plain.may_lead_to(secure)
    assert not secure.may_lead_to(plain)
    assert not plain.may_lead_to(origin_of("http://snhr.org:8080"))
    assert not plain.may_lead_to(origin_of("http://www.snhr.org"))
