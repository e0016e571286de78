"""Text as a cell of a spreadsheet: what could be taken for a formula gets a leading apostrophe, and loses it when read back."""

import re

# A spreadsheet takes a cell that starts so for a formula, also after blanks and in full width.
_FORMULA = re.compile("[\t\r\n]|\\s*[=+@\uff1d\uff0b\uff0d\uff20-]")


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that a cell was made of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
