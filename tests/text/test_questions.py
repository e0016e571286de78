"""What is asked with q, and where a text has it."""

import pytest

from api.text.analyser import analyse
from api.text.questions import marks_in, read_question


def parts(q: str) -> list[tuple[str, str, bool]]:
    return [(part.kind, part.words, part.excluded) for part in read_question(q).parts]


@pytest.mark.parametrize(
    ("q", "read"),
    [
        ("قصف", [("family", "قصف", False)]),
        ('"killed children" -Homs', [("phrase", "killed children", False), ("name", "Homs", True)]),
        ('-"killed children"', [("phrase", "killed children", True)]),
        ("-deir-ez-zor", [("phrase", "deir ez zor", True)]),
        ("Russian-Syrian", [("stem", "Russian", False), ("stem", "Syrian", False)]),
        ("the Russian forces", [("function-word", "the", False), ("name", "Russian forces", False)]),
        ("a AND b", [("function-word", "a", False), ("function-word", "AND", False), ("stem", "b", False)]),
        ("title:x* NEAR(y)", [("stem", "title", False), ("stem", "x", False), ("stem", "NEAR", False), ("stem", "y", False)]),
        ('unclosed "quote', [("stem", "unclosed", False), ("stem", "quote", False)]),
        ('- -- "" \' ( ) * : ^ ~ \\', []),
        ("a-b", [("function-word", "a", False), ("stem", "b", False)]),
        ("قصف قصف", [("family", "قصف", False)]),
        ("\u202eحلب\u202c", [("name", "حلب", False)]),
    ],
)
def test_only_quotes_and_a_leading_minus_mean_anything(q: str, read: list[tuple[str, str, bool]]) -> None:
    assert parts(q) == read


def test_function_words_count_only_where_nothing_else_is_asked_for() -> None:
    assert [part.words for part in read_question("children of the war").wanted] == ["children", "war"]
    assert [part.words for part in read_question("of the").wanted] == ["of", "the"]
    assert read_question("the -war").wanted == ()


@pytest.mark.parametrize(
    ("q", "text", "marked"),
    [
        ("القصف", "لقصفٍ عنيف، وقَصَفَت الطائرات؛ وصف الشاهد", ["لقصفٍ", "وقَصَفَت"]),
        ("أطفال", "بينهم طِفْلَةٌ و3 أطفالٍ", ["طِفْلَةٌ", "أطفالٍ"]),
        ("Aleppo", "قُتل 12 في حَلَب (Aleppo) بعد هجوم", ["حَلَب", "Aleppo"]),
        ("حلب", "In Aleppo, حلب and Idlib", ["Aleppo", "حلب"]),
        ("دمشق", "في ريف دمشق", ["دمشق"]),
        ("القوات الروسية", "attacks by Russian forces and other forces", ["Russian forces"]),
        ("القوات الروسية", "attacks by other forces", []),
        ('"killed children"', "They killed children. Children killed others.", ["killed children"]),
        ("1236", "سجلنا ١٬٢٣٦ حالة، و1,236 أخرى", ["١٬٢٣٦", "1,236"]),
        ("civilians -Homs", "A civilian in Homs", ["civilian"]),
        ("قصف", "e\u0301 😀 قصف", ["قصف"]),
    ],
)
def test_marks_are_the_words_as_they_are_written(q: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in marks_in(read_question(q), text)] == marked


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("قصف", "قُصِفَت المدارس، والقصف مستمرّ: 12 غارة."),
        ("12 children", "Children: 12 of them; ١٢ طفلاً."),
        ("and", "This and that."),
        ("nothing", "Something else."),
        ("child", "Grandchild,child\u00a0schoolchild  child/child’s\nchild child. Child"),
    ],
)
def test_single_words_are_marked_as_the_whole_reading_marks_them(q: str, text: str) -> None:
    question = read_question(q)
    assert question.terms is not None
    words = analyse(text)
    assert marks_in(question, text) == [(word.start, word.end) for word in words if word.term in question.terms]


@pytest.mark.parametrize("q", ["حلب", '"two words"', "Aleppo 12"])
def test_names_and_phrases_are_no_single_words(q: str) -> None:
    assert read_question(q).terms is None
