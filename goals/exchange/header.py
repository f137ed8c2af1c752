"""Which column of a file is which: the titles in its first row."""

from goals.exchange.columns import VERSION
from goals.models.content import fold
from goals.tables import TableError
from goals.tables.sheet import refuse

# Sheets of our own templates that hold no rows.
BESIDE = ("Erklärung", "Listen")


def sheet_of(sheets):
    """The one sheet of a file that holds its rows."""
    filled = [sheet for sheet in sheets if sheet.rows and sheet.name not in BESIDE]
    if not filled:
        raise refuse("Die Datei ist leer. Bitte die Vorlage ausfüllen und diese Datei wählen.")
    if len(filled) > 1:
        names = ", ".join(f"„{sheet.name}“" for sheet in filled)
        raise refuse(
            f"Mehrere Blätter haben Inhalt: {names}. Bitte nur das Blatt behalten, das gilt."
        )
    return filled[0]


class Header:
    """The columns of a file by their position, and that of the version where there is one."""

    def __init__(self, resource, sheet):
        self.row = sheet.rows[0]
        self.sheet, self.faults = sheet, []
        self.positions, self.version = {}, None
        self.unknown = set()  # positions under a title that is of no use
        known = {word(column.title): column for column in resource.columns}
        for position, title in self.row.filled():
            column = known.get(word(title))
            if word(title) == word(VERSION) and not self.version:
                self.version = position
            elif column is None:
                self._note(position, self._unknown(title, known))
            elif column in self.positions:
                self._note(
                    position, f"„{title}“ steht doppelt als Überschrift. Bitte eine löschen."
                )
            else:
                self.positions[column] = position
        self._check_keys(resource)

    def has(self, *names):
        return set(names) <= {column.name for column in self.positions}

    def _unknown(self, title, known):
        titles = ", ".join(f"„{column.title}“" for column in known.values())
        return f"Die Überschrift „{title}“ gibt es nicht. Möglich sind: {titles}."

    def _check_keys(self, resource):
        if not self.positions:
            raise TableError(*self.faults, self.sheet.fault(self.row.number, None, NO_TITLES))
        if any(self.has(*key) for key in (*resource.keys, resource.alike or resource.keys[0])):
            return
        titles = " oder ".join(
            " und ".join(f"„{resource.fields[name].title}“" for name in key)
            for key in resource.keys
        )
        missing = (
            f"Es fehlt die Spalte {titles}, an der ein Eintrag erkannt wird. Bitte aus der Vorlage "
            "übernehmen."
        )
        raise TableError(*self.faults, self.sheet.fault(self.row.number, None, missing))

    def _note(self, position, message):
        self.unknown.add(position)
        self.faults.append(self.sheet.fault(self.row.number, position, message))


NO_TITLES = "Hier fehlen die Überschriften der Spalten. Bitte aus der Vorlage übernehmen."


def word(title):
    """A title as titles are compared: no blanks, case, width or marks at its end."""
    return "".join(fold(title).split()).rstrip(":*.")
