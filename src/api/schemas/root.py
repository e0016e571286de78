"""The entrance of the API: what there is, under which terms."""

from typing_extensions import TypedDict

from api import __version__
from api.queries.parameters import MAX_LIMIT
from api.queries.snapshot import ReleaseRow
from api.schemas.common import License, View
from api.settings import Settings
from api.text.languages import LANGUAGES

COLLECTIONS = ("reports", "articles", "figures", "codelists", "releases")


class Limits(TypedDict):
    """What a client may spend, as quota and window."""

    client: str
    search: str
    export: str
    page: int


class RootRecord(TypedDict):
    """What there is: collections by name, the release that is current, licence, contact and limits."""

    name: str
    version: str
    publisher: str
    release: str
    license: License
    contact: str
    notice: str | None
    languages: list[str]
    limits: Limits
    links: dict[str, str]


def shape_root(settings: Settings, release: ReleaseRow, view: View) -> RootRecord:
    """The entrance as a release sees it."""
    lang = view.language
    return {
        "name": "SNHR Public Data API",
        "version": __version__,
        "publisher": settings.publisher_name(lang),
        "release": release.id,
        "license": {"name": settings.license_name(lang), "url": settings.license_url or None},
        "contact": settings.contact,
        "notice": release.notice_ar if lang == "ar" else release.notice_en,
        "languages": list(LANGUAGES),
        "limits": {
            "client": settings.client_limits,
            "search": settings.search_limit,
            "export": settings.export_limit,
            "page": MAX_LIMIT,
        },
        "links": _links(view),
    }


def _links(view: View) -> dict[str, str]:
    links = {name: view.link(f"/{name}") for name in COLLECTIONS}
    links["changes"] = view.link("/changes", since=view.release)
    return {"self": view.link(""), **links, "openapi": view.link("/openapi.json"), "docs": f"{view.public_url}/docs"}
