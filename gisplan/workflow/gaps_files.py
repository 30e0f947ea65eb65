"""What `gisplan gaps` writes: the document, the map, the workbook, the GeoPackage, and plain formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _, language
from gisplan.io.files.atomic_write import write_atomic, write_bytes_atomic

if TYPE_CHECKING:
    import folium

    from gisplan.gaps import Gaps

__all__ = ["explore", "plot", "write", "write_dossier"]

Step = tuple[str, Callable[[], Sequence[Path]]]


def explore(gaps: Gaps, criterion: str | None = None) -> folium.Map:
    """Show verdicts on a map, in a notebook; the map needs no network."""
    from gisplan.maps import draw_gap_map

    if criterion is not None:
        gaps.places(criterion)  # refuses a criterion that the standard has not
    return draw_gap_map(gaps, language=language(), criterion=criterion)


def plot(gaps: Gaps, criterion: str | None = None, **options: Any) -> Any:
    """Plot the places of a criterion by their state; needs Matplotlib."""
    from gisplan.report.charts.draw import plot_places

    return plot_places(gaps, criterion, **options)


def write(
    gaps: Gaps,
    folder: str | os.PathLike[str],
    *,
    formats: Sequence[str] = (),
    names: bool = False,
    charts: bool = False,
    progress: Callable[[str], object] | None = None,
) -> tuple[Path, ...]:
    """Write everything that `gisplan gaps` writes; each file whole or not at all.

    Parameters
    ----------
    gaps : Gaps
    folder : path
        Made if it does not exist.
    formats : sequence of str
        Plain formats beside the others: "geojson", "parquet", "csv".
    names : bool
        Whether the workbook lists the households without power by name.
    charts : bool
        Whether charts are drawn into `charts/`; they need the extra "charts".
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
    ExtraMissingError
        Charts are required and Matplotlib is not installed; nothing is written.
    """
    written: list[Path] = []
    steps = [*_list_steps(gaps, Path(folder), formats, names), *(_list_charts(gaps, Path(folder)) if charts else ())]
    for name, make in steps:
        if progress is not None:
            progress(name)
        written += make()
    return tuple(written)


def write_dossier(
    gaps: Gaps,
    folder: str | os.PathLike[str],
    *,
    pdf: bool = False,
    progress: Callable[[str], object] | None = None,
) -> Path:
    """Write the dossier, one page a village, to `dossier/` in a folder: all of it or nothing.

    Parameters
    ----------
    gaps : Gaps
    folder : path
    pdf : bool
        Write a PDF of each town too; it needs the extra gisplan[pdf].
    progress : callable, optional
        Called with the name of each file.

    Returns
    -------
    Path
        The dossier's index.
    """
    from gisplan.io.files.atomic_write import write_folder_atomic
    from gisplan.report.village_dossier.dossier import is_of_dossier, make_dossier

    def make_files() -> Iterator[tuple[str, bytes]]:
        for name, content in make_dossier(gaps, pdf=pdf):
            if progress is not None:
                progress(name)
            yield name, content

    place = Path(folder) / "dossier"
    write_folder_atomic(place, make_files(), is_ours=is_of_dossier)
    return place / "index.html"


def _list_steps(gaps: Gaps, folder: Path, formats: Sequence[str], names: bool) -> Iterator[Step]:
    """List each file's name, and what makes it; what a file needs is loaded when its turn comes."""
    yield "verdicts.json", partial(_write_bytes, folder / "verdicts.json", partial(_document, gaps))
    yield "map.html", partial(_write_bytes, folder / "map.html", partial(_map, gaps))
    yield "gaps.xlsx", partial(_write_bytes, folder / "gaps.xlsx", partial(_workbook, gaps, names))
    yield "gaps.gpkg", partial(_geopackage, gaps, folder / "gaps.gpkg")
    for name in formats:
        yield _("files in {0}").format(name), partial(_tables, gaps, folder, name)


def _list_charts(gaps: Gaps, folder: Path) -> Iterator[Step]:
    """List each chart for which the county has data."""
    from gisplan.report.charts.draw import list_charts, make_chart

    for name in list_charts(gaps):
        path = folder / "charts" / f"{name}.png"
        yield f"charts/{name}.png", partial(_write_bytes, path, partial(make_chart, gaps, name))


def _write_bytes(path: Path, make: Callable[[], bytes]) -> Sequence[Path]:
    write_bytes_atomic(path, make())
    return [path]


def _document(gaps: Gaps) -> bytes:
    from gisplan.report import make_document, write_json

    return write_json(make_document(gaps))


def _map(gaps: Gaps) -> bytes:
    from gisplan.maps import make_gap_map

    return make_gap_map(gaps, language=language())


def _workbook(gaps: Gaps, names: bool) -> bytes:
    from gisplan.report.excel.gaps.book import make_workbook

    return make_workbook(gaps, names=names)


def _geopackage(gaps: Gaps, path: Path) -> Sequence[Path]:
    from gisplan.report.gis.geopackage import make_geopackage, verify_geopackage

    write_atomic(path, partial(make_geopackage, gaps), verify=verify_geopackage)
    return [path]


def _tables(gaps: Gaps, folder: Path, name: str) -> Sequence[Path]:
    from gisplan.report.gis.export import write_tables

    return write_tables(gaps, folder, name)
