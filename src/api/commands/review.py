"""review: look at drafts, and decide on them."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.commands.writing import writing
from api.ingest import review

app = typer.Typer(no_args_is_help=True, help="Look at drafts and decide on them.")

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of publications or figures.")]


@app.command("list")
def review_list() -> None:
    """List what waits, what needs a decision first."""
    with writing() as connection:
        drafts = review.list_drafts(connection)
    for draft in drafts:
        state = "new" if draft.is_new else "changed"
        titles = " · ".join(f"[{language}] {title}" for language, title in draft.titles.items())
        print(f"{draft.public_id}  {state}  {draft.accepted} of {draft.figures} figures accepted  {titles}")
    print(
        f"{len(drafts)} waiting; 'snhr-api review show ID' shows one, 'snhr-api publish' publishes" if drafts else "nothing waits"
    )


@app.command("show")
def review_show(public_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show a publication as it will be published."""
    with writing() as connection:
        texts = review.draft_texts(connection, public_id)
        figures = review.draft_figures(connection, public_id)
    for text in texts:
        print(f"[{text['language']}] {text['title']}")
        for name in ("subtitle", "url", "summary"):
            print(f"  {name}: {text[name] or 'not known'}")
        print("\n".join(f"  quote: “{quote['text']}” ({quote['speaker']})" for quote in text["quotes"]))
        print(f"\n{text['body']}\n")
    for figure in figures:
        state = f"accepted {figure['reviewed_on']}" if figure["reviewed_on"] else "proposed"
        dimensions = ", ".join(str(figure[name]) for name in ("unit", "violation", "victim", "party", "place"))
        print(f"{figure['public_id']}  {figure['value']:g}  {dimensions}  “{figure['quote']}”  {state}")


@app.command("accept")
def review_accept(ids: Ids) -> None:
    """Accept figures, or all figures of publications."""
    with writing() as connection:
        count = review.accept(connection, ids, datetime.now(UTC).date())
    print(f"accepted {count} figures; 'snhr-api publish' publishes them with their publications")


@app.command("reject")
def review_reject(ids: Ids) -> None:
    """Throw drafts away: figures, or whole publications."""
    with writing() as connection:
        count = review.reject(connection, ids)
    print(f"{count} draft rows are gone")
