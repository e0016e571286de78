"""GET /v1/feeds/articles.{atom,rss,json}: the newest publications for feed readers and partner sites."""

from typing import Annotated

from fastapi import Query, Response

from api.http.pages import answer_articles
from api.http.parameters import Ask, data_router
from api.queries.publications import ArticleQuery
from api.render.feeds import feed_format

router = data_router("feeds")


@router.get("/feeds/articles.{form}", operation_id="getFeed")
def get_feed(form: str, query: Annotated[ArticleQuery, Query()], ask: Ask) -> Response:
    """The newest publications that have a text in the asked language, with the filters of articles; a corrected one says so."""
    return answer_articles(ask, query, feed_format(form))
