"""Every setting is documented with its default, and no setting is documented that there is not."""

import re
from pathlib import Path

from api.settings import Settings

TABLE = re.compile(r"^\| `(SNHR_\w+)` \| (?:`(.*?)`|(empty).*?) \|", re.MULTILINE)
DOCUMENTED = {
    name: default for name, default, _ in TABLE.findall((Path(__file__).parents[2] / "docs/settings.md").read_text("utf-8"))
}


def test_every_setting_is_documented_with_its_default() -> None:
    assert {f"SNHR_{name.upper()}": str(field.default) for name, field in Settings.model_fields.items()} == DOCUMENTED
