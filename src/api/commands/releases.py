"""publish and release: drafts become a release, and what was released is looked at."""

from typing import Annotated

import typer

from api.commands.writing import writing
from api.database import database_exists
from api.errors import Refusal
from api.ingest import review
from api.publishing.publish import NOTHING_WAITS, Notes, Published, publish
from api.queries.releases import list_releases
from api.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Look at what was published.")


def publish_drafts(
    note_en: Annotated[str | None, typer.Option(help="What readers should know of this release.")] = None,
    note_ar: Annotated[str | None, typer.Option(help="The same in Arabic.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Make a release of everything that waits, whole or not at all."""
    if not database_exists(Settings().database_url):
        raise Refusal(NOTHING_WAITS)
    with writing(keep=not dry_run) as connection:
        waiting = review.list_drafts(connection)
        published = publish(connection, Notes(note_en, note_ar))
    for draft in waiting:
        print(f"{'adds' if draft.is_new else 'changes'} {draft.public_id} “{next(iter(draft.titles.values()))}”")
    _print_changes(published)
    print(f"would be release {published.id}; nothing was written" if dry_run else f"published release {published.id}")


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
    for name in ("id", "number", "released_at", "note_en", "note_ar", "notice_en", "notice_ar", "build"):
        print(f"{name}: {getattr(found[0], name)}")


def _print_changes(published: Published) -> None:
    for change in published.changes:
        print(f"  {change.table}: {change.added} added, {change.replaced} replaced, {change.removed} removed")
