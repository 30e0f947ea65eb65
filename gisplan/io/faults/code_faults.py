"""The texts of faults of the changes of village codes, and of rows that name villages by former codes."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["CODE_KINDS"]

_ONE_ROW = N_(
    "Give one row for {today}, with its code: add the counts if each row counts its own part; whatever else it states "
    "must be true of the whole village."
)

CODE_KINDS: Mapping[str, FaultKind] = {
    "code-change-current": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {value} is said to have become {new}, but a village has this code today."),
        N_("Delete the row if the village still has this code, or correct the villages: it is not followed."),
    ),
    "code-change-circular": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): the changes from {value} lead back to it: {path}."),
        N_("Correct the rows of these codes: none of them is followed."),
    ),
    "code-change-disordered": FaultKind(
        "Q",
        N_(
            "{layer} row {row} ({file}): {value} is said to have become {new} on {day}, but by row {other} {new} "
            "had been given up on {other_day}."
        ),
        N_("Correct one of the two days, or the codes: the row is not followed."),
    ),
    "code-change-nowhere": FaultKind(
        "Q",
        N_("{layer} row {row} ({file}): {value} leads to {last}, and there is no village {last}."),
        N_("Correct the code ({nearest} is much like it), or add the village to the villages."),
        N_("Correct the code, or add the village to the villages."),
    ),
    "codes-followed": FaultKind(
        "W",
        N_(
            "{layer} ({file}): {field} names villages by former codes in {count} rows, first in row {row}; they were "
            "read as: {value}."
        ),
        N_("No action needed if the changes of village codes are right; write the codes of today when you can."),
    ),
    "rows-of-merged": FaultKind(
        "Q",
        N_(
            "{layer} row {row} ({file}): {field} {value} is the village {today} today, and so is that of row "
            "{duplicates}; rows of merged villages are not added up."
        ),
        _ONE_ROW,
    ),
    "row-of-part": FaultKind(
        "Q",
        N_(
            "{layer} row {row} ({file}): {field} {value} is only a part of the village {today} today, and there is no "
            "row for the whole."
        ),
        _ONE_ROW,
    ),
}
