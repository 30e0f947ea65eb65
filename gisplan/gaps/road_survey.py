"""The roads of a county as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.county.code_lists import NOT_BUILT
from gisplan.county.county import County
from gisplan.county.once import once_per_county
from gisplan.gaps.settings import TOLERANCES_M, Settings
from gisplan.network import Contacts, Lines, RoadNetwork, find_road_contacts, flatten_lines, node_network

__all__ = ["RoadContacts", "RoadSurvey", "rows_in_doubt", "survey_roads"]


class RoadContacts(Protocol):
    """Where roads touch at a tolerance, and where they only come near each other."""

    def touching(self, snap_m: float) -> Contacts:
        """Return the contacts that touch at a tolerance, in metres."""

    def withheld(self, snap_m: float) -> Contacts:
        """Return the contacts of ends within a tolerance that do not touch because of their levels."""

    def unshared(self, snap_m: float) -> Contacts:
        """Return where roads that meet at nodes come within a tolerance, in metres, and share none."""

    def beside(self, snap_m: float, within_m: float) -> Contacts:
        """Return the contacts of ends with other roads beyond a tolerance, up to a distance, in metres."""


@dataclass(frozen=True)
class RoadSurvey:
    """R roads: those that exist, then the quarantined ones that have a geometry.

    Attributes
    ----------
    roads : GeoDataFrame
        The roads' rows.
    lines : Lines
        The roads as flat arrays.
    geometry, segment : (R,) object
        LineStrings, and segment codes.
    rank : (R,) int64
        The segments' order by code, for ties.
    surface : (R,) float64
        Surface codes, NaN where unknown.
    assumed : (R,) float64
        The codes that the county file assumes where they are unknown, NaN elsewhere.
    is_trunk, trunk_unknown : (R,) bool
        Roads of a class of the trunk network; those whose class is not known.
    in_doubt : (R,) bool
        Quarantined roads.
    near : RoadContacts
        Where roads touch, up to the widest tolerance that is needed.
    snap_m : float
        The county's own tolerance, in metres.
    not_built : int
        How many rows of roads in their file are left out, as they are not started or under way.
    cases : dict
        What `gisplan.gaps.roads.reach_case` has found, so that criteria of the same roads share it.
    """

    roads: gpd.GeoDataFrame
    lines: Lines
    geometry: NDArray[np.object_]
    segment: NDArray[np.object_]
    rank: NDArray[np.int64]
    surface: NDArray[np.float64]
    assumed: NDArray[np.float64]
    is_trunk: Mask
    trunk_unknown: Mask
    in_doubt: Mask
    near: RoadContacts
    snap_m: float
    not_built: int = 0
    cases: dict[Any, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    _touching: dict[float, Contacts] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def contacts(self) -> Contacts:
        """Where roads touch at the county's own tolerance."""
        return self.contacts_within(self.snap_m)

    @cached_property
    def by_nodes(self) -> Mask:
        """Which roads meet others of their kind where they share a node, and nowhere else, (R,)."""
        if "nodes" not in self.roads:
            return np.zeros(len(self.roads), dtype=bool)
        by_nodes: Mask = self.roads["nodes"].notna().to_numpy(dtype=bool)
        return by_nodes

    def contacts_within(self, snap_m: float) -> Contacts:
        """Return where roads touch at a tolerance, in metres; each is found once."""
        if snap_m not in self._touching:
            self._touching[snap_m] = self.near.touching(snap_m)
        return self._touching[snap_m]

    @cached_property
    def network(self) -> RoadNetwork:
        """The network at the county's own tolerance, roads in doubt included."""
        return node_network(self.lines, self.contacts, crs=self.roads.crs)

    @property
    def assumes(self) -> bool:
        """Whether the surface of any road is assumed."""
        return not bool(np.isnan(self.assumed).all())

    def with_surfaces(self, surface: NDArray[np.float64]) -> RoadSurvey:
        """Return the same roads with other surfaces, none of which is assumed; where they touch is not searched again.

        Parameters
        ----------
        surface : (R,) float64
            Surface codes, NaN where unknown.

        Returns
        -------
        RoadSurvey
        """
        other = replace(self, surface=surface, assumed=np.full(len(surface), np.nan))
        other._touching.update(self._touching)
        if "network" in vars(self):
            vars(other)["network"] = self.network
        return other

    def with_assumed(self) -> RoadSurvey:
        """Return the same roads with the assumed surfaces as if they were known."""
        return self.with_surfaces(np.where(np.isnan(self.surface), self.assumed, self.surface))

    def sealed(self, surfaces: tuple[int, ...]) -> Mask:
        """Return the roads known to have one of the surfaces, (R,)."""
        return np.isin(self.surface, surfaces) & ~self.in_doubt

    def maybe_sealed(self, surfaces: tuple[int, ...]) -> Mask:
        """Return the roads that have one of the surfaces, or may have, (R,)."""
        return np.isin(self.surface, surfaces) | np.isnan(self.surface) | self.in_doubt


