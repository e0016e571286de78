"""verify: whether releases are what was published."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.database import read_engine
from api.errors import Refusal
from api.publishing.verify import FAILED, OK, REDACTED, Line, verify
from api.queries.manifests import Check, check_releases
from api.settings import Settings


def verify_releases(
    target: Annotated[str, typer.Argument(metavar="DIR-or-URL", help="Releases in folders, or the address of a service.")],
    key: Annotated[list[str] | None, typer.Option(help="A public key to trust; may be given more than once.")] = None,
) -> None:
    """Check hashes, chain and signatures, a line for each; of this installation's own folder, the database too."""
    settings = Settings()
    failed = 0
    for line in [*verify(target, key or ()), *(_of_database(settings) if _is_own(target, settings) else ())]:
        print(line)
        failed += line.state == FAILED
    if failed:
        raise Refusal(f"{failed} of these checks failed: something is not what was published")
    print("nothing was changed")


def _is_own(target: str, settings: Settings) -> bool:
    return Path(target).resolve() == settings.data_dir.resolve()


def _of_database(settings: Settings) -> Iterator[Line]:
    """What the folder cannot show: the rows that the service answers from. Its files were checked already."""
    engine = read_engine(settings.reader_urls[-1], seconds=None)
    with engine.connect() as connection:
        for check in check_releases(connection, settings.data_dir):
            if not check.what.startswith("file ") or check.problem:
                yield Line(_state(check), check.release, f"database: {check.what}", check.problem or "")
    engine.dispose()


def _state(check: Check) -> str:
    if check.problem:
        return FAILED
    return REDACTED if check.redacted else OK
