"""What oEmbed 1.0 answers: a frame that a page can show as it is."""

from html import escape
from typing import Literal
from urllib.parse import urlencode

from typing_extensions import TypedDict

from api.queries.figures import FigureRow
from api.queries.oembed import Embedded, OembedQuery
from api.queries.publications import PublicationRow
from api.schemas.common import View
from api.schemas.figures import figure_sentence
from api.schemas.publications import spoken_language
from api.text.languages import Language
from api.text.pages import page_words

_WIDTH = 600
_HEIGHTS = {"articles": 460, "figures": 280, "statistics": 640}
_ONE_ARTICLE = 240
_CACHE_SECONDS = 300


class OembedRecord(TypedDict):
    """A frame, with a title and its provider. width and height in pixels."""

    version: Literal["1.0"]
    type: Literal["rich"]
    title: str
    author_name: str
    provider_name: str
    provider_url: str
    cache_age: int
    width: int
    height: int
    html: str


def shape_oembed(embedded: Embedded, query: OembedQuery, view: View, provider: str) -> OembedRecord:
    """The frame of an address, no larger than was asked for. provider: the name of the service."""
    asked = dict(embedded.parameters)
    language: Language = "ar" if asked.get("lang") == "ar" else "en"
    kind, _, public_id = embedded.path.removeprefix("/embed/").partition("/")
    height = _ONE_ARTICLE if kind == "articles" and public_id else _HEIGHTS[kind]
    width, height = min(_WIDTH, query.maxwidth or _WIDTH), min(height, query.maxheight or height)
    title = _title(embedded, view, language)
    query_string = f"?{urlencode(asked, safe=',')}" if asked else ""
    source = escape(f"{view.public_url}{embedded.path}{query_string}")
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": view.publisher[language],
        "provider_name": provider,
        "provider_url": f"{view.public_url}/",
        "cache_age": _CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": f'<iframe src="{source}" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0;max-width:100%" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
    }


def _title(embedded: Embedded, view: View, language: Language) -> str:
    shown = embedded.shown
    if shown is None:
        return f"{page_words(language).latest} · {view.publisher[language]}"
    if isinstance(shown, FigureRow):
        return figure_sentence(shown, view, language)
    if isinstance(shown, PublicationRow):
        return str(shown.texts[spoken_language(shown.texts, language)]["title"])
    return shown.title[language]
