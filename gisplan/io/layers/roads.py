"""Roads: what is drawn twice, whose codes repeat, and one row for each part of a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Mask, ragged_arange
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["TWICE_M", "check_roads", "explode_roads", "find_drawn_twice"]

_MULTILINE = 5
# what two drawings of one road may disagree on, and then nobody knows
_DISPUTED = ("surface", "class")


def check_roads(draft: LayerDraft) -> LayerDraft:
    """Exact repeats and repeated segment codes are set aside; the first of each stays."""
    return _quarantine_repeated_codes(_quarantine_repeated_lines(draft))


def _quarantine_repeated_lines(draft: LayerDraft) -> LayerDraft:
    """A line drawn again, in either direction, changes nothing: the first stays."""
    first = _first_of_same_line(draft)
    repeated = (first >= 0) & (first != np.arange(draft.count)) & ~draft.rejected
    if not repeated.any():
        return draft
    twins = first[repeated]
    for column in _DISPUTED:
        draft = _settle(draft, column, repeated, first)
    segments = draft.frame["segment"].to_numpy(dtype=object)
    params = [{"twin": int(draft.rows[twin])} for twin in twins]
    return draft.quarantine(
        "road-repeated", repeated, field="segment", values=segments[repeated], params=params, redundant=True
    )


def _first_of_same_line(draft: LayerDraft) -> NDArray[np.int64]:
    """For each good row the first row with the same line, in either direction; -1 for the others."""
    good = np.flatnonzero(~draft.rejected & ~shapely.is_missing(draft.shapes))
    first = np.full(draft.count, -1, dtype=np.int64)
    keys = pd.DataFrame(shapely.bounds(draft.shapes[good])).assign(
        length=np.round(shapely.length(draft.shapes[good]), 6)
    )
    alike = keys.duplicated(keep=False).to_numpy()
    first[good[~alike]] = good[~alike]
    candidates = good[alike]
    if len(candidates):
        forms = shapely.to_wkb(shapely.normalize(draft.shapes[candidates]))
        groups, uniques = pd.factorize(forms)
        starts = np.full(len(uniques), -1, dtype=np.int64)
        starts[groups[::-1]] = candidates[::-1]
        first[candidates] = starts[groups]
    return first


def _settle(draft: LayerDraft, column: str, repeated: Mask, first: NDArray[np.int64]) -> LayerDraft:
    """Where twins disagree, the one that stays has no value."""
    values = draft.frame[column]
    own, twin = values.to_numpy(dtype=object), values.to_numpy(dtype=object)[first]
    null, null_twin = pd.isna(values).to_numpy(), pd.isna(values).to_numpy()[first]
    differs = np.array([a != b for a, b in zip(own, twin, strict=True)]) if repeated.any() else repeated
    differ = repeated & ((null != null_twin) | (~null & ~null_twin & differs))
    if not differ.any():
        return draft
    for keeper in np.unique(first[differ]):
        members = np.flatnonzero((first == keeper) & (repeated | (np.arange(draft.count) == keeper)))
        words = ", ".join("–" if pd.isna(own[place]) else str(own[place]) for place in members)
        numbers = draft.rows[members].tolist()
        draft = draft.with_fault(
            "duplicates-disagree",
            row=numbers[0],
            field=column,
            value=words,
            rows=numbers,
            twins=", ".join(map(str, numbers)),
        )
    unknown = values.copy()
    unknown.iloc[np.unique(first[differ])] = None if column == "class" else pd.NA
    return draft.with_column(column, unknown)


def _quarantine_repeated_codes(draft: LayerDraft) -> LayerDraft:
    """Of different lines with one segment code the first stays."""
    segments = draft.frame["segment"]
    codes = np.asarray(pd.factorize(segments)[0])
    good = ~draft.rejected
    order = pd.Series(np.where(good, codes, -1 - np.arange(draft.count)))
    repeated = (order.duplicated(keep="first") & good).to_numpy(dtype=bool)
    if not repeated.any():
        return draft
    first = {code: int(row) for code, row in zip(codes[good & ~repeated], draft.rows[good & ~repeated], strict=True)}
    params: list[dict[str, Any]] = [{"twins": str(first[code])} for code in codes[repeated]]
    return draft.quarantine(
        "code-repeated", repeated, field="segment", values=segments[repeated].to_numpy(), params=params
    )


def explode_roads(draft: LayerDraft) -> LayerDraft:
    """One row for each part of a multi-part line, `part` counting from 0; the code is kept."""
    several = shapely.get_type_id(draft.shapes) == _MULTILINE
    counts = np.where(several, shapely.get_num_geometries(draft.shapes), 1)
    draft = draft.with_summary_fault("parts-exploded", several & (counts > 1), field="geometry")
    if not several.any():
        return draft.with_column("part", np.zeros(draft.count, dtype=np.int64))
    take, part = ragged_arange(counts)
    shapes = draft.shapes[take]
    multi = several[take]
    shapes[multi] = shapely.get_geometry(shapes[multi], part[multi])
    frame = draft.frame.iloc[take].reset_index(drop=True).assign(part=part)
    total = None if draft.total is None else draft.total[take]
    return replace(
        draft, frame=frame, shapes=shapes, rejected=draft.rejected[take], redundant=draft.redundant[take], total=total
    )


# two drawings of one road lie at most this far apart
TWICE_M = 10.0
# below this length parallel connectors are usual
_SHORTEST_M = 5 * TWICE_M
_ALIKE = 0.9
_SAMPLES = np.linspace(0.0, 1.0, 9)

Pairs = NDArray[np.int64]
Shapes = NDArray[np.object_]


def find_drawn_twice(draft: LayerDraft) -> LayerDraft:
    """Warn of each road that runs along another of like length all its way.

    Cheap tests come first: like ends, like lengths, nine points on the way; few pairs are left
    whose every vertex is then measured.
    """
    good = np.flatnonzero(~draft.rejected)
    lines = draft.shapes[good]
    lengths = shapely.length(lines)
    pairs = _like_ends(lines)
    pairs = pairs[lengths[pairs].min(axis=1) >= _SHORTEST_M]
    pairs = pairs[lengths[pairs].min(axis=1) >= _ALIKE * lengths[pairs].max(axis=1)]
    pairs = pairs[_near_on_the_way(lines, pairs)]
    segments = draft.frame["segment"].to_numpy(dtype=object)
    for first, second in pairs.tolist():
        if not _runs_along(lines[second], lines[first]) or not _runs_along(lines[first], lines[second]):
            continue
        draft = draft.with_fault(
            "drawn-twice",
            row=int(draft.rows[good[second]]),
            field="segment",
            value=str(segments[good[second]]),
            twin=int(draft.rows[good[first]]),
            distance=f"{TWICE_M:.0f}",
        )
    return draft


def _like_ends(lines: Shapes) -> Pairs:
    """Pairs of lines, lower number first, whose two ends lie near each other, in either direction."""
    starts, ends = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    if not len(lines):
        return np.empty((0, 2), dtype=np.int64)
    near = 2 * TWICE_M
    a, b = shapely.STRtree(starts).query(starts, predicate="dwithin", distance=near)
    same = (a < b) & shapely.dwithin(ends[a], ends[b], near)
    c, d = shapely.STRtree(ends).query(starts, predicate="dwithin", distance=near)
    turned = (c < d) & shapely.dwithin(ends[c], starts[d], near)
    pairs = np.concatenate([np.column_stack([a[same], b[same]]), np.column_stack([c[turned], d[turned]])])
    return np.unique(pairs.astype(np.int64), axis=0)


def _near_on_the_way(lines: Shapes, pairs: Pairs) -> NDArray[np.bool_]:
    others = lines[pairs[:, 0]][:, None]
    points = shapely.line_interpolate_point(lines[pairs[:, 1]][:, None], _SAMPLES, normalized=True)
    near: NDArray[np.bool_] = (shapely.distance(points, others) <= TWICE_M).all(axis=1)
    return near


def _runs_along(line: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Whether every vertex of a line lies near the other."""
    shapely.prepare(other)
    return bool(shapely.dwithin(shapely.points(shapely.get_coordinates(line)), other, TWICE_M).all())
