"""GeoPackages as the SQLite databases that they are: whole, and with the tables and rows that they say they have."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.gpkg.cells import find_wrong_cells, quote_name

__all__ = ["TableRows", "check_geopackage", "check_table", "connect"]

MOST_LAYERS = 1000
_OWN_TRIGGERS = ("rtree_", "trigger_insert_feature_count_", "trigger_delete_feature_count_", "gpkg_")


@dataclass(frozen=True)
class TableRows:
    """How many rows a table of a GeoPackage has, and its faults."""

    count: int
    faults: tuple[Fault, ...] = ()


def check_geopackage(staged: Path, context: FaultContext) -> list[Fault]:
    """Check that a GeoPackage has all the pages that its header counts, and no more layers than can be listed.

    Parameters
    ----------
    staged : Path
        The private copy.
    context : FaultContext
        The file and its layer.

    Returns
    -------
    list of Fault
    """
    with staged.open("rb") as stream:
        header = stream.read(100)
    width = int.from_bytes(header[16:18], "big")
    width = 65536 if width == 1 else width
    pages = int.from_bytes(header[28:32], "big")
    # the page count holds only when the last writer was one that kept it
    has_page_count = header[24:28] == header[92:96]
    size = staged.stat().st_size
    if len(header) < 100 or (has_page_count and size < pages * width):
        return [context.fault("truncated", reason=f"it has {size} bytes of {pages * width}")]
    try:
        with closing(connect(staged)) as database:
            if not _has_table(database, "gpkg_contents"):  # a view could be of any size
                return [context.fault("layer-no-table", value="gpkg_contents", reason=N_("there is no such table"))]
            layers = int(_get_one(database, "SELECT count(*) FROM gpkg_contents"))
    except sqlite3.Error as error:
        return [context.fault("file-unreadable", reason=str(error))]
    if layers > MOST_LAYERS:
        return [context.fault("layers-many", value=str(layers), limit=MOST_LAYERS)]
    return []


def check_table(
    staged: Path, layer: str, context: FaultContext, *, wanted: Collection[str] | None = None, spatial: bool = False
) -> TableRows:
    """Count the rows of a layer's table, and find what the GeoPackage says wrongly of it.

    Parameters
    ----------
    staged : Path
        The private copy.
    layer : str
        The layer.
    context : FaultContext
        The file and its layer.
    wanted : collection of str, optional
        The columns that are read; without them, all.
    spatial : bool
        Whether its rows must have places.

    Returns
    -------
    TableRows
        Its `faults` refuse a layer that is no table of its own, or has cells of another kind than their column.
    """
    try:
        with closing(connect(staged)) as database:
            refusals = tuple(_find_refusals(database, layer, context, spatial=spatial))
            geometry = [name for (name,) in _list_geometry_columns(database, layer)]
            refusals = refusals or tuple(find_wrong_cells(database, layer, context, wanted=wanted, geometry=geometry))
            if refusals:
                return TableRows(0, refusals)
            count = int(_get_one(database, f"SELECT count(*) FROM {quote_name(layer)}"))
            return TableRows(count, tuple(_find_warnings(database, layer, count, context)))
    except sqlite3.Error as error:
        return TableRows(0, (context.fault("file-unreadable", reason=str(error)),))


def connect(staged: Path) -> sqlite3.Connection:
    """Open a GeoPackage so that nothing in it can write or run."""
    # immutable: without locks, journals and a look at files beside it
    database = sqlite3.connect(f"{staged.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda content: content.decode("utf-8", "backslashreplace")
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    return database


def _find_refusals(
    database: sqlite3.Connection, layer: str, context: FaultContext, *, spatial: bool
) -> Iterator[Fault]:
    """Find what refuses a layer: it is no plain table, or has no column of geometry where one is named."""
    found = database.execute(
        "SELECT type, sql FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')", (layer,)
    ).fetchone()
    if found is None:
        yield context.fault("layer-no-table", value=layer, reason=N_("there is no such table"))
        return
    kind, sql = found
    if kind == "view":
        yield context.fault("layer-no-table", value=layer, reason=N_("it is a view"))
    elif str(sql).upper().split()[:2] == ["CREATE", "VIRTUAL"]:
        yield context.fault("layer-no-table", value=layer, reason=N_("it is a virtual table"))
    else:
        columns = {str(row[1]).casefold() for row in database.execute(f"PRAGMA table_info({quote_name(layer)})")}
        named = [str(name) for (name,) in _list_geometry_columns(database, layer)]
        missing = [name for name in named if name.casefold() not in columns]
        if missing or len(named) > 1:
            yield context.fault("layer-geometry-column", value=", ".join(missing or named), expected=layer)
        elif spatial and not named:
            yield context.fault("layer-without-geometry", value=layer)


def _list_geometry_columns(database: sqlite3.Connection, layer: str) -> list[tuple[str]]:
    if not _has_table(database, "gpkg_geometry_columns"):
        return []
    query = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ? COLLATE NOCASE LIMIT 3"
    return database.execute(query, (layer,)).fetchall()


def _find_warnings(database: sqlite3.Connection, layer: str, count: int, context: FaultContext) -> Iterator[Fault]:
    """Find what is said wrongly of a layer, and what is in the file and never run."""
    if _has_table(database, "gpkg_ogr_contents"):
        query = "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ? COLLATE NOCASE"
        stated = database.execute(query, (layer,)).fetchone()
        if stated is not None and stated[0] is not None and stated[0] != count:
            yield context.fault("rows-stated-wrong", value=str(stated[0])[:20], expected=str(count))
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE LIMIT 1000"
    names = [str(name) for (name,) in database.execute(query, (layer,))]
    own = [name for name in names if not name.lower().startswith(_OWN_TRIGGERS)]
    if own:
        yield context.fault("triggers-ignored", value=", ".join(own[:3])[:80], count=len(own))


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    return bool(
        _get_one(database, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", name)
    )


def _get_one(database: sqlite3.Connection, query: str, *values: str) -> int:
    return int(database.execute(query, values).fetchone()[0])
