"""Files that are made to do harm, and a program that reads them and says what that took.

The program runs by itself, so that the memory of the tests does not count:
python tests/goals/hostile.py FILE ...
"""

import json
import resource
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.goals.spreadsheets import ods_of, tsv, with_parts, xlsx, xlsx_of, zipped

INLINE = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>'
ODS_CELL = (
    "<table:table-row{}><table:table-cell{}>"
    "<text:p>{}</text:p></table:table-cell></table:table-row>"
)
UTF_16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l><l/>'.encode("utf-16")
RELATION_TO_BIN = (
    '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="sheet.bin"/></Relationships>'
)
LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'lol'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
QUADRATIC = f"<!DOCTYPE l [<!ENTITY a '{'a' * 100_000}'>]>"
OUTSIDE = "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"


def ods_table(rows, before=""):
    return ods_of(f'<table:table table:name="T">{rows}</table:table>', before)


def ods_repeats(rows, columns, text):
    repeats = ' table:number-rows-repeated="{}"', ' table:number-columns-repeated="{}"'
    return ods_table(ODS_CELL.format(repeats[0].format(rows), repeats[1].format(columns), text))


TOO_FAR = "Hier steht noch etwas, gelesen werden aber höchstens 5.000 Zeilen und 60 Spalten."
DOCTYPE = "Die Datei enthält eine Dokumenttyp-Angabe (DOCTYPE)"
COMPLEX = "zu viele Zellen oder Formate: gelesen werden höchstens 5.000 Zeilen und 60 Spalten."
BROKEN = "Die Datei ist beschädigt"

# name -> (what makes it, what the refusal says)
CASES = {
    "far.xlsx": (
        lambda: xlsx_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        f"Blatt „Tabelle1“, Zeile 1048576, Spalte XFD: {TOO_FAR}",
    ),
    "wide.xlsx": (
        lambda: xlsx_of("<row>" + "<c/>" * 100_000 + "<c><v>1</v></c></row>"),
        f"Zeile 1, Spalte 100001: {TOO_FAR}",
    ),
    "million.xlsx": (
        lambda: xlsx_of("<row><c><v>1</v></c></row>" * 1_000_000),
        COMPLEX,
    ),
    "rows.xlsx": (
        lambda: xlsx_of("<row><c><v>1</v></c></row>" * 400_000),
        f"Zeile 5001, Spalte A: {TOO_FAR}",
    ),
    "blank.xlsx": (lambda: xlsx_of("<row/>" * 1_300_000), COMPLEX),
    "packed.xlsx": (lambda: xlsx_of(INLINE.format("a" * 100_000_000)), "Die Datei ist zu groß"),
    "dense.ods": (lambda: ods_repeats(1, 1, "a" * 20_000_000), "auffällig stark gepackt"),
    "long.xlsx": (lambda: xlsx_of(INLINE.format("a" * 29_000_000)), COMPLEX),
    "deep.xlsx": (lambda: xlsx_of("<c>" * 1_000_000), COMPLEX),
    "attributes.xlsx": (
        lambda: xlsx_of("<row " + " ".join(f'a{n}=""' for n in range(1_500_000)) + "/>"),
        COMPLEX,
    ),
    "laughs.xlsx": (lambda: xlsx_of(INLINE.format("&a9;"), before=LAUGHS), DOCTYPE),
    "quadratic.ods": (
        lambda: ods_table(ODS_CELL.format("", "", "&a;" * 100_000), before=QUADRATIC),
        DOCTYPE,
    ),
    "outside.ods": (lambda: ods_table(ODS_CELL.format("", "", "&a;"), before=OUTSIDE), DOCTYPE),
    "hidden.ods": (
        lambda: zipped(
            {
                "content.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l><l/>'.encode(
                    "utf-16"
                )
            }
        ),
        DOCTYPE,
    ),
    "named.xlsx": (
        lambda: with_parts(
            xlsx([["x"]]),
            {
                "xl/_rels/workbook.xml.rels": RELATION_TO_BIN,
                "xl/sheet.bin": f"{LAUGHS}<worksheet>&a9;</worksheet>",
            },
        ),
        DOCTYPE,
    ),
    "properties.xlsx": (
        lambda: with_parts(xlsx([["x"]]), {"docProps/core.xml": f"{LAUGHS}<l>&a9;</l>"}),
        DOCTYPE,
    ),
    "repeats.ods": (
        lambda: ods_repeats(1048576, 16384, "x"),
        f"Blatt „T“, Zeile 1, Spalte XFD: {TOO_FAR}",
    ),
    "rows.ods": (
        lambda: ods_repeats(1048576, 60, "x"),
        f"Blatt „T“, Zeile 5001, Spalte BH: {TOO_FAR}",
    ),
    "text.ods": (
        lambda: ods_repeats(5000, 60, 'x<text:s text:c="32000"/>y'),
        "Die Datei enthält zu viel Text oder zu viele Zellen.",
    ),
    "blanks.ods": (
        lambda: ods_repeats(1, 1, 'x<text:s text:c="2000000000"/>y'),
        "Blatt „T“, Zeile 1, Spalte A: Die Zelle hat 32770 Zeichen, erlaubt sind 32767.",
    ),
    "corrupt.xlsx": (lambda: xlsx([["x"]])[:2_000] + b"x" * 3_000, BROKEN),
    "cut.ods": (lambda: ods_repeats(1, 1, "x")[:300], BROKEN),
    "text.xlsx": (lambda: tsv([["x"]]), "passt nicht zu ihrer Endung „.xlsx“"),
    "large.csv": (lambda: b"x" * 5_000_001, "Die Datei ist zu groß: höchstens 5 MB"),
    "quotes.csv": (lambda: b'"' * 4_999_999, "Zeile 1: Die Zeile ist nicht lesbar"),
    "rows.csv": (lambda: "😀\n".encode() * 900_000, f"Zeile 5001, Spalte A: {TOO_FAR}"),
}
FILES = {name: make for name, (make, _) in CASES.items()}
MESSAGES = {name: message for name, (_, message) in CASES.items()}


def peak():
    """The most memory this process has had, in MB; Linux counts what came before it in rusage."""
    try:
        with open("/proc/self/status") as status:
            [line] = [line for line in status if line.startswith("VmHWM")]
    except OSError:
        unit = 1_000_000 if sys.platform == "darwin" else 1_000
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return int(line.split()[1]) / 1_000


def main(paths):
    from goals.tables import TableError, read_tables

    before = peak()
    for path in paths:
        start = time.process_time()
        try:
            read_tables(path)
            message = ""
        except TableError as error:
            message = str(error)
        seconds, megabytes = time.process_time() - start, peak() - before
        report = {"message": message, "seconds": seconds, "megabytes": megabytes}
        print(json.dumps(report))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(sys.argv[1:])