@once_per_county
def rows_in_doubt(county: County, layer: str) -> pd.DataFrame:
    """Return the quarantined rows of a layer that may change a verdict; a total at its end cannot."""
    if not len(county.quarantine):
        return county.quarantine
    aside = county.quarantined(layer)
    return aside[~aside["changes_nothing"].to_numpy(dtype=bool)]


def survey_roads(county: County, settings: Settings, *, cut: bool = True) -> RoadSurvey:
    """Make the arrays of a county's roads. A road that is not built yet does not exist.

    Parameters
    ----------
    county : County
    settings : Settings
    cut : bool
        Whether roads may be cut later, as `with_resurfaced` does; where they stay whole, of two roads beyond the
        county's tolerance only the nearest contacts are kept.

    Returns
    -------
    RoadSurvey
    """
    left_out = county.roads["status"].isin(NOT_BUILT).to_numpy(dtype=bool)
    built = county.roads[~left_out]
    roads = _add_doubtful(built.reset_index(drop=True), county)
    in_doubt = np.arange(len(roads)) >= len(built)
    surface, assumed = _find_surfaces(roads, settings)
    unknown = roads["class"].isna().to_numpy(dtype=bool) | in_doubt
    widest = max(settings.near_miss_m, settings.snap_m, *TOLERANCES_M)
    lines = flatten_lines(roads)
    return RoadSurvey(
        roads=roads,
        lines=lines,
        geometry=np.asarray(roads.geometry.array),
        segment=roads["segment"].to_numpy(dtype=object),
        rank=_rank(roads["segment"], np.asarray(roads.geometry.array)),
        surface=surface,
        assumed=assumed,
        is_trunk=roads["class"].isin(list(settings.trunk_classes)).to_numpy(dtype=bool) & ~unknown,
        trunk_unknown=unknown,
        in_doubt=in_doubt,
        near=find_road_contacts(roads, lines, within_m=widest, nearest_beyond_m=np.inf if cut else settings.snap_m),
        snap_m=settings.snap_m,
        not_built=int(county.roads["row"][left_out].nunique()),
    )


def _add_doubtful(roads: gpd.GeoDataFrame, county: County) -> gpd.GeoDataFrame:
    """Return the roads, and behind them the quarantined ones that have a geometry."""
    aside = rows_in_doubt(county, "roads")
    if not len(aside):
        return roads
    aside = aside[aside.geometry.notna().to_numpy(dtype=bool)]
    # a road that is drawn as an area may run anywhere along its edge
    lines = np.where(shapely.get_dimensions(aside.geometry) == 2, shapely.boundary(aside.geometry), aside.geometry)
    doubtful = gpd.GeoDataFrame({"segment": aside["code"]}, geometry=lines, crs=county.crs)
    doubtful["segment"] = doubtful["segment"].where(doubtful["segment"].notna(), "row " + aside["row"].astype(str))
    doubtful = doubtful.explode(ignore_index=True)
    doubtful = doubtful[(shapely.get_type_id(doubtful.geometry.array) == 1) & (doubtful.geometry.length > 0)]
    if not len(doubtful):
        return roads
    both = pd.concat([roads, doubtful.reindex(columns=list(roads.columns))], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=county.crs)


def _find_surfaces(roads: gpd.GeoDataFrame, settings: Settings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the surface codes, and those that are assumed of roads of a known class without one; NaN elsewhere."""
    codes = roads["surface"]
    if settings.trust_registered:
        codes = codes.where(codes.notna(), roads["registered_surface"])
    surface = pd.to_numeric(codes).to_numpy(dtype=np.float64, na_value=np.nan)
    if "assumed_surface" not in roads:
        return surface, np.full(len(surface), np.nan)
    blank = np.isnan(surface) & roads["class"].notna().to_numpy(dtype=bool)
    return surface, np.where(blank, roads["assumed_surface"].to_numpy(dtype=np.float64, na_value=np.nan), np.nan)


def _rank(segment: pd.Series[Any], geometry: NDArray[np.object_]) -> NDArray[np.int64]:
    """Rank roads by segment code, of one code by shape; codes that are all digits go by their number."""
    text = segment.astype(str)
    digits = bool(text.str.fullmatch(r"\d{1,18}").all())
    codes = text.astype("int64") if digits else text
    if not codes.duplicated().any():
        rank: NDArray[np.int64] = codes.rank(method="first").to_numpy(dtype=np.int64)
        return rank
    keys = pd.DataFrame({"code": codes.to_numpy(), "shape": shapely.to_wkb(shapely.normalize(geometry))})
    order = np.empty(len(keys), dtype=np.int64)
    order[keys.sort_values(["code", "shape"], kind="stable").index.to_numpy()] = np.arange(1, len(keys) + 1)
    return order
