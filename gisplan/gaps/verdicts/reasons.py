"""The reasons that every kind of criterion may give, and what milestones are called."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.county.milestones import MILESTONE_TYPES, MILESTONES

__all__ = ["MILESTONE_LABELS", "SHARED_REASONS"]

SHARED_REASONS: Mapping[str, str] = {
    "settlement_quarantined": N_("Unknown: its row was set aside when read (row {row}): {fault}."),
    "households_unknown": N_(
        "The criterion applies from {min_households} households; the row does not state the number of households."
    ),
    "people_unknown": N_(
        "The criterion applies from {min_people} people; the row does not state the number of people."
    ),
    "filter_unknown": N_("Unknown whether the criterion applies: {needs} is blank for its village."),
    "layer_missing": N_("Unknown: the county's files have no layer {needs}."),
    "layer_incomplete": N_(
        "Unknown: the layer {needs} is stated to be incomplete, and missing rows may change the verdict."
    ),
}
"""The sentences of reason codes that any kind may give, as templates over a verdict's parameters."""

_LISTED = {code for codes in MILESTONES.values() for code in codes}
MILESTONE_LABELS: Mapping[str, str] = {
    **{code: milestone.english for code, milestone in MILESTONE_TYPES.items() if code in _LISTED},
    **{code: ROAD_STATUSES[code].english for code in ("not_started", "under_way")},
}
"""What milestones and statuses of works are called."""
