"""GET /v1/articles: every publication, as the site's listing shows it."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import Listing, answer_list, answer_record
from api.http.parameters import Ask, data_router
from api.queries.cards import find_cards
from api.queries.figures import figures_of
from api.queries.parameters import RecordQuery
from api.queries.publications import ArticleQuery, find_related, get_publication, withdrawn_publication
from api.queries.snapshot import Snapshot
from api.schemas.cards import shape_listed
from api.schemas.common import ListAnswer, RecordAnswer, View
from api.schemas.publications import PublicationDetail, PublicationRecord, shape_detail
from api.schemas.revisions import refuse_withdrawn

router = data_router("articles")
_LISTING = Listing(PublicationRecord, find_cards, lambda listed, view: shape_listed(listed, view, "articles"))


@router.get("/articles", response_model=ListAnswer[PublicationRecord], operation_id="listArticles")
def list_articles(query: Annotated[ArticleQuery, Query()], ask: Ask) -> Response:
    """Everything published, newest first."""
    return answer_list(ask, query, _LISTING)


@router.get("/articles/{article_id}", response_model=RecordAnswer[PublicationDetail], operation_id="getArticle")
def get_article(article_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One publication with its text, quotes, documents, figures and what goes with it; 410 once it is withdrawn."""

    def make(snapshot: Snapshot, view: View) -> PublicationDetail:
        refuse_withdrawn(withdrawn_publication(snapshot, article_id), view)
        row = get_publication(snapshot, article_id, report=False)
        return shape_detail(row, figures_of(snapshot, article_id), find_related(snapshot, row), view, "articles")

    return answer_record(ask, query, PublicationDetail, make)
