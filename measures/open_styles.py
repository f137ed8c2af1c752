"""How the cells and pages of the ODS status report look, in the format's own words."""

from xml.sax.saxutils import escape, quoteattr

from measures.report import Cell
from measures.sheets import KINDS, STATES

PAGE = "sheet-{}"  # the style of a table, and the page it is printed on
CHARACTER = 0.2  # cm
MOST_LINES = 100  # of a row whose height is laid down
LINE = "#cfd2e0"
EDGE = f'fo:border-bottom="0.5pt solid {LINE}"'
BOLD = 'fo:font-weight="bold"'
# look → (of the cell, of its text)
LOOKS = {
    "head": ('fo:background-color="#14306b"', f'fo:color="#ffffff" {BOLD}'),
    "plain": (EDGE, ""),
    "leading": (f'{EDGE} fo:background-color="#e5ebf7"', BOLD),
    "middle": (EDGE, BOLD),
    "gap": (EDGE, 'fo:font-style="italic" fo:color="#595959"'),
}
CENTRED = ("number", "count", "percent", "state")
RIGHT = ("money", "decimal")
NUMBERS = (
    '<number:date-style style:name="as-date"><number:day number:style="long"/><number:text>.'
    '</number:text><number:month number:style="long"/><number:text>.</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    '<number:number-style style:name="as-number"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    '<number:number-style style:name="as-nothing"><number:text>–</number:text>'
    "</number:number-style>"
    '<number:number-style style:name="as-count"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1" number:grouping="true"/><style:map '
    'style:condition="value()=0" style:apply-style-name="as-nothing"/></number:number-style>'
    '<number:number-style style:name="as-percent"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/><number:text> %</number:text></number:number-style>'
    '<number:number-style style:name="as-money"><number:number number:decimal-places="2" '
    'number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>'
    "</number:number-style>"
)
FORMATS = {
    "date": "as-date",
    "number": "as-number",
    "count": "as-count",
    "percent": "as-percent",
    "money": "as-money",
    "state": "as-number",
}


def content_styles(sheets):
    """The automatic styles of content.xml."""
    cells = [
        _cell(f"{look}-{kind}", kind, *LOOKS[look], "bottom" if look == "head" else "top")
        for look in LOOKS
        for kind in KINDS
    ]
    columns = [
        f'<style:style style:name="column-{number}-{place}" style:family="table-column">'
        "<style:table-column-properties "
        f'style:column-width="{column.width * CHARACTER + 0.4:.2f}cm"/>'
        "</style:style>"
        for number, sheet in enumerate(sheets)
        for place, column in enumerate(sheet.columns)
    ]
    tables = [
        f'<style:style style:name="{PAGE.format(number)}" style:family="table" '
        f'style:master-page-name="{PAGE.format(number)}"><style:table-properties '
        'table:display="true"/></style:style>'
        for number, _ in enumerate(sheets)
    ]
    parts = [NUMBERS, *_rows(), *columns, *tables, *cells, *_states(), *_single()]
    return "".join(parts)


def _rows():
    """Of as many lines as their names say; LibreOffice works out the height of others.

    It does so for the screen, and on paper, where lines break elsewhere, the last one is lost.
    """
    yield _row("row", 'style:use-optimal-row-height="true"')
    for lines in range(1, MOST_LINES + 1):
        height = f'style:row-height="{13 * lines + 5}pt"'
        yield _row(f"row-{lines}", f'style:use-optimal-row-height="false" {height}')


def _row(name, attributes):
    return (
        f'<style:style style:name="{name}" style:family="table-row">'
        f"<style:table-row-properties {attributes}/></style:style>"
    )


def _states():
    """Of the cells that are told by a colour too."""
    for cell, (ground, ink) in STATES.items():
        weight = BOLD if cell == Cell.GAP else ""
        coloured = f'fo:background-color="{ground}" fo:border="0.5pt solid {LINE}"'
        yield _cell(f"cell-{cell.value}", "state", coloured, f'fo:color="{ink}" {weight}', "middle")


