import datetime
import io
import json
import struct
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from goals.tables import Row, TableError, read_tables
from tests.goals import hostile
from tests.goals.spreadsheets import (
    csv_file,
    ods,
    ods_of,
    tsv,
    with_parts,
    xlsx,
    xlsx_like_excel,
    xlsx_of,
    zipped,
)

pytestmark = pytest.mark.once

# A spreadsheet's times have no zone.
NOON = datetime.datetime.fromisoformat("2024-03-05T12:00")
ROWS = [["Name", "Größe"], [], ["  Röpersberg\xa0", "", 'Haus "A"; B, C'], ["5  x", "– €"]]
READ = [
    Row(1, ("Name", "Größe")),
    Row(3, ("Röpersberg", "", 'Haus "A"; B, C')),
    Row(4, ("5  x", "– €")),
]


def read(content, name):
    return read_tables(io.BytesIO(content), name)


def refusal(content, name):
    with pytest.raises(TableError) as caught:
        read(content, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (tsv(ROWS), "a.tsv"),
        (tsv(ROWS), "A.TXT"),
        (tsv(ROWS, "utf-8-sig"), "a.txt"),
        (tsv(ROWS, "utf-16"), "a.txt"),
        (b"\xfe\xff" + tsv(ROWS, "utf-16-be"), "a.txt"),
        (tsv(ROWS, "cp1252"), "a.tsv"),
        (csv_file(ROWS), "a.csv"),
        (csv_file(ROWS, ",", "utf-8"), "a.csv"),
        (csv_file(ROWS, "\t", "utf-8-sig"), "a.csv"),
        (csv_file(ROWS).replace(b"\r\n", b"\r"), "a.csv"),
        (xlsx(ROWS), "a.xlsx"),
        (xlsx_like_excel(ROWS), "a.xlsx"),
        (ods(ROWS), "a.ods"),
    ],
)
def test_every_format_gives_the_same_rows(content, name):
    [sheet] = read(content, name)
    assert sheet.rows == READ
    assert sheet.name == ("Tabelle1" if name.endswith(("xlsx", "ods")) else "")


def test_path(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes(tsv(ROWS))
    assert read_tables(path)[0].rows == read_tables(str(path))[0].rows == READ


@pytest.mark.parametrize(
    "line", ["Angebot;Preis, ab", "Wir lernen, immer\nA;B", '"a,b,c,d";e', "A;1,5;2,5"]
)
def test_semicolon_beside_commas_of_sentences(line):
    [sheet] = read(line.encode(), "a.csv")
    assert any(len(row.cells) > 1 for row in sheet.rows)
    assert not any(cell.startswith(("5", " ")) for row in sheet.rows for cell in row.cells)


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;"])
def test_excels_line_about_the_separator(line):
    assert read(f"{line}\r\nA, b, c;B\r\n1,5;2,5".encode("utf-8-sig"), "a.csv")[0].rows == [
        Row(2, ("A, b, c", "B")),
        Row(3, ("1,5", "2,5")),
    ]
    assert read(b"sep=,\nA,B;C", "a.csv")[0].rows == [Row(2, ("A", "B;C"))]
    assert read(b"sep=\t\nA\tB", "a.csv")[0].rows == [Row(2, ("A", "B"))]
    assert read(b"sep=X;A", "a.csv")[0].rows == [Row(1, ("sep=X", "A"))]


def test_line_break_within_a_cell():
    expected = [Row(1, ("a\nb", "c"))]
    assert read(b'"a\r\nb";c\r\n', "a.csv")[0].rows == expected
    assert read(xlsx([["a\nb", "c"]]), "a.xlsx")[0].rows == expected
    two = "<text:p>a</text:p><text:p>b</text:p>"
    cells = f"<table:table-cell>{two}</table:table-cell><table:table-cell><text:p>c</text:p>"
    sheet = (
        f"<table:table><table:table-row>{cells}</table:table-cell></table:table-row></table:table>"
    )
    assert read(ods_of(sheet), "a.ods")[0].rows == expected


def test_xlsx_values():
    day = NOON.replace(hour=0)
    values = [3, 2.0, 1.1, 0.1 + 0.2, True, False, day, day.replace(hour=9), datetime.time(9, 30)]
    [sheet] = read(xlsx([values]), "a.xlsx")
    assert sheet.rows[0].cells == (
        "3", "2", "1.1", "0.3", "WAHR", "FALSCH", "2024-03-05", "2024-03-05 09:00:00", "09:30:00",
    )  # fmt: skip


def test_percent_stands_as_it_is_shown():
    shown = {
        "0%": (1, "100%"),
        "0.0%": (0.125, "12,5%"),
        "0%;[Red]-0%": (-0.07, "-7%"),
        '0 "%"': (50, "50"),
        "0\\%": (50, "50"),
        "0": (3, "3"),
    }
    book = openpyxl.Workbook()
    for column, (format, (value, _)) in enumerate(shown.items(), 1):
        book.active.cell(1, column, value).number_format = format
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue(), "a.xlsx")[0].rows[0].cells == tuple(
        text for _, text in shown.values()
    )
    cell = '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
    sheet = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    assert read(ods_of(sheet), "a.ods")[0].rows == [Row(1, ("50%",))]


