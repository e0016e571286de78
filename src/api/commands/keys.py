"""keys: the publisher's signing key pair."""

from pathlib import Path
from typing import Annotated

import typer

from api.publishing.signing import new_key

app = typer.Typer(no_args_is_help=True, help="Make the key that releases are signed with.")


@app.callback()
def keys() -> None:
    """Make the key that releases are signed with."""


@app.command("new")
def keys_new(out: Annotated[Path, typer.Option(help="Where the private key goes.")] = Path("snhr-release-key.pem")) -> None:
    """Make a key pair: the private key to a file that only you may read, the public one shown."""
    public = new_key(out)
    print(f"private key: {out} (keep it on the publisher's machine only, with a copy in a safe place; SNHR_SIGNING_KEY names it)")
    print(f"public key:  {public} (print it where readers find it without this service)")
