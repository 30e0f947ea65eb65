"""A file that is written whole or not at all.

It is made in a new folder beside its place, flushed to the disk and then renamed, so that a full disk, a lost
connection or an interrupt leaves what was there before.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from gisplan.io.output.file_set import replace_together
from gisplan.io.output.write_errors import Chosen

__all__ = ["write_atomic", "write_bytes_atomic"]


def write_atomic(
    path: str | os.PathLike[str],
    make: Callable[[Path], object],
    *,
    verify: Callable[[Path], object] | None = None,
    chosen: Chosen = "file",
) -> None:
    """Make a file under a temporary name beside its place, and move it there when it is whole.

    Parameters
    ----------
    path : path
        Where the file goes. Its folder is made if need be.
    make : callable
        Writes the file at the path it is given, which has the name of the real one and a folder of
        its own, so that journals and other side files of a writer go with it.
    verify : callable, optional
        Looks at the written file and raises OSError where it is not what it should be.
    chosen : {"option", "file", "fixed"}
        How the user chose the place, for the remedy in messages: with -o, as a file's, or not at all.

    Raises
    ------
    WriteError
        The disk is full, the place may not be written to, or `verify` refused. What was at `path`
        before is untouched, and nothing else is left behind. Other errors of `make` and `verify` leave as
        little behind and are raised as they are.
    """
    target = Path(path)
    with replace_together(target.parent, chosen=chosen) as files:
        files.write(target.name, make, verify=verify)


def write_bytes_atomic(path: str | os.PathLike[str], content: bytes, *, chosen: Chosen = "file") -> None:
    """Write a file's bytes, whole or not at all: see `write_atomic`."""
    write_atomic(path, lambda made: made.write_bytes(content), chosen=chosen)
