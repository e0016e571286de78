"""The import of two whole sites, measured over real WordPress: how long, which pairs, what a second run does, what a killed one.

    PYTHONPATH=tests .venv/bin/python bench/sites.py [--english 1000] [--arabic 800] [--pages DIR]

The posts are the bundled sample's texts over and over with other numbers; --pages adds labelled pages: JSON files with title,
language, text and figures. Needs what tests/wordpress/server.py needs. Exit status 1 where something is not as it should be.
"""

import argparse
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wordpress.server import Site, sites

from api.codelists import section_path

ROOT = Path(__file__).parents[1]
COMMAND = str(Path(sys.executable).with_name("snhr-api"))
_NUMBER = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d,.])\d+(?![\d,.]*\d)")
_LANGUAGES = ("en", "ar")
# How the two languages of post n are joined, by n % 20: mostly by links, some by a report's code, a few by nothing but numbers.
_BY_CODE, _BY_NUMBERS, _ONE_WAY = (14, 15, 16), (17,), (13,)


def varied(text: str, number: int) -> str:
    """A text with other numbers in it; small ones and years stay, and both languages change alike."""

    def other(found: re.Match[str]) -> str:
        value = int(found[0].replace(",", ""))
        if value < 32 or (1900 < value < 2100 and "," not in found[0]):
            return found[0]
        return f"{value + number:,}" if "," in found[0] else str(value + number)

    return _NUMBER.sub(other, text)


def category(code: str, language: str) -> str:
    return " > ".join(getattr(entry, f"label_{language}") for entry in section_path(code))


def make_posts(sample: list[dict[str, Any]], hosts: dict[str, str], counts: dict[str, int]) -> dict[str, list[dict[str, Any]]]:
    """Posts of both languages, number n of one being number n of the other."""
    posts: dict[str, list[dict[str, Any]]] = {language: [] for language in _LANGUAGES}
    for number in range(1, max(counts.values()) + 1):
        for language in _LANGUAGES:
            if number <= counts[language]:
                posts[language].append(make_post(sample[number % len(sample)], number, language, hosts))
    return posts


def make_post(given: dict[str, Any], number: int, language: str, hosts: dict[str, str]) -> dict[str, Any]:
    other = "ar" if language == "en" else "en"
    day = date(2012, 1, 1) + timedelta(days=number)
    linked = number % 20 not in (*_BY_CODE, *_BY_NUMBERS) and not (number % 20 in _ONE_WAY and language == "ar")
    code = f"R{day:%y%m}{number % 100:02d}{language[0].upper()}" if number % 20 in _BY_CODE else ""
    name = "عربي" if other == "ar" else "English"
    switch = f'<p>Available In <a href="{hosts[other]}/?p={identifier(number, other)}">{name}</a></p>'
    pdf = f'<p><a href="/files/{code}.pdf">PDF</a></p>' if code else ""
    body = varied(given[language]["body"].strip(), number)
    if number % 3:
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
    noise = '[caption id="a" width="9"]<img src="/a.jpg" /> 99 dead[/caption]\n\n<div class="sharedaddy">Share 12 times</div>\n\n'
    related = '\n\n<p>Related articles</p><p><a href="/x">At least 777 civilians killed</a></p>'
    return {
        "id": identifier(number, language),
        "date": f"{day}T10:00:00",
        "title": f"{given[language]['title']} · {number}",
        "content": noise + body + pdf + (switch if linked else "") + related,
        "categories": [category(code, language) for code in given["sections"]],
        "sections": given["sections"],
    }


def identifier(number: int, language: str) -> int:
    return 10 * number + _LANGUAGES.index(language)


