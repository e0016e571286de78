"""The landing page: what this is, what there is now, and how to ask, embed, download and cite it."""

from datetime import datetime

from api.queries.overview import Overview
from api.render.guides import list_guides
from api.render.pages import Frame, render_page
from api.settings import Settings
from api.text.labels import label
from api.text.pages import page_words


def landing_page(overview: Overview, released_at: datetime, frame: Frame, settings: Settings) -> str:
    """The page in the frame's language."""
    words = page_words(frame.language)
    speaks = "&lang=ar" if frame.language == "ar" else ""
    series = f"/v1/statistics/{overview.drawn.id}?group_by=year{speaks}" if overview.drawn else ""
    examples = [
        (words.ask_latest, f"/v1/articles?limit=3&fields=id,title,published_on{speaks}"),
        (words.ask_figures, f"/v1/figures?victim=children&place=aleppo&fields=value,sentence{speaks}"),
    ]
    # Ids and addresses are read from left to right, also within Arabic.
    cited = {"publisher": frame.publisher, "title": words.name, "release": _ltr(frame.release), "url": _ltr(frame.home)}
    return render_page(
        "landing.html",
        frame,
        english="/",
        arabic="/ar/",
        overview=overview,
        released_at=released_at,
        speaks=speaks,
        series=series,
        examples=[*examples, (words.ask_statistics, series)] if series else examples,
        cited=label("cited", frame.language, **cited),
        license=settings.license_name(frame.language),
        settings=settings,
        guides=list_guides(frame.language),
    )


def _ltr(text: str) -> str:
    return f"\u2066{text}\u2069"
