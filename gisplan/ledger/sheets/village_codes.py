"""Read the rows of a sheet with their villages' codes, and find rows whose town, villages and codes disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from gisplan.base.language import _, fill
from gisplan.io.forms.sheet_context import SheetFault
from gisplan.io.layers.code_changes import show_followed
from gisplan.ledger.sheets.faults import SheetSource
from gisplan.ledger.sheets.forms import VILLAGES_NAMED
from gisplan.ledger.sheets.match import Match, SheetRow
from gisplan.ledger.sheets.villages import VillageIndex, bare_town

__all__ = ["check_village_codes", "note_followed", "read_rows"]


def read_rows(source: SheetSource, villages: VillageIndex | None) -> tuple[list[SheetRow], list[SheetFault]]:
    """Read the rows of a sheet; villages given by name are looked up, unknown names are faults.

    Former codes of villages are followed to those of today.
    """
    rows, faults = [], []
    for record in source.sheet.frame.to_dict("records"):
        number = int(record.pop("row"))
        values = {str(name): _plain(value) for name, value in record.items() if _is_given(value)}
        names, town = values.get(VILLAGES_NAMED), values.get("town")
        if villages is not None and names and "villages" not in values:
            codes, unknown = villages.find_codes(town, names)
            if unknown is not None:
                faults.append(source.unknown_village(number, unknown, villages.find_nearest(unknown, town)))
            else:
                values["villages"] = codes
        elif villages is not None and "villages" in values:
            values["villages"] = villages.changes.follow_all(values["villages"])
        rows.append(SheetRow(number, values))
    return rows, faults


def note_followed(source: SheetSource, villages: VillageIndex | None) -> Iterator[str]:
    """Say which former codes of villages a sheet has, and as which they were read."""
    frame = source.sheet.frame
    if villages is None or "villages" not in frame:
        return
    named = frame["villages"].explode().dropna()
    former = named[named.isin(villages.changes.today.keys())]
    if len(former):
        shown = show_followed(pd.unique(former).tolist(), villages.changes)
        text = _("{sheet}: {count} rows name villages by former codes, which were read as: {codes}.")
        yield fill(text, sheet=source.sheet.name, count=former.index.nunique(), codes=shown)


def check_village_codes(source: SheetSource, match: Match, villages: VillageIndex | None) -> Iterator[SheetFault]:
    """Check that a row's codes are of villages, and agree with the names and the town beside them.

    What the ledger says too is accepted.
    """
    codes = tuple(match.row.values.get("villages") or ())
    if villages is None or not codes:
        return
    if unknown := [code for code in codes if code not in villages.names]:
        message = _("no village has the code {0}").format(", ".join(unknown))
        yield source.make_fault(match.row.number, "villages", unknown[0], message, _("Correct the code."))
        return
    recorded = match.work.values if match.work is not None else {}
    same_codes = codes == tuple(recorded.get("villages") or ())
    yield from _check_names(source, match.row, codes, villages, same_codes=same_codes)
    recorded_town = recorded.get("town") if same_codes else None
    yield from _check_town(source, match.row, codes, villages, recorded_town)


def _check_names(
    source: SheetSource, row: SheetRow, codes: Sequence[str], villages: VillageIndex, *, same_codes: bool
) -> Iterator[SheetFault]:
    """Check the names beside the codes; in an export they may not have been removed alone."""
    named, names = row.values.get(VILLAGES_NAMED), villages.format_names(codes)
    if named is not None and not (same_codes and named == names):
        found, unknown = villages.find_codes(row.values.get("town"), named)
        if unknown is not None or set(found) != set(codes):
            message = _("its village names are {0}, but its codes are those of {1}").format(named, names)
            remedy = _("Correct one of the two.")
            yield source.make_fault(row.number, VILLAGES_NAMED, named, message, remedy)
    elif named is None and VILLAGES_NAMED in source.sheet.given and row.exported:
        message = _("the village names were cleared, but not the codes: {0}").format(", ".join(codes))
        remedy = _("Clear the codes as well, or fill in the names again.")
        yield source.make_fault(row.number, VILLAGES_NAMED, None, message, remedy)


def _check_town(
    source: SheetSource, row: SheetRow, codes: Sequence[str], villages: VillageIndex, recorded: str | None
) -> Iterator[SheetFault]:
    """Check that the villages lie in the row's town, unless the ledger has the same codes and town."""
    town = row.values.get("town")
    towns = {own for code in codes if (own := villages.towns.get(code)) and bare_town(own) != bare_town(town)}
    if town and towns and not (recorded is not None and bare_town(town) == bare_town(recorded)):
        message = _("its town is {0}, but its villages lie in {1}").format(town, ", ".join(sorted(towns)))
        yield source.make_fault(row.number, "town", town, message, _("Correct one of the two."))


def _is_given(value: Any) -> bool:
    return isinstance(value, (str, tuple, list)) or not pd.isna(value)


def _plain(value: Any) -> Any:
    """Return a cell as the ledger takes it."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    return tuple(value) if isinstance(value, list) else value
