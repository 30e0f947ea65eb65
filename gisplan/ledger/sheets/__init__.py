"""The bureaus' Excel sheets of works: read, matched and compared with the ledger, and written back."""

from gisplan.ledger.sheets.compare import Difference
from gisplan.ledger.sheets.import_ import Comparison, ImportResult, SheetRead, compare_book, import_book
from gisplan.ledger.sheets.places import Villages

__all__ = [
    "Comparison",
    "Difference",
    "ImportResult",
    "SheetRead",
    "Villages",
    "compare_book",
    "import_book",
]
