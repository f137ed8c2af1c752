"""The document's rows as a tree of goals, or everything in them that does not fit."""

from dataclasses import dataclass, field

from goals.models import Goal
from goals.pyramid.layout import Layout
from goals.pyramid.mittlerziele import Mittlerziele
from goals.pyramid.report import Report
from goals.pyramid.wording import (
    OTHER_MARKUP,
    focus_beside_heading,
    has_words,
    heading,
    is_objective,
    reach,
    shortened,
    without_marks,
)
from goals.tables import Fault, Sheet, TableError

FIRST_OBJECTIVE = 3  # column of "Handlungsziel 1"
LONGEST_TITLE = Goal._meta.get_field("title").max_length


@dataclass
class Node:
    """A goal as the document has it, with the goals below it; the fields are those of Goal."""

    code: str
    text: str
    title: str = ""
    overview_text: str = ""
    reach: str = ""
    children: list["Node"] = field(default_factory=list)

    def walk(self):
        """The node and all below it, parents before their children."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_pyramid(sheets):
    """The Leitziele of the document, or a TableError with all its faults."""
    sheet = _only(sheets)
    report = Report(sheet)
    nodes = _Document(_without_marks(sheet, report), report).nodes
    if report.faults:
        raise TableError(*report.in_order())
    return nodes


def _only(sheets):
    filled = [sheet for sheet in sheets if sheet.rows]
    if len(filled) > 1:
        names = ", ".join(f"„{sheet.name}“" for sheet in filled)
        raise TableError(
            Fault(
                f"Die Datei hat mehrere Blätter mit Inhalt: {names}. Bitte alle löschen außer dem, "
                "das die Zielpyramide enthält."
            )
        )
    return filled[0] if filled else Sheet()


def _without_marks(sheet, report):
    plain = Sheet(sheet.name)
    for row in sheet.rows:
        plain.add(row.number, [without_marks(text) for text in row.cells])
        for column, text in row.filled():
            if found := OTHER_MARKUP.search(without_marks(text)):
                report.note(
                    row,
                    column,
                    f"Die Auszeichnung „{found[0]}“ wird nicht verstanden, nur <i>…</i>. "
                    "Bitte als einfachen Text schreiben.",
                )
    return plain


class _Document:
    """Reads overview and tables; `nodes` is only of use while the report is empty."""

    def __init__(self, sheet, report):
        self.report = report
        self.layout = Layout(sheet, report)
        self.aims = self._aims()
        self.focuses = self._focuses()
        self._check_counts()
        self.overview = self._overview()
        self.detailed = Mittlerziele(report)
        self.nodes = [self._leitziel(*table) for table in enumerate(self.layout.tables)]
        if self.layout.overview and self.layout.tables:
            self.overview.note_missing_in(
                self.detailed, "steht in der Übersicht, aber in keiner Tabelle."
            )
            self.detailed.note_missing_in(
                self.overview, "steht in der Tabelle, aber nicht in der Übersicht."
            )

    def _aims(self):
        """The wordings of the Leitziele in their order."""
        for row in self.layout.aims:
            if not has_words(row.cell(1)):
                self.report.note(row, 1, "Der Wortlaut des Leitziels fehlt. Bitte ergänzen.")
            self.report.note_beyond(row, 1)
        if self.layout.aims_heading and not self.layout.aims:
            self.report.note(
                self.layout.aims_heading,
                1,
                "Unter dieser Überschrift fehlen die Leitziele. Bitte ergänzen.",
            )
        return [row.cell(1) for row in self.layout.aims]

    def _focuses(self):
        """(column, Handlungsschwerpunkt) in the order of the overview."""
        if not (row := self.layout.focuses):
            return []
        focuses = [(1, focus_beside_heading(row.cell(1))), *row.filled()[1:]]
        earlier = set()
        for column, text in focuses:
            if message := _wrong_with_focus(text, earlier):
                self.report.note(row, column, message)
            earlier.add(text)
        return focuses

    def _check_counts(self):
        """As many Handlungsschwerpunkte and as many tables as Leitziele."""
        if self.focuses:
            places = [(self.layout.focuses, column) for column, _ in self.focuses]
            self._check_count("Handlungsschwerpunkt(e)", places)
        if self.layout.tables:
            self._check_count("Tabelle(n)", [(table.first, 1) for table in self.layout.tables])

    def _check_count(self, name, places):
        aims = [(row, 1) for row in self.layout.aims]
        fewer, more = sorted((aims, places), key=len)
        if fewer and len(fewer) < len(more):
            self.report.note(
                *more[len(fewer)],
                f"Das Dokument hat {len(aims)} Leitziel(e), aber {len(places)} {name}. "
                "Bitte ergänzen, was fehlt, oder streichen, was zu viel ist.",
            )

    def _overview(self):
        """The Mittlerziele of the overview; each stands below or right of its Schwerpunkt."""
        overview = Mittlerziele(self.report)
        row = self.layout.overview
        for column, _ in row.filled() if row else ():
            above = [focus for start, focus in self.focuses if start <= column]
            overview.take(row, column, len(above), above[-1] if above else "")
        return overview

    def _leitziel(self, index, table):
        text = self.aims[index] if index < len(self.aims) else ""
        node = Node(str(index + 1), text, self._title(index, table))
        width = self._width(table.header) if table.header else None
        for row in table.rows:
            self._check_edges(row, node.title, width)
            if found := self.detailed.take(row, 2, index + 1, node.title):
                node.children.append(self._mittlerziel(found))
        return node

    def _title(self, index, table):
        """The Handlungsschwerpunkt of a table, which the overview must have in the same place."""
        row = table.rows[0] if table.rows else table.first
        expected = self.focuses[index][1] if index < len(self.focuses) else row.cell(1)
        if not table.rows:
            self.report.note(
                row, 1, "Diese Tabelle hat keine Mittlerziele. Bitte ergänzen oder löschen."
            )
        elif not row.cell(1):
            self.report.note(row, 1, "Der Handlungsschwerpunkt der Tabelle fehlt. Bitte ergänzen.")
        elif row.cell(1) != expected:
            self.report.note(
                row,
                1,
                f"Der Handlungsschwerpunkt „{shortened(row.cell(1))}“ lautet in der Übersicht "
                f"„{shortened(expected)}“. Bitte angleichen.",
            )
        return row.cell(1)

    def _width(self, header):
        """How many columns the header names, at least up to "Handlungsziel 1"."""
        count = max(len(header.cells), FIRST_OBJECTIVE) - FIRST_OBJECTIVE + 1
        expected = ["Handlungsschwerpunkt", "Mittlerziele"]
        expected += [f"Handlungsziel {number}" for number in range(1, count + 1)]
        for column, title in enumerate(expected, 1):
            if heading(header.cell(column)) != heading(title):
                self.report.note(
                    header,
                    column,
                    f"Hier gehört die Spaltenüberschrift „{title}“ hin, gefunden wurde "
                    f"„{shortened(header.cell(column))}“. Bitte ändern.",
                )
        return len(expected)

    def _check_edges(self, row, title, width):
        if row.cell(1) not in ("", title):
            self.report.note(
                row,
                1,
                f"„{shortened(row.cell(1))}“ ist nicht der Handlungsschwerpunkt dieser Tabelle. "
                "Bitte löschen oder eine eigene Tabelle mit Kopfzeile beginnen.",
            )
        if width:
            self.report.note_beyond(row, width)

    def _mittlerziel(self, found):
        code = ".".join(map(str, found.number))
        overview = self.overview.wording(found.number, found.wording)
        objectives = []
        for column, text in found.row.filled():
            if column < FIRST_OBJECTIVE:
                continue
            if not is_objective(text):
                self.report.note(
                    found.row,
                    column,
                    f"„{shortened(text)}“ ist nicht der Wortlaut eines Handlungsziels. "
                    "Bitte ändern oder die Zelle leeren.",
                )
            number = column - FIRST_OBJECTIVE + 1
            objectives.append(Node(f"{code}.{number}", text, reach=reach(text)))
        return Node(
            code,
            found.wording,
            overview_text="" if overview == found.wording else overview,
            children=objectives,
        )


def _wrong_with_focus(text, earlier):
    if not text:
        return "Hinter „Mittlerziele:“ fehlt der erste Handlungsschwerpunkt. Bitte ergänzen."
    if text in earlier:
        return f"„{shortened(text)}“ steht hier ein zweites Mal. Bitte ändern."
    if len(text) > LONGEST_TITLE:
        return (
            f"Der Handlungsschwerpunkt hat {len(text)} Zeichen, erlaubt sind {LONGEST_TITLE}. "
            "Bitte kürzen."
        )
    return ""
