"""Reads the rows of a file, compares them with the database and notes everything that is wrong."""

from goals.exchange.cells import unmarked
from goals.exchange.header import Header
from goals.exchange.line import Line
from goals.exchange.matching import Matching, give_slugs
from goals.pyramid.wording import shortened
from goals.tables.sheet import Fault

EMPTY = (None, "", set())
NEEDED = "Diese Angabe darf nicht leer sein. Bitte ausfüllen."
NEEDED_COLUMN = "Neue Einträge brauchen diese Spalte. Bitte ergänzen."


class Reading:
    """The lines of a sheet with what they would change, and the faults found so far."""

    def __init__(self, resource, sheet, lock=False):
        self.resource, self.sheet = resource, sheet
        self.header = Header(resource, sheet)
        self.faults = self.header.faults
        self.lines = [Line(row) for row in sheet.rows[1:]]
        resource.prepare(self)
        self._read_keys()
        Matching(self).match(self.lines, lock)
        for line in self.lines:
            self._refuse_beyond(line)
            self._compare(line)
        if resource.slug_from:
            give_slugs(self.lines, resource)
        self._refuse_missing_columns()

    def refuse_cell(self, line, column, message):
        """A fault in the cell of a column; where the file lacks that, in the row."""
        position = self.header.positions.get(column)
        value = line.row.cell(position) if position else ""
        line.faulty.add(column)
        said = f"„{shortened(value)}“ – {message}" if value else message
        self._note(line, position, f"„{column.title}“: {said}")

    def refuse_line(self, line, message):
        line.is_refused = True
        self._note(line, None, message)

    def refuse(self, line, part, name, message):
        """A fault in the field of this name; where no column shows it, in the row."""
        for column in self.resource.columns:
            if (column.part, column.name) == (part, name):
                self.refuse_cell(line, column, message)
                return
        self.refuse_line(line, message)

    def refuse_errors(self, line, part, error):
        for name, errors in error.update_error_dict({}).items():
            for one in errors:
                is_missing = one.code in ("null", "blank")
                for message in [NEEDED] if is_missing else one.messages:
                    self.refuse(line, part, name, message)

    def cell(self, line, column):
        text = line.row.cell(self.header.positions[column])
        # Only text files have no name for their sheet, and only they have marks.
        return text if self.sheet.name or not text.startswith("'") else unmarked(text)

    def _note(self, line, position, message):
        line.is_broken = True
        self.faults.append(Fault(message, line.number, position, self.sheet.name))

    def _read_keys(self):
        names = {name for key in self.resource.keys for name in key}
        for column in self.header.positions:
            if column.name in names or self.resource.alike:
                for line in self.lines:
                    line.values[column] = self._value(line, column)

    def _value(self, line, column):
        try:
            return column.widget.clean(self.cell(line, column))
        except ValueError as error:
            return error

    def _refuse_beyond(self, line):
        known = {*self.header.positions.values(), self.header.version}
        for position, text in line.row.filled():
            if position not in known and position not in self.header.unknown:
                message = f"„{shortened(text)}“ steht unter keiner Überschrift. Bitte löschen."
                self._note(line, position, message)

    def _compare(self, line):
        for column in self.header.positions:
            if column.name in self.resource.keys[0] and not line.is_new:
                continue  # the row was found by it, or by another key where it is empty
            if line.is_new or column.widget.render(column.get_value(line.instance)) != self.cell(
                line, column
            ):
                self._compare_cell(line, column)

    def _compare_cell(self, line, column):
        """A cell that holds something else than an export would write."""
        value = line.values[column] if column in line.values else self._value(line, column)
        old = column.get_value(line.instance)
        if isinstance(value, ValueError):
            self.refuse_cell(line, column, str(value))
        elif value in EMPTY and (line.is_new or column.is_required):
            if self._is_needed(line, column):
                self.refuse_cell(line, column, NEEDED)
        elif value != old and not column.is_number:
            self._change(line, column, old, value)

    def _is_needed(self, line, column):
        return column.is_required and not (line.is_new and self.resource.can_do_without(column))

    def _change(self, line, column, old, value):
        if not line.is_new:
            line.before[column] = old
            if self.header.version and not line.version:
                line.version = self.resource.version(line.instance)
        line.after[column] = value
        if not column.is_links:
            column.set_value(line.instance, value)

    def _refuse_missing_columns(self):
        new = next((line for line in self.lines if line.is_new and not line.is_refused), None)
        for column in self.resource.columns if new else ():
            if column not in self.header.positions and self._is_needed(new, column):
                self.refuse_cell(new, column, NEEDED_COLUMN)
