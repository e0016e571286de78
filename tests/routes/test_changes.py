"""Changes are exactly the difference of two releases, in either direction of time."""

import csv
import io
import itertools
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import Serve
from factories import Desk, Story, make_page, tell_story
from sqlalchemy import select
from starlette.testclient import TestClient

from api.models import VERSIONED, in_release, read, table_of
from api.models.base import BOOKKEEPING

ATOM = {"a": "http://www.w3.org/2005/Atom"}
KINDS = {"publication": "pub_", "figure": "fig_"}
# What no answer shows.
HIDDEN = {*BOOKKEEPING, "ordinal", "revision_reason", "revision_note_en", "revision_note_ar"}


@pytest.fixture(scope="module")
def story(shared: Desk) -> Story:
    told = tell_story(shared)
    # And changed back: this title differs from the one before, and from none of the first release.
    shared.take(make_page(2, title="Account number 2"), *[])
    shared.publish()
    return told


@pytest.fixture
def client(serve: Serve, shared: Desk, story: Story) -> TestClient:
    return serve(shared.url)


@pytest.fixture
def ids(client: TestClient, story: Story) -> list[str]:
    """All releases, oldest first."""
    return [one["id"] for one in client.get("/v1/releases?sort=number").json()["data"]]


def changes(client: TestClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/v1/changes", params={"limit": "100", **query})
    assert answer.status_code == 200
    body = answer.json()
    assert body["meta"]["total"] == len(body["data"])
    rows: list[dict[str, Any]] = body["data"]
    return rows


def dump(desk: Desk, number: int) -> dict[str, dict[str, Any]]:
    """Every record of a release, straight from the tables: for each id its rows, without what no answer shows."""
    records: dict[str, dict[str, Any]] = {}
    with desk.engine.connect() as connection:
        for table in map(table_of, VERSIONED):
            for row in read(connection, select(table).where(in_release(table, number))):
                key = row.get("figure_id") or row.get("public_id") or f"{row['list_name']}/{row['code']}"
                part = "|".join(
                    str(row.get(name)) for name in ("language", "section", "place") if name in row and table.name != "figure"
                )
                records.setdefault(key, {})[f"{table.name}|{part}"] = {
                    name: value for name, value in row.items() if name not in HIDDEN and value is not None
                }
    return records


def test_changes_equal_the_difference_of_the_dumps_for_every_pair_in_both_directions(
    client: TestClient, shared: Desk, ids: list[str]
) -> None:
    dumps = [dump(shared, number) for number in range(1, len(ids) + 1)]
    for (since, old), (until, new) in itertools.product(zip(ids, dumps, strict=True), repeat=2):
        expected = {(key, "added") for key in new.keys() - old.keys()}
        expected |= {(key, "withdrawn") for key in old.keys() - new.keys()}
        expected |= {(key, "revised") for key in old.keys() & new.keys() if old[key] != new[key]}
        rows = changes(client, since=since, until=until)
        assert {(row["id"], row["type"]) for row in rows} == expected
        assert len(rows) == len(expected)


def test_what_one_direction_calls_old_the_other_calls_new(client: TestClient, ids: list[str]) -> None:
    other = {"added": "withdrawn", "withdrawn": "added", "revised": "revised"}
    for since, until in itertools.combinations(ids, 2):
        forwards = {row["id"]: row for row in changes(client, since=since, until=until)}
        backwards = {row["id"]: row for row in changes(client, since=until, until=since)}
        assert forwards.keys() == backwards.keys()
        for key, row in forwards.items():
            assert other[row["type"]] == backwards[key]["type"]
            assert row["reason"] == backwards[key]["reason"]
            turned = sorted((one["name"], json.dumps(one["new"]), json.dumps(one["old"])) for one in row["fields"])
            assert turned == sorted(
                (one["name"], json.dumps(one["old"]), json.dumps(one["new"])) for one in backwards[key]["fields"]
            )


def test_a_row_says_field_old_new_and_reason(client: TestClient, story: Story) -> None:
    rows = {row["id"]: row for row in changes(client, since=story.releases[0], until=story.releases[3], record="figure")}
    assert rows[story.raised]["fields"] == [{"name": "value", "old": 41, "new": 44}]
    assert rows[story.raised]["release"] == story.releases[2]
    assert rows[story.raised]["reason"]["code"] == "source-corrected"
    assert rows[story.lowered]["fields"] == [{"name": "value", "old": 41, "new": 40}]
    assert rows[story.withdrawn]["type"] == "withdrawn"
    assert rows[story.withdrawn]["reason"]["note"] == "Counted in another report."
    assert {"name": "quote.ar", "old": "12 طفلاً", "new": None} in rows[story.withdrawn]["fields"]


def test_what_was_changed_back_is_no_difference(client: TestClient, story: Story, ids: list[str]) -> None:
    titles = [
        {one["name"] for row in changes(client, since=since, until=ids[-1], record="publication") for one in row["fields"]}
        for since in (ids[0], ids[1])
    ]
    assert "title.en" in titles[1]
    revised = [row for row in changes(client, since=ids[0], record="publication") if row["type"] == "revised"]
    assert revised == []


def test_watched_ids_tell_only_what_changed_since_each_was_taken(client: TestClient, story: Story) -> None:
    first, second, third, _ = story.releases
    watched = f"{story.raised}@{second},{story.lowered}@{second},{story.withdrawn}@{first}"
    assert {row["id"]: row["type"] for row in changes(client, ids=watched)} == {
        story.raised: "revised",
        story.withdrawn: "withdrawn",
    }
    assert changes(client, ids=f"{story.raised}@{third}") == []
    assert len(f"{story.raised}@{third}," * 100) < 4000


def test_a_walk_in_pages_is_the_whole(client: TestClient, ids: list[str]) -> None:
    whole = changes(client, since=ids[0], record="publication,figure")
    found: list[Any] = []
    address = f"/v1/changes?since={ids[0]}&record=publication,figure&limit=1"
    while address:
        body = client.get(address).json()
        assert body["meta"]["total"] == len(whole)
        found += body["data"]
        address = body["links"]["next"]
    assert found == whole
    assert [row["release"] for row in whole] == sorted((row["release"] for row in whole), reverse=True)


def test_all_formats_have_the_same_rows(client: TestClient, ids: list[str]) -> None:
    query = f"/v1/changes?since={ids[0]}&record=figure"
    whole = client.get(query).json()["data"]
    lines = client.get(f"{query}&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == whole
    table = list(csv.DictReader(io.StringIO(client.get(f"{query}&format=csv").text)))
    assert [(row["type"], row["id"], row["release"], row["reason"]) for row in table] == [
        (row["type"], row["id"], row["release"], row["reason"]["code"] if row["reason"] else "") for row in whole
    ]
    answer = client.get(f"{query}&format=atom&lang=ar")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ar"
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM).rpartition(": ")[2] for entry in entries] == [row["id"] for row in whole]  # type: ignore[union-attr]  # every entry has one
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == len(whole)


