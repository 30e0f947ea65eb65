"""The verdicts as plain layers for other programs: numbers and text alone, and one geometry each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.arrays import Objects, fill_objects
from gisplan.base.language import _
from gisplan.base.rows import map_distinct
from gisplan.base.values import text_or_none
from gisplan.county.code_lists import SEALED_SURFACES
from gisplan.county.towns import find_towns, key_areas, key_towns
from gisplan.gaps import Gaps
from gisplan.wording.palette import SHARE_CLASSES
from gisplan.wording.sentences import explain_settlements
from gisplan.wording.verdicts import (
    explain_listed_works,
    format_changed_verdicts,
    format_near_ends,
    join_codes,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NO_TOWN", "context_layers", "iterate_layers", "settlement_towns", "verdict_layers"]

NO_TOWN = "–"
"""The town of settlements for which the files name none."""

_STATES = ("met", "missed", "unknown")
_COLUMN_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("distance_m", "unsealed_m", "off_network_m", "cost_m"), "metres"),
    **dict.fromkeys(("gap_m", "from_m", "to_m", "length_m"), "metres"),
    **dict.fromkeys(("people", "households", "row", "verdicts", "settlements"), "count"),
    **dict.fromkeys(("surface", "assumed_surface", "level", "exit_year", "villages"), "count"),
    **dict.fromkeys((f"exit_{state}" for state in _STATES), "count"),
    **dict.fromkeys(("missed_share", "value", "required"), "number"),
}
"""How the numbers of a column are written; other columns are yes or no, or text."""


def verdict_layers(gaps: Gaps, settlements: pd.DataFrame | None = None) -> dict[str, gpd.GeoDataFrame]:
    """Make the layers of what was found: `settlements, villages, missing_links, near_misses, critical_edges`.

    Lists are text joined by ", "; metres are rounded to 0.1; `why_text` is in the user's language.

    Parameters
    ----------
    gaps : Gaps
    settlements : DataFrame, optional
        What `explain_settlements` returns, where it is known already.

    Returns
    -------
    dict of str to GeoDataFrame
        By the layer's name.
    """
    return {name: _plain(frame) for name, frame in _describe_verdicts(gaps, settlements).items()}


def iterate_layers(
    gaps: Gaps, names: Iterable[str], settlements: pd.DataFrame | None = None
) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield the layers of `context_layers` and `verdict_layers` that there are of some, each made at its turn."""
    found = {**_describe_context(gaps), **_describe_verdicts(gaps, settlements)}
    for name in names:
        if name in found:
            yield name, _plain(found.pop(name))


def _describe_verdicts(gaps: Gaps, settlements: pd.DataFrame | None) -> dict[str, gpd.GeoDataFrame]:
    links, misses = gaps.missing_links, gaps.near_misses
    return {
        "settlements": _settlements(gaps, explain_settlements(gaps) if settlements is None else settlements),
        "villages": _villages(gaps),
        "missing_links": links.assign(segments=links["segments"].map(join_codes)),
        "near_misses": misses.assign(
            **{name: misses[name].map(format_changed_verdicts) for name in ("changed_verdicts", "missed_to_unknown")}
        ),
        "critical_edges": gaps.critical_edges,
    }


def _settlements(gaps: Gaps, found: pd.DataFrame) -> gpd.GeoDataFrame:
    """Make the layer of verdicts; to add a column of it, add a line here and its kind above."""
    settlements = found.drop(columns=["params", "rows", "why_text"]).assign(
        segments=_describe(found["segments"], join_codes),
        segments_to_survey=_describe(found["segments_to_survey"], join_codes),
        near_ends=_describe(found["near_ends"], format_near_ends),
        needs=_describe(found["needs"], join_codes),
        listed_works=_describe(
            found["listed_works"], lambda works: explain_listed_works({"listed_works": works}, translate=_)
        ),
        attested=_describe(found["attested"], lambda one: None if one is None else one.state),
    )
    sectors = {c.criterion.id: join_codes(c.sectors) for c in gaps.criteria}
    place = settlements.columns.get_loc("why") + 1
    settlements.insert(place, "why_text", found["why_text"])
    settlements.insert(1, "sector", settlements["criterion"].map(sectors))
    return gpd.GeoDataFrame(settlements, geometry=gaps.settlements.geometry.array, crs=gaps.county.crs)


def _describe(column: pd.Series[Any], describe: Callable[[Any], str | None]) -> Objects:
    return fill_objects(len(column), values=map_distinct(describe, column.tolist()))


def context_layers(gaps: Gaps) -> dict[str, gpd.GeoDataFrame]:
    """Make the layers of the county itself: `boundary` and `towns` (where it has them), `reach` and `roads`.

    `kind` of a road, as the first criterion sees it: trunk (sealed), sealed, unsealed or unknown_surface.
    """
    return {name: _plain(frame) for name, frame in _describe_context(gaps).items()}


