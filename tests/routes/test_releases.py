"""GET /v1/releases, and reading the past."""

from datetime import datetime

from conftest import Serve
from factories import Desk, make_figure, make_page
from sqlalchemy import update

from api import models


def test_a_release_can_be_read_as_it_was(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1), make_figure())
    first = desk.publish()
    desk.take(make_page(1, title="A better title"), make_figure(value=40))
    desk.take(make_page(2))
    second = desk.publish()
    client = serve(desk.url)
    for release, titles, values in ((first, ["Account number 1"], [41]), (second, ["A better title", "Account number 2"], [40])):
        articles = client.get(f"/v1/articles?release={release}").json()
        assert sorted(record["title"] for record in articles["data"]) == titles
        assert articles["meta"]["release"] == release
        assert [record["value"] for record in client.get(f"/v1/figures?release={release}").json()["data"]] == values
    assert client.get("/v1/articles").json()["meta"]["release"] == second


def test_a_day_and_a_time_mean_the_newest_release_of_then(desk: Desk, serve: Serve) -> None:
    releases = []
    for number, day in enumerate(("2026-01-05", "2026-01-06"), 1):
        desk.take(make_page(number))
        releases.append(desk.publish())
        with desk.engine.begin() as connection:
            moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
            connection.execute(update(models.release).where(models.release.c.number == number).values(released_at=moment))
    client = serve(desk.url)
    for asked, release in (
        ("2026-01-05", releases[0]),
        ("2026-01-06T11:59:59Z", releases[0]),
        ("2026-01-06T12:00:00Z", releases[1]),
        ("2026-01-06", releases[1]),
    ):
        assert client.get(f"/v1?release={asked}").json()["data"]["release"] == release


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
