"""Questions that are made to hurt: none reaches a database where it can be refused before, and none is answered at length."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from conftest import Serve
from starlette.testclient import TestClient
from starlette.types import Scope

from api.app import create_app
from api.http.rate_limits import client_of
from api.settings import Settings

LISTS = ("/v1/reports", "/v1/figures")
REFUSED = {
    "a limit beyond all": "limit=1e9",
    "a limit of 64 bits": f"limit={2**63}",
    "a limit of 3,000 digits": "limit=" + "9" * 3000,
    "a limit with an underscore": "limit=1_0",
    "a limit with a sign": "limit=%2B5",
    "a limit with a fraction": "limit=5.0",
    "a limit in Arabic digits": "limit=" + quote("٥"),
    "a limit in full-width digits": "limit=" + quote("５"),
    "a limit with a space": "limit=%205",
    "a repeated parameter": "limit=1&limit=2",
    "a parameter as a list": "limit[]=1",
    "a parameter of an object": "place[$ne]=aleppo",
    "an unknown parameter": "x=0.123456",
    "2,000 parameters": "a=1&" * 1000,
    "a day that there is not": "published_from=2023-02-30",
    "a day of zeros": "published_from=0000-00-00",
    "a day with a time": "published_from=2024-01-01T00:00:00Z",
    "a day in Arabic digits": "published_from=" + quote("٢٠٢٤-٠١-٠١"),
    "a zero byte": "q=a%00b",
    "a control character": "q=a%1b[2Jb",
    "a C1 control": "q=%C2%9B",
    "half a surrogate": "q=%ED%A0%80",
    "an overlong form": "q=%C0%AF",
    "no UTF-8": "q=%FF%FE",
    "a long search": "q=" + "a" * 201,
    "a cursor that is none": "cursor=" + "A" * 300,
    "a code that is SQL": "place=" + quote("' OR 1=1 --"),
    "a sort that is SQL": "sort=" + quote("published_on; DROP TABLE release"),
    "a field that is none": "fields=" + quote("__class__"),
    "a release that is a path": "release=" + quote("../../etc/passwd"),
    "a format that is none": "format=" + quote("json\r\nX-A: b"),
}


@pytest.fixture(scope="module")
def client(sample_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=sample_url, client_limits="", search_limit="9999/minute")
    with TestClient(create_app(settings), raise_server_exceptions=False) as made:
        yield made


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_shortly_and_repeats_nothing(client: TestClient, path: str, query: str) -> None:
    answer = client.get(f"{path}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert len(answer.content) < 4096
    assert "DROP" not in answer.text
    assert "passwd" not in answer.text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1900-01-01"])
def test_days_at_the_ends_of_time_find_nothing_or_everything(client: TestClient, day: str) -> None:
    for name in ("published_from", "published_to", "period_from", "period_to"):
        assert client.get(f"/v1/reports?{name}={day}").status_code in (200, 400)


@pytest.mark.parametrize(
    "address", ["/v1/reports/{}", "/v1/figures/{}", "/v1/codelists/{}", "/v1/datasets/{}/data.csv", "/embed/figures/{}"]
)
@pytest.mark.parametrize(
    "name",
    [
        "%00",
        "%0a",
        "..%2f..%2fetc%2fpasswd",
        "%ff",
        "%ED%A0%80",
        "a" * 3000,
        "%D9%A5",
        "'%20OR%201=1",
        "%F0%9F%92%A9",
        "__proto__",
    ],
)
def test_a_name_that_is_none_is_not_found(client: TestClient, address: str, name: str) -> None:
    answer = client.get(address.format(name))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_no_header_buys_another_budget(sample_url: str, serve: Serve) -> None:
    client = serve(sample_url, client_limits="2/minute")
    names = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X_Forwarded_For")
    statuses = [client.get("/v1", headers={name: f"203.0.113.{number}"}).status_code for number, name in enumerate(names)]
    assert statuses == [200, 200, 429, 429, 429, 429]


NEAR = "10.0.0.0/8,fd00::/8"


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        ("", "203.0.113.7", ["1.2.3.4"], "203.0.113.7"),
        (NEAR, "203.0.113.7", ["1.2.3.4"], "203.0.113.7"),
        (NEAR, "10.0.0.9", [], "10.0.0.9"),
        (NEAR, "10.0.0.9", ["203.0.113.7"], "203.0.113.7"),
        (NEAR, "10.0.0.9", ["1.2.3.4, 203.0.113.7"], "203.0.113.7"),
        (NEAR, "10.0.0.9", ["1.2.3.4", "203.0.113.7"], "203.0.113.7"),
        (NEAR, "10.0.0.9", ["1.2.3.4, 203.0.113.7, 10.0.0.8"], "203.0.113.7"),
        (NEAR, "10.0.0.9", ["1.2.3.4, evil, 10.0.0.8"], "10.0.0.8"),
        (NEAR, "10.0.0.9", ["' OR 1=1"], "10.0.0.9"),
        (NEAR, "::ffff:10.0.0.9", ["::ffff:203.0.113.7"], "203.0.113.7"),
        (NEAR, "fd00::1", ["2001:db8:0:1:aaaa::1"], "2001:db8:0:1::/64"),
        (NEAR, "fd00::1", ["2001:db8:0:1:bbbb::2"], "2001:db8:0:1::/64"),
        (NEAR, "fd00::1", ["2001:db8:0:2::1"], "2001:db8:0:2::/64"),
    ],
)
def test_who_asks_is_whom_the_nearest_proxy_that_is_not_ours_saw(
    proxies: str, peer: str, forwarded: list[str], client: str
) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Scope = {"type": "http", "client": (peer, 4000), "headers": headers}
    assert client_of(scope, Settings(trusted_proxies=proxies).proxy_networks) == client
