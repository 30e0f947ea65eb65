"""Open a file for reading: only regular files, and only within the county's folder unless more is allowed."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, BinaryIO

from gisplan.base.language import N_

__all__ = ["FileRefused", "FileState", "check_path", "open_file", "read_state"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_KINDS = (
    (stat.S_ISDIR, N_("a folder")),
    (stat.S_ISFIFO, N_("a pipe")),
    (stat.S_ISSOCK, N_("a socket")),
    (stat.S_ISCHR, N_("a device")),
    (stat.S_ISBLK, N_("a device")),
)
_LONGEST = 1000
# a pipe would wait for its other end, a terminal would become ours
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"))


class FileRefused(Exception):  # noqa: N818 - the reader makes a fault of it
    """A file that is not opened or not read: the kind of fault and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class FileState:
    """What changes when a file is written to or replaced, and how much of the disk it takes."""

    device: int
    number: int
    size: int
    changed: int
    allocated: int = field(compare=False, default=0)


def read_state(result: os.stat_result) -> FileState:
    """Return the state of a file."""
    allocated = min(result.st_size, getattr(result, "st_blocks", result.st_size) * 512)
    return FileState(result.st_dev, result.st_ino, result.st_size, result.st_mtime_ns, allocated)


def check_path(path: str, *, allow_outside: bool, by_user: bool = False) -> None:
    """Refuse a path that leads out of the county's folder on any system, or names no file.

    A county's folder must be usable on every system: below it no name may be one that Windows keeps. Elsewhere
    that matters on Windows alone.

    Parameters
    ----------
    path : str
        The path, as the county file or the user gives it.
    allow_outside : bool
        Whether it may lead out of the folder.
    by_user : bool
        Whether the user gives it, so that it is not one of the county's folder.

    Raises
    ------
    FileRefused
        With the code `path-refused` or `file-outside`.
    """
    if _CONTROL.search(path) or len(path) > _LONGEST:
        raise FileRefused("path-refused", reason=N_("it has characters that no name of a file has"))
    windows, posix = PureWindowsPath(path), PurePosixPath(path)
    below = not (by_user or windows.anchor or posix.is_absolute() or ".." in windows.parts)
    for part in windows.parts[1 if windows.anchor else 0 :]:
        if (below or os.name == "nt") and _RESERVED.fullmatch(part.split(".")[0].rstrip()):
            raise FileRefused("path-refused", reason=N_("Windows keeps its name for a device"))
        if os.name == "nt" and (":" in part or (part != ".." and part != part.rstrip(". "))):
            raise FileRefused("path-refused", reason=N_("Windows has no file of its name"))
    if not allow_outside and (windows.anchor or posix.is_absolute()):
        raise FileRefused("file-outside")


def open_file(path: Path, folder: Path | None = None) -> BinaryIO:
    """Open a regular file for reading.

    Parameters
    ----------
    path : Path
        The file.
    folder : Path, optional
        Where it must really be, whatever links lead to it; anywhere, where none is given.

    Returns
    -------
    file
        Unbuffered. What is opened is what was checked, even if the path leads elsewhere meanwhile.

    Raises
    ------
    FileRefused
        With the code `file-outside` or `file-irregular`.
    OSError
        It cannot be opened.
    """
    _check_kind(path.stat())
    handle = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        opened = os.fstat(handle)
        _check_kind(opened)
        if folder is not None:
            _check_inside(path, folder, opened)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb", buffering=0)


def _check_kind(result: os.stat_result) -> None:
    if not stat.S_ISREG(result.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(result.st_mode)), N_("no file"))
        raise FileRefused("file-irregular", reason=kind)


def _check_inside(path: Path, folder: Path, opened: os.stat_result) -> None:
    """Refuse an open file that is not the one at its real path within the folder."""
    real, inside = path.resolve(), folder.resolve()
    try:
        found = real.lstat()
    except OSError as error:  # gone meanwhile
        raise FileRefused("file-outside") from error
    if not real.is_relative_to(inside) or (found.st_dev, found.st_ino) != (opened.st_dev, opened.st_ino):
        raise FileRefused("file-outside")
