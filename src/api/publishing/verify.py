"""Checks releases of the SNHR Public Data API without trusting whoever serves them: hashes, chain and signatures.

Needs only Python 3.11 and the package `cryptography`. Reads a folder of releases (SNHR_DATA_DIR or a copy of it), the folder of
one release, or the address of a service:  python verify.py DIR-or-URL [--key PUBLIC_KEY]
"""

import argparse
import base64
import hashlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

OK, REDACTED, FAILED = "ok", "redacted", "FAILED"
_TIMEOUT_SECONDS = 60
_MANIFEST, _SIGNATURE = "manifest.json", "manifest.json.sig"


@dataclass(frozen=True)
class Line:
    """One check: how it came out, of which release, what was looked at, and what is to be said of it."""

    state: str
    release: str
    what: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.state:8}  {self.release:14}  {self.what}{': ' if self.detail else ''}{self.detail}"


@dataclass
class Release:
    """A release as found: the bytes of its manifest, its signature, and what the manifest says."""

    id: str
    content: bytes
    signature: str
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash that the next manifest repeats."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def number(self) -> int:
        """Its place in the chain; 0 where the manifest cannot be read."""
        return int(self.manifest.get("number", 0))


class Source(Protocol):
    """Where releases are read from."""

    def releases(self) -> Iterator[Release]:
        """Every release, in any order."""

    def blocks(self, release: Release, path: str) -> Iterator[bytes]:
        """The content of a file of a release; FileNotFoundError where it is not there."""

    def paths(self, release: Release, /) -> set[str] | None:
        """The files that lie there; None where that cannot be known."""


class Folder:
    """Releases in folders: one for each, named by its id; or one release's own."""

    def __init__(self, root: Path) -> None:
        self.folders = [root] if (root / _MANIFEST).exists() else sorted(path.parent for path in root.glob(f"*/{_MANIFEST}"))
        self.found: dict[str, Path] = {}

    def releases(self) -> Iterator[Release]:
        """Every folder with a manifest."""
        for folder in self.folders:
            signature = folder / _SIGNATURE
            release = Release(
                folder.name, (folder / _MANIFEST).read_bytes(), signature.read_text("utf-8") if signature.exists() else ""
            )
            self.found[release.id] = folder
            yield release

    def blocks(self, release: Release, path: str) -> Iterator[bytes]:
        """A file, some of it at a time."""
        with (self.found[release.id] / path).open("rb") as file:
            while block := file.read(1 << 20):
                yield block

    def paths(self, release: Release) -> set[str] | None:
        """All files but the manifest and its signature."""
        folder = self.found[release.id]
        found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        return found - {_MANIFEST, _SIGNATURE}


