"""A county's part of the dataset: a GeoParquet file a theme, in folders that name theme, province and county."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.batch.rows import count_villages
from gisplan.batch.themes import THEMES, WITHOUT_GEOMETRY
from gisplan.report.documents.county_rows import target_to_dict
from gisplan.report.gis.verdict_layers import verdict_layers
from gisplan.wording.verdicts import join_codes

if TYPE_CHECKING:
    from gisplan.gaps import Gaps
    from gisplan.plan import PlanResult

__all__ = ["CRS", "make_dataset", "name_file"]

CRS = "EPSG:4326"
_DEGREES = 7  # decimals of a degree: a centimetre
_TYPES: Mapping[str, Any] = {
    "text": pd.StringDtype("python"),
    "whole": pd.Int64Dtype(),
    "number": np.dtype("float64"),
    "yes_no": pd.BooleanDtype(),
}


def name_file(theme: str, province: str, county: str) -> str:
    """Return the path of a county's file of a theme, relative to the folder of the run."""
    return f"dataset/theme={theme}/province={province}/county={county}/part.parquet"


def make_dataset(gaps: Gaps, planned: PlanResult | None = None) -> dict[str, bytes]:
    """Make a county's files of the dataset.

    Parameters
    ----------
    gaps : Gaps
    planned : PlanResult, optional
        With it the theme `plan_units` is made too.

    Returns
    -------
    dict of str to bytes
        GeoParquet 1.1 with bounding boxes by theme; the columns and types of a theme are the same for every county.
    """
    layers = verdict_layers(gaps)
    frames: dict[str, pd.DataFrame] = {
        "counties": _describe_county(gaps),
        "settlements": layers["settlements"],
        "villages": layers["villages"],
        "targets": pd.DataFrame([_plain_target(target_to_dict(gaps, one)) for one in gaps.targets]),
        "near_misses": layers["near_misses"],
        "critical": layers["critical_edges"],
    }
    if planned is not None:
        frames["plan_units"] = planned.units
    return {theme: _encode(theme, frame) for theme, frame in frames.items()}


def _describe_county(gaps: Gaps) -> gpd.GeoDataFrame:
    """Make the one row of a county; its boundary is null where it has none."""
    county = gaps.county
    area = None if county.boundary is None else shapely.union_all(np.asarray(county.boundary.geometry.array))
    row = {"code": county.code, "name": county.name, "state": gaps.state, **count_villages(gaps)}
    return gpd.GeoDataFrame([row], geometry=[area], crs=county.crs)


def _plain_target(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"needs": join_codes(row["needs"])}


def _encode(theme: str, frame: pd.DataFrame) -> bytes:
    """Return a theme's rows as Parquet."""
    table = pd.DataFrame({column.name: _coerce(frame, column.name, column.kind) for column in THEMES[theme]})
    file = io.BytesIO()
    if theme in WITHOUT_GEOMETRY:
        table.to_parquet(file, index=False)
        return file.getvalue()
    degrees = gpd.GeoSeries(frame.geometry.array, crs=frame.crs).to_crs(CRS)
    places = shapely.transform(np.asarray(degrees.array), lambda xy: np.round(xy, _DEGREES))
    located = gpd.GeoDataFrame(table, geometry=places, crs=CRS)
    located.to_parquet(file, index=False, write_covering_bbox=True, schema_version="1.1.0")
    return file.getvalue()


def _coerce(frame: pd.DataFrame, name: str, kind: str) -> pd.Series[Any]:
    """Return a column by its type; one that this county lacks is all missing."""
    if name not in frame:
        return pd.Series(pd.NA, index=range(len(frame)), dtype=_TYPES["text"]).astype(_TYPES[kind])
    values = frame[name].reset_index(drop=True)
    if kind == "text":
        texts = [join_codes(v) if isinstance(v, tuple) else None if pd.isna(v) else str(v) or None for v in values]
        return pd.Series(texts, dtype=_TYPES[kind])
    if kind == "yes_no":
        return values.astype(object).where(values.notna(), pd.NA).astype(_TYPES[kind])
    numbers = pd.to_numeric(values).astype("Float64")
    return numbers.round().astype(_TYPES[kind]) if kind == "whole" else numbers.to_numpy("float64", na_value=np.nan)
