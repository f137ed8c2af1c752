"""What an uploaded file must pass before anything is made of it.

The limits keep a hostile file under 3 seconds and 150 MB.
"""

import io
import zipfile
import zlib
from xml.parsers import expat

from goals.tables.sheet import refuse

MAX_BYTES = 5 * 1000 * 1000
MAX_PARTS = 100
MAX_UNPACKED = 30 * 1000 * 1000
MAX_RATIO = 100
MAX_ELEMENTS = 1_250_000  # a full table of 5,000 x 60 cells with as many texts has 1,200,000
MAX_DEPTH = 50
MAX_RUN = 1_000_000  # bytes of one tag, characters of one text
CHUNK = 64 * 1024
DOCTYPE = b"<!DOCTYPE"

TOO_LARGE = "Die Datei ist zu groß: höchstens 5 MB, entpackt 30 MB. Bitte die Tabelle aufteilen."
TOO_DENSE = (
    "Die Datei ist auffällig stark gepackt und wird nicht geöffnet. "
    "Bitte die Tabelle in eine neue Datei kopieren oder als CSV speichern."
)
TOO_COMPLEX = (
    "Die Datei enthält zu viele Zellen oder Formate: gelesen werden höchstens 5.000 Zeilen und 60 "
    "Spalten. Bitte nur die Tabelle in eine neue Datei kopieren oder als CSV speichern."
)
FORBIDDEN = (
    "Die Datei enthält eine Dokumenttyp-Angabe (DOCTYPE), wie sie kein Tabellenprogramm schreibt. "
    "Sie wird nicht geöffnet."
)
BROKEN = (
    "Die Datei ist beschädigt, mit einem Kennwort geschützt oder keine Tabelle. "
    "Bitte öffnen und ohne Kennwort als Tabelle neu speichern."
)
# What zipfile raises on archives that are broken, encrypted or packed in an unusual way.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError,
)  # fmt: skip
NONSENSE = (
    expat.ExpatError, LookupError, ValueError, OverflowError, AttributeError, TypeError,
)  # fmt: skip


def read_limited(file):
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise refuse(TOO_LARGE)
    return content


class Package:
    """The zip archive of a spreadsheet, unpacked once to see that it is small and whole."""

    def __init__(self, content):
        self.unpacked = 0
        self.elements = 0
        self.packed = len(content)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
            parts = self.archive.infolist()
            if len(parts) > MAX_PARTS:
                raise refuse(TOO_COMPLEX)
            for part in parts:
                self._unpack(part)
        except ZIP_ERRORS as error:
            raise refuse(BROKEN) from error

    def parse(self, name, target):
        """Read one part as XML: target.start(name, attributes), .end(name) and .data(text).

        Names are "namespace name". What the target raises on nonsense counts as a broken file.
        """
        scan = _Scan(target)
        try:
            with self.archive.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    scan.feed(chunk)
                scan.parser.Parse(b"", True)
        except NONSENSE as error:
            raise refuse(BROKEN) from error
        return target

    def _unpack(self, part):
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse(BROKEN)
        is_xml = part.filename.endswith((".xml", ".rels"))
        tail = b""
        with self.archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                self._count_bytes(len(chunk))
                text = tail + chunk.replace(b"\0", b"")  # UTF-16 hides nothing either
                if is_xml and DOCTYPE in text:
                    raise refuse(FORBIDDEN)
                self._count_elements(text[max(0, len(tail) - 1) :])
                tail = text[-len(DOCTYPE) :]

    def _count_elements(self, text):
        # `<` cannot stand in a text; one at the very end is counted with what follows it.
        self.elements += text.count(b"<", 0, -1) - text.count(b"</")
        if self.elements > MAX_ELEMENTS:
            raise refuse(TOO_COMPLEX)

    def _count_bytes(self, count):
        self.unpacked += count
        if self.unpacked > MAX_UNPACKED:
            raise refuse(TOO_LARGE)
        if self.unpacked > MAX_RATIO * self.packed:
            raise refuse(TOO_DENSE)


class _Scan:
    """Passes events on, as long as they are not too many, too deep or too long."""

    def __init__(self, target):
        self.target = target
        self.depth = self.text = self.run = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        # Without a DOCTYPE there are no entities of the file's own, inner or outer ones.
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk):
        opening = chunk.rfind(b"<")
        self.run = len(chunk) - opening if opening >= 0 else self.run + len(chunk)
        if self.run > MAX_RUN:
            raise refuse(TOO_COMPLEX)
        self.parser.Parse(chunk)

    def _start(self, name, attributes):
        self.text = 0
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise refuse(TOO_COMPLEX)
        self.target.start(name, attributes)

    def _end(self, name):
        self.text = 0
        self.depth -= 1
        self.target.end(name)

    def _data(self, text):
        self.text += len(text)
        if self.text > MAX_RUN:
            raise refuse(TOO_COMPLEX)
        self.target.data(text)

    def _doctype(self, *declaration):
        raise refuse(FORBIDDEN)
