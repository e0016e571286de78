"""A figure's history, its withdrawal, and the verdict on a printed number, at each release."""

from typing import Any

import pytest
from conftest import Serve
from factories import Desk, Story, make_figure, make_page, tell_story
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def story(shared: Desk) -> Story:
    return tell_story(shared)


@pytest.fixture
def client(serve: Serve, shared: Desk, story: Story) -> TestClient:
    return serve(shared.url)


def check(client: TestClient, figure_id: str, value: float, release: str | None = None, **more: str) -> dict[str, Any]:
    taken = f"&printed_release={release}" if release else ""
    answer = client.get(f"/v1/figures/{figure_id}/check?value={value:g}{taken}", params=None)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_every_revision_has_value_release_time_and_reason(client: TestClient, story: Story) -> None:
    revisions = client.get(f"/v1/figures/{story.raised}").json()["data"]["revisions"]
    assert [(one["value"], one["release"], one["removed_in"]) for one in revisions] == [
        (41, story.releases[0], story.releases[1]),
        (45, story.releases[1], story.releases[2]),
        (44, story.releases[2], None),
    ]
    assert [one["reason"] and one["reason"]["code"] for one in revisions] == [None, "late-documentation", "source-corrected"]
    assert revisions[0]["released_at"] < revisions[1]["released_at"] < revisions[2]["released_at"]
    arabic = client.get(f"/v1/figures/{story.raised}?lang=ar").json()["data"]["revisions"]
    assert arabic[1]["reason"]["label"] == "توثيق لاحق"


def test_an_old_release_does_not_know_what_came_after(client: TestClient, story: Story) -> None:
    figure = client.get(f"/v1/figures/{story.raised}?release={story.releases[1]}").json()["data"]
    assert figure["value"] == 45
    assert [(one["value"], one["removed_in"]) for one in figure["revisions"]] == [(41, story.releases[1]), (45, None)]


def test_a_withdrawn_figure_is_gone_from_its_release_on_and_there_before(client: TestClient, story: Story) -> None:
    gone = client.get(f"/v1/figures/{story.withdrawn}")
    assert gone.status_code == 410
    assert gone.headers["Content-Type"] == "application/problem+json"
    body = gone.json()
    assert body["type"].endswith("/problems/withdrawn")
    assert (body["release"], body["reason"]["code"]) == (story.releases[3], "duplicate")
    assert body["reason"]["notes"] == {"en": "Counted in another report.", "ar": "مذكور في تقرير آخر."}
    assert [(one["value"], one["release"]) for one in body["history"]] == [(12, story.releases[0])]
    assert client.get(f"/v1/figures/{story.withdrawn}?lang=ar").json()["reason"]["note"] == "مذكور في تقرير آخر."
    for release in story.releases[:3]:
        assert client.get(f"/v1/figures/{story.withdrawn}?release={release}").json()["data"]["value"] == 12
    assert client.get(f"/v1/figures/{story.withdrawn}?release={story.releases[3]}").status_code == 410
    assert client.get("/v1/figures/fig_never").status_code == 404


def test_a_withdrawn_publication_takes_its_figures_along(desk: Desk, serve: Serve) -> None:
    public_id = desk.take(make_page(1), make_figure())
    desk.take(make_page(2))
    first = desk.publish()
    (figure_id,) = desk.figure_ids(public_id)
    second = desk.withdraw(public_id, reason="withdrawn-by-publisher")
    client = serve(desk.url)
    for path in (f"/v1/reports/{public_id}", f"/v1/articles/{public_id}", f"/v1/figures/{figure_id}"):
        gone = client.get(path)
        assert (gone.status_code, gone.json()["release"]) == (410, second)
        assert gone.json()["reason"]["label"] == "Withdrawn by the publisher"
        assert client.get(f"{path}?release={first}").status_code == 200
    assert client.get("/v1/articles").json()["meta"]["total"] == 1
    assert client.get(f"/v1/changes?since={first}").json()["meta"]["total"] == 2


# What each value is called, whatever release it was taken from: the current release alone decides.
VERDICTS = {
    "raised": {41: "revised", 45: "revised", 44: "current", 43: "never-published"},
    "lowered": {41: "revised", 40: "current", 45: "never-published"},
    "withdrawn": {12: "withdrawn", 41: "never-published"},
}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict_is_right_for_each_value_at_each_release(client: TestClient, story: Story, name: str) -> None:
    figure_id = getattr(story, name)
    for value, verdict in VERDICTS[name].items():
        for release in (None, *story.releases):
            assert check(client, figure_id, value, release)["verdict"] == verdict


