"""Roads: lines that are drawn twice, segment codes that repeat, and one row for each part of a line.

A line that is drawn again with the same vertices is quarantined, since it changes nothing. Of a line that runs near
another all its way a warning is given: it may be the same road from another survey, or a second carriageway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gisplan.base.arrays import Floats, Ints, Mask, Objects, ragged_arange, sort_stably
from gisplan.county.code_lists import NOT_BUILT
from gisplan.io.faults.catalogue import nearest
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = [
    "DUPLICATE_M",
    "assume_statuses",
    "assume_surfaces",
    "check_roads",
    "explode_roads",
    "find_duplicate_roads",
    "number_segments",
]

_MULTILINE, _SHOWN = 5, 20
# columns on which two drawings of one road may disagree; the value is then unknown
_DISPUTED = ("surface", "class")
DUPLICATE_M = 10.0
"""Two drawings of one road lie at most this far apart."""
# below this length parallel connectors are usual
_SHORTEST_M = 5 * DUPLICATE_M
_ALIKE = 0.9  # the shorter of two drawings of one road has at least this share of the longer's length
_SAMPLES = np.linspace(0.0, 1.0, 9)
_ROUNDING_M = 1e-3
_CELL_BITS = 32


def assume_surfaces(draft: LayerDraft, surfaces: Mapping[str, int]) -> LayerDraft:
    """Add the column `assumed_surface`: for roads without a surface the one of their class; NaN for all others.

    A road whose surface is stated in a word that is not listed is not without one.
    """
    classes = draft.frame["class"]
    unlisted = [fault.rows for fault in draft.faults if fault.code == "surface-unlisted"]
    stated = draft.frame["surface"].notna().to_numpy(dtype=bool)
    stated = stated | np.isin(draft.rows, np.concatenate([np.empty(0, np.int64), *unlisted]))
    assumed = classes.map(surfaces).to_numpy(dtype=np.float64, na_value=np.nan)
    has = sorted(str(name) for name in classes.dropna().unique())
    for name in surfaces:
        if name not in has:
            details = {"value": name, "nearest": nearest(name, has), "has": ", ".join(has[:_SHOWN]) or "–"}
            draft = draft.with_fault("class-not-in-file", field="class", **details)
    return draft.with_column("assumed_surface", np.where(stated, np.nan, assumed))


def assume_statuses(draft: LayerDraft) -> LayerDraft:
    """Say that roads without a status count as built, where the column says of others that they are not."""
    status = draft.frame["status"]
    not_built = int((status.isin(NOT_BUILT).to_numpy(dtype=bool) & ~draft.rejected).sum())
    blank = status.isna().to_numpy(dtype=bool) & ~draft.rejected
    if not not_built:
        return draft
    return draft.with_summary_fault("status-assumed", blank, field="status", not_built=not_built)


def number_segments(draft: LayerDraft) -> LayerDraft:
    """Give roads without a segment code their row number as one."""
    if draft.layer.name != "roads":
        return draft
    segments = draft.frame["segment"].to_numpy(dtype=object)
    blank = pd.isna(segments)
    if not blank.any():
        return draft
    numbers = draft.rows.astype(str).astype(object)
    return draft.with_column("segment", np.where(blank, numbers, segments))


def check_roads(draft: LayerDraft) -> LayerDraft:
    """Quarantine exact repeats and repeated segment codes; the first of each stays."""
    return _quarantine_repeated_codes(_quarantine_repeated_lines(draft))


def _quarantine_repeated_lines(draft: LayerDraft) -> LayerDraft:
    """Quarantine lines that are drawn again, in either direction; the first stays."""
    first = _first_of_same_line(draft)
    repeated = (first >= 0) & (first != np.arange(draft.count)) & ~draft.rejected
    if not repeated.any():
        return draft
    for column in _DISPUTED:
        draft = _blank_disputed(draft, column, repeated, first)
    segments = draft.frame["segment"].to_numpy(dtype=object)
    params = [{"duplicate": int(row)} for row in draft.rows[first[repeated]]]
    return draft.quarantine(
        "road-repeated", repeated, field="segment", values=segments[repeated], params=params, redundant=True
    )


def _first_of_same_line(draft: LayerDraft) -> Ints:
    """Return for each accepted row the first with the same line, in either direction; -1 for the others."""
    accepted = np.flatnonzero(~draft.rejected & ~shapely.is_missing(draft.shapes))
    first = np.full(draft.count, -1, dtype=np.int64)
    first[accepted] = accepted
    length = pd.Series(np.round(shapely.length(draft.shapes[accepted]), 6), index=accepted)
    length = length[length.duplicated(keep=False)]
    keys = pd.DataFrame(shapely.bounds(draft.shapes[length.index]), index=length.index).assign(length=length)
    candidates = length.index.to_numpy()[keys.duplicated(keep=False)]
    if len(candidates):
        forms = shapely.to_wkb(shapely.normalize(draft.shapes[candidates]))
        groups, uniques = pd.factorize(forms)
        starts = np.full(len(uniques), -1, dtype=np.int64)
        starts[groups[::-1]] = candidates[::-1]
        first[candidates] = starts[groups]
    return first


def _blank_disputed(draft: LayerDraft, column: str, repeated: Mask, first: Ints) -> LayerDraft:
    """Blank a column of lines that stay and whose repeats disagree with them."""
    values = draft.frame[column]
    kept = np.unique(first[_find_disputed(values, repeated, first)])
    if not len(kept):
        return draft
    own = values.to_numpy(dtype=object)
    order = np.argsort(first, kind="stable")
    ordered = first[order]
    for place in kept:
        members = order[np.searchsorted(ordered, place) : np.searchsorted(ordered, place, side="right")]
        members = members[repeated[members] | (members == place)]
        rows = draft.rows[members].tolist()
        params = {"rows": rows, "duplicates": ", ".join(map(str, rows))}
        value = ", ".join("–" if pd.isna(own[member]) else str(own[member]) for member in members)
        draft = draft.with_fault("duplicates-disagree", row=rows[0], field=column, value=value, **params)
    blanked = values.copy()
    blanked.iloc[kept] = None if column == "class" else pd.NA
    return _assume_nothing(draft, kept).with_column(column, blanked)


def _assume_nothing(draft: LayerDraft, rows: Ints) -> LayerDraft:
    """Blank the assumed surface of rows whose statements are contradictory."""
    if "assumed_surface" not in draft.frame:
        return draft
    assumed = draft.frame["assumed_surface"].to_numpy(dtype=np.float64, copy=True)
    assumed[rows] = np.nan
    return draft.with_column("assumed_surface", assumed)


def _find_disputed(values: pd.Series, repeated: Mask, first: Ints) -> Mask:
    """Find repeats whose value differs from that of the line that stays."""
    codes = np.asarray(pd.factorize(values)[0])  # one blank is -1, as another
    disputed: Mask = repeated & (codes != codes[first])
    return disputed


def _quarantine_repeated_codes(draft: LayerDraft) -> LayerDraft:
    """Quarantine different lines with the same segment code; the first stays."""
    segments = draft.frame["segment"]
    codes = np.asarray(pd.factorize(segments)[0])
    accepted = ~draft.rejected
    order = pd.Series(np.where(accepted, codes, -1 - np.arange(draft.count)))
    repeated = (order.duplicated(keep="first") & accepted).to_numpy(dtype=bool)
    if not repeated.any():
        return draft
    first = {
        code: int(row) for code, row in zip(codes[accepted & ~repeated], draft.rows[accepted & ~repeated], strict=True)
    }
    params: list[dict[str, Any]] = [{"duplicates": str(first[code])} for code in codes[repeated]]
    return draft.quarantine(
        "code-repeated", repeated, field="segment", values=segments[repeated].to_numpy(), params=params
    )


def explode_roads(draft: LayerDraft) -> LayerDraft:
    """Make one row of each part of a multi-part line, `part` counting from 0; the code is kept."""
    several = shapely.get_type_id(draft.shapes) == _MULTILINE
    counts = np.where(several, shapely.get_num_geometries(draft.shapes), 1)
    split = several & (counts > 1)
    value = str(counts[split][0]) if split.any() else None
    draft = draft.with_summary_fault("parts-exploded", split, field="geometry", value=value)
    if not several.any():
        return draft.with_column("part", np.zeros(draft.count, dtype=np.int64))
    row, part = ragged_arange(counts)
    shapes = draft.drawn[row]
    multi = several[row]
    shapes[multi] = shapely.get_geometry(shapes[multi], part[multi])
    return replace(
        draft,
        frame=draft.frame.iloc[row].reset_index(drop=True).assign(part=part),
        shapes=shapes,
        rejected=draft.rejected[row],
        redundant=draft.redundant[row],
        totals=None if draft.totals is None else draft.totals[row],
    )


def find_duplicate_roads(draft: LayerDraft) -> LayerDraft:
    """Warn of each road that runs along another of like length all its way.

    Cheap tests come first: like ends, like lengths, nine points on the way; few pairs are left
    whose every vertex is then measured.
    """
    accepted = np.flatnonzero(~draft.rejected)
    lines = draft.drawn[accepted]
    segments = draft.frame["segment"].to_numpy(dtype=object)[accepted]
    rows = draft.rows[accepted]
    for first, second in _find_candidate_pairs(lines).tolist():
        if _runs_along(lines[second], lines[first]) and _runs_along(lines[first], lines[second]):
            draft = draft.with_fault(
                "drawn-twice",
                row=int(rows[second]),
                field="segment",
                value=str(segments[second]),
                distance=f"{DUPLICATE_M:.0f}",
                duplicate=int(rows[first]),
            )
    return draft


def _find_candidate_pairs(lines: Objects) -> Ints:
    """Find pairs of lines that may be one road, by their ends, their lengths, and points on the way."""
    lengths = shapely.length(lines)
    pairs = _like_ends(lines)
    pairs = pairs[lengths[pairs].min(axis=1) >= _SHORTEST_M]
    pairs = pairs[lengths[pairs].min(axis=1) >= _ALIKE * lengths[pairs].max(axis=1)]
    candidates: Ints = pairs[_near_on_the_way(lines, pairs)]
    return candidates


def _like_ends(lines: Objects) -> Ints:
    """Find pairs of lines, lower number first, whose two ends lie near each other, in either direction.

    The middles between the two ends then lie as near, and few lines have theirs near that of another.
    """
    if not len(lines):
        return np.empty((0, 2), dtype=np.int64)
    near = 2 * DUPLICATE_M
    xy, last = shapely.get_coordinates(lines), np.cumsum(shapely.get_num_coordinates(lines)) - 1
    starts, ends = xy[np.r_[0, last[:-1] + 1]], xy[last]
    pairs = _pair_near((starts + ends) / 2, near + _ROUNDING_M)
    (start, other_start), (end, other_end) = (shapely.points(points[pairs.T]) for points in (starts, ends))
    same = shapely.dwithin(start, other_start, near) & shapely.dwithin(end, other_end, near)
    turned = shapely.dwithin(start, other_end, near) & shapely.dwithin(end, other_start, near)
    found: Ints = pairs[same | turned]
    return found


def _pair_near(points: Floats, within_m: float) -> Ints:
    """Pair the points that lie within a distance of each other, lower number first, in order."""
    cell = np.floor((points - points.min(axis=0)) / within_m).astype(np.int64)
    key = (cell[:, 0] << _CELL_BITS) | cell[:, 1]
    order = sort_stably(key)
    key = key[order]
    # those after a point in its own cell and in the one above, then those of three cells in the next column
    next_column = 1 << _CELL_BITS
    begin = np.r_[np.arange(1, len(key) + 1), np.searchsorted(key, key + next_column - 1)]
    end = [np.searchsorted(key, key + step, side="right") for step in (1, next_column + 1)]
    one, k = ragged_arange(np.concatenate(end) - begin)
    pairs = np.sort(np.column_stack([order[one % len(key)], order[begin[one] + k]]), axis=1)
    pairs = pairs[np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T) <= within_m]
    ordered: Ints = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return ordered


def _near_on_the_way(lines: Objects, pairs: Ints) -> Mask:
    """Return for each pair whether sample points of the second line lie near the first."""
    others = lines[pairs[:, 0]][:, None]
    points = shapely.line_interpolate_point(lines[pairs[:, 1]][:, None], _SAMPLES, normalized=True)
    near: Mask = (shapely.distance(points, others) <= DUPLICATE_M).all(axis=1)
    return near


def _runs_along(line: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Return whether every vertex of a line lies near the other."""
    shapely.prepare(other)
    return bool(shapely.dwithin(shapely.points(shapely.get_coordinates(line)), other, DUPLICATE_M).all())
