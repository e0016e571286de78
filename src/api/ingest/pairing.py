"""The two languages of one publication become one: taken where it is sure, proposed to the reviewer where it may be."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from api.errors import Refusal
from api.ingest.drafts import stated_by, store_publication
from api.ingest.figure_drafts import load_texts
from api.ingest.pairs import CODE, LINK, Lone, Pair, find_alike, find_claims, report_codes
from api.ingest.reading import read_figures
from api.ingest.versions import replace
from api.models import (
    VERSIONED,
    figure,
    figure_check,
    figure_rejection,
    is_current,
    is_draft,
    pair_proposal,
    publication,
    publication_text,
    read,
    source_identity,
    source_post,
    table_of,
)
from api.models.base import BOOKKEEPING
from api.models.publications import PublicationText


@dataclass(frozen=True)
class Pairing:
    """What became one publication, and what a person is asked about."""

    taken: list[Pair]
    proposed: list[Pair]


def pair_languages(connection: Connection) -> Pairing:
    """Joins what is sure, and writes down what may be. The order in which the pages came in changes nothing."""
    taken: list[Pair] = []
    doubtful: list[Pair] = []
    refused = _refused(connection)
    for reason in (LINK, CODE):
        english, arabic = _lone(connection, "en"), _lone(connection, "ar")
        sure, unsure = find_claims(english, arabic, reason, refused)
        doubtful.extend(unsure)
        for pair in sure:
            if _is_published(connection, pair.english_id) and _is_published(connection, pair.arabic_id):
                doubtful.append(pair)
            else:
                join(connection, pair.english_id, pair.arabic_id)
                taken.append(pair)
    english, arabic = _lone(connection, "en"), _lone(connection, "ar")
    still = [pair for pair in doubtful if pair.english_id in english and pair.arabic_id in arabic]
    return Pairing(taken, _propose(connection, [*still, *find_alike(english, arabic)]))


def join(connection: Connection, one: str, other: str) -> str:
    """Makes one publication of two that have one language each; gives its id.

    What was decided on the other's figures is asked anew. Refusal where both are published, or have a page in the same language.
    """
    keep, gone = (other, one) if _is_published(connection, other) and not _is_published(connection, one) else (one, other)
    texts = load_texts(connection, gone)
    if not texts or not load_texts(connection, keep):
        raise Refusal(f"there is no publication {keep if texts else gone}; 'snhr-api review list' shows the drafts")
    if _is_published(connection, gone):
        raise Refusal(f"{keep} and {gone} are both published; withdraw one first: 'snhr-api release withdraw {gone}'")
    if texts.keys() & load_texts(connection, keep).keys():
        raise Refusal(f"{keep} and {gone} have a page in the same language; they are two publications")
    for language, text in texts.items():
        stated = stated_by(connection, gone)
        store_publication(connection, keep, stated, language)
        row = {name: value for name, value in text.items() if name not in BOOKKEEPING} | {"public_id": keep}
        replace(connection, PublicationText, {"public_id": keep, "language": language}, [row])
    _give_way(connection, gone, keep)
    read_figures(connection, keep)
    return keep


def open_proposals(connection: Connection) -> list[Pair]:
    """The pairs that wait for a person."""
    rows = read(connection, select(pair_proposal).where(~pair_proposal.c.refused).order_by(pair_proposal.c.row_id))
    return [Pair(row["english_id"], row["arabic_id"], row["reason"]) for row in rows]


def _refused(connection: Connection) -> frozenset[tuple[str, str]]:
    """What a person said are two: English and Arabic ids."""
    statement = select(pair_proposal.c.english_id, pair_proposal.c.arabic_id).where(pair_proposal.c.refused)
    return frozenset((row.english_id, row.arabic_id) for row in connection.execute(statement))


def refuse(connection: Connection, one: str, other: str) -> None:
    """Remembers that two publications are two. Refusal where nobody proposed that they are one."""
    mine = or_(
        (pair_proposal.c.english_id == one) & (pair_proposal.c.arabic_id == other),
        (pair_proposal.c.english_id == other) & (pair_proposal.c.arabic_id == one),
    )
    if not connection.execute(update(pair_proposal).where(mine).values(refused=True)).rowcount:
        raise Refusal(f"nothing proposes that {one} and {other} are one; 'snhr-api review list' shows the proposals")


def _give_way(connection: Connection, gone: str, keep: str) -> None:
    """One id instead of another wherever a page leads to it; what hung on the other goes."""
    for table in (source_identity, source_post):
        connection.execute(update(table).where(table.c.public_id == gone).values(public_id=keep))
    for table in map(table_of, VERSIONED):
        columns = [table.c[name] for name in ("public_id", "publication_id") if name in table.c]
        if columns:
            connection.execute(delete(table).where(or_(*(column == gone for column in columns)), is_draft(table)))
    for table in (figure_check, figure_rejection):
        connection.execute(delete(table).where(table.c.publication_id == gone))
    either = [keep, gone]
    connection.execute(
        delete(pair_proposal).where(or_(pair_proposal.c.english_id.in_(either), pair_proposal.c.arabic_id.in_(either)))
    )


def _is_published(connection: Connection, public_id: str) -> bool:
    mine = (publication.c.public_id == public_id, is_current(publication))
    return connection.scalar(select(publication.c.row_id).where(*mine).limit(1)) is not None


def _propose(connection: Connection, pairs: Iterable[Pair]) -> list[Pair]:
    """Writes down what was not proposed before; gives that."""
    rows = connection.execute(select(pair_proposal.c.english_id, pair_proposal.c.arabic_id))
    known = {(english_id, arabic_id) for english_id, arabic_id in rows}
    new = []
    for pair in pairs:
        if (pair.english_id, pair.arabic_id) not in known:
            known.add((pair.english_id, pair.arabic_id))
            new.append(pair)
    if new:
        connection.execute(insert(pair_proposal), [{**asdict(pair), "refused": False} for pair in new])
    return new


def _lone(connection: Connection, language: str) -> dict[str, Lone]:
    """The publications that have a text in this language alone, by id."""
    texts = publication_text
    standing = (texts.c.removed_in.is_(None), ~texts.c.drops)
    alone = (
        select(texts.c.public_id)
        .where(*standing)
        .group_by(texts.c.public_id)
        .having(func.count(texts.c.language.distinct()) == 1)
    )
    mine = (*standing, texts.c.language == language, texts.c.public_id.in_(alone))
    documents = {
        row.public_id: row.documents for row in connection.execute(select(texts.c.public_id, texts.c.documents).where(*mine))
    }
    links, days, numbers = _links(connection), _days(connection), _numbers(connection)
    return {
        public_id: Lone(
            public_id=public_id,
            published_on=days.get(public_id),
            links=links.get(public_id, frozenset()),
            codes=report_codes(document["url"] for document in listed),
            numbers=tuple(sorted(numbers.get(public_id, ()))),
        )
        for public_id, listed in documents.items()
    }


def _links(connection: Connection) -> dict[str, frozenset[str]]:
    """The publications that pages link to as their other language, by the id of the linking one."""
    posts = read(connection, select(source_post.c.public_id, source_post.c.alternates).where(source_post.c.gone_on.is_(None)))
    keys = {key for post in posts for key in post["alternates"]}
    known = {row.key: row.public_id for row in connection.execute(select(source_identity)) if row.key in keys}
    found = ((post["public_id"], frozenset(known[key] for key in post["alternates"] if key in known)) for post in posts)
    return {public_id: targets for public_id, targets in found if public_id and targets}


def _days(connection: Connection) -> dict[str, date | None]:
    rows = connection.execute(
        select(publication.c.public_id, publication.c.published_on)
        .where(publication.c.removed_in.is_(None))
        .order_by(publication.c.first_release.is_(None))
    )
    return {row.public_id: row.published_on for row in rows}


def _numbers(connection: Connection) -> dict[str, list[float]]:
    """The values of each publication's figures, as they will be once published."""
    mine = (figure.c.removed_in.is_(None), ~figure.c.drops)
    columns = (figure.c.publication_id, figure.c.public_id, figure.c.value)
    # A draft comes after the row that it stands for, and replaces it.
    rows = connection.execute(select(*columns).where(*mine).order_by(figure.c.first_release.is_(None)))
    newest = {(row.publication_id, row.public_id): row.value for row in rows}
    found: dict[str, list[float]] = {}
    for (publication_id, _), value in newest.items():
        found.setdefault(publication_id, []).append(value)
    return found
