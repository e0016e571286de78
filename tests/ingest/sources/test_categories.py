"""Categories to sections and kinds, and the table that an editor changes."""

from pathlib import Path

import pytest

from api.codelists import bundled, section_path
from api.errors import Refusal
from api.ingest.sources.categories import Placed, load_categories


def test_every_section_has_its_path_in_both_languages() -> None:
    categories = load_categories()
    for code in bundled("sections"):
        for language in ("en", "ar"):
            path = " > ".join(getattr(entry, f"label_{language}") for entry in section_path(code))
            assert categories.place([path]).sections == [code]


@pytest.mark.parametrize(
    ("paths", "placed"),
    [
        (["Thematic Reports", "Thematic Reports > Others"], Placed(["thematic-reports/others"], "report", [])),
        (["thematic reports > OTHERS"], Placed(["thematic-reports/others"], "report", [])),
        (["News", "Arrest"], Placed(["arrest", "news"], "report", [])),
        (["Uncategorized"], Placed([], None, [])),
        (["Others", "News"], Placed(["news"], "news", ["Others"])),
        (["تقارير موضوعية > الأطفال"], Placed(["thematic-reports/children"], "report", [])),
    ],
)
def test_paths_are_placed_and_unknown_ones_reported(paths: list[str], placed: Placed) -> None:
    assert load_categories().place(paths) == placed


def test_an_editors_table_is_taken_instead(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("category,section,kind\nPress > Foo,arrest,news\n", encoding="utf-8")
    assert load_categories(str(table)).place(["Press > Foo", "News"]) == Placed(["arrest"], "news", ["News"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "row 1: the columns are category, section, kind"),
        ("category,section,kind\nA,arrest,\nB,nothing,\n", "row 3, column section: nothing is not in the code list sections"),
        ("category,section,kind\nA,arrest,book\n", "row 2, column kind: the kinds are report, statement, news"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        load_categories(str(table))
    assert str(refused.value) == f"{table}, {said}"
