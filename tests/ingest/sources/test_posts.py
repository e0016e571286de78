"""What of a site's posts is not taken, and why."""

import pytest

from api.ingest.sources.categories import load_categories
from api.ingest.sources.posts import LONGEST, Post, read_post

SENTENCE = "It documents the killing of 41 civilians. "


@pytest.mark.parametrize(
    ("title", "content", "said"),
    [
        ("Long", SENTENCE * (LONGEST // len(SENTENCE) + 1), "its text has more than 500,000 characters"),
        ("", SENTENCE, "https://snhr.org/?p=7: the post has no title"),
        ("Empty", "<p> </p>", "https://snhr.org/?p=7: no text found below the title “Empty”"),
    ],
)
def test_a_post_that_cannot_be_taken_says_why(title: str, content: str, said: str) -> None:
    record = read_post(Post(7, "https://snhr.org/?p=7", title, content, None, None), "en", load_categories())
    assert (record.page, record.refusal) == (None, said)


def test_a_post_of_the_longest_text_is_taken() -> None:
    content = (SENTENCE * (LONGEST // len(SENTENCE) + 1))[:LONGEST]
    record = read_post(Post(7, "https://snhr.org/?p=7", "Long", content, None, None), "en", load_categories())
    assert record.refusal is None
    assert record.page
    assert record.page.text.body == content.strip()
