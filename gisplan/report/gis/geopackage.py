"""GeoPackages of verdicts, and of any layers, styled for QGIS."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from gisplan.county.county import County
from gisplan.gaps import Gaps
from gisplan.report.gis.qgis_styles import style_layer
from gisplan.report.gis.verdict_layers import iterate_layers
from gisplan.wording.works import list_credits

__all__ = [
    "fix_counters",
    "fix_dates",
    "flushed_once",
    "make_geopackage",
    "verify_geopackage",
    "write_layers",
]

_KINDS = {
    "towns": "MultiPolygon",
    "boundary": "MultiPolygon",
    "reach": "LineString",
    "roads": "LineString",
    "critical_edges": "LineString",
    "plan_units": "LineString",
    "missing_links": "MultiLineString",
    "near_misses": "Point",
    "settlements": "Point",
    "villages": "Point",
    "plan_settlements": "Point",
}
"""The layers, the lowest first, and the geometry of each."""

_GEOMETRY = "geom"
_VERSION = "1.2"  # of GeoPackage: what the QGIS of older offices opens without a warning
_NO_DATE = "2000-01-01"  # where the county has no as_of: the same input gives the same bytes


def make_geopackage(gaps: Gaps, path: Path, settlements: pd.DataFrame | None = None) -> None:
    """Write the layers and their styles to a new GeoPackage.

    Parameters
    ----------
    path : Path
        A file that does not exist yet: `gisplan.io.files.atomic_write.write_atomic` gives such a path.
    settlements : DataFrame, optional
        What `explain_settlements` returns, where it is known already.

    Raises
    ------
    OSError
        GDAL or SQLite could not write it.
    """
    write_layers(path, iterate_layers(gaps, _KINDS, settlements), gaps.county)


def write_layers(path: Path, layers: Iterable[tuple[str, pd.DataFrame]], county: County) -> None:
    """Write layers, the lowest first, with their styles, and tables without geometry, to a new GeoPackage.

    Parameters
    ----------
    layers : iterable of name and GeoDataFrame or DataFrame
    county : County
        Its day, which the file bears in place of the moment of writing, and whose data it is made of.

    Raises
    ------
    OSError
        GDAL or SQLite could not write it.
    """
    date = county.as_of.isoformat() if county.as_of else _NO_DATE
    try:
        with flushed_once():
            styled = []
            for name, frame in layers:
                _add_layer(path, name, frame)
                styled += [name] if name in _KINDS else []
            _add_styles(path, styled, date)
            fix_dates(path, date)
            _add_credits(path, list_credits(county))
        fix_counters(path)
    except (DataLayerError, DataSourceError, FeatureError, sqlite3.Error) as error:
        raise OSError(str(error)) from error


def verify_geopackage(path: Path) -> None:
    """Look at every page of a written GeoPackage.

    Raises
    ------
    OSError
        It is not whole.
    """
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            result = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    if result != "ok":
        raise OSError(f"the file is not what was written: {result}")


@contextlib.contextmanager
def flushed_once() -> Iterator[None]:
    """Leave the waiting for the disk to whoever keeps the file: GDAL would wait at every step (8 times as long)."""
    option = "OGR_SQLITE_SYNCHRONOUS"
    before = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: before})


def _add_layer(path: Path, name: str, frame: pd.DataFrame) -> None:
    if name not in _KINDS:
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())
        return
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        append=path.exists(),
        geometry_type=_KINDS[name],
        promote_to_multi=_KINDS[name].startswith("Multi"),
        dataset_options=None if path.exists() else {"VERSION": _VERSION},
        layer_options={"GEOMETRY_NAME": _GEOMETRY},
    )


def _add_styles(path: Path, layers: Sequence[str], date: str) -> None:
    """The table in which QGIS looks for a layer's style, as QGIS itself makes it."""
    size = len(layers)
    table = pd.DataFrame(
        {
            "f_table_catalog": [""] * size,
            "f_table_schema": [""] * size,
            "f_table_name": layers,
            "f_geometry_column": [_GEOMETRY] * size,
            "styleName": layers,
            "styleQML": [style_layer(name) for name in layers],
            "styleSLD": [""] * size,
            "useAsDefault": [True] * size,
            "description": ["gisplan"] * size,
            "owner": [""] * size,
            "ui": [""] * size,
            "update_time": pd.to_datetime([f"{date}T00:00:00Z"] * size).as_unit("ms"),
        }
    )
    pyogrio.write_dataframe(table, path, layer="layer_styles", driver="GPKG", append=True, layer_options={"FID": "id"})


def _add_credits(path: Path, credits: Sequence[str]) -> None:
    """Name in the description of every layer whose data it is made of."""
    if credits:
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE gpkg_contents SET description = ?", ("; ".join(credits),))


def fix_dates(path: Path, date: str) -> None:
    """The day of the county in place of the moment of writing."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        moment = f"{date}T00:00:00.000Z"
        database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'").fetchone():
            database.execute("UPDATE layer_styles SET update_time = ?", (moment,))


def fix_counters(path: Path) -> None:
    """One number for how often the file was changed; how often GDAL wrote to it depends on the clock.

    The two counters of SQLite's header must be equal, and serve those who have the file open alone
    (https://www.sqlite.org/fileformat2.html, 1.3.7 and 1.3.14).
    """
    with path.open("r+b") as file:
        for place in (24, 92):
            file.seek(place)
            file.write((1).to_bytes(4, "big"))
