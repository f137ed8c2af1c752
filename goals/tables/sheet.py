import re
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from goals.tables.values import Number

MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 32_767  # characters, as in Excel
MAX_CHARACTERS = 10_000_000  # in all cells together
LAST_NAMED = 18_278  # column ZZZ
MAX_FAULTS = 100

TOO_LARGE = (
    "Hier steht noch etwas, gelesen werden aber höchstens 5.000 Zeilen und 60 Spalten. "
    "Bitte die Tabelle aufteilen oder löschen, was nicht dazugehört."
)
TOO_MUCH = "Die Datei enthält zu viel Text oder zu viele Zellen. Bitte die Tabelle aufteilen."
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAK = re.compile(r"\r\n?")
ERROR_VALUE = re.compile(
    r"#(REF|BEZUG|VALUE|WERT|NAME|NUM|ZAHL|DIV/0|NULL)[!?]|#N/A|#NV|Err:[0-9]{3}"
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a table, where (row and column count from 1), and what to do about it."""

    message: str
    row: int | None = None
    column: int | None = None
    sheet: str = ""

    def __str__(self):
        place = ", ".join(self._place())
        return f"{place}: {self.message}" if place else self.message

    def _place(self):
        if self.sheet:
            yield f"Blatt „{self.sheet}“"
        if self.row:
            yield f"Zeile {self.row}"
        if self.column:
            named = self.column <= LAST_NAMED
            yield f"Spalte {get_column_letter(self.column) if named else self.column}"


class TableError(Exception):
    """A table that is refused; `faults` holds everything that was found wrong with it."""

    def __init__(self, *faults):
        super().__init__(*faults)
        self.faults = list(faults)

    def __str__(self):
        lines = [str(fault) for fault in self.faults[:MAX_FAULTS]]
        if more := len(self.faults) - MAX_FAULTS:
            lines += [f"… und {more} weitere Fehler."] if more > 0 else []
        return "\n".join(lines)


def refuse(message):
    """The refusal of a whole file."""
    return TableError(Fault(message))


@dataclass(frozen=True)
class Row:
    """A row with content: stripped texts, without the blank cells at its end."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column):
        """The text in a column, counted from 1; "" beyond the last one."""
        return self.cells[column - 1] if column <= len(self.cells) else ""

    def filled(self):
        """(column, text) of every cell that is not blank."""
        return [(column, text) for column, text in enumerate(self.cells, 1) if text]


class Allowance:
    """What the sheets of one file may hold together: repeats cost a file nothing, us memory."""

    def __init__(self):
        self.cells = MAX_ROWS * MAX_COLUMNS
        self.characters = MAX_CHARACTERS

    def spend(self, texts):
        self.cells -= len(texts)
        self.characters -= sum(map(len, texts))
        return self.cells >= 0 and self.characters >= 0


@dataclass
class Sheet:
    """The rows with content of one sheet; the name is "" where the format has no sheets."""

    name: str = ""
    allowance: Allowance = field(default_factory=Allowance)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row, column, message):
        return Fault(message, row, column, self.name)

    def add(self, number, texts):
        """Take a row in, or note what is wrong with its cells; a table that is too large raises."""
        texts = _without_blank_end(texts)
        if not texts:
            return
        self.check_size(number, len(texts))
        if not self.allowance.spend(texts):
            raise TableError(self.fault(number, len(texts), TOO_MUCH))
        cells = tuple(text if isinstance(text, Number) else _plain(text) for text in texts)
        for column, text in enumerate(cells, 1):
            if message := _wrong_with(text):
                self.note(number, column, message)
        self.rows.append(Row(number, cells))

    def check_size(self, row, column):
        """Raise where a cell with content lies beyond what is read."""
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise TableError(self.fault(row, column, TOO_LARGE))

    def note(self, row, column, message):
        self.faults.append(self.fault(row, column, message))
        if len(self.faults) >= MAX_FAULTS:
            raise TableError(*self.faults)


def _plain(text):
    return (LINE_BREAK.sub("\n", text) if "\r" in text else text).strip()


def _without_blank_end(texts):
    end = len(texts)
    while end and (not texts[end - 1] or texts[end - 1].isspace()):
        end -= 1
    return texts[:end]


def _wrong_with(text):
    if len(text) > MAX_CELL:
        return f"Die Zelle hat {len(text)} Zeichen, erlaubt sind {MAX_CELL}. Bitte kürzen."
    if found := CONTROL.search(text):
        return (
            f"Die Zelle enthält ein unsichtbares Steuerzeichen (U+{ord(found[0]):04X}, nach "
            f"{found.start()} Zeichen). Bitte die Zelle neu eintippen."
        )
    if ERROR_VALUE.fullmatch(text):
        return f"Die Zelle enthält den Fehlerwert {text}. Bitte durch den richtigen Wert ersetzen."
    return ""
