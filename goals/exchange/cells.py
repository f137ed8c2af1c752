"""What a text may be in a cell of a spreadsheet, and what keeps it from becoming a formula."""

import re
from datetime import date
from decimal import Decimal

from goals.tables.sheet import CONTROL, LINE_BREAK

# Text that others entered never becomes a formula, a link or a number.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
CELL_LIMIT = 32_767  # UTF-16 units that a cell of Excel holds
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a program could take for a formula when it opens a CSV, behind as many marks as there are.
FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠﹢﹣﹦﹫]")


def cell_text(value):
    """The value as a text that a cell can hold; what is too long ends in "…"."""
    text = NOT_IN_XML.sub("", LINE_BREAK.sub("\n", str(value)))
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter would take it for markup of its own and leave it unescaped.
    if len(text) <= CELL_LIMIT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) > 2 * CELL_LIMIT:
        text = units[: 2 * (CELL_LIMIT - 1)].decode("utf-16-le", errors="ignore") + "…"
    return text


def as_read(text):
    """A text as it comes back from a file that it was written to."""
    return cell_text(CONTROL.sub("", text)).strip()


def marked(text):
    """A text for a CSV, where only a mark in front keeps it from becoming a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unmarked(text):
    """The text that `marked` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def german(value):
    """A cell's value as people write it; also how it stands in a CSV."""
    match value:
        case None:
            return ""
        case date():
            return f"{value.day:02}.{value.month:02}.{value.year:04}"
        case Decimal():
            return f"{value:f}".replace(".", ",")
    return str(value)
