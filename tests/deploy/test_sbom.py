"""The list of what the image is made of is complete, with hashes, and names a licence for everything."""

import json
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_every_locked_package_is_listed_with_its_licence_and_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sbom.py", str(tmp_path)])
    runpy.run_path(str(ROOT / "deploy" / "sbom.py"), run_name="__main__")
    bill = json.loads((tmp_path / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {one["name"]: one for one in bill["components"]}
    named = set(re.findall(r"^([\w.-]+)==\S+ \\$", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"fastapi", "sqlalchemy", "uvicorn"} <= named
    # Those with a marker are for other systems; the others are all installed.
    for name in named:
        one = listed[name]
        assert one["purl"] == f"pkg:pypi/{name}@{one['version']}"
        assert one["hashes"]
        license = one["licenses"][0]["license"]["name"]
        assert license != "unknown", name
        assert not re.search(r"\bA?GPL|GNU (Affero )?General", license), f"{name}: {license}"
    assert len((tmp_path / "licenses.txt").read_text(encoding="utf-8").splitlines()) == len(listed)
