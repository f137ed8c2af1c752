from dataclasses import dataclass

from goals.pyramid.report import place
from goals.pyramid.wording import has_words, numbered, shortened
from goals.tables import Row


@dataclass(frozen=True)
class Found:
    """A cell "M 1.2 Wir …" in its place."""

    row: Row
    column: int
    number: tuple[int, int]
    wording: str


class Mittlerziele:
    """The Mittlerziele of the overview or of the tables by their number, each only once."""

    def __init__(self, report):
        self.report = report
        self.found = {}

    def take(self, row, column, leitziel=None, focus=""):
        """What the cell holds, or None; notes what is wrong, also where it hangs elsewhere."""
        parts = numbered(row.cell(column))
        if message := _wrong_with(row.cell(column), parts):
            self.report.note(row, column, message)
        if not parts:
            return None
        found = Found(row, column, parts[:2], parts[2])
        if leitziel and found.number[0] != leitziel:
            self.report.note(
                row,
                column,
                f"{label(found)} gehört nicht zu Leitziel {leitziel} „{shortened(focus)}“. "
                "Bitte die Nummer oder die Stelle ändern.",
            )
        if first := self.found.get(found.number):
            self.report.note(
                row,
                column,
                f"{label(found)} steht schon in {place(first.row, first.column)}. "
                "Bitte eine der Nummern ändern.",
            )
        return self.found.setdefault(found.number, found) and found

    def wording(self, number, default):
        found = self.found.get(number)
        return found.wording if found else default

    def note_missing_in(self, other, message):
        """Note every Mittlerziel of these that the others lack."""
        for number, found in self.found.items():
            if number not in other.found:
                self.report.note(
                    found.row,
                    found.column,
                    f"{label(found)} {message} Bitte ergänzen oder streichen.",
                )


def label(found):
    return f"M {found.number[0]}.{found.number[1]}"


def _wrong_with(text, parts):
    if not text:
        return "Das Mittlerziel fehlt. Bitte ergänzen, zum Beispiel „M 1.1 Wir …“."
    if not parts:
        return f"„{shortened(text)}“ hat vorn keine Nummer. Bitte wie „M 1.1 Wir …“ schreiben."
    return "" if has_words(parts[2]) else f"Hinter „{text}“ fehlt der Wortlaut. Bitte ergänzen."
