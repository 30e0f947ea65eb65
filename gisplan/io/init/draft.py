"""Draft a county file for a folder of files: what can be proposed, and what a clerk has to answer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.errors import CountyFileError
from gisplan.base.language import _
from gisplan.io.config.county_file import FILE_NAME
from gisplan.io.init.county_values import (
    is_chinese,
    propose_code_system,
    propose_county_code,
    propose_county_name,
    propose_crs,
)
from gisplan.io.init.inspection import SkippedFile, explain_skipped, inspect_folder
from gisplan.io.init.layers import RecognisedLayer, recognise_layers
from gisplan.io.init.messages import Proposal, Question, one_line
from gisplan.io.init.questions import list_questions
from gisplan.io.init.roads import RoadProposal, propose_roads
from gisplan.io.init.values import ColumnWords, interpret_words

__all__ = ["CountyFileDraft", "assemble_draft", "draft_county_file"]

STANDARD = "shaanxi-577-2017"


@dataclass(frozen=True)
class CountyFileDraft:
    """A county file that is not written yet.

    Parameters
    ----------
    path : Path
        Where it is to be written.
    prefix : str
        The relative path from there to the files, with a slash at its end; empty where they are beside it.
    code, name, code_system : Proposal
        The values of ``[county]``.
    crs : Proposal or None
        The metric CRS; None where no file says where the county lies.
    layers : mapping of str to RecognisedLayer
        The layers that were found.
    words : mapping of str to ColumnWords
        The words of each layer's columns and their meanings.
    roads : RoadProposal or None
        What is proposed for the roads; None where there is no such layer.
    questions : tuple of Question
        What a clerk has to answer, in the order of the county file.
    skipped : tuple of SkippedFile
        The files that are not used.
    standard : str
        The standard to judge by.
    """

    path: Path
    prefix: str
    code: Proposal
    name: Proposal
    code_system: Proposal
    crs: Proposal | None
    layers: Mapping[str, RecognisedLayer]
    words: Mapping[str, ColumnWords]
    roads: RoadProposal | None
    questions: tuple[Question, ...]
    skipped: tuple[SkippedFile, ...]
    standard: str = STANDARD


def draft_county_file(folder: str | os.PathLike[str], county: str | os.PathLike[str] | None = None) -> CountyFileDraft:
    """Draft a county file for the files of a folder; nothing is written.

    Parameters
    ----------
    folder : str or path
        Where the bureau's files are; folders in it are not searched.
    county : str or path, optional
        Where the county file is to be written: a folder, or the file itself; by default in `folder`.

    Returns
    -------
    CountyFileDraft
        The proposal, for `write_draft`.

    Raises
    ------
    CountyFileError
        There is no such folder, no file in it can be used, or a county file exists already.
    """
    source = Path(folder)
    if not source.is_dir():
        raise CountyFileError(_("There is no folder {0}. Give the folder that holds the files.").format(folder))
    path = resolve_target(source if county is None else Path(county))
    try:
        found, skipped = inspect_folder(source)
    except OSError as error:
        raise CountyFileError(_("{0} cannot be read ({1}).").format(folder, error.strerror or error)) from error
    layers, more = recognise_layers(found)
    if not layers:
        raise CountyFileError(_explain_empty(folder, (*skipped, *more)))
    return assemble_draft(path, source, layers, (*skipped, *more))


def resolve_target(county: Path) -> Path:
    """Return the path of the county file; an existing one is refused."""
    path = county if county.suffix.lower() == ".toml" and not county.is_dir() else county / FILE_NAME
    if os.path.lexists(path):
        raise CountyFileError(
            _("{0} exists already and is never overwritten. Edit it, move it away, or choose another folder with -o.")
            .format(path)
        )  # fmt: skip
    if os.path.lexists(path.parent) and not path.parent.is_dir():
        raise CountyFileError(_("{0} is not a folder. Choose another with -o.").format(path.parent))
    return path


def _explain_empty(folder: object, skipped: tuple[SkippedFile, ...]) -> str:
    text = _("No file in {0} looks like villages, groups, roads, seats or a boundary.").format(folder)
    for item in skipped[:10]:
        text += "\n  " + _("not used: {0}: {1}").format(one_line(item.file), explain_skipped(item, _))
    return text + "\n" + _("Give a folder with .shp, .zip (one shapefile), .gpkg, .geojson, .fgb or .csv files.")


def assemble_draft(
    path: Path, folder: Path, layers: Mapping[str, RecognisedLayer], skipped: tuple[SkippedFile, ...]
) -> CountyFileDraft:
    """Return the draft for layers that were recognised.

    Parameters
    ----------
    path : Path
        Where the county file is to be written.
    folder : Path
        Where the files are.
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    skipped : tuple of SkippedFile
        The files that are not used.

    Returns
    -------
    CountyFileDraft
        The proposal.
    """
    roads = propose_roads(layers["roads"]) if "roads" in layers else None
    if roads is not None:
        layers = {**layers, "roads": roads.layer}
    words: dict[str, ColumnWords] = {name: interpret_words(layer) for name, layer in layers.items() if name != "roads"}
    if roads is not None:
        words["roads"] = roads.words
    system = propose_code_system(layers)
    sources = [layer.source for layer in layers.values()]
    crs = propose_crs(sources, chinese=system.value == "cn-12" or is_chinese(sources))
    title = folder.resolve().name or "county"
    return CountyFileDraft(
        path=path,
        prefix=_relative_prefix(folder, path.parent),
        code=propose_county_code(layers, system.value, title),
        name=propose_county_name(layers, title),
        code_system=system,
        crs=crs,
        layers=layers,
        words=words,
        roads=roads,
        questions=tuple(list_questions(layers, words, roads, crs)),
        skipped=skipped,
    )


def _relative_prefix(folder: Path, county: Path) -> str:
    """Return the relative path from the county's folder to the files, with forward slashes; empty if the same."""
    try:
        path = os.path.relpath(folder.resolve(), county.resolve())
    except ValueError:
        # another drive of Windows
        path = str(folder.resolve())
    path = path.replace(os.sep, "/")
    return "" if path == "." else f"{path}/"
