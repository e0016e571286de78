"""Code lists as a release published them: what codes mean, what lies under them, and the lists as records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from api import codelists, models
from api.errors import BadRequest, Mistake, NotFound
from api.models import in_release, read
from api.queries.parameters import values
from api.text.languages import Language

NONE = "none"


@dataclass(frozen=True)
class CodeRow:
    """One value of a list as published."""

    list_name: str
    code: str
    parent: str | None
    label_en: str
    label_ar: str
    definition_en: str | None
    definition_ar: str | None
    valid_from: date | None
    valid_to: date | None
    replaced_by: str | None
    pcode: str | None
    latitude: float | None
    longitude: float | None

    def label(self, language: Language) -> str:
        """Its label in a language."""
        return self.label_ar if language == "ar" else self.label_en


@dataclass(frozen=True)
class Codelists:
    """Every code list of one release, by name and code, in the lists' own order."""

    lists: Mapping[str, Mapping[str, CodeRow]]

    def label(self, name: str, code: str, language: Language) -> str:
        """What a code is called."""
        return self.lists[name][code].label(language)

    def path_label(self, name: str, code: str, language: Language) -> str:
        """What a code is called with all that it lies under: Thematic Reports › Others."""
        row = self.lists[name][code]
        own = row.label(language)
        return f"{self.path_label(name, row.parent, language)} › {own}" if row.parent else own

    def asked(self, parameter: str, given: str | None, name: str, *, under: bool = False) -> list[str | None]:
        """The codes that a parameter asks for, None standing for `none`; with `under`, also those that lie under them.

        Raises BadRequest, naming the codes of the list, for one that the release does not have.
        """
        known = self.lists[name]
        codes = values(given)
        if any(code not in known and code != NONE for code in codes):
            raise BadRequest(Mistake(parameter, "unknown-code", [*known, NONE]))
        wanted: dict[str | None, None] = {}
        for code in codes:
            wanted.update(dict.fromkeys([None] if code == NONE else self._with_under(name, code) if under else [code]))
        return list(wanted)

    def _with_under(self, name: str, code: str) -> Iterable[str]:
        yield code
        for child in [row.code for row in self.lists[name].values() if row.parent == code]:
            yield from self._with_under(name, child)


def load_codelists(connection: Connection, number: int) -> Codelists:
    """The code lists of a release."""
    table = models.code
    columns = [table.c[name] for name in CodeRow.__dataclass_fields__]
    statement = select(*columns).where(in_release(table, number)).order_by(table.c.list_name, table.c.position)
    lists: dict[str, dict[str, CodeRow]] = {name: {} for name in codelists.NAMES}
    for row in read(connection, statement):
        lists[row["list_name"]][row["code"]] = CodeRow(**row)
    return Codelists(lists)


def get_codelist(lists: Codelists, name: str) -> list[CodeRow]:
    """The values of one list, or NotFound."""
    if name not in lists.lists:
        raise NotFound()
    return list(lists.lists[name].values())
