"""The themes of the dataset: which columns each has, of which type, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gisplan.base.language import N_

__all__ = ["FOLDERS", "THEMES", "WITHOUT_GEOMETRY", "DatasetColumn"]


@dataclass(frozen=True)
class DatasetColumn:
    """A column of a theme.

    Parameters
    ----------
    name : str
    kind : {"text", "whole", "number", "yes_no"}
        The same type in every county, also where all values are missing.
    meaning : str
    """

    name: str
    kind: str
    meaning: str


def _columns(*rows: tuple[str, str, str]) -> tuple[DatasetColumn, ...]:
    return tuple(DatasetColumn(*row) for row in rows)


_STATE = ("state", "text", N_("met, missed or unknown"))
_IF_ASSUMED = ("if_assumed", "text", N_("the state with the surfaces that the county file assumes"))
_PLACE = (
    ("code", "text", N_("code of the settlement")),
    ("name", "text", N_("its name")),
    ("town", "text", N_("its town")),
)
_ROW = ("row", "whole", N_("row of its file, from 1"))
_PEOPLE = ("people", "whole", N_("people"))
_SECOND_VISIT = ("second_visit", "yes_no", N_("whether findings on site and figures disagree"))
_NEEDS = ("needs", "text", N_("what would decide it where it is unknown"))
_SEGMENT = ("segment", "text", N_("code of the road segment"))
_FROM_TO = (("from_m", "number", N_("from, in metres along the segment")), ("to_m", "number", N_("to, in metres")))

THEMES: Mapping[str, tuple[DatasetColumn, ...]] = {
    "counties": _columns(
        ("code", "text", N_("code of the county")),
        ("name", "text", N_("its name")),
        ("state", "text", N_("met, missed or unknown: all criteria and targets that count")),
        ("villages", "whole", N_("villages")),
        ("judged_for_exit", "whole", N_("villages judged for exit")),
        ("exit_met", "whole", N_("of these: met")),
        ("exit_missed", "whole", N_("of these: missed")),
        ("exit_unknown", "whole", N_("of these: unknown")),
    ),
    "settlements": _columns(
        ("criterion", "text", N_("id of the criterion")),
        ("sector", "text", N_("its sector")),
        ("settlement", "text", N_("village or group")),
        *_PLACE,
        ("village", "text", N_("code of a group's village")),
        _ROW,
        _PEOPLE,
        ("households", "whole", N_("households")),
        _STATE,
        _IF_ASSUMED,
        ("why", "text", N_("code of the reason")),
        ("why_text", "text", N_("the reason as a sentence")),
        ("distance_m", "number", N_("metres to the connected sealed network")),
        ("unsealed_m", "number", N_("metres to seal on the cheapest way there")),
        ("off_network_m", "number", N_("metres without a road on it")),
        ("cost_m", "number", N_("its cost, in metres to seal")),
        ("cut_off", "yes_no", N_("whether no road leads there")),
        ("segments", "text", N_("segments to seal")),
        ("segments_to_survey", "text", N_("segments to survey")),
        ("depends_on", "text", N_("the one segment that it depends on")),
        ("near_ends", "text", N_("road ends that may be joined")),
        ("value", "number", N_("value of the criterion, in its unit")),
        ("required", "number", N_("the required value")),
        _NEEDS,
        ("listed_works", "text", N_("works that are listed for it")),
        ("attested", "text", N_("finding on site")),
        _SECOND_VISIT,
    ),
    "villages": _columns(
        *_PLACE,
        _ROW,
        _PEOPLE,
        ("exit_year", "whole", N_("year of exit")),
        ("judged_for_exit", "yes_no", N_("whether it is judged for exit")),
        _STATE,
        ("vetoes", "text", N_("exit criteria that are not met")),
        ("missed", "text", N_("exit criteria that are missed")),
        ("unknown", "text", N_("exit criteria that are unknown")),
        ("plan_missed", "text", N_("criteria of the plan that are missed")),
        ("plan_unknown", "text", N_("criteria of the plan that are unknown")),
        _NEEDS,
        _SECOND_VISIT,
        _IF_ASSUMED,
    ),
    "targets": _columns(
        ("id", "text", N_("id of the target")),
        ("role", "text", N_("exit, plan or report")),
        ("measure", "text", N_("what is measured")),
        ("unit", "text", N_("its unit")),
        ("required", "number", N_("the required value")),
        ("compare", "text", N_("at least or at most")),
        ("actual", "number", N_("the actual value")),
        ("due", "text", N_("day on which it is due")),
        ("state", "text", N_("met, missed, unknown or pending")),
        _IF_ASSUMED,
        ("basis", "text", N_("how it was calculated")),
        _NEEDS,
    ),
    "near_misses": _columns(
        _SEGMENT,
        ("near", "text", N_("the segment that it comes near")),
        ("gap_m", "number", N_("metres between them")),
        ("reason", "text", N_("why they are not joined")),
        ("verdicts", "whole", N_("verdicts that would change")),
        _PEOPLE,
        ("changed_verdicts", "text", N_("settlements and criteria that would be met")),
        ("missed_to_unknown", "text", N_("settlements and criteria that would be unknown")),
    ),
    "critical": _columns(
        ("criterion", "text", N_("id of the criterion")),
        ("to", "text", N_("trunk or seat: what the road leads to")),
        _SEGMENT,
        *_FROM_TO,
        ("length_m", "number", N_("length in metres")),
        ("settlements", "whole", N_("settlements that depend on it")),
        _PEOPLE,
    ),
    "plan_units": _columns(
        _SEGMENT,
        *_FROM_TO,
        ("name", "text", N_("name of the road")),
        ("class", "text", N_("class of the road")),
        ("surface", "whole", N_("code of its surface")),
        ("town", "text", N_("town")),
        ("due_year", "whole", N_("year in which it is due")),
        ("km", "number", N_("kilometres")),
        ("cost", "number", N_("cost in the unit of the rules")),
        ("yuan", "number", N_("cost in yuan")),
        ("in_plan", "yes_no", N_("whether the plan builds it")),
        ("programme", "text", N_("programme that pays for it")),
        ("step", "whole", N_("its step in the order of building")),
        ("lock", "text", N_("what is fixed in advance")),
    ),
}
"""By theme. Each has `geometry` in WGS 84 (EPSG:4326) and `bbox` too, but `targets`, and by its folders `theme`,
`province` and `county`."""

WITHOUT_GEOMETRY = ("targets",)
FOLDERS = ("province", "county")
"""The columns that the folders of a theme have, from the top."""
