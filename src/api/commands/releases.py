"""publish and release: drafts become a release, and what was released is looked at."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.writing import press, writing
from api.database import database_exists
from api.errors import Refusal
from api.ingest import review
from api.publishing.guard import Reason, read_reasons
from api.publishing.manifest import Press
from api.publishing.publish import NOTHING_WAITS, Notes, Published, is_anything_waiting, publish
from api.publishing.withdrawal import withdraw
from api.queries.releases import list_releases
from api.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Look at what was published.")


def publish_drafts(
    note_en: Annotated[str | None, typer.Option(help="What readers should know of this release.")] = None,
    note_ar: Annotated[str | None, typer.Option(help="The same in Arabic.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    reason: Annotated[list[str] | None, typer.Option(metavar="ID=CODE", help="Why a record changes or vanishes.")] = None,
    reasons: Annotated[Path | None, typer.Option(help="The same in a CSV file: id, code, note_en, note_ar.")] = None,
) -> None:
    """Make a release of everything that waits, whole or not at all."""
    if not database_exists(Settings().database_url):
        raise Refusal(NOTHING_WAITS)
    why = read_reasons(reason or (), reasons)
    sealing = press()
    left = [] if dry_run else _finish_earlier(sealing)
    with writing(keep=not dry_run) as connection:
        if left and not is_anything_waiting(connection):
            return
        waiting = review.list_drafts(connection)
        published = publish(connection, Notes(note_en, note_ar), why, sealed=False)
    for draft in waiting:
        print(f"{'adds' if draft.is_new else 'changes'} {draft.public_id} “{next(iter(draft.titles.values()))}”")
    _print_changes(published)
    if not dry_run:
        sealing.seal_all(published.number)
    print(f"would be release {published.id}; nothing was written" if dry_run else f"published release {published.id}")


def _finish_earlier(sealing: Press) -> list[str]:
    """What a publish that was interrupted left behind becomes a release first."""
    with writing():
        pass  # the schema is brought up to date first, where there is none
    left = sealing.seal_all()
    for release_id in left:
        print(f"published release {release_id}, which an earlier publish had left unfinished")
    return left


@app.command("withdraw")
def release_withdraw(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Published figures or publications.")],
    reason: Annotated[str, typer.Option(help="A code of the list reasons.")],
    note_en: Annotated[str | None, typer.Option(help="What readers should know of it.")] = None,
    note_ar: Annotated[str | None, typer.Option(help="The same in Arabic.")] = None,
) -> None:
    """Take figures or publications back: a new release without them; the old ones keep them."""
    sealing = press()
    _finish_earlier(sealing)
    with writing() as connection:
        published = withdraw(connection, ids, Reason(reason, note_en, note_ar), sealed=False)
    _print_changes(published)
    sealing.seal_all(published.number)
    print(f"published release {published.id}")


@app.command("list")
def release_list() -> None:
    """List all releases, newest first."""
    with writing() as connection:
        for release in reversed(list_releases(connection)):
            print(f"{release.id}  {release.released_at:%Y-%m-%d %H:%M:%S}Z  {release.note_en or ''}")


@app.command("show")
def release_show(release_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one release."""
    with writing() as connection:
        found = [release for release in list_releases(connection) if release.id == release_id]
    if not found:
        raise Refusal(f"there is no release {release_id}; 'snhr-api release list' shows them")
    for name in (
        "id",
        "number",
        "released_at",
        "note_en",
        "note_ar",
        "notice_en",
        "notice_ar",
        "build",
        "manifest_sha256",
        "signature",
    ):
        print(f"{name}: {getattr(found[0], name)}")


def _print_changes(published: Published) -> None:
    for change in published.changes:
        print(f"  {change.table}: {change.added} added, {change.replaced} replaced, {change.removed} removed")
