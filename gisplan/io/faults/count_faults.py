"""The texts of faults of counts that contradict each other; the verdicts that rest on them are unknown."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.faults import FaultKind
from gisplan.base.language import N_

__all__ = ["COUNT_KINDS"]

_CORRECT = N_("Correct one of the two: until then what rests on them counts as unknown.")

COUNT_KINDS: Mapping[str, FaultKind] = {
    "counts-differs": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {field} = {value} contradicts {other} row {other_row} ({other_file}): "
            "{other_field} = {other_value}."
        ),
        N_(
            "Correct one of the two: until then what rests on them counts as unknown. If the two may differ by more, "
            "state counts_within_percent in [county]."
        ),
    ),
    "counts-nobody": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {field} = {value}, but people live in the village by {other} row {other_row} "
            "({other_file}): {other_field} = {other_value}."
        ),
        _CORRECT,
    ),
    "counts-unconfirmed": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {field} = {value}, and {other} row {other_row} ({other_file}) does not state "
            "how many live in the village."
        ),
        N_("Correct the value, or state population and households of the village: 0 where nobody lives there."),
    ),
    "counts-above": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {field} = {value} is more than {other} row {other_row} ({other_file}) has: "
            "{other_field} = {other_value}."
        ),
        _CORRECT,
    ),
    "counts-above-own": FaultKind(
        "W",
        N_("{layer} row {row} ({file}): {field} = {value} is more than {other_field} = {other_value} of the same row."),
        _CORRECT,
    ),
    "counts-named": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {field} names more households ({value}) than {other_field} = {other_value} "
            "leaves without power."
        ),
        N_("Clear the names, or correct the numbers: until then what rests on them counts as unknown."),
    ),
    "counts-sum": FaultKind(
        "W",
        N_(
            "{layer} ({file}), first in row {row}: the groups of {village} have {field} = {value} together, more than "
            "{other} row {other_row} ({other_file}): {other_field} = {other_value}."
        ),
        _CORRECT,
    ),
    "counts-status": FaultKind(
        "W",
        N_(
            "{layer} row {row} ({file}): {field} = {value} contradicts the date of the milestone {other_field}: "
            "{other_value}."
        ),
        N_("Correct the status or the date: until then the milestone counts as unknown."),
    ),
}
