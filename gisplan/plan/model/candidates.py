"""The roads of a county with the candidates among them, on one network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.road_survey import RoadSurvey, survey_roads
from gisplan.gaps.settings import resolve_settings

__all__ = ["find_largest_groups", "survey_with_candidates"]

UNSEALED = 36  # K5104: no surface; what a new alignment has before it is built


def survey_with_candidates(county: County) -> RoadSurvey:
    """Survey the roads and the candidates on one network; a candidate is no trunk road, whatever its class will be."""
    survey = survey_roads(_with_candidates(county), resolve_settings(county))
    candidate = survey.roads["candidate"].eq(True).to_numpy(dtype=bool)
    return replace(survey, trunk_unknown=survey.trunk_unknown & ~candidate)


def _with_candidates(county: County) -> County:
    """Put the candidates among the county's roads: lines without a surface, of no class."""
    roads = county.roads.assign(candidate=False, programme=None)
    if county.candidates is not None and len(county.candidates):
        new = county.candidates.explode(index_parts=False, ignore_index=True)
        duplicates = sorted(set(new["code"].astype(str)) & set(roads["segment"].dropna().astype(str)))
        if duplicates:
            message = _("Candidates have the same codes as roads: {0}. Give the candidates other codes.")
            raise PlanError(message.format(", ".join(duplicates[:5])))
        columns: dict[str, Any] = {
            "row": new["row"],
            "segment": new["code"],
            "surface": pd.Series(UNSEALED, index=new.index, dtype=roads["surface"].dtype),
            "length_km": new["km"],
            "programme": new["programme"],
            "candidate": True,
        }
        more = gpd.GeoDataFrame(columns, geometry=new.geometry, crs=county.crs)
        filled = more.reindex(columns=roads.columns)
        roads = gpd.GeoDataFrame(pd.concat([roads, filled], ignore_index=True), geometry="geometry", crs=county.crs)
    return replace(county, roads=roads)


def find_largest_groups(county: County, survey: RoadSurvey) -> Floats:
    """Find the households of the largest group that each road serves by its layer; NaN where it names none."""
    served = np.full(len(survey.roads), np.nan)
    if county.groups is None:
        return served
    size = pd.to_numeric(county.groups.drop_duplicates("code").set_index("code")["households"])
    named = survey.roads["groups"].reset_index(drop=True).dropna().explode()
    largest = named.map(size).astype(np.float64).groupby(level=0).max()
    served[largest.index.to_numpy()] = largest.to_numpy()
    return served
