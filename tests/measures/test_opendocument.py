"""The status report for LibreOffice: the same as the workbook, and read by it without a repair."""

import shutil
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from defusedxml import ElementTree
from openpyxl import load_workbook

from goals.exchange.cells import cell_text
from goals.tables.reader import read_tables
from measures.opendocument import write
from measures.sheets import book
from tests.measures.reports import DAY, make_line, make_report_data, make_report_of
from tests.measures.test_payloads import PAYLOADS
from tests.measures.test_workbook import SHEETS, opened
from tests.measures.test_workbook import written as workbook
from tests.test_libreoffice import saved_by_libreoffice

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:.*xtension is not supported")]
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
CONFIG, OFFICE, STYLE, TABLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("config", "office", "style", "table")
)
FIELDS = ("title", "text", "obstacles", "funding", "department")


def written(report):
    file = BytesIO()
    write(book(report), file)
    return file.getvalue()


def parts(content):
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(content, name):
    """[(name, rows), …] of the sheets, by the reader of uploaded tables."""
    return [(sheet.name, sheet.rows) for sheet in read_tables(BytesIO(content), name)]


def rows_of(root, name):
    """The rows of a sheet in content.xml below its head."""
    [sheet] = [sheet for sheet in root.iter(f"{TABLE}table") if sheet.get(f"{TABLE}name") == name]
    return sheet.findall(f"{TABLE}table-row")


def shown_in(cell):
    """The text of a cell; some blanks are elements, and each line is a paragraph."""
    return "\n".join("".join(_pieces(paragraph)) for paragraph in cell)


def _pieces(paragraph):
    yield paragraph.text or ""
    for part in paragraph:
        yield {"s": " ", "tab": "\t"}[part.tag.rpartition("}")[2]]
        yield part.tail or ""


def make_hostile():
    lines = enumerate(PAYLOADS, 1)
    return make_report_of([make_line(n, **dict.fromkeys(FIELDS, text)) for n, text in lines])


def table(sheet):
    """The values of a sheet without what is empty at its end."""
    rows = [[day_of(cell.value) for cell in row] for row in sheet.iter_rows()]
    while not any(rows[-1]):
        rows.pop()
    return [row[: max(len(row) for row in map(without_end, rows))] for row in rows]


def without_end(row):
    return row[: max((n for n, value in enumerate(row, 1) if value is not None), default=0)]


def day_of(value):
    return value.date() if isinstance(value, datetime) else value


def page_of(sheet):
    """The paper, and how many of its pages a sheet takes side by side and below each other."""
    page = sheet.page_setup
    return page.orientation, page.paperSize, page.fitToWidth or 1, page.fitToHeight


def test_holds_what_the_workbook_holds():
    report = make_report_data(is_internal=True)
    assert read(written(report), "a.ods") == read(workbook(report), "a.xlsx")


@needs_libreoffice
def test_libreoffice_opens_it(tmp_path):
    """As it stands there: values, kinds, filters and pages; and nothing of others' text acts."""
    report = make_report_data()
    (tmp_path / "bericht.ods").write_bytes(written(report))
    (tmp_path / "boese.ods").write_bytes(written(make_hostile()))
    out = saved_by_libreoffice(tmp_path, "ods", "xlsx")
    saved, ours = load_workbook(out / "bericht.xlsx"), opened(workbook(report))
    assert saved.sheetnames == ours.sheetnames == SHEETS
    for sheet in saved:
        assert table(sheet) == table(ours[sheet.title])
        assert page_of(sheet) == page_of(ours[sheet.title])
    for sheet in saved.worksheets[1:]:
        assert sheet.auto_filter.ref == ours[sheet.title].auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
    shown = {cell.value: cell.number_format for cell in saved["Leitziel 1"][2]}
    assert shown[1234567.89] == "#,##0.00"
    assert shown[datetime(2025, 2, 3)].replace("\\", "").lower() == "dd.mm.yyyy"  # noqa: DTZ001 (openpyxl's)
    assert (saved.properties.title, saved.properties.creator) == (report.title, "Stadt Ratzeburg")
    hostile = load_workbook(out / "boese.xlsx")
    kinds = {cell.data_type for sheet in hostile for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n", "d"}
    titles = [row[3] for row in hostile["Leitziel 2"].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.hyperlink) for cell in titles] == [("s", None)] * len(PAYLOADS)


