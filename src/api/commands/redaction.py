"""redact: words that may endanger somebody leave every release, file and page of the database."""

from typing import Annotated

import typer

from api.commands.writing import press, writing
from api.database import scrub
from api.errors import Refusal
from api.publishing.guard import Reason
from api.publishing.redaction import Redacted, redact
from api.settings import Settings
from api.text.languages import LANGUAGES

_LISTS = ("reports", "articles", "figures", "changes", "feeds", "datasets")


def redact_words(
    public_id: Annotated[str, typer.Argument(metavar="ID", help="A publication or a figure.")],
    reason: Annotated[str, typer.Option(help="A code of the list reasons, such as safety.")],
    words: Annotated[
        list[str] | None, typer.Option(help="The words to take out, as they stand; may be given more than once.")
    ] = None,
) -> None:
    """Take words out of every release for good: of a figure its sentences, of a publication its text, or only --words."""
    with writing() as connection:
        done = redact(connection, public_id, Reason(reason), words or (), sealed=False)
    try:
        scrub(Settings().database_url)
        left = ""
    except TimeoutError as error:
        left = f"; {error}"
    made = press().seal_all()
    print(f"took the words out of {done.rows} rows of {', '.join(done.records)}; published release {made[-1]}")
    _print_addresses(done)
    if done.elsewhere or left:
        raise Refusal(f"not all is done: the words still stand in {', '.join(done.elsewhere) or 'no other publication'}{left}")


def _print_addresses(done: Redacted) -> None:
    """A cache in front of the service keeps what it has: these, with whatever query follows them."""
    base = f"{Settings().public_url}/v1"
    print("purge these from every cache, with all that follows them (?lang=, ?release= and so on):")
    for record in done.records:
        kinds = ("figures",) if record.startswith("fig_") else ("reports", "articles")
        print("\n".join(f"  {base}/{kind}/{record}" for kind in kinds))
    print("\n".join(f"  {base}/{name}" for name in _LISTS))
    print(f"  {Settings().public_url}/embed/ ({', '.join(LANGUAGES)})")
