"""XLSX as a stream of XML events; openpyxl only says which number formats are dates.

openpyxl's own read-only mode needs 6 seconds for a file at the limits, 200 MB for one row of blank
cells, and loses cells that are out of order.
"""

import posixpath
import re
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from goals.tables.guard import BROKEN
from goals.tables.sheet import Allowance, Sheet, refuse
from goals.tables.values import boolean_text, date_text, number_text, percent_text

REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")
# What a number format shows as it stands, or leaves room for.
LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
# Excel's escape for characters that XML cannot hold; halves of a pair (D800 to DFFF) are none.
ESCAPED = re.compile(r"_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")
NO_DATE = "Die Zelle enthält kein mögliches Datum. Bitte ändern."
NO_VALUE = "Die Formel hat keinen Wert. Bitte die Datei in Excel öffnen und neu speichern."


def read(package):
    """The sheets of a workbook, hidden ones included, in its order."""
    root = package.parse("_rels/.rels", _Relations(""))
    path = root.of_type("officeDocument")
    if not path:
        raise refuse(BROKEN)
    relations = package.parse(_relations_of(path), _Relations(posixpath.dirname(path)))
    book = package.parse(path, _Workbook())
    for kind, target in (("styles", book.styles), ("sharedStrings", book.strings)):
        if part := relations.of_type(kind):
            package.parse(part, target)
    allowance = Allowance()
    sheets = []
    for name, relation in book.sheets:
        if relations.types.get(relation) == "worksheet":
            reader = _Worksheet(Sheet(name, allowance), book)
            sheets.append(package.parse(relations.paths[relation], reader).sheet)
    if not sheets:
        raise refuse(BROKEN)
    return sheets


def _relations_of(path):
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@lru_cache
def _kind(format):
    is_percent = "%" in LITERAL.sub("", format)
    return is_date_format(format), is_timedelta_format(format), is_percent


@lru_cache(1000)
def _local(name):
    """The element's name without its namespace, which differs between the two kinds of XLSX."""
    return name.rpartition(" ")[2]


class _Target:
    def start(self, name, attributes):
        pass

    def data(self, text):
        pass

    def end(self, name):
        pass


class _Relations(_Target):
    """Which part is meant by an id, and what it is."""

    def __init__(self, folder):
        self.folder = folder
        self.paths = {}
        self.types = {}

    def start(self, name, attributes):
        if _local(name) == "Relationship":
            path = posixpath.join("/", self.folder, attributes["Target"])
            self.paths[attributes["Id"]] = posixpath.normpath(path).lstrip("/")
            self.types[attributes["Id"]] = attributes["Type"].rpartition("/")[2]

    def of_type(self, kind):
        return next((self.paths[key] for key, value in self.types.items() if value == kind), None)


class _Workbook(_Target):
    def __init__(self):
        self.sheets = []  # (name, id of the relation)
        self.epoch = WINDOWS_EPOCH
        self.styles = _Styles()
        self.strings = _Strings()

    def start(self, name, attributes):
        match _local(name):
            case "sheet":
                relation = [attributes[key] for key in attributes if _local(key) == "id"]
                self.sheets.append((attributes["name"], relation[0]))
            case "workbookPr" if attributes.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH


class _Styles(_Target):
    """The number format of each style that a cell may have."""

    def __init__(self):
        self.custom = {}
        self.formats = []
        self.in_cell_styles = False

    def start(self, name, attributes):
        match _local(name):
            case "numFmt":
                self.custom[attributes["numFmtId"]] = attributes["formatCode"]
            case "cellXfs":
                self.in_cell_styles = True
            case "xf" if self.in_cell_styles:
                self.formats.append(attributes.get("numFmtId", "0"))

    def end(self, name):
        if _local(name) == "cellXfs":
            self.in_cell_styles = False

    def format(self, style):
        number = self.formats[style] if style < len(self.formats) else "0"
        return self.custom.get(number) or BUILTIN_FORMATS.get(int(number), "General")


class _Text(_Target):
    """Collects the text of <t> elements, without reading aids for Japanese names (<rPh>)."""

    def __init__(self):
        self.pieces = []
        self.is_open = self.is_aid = False

    def start(self, name, attributes):
        match _local(name):
            case "t":
                self.is_open = not self.is_aid
            case "rPh":
                self.is_aid = True

    def data(self, text):
        if self.is_open:
            self.pieces.append(text)

    def end(self, name):
        match _local(name):
            case "t":
                self.is_open = False
            case "rPh":
                self.is_aid = False

    def take(self):
        text = "".join(self.pieces)
        self.pieces.clear()
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Strings(_Text):
    """The texts that cells refer to by number."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def end(self, name):
        super().end(name)
        if _local(name) == "si":
            self.texts.append(self.take())


class _Worksheet(_Text):
    def __init__(self, sheet, book):
        super().__init__()
        self.sheet = sheet
        self.book = book
        self.row = self.column = 0
        self.texts = {}

    def start(self, name, attributes):
        match _local(name):
            case "c":
                self._start_cell(attributes)
            case "v":
                self.is_open = True
            case "row":
                self._start_row(attributes)
            case "f":
                self.has_formula = True
            case _:
                super().start(name, attributes)

    def end(self, name):
        match _local(name):
            case "c":
                self._end_cell()
            case "v":
                self.is_open = False
            case "row" if self.texts:
                last = max(self.texts)
                self.sheet.add(self.row, [self.texts.get(n, "") for n in range(1, last + 1)])
            case _:
                super().end(name)

    def _start_row(self, attributes):
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:
            raise refuse(BROKEN)
        self.row, self.column, self.texts = number, 0, {}

    def _start_cell(self, attributes):
        reference = REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = column_index_from_string(reference[1]) if reference else self.column + 1
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", 0))
        self.has_formula = False

    def _end_cell(self):
        value = self.take()
        if value:
            self.sheet.check_size(self.row, self.column)
            self.texts[self.column] = self._as_text(value)
        elif self.has_formula and self.kind == "n":
            self.sheet.note(self.row, self.column, NO_VALUE)

    def _as_text(self, value):
        match self.kind:
            case "s":
                return self.book.strings.texts[int(value)]
            case "b":
                return boolean_text(value == "1")
            case "d":
                return value.replace("T", " ")
            case "n":
                return self._number(float(value))
        return value

    def _number(self, value):
        is_date, is_duration, is_percent = _kind(self.book.styles.format(self.style))
        if not is_date:
            return percent_text(value) if is_percent else number_text(value)
        try:
            return date_text(from_excel(value, self.book.epoch, is_duration))
        except (ValueError, OverflowError):
            self.sheet.note(self.row, self.column, NO_DATE)
            return number_text(value)
