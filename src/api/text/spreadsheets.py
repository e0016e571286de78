"""Text as a cell of a spreadsheet: what could be taken for a formula gets a leading apostrophe, and loses it when read back."""

# A spreadsheet takes a cell that starts so for a formula, also after blanks and in full width.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_HIDDEN_STARTS = ("\t", "\r", "\n")


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _is_formula(text) else text


def unguarded(cell: str) -> str:
    """The text that a cell was made of."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(text: str) -> bool:
    return text.startswith(_HIDDEN_STARTS) or text.lstrip().startswith(_FORMULA)