class Service:
    """Releases of a running service."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/").removesuffix("/v1")

    def releases(self) -> Iterator[Release]:
        """Every release that the service lists."""
        listed = b"".join(self._get("/v1/releases?format=ndjson&sort=number"))
        for line in listed.splitlines():
            record = json.loads(line)
            content = b"".join(self._get(f"/v1/releases/{quote(record['id'])}/{_MANIFEST}"))
            yield Release(record["id"], content, record["signature"] or "")

    def blocks(self, release: Release, path: str) -> Iterator[bytes]:
        """A dataset file of a release."""
        return self._get(f"/v1/datasets/{quote(path)}?release={quote(release.id)}")

    def paths(self, _release: Release) -> set[str] | None:
        """A service does not list what it would serve."""
        return None

    def _get(self, path: str) -> Iterator[bytes]:
        # Only http and https: whoever runs this names the address.
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
                while block := answer.read(1 << 20):
                    yield block
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                raise FileNotFoundError(path) from None
            raise


def verify(target: str, keys: Sequence[str] = ()) -> Iterator[Line]:
    """Checks everything that a target has, a line for each check. keys: the public keys to trust (base64)."""
    source: Source = Service(target) if target.startswith(("http://", "https://")) else Folder(Path(target))
    releases = sorted((_parsed(release) for release in source.releases()), key=lambda release: release.number)
    if not releases:
        yield Line(FAILED, "-", target, "there is no release here")
    redactions = releases[-1].manifest.get("redactions", []) if releases else []
    trusted = set(keys) or _first_key(releases)
    before: Release | None = None
    for release in releases:
        yield _manifest(release)
        yield _chain(release, before)
        yield _signature(release, before, trusted)
        yield from _redactions(release, redactions)
        yield from _files(source, release, redactions)
        before = release


def _first_key(releases: Sequence[Release]) -> set[str]:
    """Without a key to trust, all must be signed with the one that was used first."""
    used = [key for release in releases if (key := release.manifest.get("public_key"))]
    return set(used[:1])


def _parsed(release: Release) -> Release:
    try:
        found = json.loads(release.content)
        release.manifest = found if isinstance(found, dict) and isinstance(found.get("number"), int) else {}
    except ValueError:
        release.manifest = {}
    return release


def _manifest(release: Release) -> Line:
    canonical = json.dumps(release.manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if canonical != release.content or release.manifest.get("release") != release.id:
        return Line(FAILED, release.id, "manifest", "is damaged, or lies under another name")
    return Line(OK, release.id, "manifest", release.sha256)


def _chain(release: Release, before: Release | None) -> Line:
    previous = release.manifest.get("previous_sha256")
    if before is None and previous is not None:
        return Line(OK, release.id, "chain", "starts here; the releases before are not at hand")
    if previous != (before.sha256 if before else None) or (before and release.number != before.number + 1):
        return Line(FAILED, release.id, "chain", "the manifest before is not the one that this one was made after")
    return Line(OK, release.id, "chain", "follows the one before" if before else "is the first")


def _signature(release: Release, before: Release | None, trusted: set[str]) -> Line:
    key = release.manifest.get("public_key")
    if key is None:
        # Whoever signed once signs always: a signature must not be lost by leaving it out.
        lost = release.signature or (before and before.manifest.get("public_key"))
        return Line(FAILED if lost else OK, release.id, "signature", "is not signed")
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(release.signature), release.content)
    except (InvalidSignature, ValueError):
        return Line(FAILED, release.id, "signature", "is not of this manifest")
    if key not in trusted:
        return Line(FAILED, release.id, "signature", f"is by {key}, which is not a key to trust")
    return Line(OK, release.id, "signature", f"by {key}")


def _redactions(release: Release, redactions: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """Which words of a release are gone; what each manifest says of redactions must stand in all later ones."""
    own = release.manifest.get("redactions", [])
    if list(redactions[: len(own)]) != own:
        yield Line(FAILED, release.id, "redactions", "a later manifest does not repeat them")
    seen = {(one["record"], one["redacted_on"], one["reason"]): None for one in redactions if _covers(one, release)}
    for record, day, reason in seen:
        yield Line(REDACTED, release.id, record, f"words were taken out on {day} ({reason})")


def _files(source: Source, release: Release, redactions: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    entries: Mapping[str, Any] = release.manifest.get("files", {})
    there = source.paths(release)
    for path, entry in entries.items():
        gone = entry.get("words") and any(_covers(one, release) for one in redactions)
        yield _gone(there, release, path) if gone else _file(source, release, path, entry)
    for path in sorted((there or set()) - entries.keys()):
        yield Line(FAILED, release.id, path, "is not in the manifest")


def _gone(there: set[str] | None, release: Release, path: str) -> Line:
    if there and path in there:
        return Line(FAILED, release.id, path, "was to be removed by a redaction")
    return Line(REDACTED, release.id, path, "the file is removed; a later release has it without the words")


def _file(source: Source, release: Release, path: str, entry: Mapping[str, Any]) -> Line:
    digest, size = hashlib.sha256(), 0
    try:
        for block in source.blocks(release, path):
            digest.update(block)
            size += len(block)
    except FileNotFoundError:
        return Line(FAILED, release.id, path, "is missing")
    same = size == entry.get("bytes") and digest.hexdigest() == entry.get("sha256")
    return Line(OK if same else FAILED, release.id, path, "" if same else "has other content than was published")


def _covers(redaction: Mapping[str, Any], release: Release) -> bool:
    """Whether a redaction took words out of a release that was made before it."""
    until = min(redaction["until_release"] or redaction["redacted_in"], redaction["redacted_in"])
    return bool(redaction["from_release"] <= release.number < until)


def main() -> int:
    """Prints a line for each check; 0 where nothing failed."""
    parser = argparse.ArgumentParser(description="Checks releases: hashes, chain and signatures.")
    parser.add_argument("target", metavar="DIR-or-URL")
    parser.add_argument("--key", action="append", default=[], help="a public key to trust; may be given more than once")
    given = parser.parse_args()
    failed = 0
    for line in verify(given.target, given.key):
        sys.stdout.write(f"{line}\n")
        failed += line.state == FAILED
    sys.stdout.write(f"{failed} failed\n" if failed else "nothing was changed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
