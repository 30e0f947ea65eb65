"""What `gisplan plan` writes: the document, the map, the workbook and the GeoPackage."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.language import language
from gisplan.io.files.atomic_write import write_atomic, write_bytes_atomic

if TYPE_CHECKING:
    from gisplan.maps.shared.page import Page
    from gisplan.plan import PlanResult

__all__ = ["explore", "write"]

Step = tuple[str, Callable[[], Path]]


def explore(planned: PlanResult) -> Page:
    """Show a plan on its map, in a notebook; the map needs no network."""
    from gisplan.maps.shared.page import Page

    return Page(_map(planned))


def write(
    planned: PlanResult, folder: str | os.PathLike[str], *, progress: Callable[[str], object] | None = None
) -> tuple[Path, ...]:
    """Write everything that `gisplan plan` writes, the document first; each file whole or not at all.

    Parameters
    ----------
    planned : PlanResult
    folder : path
        Made where it is not there.
    progress : callable, optional
        Called before each file with its name.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.

    Raises
    ------
    WriteError
        A file could not be written; those before it are whole, and an older file in its place is untouched.
    """
    written = []
    for name, make in _list_steps(planned, Path(folder)):
        if progress is not None:
            progress(name)
        written.append(make())
    return tuple(written)


def _list_steps(planned: PlanResult, folder: Path) -> Iterator[Step]:
    """List each file's name, and what makes it; what a file needs is loaded when its turn comes."""
    makers = {"plan.json": _document, "plan.html": _map, "plan.xlsx": _workbook}
    for name, make in makers.items():
        yield name, partial(_write_bytes, folder / name, partial(make, planned))
    yield "plan.gpkg", partial(_geopackage, planned, folder / "plan.gpkg")


def _write_bytes(path: Path, make: Callable[[], bytes]) -> Path:
    write_bytes_atomic(path, make())
    return path


def _document(planned: PlanResult) -> bytes:
    from gisplan.report import write_json
    from gisplan.report.documents.plan import make_plan_document

    return write_json(make_plan_document(planned))


def _map(planned: PlanResult) -> bytes:
    from gisplan.maps.plan.plan_map import make_plan_map

    return make_plan_map(planned, language=language())


def _workbook(planned: PlanResult) -> bytes:
    from gisplan.report.excel.plan.book import make_plan_workbook

    return make_plan_workbook(planned)


def _geopackage(planned: PlanResult, path: Path) -> Path:
    from gisplan.report.gis.geopackage import make_plan_geopackage, verify_geopackage

    write_atomic(path, partial(make_plan_geopackage, planned), verify=verify_geopackage)
    return path
