"""Content as tables that staff take out, edit and bring back: XLSX, ODS and CSV.

What a file changes is shown first and stored as a whole or not at all; everything that is wrong
with it is named at once.
"""

from goals.exchange.resource import ExchangeResource
from goals.exchange.tree import TreeResource

__all__ = ["ExchangeResource", "TreeResource"]
