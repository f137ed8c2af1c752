"""Which row of the document is what: overview with headings first, then one table per Leitziel."""

from dataclasses import dataclass, field

from goals.pyramid.wording import focus_beside_heading, heading, numbered, shortened
from goals.tables import Row

MISSING_AIMS = "Vor dieser Zeile fehlt die Überschrift „Leitziele“. Bitte ergänzen."
MISSING_FOCUSES = (
    "Vor dieser Zeile fehlt die Zeile „Mittlerziele: …“ mit den Handlungsschwerpunkten. "
    "Bitte ergänzen."
)
MISSING_OVERVIEW = (
    "Unter dieser Zeile fehlt die Zeile mit den Mittlerzielen („M 1.1 …“). Bitte ergänzen."
)
MISSING_HEADER = (
    "Vor dieser Zeile fehlt die Kopfzeile „Handlungsschwerpunkt, Mittlerziele, "
    "Handlungsziel 1, …“. Bitte ergänzen."
)
MISSING_TABLES = (
    "Nach dieser Zeile fehlen die Tabellen mit der Kopfzeile „Handlungsschwerpunkt, Mittlerziele, "
    "Handlungsziel 1, …“. Bitte ergänzen."
)
OUT_OF_PLACE = "Diese Überschrift steht hier ein zweites Mal oder zu spät. Bitte löschen."


@dataclass
class Table:
    """The rows of one Leitziel; without a header the columns are taken as usual."""

    header: Row | None
    rows: list[Row] = field(default_factory=list)

    @property
    def first(self):
        return self.header or self.rows[0]


class Layout:
    """The rows of a sheet, sorted by what they are; the report gets what does not fit."""

    def __init__(self, sheet, report):
        self.sheet = sheet
        self.report = report
        self.aims_heading = self.focuses = self.overview = None
        self.aims = []
        self.tables = []
        for row in sheet.rows:
            self._sort_in(row)
        self._check_complete()

    def _sort_in(self, row):
        first = row.cell(1)
        if heading(first) == "leitziele":
            self._start_aims(row)
        elif focus_beside_heading(first) is not None:
            self._start_overview(row)
        elif heading(first) == "handlungsschwerpunkt" or heading(row.cell(2)) == "mittlerziele":
            self.tables.append(Table(row))
        elif self.tables:
            self._add_to_table(row)
        elif self.focuses and not self.overview:
            self.overview = row
        elif numbered(row.cell(2)) and not numbered(first):
            self._add_to_table(row)
        elif self.overview or numbered(first):
            self._take_overview(row)
        else:
            self._add_aim(row)

    def _start_aims(self, row):
        if self.aims_heading or self.aims or self.focuses or self.overview or self.tables:
            self.report.note(row, 1, OUT_OF_PLACE)
            return
        self.aims_heading = row
        self.report.note_beyond(row, 1)

    def _start_overview(self, row):
        if self.focuses or self.overview or self.tables:
            self.report.note(row, 1, OUT_OF_PLACE)
        else:
            self.focuses = row

    def _take_overview(self, row):
        if self.overview:
            self._note_spurious(row)
        else:
            self.report.note(row, 1, MISSING_FOCUSES)
            self.overview = row

    def _add_aim(self, row):
        if not self.aims_heading and not self.aims:
            self.report.note(row, 1, MISSING_AIMS)
        self.aims.append(row)

    def _add_to_table(self, row):
        if len(row.cells) == 1:
            self._note_spurious(row)
            return
        if not self.tables or self._begins_another(row):
            self.report.note(row, 1, MISSING_HEADER)
            self.tables.append(Table(None))
        self.tables[-1].rows.append(row)

    def _begins_another(self, row):
        table = self.tables[-1]
        return row.cell(1) and table.rows and row.cell(1) != table.rows[0].cell(1)

    def _check_complete(self):
        if not self.sheet.rows:
            self.report.note(
                Row(1, ()), 1, "Die Tabelle ist leer. Bitte das Dokument der Stadt wählen."
            )
            return
        if self.focuses and not self.overview:
            self.report.note(self.focuses, 1, MISSING_OVERVIEW)
        if not self.tables:
            self.report.note(self.sheet.rows[-1], 1, MISSING_TABLES)
        elif not self.focuses and not self.overview:
            self.report.note(self.tables[0].first, 1, MISSING_FOCUSES)

    def _note_spurious(self, row):
        column, text = row.filled()[0]
        self.report.note(
            row,
            column,
            f"Die Zeile „{shortened(text)}“ gehört nicht zum Aufbau des Dokuments. Bitte löschen.",
        )
