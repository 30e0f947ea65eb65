"""Import the bureaus' Excel sheets of works: read, match and compare them with the ledger."""

from gisplan.ledger.sheets.compare import Difference
from gisplan.ledger.sheets.import_ import Comparison, ImportResult, SheetRead, compare_book, import_book
from gisplan.ledger.sheets.villages import VillageIndex

__all__ = [
    "Comparison",
    "Difference",
    "ImportResult",
    "SheetRead",
    "VillageIndex",
    "compare_book",
    "import_book",
]
