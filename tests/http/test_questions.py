import pytest

from api.errors import BadRequest
from api.http.questions import question_of


@pytest.mark.parametrize(
    ("sent", "query"),
    [
        (b"", b""),
        (b"lang=en", b""),
        (b"limit=5&kind=news", b"kind=news&limit=5"),
        (b"section=thematic-reports%2Fothers", b"section=thematic-reports%2Fothers"),
        (b"section=thematic-reports/others&lang=ar", b"lang=ar&section=thematic-reports%2Fothers"),
        (b"q=%D8%AD%D9%84%D8%A8&place=aleppo%2Cidlib", b"place=aleppo,idlib&q=%D8%AD%D9%84%D8%A8"),
        (b"q=a+b", b"q=a+b"),
        (b"q=a%20b", b"q=a+b"),
        (b"limit=2&cursor=abc&sort=published_on", b"limit=2&sort=published_on&cursor=abc"),
        # What the route refuses stays as it is.
        (b"lang=en&lang=en", b"lang=en&lang=en"),
        (b"kind=", b"kind="),
    ],
)
def test_a_query_has_one_form(sent: bytes, query: bytes) -> None:
    assert question_of("/v1/articles", sent).query == query


def test_the_digest_stands_for_path_and_query() -> None:
    digests = {question_of(path, query).digest for path in ("/v1/reports", "/v1/articles") for query in (b"", b"limit=5")}
    assert len(digests) == 4
    assert question_of("/v1/reports", b"a=1&b=2").digest == question_of("/v1/reports", b"b=2&a=1").digest


@pytest.mark.parametrize("sent", [b"q=%ff", b"q=a%00b", b"q=a%0ab", b"a%1b=1", b"q=%C2%85", "q=é".encode("latin-1")])
def test_what_is_not_text_is_refused(sent: bytes) -> None:
    with pytest.raises(BadRequest) as refused:
        question_of("/v1/articles", sent)
    assert {mistake.code for mistake in refused.value.mistakes} == {"not-text"}


def test_what_a_question_is_charged_for_and_which_release_it_means() -> None:
    question = question_of("/v1/articles", b"q=x&format=csv&release=2026-11-23.1")
    assert (question.searches, question.exports, question.release, question.is_pinned) == (True, True, "2026-11-23.1", True)
    assert not question_of("/v1/articles", b"release=2026-11-23").is_pinned
    assert not question_of("/v1/statistics/x", b"format=svg").exports
