from openpyxl.utils import get_column_letter

from goals.pyramid.wording import shortened


class Report:
    """Collects what does not fit, each with its place in the sheet."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.faults = []

    def note(self, row, column, message):
        self.faults.append(self.sheet.fault(row.number, column, message))

    def note_beyond(self, row, column):
        """Note every cell after this column: the row should end there."""
        for filled, text in row.filled():
            if filled > column:
                self.note(
                    row,
                    filled,
                    f"„{shortened(text)}“ steht außerhalb der Tabelle. Bitte löschen oder dorthin "
                    "verschieben, wo es hingehört.",
                )

    def in_order(self):
        return sorted(self.faults, key=lambda fault: (fault.row, fault.column))


def place(row, column):
    return f"Zeile {row.number}, Spalte {get_column_letter(column)}"
