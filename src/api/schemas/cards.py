"""Publications as lists show them, made once at publish: JSON with marks where the address and the name of the list go."""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import orjson

from api.queries.cards import CardRow
from api.queries.codelists import Codelists
from api.queries.publications import PublicationRow
from api.schemas.common import View
from api.schemas.publications import shape_publication, spoken_language
from api.schemas.search import highlights
from api.text.languages import Language

# Characters that Unicode promises never to use: no text has them. In a card each is one that JSON itself never has: of one byte,
# so that it is found in a fifth of the time.
_ADDRESS, _COLLECTION = "\ufdd0", "\ufdd1"
_ADDRESS_IN_CARDS, _COLLECTION_IN_CARDS = "\x01", "\x02"


class Card(Mapping[str, Any]):
    """A record that is JSON already, but for the marks in it. It is read only where single fields are asked for.

    meanings: what stands for the marks, all in UTF-8. The same for all cards of an answer, whose bytes are gone through once.
    """

    def __init__(self, json: str, meanings: Mapping[bytes, bytes]) -> None:
        self.json = json
        self.meanings = meanings

    @cached_property
    def _record(self) -> dict[str, Any]:
        read: dict[str, Any] = orjson.loads(written(self.json.encode(), self.meanings))
        return read

    def __getitem__(self, name: str) -> Any:
        return self._record[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._record)

    def __len__(self) -> int:
        return len(self._record)


def written(json: bytes, meanings: Mapping[bytes, bytes]) -> bytes:
    """JSON with what its marks mean."""
    for mark, meaning in meanings.items():
        json = json.replace(mark, meaning)
    return json


def make_card(row: PublicationRow, language: Language, codelists: Codelists) -> str:
    """The card of a publication in a language."""
    view = View(language, codelists, _ADDRESS, {}, "")
    json = orjson.dumps(shape_publication(row, view, _COLLECTION)).decode()
    return json.replace(_ADDRESS, _ADDRESS_IN_CARDS).replace(_COLLECTION, _COLLECTION_IN_CARDS)


def shape_listed(listed: PublicationRow | CardRow, view: View, collection: str) -> Mapping[str, Any]:
    """A publication of a list, from its card where it has one. collection: reports or articles."""
    if isinstance(listed, PublicationRow):
        return shape_publication(listed, view, collection)
    json = listed.json
    if listed.question:
        text = listed.texts[spoken_language(listed.texts, view.language)]
        json = f'{json[:-1]},"highlights":{orjson.dumps(highlights(listed.question, text)).decode()}}}'
    return Card(json, _meanings(view.public_url, collection))


@lru_cache(maxsize=8)
def _meanings(public_url: str, collection: str) -> Mapping[bytes, bytes]:
    return {_ADDRESS_IN_CARDS.encode(): public_url.encode(), _COLLECTION_IN_CARDS.encode(): collection.encode()}
