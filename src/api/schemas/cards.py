"""Publications as lists show them, made once at publish: JSON with marks where the address and the name of the list go."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from api.queries.cards import CardRow
from api.queries.codelists import Codelists
from api.queries.publications import PublicationRow
from api.schemas.common import View
from api.schemas.publications import shape_publication, spoken_language
from api.schemas.search import highlights
from api.text.languages import Language

# Characters that Unicode promises never to use: no text has them.
_ADDRESS, _COLLECTION = "\ufdd0", "\ufdd1"


class Card(Mapping[str, Any]):
    """A record that is JSON already. It is read only where single fields are asked for."""

    def __init__(self, json: str) -> None:
        self.json = json
        self._record: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        if self._record is None:
            self._record = orjson.loads(self.json)
        return self._record[name]

    def __iter__(self) -> Iterator[str]:
        return iter(orjson.loads(self.json))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def make_card(row: PublicationRow, language: Language, codelists: Codelists) -> str:
    """The card of a publication in a language."""
    view = View(language, codelists, _ADDRESS, {}, "")
    return orjson.dumps(shape_publication(row, view, _COLLECTION)).decode()


def shape_listed(listed: PublicationRow | CardRow, view: View, collection: str) -> Mapping[str, Any]:
    """A publication of a list, from its card where it has one. collection: reports or articles."""
    if isinstance(listed, PublicationRow):
        return shape_publication(listed, view, collection)
    json = listed.json.replace(_ADDRESS, view.public_url).replace(_COLLECTION, collection)
    if listed.question:
        text = listed.texts[spoken_language(listed.texts, view.language)]
        json = f'{json[:-1]},"highlights":{orjson.dumps(highlights(listed.question, text)).decode()}}}'
    return Card(json)