def _single():
    """Of the cover, and of what is said where a table has no row."""
    yield _cell("spoken", "text", flows=True)
    yield _cell("author", "text", text='fo:font-size="12pt"', flows=True)
    yield _cell("title", "text", text=f'fo:font-size="18pt" {BOLD}', flows=True)
    yield _cell("label", "text", EDGE, BOLD)
    for kind in ("text", "number", "date"):
        yield _cell(f"fact-{kind}", kind, EDGE, align="start")


def _cell(name, kind, cell="", text="", at="top", flows=False, align=None):
    """A style of cells; what `flows` is not wrapped and reaches over empty cells beside it."""
    data = f' style:data-style-name="{FORMATS[kind]}"' if kind in FORMATS else ""
    align = align or ("center" if kind in CENTRED else "end" if kind in RIGHT else "start")
    turned = 'style:rotation-angle="90" ' if name == "head-count" else ""
    size = "" if "font-size" in text else 'fo:font-size="10pt" '
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{data}>'
        f'<style:table-cell-properties style:vertical-align="{at}" fo:padding="0.08cm" '
        f'fo:wrap-option="{"no-wrap" if flows else "wrap"}" {turned}{cell} '
        'style:text-align-source="fix"/>'
        f'<style:paragraph-properties fo:text-align="{align}"/>'
        f'<style:text-properties fo:font-family="Calibri" {size}{text} fo:language="de" '
        'fo:country="DE"/></style:style>'
    )


def page_styles(book, sheets):
    """The pages of styles.xml: A4 across, as many side by side as the sheet wants."""
    layouts = "".join(
        f'<style:page-layout style:name="{PAGE.format(number)}"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
        'fo:margin-left="1cm" fo:margin-right="1cm" fo:margin-top="1.2cm" '
        f'fo:margin-bottom="1cm" style:scale-to-X="{sheet.pages_across}" '
        'style:first-page-number="continue" '
        f'style:print-page-order="{"ltr" if sheet.pages_across > 1 else "ttb"}"/>'
        '<style:footer-style><style:header-footer-properties fo:min-height="0.6cm" '
        'fo:margin-top="0.2cm"/></style:footer-style></style:page-layout>'
        for number, sheet in enumerate(sheets)
    )
    footer = (
        "<style:header/><style:footer><style:region-left><text:p>"
        f"{escape(book.footer)}</text:p></style:region-left><style:region-center><text:p>"
        "<text:sheet-name>Blatt</text:sheet-name></text:p></style:region-center>"
        "<style:region-right><text:p>Seite <text:page-number>1</text:page-number> von "
        "<text:page-count>1</text:page-count></text:p></style:region-right></style:footer>"
    )
    masters = "".join(
        f'<style:master-page style:name="{name}" style:page-layout-name="{name}">'
        f"{footer}</style:master-page>"
        for name in (PAGE.format(number) for number, _ in enumerate(sheets))
    )
    return (
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
    )


def settings(sheets):
    """What stays in sight: the head, and the first columns where a sheet says so."""
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>"
        f"{_split('Horizontal', sheet.frozen_columns)}{_split('Vertical', int(number > 0))}"
        '<config:config-item config:name="ActiveSplitRange" config:type="short">'
        f"{3 if sheet.frozen_columns else 2}</config:config-item>"
        f"{_item('PositionRight', 'int', sheet.frozen_columns)}"
        f"{_item('PositionBottom', 'int', int(number > 0))}"
        "</config:config-item-map-entry>"
        for number, sheet in enumerate(sheets)
    )
    return (
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{tables}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
    )


def _split(way, position):
    mode = 2 if position else 0
    return _item(f"{way}SplitMode", "short", mode) + _item(f"{way}SplitPosition", "int", position)


def _item(name, kind, value):
    attributes = f'config:name="{name}" config:type="{kind}"'
    return f"<config:config-item {attributes}>{value}</config:config-item>"
