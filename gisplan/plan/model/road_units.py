"""Units of road that may be built: the network's unsealed edges, with their lengths, costs and programmes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from shapely.ops import substring

from gisplan.base.arrays import Floats, Ints, Mask, Objects
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.standards import GENERAL, PlanRules, Programme

__all__ = ["Units", "find_units", "split_units"]

_MM_PER_KM = 1_000_000
_FEN_PER_YUAN = 100
_MAX_NAMED = 5  # segments that a message names


@dataclass(frozen=True)
class Units:
    """U unsealed edges of the network, or parts of these, by segment code and chainage.

    Attributes
    ----------
    road : (U,) int64
        The row of its road.
    u, v : (U,) int64
        Its nodes: those of the network, and after these the nodes at which an edge is split.
    begin_m, end_m : (U,) float64
        Where it begins and ends along its road, in metres.
    segment : (U,) object
    from_m, to_m : (U,) float64
        Where it lies along its segment as drawn, in metres.
    length_mm : (U,) int64
        Stated length in millimetres, rounded up: the segment's kilometres by its drawn share, or as drawn
        where none are stated.
    cost : (U,) int64
        In millimetres, or in fen where the rules have costs in yuan; at least one.
    yuan : (U,) float64
        What it costs by the cost table, whatever the unit of costs; NaN where no row of it fits.
    programmes : (U, K) bool
        Which of the K programmes may build it.
    geometry : (U,) object
        LineStrings.
    """

    road: Ints
    u: Ints
    v: Ints
    begin_m: Floats
    end_m: Floats
    segment: Objects
    from_m: Floats
    to_m: Floats
    length_mm: Ints
    cost: Ints
    yuan: Floats
    programmes: Mask
    geometry: Objects

    def __len__(self) -> int:
        return len(self.road)

    def only(self, rows: Ints) -> Units:
        """Return some of the units, each as often as it is named."""
        return Units(*(getattr(self, f.name)[rows] for f in fields(self)))


def find_units(survey: RoadSurvey, rules: PlanRules, served: Floats) -> Units:
    """Find every unsealed edge of the network, whichever programme may build it.

    Parameters
    ----------
    survey : RoadSurvey
        The roads, candidates among them; its frame has `length_km, width_m, class, registered_surface`.
    served : (R,) float64
        The households of the largest group that each road serves, NaN where the layer names none.

    Raises
    ------
    PlanError
        Costs are in yuan, and no row of the cost table fits some road.
    """
    edges = survey.network.edges
    unsealed = ~survey.sealed(rules.surfaces) & ~survey.in_doubt
    edge = np.flatnonzero((edges["road"] >= 0) & np.append(unsealed, False)[edges["road"]])
    road = edges["road"][edge].astype(np.int64)
    begin, length = survey.network.node_at[edges["u"][edge]], edges["length_m"][edge]
    offset, whole = _locate_in_segment(survey)
    from_m = begin + offset[road]
    order = np.lexsort((from_m, survey.rank[road]))
    edge, road, from_m, length = edge[order], road[order], from_m[order], length[order]
    km = _lengths_km(survey, road, length, whole[road])
    price = _price(survey, rules, road)
    return Units(
        road=road,
        u=edges["u"][edge].astype(np.int64),
        v=edges["v"][edge].astype(np.int64),
        begin_m=begin[order],
        end_m=begin[order] + length,
        segment=survey.segment[road],
        from_m=from_m,
        to_m=from_m + length,
        length_mm=_round_up(km * _MM_PER_KM),
        cost=_costs(survey, rules, road, km, price),
        yuan=km * price,
        programmes=_permitted_programmes(survey, rules.programmes, served)[road],
        geometry=survey.network.draw_edges(edge),
    )


def split_units(units: Units, unit: Ints, at_m: Floats, first_node: int) -> tuple[Units, Ints]:
    """Split units at places along them; lengths and costs of the parts add up to those of the whole.

    Parameters
    ----------
    units : Units
    unit : (C,) int64
        The unit of each cut, ascending.
    at_m : (C,) float64
        Metres from where it begins, ascending in each unit.
    first_node : int
        The number of the first new node.

    Returns
    -------
    units : Units
    parent : (P,) int64
        The unit that each is a part of.
    """
    n_cuts = np.bincount(unit, minlength=len(units))
    parent = np.repeat(np.arange(len(units)), n_cuts + 1)
    whole = units.only(parent)
    is_first = np.concatenate([[True], parent[1:] != parent[:-1]])[: len(parent)]
    is_last = np.concatenate([parent[1:] != parent[:-1], [True]])[: len(parent)]
    low, high, u, v = np.zeros(len(parent)), whole.end_m - whole.begin_m, whole.u, whole.v
    low[~is_first], high[~is_last] = at_m, at_m
    u[~is_first] = v[~is_last] = first_node + np.arange(len(unit))
    split = replace(
        whole,
        u=u,
        v=v,
        begin_m=whole.begin_m + low,
        end_m=np.where(is_last, whole.end_m, whole.begin_m + high),
        from_m=whole.from_m + low,
        to_m=np.where(is_last, whole.to_m, whole.from_m + high),
        length_mm=_share(whole.length_mm, whole, low, high),
        cost=_share(whole.cost, whole, low, high),
        yuan=whole.yuan * ((high - low) / (whole.end_m - whole.begin_m)),
        geometry=_cut_lines(whole.geometry, low, high, np.flatnonzero(~(is_first & is_last))),
    )
    return split, parent


def _share(number: Ints, whole: Units, low: Floats, high: Floats) -> Ints:
    """Share whole numbers among parts, so that they add up; at least one each."""
    length = whole.end_m - whole.begin_m
    share = np.rint(number * (high / length)) - np.rint(number * (low / length))
    parts: Ints = np.maximum(share, 1.0).astype(np.int64)
    return parts


def _cut_lines(lines: Objects, low: Floats, high: Floats, rows: Ints) -> Objects:
    """Cut some lines out of longer ones, between two places along them."""
    cut = lines.copy()
    for row in rows.tolist():
        cut[row] = substring(lines[row], low[row], high[row])
    return cut


def _lengths_km(survey: RoadSurvey, road: Ints, length_m: Floats, whole_m: Floats) -> Floats:
    """Find the stated kilometres of each unit by its share of the segment, or those as drawn where none are stated."""
    stated = pd.to_numeric(survey.roads["length_km"]).to_numpy(dtype=np.float64, na_value=np.nan)[road]
    return np.where(stated > 0.0, stated * (length_m / whole_m), length_m / 1000.0)


def _costs(survey: RoadSurvey, rules: PlanRules, road: Ints, km: Floats, price: Floats) -> Ints:
    """Compute the cost of each unit in parts of the rules' unit."""
    if rules.cost == "km":
        return _round_up(km * _MM_PER_KM)
    unpriced = np.unique(survey.segment[road][np.isnan(price)].astype(str))
    if len(unpriced):
        message = _("No row of the cost table fits {0} segments, among them {1}: add a row to [[plan.costs]].")
        raise PlanError(message.format(len(unpriced), ", ".join(unpriced[:_MAX_NAMED])))
    return _round_up(km * price * _FEN_PER_YUAN)


