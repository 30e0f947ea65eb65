"""Read the relief of a county, once its other layers say where it is."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import CRS

from gisplan.base.crs import parse_crs
from gisplan.base.faults import Fault
from gisplan.county.layer_input import LayerInput
from gisplan.county.orientation.layers import RELIEF
from gisplan.county.orientation.relief import Relief
from gisplan.io.child.process import ReadingProcess
from gisplan.io.child.requests import answer_faults
from gisplan.io.config.relief_table import ReliefTable
from gisplan.io.faults.catalogue import has_errors
from gisplan.io.files.staging import Source
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["BEYOND", "ReliefRead", "can_read", "read_relief"]

BEYOND = 0.15
"""So much of the county's width or height is shown on each side of it."""
_MOST = 1200  # cells of a side: what a map shows of the whole county, and somewhat more
_PLACED = ("boundary", "villages", "roads")
_MARGIN_M = 1_000.0


@dataclass(frozen=True)
class ReliefRead:
    """What became of a relief.

    Parameters
    ----------
    relief : Relief or None
        None where it was not read.
    faults : tuple of Fault
        Why, or what was corrected.
    input : LayerInput or None
        The file; None where it is not read.
    """

    relief: Relief | None = None
    faults: tuple[Fault, ...] = ()
    input: LayerInput | None = None


def can_read() -> bool:
    """Return whether the library that reads heights is installed."""
    return importlib.util.find_spec("rasterio") is not None


def read_relief(
    source: Source, table: ReliefTable, drafts: Mapping[str, LayerDraft], process: ReadingProcess, crs: CRS
) -> ReliefRead:
    """Read the heights in and around a county.

    Parameters
    ----------
    source : Source
        The copy of the file.
    table : ReliefTable
        What the county file says of it.
    drafts : mapping of str to LayerDraft
        The other layers, in the county's CRS.
    process : ReadingProcess
        The process that reads.
    crs : pyproj.CRS
        The county's.

    Returns
    -------
    ReliefRead
    """
    box = _find_box(drafts)
    if not source.usable or box is None:
        return ReliefRead(faults=source.faults)
    if not can_read():
        return ReliefRead(faults=(*source.faults, source.context.fault("relief-no-rasterio", value=RELIEF)))
    item: dict[str, Any] = {"do": RELIEF, "name": RELIEF, "layer_name": RELIEF, "shown": source.file, "most": _MOST}
    assert source.staged is not None
    item |= {"file": source.staged.name, "crs": table.table.crs, "box": box, "box_crs": crs.to_wkt()}
    process.send([item], size=source.weight)
    answer = process.receive()[RELIEF]
    faults = (*source.faults, *answer_faults(source, answer, process))
    if has_errors(faults):
        return ReliefRead(faults=faults)
    found = parse_crs(str(answer["crs"]))
    if found is None:
        return ReliefRead(faults=(*faults, source.context.fault("relief-no-crs")))
    from gisplan.io.relief.grid import place_heights

    heights = np.load(Path(process.workdir) / f"{RELIEF}.heights.npy", allow_pickle=False)
    relief = place_heights(
        heights, answer["affine"], found, county_crs=crs, box=box, most=_MOST, origin=table.origin
    )  # fmt: skip
    if not np.isfinite(relief.heights).any():
        return ReliefRead(faults=(*faults, source.context.fault("relief-empty")))
    return ReliefRead(relief, faults, LayerInput(RELIEF, source.file, source.sha256, 0, 0, 0))


def _find_box(drafts: Mapping[str, LayerDraft]) -> list[float] | None:
    """Return west, south, east and north of what is shown: the boundary, else villages and roads, and around them."""
    bounds = []
    for name in _PLACED:
        if name in drafts and not drafts[name].refused:
            shapes = drafts[name].drawn[~drafts[name].rejected]
            bounds.append(_bound(shapes))
            if name == "boundary" and np.isfinite(bounds[-1]).all():
                break
    known = [box for box in bounds if np.isfinite(box).all()]
    if not known:
        return None
    west, south = np.min([box[:2] for box in known], axis=0).tolist()
    east, north = np.max([box[2:] for box in known], axis=0).tolist()
    wider = BEYOND * max(east - west, north - south) + _MARGIN_M
    return [west - wider, south - wider, east + wider, north + wider]


def _bound(shapes: Any) -> Any:
    import shapely

    return shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
