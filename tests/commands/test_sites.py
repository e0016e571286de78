"""import wxr: what is stored together, and what a file that is refused leaves."""

from pathlib import Path

import pytest

from api.commands import sites
from api.database import write_engine
from api.errors import Refusal

HEAD = """<rss xmlns:content="c" xmlns:wp="w"><channel><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://snhr.org</wp:base_blog_url>"""
TAIL = "</channel></rss>"


def item(number: int) -> str:
    return f"""<item><title>Report {number}</title><link>https://snhr.org/blog/2016/10/15/{number}/</link>
<content:encoded>It documents the killing of 41 civilians.</content:encoded><wp:post_id>{number}</wp:post_id>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"""


@pytest.fixture
def url(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SNHR_DATABASE_URL", database)
    return database


def test_long_posts_are_stored_a_few_at_a_time(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A batch is closed by the post that makes it too long: one has 41 characters."""
    monkeypatch.setattr(sites, "LONGEST", 100)
    file = tmp_path / "site.xml"
    file.write_text(HEAD + "".join(map(item, range(1, 6))) + TAIL)
    sites.import_wxr(file, "en")
    said = capsys.readouterr()
    assert said.err.splitlines() == ["en: 3 of 5 posts read", "en: 5 of 5 posts read"]
    assert said.out.splitlines()[-2:] == ["en: 5 new, 0 changed, 0 gone, 0 not taken", "0 paired, 0 proposed to the reviewer"]


def test_a_file_that_breaks_off_changes_nothing(url: str, tmp_path: Path) -> None:
    file = tmp_path / "site.xml"
    file.write_text(HEAD + "".join(map(item, range(1, 6))))
    with pytest.raises(Refusal, match="line 12: no well-formed XML"):
        sites.import_wxr(file, "en")
    with write_engine(url).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM source_post").scalar_one() == 0
