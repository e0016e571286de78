"""Exports: what is read of them, and what is refused however it is hidden."""

import tracemalloc
from pathlib import Path

import pytest

from api.errors import Refusal
from api.ingest.sources.posts import Post
from api.ingest.sources.wxr import count_posts, read_wxr

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Site</title><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://snhr.org</wp:base_blog_url>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>thematic-reports</wp:category_nicename><wp:category_parent></wp:category_parent>
<wp:cat_name><![CDATA[Thematic Reports]]></wp:cat_name></wp:category>
<wp:category><wp:category_nicename>others</wp:category_nicename><wp:category_parent>thematic-reports</wp:category_parent>
<wp:cat_name><![CDATA[Others &amp; more]]></wp:cat_name></wp:category>
"""
TAIL = "</channel></rss>"


def item(number: int = 7, **given: str) -> str:
    values = {"status": "publish", "post_type": "post", "post_password": "", "content": "First.\nSecond.", **given}
    return f"""<item><title><![CDATA[It's "so"]]></title><link>https://snhr.org/blog/2016/10/15/{number}/</link>
<content:encoded><![CDATA[{values["content"]}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date><![CDATA[2016-10-15 10:00:00]]></wp:post_date><wp:post_modified_gmt><![CDATA[2016-10-17 08:00:00]]></wp:post_modified_gmt>
<wp:status>{values["status"]}</wp:status><wp:post_type>{values["post_type"]}</wp:post_type>
<wp:post_password>{values["post_password"]}</wp:post_password>
<category domain="category" nicename="others"><![CDATA[Others]]></category><category domain="post_tag" nicename="a">a</category>
<wp:comment><wp:comment_content>99 killed</wp:comment_content></wp:comment></item>"""


def read(tmp_path: Path, text: str) -> list[tuple[str, Post]]:
    file = tmp_path / "site.xml"
    file.write_text(text, encoding="utf-8")
    return list(read_wxr(file))


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    return str(refused.value).replace(str(tmp_path), "")


def test_a_post_is_read_as_the_site_shows_it(tmp_path: Path) -> None:
    ((site, post),) = read(tmp_path, HEAD + item() + TAIL)
    assert site == "https://snhr.org"
    assert post.title == "It’s “so”"
    assert post.content == "First.<br>Second."
    assert (post.id, post.url) == (7, "https://snhr.org/blog/2016/10/15/7/")
    assert (str(post.published_on), post.modified) == ("2016-10-15", "2016-10-17T08:00:00")
    assert post.categories == ["Thematic Reports > Others & more"]
    assert not post.is_protected


@pytest.mark.parametrize("given", [{"status": "private"}, {"status": "future"}, {"status": "draft"}, {"post_type": "attachment"}])
def test_what_is_not_public_or_no_post_is_not_read(tmp_path: Path, given: dict[str, str]) -> None:
    assert read(tmp_path, HEAD + item(7, **given) + TAIL) == []


def test_a_password_is_seen(tmp_path: Path) -> None:
    ((_, post),) = read(tmp_path, HEAD + item(post_password="x") + TAIL)
    assert post.is_protected


def test_zeros_for_a_date_are_an_unknown_day(tmp_path: Path) -> None:
    text = (HEAD + item() + TAIL).replace("2016-10-15 10:00:00", "0000-00-00 00:00:00")
    assert read(tmp_path, text)[0][1].published_on is None


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("definition", [LAUGHS, EXTERNAL, '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">', "<!DOCTYPE rss>"])
def test_a_document_type_definition_is_refused(tmp_path: Path, definition: str) -> None:
    text = HEAD.replace("?>\n", f"?>\n{definition}\n", 1) + item(content="&b;&secret;") + TAIL
    assert refusal(tmp_path, text) == "/site.xml, line 2: a document type definition; WordPress writes none, and none is read"


def test_depth_is_limited(tmp_path: Path) -> None:
    text = HEAD + "<a>" * 200_000 + "</a>" * 200_000 + TAIL
    assert refusal(tmp_path, text) == "/site.xml, line 8: more than 64 elements inside one another"


def test_one_item_is_limited(tmp_path: Path) -> None:
    assert "one item of more than 20,000,000 characters" in refusal(tmp_path, HEAD + item(content="x" * 20_000_001) + TAIL)


@pytest.mark.parametrize("piece", ["<!--" + "x" * 21_000_000, '<a b="' + "x" * 21_000_000])
def test_a_piece_without_an_end_is_limited(tmp_path: Path, piece: str) -> None:
    assert "a piece of more than 20,000,000 bytes without an end" in refusal(tmp_path, HEAD + piece)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + item(), "/site.xml, line 15: no well-formed XML (no element found)"),
        ("", "/site.xml, line 1: no well-formed XML (no element found)"),
        ("<html><body/></html>", "/site.xml: no WordPress export (it names no wp:wxr_version)"),
        (HEAD + "<item>\x01</item>" + TAIL, "/site.xml, line 8: no well-formed XML (not well-formed (invalid token))"),
        (HEAD + "<item>&unknown;</item>" + TAIL, "/site.xml, line 8: no well-formed XML (undefined entity)"),
        (
            HEAD + item().replace("<wp:post_id>7</wp:post_id>", "") + TAIL,
            "/site.xml, line 15: a post without its number",
        ),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert refusal(tmp_path, text) == said


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "big.xml"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        for number in range(300):
            stream.write(item(number + 1, post_type="revision" if number % 10 else "post", content="word " * 10_000))
        stream.write(TAIL)
    tracemalloc.start()
    assert sum(1 for _ in read_wxr(file)) == count_posts(file) == 30
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.stat().st_size > 15_000_000
    assert peak < 2_000_000