def test_rows_are_as_high_as_their_texts():
    """Not worked out by LibreOffice: it does so for the screen and loses lines on paper."""
    texts = ["kurz", "x" * 101, "a\nb", "x" * 6_000]  # of 50 characters a line
    report = make_report_of([make_line(n, text=text) for n, text in enumerate(texts, 1)])
    root = ElementTree.fromstring(parts(written(report))["content.xml"])
    heights = {
        style.get(f"{STYLE}name"): part.get(f"{STYLE}row-height")
        for style in root.iter(f"{STYLE}style")
        for part in style.iter(f"{STYLE}table-row-properties")
    }
    found = [heights[row.get(f"{TABLE}style-name")] for row in rows_of(root, "Leitziel 2")]
    assert found == ["31pt", "44pt", "31pt", None]  # "noch nicht von der Stadt bestätigt" takes 2


def test_what_others_wrote_is_text_to_the_letter():
    content = written(make_hostile())
    root = ElementTree.fromstring(parts(content)["content.xml"])
    cells = list(root.iter(f"{TABLE}table-cell"))
    assert {cell.get(f"{OFFICE}value-type") for cell in cells} == {None, "string", "float", "date"}
    assert [name for cell in cells for name in cell.attrib if "formula" in name] == []
    tags = {part.tag.rpartition("}")[2] for part in root.iter()}
    assert not tags & {"a", "script", "event-listener", "dde-source", "shape", "object", "image"}
    titles = [shown_in(row[3]) for row in rows_of(root, "Leitziel 2")]
    assert titles == [cell_text(payload) for payload in PAYLOADS]


def test_blanks_breaks_and_what_no_file_can_hold():
    text = "  a  b\tc\r\n\x00d\ud800 \n\ne"
    content = parts(written(make_report_of([make_line(title=text)])))["content.xml"]
    [row] = rows_of(ElementTree.fromstring(content), "Leitziel 2")
    assert shown_in(row[3]) == "  a  b\tc\nd \n\ne"


def test_the_head_stays_in_sight():
    """LibreOffice without a window forgets it, so this looks into the file."""
    root = ElementTree.fromstring(parts(written(make_report_data()))["settings.xml"])
    found = {
        sheet.get(f"{CONFIG}name"): {item.get(f"{CONFIG}name"): item.text for item in sheet}
        for tables in root.iter(f"{CONFIG}config-item-map-named")
        for sheet in tables
    }
    fixed = {name: items["VerticalSplitPosition"] for name, items in found.items()}
    assert fixed == dict.fromkeys(SHEETS, "1") | {"Deckblatt": "0"}
    fixed = {name: items["HorizontalSplitPosition"] for name, items in found.items()}
    assert fixed == dict.fromkeys(SHEETS, "0") | {"Abdeckung": "1"}


def test_only_the_day_of_making_tells_a_time():
    report = make_report_data()
    content = written(report)
    assert content == written(make_report_data())
    with ZipFile(BytesIO(content)) as archive:
        packed = archive.infolist()
    assert (packed[0].filename, packed[0].compress_type) == ("mimetype", ZIP_STORED)
    assert {part.date_time for part in packed} == {(1980, 1, 1, 0, 0, 0)}
    later = parts(written(replace(report, made_at=report.made_at.replace(year=2026))))
    changed = {name for name, part in parts(content).items() if part != later[name]}
    assert changed == {"meta.xml", "content.xml"}  # the cover names the day too


def test_without_anything():
    report = make_report_data(goals=[], places=[], matrix={}, overdue=[], figures=[], total=0)
    report.compare = list
    sheets = dict(read(written(report), "a.ods"))
    said = {name: rows[1].cell(1) for name, rows in sheets.items() if name in SHEETS[-4:-1]}
    assert said == {
        "Überfällig": "Nichts ist überfällig.",
        "Änderungen": "Seit dem 31.12.2024 hat sich nichts geändert.",
        "Offene Lücken": "Keine Lücke ist offen.",
    }
    assert [row.cells for row in sheets["Übersicht"][1:]] == []
    assert ("Stichtag", DAY.isoformat()) in [row.cells for row in sheets["Deckblatt"]]
