"""Checks of settlements: their codes, the place to be reached, and whether they lie in the county."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gisplan.base.arrays import Ints, Mask
from gisplan.base.codes import CODE_LENGTHS, is_cn_code
from gisplan.base.crs import find_transform
from gisplan.io.faults.catalogue import nearest_code
from gisplan.io.files.point_shapes import PointShapes, find_missing, find_types
from gisplan.io.layers.layer_draft import EachRow, LayerDraft
from gisplan.io.layers.places.vertices import format_place

__all__ = [
    "check_codes",
    "check_inside",
    "check_villages",
    "fill_area_kind",
    "find_reaching_points",
    "repair_polygons",
]

_POLYGONS = (3, 6)
REACH_FAR_M = 20_000.0
_LISTED = 10  # other rows of one code that are named


def check_codes(draft: LayerDraft, *, code_system: str, county_code: str) -> LayerDraft:
    """Quarantine codes of the wrong form, and codes that repeat in a layer that holds each once.

    Parameters
    ----------
    draft : LayerDraft
        The layer.
    code_system : str
        The county's: `cn-12` or `any`.
    county_code : str
        The county's code.

    Returns
    -------
    LayerDraft
        Refused where codes have lost leading zeros.
    """
    field = draft.layer.code
    if field is None:
        return draft
    name = "villages" if field == "village" else draft.layer.name
    if code_system == "cn-12" and name in CODE_LENGTHS and not draft.refused:
        draft = _check_form(draft, field, name, county_code)
    return _quarantine_repeated(draft, field) if draft.layer.unique else draft


def _check_form(draft: LayerDraft, field: str, name: str, county_code: str) -> LayerDraft:
    codes = draft.frame[field]
    is_code = np.array([code is not None and is_cn_code(str(code), name) for code in codes], dtype=bool)
    wrong = codes.notna().to_numpy() & ~is_code
    draft = _find_lost_zeros(draft, wrong, county_code, CODE_LENGTHS[name])
    if draft.refused:
        return draft
    values = codes[wrong].to_numpy()
    return draft.quarantine("code-length", wrong, field=field, values=values, expected=CODE_LENGTHS[name])


def _quarantine_repeated(draft: LayerDraft, field: str) -> LayerDraft:
    """Quarantine all rows that share a code: none of them is known to be the right one.

    Of rows that say the same, the first is kept.
    """
    draft = _quarantine_repeats(draft, field)
    codes = draft.frame[field].mask(draft.redundant)
    repeated = (codes.duplicated(keep=False) & codes.notna()).to_numpy(dtype=bool)
    if draft.totals is not None:
        repeated = repeated & ~draft.totals
    if not repeated.any():
        return draft
    rows = draft.rows[repeated]
    shared = codes[repeated].to_numpy(dtype=object)
    group = np.asarray(pd.factorize(shared)[0])
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(group.max() + 2))

    def name_others(place: int) -> dict[str, str]:
        start, end = starts[group[place]], starts[group[place] + 1]
        return {"duplicates": _list_others(rows[order[start:end]], rows[place])}

    params = EachRow(range(len(rows)), name_others)
    return draft.quarantine("code-repeated", repeated, field=field, values=shared, params=params)


def _list_others(rows: Ints, row: int) -> str:
    """List the first other rows of a group."""
    others = [str(other) for other in rows[: _LISTED + 1] if other != row][:_LISTED]
    return ", ".join(others) + (" …" if len(rows) > _LISTED + 1 else "")


def _quarantine_repeats(draft: LayerDraft, field: str) -> LayerDraft:
    """Quarantine rows that repeat another row, value for value; they change nothing."""
    codes = draft.frame[field]
    shared = (codes.duplicated(keep=False) & codes.notna() & ~draft.rejected).to_numpy(dtype=bool)
    if not shared.any():
        return draft
    rows = pd.Series(draft.rows[shared])
    first = rows.groupby(_number_alike(draft, shared)).transform("min").to_numpy()
    repeats = shared.copy()
    repeats[shared] = first < rows
    first = first[first < rows]
    params = EachRow(range(len(first)), lambda place: {"duplicate": int(first[place])})
    values = codes[repeats].to_numpy()
    return draft.quarantine("row-repeated", repeats, field=field, values=values, params=params, redundant=True)


def _number_alike(draft: LayerDraft, chosen: Mask) -> Ints:
    """Number the chosen rows so that those have one number that say the same and lie at the same place."""
    shapes = draft.shapes[chosen]
    if isinstance(shapes, PointShapes):
        places = [*shapes.xy.T]
    elif (shapely.get_type_id(shapes) <= 0).all():  # points, or none
        places = [shapely.get_x(shapes), shapely.get_y(shapes)]
    else:
        places = [shapely.to_wkb(shapes)]
    alike = np.zeros(len(shapes), dtype=np.int64)
    for values in (*(draft.frame[name][chosen] for name in draft.frame.columns.drop("row")), *places):
        own = np.asarray(pd.factorize(values)[0], dtype=np.int64) + 1
        alike = np.asarray(pd.factorize(alike * (own.max() + 1) + own)[0], dtype=np.int64)
    return alike


def _find_lost_zeros(draft: LayerDraft, wrong: Mask, county_code: str, length: int) -> LayerDraft:
    """Refuse a file with short codes that would be the county's with zeros before them."""
    field = draft.layer.code or "code"
    places = np.flatnonzero(wrong)
    if not len(places) or not county_code:
        return draft
    codes = draft.frame[field].iloc[places].astype(str)
    meant = codes.str.zfill(length)
    short = codes.str.isdigit().to_numpy() & (codes.str.len() < length).to_numpy()
    short &= meant.str.startswith(county_code).to_numpy() & ~codes.str.startswith(county_code).to_numpy()
    if not short.any():
        return draft
    lost = np.isin(np.arange(draft.count), places[short])
    return draft.with_summary_fault(
        "code-zeros-lost", lost, field=field, value=codes[short].iloc[0], meant=meant[short].iloc[0]
    )


