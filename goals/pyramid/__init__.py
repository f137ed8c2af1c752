"""The town's Zielpyramide as a document: read it from a table, compare and store it as goals."""

from goals.pyramid.changes import Change, compare, import_pyramid
from goals.pyramid.document import Node, read_pyramid

__all__ = ["Change", "Node", "compare", "import_pyramid", "read_pyramid"]
