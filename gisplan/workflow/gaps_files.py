"""What `gisplan gaps` writes: the document, the map, the workbook, the GeoPackage, and plain formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import WriteError
from gisplan.base.language import _, fill, language
from gisplan.io.output.file_set import FileSet, replace_together
from gisplan.workflow.old_files import name_old_tables, remove_old

if TYPE_CHECKING:
    import folium
    import pandas as pd

    from gisplan.gaps import Gaps

__all__ = ["explore", "plot", "write", "write_dossier"]


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
    dossier: bool = False,
    pdf: bool = False,
    docx: bool = False,
    docx_template: str | os.PathLike[str] | None = None,
    progress: Callable[[str], object] | None = None,
    note: Callable[[str], object] | None = None,
) -> tuple[Path, ...]:
    """Write everything that `gisplan gaps` writes; the files replace those of an earlier run together.

    A dossier and charts of an earlier run that this one does not write are removed, as they tell other verdicts.

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
    dossier, pdf, docx : bool
        Whether the dossier is written to `dossier/`: see `write_dossier`.
    docx_template : path, optional
        The bureau's own template for Word documents; with it they are written without `docx` too.
    progress : callable, optional
        Called before each file with its name.
    note : callable, optional
        Called with a text, or "": how large the dossier is, and what is removed or left of an earlier run.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written; of the dossier its index.

    Raises
    ------
    WriteError
        A file could not be written or replaced; no file of the folder is changed.
    ExtraMissingError
        Charts are required and Matplotlib is not installed; no file of the folder is changed.
    """
    from gisplan.wording.sentences import explain_settlements

    progress, note = progress or _ignore, note or _ignore
    with replace_together(folder) as files:
        written = _write_four(gaps, explain_settlements(gaps), files, names=names, begin=progress)
        for format in formats:
            progress(_("files in {0}").format(format))
            written += _write_tables(gaps, files, format)
        if charts:
            written += _add_charts(gaps, files, progress)
        else:
            note(remove_old(files, "charts") or "")
        if dossier or pdf or docx or docx_template is not None:
            written.append(
                _add_dossier(gaps, files, begin=progress, say=note, pdf=pdf, docx=docx, docx_template=docx_template)
            )
        else:
            note(remove_old(files, "dossier") or "")
        note(name_old_tables(files, formats) or "")
    return tuple(written)


def _ignore(_text: str) -> None:
    """Take a text that nobody wants."""


def write_dossier(
    gaps: Gaps,
    folder: str | os.PathLike[str],
    *,
    pdf: bool = False,
    docx: bool = False,
    docx_template: str | os.PathLike[str] | None = None,
    progress: Callable[[str], object] | None = None,
) -> Path:
    """Write the dossier, one page a village, to `dossier/` in a folder: all of it or nothing.

    Pages of an earlier dossier that this one does not have are removed; other files are kept, and so are Word
    documents that somebody has edited.

    Parameters
    ----------
    gaps : Gaps
    folder : path
    pdf : bool
        Write a PDF of each town too; it needs the extra gisplan[pdf].
    docx : bool
        Write a Word document of each village too; it needs the extra gisplan[docx].
    docx_template : path, optional
        The bureau's own template for them; with it they are written without `docx` too.
    progress : callable, optional
        Called with the name of each file.

    Returns
    -------
    Path
        The dossier's index.

    Raises
    ------
    WriteError
        A file could not be written, or is a Word document that somebody has edited; nothing is changed.
    TemplateFileError
        The template cannot be used; nothing is changed.
    """
    begin = progress or (lambda _name: None)
    with replace_together(folder) as files:
        return _add_dossier(
            gaps, files, pdf=pdf, docx=docx, docx_template=docx_template, begin=begin, say=lambda _text: None
        )


def _write_four(
    gaps: Gaps, settlements: pd.DataFrame, files: FileSet, *, names: bool, begin: Callable[[str], object]
) -> list[Path]:
    """Write the files that every run writes; what each needs is loaded when its turn comes.

    The workbook is filled first: it is compressed, which is a third of its work, while others are written.
    """
    from gisplan.base.arrays import return_free_memory

    return_free_memory()
    with ThreadPoolExecutor(max_workers=1) as beside:
        workbook = beside.submit(_fill_workbook(gaps, settlements, names))
        begin("verdicts.json")
        document = files.write("verdicts.json", partial(_write_document, gaps))
        begin("map.html")
        page = files.write_bytes("map.html", _make_map(gaps, settlements))
        begin("gaps.xlsx")
        written = [document, page, files.write_bytes("gaps.xlsx", workbook.result())]
    return_free_memory()
    begin("gaps.gpkg")
    return [*written, _write_geopackage(gaps, settlements, files)]


def _add_charts(gaps: Gaps, files: FileSet, begin: Callable[[str], object]) -> list[Path]:
    written = []
    for name, make in _list_charts(gaps):
        begin(name)
        written.append(files.write_bytes(name, make()))
    return written


def _list_charts(gaps: Gaps) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """List each chart for which the county has data."""
    from gisplan.report.charts.draw import list_charts, make_chart

    for name in list_charts(gaps):
        yield f"charts/{name}.png", partial(make_chart, gaps, name)


def _write_document(gaps: Gaps, path: Path) -> None:
    from gisplan.report.documents.json_lines import encode_lines
    from gisplan.report.documents.verdicts import describe_verdicts

    with path.open("wb") as file:
        file.writelines(encode_lines(describe_verdicts(gaps)))


def _make_map(gaps: Gaps, settlements: pd.DataFrame) -> bytes:
    from gisplan.maps import make_gap_map

    return make_gap_map(gaps, language=language(), settlements=settlements)


def _fill_workbook(gaps: Gaps, settlements: pd.DataFrame, names: bool) -> Callable[[], bytes]:
    from gisplan.report.excel.gaps.book import fill_workbook

    return fill_workbook(gaps, names=names, settlements=settlements)


def _write_geopackage(gaps: Gaps, settlements: pd.DataFrame, files: FileSet) -> Path:
    from gisplan.report.gis.geopackage import make_geopackage, verify_geopackage

    return files.write("gaps.gpkg", partial(make_geopackage, gaps, settlements=settlements), verify=verify_geopackage)


def _write_tables(gaps: Gaps, files: FileSet, format: str) -> list[Path]:
    from gisplan.report.gis.export import make_tables

    return [files.write_bytes(name, content) for name, content in make_tables(gaps, format).items()]


def _add_dossier(
    gaps: Gaps, files: FileSet, *, begin: Callable[[str], object], say: Callable[[str], object], **options: Any
) -> Path:
    """Write the dossier, and say how large it is; return its index."""
    from gisplan.report.village_dossier.dossier import is_of_dossier, make_dossier
    from gisplan.report.village_dossier.word.prepare import is_edited

    place = files.folder / "dossier"
    index, names = place, list[str]()
    old = [name for name in files.list_old("dossier") if is_of_dossier(name)]
    edited = {name for name in old if name.endswith(".docx") and is_edited(place / name)}
    for name, content in make_dossier(gaps, **options):
        if name in edited:
            message = _(
                "{0} has been edited since it was written, and would be overwritten. Move it elsewhere, or choose "
                "another folder with -o."
            )
            raise WriteError(message.format(place / name))
        begin(name)
        names.append(name)
        index = files.write_bytes(f"dossier/{name}", content)
    remove_old(files, "dossier")
    pdfs = sum(name.endswith(".pdf") for name in names)
    pages = fill(_("The dossier has {0} page(s) of villages"), sum(name.endswith(".html") for name in names) - 1)
    say(_("{0}.").format(pages) if not pdfs else _("{0}; PDFs, one a town: {1}.").format(pages, pdfs))
    return index
