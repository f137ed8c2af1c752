from pathlib import Path

from goals.tables import delimited, guard, ods, xlsx
from goals.tables.sheet import TableError, refuse

TEXT = {".tsv": "\t", ".txt": "\t", ".csv": None}  # None: the file shows what separates its cells
BOOKS = {".xlsx": xlsx, ".ods": ods}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"


def read_tables(source, name=None):
    """The sheets of a file, given as a path or as an open binary file with its name."""
    if name is None:
        name = Path(source).name
        with Path(source).open("rb") as file:
            content = guard.read_limited(file)
    else:
        content = guard.read_limited(source)
    sheets = _read(content, Path(name).suffix.lower())
    if faults := [fault for sheet in sheets for fault in sheet.faults]:
        raise TableError(*faults)
    return sheets


def _read(content, suffix):
    if suffix not in TEXT and suffix not in BOOKS:
        raise refuse(
            f"Dateien mit der Endung „{suffix}“ werden nicht gelesen. Bitte als XLSX, ODS, CSV "
            "oder tabulatorgetrennten Text (TSV, TXT) speichern."
        )
    if content.startswith(OLD_EXCEL):
        raise refuse(
            "Die Datei ist im alten Excel-Format oder mit einem Kennwort geschützt. "
            "Bitte ohne Kennwort als XLSX speichern."
        )
    if content.startswith(ZIP) != (suffix in BOOKS):
        raise refuse(
            f"Der Inhalt der Datei passt nicht zu ihrer Endung „{suffix}“. "
            "Bitte die Datei öffnen und im gewünschten Format neu speichern."
        )
    if suffix in TEXT:
        return [delimited.read(content, TEXT[suffix])]
    return BOOKS[suffix].read(guard.Package(content))
