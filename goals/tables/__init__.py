"""Tables that people send: tab-separated, CSV, XLSX and ODS, read as text with row and column.

Whatever cannot be read is refused with a TableError, whose faults say in German where it is
and what to do.
"""

from goals.tables.reader import read_tables
from goals.tables.sheet import Fault, Row, Sheet, TableError
from goals.tables.values import Number

__all__ = ["Fault", "Number", "Row", "Sheet", "TableError", "read_tables"]
