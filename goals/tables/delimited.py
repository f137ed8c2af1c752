"""Tab-separated text and CSV, in the encodings and with the separators that German Excel writes."""

import codecs
import csv
import io
import re

from goals.tables.sheet import MAX_CELL, Fault, Sheet, TableError

SAMPLE = 50_000  # characters in which a separator must have shown itself
# Excel's own line, which says the separator and is no part of the table.
NAMED = re.compile(r'"?sep=([;,|\t])"?[;,\t]*(?=[\r\n]|$)', re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
UTF8_UMLAUT = re.compile(rb"\xc3[\x84\x96\x9c\x9f\xa4\xb6\xbc]")


def read(content, delimiter=None):
    """The one sheet of a text file; without a delimiter the file itself shows it."""
    text = decoded(content)
    sheet = Sheet()
    named = NAMED.match(text)
    delimiter = named[1] if named else delimiter or sniffed(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, texts in enumerate(lines, 1):
            if texts and not (named and number == 1):
                sheet.add(number, texts)
    except csv.Error as error:
        raise TableError(*sheet.faults, _unreadable(number + 1)) from error
    return sheet


def decoded(content):
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decode(content, encoding)
    try:
        return _without_nul(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        if UTF8_UMLAUT.search(content):
            raise _foreign_bytes(content, error) from error
    return _decode(content, "cp1252")


def sniffed(text):
    """The separator: in prose a comma is followed by a blank, between cells it is not."""
    for line in QUOTED.sub("", text[:SAMPLE]).splitlines():
        found = {mark: len(re.findall(rf"{mark}(?! )", line)) for mark in "\t;,"}
        if any(found.values()):
            return max(found, key=found.get)
    return ";"


def _decode(content, encoding):
    try:
        return _without_nul(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise _foreign_bytes(content, error) from error


def _without_nul(text):
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise TableError(
            Fault("Hier steht ein NUL-Zeichen; das ist kein Text. Bitte als UTF-8 speichern.", row)
        )
    return text


def _foreign_bytes(content, error):
    row = content.count(b"\n", 0, error.start) + 1
    return TableError(
        Fault("Ein Zeichen ist nicht lesbar. Bitte die Datei als UTF-8 neu speichern.", row)
    )


def _unreadable(row):
    return Fault(
        "Die Zeile ist nicht lesbar: Ein Anführungszeichen am Anfang einer Zelle wird nicht an "
        f"ihrem Ende geschlossen, oder eine Zelle hat mehr als {MAX_CELL} Zeichen. "
        'Eine Zelle, die mit " beginnt, bitte ganz in " setzen und jedes " darin verdoppeln, '
        "oder als XLSX speichern.",
        row,
    )