def test_xlsx_of_a_mac_counts_days_from_1904():
    book = openpyxl.Workbook()
    book.epoch = NOON.replace(1904, 1, 1, 0)
    book.active["A1"] = NOON.replace(hour=0)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue(), "a.xlsx")[0].rows[0].cells == ("2024-03-05",)


def test_xlsx_texts_as_excel_writes_them():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><r><t>Haus </t></r><r><t>am See</t></r><rPh><t>x</t></rPh></si>"
        "<si><t>a_x000D_\nb _x005F_x0041_</t></si></sst>"
    )
    cells = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    [sheet] = read(xlsx_of(cells, strings=strings), "a.xlsx")
    assert sheet.rows[0].cells == ("Haus am See", "a\nb _x0041_")


def test_xlsx_cells_out_of_order_are_not_lost():
    cells = '<row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row>'
    assert read(xlsx_of(cells), "a.xlsx")[0].rows == [Row(2, ("1", "", "3"))]


def test_ods_values_repeats_and_what_stands_beside():
    def cell(attributes, inner=""):
        return f"<table:table-cell {attributes}>{inner}</table:table-cell>"

    row = (
        cell('office:value-type="float" office:value="1.50"', "<text:p>1,50 €</text:p>")
        + cell('office:value-type="date" office:date-value="2024-03-05"', "<text:p>5.3.</text:p>")
        + cell('office:value-type="boolean" office:boolean-value="true"', "<text:p>WAHR</text:p>")
        + cell('table:number-columns-repeated="2"')
        + cell(
            'table:number-columns-repeated="2"',
            "<office:annotation><text:p>Notiz</text:p></office:annotation>"
            "<text:p>  a\n <text:span>b</text:span>"
            '<text:s text:c="2"/>c<text:line-break/>d</text:p>',
        )
        + "<table:covered-table-cell/>"
    )
    sheet = (
        '<table:table table:name="Ä"><table:table-header-rows>'
        f'<table:table-row table:number-rows-repeated="2">{row}</table:table-row>'
        '</table:table-header-rows><table:table-row table:number-rows-repeated="1000000"/>'
        "</table:table>"
    )
    tracked = f"<table:tracked-changes>{cell('', '<text:p>alt</text:p>')}</table:tracked-changes>"
    [read_sheet] = read(ods_of(tracked + sheet), "a.ods")
    cells = ("1.5", "2024-03-05", "WAHR", "", "", "a b  c\nd", "a b  c\nd")
    assert read_sheet.rows == [Row(1, cells), Row(2, cells)]


