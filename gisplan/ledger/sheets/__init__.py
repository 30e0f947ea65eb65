"""Import the bureaus' Excel sheets of works: read, match and compare them with the ledger."""

from gisplan.ledger.sheets.compare_book import Comparison, SheetRead, compare_book
from gisplan.ledger.sheets.compare_row import Difference
from gisplan.ledger.sheets.import_ import ImportResult, import_book
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
