"""Read a folder for which a county file is to be drafted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.errors import CountyFileError
from gisplan.base.language import _
from gisplan.io.config.county_file import FILE_NAME
from gisplan.io.files.formats import find_ending
from gisplan.io.init.inspection import FileLayer, SkippedFile, inspect_folder
from gisplan.io.init.profiles import SourceProfile, get_profile

__all__ = ["FolderSurvey", "survey_folder"]


_OF_PARTS = (".shp", ".tab", ".mif", ".gdb")


@dataclass(frozen=True)
class FolderSurvey:
    """A folder that was read, for which a county file is to be drafted.

    Parameters
    ----------
    path : Path
        Where the county file is to be written.
    folder : Path
        Where the files are.
    found : tuple of FileLayer
        The layers of its files.
    skipped : tuple of SkippedFile
        Everything else in it.
    profile : SourceProfile or None
        The source of all files, where the user names it.
    copied : Path or None
        The one file that is to be copied beside the county file; None of a folder.
    """

    path: Path
    folder: Path
    found: tuple[FileLayer, ...]
    skipped: tuple[SkippedFile, ...]
    profile: SourceProfile | None = None
    copied: Path | None = None


def survey_folder(
    folder: str | os.PathLike[str], county: str | os.PathLike[str] | None = None, *, profile: str | None = None
) -> FolderSurvey:
    """Read every file of a folder, or one file, for `gisplan.io.init.draft_survey`.

    Errors are those of `draft_county_file`.

    Parameters
    ----------
    folder, county : str or path
        As there: where the files are, and where the county file is to be written. Of one file, it is written in a new
        folder of its name in the current one, with a copy of the file.
    profile : str, optional
        The id of the source of all files; without one, each file's own is found by its columns.
    """
    source = Path(folder)
    copied = source if source.is_file() else None
    ending = find_ending(source)
    if ending in _OF_PARTS:
        raise CountyFileError(_("{0} has several parts. Give the folder that holds them.").format(folder))
    if copied is None and not source.is_dir():
        raise CountyFileError(_("There is no folder {0}. Give the folder that holds the files.").format(folder))
    usual = source if copied is None else Path(source.name[: len(source.name) - len(ending)])
    path = resolve_target(usual if county is None else Path(county))
    chosen = get_profile(profile) if profile is not None else None
    source = source if copied is None else source.parent
    try:
        found, skipped = inspect_folder(source, None if copied is None else copied.name)
    except OSError as error:
        raise CountyFileError(_("{0} cannot be read ({1}).").format(folder, error.strerror or error)) from error
    return FolderSurvey(path, source, tuple(found), tuple(skipped), chosen, copied)


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
