"""The status report for LibreOffice (ODS): the sheets of the workbook, without its chart.

Rows are written as they come, so that a large report needs no more memory than a small one.
"""

from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from goals.exchange.cells import cell_text
from goals.exchange.ods import MIME, NAMESPACES, paragraphs, typed
from measures.columns import Column
from measures.open_styles import MOST_LINES, PAGE, content_styles, page_styles, settings
from measures.report import Cell
from measures.sheets import Sheet, lines_of

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: nothing tells when it was packed
UPRIGHT = 9  # lines as high as the longest title of a narrow column
COVER = Sheet("Deckblatt", [Column("", 24), Column("", 100)], ())
PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>'
        for part in PARTS
    )
    + "</manifest:manifest>"
)
DECLARED = (
    f'{NAMESPACES} xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" '
    'xmlns:ooo="http://openoffice.org/2004/office" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
BAR = (
    '<calcext:data-bar calcext:positive-color="#c5d3ef" calcext:gradient="false">'
    '<calcext:formatting-entry calcext:value="0" calcext:type="number"/>'
    '<calcext:formatting-entry calcext:value="100" calcext:type="number"/></calcext:data-bar>'
)


def write(book, file):
    """Writes the ODS file of a Book; `file` is open for writing bytes."""
    sheets = [COVER, *book.sheets]
    with ZipFile(file, "w") as archive:
        _add(archive, "mimetype", MIME, ZIP_STORED)  # first and unpacked, as the format demands
        _add(archive, "META-INF/manifest.xml", MANIFEST)
        with archive.open(_info("content.xml", ZIP_DEFLATED), "w") as content:
            for piece in _content(book, sheets):
                content.write(piece.encode())
        _add(archive, "styles.xml", _part("document-styles", page_styles(book, sheets)))
        _add(archive, "meta.xml", _part("document-meta", _meta(book)))
        _add(archive, "settings.xml", _part("document-settings", settings(sheets)))


def _info(name, compression):
    info = ZipInfo(name, LONG_AGO)
    info.compress_type = compression
    return info


def _add(archive, name, text, compression=ZIP_DEFLATED):
    archive.writestr(_info(name, compression), text)


def _start(kind):
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{kind} {DECLARED} office:version="1.3">'


def _part(kind, text):
    return f"{_start(kind)}{text}</office:{kind}>"


def _meta(book):
    made_at = book.made_at.isoformat(timespec="seconds")
    return (
        f"<office:meta><dc:title>{escape(cell_text(book.title))}</dc:title>"
        f"<meta:initial-creator>{escape(book.author)}</meta:initial-creator>"
        f"<dc:creator>{escape(book.author)}</dc:creator>"
        f"<meta:creation-date>{made_at}</meta:creation-date><dc:date>{made_at}</dc:date>"
        "<dc:language>de-DE</dc:language></office:meta>"
    )


def _content(book, sheets):
    yield f"{_start('document-content')}<office:automatic-styles>"
    yield content_styles(sheets)
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield f"{_opening(0, COVER)}{''.join(_cover(book))}</table:table>"
    ranges = []
    for number, sheet in enumerate(book.sheets, 1):
        last = yield from _table(number, sheet)
        area = _area(sheet.name, 0, 1, len(sheet.columns) - 1, last + 1 - sheet.sums)
        ranges.append(
            f'<table:database-range table:name="__Anonymous_Sheet_DB__{number}" '
            f"table:target-range-address={quoteattr(area)} "
            'table:display-filter-buttons="true"/>'
        )
    yield f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _cover(book):
    """The rows of the cover."""
    yield _row([_styled(book.author, "author")])
    yield _row([_styled(book.title, "title")])
    yield _row(["<table:table-cell/>"])
    widths = [column.width for column in COVER.columns]
    for label, value in book.facts:
        kind = "date" if isinstance(value, date) else "number"
        cells = [_styled(label, "label"), _cell("fact", kind, value)]
        yield _row(cells, lines_of([label, value], widths))


def _table(number, sheet):
    """The pieces of a table; returns how many rows it has below its head."""
    yield _opening(number, sheet)
    yield f"<table:table-header-rows>{_head(sheet.columns)}</table:table-header-rows>"
    kinds = [column.kind for column in sheet.columns]
    widths = [column.width for column in sheet.columns]
    last = 0
    for last, (look, values) in enumerate(sheet.rows, 1):  # noqa: B007  (said at the end)
        yield _row(_cells(look, kinds, values), lines_of(values, widths))
    if not last and sheet.empty:
        yield _row([_styled(sheet.empty, "spoken")])
    yield _bars(sheet, last)
    yield "</table:table>"
    return last


def _head(columns):
    wide = [column for column in columns if column.kind != "count"]
    # Room for the filter's button, and for bold letters.
    lines = lines_of([column.title for column in wide], [column.width - 3 for column in wide])
    heads = (_styled(column.title, f"head-{column.kind}") for column in columns)
    return _row(heads, lines if len(wide) == len(columns) else max(lines, UPRIGHT))


def _opening(number, sheet):
    name, style = quoteattr(sheet.name), PAGE.format(number)
    columns = _columns(number, sheet)
    return f'<table:table table:name={name} table:style-name="{style}">{columns}'


def _columns(number, sheet):
    columns = [
        f'<table:table-column table:style-name="column-{number}-{place}"/>'
        for place in range(len(sheet.columns))
    ]
    if sheet.repeated:
        first, last = sheet.repeated
        columns[first] = f"<table:table-header-columns>{columns[first]}"
        columns[last] += "</table:table-header-columns>"
    return "".join(columns)


def _row(cells, lines=0):
    style = f"row-{lines}" if 0 < lines <= MOST_LINES else "row"
    return f'<table:table-row table:style-name="{style}">{"".join(cells)}</table:table-row>'


def _cells(look, kinds, values):
    for value, kind in zip(values, kinds, strict=False):
        yield _cell(look, kind, value)
    if missing := len(kinds) - len(values):
        yield (
            f'<table:table-cell table:style-name="{look}-text" '
            f'table:number-columns-repeated="{missing}"/>'
        )


def _cell(look, kind, value):
    if value is None or value == "":
        return f'<table:table-cell table:style-name="{look}-text"/>'
    if isinstance(value, Cell):
        return _styled(value.label, f"cell-{value.value}")
    return _styled(value, f"{look}-{'text' if isinstance(value, str) else kind}")


def _styled(value, style):
    if isinstance(value, str):
        attributes, shown = 'office:value-type="string"', paragraphs(cell_text(value))
    else:
        attributes, shown = typed(value if isinstance(value, date | Decimal) else int(value))
    return f'<table:table-cell table:style-name="{style}" {attributes}>{shown}</table:table-cell>'


def _bars(sheet, last):
    """Data bars behind the percents."""
    numbers = [n for n, column in enumerate(sheet.columns) if column.kind == "percent" and last]
    formats = "".join(
        "<calcext:conditional-format calcext:target-range-address="
        f"{quoteattr(_area(sheet.name, number, 2, number, last + 1))}>{BAR}"
        "</calcext:conditional-format>"
        for number in numbers
    )
    return (
        f"<calcext:conditional-formats>{formats}</calcext:conditional-formats>" if formats else ""
    )


def _area(name, left, top, right, bottom):
    """Cells as the format names them; columns count from 0, rows from 1."""
    name = "'" + name.replace("'", "''") + "'"
    first, last = get_column_letter(left + 1), get_column_letter(right + 1)
    return f"{name}.{first}{top}:{name}.{last}{max(top, bottom)}"