def labelled(folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Labelled pages as posts, with their labels."""
    for place, file in enumerate(sorted(folder.rglob("*.json"))):
        page = json.loads(file.read_text(encoding="utf-8"))
        paragraphs = "\n\n".join(line for line in page["text"].split("\n") if line and line != page["title"])
        post = {
            "id": 900_001 + place,
            "date": f"{page['published_on'] if len(page['published_on'] or '') == 10 else '2020-05-05'}T10:00:00",
            "title": page["title"] or f"Page {page['id']}",
        }
        yield page["language"], {**post, "content": paragraphs, "categories": []}, page


class Desk:
    """A database, and the command over it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "desk.db"
        self.environment = {**os.environ, "SNHR_DATABASE_URL": f"sqlite:///{self.path}"}

    def run(self, *words: str) -> tuple[float, str]:
        start = time.monotonic()
        done = subprocess.run([COMMAND, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return time.monotonic() - start, done.stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.path) as connection:
            return connection.execute(query).fetchall()

    def contents(self) -> list[tuple[Any, ...]]:
        """What the drafts say, without row numbers and salts, which are no part of it."""
        queries = (
            "SELECT public_id, kind, published_on, modified_on, period_start, period_end FROM publication",
            "SELECT public_id, language, title, subtitle, summary, body, url, quotes, documents, related FROM publication_text",
            "SELECT public_id, section, is_primary FROM publication_section",
            "SELECT public_id, publication_id, ordinal, value, unit, violation, victim, party, subset_of FROM figure",
            "SELECT figure_id, language, quote, start_at FROM figure_evidence",
            "SELECT site, post_id, public_id, modified, refusal FROM source_post",
            "SELECT english_id, arabic_id, reason FROM pair_proposal",
            "SELECT key, public_id FROM source_identity",
        )
        return [row for query in queries for row in sorted(self.rows(query), key=repr)]


def import_words(english: Site, arabic: Site) -> tuple[str, ...]:
    return ("import", "wordpress", english.url, "--lang", "en", "--pair", arabic.url, "--pair-lang", "ar", "--allow-private")


def show(what: str, found: object, good: bool) -> bool:
    print(f"{'ok ' if good else 'BAD'}  {what}: {found}", flush=True)
    return good


def check_pairs(desk: Desk, counts: dict[str, int]) -> Iterator[bool]:
    """Which posts share a publication, against how they were made."""
    owners = dict(desk.rows("SELECT post_id, public_id FROM source_post WHERE post_id < 900000"))
    both = range(1, min(counts.values()) + 1)
    taken = [number for number in both if owners[identifier(number, "en")] == owners[identifier(number, "ar")]]
    of_owner: dict[str, set[int]] = {}
    for post_id, owner in owners.items():
        of_owner.setdefault(owner, set()).add(post_id // 10)
    wrong = sum(len(numbers) > 1 for numbers in of_owner.values())
    places = {owner: post_id // 10 for post_id, owner in owners.items()}
    proposals = desk.rows("SELECT english_id, arabic_id, reason FROM pair_proposal")
    right = sum(places.get(english) == places.get(arabic) for english, arabic, _ in proposals)
    by_numbers = sum(number % 20 in _BY_NUMBERS for number in both)
    yield show("pairs taken", f"{len(taken)} of {len(both)}, {by_numbers} of them only to be proposed", True)
    yield show("wrong pairs taken silently", wrong, wrong == 0)
    yield show("proposals right", f"{right} of {len(proposals)} {dict(Counter(reason for *_, reason in proposals))}", True)
    share = (len(taken) + right) / len(both)
    yield show("pairs right, taken or proposed", f"{share:.2%}", share >= 0.98)


def check_sections(desk: Desk, posts: dict[str, list[dict[str, Any]]]) -> bool:
    owners = dict(desk.rows("SELECT post_id, public_id FROM source_post"))
    stored: dict[str, set[str]] = {}
    for public_id, section in desk.rows("SELECT public_id, section FROM publication_section"):
        stored.setdefault(public_id, set()).add(section)
    made = [post for language in _LANGUAGES for post in posts[language] if "sections" in post]
    right = sum(stored.get(owners[post["id"]], set()) == set(post["sections"]) for post in made)
    return show("sections right", f"{right} of {len(made)}", right == len(made))


def check_figures(desk: Desk, pages: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> Iterator[bool]:
    """The numbers that were labelled in each page, among those that were proposed for it."""
    owners = dict(desk.rows("SELECT post_id, public_id FROM source_post"))
    found_all = labels_all = 0
    for _, post, page in pages:
        query = f"SELECT value FROM figure WHERE publication_id = '{owners[post['id']]}'"
        found, labels = Counter(value for (value,) in desk.rows(query)), Counter(float(one["value"]) for one in page["figures"])
        hits = sum((found & labels).values())
        found_all, labels_all = found_all + hits, labels_all + sum(labels.values())
        if page["id"] == "en/000":
            yield show(
                "figures of the page that the product started from",
                f"{hits} of {sum(labels.values())}",
                hits == sum(labels.values()),
            )
    yield show("figures of all labelled pages", f"{found_all} of {labels_all}", True)


def check_changes(desk: Desk, english: Site, arabic: Site, posts: dict[str, list[dict[str, Any]]]) -> Iterator[bool]:
    """After everything was published: three edits, two new posts, one deletion."""
    ids = [public_id for (public_id,) in desk.rows("SELECT public_id FROM publication")]
    desk.run("review", "accept", *ids)
    desk.run("publish")
    edited = [
        {**post, "content": post["content"].replace("Related articles", "Added. Related"), "modified": "2026-01-01T00:00:00"}
        for post in posts["en"][:3]
    ]
    new = [
        {
            **post,
            "id": post["id"] + 500_000,
            "title": f"{post['title']} (new)",
            "content": varied(post["content"], 5000).replace("?p=", "?q="),
        }
        for post in posts["ar"][:2]
    ]
    gone = posts["en"][-1]["id"]
    english.put([*edited, {"delete": gone}])
    arabic.put(new)
    _, said = desk.run(*import_words(english, arabic))
    lines = [line.split("  ")[1].split(" ")[0] for line in said.splitlines() if line.startswith("pub_")]
    counts = Counter(lines)
    yield show("3 edits, 2 new, 1 deletion", dict(counts), counts == {"changed": 3, "new": 2, "gone": 1})
    _, waiting = desk.run("review", "list")
    states = Counter(
        line.split("  ")[1].split(" ")[0] for line in waiting.splitlines() if line.startswith("pub_") and "perhaps" not in line
    )
    yield show("what waits on the desk", dict(states), states == {"changed": 3, "new": 2, "gone": 1})


def requests_of(desk: Desk, words: tuple[str, ...], log: list[Path]) -> int:
    before = sum(path.read_text(errors="replace").count(" Accepted") for path in log)
    desk.run(*words)
    return sum(path.read_text(errors="replace").count(" Accepted") for path in log) - before


def check_kill(folder: Path, words: tuple[str, ...], whole: Desk, after: float) -> bool:
    """Killed at three moments, then run to its end: the same as one run."""
    folder.mkdir()
    desk = Desk(folder)
    for part in (0.2, 0.5, 0.8):
        process = subprocess.Popen([COMMAND, *words], env=desk.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after * part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(f"     killed with {desk.rows('SELECT count(*) FROM source_post')[0][0]} posts stored", flush=True)
    desk.run(*words)
    return show(
        "killed three times, then the same as one run",
        "same" if desk.contents() == whole.contents() else "DIFFERENT",
        desk.contents() == whole.contents(),
    )


def check_export(folder: Path, english: Site, arabic: Site, whole: Desk) -> bool:
    folder.mkdir()
    desk = Desk(folder)
    for language, site in zip(_LANGUAGES, (english, arabic), strict=True):
        file = folder / f"{language}.xml"
        file.write_bytes(site.export())
        desk.run("import", "wxr", str(file), "--lang", language)
    ours, theirs = desk.contents(), whole.contents()
    differing = len(set(map(repr, ours)) ^ set(map(repr, theirs)))
    return show("the exports give the same records as REST", f"{differing} rows differ of {len(theirs)}", differing == 0)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--english", type=int, default=1000)
    options.add_argument("--arabic", type=int, default=800)
    options.add_argument("--pages", type=Path)
    given = options.parse_args()
    files = sorted((ROOT / "src/api/sample/publications").glob("*.toml"))
    sample = [one for one in (tomllib.loads(file.read_text(encoding="utf-8")) for file in files) if all(map(one.get, _LANGUAGES))]
    pages = list(labelled(given.pages)) if given.pages else []
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "server").mkdir(mode=0o755)
        with sites(folder / "server", *_LANGUAGES) as (english, arabic):
            counts = {"en": given.english, "ar": given.arabic}
            posts = make_posts(sample, {"en": english.url, "ar": arabic.url}, counts)
            for language, post, _ in pages:
                posts[language].append(post)
            for language, site in zip(_LANGUAGES, (english, arabic), strict=True):
                site.put(posts[language])
            print(f"     {len(posts['en'])} English and {len(posts['ar'])} Arabic posts are on the sites", flush=True)
            return 0 if all(list(_checks(folder, english, arabic, (counts, posts, pages)))) else 1


def _checks(folder: Path, english: Site, arabic: Site, made: tuple[Any, Any, Any]) -> Iterator[bool]:
    counts, posts, pages = made
    words, desk = import_words(english, arabic), Desk(folder)
    seconds, said = desk.run(*words)
    print("     " + said.splitlines()[-1])
    yield show("whole import, seconds", f"{seconds:.1f}", seconds < 120)
    yield from check_pairs(desk, counts)
    yield check_sections(desk, posts)
    yield from check_figures(desk, pages)
    logs = [english.log, arabic.log]
    before = desk.contents()
    requests = requests_of(desk, words, logs)
    yield show("requests of a second run", requests, requests <= 20)
    yield show("a second run changes nothing", "nothing" if desk.contents() == before else "SOMETHING", desk.contents() == before)
    yield check_kill(folder / "killed", words, desk, seconds)
    yield check_export(folder / "export", english, arabic, desk)
    yield from check_changes(desk, english, arabic, posts)


if __name__ == "__main__":
    sys.exit(main())
