"""What the image is made of: every installed package with its version, licence and hashes, as CycloneDX and as a list to read.

python deploy/sbom.py FOLDER, in the environment that is described, writes FOLDER/sbom.cdx.json and FOLDER/licenses.txt.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

_LOCK = Path(__file__).parents[1] / "requirements.lock"
_LOCKED = re.compile(r"^([\w.-]+)==([^ ;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_LONGEST_NAME = 60
_OWN = "snhr-api"


def components() -> list[dict[str, Any]]:
    """Every package but our own, by name."""
    hashes = {(_plain(name), version): _HASH.findall(rest) for name, version, rest in _LOCKED.findall(_LOCK.read_text("utf-8"))}
    found = {_plain(one.metadata["Name"]): one for one in distributions()}
    return [
        {
            "type": "library",
            "name": name,
            "version": one.version,
            "purl": f"pkg:pypi/{name}@{one.version}",
            "licenses": [{"license": {"name": license_of(one)}}],
            "hashes": [{"alg": "SHA-256", "content": value} for value in hashes.get((name, one.version), ())],
        }
        for name, one in sorted(found.items())
        if name != _OWN
    ]


def license_of(package: Distribution) -> str:
    """The licence that a package names: as an expression, in a classifier or in words; `unknown` where it names none."""
    said = [value for value in _said(package) if value and value != "UNKNOWN" and len(value) <= _LONGEST_NAME]
    return said[0] if said else "unknown"


def _said(package: Distribution) -> Iterator[str]:
    yield package.metadata.get("License-Expression", "")
    yield package.metadata.get("License", "")
    for classifier in package.metadata.get_all("Classifier") or ():
        if classifier.startswith("License :: "):
            yield classifier.rpartition(" :: ")[2]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Writes both files."""
    folder = Path(sys.argv[1])
    listed = components()
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": listed}
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1), encoding="utf-8")
    lines = [f"{one['name']} {one['version']}: {one['licenses'][0]['license']['name']}\n" for one in listed]
    (folder / "licenses.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