def _round_up(numbers: Floats) -> Ints:
    """Round up, but for what only the last binary digits add; at least to one."""
    return np.maximum(np.ceil(numbers - 1e-6), 1.0).astype(np.int64)


def _locate_in_segment(survey: RoadSurvey) -> tuple[Floats, Floats]:
    """Find where each road begins along its segment, and how long the segment is as drawn, in metres."""
    length = np.zeros(len(survey.roads))
    length[survey.lines.row] = survey.lines.length_m
    drawn = pd.Series(length).groupby([survey.segment, survey.in_doubt])
    offset: Floats = (drawn.cumsum() - length).to_numpy(dtype=np.float64)
    whole: Floats = drawn.transform("sum").to_numpy(dtype=np.float64)
    return offset, whole


def _permitted_programmes(survey: RoadSurvey, programmes: tuple[Programme, ...], served: Floats) -> Mask:
    """Find which programmes may build each road, (R, K)."""
    roads = survey.roads
    registered = pd.to_numeric(roads["registered_surface"]).to_numpy(dtype=np.float64, na_value=np.nan)
    named = roads["programme"].to_numpy(dtype=object)
    candidate = roads["candidate"].eq(True).to_numpy(dtype=bool)
    columns = []
    for p in programmes:
        fits = np.isin(survey.surface, p.surveyed) if p.surveyed else ~np.isnan(survey.surface)
        fits |= p.unknown & np.isnan(survey.surface)
        fits &= np.isin(registered, p.registered) if p.registered else True
        fits &= roads["class"].isin(p.classes).to_numpy(dtype=bool) if p.classes else True
        fits &= served >= p.serves_households if p.serves_households is not None else True
        columns.append(np.where(candidate, (named == p.id) | (p.id == GENERAL), fits))
    return np.stack(columns, axis=1) if columns else np.zeros((len(roads), 0), dtype=bool)


def _price(survey: RoadSurvey, rules: PlanRules, road: Ints) -> Floats:
    """Find the yuan per kilometre of each unit: the first row of the cost table that fits its road, NaN for none."""
    width = pd.to_numeric(survey.roads["width_m"]).to_numpy(dtype=np.float64, na_value=np.nan)[road]
    surface, kind = survey.surface[road], survey.roads["class"].iloc[road]
    price = np.full(len(road), np.nan)
    for row in reversed(rules.costs):
        fits: Any = np.isin(surface, row.surfaces) if row.surfaces else np.ones(len(road), dtype=bool)
        fits &= kind.isin(row.classes).to_numpy(dtype=bool) if row.classes else True
        if row.min_width_m > 0 or np.isfinite(row.max_width_m):
            fits &= (width >= row.min_width_m) & (width <= row.max_width_m)
        price[fits] = row.yuan_per_km
    return price
