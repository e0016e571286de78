"""The import of two whole sites, measured over real WordPress: how long, which pairs, what a second run does, what a killed one.

    PYTHONPATH=tests .venv/bin/python -m bench.sites [--english 1000] [--arabic 800] [--pages DIR]

The posts are the bundled sample's texts over and over with other numbers; --pages adds labelled pages: JSON files with title,
language, text and figures. Needs what tests/wordpress/server.py needs. Exit status 1 where something is not as it should be.
"""

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wordpress.server import Site, sites

from bench.posts import BY_NUMBERS, LANGUAGES, identifier, labelled, make_posts, varied

COMMAND = str(Path(sys.executable).with_name("snhr-api"))


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
    by_numbers = sum(number % 20 in BY_NUMBERS for number in both)
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
    made = [post for language in LANGUAGES for post in posts[language] if "sections" in post]
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
        time.sleep(after * part)  # the moment at which it is killed
        process.send_signal(signal.SIGKILL)
        process.wait()
        is_made = desk.rows("SELECT 1 FROM sqlite_master WHERE name = 'source_post'")
        stored = desk.rows("SELECT count(*) FROM source_post")[0][0] if is_made else "no table made and no"
        print(f"     killed with {stored} posts stored", flush=True)
    desk.run(*words)
    return show(
        "killed three times, then the same as one run",
        "same" if desk.contents() == whole.contents() else "DIFFERENT",
        desk.contents() == whole.contents(),
    )


def check_export(folder: Path, english: Site, arabic: Site, whole: Desk) -> bool:
    folder.mkdir()
    desk = Desk(folder)
    for language, site in zip(LANGUAGES, (english, arabic), strict=True):
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
    pages = list(labelled(given.pages)) if given.pages else []
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "server").mkdir(mode=0o755)
        with sites(folder / "server", *LANGUAGES) as (english, arabic):
            counts = {"en": given.english, "ar": given.arabic}
            posts = make_posts({"en": english.url, "ar": arabic.url}, counts)
            for language, post, _ in pages:
                posts[language].append(post)
            for language, site in zip(LANGUAGES, (english, arabic), strict=True):
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
