"""Stored content as WordPress prints it. That the two agree on whole posts is shown over a real WordPress."""

import pytest

from api.ingest.sources.typography import shown_content, typographic, without_shortcodes


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("He said \"yes\" and 'no'.", "He said “yes” and ‘no’."),
        ("the network's own children's", "the network’s own children’s"),
        ("in '16 and the '90s", "in ’16 and the ’90s"),
        ("wait... then -- or --- or a - b, 2011-2016", "wait… then — or — or a – b, 2011-2016"),
        ('a 12" pipe, "room 12"', "a 12″ pipe, “room 12”"),
        ("a 3x4 grid", "a 3×4 grid"),
        ('("quoted")', "(“quoted”)"),
        ('مقتل "41" مدنياً', "مقتل “41” مدنياً"),
    ],
)
def test_marks(stored: str, shown: str) -> None:
    assert typographic(stored) == shown


def test_line_ends_are_breaks_unless_the_block_editor_wrote_them() -> None:
    assert shown_content("One.\nTwo.\n\nThree.") == "One.<br>Two.<br><br>Three."
    assert shown_content("<!-- wp:paragraph -->\n<p>One.\nTwo.</p>") == "<!-- wp:paragraph -->\n<p>One.\nTwo.</p>"


def test_attributes_and_code_stay_as_they_are() -> None:
    assert shown_content('<a href="x--y">a--b</a><pre>"c"\nd</pre>') == '<a href="x--y">a–b</a><pre>"c"\nd</pre>'


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('[caption id="a" width="9"]<img src="a"> 99 dead[/caption]Text', "Text"),
        ("[embed]https://x.example/v[/embed]Text [gallery ids=1,2]", "Text "),
        ('[vc_row full="yes"][vc_column]Text[/vc_column][/vc_row]', "Text"),
        ("He [sic] went [to Aleppo] [2].", "He [sic] went [to Aleppo] [2]."),
    ],
)
def test_shortcodes_go_and_brackets_stay(html: str, left: str) -> None:
    assert without_shortcodes(html) == left
