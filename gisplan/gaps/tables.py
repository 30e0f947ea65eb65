"""All verdicts of a county in one table: see `Gaps.settlements`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.base.display import Overview
from gisplan.base.rows import with_geometry
from gisplan.base.values import count_or_none
from gisplan.county.county import County
from gisplan.gaps.criteria.kind import JudgedCriterion
from gisplan.gaps.remedies import Attestations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gisplan.county.county import County
    from gisplan.gaps.criterion_counts import CriterionCount
    from gisplan.standards import Standard

__all__ = ["LOOK_M", "group_table", "overview", "places_of", "tabulate_verdicts", "with_points"]

LOOK_M = 100.0
"""A met settlement farther than this from the connected sealed network, in metres, is marked for a check on site."""


def tabulate_verdicts(
    county: County,
    judged: Mapping[str, JudgedCriterion],
    attested: Mapping[str, Attestations],
    if_assumed: Mapping[str, Objects],
) -> gpd.GeoDataFrame:
    """Return the verdicts of all criteria, sorted by criterion and code, with what was found on site.

    `if_assumed` has for each unknown verdict what it would be with the assumed surfaces, where they decide it.
    """
    columns = [_list_columns(one, attested[id], if_assumed[id]) for id, one in judged.items()]
    applies = [one.verdicts.state != "" for one in judged.values()]
    kept = [i for i, some in enumerate(applies) if some.any()] or [0]
    parts = [(columns[i], applies[i]) for i in kept]
    where = [some for _, some in parts]
    table = pd.DataFrame({name: _join(name, [part[name] for part, _ in parts], where) for name in columns[0]})
    points = np.concatenate([one.verdicts.settlements.point for one in judged.values()])
    texts = {name: table[name].fillna("").astype(str) for name in ("code", "name")}
    order = table.assign(**texts).sort_values(["criterion", "code", "name", "people", "row"], kind="stable")
    table = table.loc[order.index].reset_index(drop=True)
    return with_geometry(table, points[np.concatenate(applies)][order.index], county.crs)


def _list_columns(judged: JudgedCriterion, attested: Attestations, if_assumed: Objects) -> dict[str, Any]:
    """The columns of all settlements under one criterion, also of those that it does not apply to."""
    verdicts = judged.verdicts
    criterion, settlements, size = verdicts.criterion, verdicts.settlements, len(verdicts.state)
    threshold = criterion.threshold if judged.reach is None else judged.reach.verdicts.resolved_reach.reach_m
    frame = settlements.frame
    return {
        "criterion": fill_objects(size, criterion.id),
        "settlement": fill_objects(size, settlements.kind),
        **{name: frame[name].to_numpy() for name in ("code", "name", "town", "village", "row")},
        "people": settlements.people,
        "households": frame["households"].to_numpy(),
        "state": verdicts.state,
        "if_assumed": if_assumed,
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
    }


_TEXTS = ("criterion", "settlement", "code", "name", "town", "village", "state", "why", "depends_on")


def _join(name: str, columns: Sequence[Any], applies: Sequence[Mask]) -> Any:
    """Join the values of one column where the criteria apply.

    It has the type of texts where it has nothing but texts under each criterion; else it is made of objects.
    """
    texts = [name in _TEXTS and infer_dtype(column, skipna=True) == "string" for column in columns]
    values = [
        np.where(pd.isna(column), np.nan, column) if is_text else column
        for column, is_text in zip(columns, texts, strict=True)
    ]
    joined = np.concatenate([value[some] for value, some in zip(values, applies, strict=True)])
    return pd.Series(joined, dtype="str" if all(texts) else joined.dtype)


def _blank_road_columns(size: int) -> dict[str, Any]:
    """The columns that only reach criteria fill."""
    columns: dict[str, Any] = {
        name: np.full(size, np.nan) for name in ("distance_m", "unsealed_m", "off_network_m", "cost_m")
    }
    columns |= {"cut_off": np.zeros(size, dtype=bool), "depends_on": fill_objects(size)}
    return columns | {name: fill_objects(size, ()) for name in ("segments", "segments_to_survey", "near_ends")}


_GROUP_COLUMNS = ("code", "name", "village", "town", "row", "people", "households")


def with_points(villages: pd.DataFrame, county: County) -> gpd.GeoDataFrame:
    """Return the table of villages with their reaching points; quarantined rows have none, as their place is in doubt.

    Parameters
    ----------
    villages : DataFrame
        With the `row` of each in its file.
    county : County

    Returns
    -------
    GeoDataFrame
    """
    accepted = county.villages
    points = dict(zip(accepted["row"].tolist(), accepted.geometry.tolist(), strict=True))
    geometry = fill_objects(len(villages), values=[points.get(row) for row in villages["row"].tolist()])
    return with_geometry(villages, geometry, county.crs)


def group_table(settlements: gpd.GeoDataFrame, standard: Standard) -> gpd.GeoDataFrame:
    """Return one row a group that any criterion lists, sorted by code.

    Parameters
    ----------
    settlements : GeoDataFrame
        As `Gaps.settlements`.
    standard : Standard

    Returns
    -------
    GeoDataFrame
        `code, name, village, town, row, people, households, state` (missed where any criterion of groups is
        missed, else unknown where any is unknown, else met; criteria that are only reported take no part),
        `missed, unknown` (ids of criteria), and the reaching point.
    """
    counted = [c.id for c in standard.criteria if c.settlement == "group" and c.role != "report"]
    rows = settlements[settlements["settlement"] == "group"]
    groups = rows.drop_duplicates("row").set_index("row", drop=False).rename_axis(None)
    of = {s: rows[rows["criterion"].isin(counted) & (rows["state"] == s)] for s in ("missed", "unknown")}
    ids = {s: some.groupby("row")["criterion"].agg(lambda names: tuple(sorted(names))) for s, some in of.items()}
    table = groups[[*_GROUP_COLUMNS, "geometry"]].copy()
    has = {s: table.index.isin(some.index) for s, some in ids.items()}
    table["state"] = np.select([has["missed"], has["unknown"]], ["missed", "unknown"], default="met")
    for state, some in ids.items():
        table[state] = fill_objects(len(table), values=[some.get(row, ()) for row in table.index])
    texts = {name: table[name].fillna("").astype(str) for name in ("code", "name")}
    order = table.assign(**texts).sort_values(["code", "name", "people", "row"], kind="stable").index
    columns = [*_GROUP_COLUMNS, "state", "missed", "unknown", "geometry"]
    return gpd.GeoDataFrame(table.loc[order, columns].reset_index(drop=True), crs=settlements.crs)


def places_of(
    settlements: gpd.GeoDataFrame, villages: gpd.GeoDataFrame, standard: Standard, criterion: str | None
) -> gpd.GeoDataFrame:
    """Return the places that a criterion lists, each with its state; without one, the villages judged for exit.

    Parameters
    ----------
    settlements, villages : GeoDataFrame
        As `Gaps` has them.
    standard : Standard
    criterion : str, optional
        The id of a criterion.

    Returns
    -------
    GeoDataFrame
        Rows of one of the two, those without a place left out.

    Raises
    ------
    ValueError
        The standard has no such criterion; the message lists those that it has.
    """
    if criterion is None:
        places = villages[villages["judged_for_exit"]] if villages["judged_for_exit"].any() else villages
    else:
        known = [c.id for c in standard.criteria]
        if criterion not in known:
            raise ValueError(f"there is no criterion {criterion!r} in {standard.id}: choose one of {', '.join(known)}")
        places = settlements[settlements["criterion"] == criterion]
    return gpd.GeoDataFrame(places[~(places.geometry.isna() | places.geometry.is_empty)])


def overview(
    county: County,
    standard: Standard,
    as_of: date | None,
    answer: str,
    criteria: Sequence[CriterionCount],
) -> Overview:
    """Return the verdicts at a glance: the answer, and a row a criterion.

    Parameters
    ----------
    county : County
    standard : Standard
    as_of : date or None
    answer : str
        The scope and its state.
    criteria : sequence of CriterionCount

    Returns
    -------
    Overview
    """
    title = f"Gaps of {county.name} ({county.code}), {standard.id}, {as_of or 'no date'}: {answer}"
    rows = tuple(
        (c.criterion.id, c.criterion.role, c.met, c.missed, c.unknown, count_or_none(c.people_missed)) for c in criteria
    )
    return Overview(title, ("criterion", "role", "met", "missed", "unknown", "people missed"), rows)
