"""Pages to drafts: only what differs from what is published becomes a draft, so an unchanged import makes none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from api import models
from api.errors import Refusal
from api.ingest.identities import keys_of, public_id
from api.ingest.records import BodyRecord, PageRecord, PeriodRecord, PublicationRecord, TextRecord
from api.ingest.versions import Values, latest, replace
from api.models import Versioned
from api.models.codelists import Code
from api.models.publications import Publication, PublicationPlace, PublicationSection, PublicationText
from api.text.addresses import address_key

_PUBLICATION_ID_LENGTH = 8


@dataclass(frozen=True)
class Source:
    """Where an import comes from."""

    kind: str
    name: str
    sha256: str
    bodies: Sequence[BodyRecord] = ()


def store_page(connection: Connection, page: PageRecord, pair: str | None = None) -> tuple[str, bool]:
    """Makes drafts of a page's publication and text. Gives its public id, and whether anything is new.

    Raises Refusal where the page, or the publication to pair it with, is already something else.
    """
    text = page.text
    keys = keys_of(text.language, text.title, text.url, page.post_id)
    found = _identify(connection, keys, pair)
    if pair:
        _refuse_other_address(connection, found, text)
    _remember(connection, keys, found)
    changed = store_publication(connection, found, page.publication, text.language)
    return found, store_text(connection, found, text) or changed


def store_publication(connection: Connection, publication_id: str, stated: PublicationRecord, language: str) -> bool:
    """Makes a draft of what a page states about its publication, if it differs. Gives whether it does."""
    stated = _merged(connection, publication_id, stated, language)
    scope = {"public_id": publication_id}
    row = {
        "kind": stated.kind,
        "published_on": stated.published_on,
        "modified_on": stated.modified_on,
        "period_start": stated.period.start,
        "period_end": stated.period.end,
    }
    sections = [{"section": code, "is_primary": place == 0} for place, code in enumerate(stated.sections)]
    changes = [
        replace(connection, Publication, scope, [row]),
        replace(connection, PublicationSection, scope, sections),
        replace(connection, PublicationPlace, scope, [{"place": code} for code in stated.places]),
    ]
    return any(changes)


def store_text(connection: Connection, publication_id: str, text: TextRecord) -> bool:
    """Makes a draft of a text, if it differs. Gives whether it does; its figures are read by figure_drafts.read_figures."""
    row = {
        **text.model_dump(mode="json", exclude={"related"}),
        "related": [address_key(url) for url in text.related],
    }
    return replace(connection, PublicationText, {"public_id": publication_id, "language": text.language}, [row])


def store_codes(connection: Connection, codes: Iterable[Values]) -> bool:
    """Makes drafts of the code lists where they differ from the published ones."""
    by_list: dict[str, list[Values]] = {}
    for code in codes:
        by_list.setdefault(code["list_name"], []).append(code)
    changes = [replace(connection, Code, {"list_name": name}, rows) for name, rows in by_list.items()]
    return any(changes)


def note_import(connection: Connection, source: Source, publications: int = 0, figures: int = 0, observations: int = 0) -> None:
    """Writes down an import that changed something."""
    row = {
        "imported_at": datetime.now(UTC),
        "source_kind": source.kind,
        "source": source.name,
        "input_sha256": source.sha256,
        "publications": publications,
        "figures": figures,
        "observations": observations,
        "bodies": [body.model_dump() for body in source.bodies] or None,
    }
    connection.execute(insert(models.import_run).values(row))


def _identify(connection: Connection, keys: Sequence[str], pair: str | None) -> str:
    """The public id that keys lead to: one known, or the one to pair with, or a new one."""
    table = models.source_identity
    known = set(connection.scalars(select(table.c.public_id).where(table.c.key.in_(keys))))
    if len(known) > 1:
        raise Refusal(f"this page's address and its post belong to different publications: {', '.join(sorted(known))}")
    if pair is None:
        return next(iter(known), public_id("pub", keys[0], _PUBLICATION_ID_LENGTH))
    if known - {pair}:
        raise Refusal(f"this page already belongs to {known.pop()}, not to {pair}; leave out --pair to update it")
    if not connection.scalar(select(table.c.public_id).where(table.c.public_id == pair).limit(1)):
        raise Refusal(f"there is no publication {pair}; 'snhr-api review list' shows the drafts")
    return pair


def _refuse_other_address(connection: Connection, publication_id: str, text: TextRecord) -> None:
    """One publication has one page in each language: a second one would silently replace the first."""
    table = models.publication_text
    mine = (table.c.public_id == publication_id, table.c.language == text.language, table.c.removed_in.is_(None))
    for other in connection.execute(select(table.c.url, table.c.title).where(*mine)):
        same = address_key(other.url) == address_key(text.url) if other.url and text.url else other.title == text.title
        if not same:
            raise Refusal(f"{publication_id} already has another page in this language: {other.url or other.title}")


def _remember(connection: Connection, keys: Sequence[str], publication_id: str) -> None:
    table = models.source_identity
    known = set(connection.scalars(select(table.c.key).where(table.c.key.in_(keys))))
    new = [{"key": key, "public_id": publication_id} for key in keys if key not in known]
    if new:
        connection.execute(insert(table), new)


def stated_by(connection: Connection, publication_id: str) -> PublicationRecord:
    """What is stored of a publication, as it will be once published."""
    row = latest(connection, Publication, {"public_id": publication_id})[0]
    return PublicationRecord(
        kind=row["kind"],
        published_on=row["published_on"],
        modified_on=row["modified_on"],
        period=PeriodRecord(start=row["period_start"], end=row["period_end"]),
        sections=_codes(connection, PublicationSection, "section", publication_id),
        places=_codes(connection, PublicationPlace, "place", publication_id),
    )


def _merged(connection: Connection, publication_id: str, stated: PublicationRecord, language: str) -> PublicationRecord:
    """What a page states, together with what the publication's page in the other language stated before."""
    texts = models.publication_text
    mine = (texts.c.public_id == publication_id, texts.c.removed_in.is_(None))
    if not connection.scalar(select(texts.c.row_id).where(*mine, texts.c.language != language).limit(1)):
        return stated
    # What a publication is, and when it came out, the page that was imported first says.
    before = stated_by(connection, publication_id)
    if _first_language(connection, publication_id) == language:
        return _completed(stated, before)
    return _completed(before, stated)


def _first_language(connection: Connection, publication_id: str) -> str | None:
    """The language of the first post that became part of a publication, where it came from a site."""
    posts = models.source_post
    mine = select(posts.c.language).where(posts.c.public_id == publication_id)
    return connection.scalar(mine.order_by(posts.c.row_id).limit(1))


def _completed(first: PublicationRecord, second: PublicationRecord) -> PublicationRecord:
    """What the first states, and of what it leaves open, what the second states."""
    period = {name: getattr(first.period, name) or getattr(second.period, name) for name in ("start", "end")}
    open_facts = ("published_on", "modified_on", "sections", "places")
    told = {name: getattr(first, name) or getattr(second, name) for name in open_facts}
    return PublicationRecord.model_validate({"kind": first.kind, "period": period, **told})


def _codes(connection: Connection, model: type[Versioned], column: str, publication_id: str) -> list[str]:
    rows = latest(connection, model, {"public_id": publication_id})
    return [row[column] for row in sorted(rows, key=lambda row: not row.get("is_primary", False))]
