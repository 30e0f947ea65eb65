"""The GeoPackage of a scenario: what it builds, stretch by stretch, and whom it serves."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.plan.plan import COST_SCALE
from gisplan.plan.scenario.figures import Figures
from gisplan.plan.scenario.replay import NO_YEAR, Proposal
from gisplan.report.gis.geopackage import write_layers

__all__ = ["STRETCHES", "make_scenario_geopackage", "stretch_table"]

STRETCHES = "stretches"
"""The layer that `gisplan scenario import` reads again."""


def make_scenario_geopackage(figures: Figures, path: Path) -> None:
    """Write a scenario's layers and their styles to a new GeoPackage.

    `plan_units` has each stretch that may be built with its `state` (planned, done, out or other), `plan_settlements`
    each settlement, and `stretches` what is built, joined along each segment.

    Parameters
    ----------
    figures : Figures
    path : Path
        A file that does not exist yet.

    Raises
    ------
    OSError
        GDAL or SQLite could not write it.
    """
    layers: list[tuple[str, pd.DataFrame]] = [
        ("plan_units", _describe_units(figures.proposal)),
        (STRETCHES, stretch_table(figures.proposal)),
        ("plan_settlements", _describe_settlements(figures)),
    ]
    write_layers(path, layers, figures.proposal.problem.county)


def stretch_table(proposal: Proposal) -> gpd.GeoDataFrame:
    """Return what a proposal builds: units of one segment that follow each other and are paid alike are one row.

    Parameters
    ----------
    proposal : Proposal

    Returns
    -------
    GeoDataFrame
        `segment, name, from_m, to_m, programme, year, by_hand, km, cost, yuan` and the lines, in the county's CRS.
    """
    units = _describe_units(proposal)
    rows = units[proposal.built].reset_index(drop=True)
    paid = ["segment", "programme", "year", "by_hand"]
    same = (rows[paid].astype(object).fillna("") == rows[paid].astype(object).fillna("").shift()).all(axis=1)
    follows = same & np.isclose(rows["from_m"], rows["to_m"].shift(), atol=0.002)
    grouped = rows.groupby((~follows).cumsum().to_numpy(), sort=False)
    ends = {"from_m": grouped["from_m"].first(), "to_m": grouped["to_m"].last()}
    sums = {name: grouped[name].sum(min_count=1) for name in ("km", "cost", "yuan")}
    table = pd.DataFrame({**{name: grouped[name].first() for name in ("segment", "name", *paid[1:])}, **ends, **sums})
    lines = [shapely.line_merge(shapely.multilinestrings(part.to_numpy())) for _key, part in grouped["geometry"]]
    order = ["segment", "name", "from_m", "to_m", "programme", "year", "by_hand", "km", "cost", "yuan"]
    return gpd.GeoDataFrame(table[order].round(6).reset_index(drop=True), geometry=lines, crs=units.crs)


def _describe_units(proposal: Proposal) -> gpd.GeoDataFrame:
    problem, units = proposal.problem, proposal.problem.units
    ids = np.array([*(one.id for one in problem.programmes), None], dtype=object)
    roads = problem.county.roads.drop_duplicates("segment").set_index("segment")["name"]
    out = proposal.by_hand & ~proposal.built & ~proposal.done
    states = np.select([proposal.built, proposal.done, out], ["planned", "done", "out"], "other")
    frame = pd.DataFrame(
        {
            "segment": units.segment.astype(str),
            "name": pd.Series(units.segment).map(roads).to_numpy(dtype=object),
            "from_m": np.round(units.from_m, 3),
            "to_m": np.round(units.to_m, 3),
            "state": states,
            "by_hand": proposal.by_hand,
            "programme": ids[np.where(proposal.built, proposal.programme, -1)],
            "year": pd.array(np.where(proposal.year == NO_YEAR, 0, proposal.year), dtype="Int64"),
            "km": units.length_mm / COST_SCALE["km"],
            "cost": units.cost / COST_SCALE[problem.rules.cost],
            "yuan": units.yuan,
        }
    )
    frame["year"] = frame["year"].mask(frame["year"] == 0)
    frame["name"] = frame["name"].map(lambda name: name if isinstance(name, str) else None)
    return gpd.GeoDataFrame(frame, geometry=units.geometry, crs=problem.county.crs)


def _describe_settlements(figures: Figures) -> gpd.GeoDataFrame:
    demand = figures.proposal.problem.demand
    columns = ["kind", "code", "name", "village", "town", "people", "households"]
    frame = demand.frame[columns].reset_index(drop=True)
    for name in ("code", "name", "village", "town"):
        frame[name] = [None if pd.isna(value) else str(value) for value in frame[name]]
    states = np.select([figures.before, figures.served], ["before", "served"], "not_served")
    located = frame.assign(state=states)
    return gpd.GeoDataFrame(located, geometry=list(demand.point), crs=figures.proposal.problem.county.crs)