def check_villages(draft: LayerDraft, villages: LayerDraft) -> LayerDraft:
    """Quarantine rows of an unknown village; one that differs from a known code by zeros refuses the file."""
    known = villages.frame["code"].dropna()
    own = draft.frame["village"]
    misshapen = draft.rows_at_fault(code="code-length", field="village")
    unknown = (own.notna() & ~own.isin(known)).to_numpy(dtype=bool) & ~misshapen
    if not unknown.any():
        return draft
    bare = dict(zip(known.str.lstrip("0"), known, strict=True))
    stripped = own.where(unknown, "").astype(str).str.lstrip("0")
    lost = unknown & (stripped.isin(bare) & (stripped != "")).to_numpy(dtype=bool)
    if lost.any():
        value = str(own[lost].iloc[0])
        return draft.with_summary_fault(
            "code-zeros-lost", lost, field="village", value=value, meant=bare[value.lstrip("0")]
        )
    near = {code: nearest_code(str(code), known) for code in own[unknown].unique()[:200]}
    values = own[unknown].to_numpy()
    params = EachRow(range(len(values)), lambda place: {"nearest": near.get(values[place], "–")})
    return draft.quarantine("village-unknown", unknown, field="village", values=values, params=params)


def find_reaching_points(draft: LayerDraft, county_crs: CRS) -> LayerDraft:
    """Replace villages drawn as polygons by their stated reaching point, else by a point inside; facilities by this."""
    drawn = np.isin(find_types(draft.shapes), _POLYGONS)
    if not drawn.any() or isinstance(draft.shapes, PointShapes):
        return draft
    shapes = draft.shapes.copy()
    if "reach_lon" not in draft.layer.names:
        shapes[drawn] = shapely.point_on_surface(shapes[drawn])
        return draft.with_shapes(shapes)
    lon = draft.frame["reach_lon"].to_numpy(dtype=float)
    lat = draft.frame["reach_lat"].to_numpy(dtype=float)
    stated = drawn & np.isfinite(lon) & np.isfinite(lat)
    transform = find_transform(CRS("EPSG:4326"), county_crs)
    if stated.any() and transform is not None:
        shapes[stated] = shapely.points(transform(np.column_stack([lon[stated], lat[stated]])))
        lost = stated & ~np.isfinite(shapely.get_x(shapes))
        values = [f"{a}, {b}" for a, b in zip(lon[lost], lat[lost], strict=True)]
        draft = draft.quarantine("not-finite", lost, field="reach_lon", values=values)
        shapes[lost] = None
        draft = _check_reach(draft, shapes, stated & ~lost)
    inside = drawn & ~stated
    shapes[inside] = shapely.point_on_surface(shapes[inside])
    return draft.with_summary_fault("point-inside", inside & ~draft.rejected, field="geometry").with_shapes(shapes)


