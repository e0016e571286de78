"""The pages for people: the landing page, guides, the reference at /docs, all from this host, and what each problem means.

A page that is there in both languages is Arabic under /ar/.
"""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from api.errors import NotFound
from api.http.pages import answer_page, plain_frame
from api.http.parameters import Ask
from api.http.problems import page_language
from api.queries.embeds import EmbedQuery
from api.queries.overview import find_overview
from api.queries.snapshot import Snapshot
from api.render.guides import IMAGES, get_guide, list_guides
from api.render.landing import landing_page
from api.render.pages import PAGE_POLICY, Frame, render_page
from api.schemas.common import View
from api.text import messages
from api.text.languages import LANGUAGES, Language

router = APIRouter(include_in_schema=False)

_ASSETS = Path(fastapi_offline.__file__).parent / "static"
_OWN_ASSETS = Path(__file__).parents[1] / "render" / "static"
# The reference styles itself from its script.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def mount_assets(app: FastAPI) -> None:
    """Serves the reference's scripts and styles, and the pictures of guides, from this host."""
    app.mount("/docs/assets", StaticFiles(directory=_ASSETS), name="docs-assets")
    app.mount("/docs/own", StaticFiles(directory=_OWN_ASSETS), name="docs-own")
    app.mount("/guides/images", StaticFiles(directory=IMAGES), name="guide-images")


@router.get("/")
@router.get("/ar/")
def landing(ask: Ask) -> Response:
    """The landing page."""

    def make(snapshot: Snapshot, _: View, frame: Frame) -> str:
        return landing_page(find_overview(snapshot), snapshot.release.released_at, frame, ask.settings)

    return answer_page(ask, EmbedQuery(lang=page_language(ask.request.url.path)), PAGE_POLICY, make)


@router.get("/guides/")
@router.get("/ar/guides/")
def guides(request: Request) -> Response:
    """All guides."""
    frame = plain_frame(request)
    shown = {"english": "/guides/", "arabic": "/ar/guides/", "guides": list_guides(frame.language)}
    return _page(render_page("guides.html", frame, **shown), frame.language)


@router.get("/guides/{name}")
@router.get("/ar/guides/{name}")
def guide(name: str, request: Request) -> Response:
    """A guide."""
    frame = plain_frame(request)
    found = get_guide(name, frame.language, frame.public_url)
    shown = {"english": f"/guides/{name}", "arabic": f"/ar/guides/{name}", "guide": found}
    return _page(render_page("guide.html", frame, **shown), frame.language)


@router.get("/docs")
async def docs() -> Response:
    """The reference of the API."""
    return _page((_OWN_ASSETS / "docs.html").read_text(encoding="utf-8"), "en", _DOCS_POLICY)


@router.get("/problems/")
async def problems(request: Request) -> Response:
    """Every problem that the service answers with."""
    return _problems(request, messages.PROBLEM_CODES, single=False)


@router.get("/problems/{code}")
async def problem(code: str, request: Request) -> Response:
    """What one problem means, in both languages."""
    if code not in messages.PROBLEM_CODES:
        raise NotFound()
    return _problems(request, (code,), single=True)


def _problems(request: Request, codes: tuple[str, ...], *, single: bool) -> Response:
    listed = [{"code": code, "said": [(language, messages.problem(code, language)) for language in LANGUAGES]} for code in codes]
    return _page(render_page("problems.html", plain_frame(request), problems=listed, single=single), "en")


def _page(html: str, language: Language, policy: str = PAGE_POLICY) -> Response:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "public, max-age=300", "Content-Language": language}
    return Response(html, headers=headers, media_type="text/html; charset=utf-8")
