"""Code lists as published: a release keeps the labels and validity that it was made with."""

from datetime import date
from typing import ClassVar

from api.models.base import Versioned, one_version_each


class Code(Versioned, table=True):
    """One value of a code list, in the list's own order."""

    __table_args__ = one_version_each("code", "list_name", "code")
    key: ClassVar[tuple[str, ...]] = ("list_name", "code")

    list_name: str
    code: str
    position: int
    parent: str | None = None
    label_en: str
    label_ar: str
    definition_en: str | None = None
    definition_ar: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str | None = None
    pcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
