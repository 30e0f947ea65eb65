"""The bureaus' Excel sheets of works: read, matched and compared with the ledger, and written back."""

from gisplan.ledger.sheets.compare import Difference
from gisplan.ledger.sheets.exchange import export_book, tell_imported
from gisplan.ledger.sheets.places import Villages
from gisplan.ledger.sheets.take import Comparison, Imported, SheetRead, compare_book, import_book

__all__ = [
    "Comparison",
    "Difference",
    "Imported",
    "SheetRead",
    "Villages",
    "compare_book",
    "export_book",
    "import_book",
    "tell_imported",
]