def _check_reach(draft: LayerDraft, points: NDArray[np.object_], stated: Mask) -> LayerDraft:
    """Quarantine villages with a reaching point far outside: it is mistyped, or its two numbers are swapped."""
    away = np.where(stated, shapely.distance(draft.shapes, points), 0.0)
    far = away > REACH_FAR_M
    values = [f"{x}, {y}" for x, y in draft.frame.loc[far, ["reach_lon", "reach_lat"]].to_numpy()]
    params = [{"distance": f"{distance / 1000:.0f}"} for distance in away[far]]
    return draft.quarantine("reach-far", far, field="reach_lon", values=values, params=params)


def repair_polygons(draft: LayerDraft) -> LayerDraft:
    """Make self-intersecting polygons valid, and note the area of each before and after."""
    if isinstance(draft.shapes, PointShapes):
        return draft
    polygons = np.isin(shapely.get_type_id(draft.shapes), _POLYGONS)
    broken = polygons & ~shapely.is_valid(draft.shapes)
    if not broken.any():
        return draft
    shapes = draft.shapes.copy()
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    source, drawn = draft.source, draft.drawn
    for place in np.flatnonzero(broken):
        draft = draft.with_fault(
            "polygon-repaired",
            row=int(draft.rows[place]),
            field="geometry",
            value=_find_crossing(source[place]),
            before=f"{shapely.area(drawn[place]):.0f}",
            after=f"{shapely.area(shapes[place]):.0f}",
        )
    return draft.with_shapes(shapes)


def _find_crossing(polygon: shapely.Geometry) -> str:
    """Return where a polygon crosses itself, as GEOS says it."""
    found = re.search(r"\[(\S+) (\S+)\]", shapely.is_valid_reason(polygon))
    return format_place([float(found[1]), float(found[2])] if found else shapely.get_coordinates(polygon)[0])


def check_inside(draft: LayerDraft, boundary: LayerDraft, *, county_code: str) -> LayerDraft:
    """Quarantine settlements outside the county's outline.

    The outline is the area with the county's code (also with the zeros that fill it up to 12
    digits); where none has it, as where only towns are drawn, all areas together.
    """
    whole = boundary.frame["code"].isin({county_code, county_code.ljust(12, "0")}).to_numpy() & ~boundary.rejected
    area = shapely.union_all(boundary.shapes[whole if whole.any() else ~boundary.rejected])
    placed = ~find_missing(draft.shapes)
    if shapely.is_empty(area) or not placed.any():
        return draft
    shapely.prepare(area)
    outside = placed & ~shapely.intersects(area, draft.shapes)
    distances = shapely.distance(area, draft.shapes[outside])
    names = draft.frame["name"].where(draft.frame["name"].notna(), draft.frame["code"])
    values = [None if pd.isna(name) else name for name in names[outside]]
    params = EachRow(range(len(distances)), lambda place: {"distance": f"{distances[place]:.0f}"})
    return draft.quarantine("outside-boundary", outside, field="geometry", values=values, params=params)


def fill_area_kind(draft: LayerDraft, kind: str) -> LayerDraft:
    """Give villages whose row states no kind of area that of the county."""
    blank = draft.frame["area_kind"].isna().to_numpy(dtype=bool)
    filled = draft.with_column("area_kind", np.where(blank, kind, draft.frame["area_kind"].to_numpy(dtype=object)))
    return filled.with_summary_fault("area-kind-filled", blank & ~draft.rejected, field="area_kind", value=kind)
