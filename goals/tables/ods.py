"""ODS as a stream of XML events, so that a million repeated rows cost nothing."""

import re

from goals.tables.sheet import MAX_CELL, MAX_ROWS, Allowance, Sheet, refuse
from goals.tables.values import boolean_text, number_text, percent_text

OFFICE, TABLE, TEXT, DRAWING = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 "
    for name in ("office", "table", "text", "drawing")
)
CELLS = {TABLE + "table-cell", TABLE + "covered-table-cell"}
# Text near a cell, but not in it: comments, notes, drawings, earlier versions, linked copies.
BESIDE = {
    OFFICE + "annotation", OFFICE + "forms", TABLE + "tracked-changes", TABLE + "dde-links",
    TABLE + "shapes", TEXT + "note", TEXT + "ruby-text",
}  # fmt: skip
BLANKS = re.compile(r"[ \t\r\n]+")
# Blanks of the document shrink to one, these elements do not; no character of XML looks like them.
KEPT = {TEXT + "s": "\0", TEXT + "tab": "\1", TEXT + "line-break": "\2"}
KEPT_AS = str.maketrans("\0\1\2", " \t\n")


def read(package):
    """The sheets of a spreadsheet in its order."""
    content = package.parse("content.xml", _Content())
    if not content.is_spreadsheet:
        raise refuse("Die Datei ist keine Tabelle. Bitte als ODS-Tabelle speichern.")
    return content.sheets


class _Content:
    """Takes the events of content.xml and fills `sheets`."""

    def __init__(self):
        self.sheets = []
        self.allowance = Allowance()
        self.is_spreadsheet = False
        self.beside = 0  # depth within something that is not read
        self.row = None
        self.cell = None

    def start(self, tag, attributes):
        if self.beside or tag in BESIDE or tag.startswith(DRAWING):
            self.beside += 1
        elif tag == OFFICE + "spreadsheet":
            self.is_spreadsheet = True
        elif tag == TABLE + "table":
            self.sheets.append(Sheet(attributes.get(TABLE + "name", ""), self.allowance))
            self.number = 1
        elif tag == TABLE + "table-row":
            self.row = _Row(self.number, _repeats(attributes, TABLE + "number-rows-repeated"))
        elif tag in CELLS:
            self.cell = _Cell(attributes)
        elif self.cell:
            self.cell.start(tag, attributes)

    def data(self, text):
        if self.cell and not self.beside:
            self.cell.data(text)

    def end(self, tag):
        if self.beside:
            self.beside -= 1
        elif tag == TABLE + "table-row":
            self.row.hand_over(self.sheets[-1])
            self.number += self.row.repeats
        elif tag in CELLS:
            self.row.add(self.cell, self.sheets[-1])
            self.cell = None


class _Row:
    def __init__(self, number, repeats):
        self.number = number
        self.repeats = repeats
        self.width = 0
        self.texts = []

    def add(self, cell, sheet):
        before, self.width = self.width, self.width + cell.repeats
        if text := cell.text():
            sheet.check_size(self.number, self.width)
            self.texts += [""] * (before - len(self.texts)) + [text] * cell.repeats

    def hand_over(self, sheet):
        if self.texts:
            for number in range(self.number, self.number + min(self.repeats, MAX_ROWS + 1)):
                sheet.add(number, self.texts)


class _Cell:
    """One cell while it is read; a typed value counts more than the text that shows it."""

    def __init__(self, attributes):
        self.repeats = _repeats(attributes, TABLE + "number-columns-repeated")
        self.value = _typed(attributes)
        self.paragraphs = []

    def start(self, tag, attributes):
        if tag == TEXT + "p":
            self.paragraphs.append([])
        elif self.paragraphs and tag in KEPT:
            count = _repeats(attributes, TEXT + "c")
            self.paragraphs[-1].append(KEPT[tag] * min(count, MAX_CELL + 1))

    def data(self, text):
        if self.paragraphs:
            self.paragraphs[-1].append(text)

    def text(self):
        return self.value or "\n".join(_joined(pieces) for pieces in self.paragraphs)


def _joined(pieces):
    return BLANKS.sub(" ", "".join(pieces)).strip(" ").translate(KEPT_AS)


def _repeats(attributes, name):
    return max(1, int(attributes.get(name, 1)))


def _typed(attributes):
    """Numbers and dates as text; "" where only the shown text tells."""
    match attributes.get(OFFICE + "value-type"):
        case "float" | "currency":
            return number_text(attributes[OFFICE + "value"])
        case "percentage":
            return percent_text(attributes[OFFICE + "value"])
        case "boolean":
            return boolean_text(attributes[OFFICE + "boolean-value"] == "true")
        case "date":
            return attributes[OFFICE + "date-value"].replace("T", " ")
    return ""
