"""One row of a file beside the row of the database that it is about."""

from dataclasses import dataclass, field

from django.db.models import Model

from goals.exchange.cells import german
from goals.tables import Row

NEW, CHANGED, SAME = "neu", "geändert", "unverändert"


@dataclass
class Line:
    row: Row
    instance: Model | None = None
    is_new: bool = False
    is_broken: bool = False  # something is wrong with it
    is_refused: bool = False  # as a whole, so no further check makes sense
    faulty: set = field(default_factory=set)  # columns whose cell has a fault
    values: dict = field(default_factory=dict)  # column → value, or what is wrong with its cell
    version: str = ""  # of the stored row, where something changes
    before: dict = field(default_factory=dict)  # column → value that changes, as it was
    after: dict = field(default_factory=dict)  # the same, as it shall be

    @property
    def number(self):
        return self.row.number

    @property
    def kind(self):
        return NEW if self.is_new else CHANGED if self.after else SAME

    def links(self):
        """column → the pks that a many-to-many field shall have."""
        return {column: pks for column, pks in self.after.items() if column.is_links}

    def differences(self):
        """title → (old, new), in words."""
        return {
            column.title: (in_words(column, self.before.get(column)), in_words(column, new))
            for column, new in self.after.items()
        }


def in_words(column, value):
    if value is None:
        return ""
    return german(column.widget.render(value))
