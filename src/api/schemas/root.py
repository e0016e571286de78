"""The entrance of the API: what there is, under which terms."""

from typing_extensions import TypedDict

from api.schemas.common import License, View

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


def root_links(view: View) -> dict[str, str]:
    """Where everything is."""
    links = {name: view.link(f"/{name}") for name in COLLECTIONS}
    return {"self": view.link(""), **links, "openapi": view.link("/openapi.json"), "docs": f"{view.public_url}/docs"}
