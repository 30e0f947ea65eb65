"""Roads without a surface: how many there are, what is assumed of them, and which settlements are unknown for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from gisplan.base.arrays import Objects
from gisplan.base.faults import Fault
from gisplan.county.county import County
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.neighbours import with_neighbours_met
from gisplan.gaps.roads.reach import find_states, judge_reach
from gisplan.gaps.settings import resolve_settings
from gisplan.gaps.settlements import make_settlements
from gisplan.gaps.verdicts.three_valued import find_applicability
from gisplan.io.faults.catalogue import FaultContext
from gisplan.standards import Standard

__all__ = ["warn_of_blank_surfaces"]

_Place = tuple[str, int]


@dataclass(frozen=True)
class _Undecided:
    """The settlements, by kind and row, that are unknown because of blank surfaces; and those that would be decided."""

    unknown: set[_Place] = field(default_factory=set)
    met: set[_Place] = field(default_factory=set)
    missed: set[_Place] = field(default_factory=set)


def warn_of_blank_surfaces(
    county: County, survey: RoadSurvey, context: FaultContext, standard: Standard | None
) -> Iterator[Fault]:
    """Count the roads without a surface, and say what that does to the verdicts by a standard.

    Parameters
    ----------
    county : County
    survey : RoadSurvey
    context : FaultContext
        What the warning names.
    standard : Standard or None
        Without one no settlement is counted.

    Yields
    ------
    Fault
    """
    blank = np.isnan(survey.surface) & ~survey.in_doubt
    if not blank.any():
        return
    rows = survey.roads["row"].to_numpy(dtype=np.int64)
    blank_rows = np.unique(rows[blank])
    counts = {
        "count": len(blank_rows),
        "total": len(np.unique(rows[~survey.in_doubt])),
        "assumed": len(np.unique(rows[blank & ~np.isnan(survey.assumed)])),
    }
    found: dict[str, int] = {}
    if standard is not None:
        undecided = _find_undecided(county, survey, standard)
        found = {name: len(places) for name, places in vars(undecided).items()}
    code = "surfaces-assumed" if county.assumed_surfaces else "surfaces-blank"
    yield context.fault(code, row=int(blank_rows[0]), field="surface", rows=blank_rows.tolist(), **counts, **found)


def _find_undecided(county: County, survey: RoadSurvey, standard: Standard) -> _Undecided:
    """Judge by the reach criteria as the roads are, with all blank surfaces sealed, and with the assumed ones."""
    undecided = _Undecided()
    for criterion in standard.criteria:
        if not isinstance(criterion, ReachCriterion):
            continue
        sealed = np.where(np.isnan(survey.surface), float(criterion.surfaces[0]), survey.surface)
        own = _judge(county, survey, criterion)
        at_best = _judge(county, survey.with_surfaces(sealed), criterion)
        assumed = _judge(county, survey.with_assumed(), criterion) if survey.assumes else own
        rows = make_settlements(county, criterion.settlement).frame["row"]
        places = [(criterion.settlement, int(row)) for row in rows]
        for at in np.flatnonzero((own == "unknown") & (at_best == "met")).tolist():
            undecided.unknown.add(places[at])
            if assumed[at] != "unknown":
                (undecided.met if assumed[at] == "met" else undecided.missed).add(places[at])
    undecided.met.difference_update(undecided.missed)
    return undecided


def _judge(county: County, survey: RoadSurvey, criterion: ReachCriterion) -> Objects:
    """Return the states of all settlements by one criterion, without evidence."""
    settlements = make_settlements(county, criterion.settlement)
    seats = np.asarray(county.seats.geometry.array) if county.seats is not None else np.empty(0, dtype=object)
    applies = find_applicability(settlements, criterion)
    v = judge_reach(survey, settlements, applies, seats, criterion.resolve(resolve_settings(county)))
    v = with_neighbours_met(survey, v)
    return find_states(v, v.met_pessimistic, v.met_optimistic, incomplete=county.incomplete)
