"""A fetcher over a server that is ill: what is asked again, what is refused, and what each says."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from faulty import Answer, Faulty, faulty, half, says, slow

from api.errors import Refusal
from api.ingest.sources.fetching import Fetcher, Limits


@pytest.fixture
def site() -> Iterator[Faulty]:
    with faulty() as server:
        yield server


def fetch(site: Faulty, *answers: Answer, waits: list[float] | None = None, path: str = "/posts", **limits: Any) -> Any:
    site.answers = list(answers)
    noted: list[float] = [] if waits is None else waits
    with Fetcher(site.url, allow_private=True, limits=Limits(**limits), wait=noted.append) as fetcher:
        return fetcher.get_json(f"{site.url}{path}", {"page": 1}).data


def refusal(site: Faulty, *answers: Answer, **given: Any) -> str:
    with pytest.raises(Refusal) as refused:
        fetch(site, *answers, **given)
    said = str(refused.value)
    assert "\n" not in said
    return said.replace(site.url, "SITE")


def test_json_is_read_with_its_hash(site: Faulty) -> None:
    site.answers = [says(200, b'[{"id": 7}]', X_WP_TotalPages="3")]
    with Fetcher(site.url, allow_private=True) as fetcher:
        answer = fetcher.get_json(f"{site.url}/posts", {"page": 1, "include": "7,8"})
    assert (answer.data, answer.headers["x-wp-totalpages"]) == ([{"id": 7}], "3")
    (body,) = fetcher.fetched
    assert (body.bytes, body.sha256) == (11, hashlib.sha256(b'[{"id": 7}]').hexdigest())
    assert site.asked == ["/posts?page=1&include=7%2C8"]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_failing_server_is_asked_again_later_each_time(site: Faulty, status: int) -> None:
    waits: list[float] = []
    assert fetch(site, says(status), says(status), says(status), says(200, b"[1]"), waits=waits) == [1]
    assert waits == [1, 2, 4]


def test_retry_after_is_honoured_in_seconds_and_as_a_time(site: Faulty) -> None:
    waits: list[float] = []
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert fetch(site, says(429, Retry_After="7"), says(503, Retry_After=later), says(200), waits=waits) == []
    assert waits[0] == 7
    assert 50 < waits[1] <= 60


def test_a_longer_wait_than_is_waited_is_said(site: Faulty) -> None:
    waits: list[float] = []
    said = refusal(site, says(429, Retry_After="3600"), waits=waits)
    assert said == "SITE/posts: the server answers 429, and asks to wait 3600 seconds; try again then"
    assert waits == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says(500), "the server answers 500, 3 times in a row; try again later"),
        (says(200, b"<html>Back soon</html>"), "the server answers HTML instead of JSON, 3 times in a row; try again later"),
        (
            says(200, b'[{"id": 1'),
            "the server answers half an answer or no JSON instead of JSON, 3 times in a row; try again later",
        ),
        (half(b'[{"id": 1}]'), "no whole answer (RemoteProtocolError), 3 times in a row; try again later"),
        (says(200, b"no gzip", Content_Encoding="gzip"), "no whole answer (DecodingError), 3 times in a row; try again later"),
        (slow, "no whole answer within 0.2 seconds, 3 times in a row; try again later"),
    ],
)
def test_a_fault_that_stays_is_one_line(site: Faulty, answer: Answer, said: str) -> None:
    assert refusal(site, answer, attempts=3, seconds=0.2) == f"SITE/posts: {said}"
    assert len(site.asked) == 3


def test_a_server_that_is_not_there_is_one_line() -> None:
    with (
        Fetcher("http://127.0.0.1:1", allow_private=True, limits=Limits(attempts=1)) as fetcher,
        pytest.raises(Refusal) as refused,
    ):
        fetcher.get_json("http://127.0.0.1:1/posts", {})
    assert str(refused.value) == "http://127.0.0.1:1/posts: no whole answer (ConnectError), 1 times in a row; try again later"


def test_a_page_that_is_not_there_is_no_wordpress(site: Faulty) -> None:
    said = refusal(site, says(404, b"{}"))
    assert said == "SITE/posts: the server answers 404; is this a WordPress site with its REST API on?"


def test_too_much_is_refused_while_it_comes(site: Faulty) -> None:
    assert "sends more than is read" in refusal(site, says(200, b"[" + b" " * 5000 + b"]"), bytes=1000)
    bomb = says(200, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")
    assert "sends more than is read" in refusal(site, bomb, bytes=1_000_000)


def test_too_many_requests_are_refused(site: Faulty) -> None:
    site.answers = [says(200)]
    with Fetcher(site.url, allow_private=True, limits=Limits(requests=2)) as fetcher:
        fetcher.get_json(f"{site.url}/a", {})
        fetcher.get_json(f"{site.url}/b", {})
        with pytest.raises(Refusal, match="more than 2 requests"):
            fetcher.get_json(f"{site.url}/c", {})
    assert site.asked == ["/a", "/b"]


def test_a_redirect_on_the_site_is_followed(site: Faulty) -> None:
    assert fetch(site, says(301, Location="/elsewhere"), says(200, b"[5]")) == [5]
    assert site.asked == ["/posts?page=1", "/elsewhere"]


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "https://other.example/",
        "//other.example/",
    ],
)
def test_a_redirect_off_the_site_is_refused_without_a_connection(site: Faulty, location: str) -> None:
    assert "which was not asked for; not followed" in refusal(site, says(302, Location=location))
    assert site.asked == ["/posts?page=1"]


def test_a_redirect_to_another_kind_of_address_is_refused(site: Faulty) -> None:
    assert (
        refusal(site, says(302, Location="file:///etc/passwd")) == "only addresses that start with http:// or https:// are read"
    )


def test_redirects_without_end_are_refused(site: Faulty) -> None:
    assert "redirects more than 3 times" in refusal(site, says(302, Location="/again"))


def test_another_host_is_not_read(site: Faulty) -> None:
    site.answers = [says(200)]
    with Fetcher("https://snhr.example") as fetcher, pytest.raises(Refusal, match="not the site that is imported"):
        fetcher.get_json(f"{site.url}/posts", {})
    assert site.asked == []
