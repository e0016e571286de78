"""GET /v1/releases, and reading the past."""

from dataclasses import replace
from unittest.mock import patch

import pytest
import time_machine
from conftest import Serve
from factories import Desk, make_figure, make_page

from api import codelists
from api.codelists import bundled as codelists_bundled
from api.publishing.publish import Notes, publish


def test_a_release_can_be_read_as_it_was(desk: Desk, serve: Serve) -> None:
    public_id = desk.take(make_page(1), make_figure())
    first = desk.publish()
    desk.take(make_page(1, title="A better title"), make_figure(value=40))
    desk.take(make_page(2))
    second = desk.publish(**{desk.figure_ids(public_id)[0]: "correction"})
    client = serve(desk.url)
    for release, titles, values in ((first, ["Account number 1"], [41]), (second, ["A better title", "Account number 2"], [40])):
        articles = client.get(f"/v1/articles?release={release}").json()
        assert sorted(record["title"] for record in articles["data"]) == titles
        assert articles["meta"]["release"] == release
        assert [record["value"] for record in client.get(f"/v1/figures?release={release}").json()["data"]] == values
    assert client.get("/v1/articles").json()["meta"]["release"] == second


def test_a_day_and_a_time_mean_the_newest_release_of_then(desk: Desk, serve: Serve) -> None:
    releases = _two_days(desk)
    client = serve(desk.url)
    for asked, release in (
        ("2026-01-05", releases[0]),
        ("2026-01-06T11:59:59Z", releases[0]),
        ("2026-01-06T12:00:00Z", releases[1]),
        ("2026-01-06", releases[1]),
    ):
        assert client.get(f"/v1?release={asked}").json()["data"]["release"] == release


def _two_days(desk: Desk) -> list[str]:
    releases = []
    for number, day in enumerate(("2026-01-05", "2026-01-06"), 1):
        desk.take(make_page(number))
        with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
            releases.append(desk.publish())
    return releases


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("2026-01-01.1", 0),
        ("2026-01-05.2", 0),
        ("2026-01-06.9", 1),
        ("2999-01-01.1", 1),
        ("2026-01-04", 0),
        ("2026-01-05T11:59:59Z", 0),
        ("2999-01-01", 1),
        ("2999-01-01T00:00:00Z", 1),
    ],
)
@pytest.mark.parametrize("path", ["/v1", "/v1/figures", "/v1/articles", "/v1/codelists/parties", "/v1/releases", "/v1/changes"])
def test_an_unknown_or_future_release_is_a_404_that_names_the_nearest(
    desk: Desk, serve: Serve, path: str, asked: str, nearest: int
) -> None:
    releases = _two_days(desk)
    since = f"&since={releases[0]}" if path.endswith("changes") else ""
    answer = serve(desk.url).get(f"{path}?release={asked}{since}")
    assert answer.status_code == 404
    body = answer.json()
    assert body["type"].endswith("/problems/unknown-release")
    assert body["nearest"] == releases[nearest]
    assert body["errors"] == [
        {
            "parameter": "release",
            "code": "unknown-release",
            "detail": "There is no such release; the nearest one is named.",
            "allowed": [releases[nearest]],
        }
    ]


def test_code_lists_are_those_of_the_release(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1))
    first = desk.publish()
    with desk.engine.begin() as connection:
        codes = {**codelists.bundled("weapons")}
        renamed = {name: replace(entry, label_en=f"{entry.label_en}, renamed") for name, entry in codes.items()}
        with patch.dict(codelists.__dict__, bundled=lambda name: renamed if name == "weapons" else codelists_bundled(name)):
            publish(connection, Notes())
    client = serve(desk.url)
    old, new = (client.get(f"/v1/codelists/weapons{query}").json()["data"] for query in (f"?release={first}", ""))
    assert [f"{one['label']}, renamed" for one in old] == [one["label"] for one in new]


def test_the_list_is_newest_first_and_each_can_be_looked_at(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1))
    first = desk.publish()
    desk.take(make_page(2))
    second = desk.publish()
    client = serve(desk.url)
    listed = client.get("/v1/releases").json()["data"]
    assert [(record["id"], record["number"], record["current"]) for record in listed] == [(second, 2, True), (first, 1, False)]
    assert client.get(f"/v1/releases/{first}").json()["data"] == listed[1]
    assert client.get("/v1/releases/2020-01-01.1").status_code == 404
