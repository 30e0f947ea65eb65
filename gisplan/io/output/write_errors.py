"""Why a file could not be written, and what to do."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Literal

from gisplan.base.display import visible
from gisplan.base.language import N_, _

__all__ = ["Chosen", "explain_write_error"]

_FULL = {errno.ENOSPC, errno.EFBIG} | {getattr(errno, name) for name in ("EDQUOT",) if hasattr(errno, name)}
_LITTLE_SPACE = 64_000_000  # bytes: less than a large county may need
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_LONG_ON_WINDOWS = 206

_REMEDIES = {
    "full": N_("{0} could not be written: the disk is full. Free some space."),
    "tight": N_("{0} could not be written ({1}). The disk has only {2} MB left: free some space."),
    "denied": N_("{0} could not be written ({1}). Close the program that has it open, or make its folder writable."),
    "long": N_("{0} could not be written: its name is too long. Choose a shorter name."),
    "link": N_("{0} is a link to something that does not exist. Remove the link."),
    "file": N_("{0} is a file, not a folder. Move it away."),
    "folder": N_("{0} could not be written: a folder has this name. Move it away."),
    "device": N_("{0} is on another disk than its folder. Remove the link."),
    "other": N_("{0} could not be written ({1}). Check the disk and the rights of its folder."),
}
_ELSEWHERE = {
    "option": N_("Or choose another folder with -o."),
    "file": N_("Or choose another file."),
    "fixed": "",
}
"""What else can be done, by who names the place: the option -o, an argument that is a file, or nobody."""

Chosen = Literal["option", "file", "fixed"]


def explain_write_error(path: Path, error: OSError, chosen: Chosen = "option") -> str:
    """Say which file or folder could not be written, why, and what to do, by how its place was chosen."""
    free = shutil.disk_usage(path.parent).free if os.path.isdir(path.parent) else _LITTLE_SPACE  # noqa: PTH112
    kind, place = _find_kind(path, error)
    if kind == "other" and free < _LITTLE_SPACE:
        # GDAL only says that it failed, and has freed by now the space that it had used
        kind = "tight"
    text = _(_REMEDIES[kind]).format(visible(place), error.strerror or error, free // 1_000_000)
    return text if kind == "long" or not _ELSEWHERE[chosen] else f"{text} {_(_ELSEWHERE[chosen])}"


def _find_kind(path: Path, error: OSError) -> tuple[str, Path]:
    """Return the kind of an error, and the file or folder at fault."""
    if _is_full(error):
        return "full", path
    if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) == _LONG_ON_WINDOWS:
        return "long", path
    # os.path asks about any name; pathlib raises for some
    for place in (*reversed(path.parents), path):
        if os.path.islink(place) and not os.path.exists(place):  # noqa: PTH110, PTH114
            return "link", place
        if place != path and os.path.lexists(place) and not os.path.isdir(place):  # noqa: PTH112
            return "file", place
    if error.errno == errno.EXDEV:
        return "device", path
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "file", path
    if error.errno == errno.EISDIR or (os.path.isdir(path) and error.errno not in _DENIED):  # noqa: PTH112
        return "folder", path
    return "denied" if error.errno in _DENIED else "other", path


def _is_full(error: OSError) -> bool:
    """Return whether an error is that of a full disk, by its number or, from some libraries, by its text."""
    return error.errno in _FULL or "disk is full" in str(error) or "No space left" in str(error)
