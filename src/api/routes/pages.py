"""The few pages for people: the reference at /docs, all of it from this host, and what each problem means."""

from html import escape
from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI, Response
from fastapi.staticfiles import StaticFiles

from api.errors import NotFound
from api.text import messages
from api.text.languages import LANGUAGES, Language, direction

router = APIRouter(include_in_schema=False)

_ASSETS = Path(fastapi_offline.__file__).parent / "static"
_OWN_ASSETS = Path(__file__).parents[1] / "render" / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "public, max-age=300"}


def mount_assets(app: FastAPI) -> None:
    """Serves the reference's scripts and styles from this host."""
    app.mount("/docs/assets", StaticFiles(directory=_ASSETS), name="docs-assets")
    app.mount("/docs/own", StaticFiles(directory=_OWN_ASSETS), name="docs-own")


@router.get("/docs")
async def docs() -> Response:
    """The reference of the API."""
    return _page((_OWN_ASSETS / "docs.html").read_text(encoding="utf-8"))


@router.get("/problems/")
async def problems() -> Response:
    """Every problem that the service answers with."""
    items = "".join(
        f'<li><a href="/problems/{code}">{code}</a> — {escape(messages.problem(code, "en")[0])} — '
        f'<bdi lang="ar" dir="rtl">{escape(messages.problem(code, "ar")[0])}</bdi></li>'
        for code in messages.PROBLEM_CODES
    )
    return _page(_document("Problems · المشكلات", f"<h1>Problems · <bdi lang='ar'>المشكلات</bdi></h1><ul>{items}</ul>"))


@router.get("/problems/{code}")
async def problem(code: str) -> Response:
    """What one problem means, in both languages."""
    if code not in messages.PROBLEM_CODES:
        raise NotFound()
    return _page(_document(code, "".join(_explained(code, language) for language in LANGUAGES)))


def _explained(code: str, language: Language) -> str:
    title, detail = messages.problem(code, language)
    return f'<section lang="{language}" dir="{direction(language)}"><h1>{escape(title)}</h1><p>{escape(detail)}</p></section>'


def _document(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"></head><body>{body}</body></html>'
    )


def _page(html: str) -> Response:
    return Response(html, headers=_HEADERS, media_type="text/html; charset=utf-8")