def _describe_context(gaps: Gaps) -> dict[str, gpd.GeoDataFrame]:
    county, survey = gaps.county, gaps.survey
    surfaces = tuple(SEALED_SURFACES) if gaps.resolved_reach is None else gaps.resolved_reach.surfaces
    sealed, maybe = survey.sealed(surfaces), survey.maybe_sealed(surfaces)
    kind = np.select(
        [sealed & survey.is_trunk, sealed, maybe], ["trunk", "sealed", "unknown_surface"], default="unsealed"
    )
    names = county.roads.drop_duplicates("segment").set_index("segment")["name"]
    roads = survey.roads[["segment", "class", "surface", "bridge", "tunnel", "level", "geometry"]].assign(
        name=survey.roads["segment"].map(names), kind=kind, set_aside=survey.in_doubt, assumed_surface=survey.assumed
    )
    judged = [c.criterion.id for c in gaps.criteria if not c.layer_missing]
    reach = gaps.reach.loc[gaps.reach["criterion"].isin(judged), ["criterion", "segment", "geometry"]]
    layers = {"reach": reach, "roads": roads}
    if county.boundary is not None:
        own = [not key for key in key_areas(county)]
        layers = {"boundary": county.boundary.loc[own, ["code", "name", "geometry"]], **layers}
        towns = _towns(gaps)
        layers = {"towns": towns, **layers} if len(towns) else layers
    return layers


def _villages(gaps: Gaps) -> gpd.GeoDataFrame:
    """Make the layer of villages: each one's own verdict, at its place."""
    lists = ("vetoes", "missed", "unknown", "plan_missed", "plan_unknown", "needs")
    villages = gaps.villages.assign(**{name: _describe(gaps.villages[name], join_codes) for name in lists})
    placed = gaps.settlements.loc[gaps.settlements["settlement"] == "village", ["row", "geometry"]]
    places = pd.concat([gaps.county.villages[["row", "geometry"]], placed]).drop_duplicates("row").set_index("row")
    return gpd.GeoDataFrame(villages, geometry=villages["row"].map(places["geometry"]).to_numpy(), crs=gaps.county.crs)


def _towns(gaps: Gaps) -> gpd.GeoDataFrame:
    """Make the layer of towns with an area: how many of their villages judged for exit have each state.

    `missed_share` is per cent of those; `share` the class of the map's colours, blank where none is judged.
    """
    towns = find_towns(gaps.county)
    keys = key_towns(gaps.county, gaps.villages["code"], gaps.villages["town"])
    villages = gaps.villages.assign(key=keys)
    judged = villages[villages["judged_for_exit"]]
    counts = {f"exit_{s}": (judged["state"] == s).groupby(judged["key"]).sum() for s in _STATES}
    table = pd.DataFrame({"code": towns.keys, "name": towns.names})
    columns = {name: table["code"].map(count).fillna(0).astype(int) for name, count in counts.items()}
    table = table.assign(villages=table["code"].map(villages.groupby("key").size()).fillna(0).astype(int), **columns)
    share = 100.0 * table["exit_missed"] / table[list(counts)].sum(axis=1).replace(0, np.nan)
    table["missed_share"] = share.round(1)
    classes = pd.cut(share, [-1.0, 0.0, 25.0, 50.0, 75.0, 100.0], labels=list(SHARE_CLASSES))
    table["share"] = classes.astype(object)
    frame = gpd.GeoDataFrame(table, geometry=list(towns.areas), crs=gaps.county.crs)
    return frame[frame.geometry.notna()]


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer with plain values: numbers by their kind, yes or no, the rest as text; the geometry last."""
    columns = {str(name): _plain_column(str(name), frame[name]) for name in frame.columns if name != "geometry"}
    table = pd.DataFrame(columns, index=frame.index).reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry=frame.geometry.array, crs=frame.crs)


def _plain_column(name: str, values: pd.Series[Any]) -> pd.Series[Any]:
    kind = _COLUMN_KINDS.get(name)
    if kind == "metres":
        return pd.to_numeric(values).astype("float64").round(1) + 0.0
    if kind == "number":
        return pd.to_numeric(values).astype("float64").round(4)
    if kind == "count":
        numbers = pd.to_numeric(values).astype("Float64")
        whole = bool((numbers.dropna() % 1 == 0).all())
        return numbers.astype("Int64" if whole else "Float64")
    if pd.api.types.is_bool_dtype(values.dtype):
        return values
    texts = map_distinct(text_or_none, values.tolist())  # of a large county's verdicts, one each would take 100 MB
    return pd.Series(texts, index=values.index, dtype=object)


def settlement_towns(gaps: Gaps) -> pd.Series[Any]:
    """Return the town of each row of `gaps.settlements`, by its index; `NO_TOWN` where the files name none."""
    known = gaps.villages.dropna(subset=["code", "town"]).drop_duplicates("code").set_index("code")["town"]
    rows = gaps.settlements
    own = rows["town"].astype(object)
    return own.where(own.notna(), rows["village"].astype(object).map(known)).fillna(NO_TOWN).astype(str)