def test_full_table_is_read():
    [sheet] = read(tsv([["x"] * 60] * 5_000), "a.tsv")
    assert len(sheet.rows) == 5_000
    assert sheet.rows[-1].cells == ("x",) * 60


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"a\n" * 5_001, "a.csv", "Zeile 5001, Spalte A: Hier steht noch etwas, gelesen werden"),
        (b"\t" * 60 + b"x", "a.tsv", "Zeile 1, Spalte BI: Hier steht noch etwas"),
        (xlsx([[]] * 5_000 + [["x"]]), "a.xlsx", "Blatt „Tabelle1“, Zeile 5001, Spalte A: Hier"),
        (xlsx([["x" * 32_768]]), "a.csv", "passt nicht zu ihrer Endung „.csv“"),
        (b"a;" + b"x" * 32_768, "a.csv", "Zeile 1, Spalte B: Die Zelle hat 32768 Zeichen"),
        (b"a\nb\tc\x07d", "a.tsv", "Zeile 2, Spalte B: Die Zelle enthält ein unsichtbares Steuer"),
        (b"a\nb\x00", "a.tsv", "Zeile 2: Hier steht ein NUL-Zeichen"),
        ("a\nb".encode("utf-16-le"), "a.txt", "Zeile 1: Hier steht ein NUL-Zeichen"),
        (
            "ä\n".encode() + b"\xe4",
            "a.csv",
            "Zeile 2: Ein Zeichen ist nicht lesbar. Bitte",
        ),
        (b"ok\n\x81", "a.csv", "Zeile 2: Ein Zeichen ist nicht lesbar"),
        (b"\xef\xbb\xbf\xff", "a.csv", "Zeile 1: Ein Zeichen ist nicht lesbar"),
        (b'a\n"b" c;d', "a.csv", "Zeile 2: Die Zeile ist nicht lesbar: Ein Anführungszeichen"),
        (b'a\nb\n"c', "a.csv", "Zeile 3: Die Zeile ist nicht lesbar"),
        (b"a;#NV\n", "a.csv", "Zeile 1, Spalte B: Die Zelle enthält den Fehlerwert #NV."),
        (
            xlsx_of('<row><c t="e"><v>#REF!</v></c></row>'),
            "a.xlsx",
            "Blatt „Tabelle1“, Zeile 1, Spalte A: Die Zelle enthält den Fehlerwert #REF!.",
        ),
        (xlsx([["a", "=A1"]]), "a.xlsx", "Zeile 1, Spalte B: Die Formel hat keinen Wert."),
        (b"a", "a.pdf", "Dateien mit der Endung „.pdf“ werden nicht gelesen."),
        (b"a", "a", "Dateien mit der Endung „“ werden nicht gelesen."),
        (b"a;b", "a.xlsx", "Der Inhalt der Datei passt nicht zu ihrer Endung „.xlsx“."),
        (ods(ROWS), "a.xlsx", "Die Datei ist beschädigt, mit einem Kennwort geschützt oder keine"),
        (xlsx(ROWS), "a.ods", "Die Datei ist beschädigt, mit einem Kennwort geschützt oder keine"),
        (zipped({"word.xml": "<a/>"}), "a.xlsx", "Die Datei ist beschädigt"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 99,
            "a.xlsx",
            "im alten Excel-Format oder mit einem Kennwort",
        ),
        (with_parts(xlsx(ROWS), {"xl/workbook.xml": "<a>"}), "a.xlsx", "Die Datei ist beschädigt"),
        (zipped({f"{n}.xml": "<a/>" for n in range(101)}), "a.ods", "Die Datei enthält zu viele"),
    ],
)
def test_refusals(content, name, message):
    assert message in refusal(content, name)


def test_all_faults_at_once():
    faults = refusal(b"\x07;ok\nok;#REF!\n", "a.csv").splitlines()
    assert [fault.partition(": ")[0] for fault in faults] == [
        "Zeile 1, Spalte A",
        "Zeile 2, Spalte B",
    ]


def test_claimed_size_of_a_part_is_not_believed():
    archive = bytearray(hostile.FILES["packed.xlsx"]())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = archive.index(mark)
        archive[start + at : start + at + 4] = struct.pack("<I", 10)
    assert refusal(bytes(archive), "a.xlsx").startswith("Die Datei ist")


def test_encrypted_archive():
    archive = bytearray(xlsx(ROWS))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := archive.find(mark, start + 1)) >= 0:
            archive[start + at] |= 1
    assert refusal(bytes(archive), "a.xlsx").startswith("Die Datei ist beschädigt")


def test_packing_of_another_kind():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("content.xml", "<a/>")
    assert refusal(out.getvalue(), "a.ods").startswith("Die Datei ist beschädigt")


@pytest.fixture(scope="module")
def hostile_reports(tmp_path_factory):
    """name -> what it took to read the hostile file, in a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in hostile.FILES.items():
        (folder / name).write_bytes(make())
    lines = subprocess.run(
        [sys.executable, hostile.__file__, *(folder / name for name in hostile.FILES)],
        check=True,
        capture_output=True,
    ).stdout.splitlines()
    return dict(zip(hostile.FILES, map(json.loads, lines), strict=True))


@pytest.mark.parametrize("name", hostile.FILES)
def test_hostile_file_is_refused_quickly_and_without_memory(name, hostile_reports):
    report = hostile_reports[name]
    assert hostile.MESSAGES[name] in report["message"]
    assert report["seconds"] < 3
    assert report["megabytes"] < 150