def test_the_value_of_the_release_that_was_named_is_told(client: TestClient, story: Story) -> None:
    told = [check(client, story.raised, 41, release)["printed_value"] for release in story.releases]
    assert told == [41, 45, 44, 44]
    assert [check(client, story.withdrawn, 12, release)["printed_value"] for release in story.releases] == [12, 12, 12, None]


def test_corrections_are_ready_to_print_in_both_languages(client: TestClient, story: Story) -> None:
    day = client.get(f"/v1/releases/{story.releases[2]}").json()["data"]["released_at"][8:10].lstrip("0")
    revised = check(client, story.raised, 41)
    assert revised["sentence"].startswith(f"Correction: this number was given earlier as 41; SNHR revised it on {day} ")
    assert revised["sentence"].endswith(
        "(reason: corrected at the source). SNHR documented the killing of 44 civilians by "
        + revised["sentence"].split("44 civilians by ")[1]
    )
    assert revised["sentences"]["ar"].startswith(
        "تصويب: ورد هذا الرقم سابقاً على أنه 41، ثم عدّلته الشبكة السورية لحقوق الإنسان في "
    )
    assert "(السبب: تصحيح في المصدر). وثّقت الشبكة السورية لحقوق الإنسان" in revised["sentences"]["ar"]
    withdrawn = check(client, story.withdrawn, 12)
    assert (withdrawn["value"], withdrawn["withdrawn"]["reason"]["code"]) == (None, "duplicate")
    assert withdrawn["sentence"].startswith("Correction: SNHR withdrew the number 12 on ")
    assert withdrawn["sentence"].endswith(" (reason: duplicate). It should no longer be cited.")
    assert withdrawn["sentences"]["ar"].endswith(" (السبب: تكرار)، ولم يعد يصحّ الاستشهاد به.")
    never = check(client, story.raised, 1236)
    assert never["sentence"].startswith("SNHR never published the number 1,236 here. SNHR documented the killing of 44 civilians")
    current = check(client, story.raised, 44)
    assert current["sentence"] == client.get(f"/v1/figures/{story.raised}").json()["data"]["sentence"]


def test_a_release_can_be_asked_to_judge_as_it_would_have(client: TestClient, story: Story) -> None:
    answer = client.get(f"/v1/figures/{story.raised}/check?value=45&release={story.releases[1]}")
    assert answer.json()["data"]["verdict"] == "current"


@pytest.mark.parametrize(
    ("query", "status", "parameter", "code"),
    [
        ("", 400, "value", "missing-value"),
        ("value=-1", 400, "value", "not-a-number"),
        ("value=41&printed_release=soon", 400, "printed_release", "not-a-release"),
        ("value=41&printed_release=2020-01-01.1", 404, "printed_release", "unknown-release"),
    ],
)
def test_a_check_that_cannot_be_made_says_why(
    client: TestClient, story: Story, query: str, status: int, parameter: str, code: str
) -> None:
    answer = client.get(f"/v1/figures/{story.raised}/check?{query}")
    assert answer.status_code == status
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == [(parameter, code)]


def test_a_walk_of_an_old_release_is_the_same_after_each_publish(desk: Desk, serve: Serve, database: str) -> None:
    """Figures, articles and code lists of the first release, read page by page after each further release."""
    children = make_figure("children", "12 children", value=12, victim="children")
    desk.take(make_page(1), make_figure(), children)
    for number in range(2, 6):
        desk.take(make_page(number), make_figure())
    first = desk.publish()
    client = serve(database)
    seen = _dump(client, first)
    assert len(seen["figures"]) == 6
    for turn in range(3):
        public_id = desk.take(make_page(1, title=f"Title {turn}"), make_figure(value=50 + turn), children)
        desk.publish(**{desk.figure_ids(public_id)[0]: "correction"})
        assert _dump(serve(database), first) == seen


def _dump(client: TestClient, release: str) -> dict[str, list[Any]]:
    return {name: _walk(client, f"/v1/{name}?release={release}&limit=2") for name in ("figures", "articles", "codelists/victims")}


def _walk(client: TestClient, address: str | None) -> list[Any]:
    if "codelists" in str(address):
        address = str(address).replace("&limit=2", "")
    found: list[Any] = []
    while address:
        answer = client.get(address).json()
        found += answer["data"]
        address = answer["links"]["next"]
    return found
