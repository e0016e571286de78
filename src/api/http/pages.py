"""Answers for feed readers and for people: feeds and pages that follow from a release, and are kept like all others."""

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import Request, Response

from api.errors import BadRequest, Mistake
from api.http.answers import address, headers_of
from api.http.parameters import Asking
from api.http.problems import page_language
from api.queries.embeds import EmbedQuery, StatisticsEmbedQuery
from api.queries.feeds import find_items
from api.queries.publications import ArticleQuery
from api.queries.snapshot import Snapshot
from api.render.feeds import FeedFormat
from api.render.pages import Frame, home
from api.schemas.common import View
from api.schemas.feeds import Feed, shape_entry
from api.settings import Settings
from api.text.sentences import words

_NOT_IN_FEEDS = ("cursor", "fields", "facets", "format", "bom", "sort")


def answer_articles(asking: Asking, query: ArticleQuery, form: FeedFormat) -> Response:
    """The newest publications as a feed."""
    given = [Mistake(name, "not-in-feeds") for name in _NOT_IN_FEEDS if name in asking.asked]
    if given:
        raise BadRequest(*given)
    release = asking.release(query)
    with asking.reader.snapshot(release) as snapshot:
        view = asking.view(query, snapshot)
        entries = [shape_entry(item, view, domain_of(asking)) for item in find_items(snapshot, query)]
    feed = Feed(
        url=address(asking),
        title=words("feeds", "title", query.lang).replace("{publisher}", asking.settings.publisher_name(query.lang)),
        author=asking.settings.publisher_name(query.lang),
        language=query.lang,
        updated=max((entry.updated for entry in entries), default=release.released_at),
        home=home(asking.settings.public_url, query.lang),
    )
    return Response(form.render(feed, entries), headers=headers_of(asking, release, query), media_type=form.media_type)


def answer_page(
    asking: Asking, query: EmbedQuery | StatisticsEmbedQuery, policy: str, make: Callable[[Snapshot, View, Frame], str]
) -> Response:
    """A page that follows from a release, under a policy of its own."""
    release = asking.release(query)
    publisher = asking.settings.publisher_name(query.lang)
    notice = release.notice_ar if query.lang == "ar" else release.notice_en
    frame = Frame(query.lang, address(asking), asking.settings.public_url, publisher, release.id, query.theme, notice)
    with asking.reader.snapshot(release) as snapshot:
        html = make(snapshot, asking.view(query, snapshot), frame)
    return Response(html, headers={"Content-Security-Policy": policy}, media_type="text/html; charset=utf-8")


def plain_frame(request: Request) -> Frame:
    """What a page has that says nothing of a release."""
    settings: Settings = request.app.state.settings
    language = page_language(request.url.path)
    return Frame(language, f"{settings.public_url}{request.url.path}", settings.public_url, settings.publisher_name(language))


def domain_of(asking: Asking) -> str:
    """The publisher's domain, of which the ids of entries are."""
    return (urlsplit(asking.settings.publisher_url).hostname or "").removeprefix("www.")
