"""Pass 2: what the words of a text stand for: the longest known phrase at each place, in either language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.ingest.figures.lexicon import Entry, Form, Node, forms, tree
from api.ingest.figures.tokens import Token, tokenize

# Inside a phrase they do not matter: Hay'at Tahrir al-Sham, "the State" organisation, and/or.
_SOFT = frozenset("'’‘`´-‐‑\"“”«»/")
_HYPHENS = "-‐‑"
_REACH = 3
_NO_FORM = Form("")


@dataclass(slots=True)
class Item:
    """A token, or several that mean one thing. kind: phrase, word, number, date, mark or line; entries: what it may mean."""

    kind: str
    key: str
    start: int
    end: int
    entries: tuple[Entry, ...] = ()
    roles: frozenset[str] = frozenset()
    form: Form = _NO_FORM
    value: float | None = None
    tied: bool = False

    def means(self, *kinds: str) -> Entry | None:
        """The first meaning of one of these kinds."""
        for entry in self.entries:
            if entry.kind in kinds:
                return entry
        return None

    @property
    def parties(self) -> list[Entry]:
        """The parties that it may name; their days of validity differ."""
        return [entry for entry in self.entries if entry.kind == "parties"]


def tag(text: str, start: int = 0, end: int | None = None) -> list[Item]:
    """The items of a text between two positions, in order, without the marks that matter inside phrases only."""
    tokens = list(tokenize(text, start, len(text) if end is None else end))
    soft = [_is_soft(tokens, place) for place in range(len(tokens))]
    hard = [token for token, skipped in zip(tokens, soft, strict=True) if not skipped]
    tied = {token.start + 1 for token, skipped in zip(tokens, soft, strict=True) if skipped and token.key in _HYPHENS}
    items, place = [], 0
    while place < len(hard):
        length, item = _item(hard, place)
        item.tied = item.start in tied
        items.append(item)
        place += length
    for place, item in enumerate(items):
        if item.entries and any(entry.adjective for entry in item.entries):
            _settle_adjective(items, place)
    return list(_without_glosses(items))


def _without_glosses(items: Sequence[Item]) -> Iterator[Item]:
    """The items without “(adult female)” behind “women”, and without the brackets in “by (the regime)”."""
    place = 0
    while place < len(items):
        length = _gloss(items, place) if items[place].key == "(" and place else 0
        if length and items[place + 1].parties:
            yield items[place + 1]
        if not length:
            yield items[place]
        place += length or 1


def _gloss(items: Sequence[Item], place: int) -> int:
    if place + 2 >= len(items) or items[place + 2].key != ")":
        return 0
    if items[place + 1].parties and "by" in items[place - 1].roles:
        return 3
    counted = items[place - 1].means("victims")
    if counted is None:
        return 0
    again = items[place + 1].means("victims")
    return 3 if again is not None and again.code == counted.code else 0


def _is_soft(tokens: Sequence[Token], place: int) -> bool:
    """A hyphen between spaces is a dash, and one after a list number or letter ends it."""
    token = tokens[place]
    if token.key in ("(", ")"):
        return _is_around_number(tokens, place if token.key == "(" else place - 2)
    if token.kind != "mark" or token.key not in _SOFT:
        return False
    if token.key not in _HYPHENS:
        return True
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return bool(before and after and before.end == token.start and after.start == token.end)


def _is_around_number(tokens: Sequence[Token], place: int) -> bool:
    """(1841) inside a sentence; at the beginning of a line it is a list number."""
    if place < 1 or place + 2 >= len(tokens) or tokens[place - 1].kind == "line":
        return False
    return tokens[place].key == "(" and tokens[place + 1].kind == "number" and tokens[place + 2].key == ")"


def _item(tokens: Sequence[Token], place: int) -> tuple[int, Item]:
    token = tokens[place]
    if token.kind != "word":
        return 1, Item(token.kind, token.key, token.start, token.end)
    best: tuple[int, Node | None, Form] = (0, None, Form(token.key))
    for form in forms(token.key):
        node = tree().next.get(form.stem)
        if node:
            length, found = _longest(tokens, place, node)
            if found and length > best[0]:
                best = (length, found, form)
    length, found, form = best
    if found is None:
        return 1, Item("word", token.key, token.start, token.end, form=Form(token.key))
    last = tokens[place + length - 1]
    roles = frozenset(entry.code for entry in found.entries if entry.kind == "role")
    return length, Item("phrase", token.key, token.start, last.end, found.entries, roles, form)


def _longest(tokens: Sequence[Token], place: int, node: Node) -> tuple[int, Node | None]:
    """How many tokens the longest phrase takes that starts with this node, and its end."""
    best: tuple[int, Node | None] = (1, node) if node.entries else (0, None)
    length = 1
    while place + length < len(tokens) and tokens[place + length].kind == "word" and node.next:
        following = (node.next.get(form.stem) for form in forms(tokens[place + length].key))
        step = next((found for found in following if found), None)
        if step is None:
            break
        node, length = step, length + 1
        if node.entries:
            best = (length, node)
    return best


def _settle_adjective(items: Sequence[Item], place: int) -> None:
    """“Russian” names a party only beside forces, attacks and the like; elsewhere the meaning goes."""
    item = items[place]
    arabic = item.key[:1] >= "\u0600"
    beside = items[max(0, place - _REACH) : place][::-1] if arabic else items[place + 1 : place + 1 + _REACH]
    if _reaches_agency(beside, arabic=arabic) or _is_believed(items, place):
        return
    item.entries = tuple(entry for entry in item.entries if not entry.adjective)


def _reaches_agency(beside: Iterable[Item], *, arabic: bool) -> bool:
    for item in beside:
        if item.roles & {"agency", "ally"} or any(not entry.adjective for entry in item.parties):
            return True
        joins = (
            item.parties
            or item.key in ("and", "the", "its")
            or (item.kind == "word" and not arabic)
            or (arabic and item.kind == "word" and item.key.endswith(("ي", "يه")))
        )
        if not joins:
            return False
    return False


def _is_believed(items: Sequence[Item], place: int) -> bool:
    """“Forces we believe are Russian”: the noun stands before the belief."""
    before = items[max(0, place - 6) : place]
    hedged = next((index for index, item in enumerate(before) if "hedge" in item.roles), None)
    return hedged is not None and any("agency" in item.roles for item in before[:hedged])
