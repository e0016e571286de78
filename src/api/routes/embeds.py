"""GET /embed/...: frames that any site may show, without a script, a cookie or a request to another host."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.answers import meta_of
from api.http.pages import answer_page, domain_of
from api.http.parameters import Ask
from api.http.questions import canonical
from api.queries.embeds import ArticlesEmbedQuery, EmbedQuery, StatisticsEmbedQuery
from api.queries.feeds import find_items, items_of
from api.queries.figures import get_figure
from api.queries.publications import ArticleQuery, get_publication, withdrawn_publication
from api.queries.revisions import history_of
from api.queries.series import get_series
from api.queries.snapshot import Snapshot
from api.queries.statistics import understand
from api.queries.tables import answer
from api.render.embeds import articles_frame, figure_frame, statistics_frame, withdrawn_frame
from api.render.pages import COMPONENT, COMPONENT_VERSION, EMBED_POLICY, Frame
from api.schemas.common import View
from api.schemas.feeds import shape_entry
from api.schemas.figures import shape_detail
from api.schemas.revisions import shape_withdrawal
from api.schemas.statistics import shape_table

router = APIRouter(include_in_schema=False)
_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/embed/articles")
def embed_articles(query: Annotated[ArticlesEmbedQuery, Query()], ask: Ask) -> Response:
    """The newest publications that have a text in the asked language."""

    def make(snapshot: Snapshot, view: View, frame: Frame) -> str:
        asked = ArticleQuery(lang=query.lang, section=query.section, limit=query.limit)
        return articles_frame([shape_entry(item, view, domain_of(ask)) for item in find_items(snapshot, asked)], frame)

    return answer_page(ask, query, EMBED_POLICY, make)


@router.get("/embed/articles/{article_id}")
def embed_article(article_id: str, query: Annotated[EmbedQuery, Query()], ask: Ask) -> Response:
    """One publication."""

    def make(snapshot: Snapshot, view: View, frame: Frame) -> str:
        if withdrawal := withdrawn_publication(snapshot, article_id):
            return withdrawn_frame(shape_withdrawal(withdrawal, view), frame)
        items = items_of(snapshot, [get_publication(snapshot, article_id, report=False)], query.lang)
        return articles_frame([shape_entry(item, view, domain_of(ask)) for item in items], frame, single=True)

    return answer_page(ask, query, EMBED_POLICY, make)


@router.get("/embed/figures/{figure_id}")
def embed_figure(figure_id: str, query: Annotated[EmbedQuery, Query()], ask: Ask) -> Response:
    """A figure as its sentence, with its hedge and the day on which it was corrected or withdrawn."""

    def make(snapshot: Snapshot, view: View, frame: Frame) -> str:
        history = history_of(snapshot, figure_id)
        if history.withdrawal:
            return withdrawn_frame(shape_withdrawal(history.withdrawal, view), frame)
        return figure_frame(shape_detail(get_figure(snapshot, figure_id), history, view), frame)

    return answer_page(ask, query, EMBED_POLICY, make)


@router.get("/embed/statistics/{series}")
def embed_statistics(series: str, query: Annotated[StatisticsEmbedQuery, Query()], ask: Ask) -> Response:
    """A table of a series with its chart."""

    def make(snapshot: Snapshot, view: View, frame: Frame) -> str:
        row = get_series(snapshot, series)
        table = answer(row, understand(row, query, snapshot), snapshot)
        asked = {name: value for name, value in ask.asked.items() if name != "theme"}
        chart = f"/v1/statistics/{series}?{canonical({**asked, 'format': 'svg'}.items())}"
        return statistics_frame(*shape_table(table, view, meta_of(ask, query, snapshot.release)), frame, chart)

    return answer_page(ask, query, EMBED_POLICY, make)


@router.get("/embed/snhr.js")
async def component() -> Response:
    """The web component, whichever version is the newest."""
    return Response(COMPONENT, headers={"Cache-Control": "public, max-age=3600"}, media_type="text/javascript; charset=utf-8")


@router.get(f"/embed/snhr-{COMPONENT_VERSION}.js")
async def component_of_version() -> Response:
    """The web component of one version, whose bytes never change: a page may name its hash."""
    return Response(COMPONENT, headers={"Cache-Control": _FOR_EVER}, media_type="text/javascript; charset=utf-8")
