"""The command line on one screen. A refused input ends with one line on standard error and exit status 1."""

import sys
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from api.commands import extract, imports, indexing, keys, pairs, redaction, releases, review, serving, sites, verify
from api.errors import Refusal

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
app.command("serve")(serving.serve)
app.command("migrate")(serving.migrate_database)
app.add_typer(imports.app, name="import")
imports.app.command("wordpress")(sites.import_wordpress)
imports.app.command("wxr")(sites.import_wxr)
app.command("extract")(extract.extract_figures)
review.app.command("pair")(pairs.review_pair)
app.add_typer(review.app, name="review")
app.command("publish")(releases.publish_drafts)
app.command("reindex")(indexing.reindex_all)
app.add_typer(releases.app, name="release")
app.command("redact")(redaction.redact_words)
app.command("verify")(verify.verify_releases)
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Runs a command; a refusal becomes one line and exit status 1."""
    try:
        app()
    except Refusal as refusal:
        _fail(str(refusal))
    except ValidationError as error:
        _fail("; ".join(_setting(one) for one in error.errors()))
    except DBAPIError as error:
        _fail(f"the database refused: {str(error.orig).splitlines()[0]}")
    except OSError as error:
        _fail(f"{error.filename or 'input/output'}: {error.strerror}")


def _setting(error: Any) -> str:
    """What is wrong with a setting, by its name; never its value, which may hold a password."""
    name = "".join(f"SNHR_{part}: ".upper() for part in error["loc"])
    return f"{name}{error['msg'].removeprefix('Value error, ')}"


def _fail(line: str) -> NoReturn:
    print(f"snhr-api: {line}", file=sys.stderr)
    sys.exit(1)
