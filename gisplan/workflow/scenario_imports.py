"""Scenarios from what others drew or listed, and to a GIS."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.base.errors import PlanError
from gisplan.base.language import N_, _, join_names
from gisplan.base.values import is_missing
from gisplan.io.files.atomic_write import write_atomic
from gisplan.io.files.formats import FORMATS, find_ending
from gisplan.plan.scenario.match_lines import LineMatch, match_lines
from gisplan.plan.scenario.scenario import Edit, Scenario
from gisplan.workflow.plan_options import list_programme_ids
from gisplan.workflow.scenario_steps import begin_scenario, measure_scenario, prepare, resolve_named_standard

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.plan.model.planning_problem import PlanningProblem

__all__ = ["DoubtfulLine", "ImportedScenario", "make_scenario_of_file", "write_geopackage"]

_WHY = {
    "no_road": N_("no road that may be built lies along it within {0:g} m"),
    "only_partly": N_("roads that may be built lie along {1:.0f} of its {2:.0f} m only"),
    "cuts_stretch": N_("it ends within a stretch that is built whole or not at all: end it at a junction"),
    "two_roads": N_("several roads lie along it, {1:.0f} m for its {2:.0f} m: draw it nearer to the one that is meant"),
}


@dataclass(frozen=True)
class DoubtfulLine:
    """A line that was left out.

    Parameters
    ----------
    row : int
        In its file, from 1.
    reason : str
        See `LineMatch`.
    text : str
        The same in the user's language.
    near : tuple of str
        The segments along it.
    """

    row: int
    reason: str
    text: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class ImportedScenario:
    """A scenario made of a file.

    Parameters
    ----------
    scenario : Scenario
    doubtful : tuple of DoubtfulLine
    faults : tuple of str
        Rows of the file that could not be read, each with its remedy.
    """

    scenario: Scenario
    doubtful: tuple[DoubtfulLine, ...] = ()
    faults: tuple[str, ...] = ()


def make_scenario_of_file(
    county: County,
    path: str | os.PathLike[str],
    name: str,
    *,
    layer: str | None = None,
    standard: str | None = None,
    author: str = "",
    day: Any = None,
) -> ImportedScenario:
    """Make a scenario of a table of segments, or of a layer of lines drawn elsewhere.

    Each row is put in by hand. Lines are matched to the network by place; what is doubtful is left out and listed. A
    segment of a table that the county does not have is left out when the scenario is measured.

    Parameters
    ----------
    county : County
    path : path
        A table (.csv, .xlsx) with the column `segment`, or a layer of lines.
    name : str
        Of the scenario.
    layer : str, optional
        Of the file, where it has several.
    standard, author, day
        As `begin_scenario` takes them.

    Raises
    ------
    PlanError
        The file is refused, or a programme does not exist.
    """
    begun = begin_scenario(county, name, standard=standard, author=author, day=day)
    ids = list_programme_ids(county, resolve_named_standard(county, begun.standard))
    ending = find_ending(Path(path))
    if ending in FORMATS and FORMATS[ending].is_sheet and layer is None:
        return _of_table(begun, path, ids)
    return _of_lines(county, begun, path, layer, ids)


def _of_table(begun: Scenario, path: str | os.PathLike[str], ids: dict[str, str]) -> ImportedScenario:
    from gisplan.io.inputs.proposed_roads import read_proposed_list

    table = read_proposed_list(path)
    if table.faults:
        raise PlanError("\n".join(table.faults))
    edits = tuple(
        Edit(
            row["segment"],
            "in",
            from_m=_number(row["from_m"]),
            to_m=_number(row["to_m"]),
            programme=_programme(row["programme"], ids),
            year=_year(row["year"]),
        )
        for row in table.frame.to_dict("records")
    )
    return ImportedScenario(replace(begun, edits=edits))


def _of_lines(
    county: County, begun: Scenario, path: str | os.PathLike[str], layer: str | None, ids: dict[str, str]
) -> ImportedScenario:
    from gisplan.io.inputs.proposed_roads import read_proposed_lines

    read = read_proposed_lines(path, county.crs, layer=layer)
    if not len(read.frame):
        raise PlanError("\n".join(read.faults) or _("{0} has no lines.").format(path))
    problem = prepare(county, begun)
    frame = pd.DataFrame(read.frame.drop(columns="geometry"))
    edits: list[Edit] = []
    doubtful = []
    named = ["" if is_missing(value) else str(value) for value in frame["segment"]]
    for match in match_lines(problem, np.asarray(read.frame.geometry.array), named):
        row = frame.iloc[match.line]
        if match.reason is not None:
            doubtful.append(_explain(match, int(row["row"])))
            continue
        edits += _make_edits(problem, match, _programme(row["programme"], ids), _year(row["year"]))
    return ImportedScenario(replace(begun, edits=tuple(edits)), tuple(doubtful), read.faults)


def _make_edits(problem: PlanningProblem, match: LineMatch, programme: str, year: int | None) -> list[Edit]:
    """Put in every unit that a line lies on."""
    units = problem.units
    return [
        Edit(str(units.segment[at]), "in", float(units.from_m[at]), float(units.to_m[at]), programme, year)
        for at in match.units
    ]


def _explain(match: LineMatch, row: int) -> DoubtfulLine:
    from gisplan.plan.scenario.match_lines import WITHIN_M

    reason = str(match.reason)
    text = _(_WHY[reason]).format(WITHIN_M, match.matched_m, match.length_m)
    if match.near:
        text = _("{0} ({1})").format(text, join_names(match.near[:5]))
    return DoubtfulLine(row, reason, text, match.near)


def _programme(value: Any, ids: dict[str, str]) -> str:
    """Return the id of the programme that a cell names; what is no programme stays, and is refused with its row."""
    return "" if is_missing(value) else ids.get(str(value), str(value))


def _year(value: Any) -> int | None:
    return None if is_missing(value) else int(value)


def _number(value: Any) -> float | None:
    return None if is_missing(value) else float(value)


def write_geopackage(county: County, scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write a scenario as layers for a GIS, whole or not at all.

    Raises
    ------
    WriteError
        The file cannot be written; what was there is unchanged.
    PlanError
        See `measure_scenario`.
    """
    from gisplan.report.gis.geopackage import verify_geopackage
    from gisplan.report.gis.scenario_geopackage import make_scenario_geopackage

    figures = measure_scenario(county, scenario).figures
    write_atomic(path, partial(make_scenario_geopackage, figures), verify=verify_geopackage)