def test_a_release_asked_for_is_the_newest_that_is_known(client: TestClient, story: Story) -> None:
    first, second, third, _ = story.releases
    assert changes(client, since=first, release=second) == [
        {**row, "links": row["links"]} for row in changes(client, since=first, until=second)
    ]
    answer = client.get(f"/v1/changes?since={first}&until={third}&release={second}")
    assert (answer.status_code, answer.json()["nearest"]) == (404, second)


@pytest.mark.parametrize(
    ("query", "status", "mistakes"),
    [
        ("", 400, [("since", "missing-value")]),
        ("since=2020-01-01.1", 404, [("since", "unknown-release")]),
        ("since=yesterday", 400, [("since", "not-a-release")]),
        ("since=2999-01-01", 404, [("since", "unknown-release")]),
        ("ids=fig_a", 400, [("ids", "not-a-watched-id")]),
        ("ids=fig_a@{first}", 400, [("ids", "never-published")]),
        ("ids={raised}@2020-01-01.1", 404, [("ids", "unknown-release")]),
        ("ids={raised}@{first}&since={first}", 400, [("since", "not-together"), ("ids", "not-together")]),
        ("since={first}&record=series", 400, [("record", "invalid-value")]),
        ("since={first}&format=atom&limit=5", 400, [("limit", "not-with-format")]),
        ("since={first}&format=xml", 400, [("format", "invalid-value")]),
    ],
)
def test_a_question_that_has_no_answer_says_why(
    client: TestClient, story: Story, query: str, status: int, mistakes: list[tuple[str, str]]
) -> None:
    answer = client.get(f"/v1/changes?{query.format(first=story.releases[0], raised=story.raised)}")
    assert answer.status_code == status
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == mistakes
