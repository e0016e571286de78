"""Saved pages, as text and as HTML, to records."""

from datetime import date
from pathlib import Path

import pytest

from api.errors import Refusal
from api.ingest.records import PageRecord
from api.ingest.sources.page import read_page
from api.text.languages import Language

DATA = Path(__file__).parents[1] / "data"
TITLE = "Account of the Attacks on the Northern Quarters of Hama in Twelve Days of Shelling"
PARAGRAPHS = [
    f"The network has published a report: “{TITLE}”",
    "The report covers the time from 3 May to 14 May 2015 and rests on the daily work of documentation.",
    "It speaks with witnesses who stayed in the quarters.",
    "Samar Example, director of research, says:",
    "“Every name in this report was checked twice.”",
    "The report documents the killing of 41 civilians, including 12 children and seven women.",
    "It asks all sides to respect Resolution 2139.",
]


def read(name: str, language: Language = "en", url: str | None = None) -> PageRecord:
    return read_page((DATA / name).read_bytes(), language, url, name)


def test_a_text_page_becomes_a_report() -> None:
    page = read("page.en.txt", url="https://snhr.org/blog/2015/05/16/7001/")
    assert page.text.title == TITLE
    assert page.text.subtitle == "The Parties Have to Spare the Hospitals"
    assert page.text.body.split("\n\n") == PARAGRAPHS
    assert page.publication.sections == ["thematic-reports/others"]
    assert page.publication.kind == "report"
    assert page.publication.published_on == date(2015, 5, 16)
    assert (page.publication.period.start, page.publication.period.end) == (date(2015, 5, 3), date(2015, 5, 14))
    assert page.publication.places == ["hama"]
    (quote,) = page.text.quotes
    assert (quote.speaker, quote.role) == ("Samar Example", "director of research")
    assert quote.text == "Every name in this report was checked twice."


def test_an_html_page_of_the_same_kind_gives_the_same() -> None:
    text, html = read("page.en.txt", url="https://snhr.org/blog/2015/05/16/7001/"), read("page.en.html")
    extra = {"documents": html.text.documents, "related": html.text.related}
    assert html.text == text.text.model_copy(update={**extra, "url": "https://snhr.org/blog/2015/05/16/7001/"})
    assert html.publication == text.publication
    assert html.post_id == 7001
    assert [document.url for document in html.text.documents] == ["https://snhr.org/wp-content/uploads/R150501.pdf"]
    assert html.text.related == ["https://snhr.org/blog/2015/04/06/5584/"]


def test_an_arabic_page_gives_the_same_facts() -> None:
    page = read("page.ar.txt", "ar")
    assert page.text.title == "الهجمات على الأحياء الشمالية في مدينة حماة خلال اثني عشر يوماً من القصف"
    assert page.text.subtitle == "على الأطراف كافة أن تجنّب المشافي ويلات القصف"
    assert page.text.body.split("\n\n") == [
        "أصدرت الشبكة تقريراً يتناول ما جرى في الأحياء الشمالية.",
        "يغطي التقرير الفترة من 3 أيار/مايو إلى 14 أيار/مايو 2015.",
        "وثّق التقرير مقتل 41 مدنياً، بينهم 12 طفلاً و7 سيدات.",
    ]
    assert page.publication == read("page.en.txt").publication


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("1402 Civilians Killed in November 2016", date(2016, 11, 1), date(2016, 11, 30)),
        ("At least 1,236 Detentions in Syria in the First Half of 2024", date(2024, 1, 1), date(2024, 6, 30)),
        ("10,204 Civilians Killed in Syria in 2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("مقتل 324 مدنياً في نيسان 2019", date(2019, 4, 1), date(2019, 4, 30)),
        ("حصيلة النصف الأول من عام 2018", date(2018, 1, 1), date(2018, 6, 30)),
        ("Killed From September 19, 2016 to October 14, 2016", date(2016, 9, 19), date(2016, 10, 14)),
        ("After 25 Days of the Second Statement", None, None),
    ],
)
def test_a_period_is_taken_only_where_the_title_states_it(title: str, start: date | None, end: date | None) -> None:
    period = read_page(f"{title}\n\nA text that says a thing.".encode(), "en", None, "page").publication.period
    assert (period.start, period.end) == (start, end)


def test_the_beginning_of_a_siege_is_no_period() -> None:
    page = read_page(b"A Title\n\nThe city has been under siege since the beginning of September 2016.", "en", None, "page")
    assert page.publication.period.start is None


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("القصف على ريف دمشق ودرعا", ["rural-damascus", "daraa"]),
        ("ما جرى بحلب", ["aleppo"]),
        ("Shelling of Deir ez-Zor and Idlib", ["deir-ez-zor", "idlib"]),
        ("Damascus Suburbs", ["rural-damascus"]),
        ("Northwestern Syria", []),
    ],
)
def test_places_are_the_governorates_that_the_title_names(title: str, places: list[str]) -> None:
    assert read_page(f"{title}\n\nنص يقول شيئاً.".encode(), "ar", None, "page").publication.places == places


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00binary", "not a text file in UTF-8"),
        (b"title\0\n\ntext.", "NUL"),
        (b"HomeThematic ReportsOthersA Title That Is Cut...\n\nSomething else.", "no title"),
        (b"<html><body><p>Only a paragraph.</p></body></html>", "no title"),
        (b"A first paragraph, which is no title.\n\nA second one.", "no title"),
        (b"<html><body><h1>A Title</h1></body></html>", "no text"),
        (b"A Title Alone", "no text"),
    ],
)
def test_what_is_no_page_is_refused_in_one_line_that_names_the_file(content: bytes, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_page(content, "en", None, "pages/x.txt")
    assert str(refusal.value).startswith("pages/x.txt: ")
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_markup_that_runs_is_never_taken_over() -> None:
    page = read_page(
        b"<html><body><h1>T <script>alert(1)</script>itle</h1><p>Text &lt;b&gt; here.<style>p{}</style></p></body></html>",
        "en",
        None,
        "page",
    )
    assert page.text.title == "T itle"
    assert page.text.body == "Text <b> here."
