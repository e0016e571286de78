"""Two real WordPress sites, imported as a person would: what becomes a draft, what is paired, what a second run sees."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from faulty import faulty, half, says
from wordpress.server import Site, sites

from api.commands import pairs, review
from api.commands import sites as commands
from api.database import write_engine
from api.errors import Refusal
from api.ingest.sites import store_post
from api.publishing.publish import Notes, publish

BODY = """[caption id="a" width="9"]<img src="/a.jpg" /> 99 dead[/caption]

The network's report says what happened -- in "full".
It came out late.

It documents the killing of {killed} civilians, including 12 children and seven women. <a href="/files/{code}E.pdf">PDF</a>

<div class="sharedaddy">Share 500 times</div>

{switch}

View full Report

At least 777 civilians killed in another month"""
ARABIC = """<p>وثّق التقرير مقتل {killed} مدنياً، بينهم 12 طفلاً وسبع سيدات.</p>
<p><a href="/files/{code}A.pdf">الملف</a></p><p>{switch}</p>"""


def post(number: int, body: str, *, day: int = 15, code: str = "none", switch: str = "", **given: Any) -> dict[str, Any]:
    content = body.format(killed=40 + number, code=code, switch=switch)
    title = f'Report {number}: what the network\'s "team" saw' if body == BODY else f"تقرير {number}: ما جرى في حلب"
    return {"id": number, "date": f"2016-10-{day}T10:00:00", "title": title, "content": content, **given}


@pytest.fixture(scope="module")
def both_sites() -> Iterator[tuple[Site, Site]]:
    """English posts 1 to 6 and Arabic ones 11 to 14: 1 is 11 by links, 2 is 12 by code, 3 is 13 by numbers; 4 is alone."""
    with TemporaryDirectory(prefix="wordpress-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with sites(folder, "en", "ar") as (english, arabic):
            others, child = ["Thematic Reports > Others"], ["تقارير موضوعية > الأطفال"]
            to_arabic = f'Available In <a href="{arabic.url}/?p=11">عربي</a>'
            to_english = f'متوفر بـ <a href="{english.url}/blog/2016/10/15/1/">English</a>'
            english.put(
                [
                    post(1, BODY, switch=to_arabic, categories=others),
                    post(2, BODY, code="R161001", categories=["Arrest", "Nobody > Knows"]),
                    post(3, BODY, categories=["News"]),
                    post(4, BODY, day=20),
                    post(5, BODY, password="secret"),
                    post(6, BODY, status="private"),
                    post(7, BODY, status="draft"),
                ]
            )
            arabic.put(
                [
                    post(11, ARABIC, switch=to_english, categories=child)
                    | {"content": ARABIC.format(killed=41, code="n", switch=to_english)},
                    post(12, ARABIC) | {"content": ARABIC.format(killed=42, code="R161001", switch="")},
                    post(13, ARABIC, day=16) | {"content": ARABIC.format(killed=43, code="n", switch="")},
                    post(14, ARABIC, day=28),
                ]
            )
            yield english, arabic


@pytest.fixture
def url(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SNHR_DATABASE_URL", database)
    return database


def take(english: Site, arabic: Site) -> None:
    commands.import_wordpress(english.url, "en", pair=arabic.url, pair_lang="ar", allow_private=True)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with write_engine(url).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def contents(url: str) -> list[list[tuple[Any, ...]]]:
    """The drafts without row numbers, salts and times."""
    return [
        rows(url, f"SELECT {columns} ORDER BY 1, 2")
        for columns in (
            "public_id, kind, published_on, modified_on, period_start FROM publication",
            "public_id, language, title, summary, body, url, quotes, documents FROM publication_text",
            "public_id, section, is_primary FROM publication_section",
            "public_id, publication_id, value, violation, victim FROM figure",
            "figure_id, language, quote, start_at FROM figure_evidence",
            "english_id, arabic_id, reason FROM pair_proposal",
            "key, public_id FROM source_identity",
        )
    ]


def owner(url: str, number: int) -> str:
    return str(rows(url, f"SELECT public_id FROM source_post WHERE post_id = {number}")[0][0])


def test_posts_become_what_their_pages_say(both_sites: tuple[Site, Site], url: str, capsys: pytest.CaptureFixture[str]) -> None:
    english, arabic = both_sites
    take(english, arabic)
    said = capsys.readouterr().out
    (text,) = rows(url, f"SELECT title, body, url FROM publication_text WHERE public_id = '{owner(url, 1)}' AND language = 'en'")
    assert text[0] == "Report 1: what the network’s “team” saw"
    assert text[1].split("\n\n") == [
        "The network’s report says what happened — in “full”.",
        "It came out late.",
        "It documents the killing of 41 civilians, including 12 children and seven women. PDF",
    ]
    assert text[2] == f"{english.url}/blog/2016/10/15/1/"
    assert [owner(url, number) for number in (1, 2)] == [owner(url, number) for number in (11, 12)]
    assert len({owner(url, number) for number in (1, 2, 3, 4, 13, 14)}) == 6
    assert "category “Nobody > Knows” (1 posts) is in no row of the table of categories" in said
    assert "post 5  not taken: protected by a password" in said
    assert "2 paired, 1 proposed to the reviewer" in said
    assert "secret" not in said
    sections = rows(url, "SELECT section FROM publication_section ORDER BY section")
    assert [section for (section,) in sections] == ["arrest", "news", "thematic-reports/others"]
    values = rows(url, f"SELECT value FROM figure WHERE publication_id = '{owner(url, 1)}' ORDER BY value")
    assert values == [(7,), (12,), (41,)]
    bodies = rows(url, "SELECT CAST(bodies AS TEXT) FROM import_run")
    assert len(bodies) == 2
    assert all(len(body["sha256"]) == 64 for (listed,) in bodies for body in json.loads(listed))


def test_a_second_run_reads_lists_only(both_sites: tuple[Site, Site], url: str, capsys: pytest.CaptureFixture[str]) -> None:
    take(*both_sites)
    before, asked = contents(url), sum(site.log.read_text().count(" Accepted") for site in both_sites)
    capsys.readouterr()
    take(*both_sites)
    assert contents(url) == before
    assert sum(site.log.read_text().count(" Accepted") for site in both_sites) - asked == 2
    assert capsys.readouterr().out.splitlines() == [
        "en: 5 posts on the site: 0 new, 0 changed, 0 gone, 0 not taken",
        "ar: 4 posts on the site: 0 new, 0 changed, 0 gone, 0 not taken",
        "0 paired, 0 proposed to the reviewer",
    ]


def test_the_export_gives_the_same(both_sites: tuple[Site, Site], url: str, tmp_path: Path) -> None:
    take(*both_sites)
    live = contents(url)
    for site, lang in zip(both_sites, ("en", "ar"), strict=True):
        (tmp_path / f"{lang}.xml").write_bytes(site.export())
        commands.import_wxr(tmp_path / f"{lang}.xml", lang)
    assert contents(url) == live


def test_a_run_that_stops_goes_on(
    both_sites: tuple[Site, Site], url: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(*both_sites)
    whole = contents(url)
    with write_engine(url).begin() as connection:
        for table in (
            "source_post",
            "pair_proposal",
            "source_identity",
            "import_run",
            "figure_check",
            "figure_evidence",
            "figure",
        ):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        for table in ("publication_section", "publication_place", "publication_text", "publication"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    monkeypatch.setattr(commands, "PAGE", 2)
    calls: list[int] = []

    def stop(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return store_post(*given)

    monkeypatch.setattr(commands, "store_post", stop)
    with pytest.raises(KeyboardInterrupt):
        take(*both_sites)
    assert rows(url, "SELECT count(*) FROM source_post") == [(2,)]
    take(*both_sites)
    assert contents(url) == whole


def test_changes_appear_as_drafts(both_sites: tuple[Site, Site], url: str, capsys: pytest.CaptureFixture[str]) -> None:
    english, arabic = both_sites
    take(english, arabic)
    with write_engine(url).begin() as connection:
        publish(connection, Notes())
    changed = post(4, BODY, day=20, modified="2016-11-01T00:00:00")
    changed["content"] = changed["content"].replace("It came out late.", "It came out early.")
    english.put([changed, post(8, BODY), {"delete": 3}])
    capsys.readouterr()
    try:
        take(english, arabic)
        said = capsys.readouterr().out
        lines = [line.split("  ")[1] for line in said.splitlines() if line.startswith("pub_")]
        assert sorted(line.split(" ")[0] for line in lines) == ["changed", "gone", "new"]
        review.review_list()
        waiting = capsys.readouterr().out
        assert f"'snhr-api release withdraw {owner(url, 3)} --reason withdrawn-by-publisher' takes it back" in waiting
        review.review_show(owner(url, 4))
        assert "-It came out late.\n+It came out early.\n" in capsys.readouterr().out
    finally:
        english.put([post(4, BODY, day=20), post(3, BODY, categories=["News"]), {"delete": 8}])


def test_a_person_joins_what_was_proposed(both_sites: tuple[Site, Site], url: str, capsys: pytest.CaptureFixture[str]) -> None:
    take(*both_sites)
    one, other = owner(url, 3), owner(url, 13)
    with pytest.raises(Refusal, match="nothing proposes"):
        pairs.review_pair(one, owner(url, 14), no=True)
    pairs.review_pair(one, other)
    assert owner(url, 13) == one
    assert rows(url, f"SELECT language FROM publication_text WHERE public_id = '{one}' ORDER BY language") == [("ar",), ("en",)]
    assert rows(url, "SELECT count(*) FROM pair_proposal") == [(0,)]
    assert rows(url, f"SELECT count(*) FROM figure WHERE publication_id = '{one}'") == [(3,)]
    with pytest.raises(Refusal, match="there is no publication"):
        pairs.review_pair(one, other)


def test_two_that_a_person_parted_are_not_proposed_again(
    both_sites: tuple[Site, Site], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    take(*both_sites)
    pairs.review_pair(owner(url, 3), owner(url, 13), no=True)
    take(*both_sites)
    assert "0 paired, 0 proposed" in capsys.readouterr().out
    review.review_list()
    assert "perhaps" not in capsys.readouterr().out


@pytest.mark.parametrize("fault", [says(404, b"<html>"), says(200, b'[{"id": "x"}]'), says(200, b'{"code": "no"}'), half(b"[]")])
def test_a_site_that_is_ill_changes_nothing(url: str, fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.ingest.sources.fetching.time.sleep", lambda _: None)
    with faulty() as site:
        site.answers = [fault]
        with pytest.raises(Refusal) as refused:
            commands.import_wordpress(site.url, "en", allow_private=True)
    assert "\n" not in str(refused.value)
    assert rows(url, "SELECT (SELECT count(*) FROM source_post), (SELECT count(*) FROM publication)") == [(0, 0)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pair": "https://snhr.org/arabic"}, "--pair and --pair-lang go together"),
        ({"pair": "https://snhr.org/arabic", "pair_lang": "en"}, "--pair-lang: the other site has the other language"),
        ({"since": "last week"}, "--since: a day looks like 2026-11-23"),
        ({"section": "nothing"}, "--section: the sections are reports"),
    ],
)
def test_options_that_make_no_sense_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        commands.import_wordpress("https://snhr.org", "en", **given)  # type: ignore[arg-type]  # a row of the table above


def test_since_and_section_narrow_what_is_read(
    both_sites: tuple[Site, Site], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    english, _ = both_sites
    commands.import_wordpress(english.url, "en", since="2016-10-18", allow_private=True)
    assert "en: 1 posts on the site: 1 new" in capsys.readouterr().out
    commands.import_wordpress(english.url, "en", section="thematic-reports", allow_private=True)
    assert "en: 1 posts on the site: 1 new, 0 changed, 0 gone" in capsys.readouterr().out
