"""Read roads that somebody proposes, drawn as lines in a GIS or listed in a table."""

from __future__ import annotations

import os
from dataclasses import dataclass

import geopandas as gpd
from pyproj import CRS

from gisplan.base.faults import Fault
from gisplan.base.language import _
from gisplan.county.layer import Column, Layer
from gisplan.io.child.loading import load_source
from gisplan.io.child.process import reading_process
from gisplan.io.child.requests import make_item
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.files.staging import stage_source
from gisplan.io.inputs.locks import LIST_ALIASES
from gisplan.io.inputs.user_tables import UserTable, read_user_table
from gisplan.io.layers.assemble import assemble_frame
from gisplan.io.layers.columns import draft_layer
from gisplan.io.layers.geometry import clean_shapes, clean_vertices
from gisplan.io.layers.places.coordinates import reproject_layer

__all__ = ["ProposedLines", "read_proposed_lines", "read_proposed_list"]

_YEARS = {"year": ("年份", "年度", "计划年份", "建设年份", "实施年份")}
_YEAR = Column("year", "integer", lowest=1950.0, highest=2150.0)
_LINES = Layer("lines", "line", (Column("segment"), Column("programme"), _YEAR))
_LIST = Layer(
    "list",
    None,
    (
        Column("segment", "code", required=True),
        Column("from_m", "number", unit="metre", lowest=0.0),
        Column("to_m", "number", unit="metre", lowest=0.0),
        Column("programme"),
        _YEAR,
    ),
    code="segment",
)


@dataclass(frozen=True)
class ProposedLines:
    """Lines that were read.

    Parameters
    ----------
    frame : GeoDataFrame
        `row` (from 1), `segment`, `programme`, `year` (null where not given) and the lines, in the county's CRS.
    faults : tuple of str
        What refuses the file or some of its rows, each with its remedy.
    """

    frame: gpd.GeoDataFrame
    faults: tuple[str, ...]


def read_proposed_list(path: str | os.PathLike[str]) -> UserTable:
    """Read a table of road segments; nothing is raised.

    Parameters
    ----------
    path : path
        A CSV file or workbook with the column `segment` and perhaps `from_m, to_m, programme, year`, or their Chinese
        names.
    """
    return read_user_table(path, _LIST, {**LIST_ALIASES, **_YEARS})


def read_proposed_lines(path: str | os.PathLike[str], crs: CRS, *, layer: str | None = None) -> ProposedLines:
    """Read a layer of lines, as the layers of a county are read, and bring it into the county's CRS.

    Parameters
    ----------
    path : path
        A GeoPackage, GeoJSON, shapefile, FlatGeobuf or another format of layers, of one layer; perhaps with the columns
        `segment`, `programme` and `year`.
    crs : pyproj.CRS
        The county's.
    layer : str, optional
        Its name, where the file has several.
    layer : str, optional
        Its name, where the file has several.
    """
    table = LayerTable("lines", str(path), layer)
    with reading_process() as process:
        source = stage_source(table, None, process.workdir)
        if source.usable:
            process.send([make_item(source)], size=source.size)
        answers = process.receive() if source.usable else {}
        source, raw, found = load_source(source, answers, process)
        if raw is None:
            return ProposedLines(_empty(crs), _explain(found, path))
        draft = draft_layer(raw, source.table, file=source.file, layer=_LINES)
        draft = reproject_layer(clean_shapes(draft, raw), raw, county_crs=crs, table=source.table)
        draft = draft if draft.refused else clean_vertices(draft)
    faults = _explain([*found, *draft.faults], path)
    if draft.refused:
        return ProposedLines(_empty(crs), faults)
    frame = gpd.GeoDataFrame(assemble_frame(draft, crs), geometry="geometry", crs=crs)
    return ProposedLines(frame, faults)


def _empty(crs: CRS) -> gpd.GeoDataFrame:
    columns = ("row", *_LINES.names)
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=crs)


def _explain(faults: list[Fault], path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return what is wrong, each with the file, its row and the remedy; what was corrected is left out."""
    shown = [fault for fault in faults if fault.level in ("E", "Q")]
    return tuple(f"{path}: {' '.join(explain_fault(fault, translate=_))}" for fault in shown)
