"""All verdicts of a county in one table: see `Gaps.settlements`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.arrays import fill_objects
from gisplan.county.county import County
from gisplan.gaps.criteria.kind import JudgedCriterion
from gisplan.gaps.remedies import Attestations

__all__ = ["LOOK_M", "tabulate_verdicts"]

LOOK_M = 100.0
"""A met settlement farther than this from the connected sealed network, in metres, is marked for a check on site."""


def tabulate_verdicts(
    county: County, judged: Mapping[str, JudgedCriterion], attested: Mapping[str, Attestations]
) -> gpd.GeoDataFrame:
    """Return the verdicts of all criteria, sorted by criterion and code, with what was found on site."""
    tables = [_tabulate(county, one, attested[id]) for id, one in judged.items()]
    table = pd.concat([t for t in tables if len(t)] or tables[:1], ignore_index=True)
    order = table.assign(code=table["code"].fillna("").astype(str)).sort_values(
        ["criterion", "code", "row"], kind="stable"
    )
    return gpd.GeoDataFrame(table.loc[order.index].reset_index(drop=True), crs=county.crs)


def _tabulate(county: County, judged: JudgedCriterion, attested: Attestations) -> gpd.GeoDataFrame:
    """One row for each settlement that the criterion applies to."""
    verdicts = judged.verdicts
    criterion, settlements, size = verdicts.criterion, verdicts.settlements, len(verdicts.state)
    threshold = criterion.threshold if judged.reach is None else judged.reach.verdicts.resolved_reach.reach_m
    frame = settlements.frame
    table = gpd.GeoDataFrame(
        {
            "criterion": criterion.id,
            "settlement": settlements.kind,
            **{name: frame[name].to_numpy() for name in ("code", "name", "town", "village", "row")},
            "people": settlements.people,
            "households": frame["households"].to_numpy(),
            "state": verdicts.state,
            "why": verdicts.reason_code,
            **(_blank_road_columns(size) if judged.reach is None else judged.reach.columns),
            "value": verdicts.value,
            "required": np.full(size, np.nan if threshold is None else float(threshold)),
            "params": verdicts.params,
            "rows": verdicts.rows,
            "needs": verdicts.needs,
            "listed_works": verdicts.listed_works,
            "attested": attested.found,
            "second_visit": attested.disagrees,
        },
        geometry=settlements.point,
        crs=county.crs,
    )
    return table[verdicts.state != ""]


def _blank_road_columns(size: int) -> dict[str, Any]:
    """The columns that only reach criteria fill."""
    columns: dict[str, Any] = {
        name: np.full(size, np.nan) for name in ("distance_m", "unsealed_m", "off_network_m", "cost_m")
    }
    columns |= {"cut_off": np.zeros(size, dtype=bool), "depends_on": fill_objects(size)}
    return columns | {name: fill_objects(size, ()) for name in ("segments", "segments_to_survey", "near_ends")}
