"""The verdicts as GeoJSON, CSV or Parquet, one file a layer."""

from __future__ import annotations

import importlib.util
import io
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.api.types import is_object_dtype

from gisplan.base.display import OPENS_FORMULA
from gisplan.base.errors import ExtraMissingError
from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.gis.verdict_layers import verdict_layers

__all__ = ["FORMATS", "make_tables"]

_DEGREES = 7  # decimals of a degree: a centimetre


def make_tables(gaps: Gaps, format: str) -> dict[str, bytes]:
    """Make the layers of `verdict_layers` as files: their names and their bytes.

    Parameters
    ----------
    format : str
        "geojson": WGS 84, as RFC 7946 has it. "csv": UTF-8 with a byte order mark, which tells
        Excel that it is UTF-8; `lon` and `lat` in WGS 84, of a line its middle; a text that a
        spreadsheet would take for a formula gets a `'` before it, a number never does. "parquet":
        GeoParquet in the county's CRS; it needs the extra gisplan[parquet].

    Raises
    ------
    ExtraMissingError
        Parquet was required, and pyarrow is not installed.
    """
    encode = FORMATS[format]
    return {f"{name}.{format}": encode(frame) for name, frame in verdict_layers(gaps).items()}


def _encode_geojson(frame: gpd.GeoDataFrame) -> bytes:
    degrees = frame.geometry.to_crs("EPSG:4326").array
    rounded = shapely.transform(np.asarray(degrees), lambda xy: np.round(xy, _DEGREES))
    places = [text or "null" for text in shapely.to_geojson(rounded)]
    features = [
        f'{{"type": "Feature", "properties": {_encode(row)}, "geometry": {place}}}'
        for row, place in zip(frame.drop(columns="geometry").to_dict("records"), places, strict=True)
    ]
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n").encode("utf-8")


def _encode(row: dict[Any, Any]) -> str:
    return json.dumps({k: _known(v) for k, v in row.items()}, ensure_ascii=False, allow_nan=False)


def _known(value: Any) -> Any:
    """Return a value as JSON has it; what is missing is null."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _encode_csv(frame: gpd.GeoDataFrame) -> bytes:
    middle = frame.geometry.array
    is_line = ~np.isin(shapely.get_type_id(np.asarray(middle)), (-1, 0))
    middle = np.where(is_line, shapely.point_on_surface(np.asarray(middle)), np.asarray(middle))
    degrees = gpd.GeoSeries(middle, crs=frame.crs).to_crs("EPSG:4326")
    table = pd.DataFrame(frame.drop(columns="geometry"))
    texts = [name for name in table if is_object_dtype(table[name])]
    table[texts] = table[texts].map(lambda v: f"'{v}" if isinstance(v, str) and v.startswith(OPENS_FORMULA) else v)
    table = table.assign(lon=degrees.x.round(_DEGREES), lat=degrees.y.round(_DEGREES))
    text: str = table.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _encode_parquet(frame: gpd.GeoDataFrame) -> bytes:
    if importlib.util.find_spec("pyarrow") is None:
        raise ExtraMissingError(
            _('Parquet needs an extra that is not installed: python -m pip install "gisplan[parquet]".')
        )
    file = io.BytesIO()
    frame.to_parquet(file, index=False)
    return file.getvalue()


FORMATS: Mapping[str, Callable[[gpd.GeoDataFrame], bytes]] = {
    "geojson": _encode_geojson,
    "parquet": _encode_parquet,
    "csv": _encode_csv,
}
"""The formats of `--format`."""
