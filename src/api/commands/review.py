"""review: look at drafts, and decide on them, one by one or in a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.pairs import questions
from api.commands.writing import writing
from api.errors import Refusal
from api.ingest import review
from api.ingest.checks import CheckRow
from api.ingest.corrections import FIELDS, cells_of
from api.ingest.decisions import Decision, decide_all
from api.ingest.figure_drafts import load_bodies
from api.ingest.records import FigureRecord
from api.ingest.review_answers import apply_rows
from api.ingest.review_sheet import export_rows, marked, read_sheet, write_sheet
from api.ingest.settling import said_in
from api.ingest.text_changes import text_changes

app = typer.Typer(no_args_is_help=True, help="Look at drafts and decide on them.")

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of publications or figures.")]
Sheet = Annotated[Path, typer.Argument(metavar="CSV", help="A file for a spreadsheet.")]
# The fields of a figure are options of `edit`, each with what stands behind it as its value.
_ANY_OPTION = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command("list")
def review_list() -> None:
    """List what waits, what is flagged first."""
    with writing() as connection:
        drafts = review.list_drafts(connection)
        asked = list(questions(connection))
    for line in asked:
        print(line)
    for draft in drafts:
        state = "new" if draft.is_new else "changed"
        titles = " · ".join(f"[{language}] {title}" for language, title in draft.titles.items())
        flagged = f", {draft.flagged} flagged" if draft.flagged else ""
        gaps = f", {draft.gaps} with something unknown" if draft.gaps else ""
        print(f"{draft.public_id}  {state}  {draft.open} of {draft.figures} figures to decide{flagged}{gaps}  {titles}")
    waiting = f"{len(drafts)} waiting; 'snhr-api review show ID' shows one, 'snhr-api publish' publishes"
    print(waiting if drafts or asked else "nothing waits")


@app.command("show")
def review_show(public_id: Annotated[str, typer.Argument(metavar="ID", help="A publication or a figure.")]) -> None:
    """Show a publication as it will be published with its figures, or one figure."""
    with writing() as connection:
        of = review.publication_of(connection, public_id)
        texts = review.draft_texts(connection, of)
        bodies = load_bodies(connection, of)
        changes = text_changes(connection, of)
        figures = review.figures_on_desk(connection, of)
    for text in texts if of == public_id else ():
        print(f"[{text['language']}] {text['title']}")
        for name in ("subtitle", "url", "summary"):
            print(f"  {name}: {text[name] or 'not known'}")
        print("\n".join(f"  quote: “{quote['text']}” ({quote['speaker']})" for quote in text["quotes"]))
        print(f"\n{text['body']}\n")
        if text["language"] in changes:
            print("\n".join(["  changes to what is published:", *changes[text["language"]]]) + "\n")
    chosen = [one for one in figures if public_id in (of, one.figure.key)]
    for one in chosen:
        print("\n".join(_figure_lines(one, bodies)))
    print("\n".join(_check_lines(chosen, {one.figure.key: one.figure for one in figures}, bodies)))


@app.command("accept")
def review_accept(ids: Ids) -> None:
    """Accept figures, or all figures of publications."""
    with writing() as connection:
        count = review.accept(connection, ids, datetime.now(UTC).date())
    print(f"accepted {count} figures; 'snhr-api publish' publishes them with their publications")


@app.command("reject")
def review_reject(ids: Ids) -> None:
    """Reject figures for good, or throw away all that waits of publications."""
    with writing() as connection:
        figures, rows = review.reject(connection, ids)
    print(f"rejected {figures} figures" + (f"; {rows} draft rows of publications are gone" if rows else ""))


@app.command("edit", context_settings=_ANY_OPTION, epilog=f"FIELD is one of {', '.join(FIELDS)}; an empty value is none.")
def review_edit(
    context: typer.Context,
    figure_id: Annotated[str, typer.Argument(metavar="ID --FIELD VALUE...", help="A figure, and what is right instead.")],
    reason: Annotated[str | None, typer.Option(help="Why: a code of the list reasons; needed for a published figure.")] = None,
    note_en: Annotated[str, typer.Option(help="What readers should know of the change.")] = "",
    note_ar: Annotated[str, typer.Option(help="The same in Arabic.")] = "",
) -> None:
    """Correct a figure and accept it. It keeps its id; of a published one this makes a revision."""
    notes = {"en": note_en, "ar": note_ar}
    decision = Decision("edit", figure_id, cells=_cells(context.args), reason=reason, notes=notes)
    with writing() as connection:
        of = review.publication_of(connection, figure_id)
        if of == figure_id:
            raise Refusal(f"{figure_id} is a publication; edit takes the id of a figure")
        decide_all(connection, {of: [decision]}, datetime.now(UTC).date())
    print(f"edited and accepted {figure_id}; 'snhr-api publish' publishes it")


@app.command("export")
def review_export(
    file: Sheet,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="All figures of these publications.")] = None,
) -> None:
    """Write what is to be decided to a file for a spreadsheet; of given publications all figures."""
    with writing() as connection:
        publications = [review.publication_of(connection, one) for one in ids or ()]
        publications = publications or [draft.public_id for draft in review.list_drafts(connection)]
        rows = list(export_rows(connection, publications, all_figures=bool(ids)))
    file.write_bytes(write_sheet(rows))
    print(f"{file}: {len(rows)} figures; fill in the column decision, then 'snhr-api review apply {file}'")


@app.command("apply")
def review_apply(file: Sheet) -> None:
    """Take the decisions of a filled file, all or none."""
    rows = read_sheet(file.read_bytes(), str(file))
    with writing() as connection:
        counts = apply_rows(connection, rows, str(file), datetime.now(UTC).date())
    print(", ".join(f"{kind}: {count}" for kind, count in counts.items()) + "; 'snhr-api publish' publishes what is accepted")


def _cells(words: list[str]) -> dict[str, str]:
    """--party isis, --party=isis or --place-detail-en "the old city" as cells."""
    cells: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        field = name.replace("-", "_")
        if not word.startswith("--") or field not in FIELDS:
            raise Refusal(f"edit: {word} is no field; the fields are {', '.join(FIELDS)}")
        given = value if equals else next(rest, None)
        if given is None or field in cells:
            raise Refusal(f"edit: --{name} needs one value")
        cells[field] = given
    if not cells:
        raise Refusal(f"edit: say what is right, such as --value 82; the fields are {', '.join(FIELDS)}")
    return cells


def _figure_lines(one: review.OnDesk, bodies: Mapping[str, str]) -> Iterator[str]:
    cells = cells_of(one.figure)
    flags = f"  ! {', '.join(one.flags)}" if one.is_open and one.flags else ""
    yield f"{one.figure.key}  {one.state}{flags}"
    yield "  " + "  ".join(f"{name}: {cells[name]}" for name in FIELDS if cells[name] and not name.startswith("quote"))
    for said in one.figure.evidence:
        yield f"  [{said.language}] {marked(said, bodies.get(said.language, ''))}"


def _check_lines(chosen: Sequence[review.OnDesk], known: Mapping[str, FigureRecord], bodies: Mapping[str, str]) -> Iterator[str]:
    """Each check once, those that flag something first, with the sentences of all its figures."""
    checks = {id(check): check for one in chosen for check in one.checks}.values()
    for check in sorted(checks, key=lambda check: not check.flags):
        yield f"{'!' if check.flags else '='} {_said(check)}"
        for said in check.sentences:
            words = said_in(known[said["figure"]], said["language"])
            if words:
                yield f"    {said['figure']} [{words.language}] {marked(words, bodies.get(words.language, ''))}"


def _said(check: CheckRow) -> str:
    difference = f", difference {check.difference:g}" if check.difference else ""
    differs = "; ".join(f"{name}: {said['en']} [en], {said['ar']} [ar]" for name, said in check.differs.items())
    return f"{check.kind}{difference}{f' ({differs})' if differs else ''}"
