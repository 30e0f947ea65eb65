"""The rows of a sheet with their villages' codes; and rows whose town, villages and codes contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from gisplan.base.language import _
from gisplan.io.forms.form_reader import BureauSheet
from gisplan.io.forms.sheet_faults import SheetFault
from gisplan.ledger.sheets.compare import make_sheet_fault, make_unknown_village_faults
from gisplan.ledger.sheets.forms import VERSION, VILLAGES_NAMED
from gisplan.ledger.sheets.match import Match, SheetRow
from gisplan.ledger.sheets.places import Villages, bare_town

__all__ = ["check_village_codes", "read_rows"]


def read_rows(file: str, sheet: BureauSheet, villages: Villages | None) -> tuple[list[SheetRow], list[SheetFault]]:
    """The rows with what their cells say; villages told by name are looked up."""
    unnamed: dict[int, tuple[str, str]] = {}
    rows = []
    for record in sheet.frame.to_dict("records"):
        number = int(record.pop("row"))
        values = {str(name): _plain(value) for name, value in record.items() if _is_told(value)}
        named = values.get(VILLAGES_NAMED)
        if villages is not None and named and "villages" not in values:
            codes, wrong = villages.find(values.get("town"), named)
            if wrong is not None:
                unnamed[number] = (wrong, villages.nearest(wrong, values.get("town")))
            else:
                values["villages"] = codes
        rows.append(SheetRow(number, values))
    return rows, list(make_unknown_village_faults(file, sheet, unnamed))


def check_village_codes(file: str, sheet: BureauSheet, match: Match, villages: Villages | None) -> Iterator[SheetFault]:
    """A row whose codes are nobody's, or not those of the villages and the town beside them.

    What the ledger says too is left to stand.
    """
    row, told = match.row, match.work.values if match.work is not None else {}
    codes = tuple(row.values.get("villages") or ())
    if villages is None or not codes:
        return
    if unknown := [code for code in codes if code not in villages.names]:
        message = _("no village has the code {0}").format(", ".join(unknown))
        yield make_sheet_fault(file, sheet, row.number, "villages", unknown[0], message, _("Correct the code."))
        return
    kept, names = codes == tuple(told.get("villages") or ()), villages.tell(codes)
    named, town = row.values.get(VILLAGES_NAMED), row.values.get("town")
    both = _("Correct one of the two.")
    if named is not None and not (kept and named == names):
        found, wrong = villages.find(town, named)
        if wrong is not None or set(found) != set(codes):
            message = _("its village names are {0}, but its codes are those of {1}").format(named, names)
            yield make_sheet_fault(file, sheet, row.number, VILLAGES_NAMED, named, message, both)
    elif named is None and VILLAGES_NAMED in sheet.given and row.values.get(VERSION) is not None:
        message = _("the village names were cleared, but not the codes: {0}").format(", ".join(codes))
        remedy = _("Clear the codes as well, or fill in the names again.")
        yield make_sheet_fault(file, sheet, row.number, VILLAGES_NAMED, None, message, remedy)
    others = sorted({own for code in codes if (own := villages.towns.get(code)) and bare_town(own) != bare_town(town)})
    if town and others and not (kept and bare_town(town) == bare_town(told.get("town"))):
        message = _("its town is {0}, but its villages lie in {1}").format(town, ", ".join(others))
        yield make_sheet_fault(file, sheet, row.number, "town", town, message, both)


def _is_told(value: Any) -> bool:
    return isinstance(value, (str, tuple, list)) or not pd.isna(value)


def _plain(value: Any) -> Any:
    """A cell as the ledger takes it."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    return tuple(value) if isinstance(value, list) else value
