"""Files of a folder written together: all of them, or none."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from gisplan.base.errors import WriteError
from gisplan.io.write import explain_failure

__all__ = ["write_folder_whole"]


def write_folder_whole(
    folder: str | os.PathLike[str], files: Iterable[tuple[str, bytes]], *, is_ours: Callable[[str], bool]
) -> tuple[Path, ...]:
    """Make files in a folder beside its place, and put it there only when all are whole.

    Parameters
    ----------
    folder : path
    files : iterable of (name, bytes)
        Made one by one, so that one at a time is in memory.
    is_ours : callable
        Whether a name is one that an earlier run may have written: such files go with the old folder.
        Whatever else stood in it is kept.

    Raises
    ------
    WriteError
        The disk is full, or the place may not be written to. What stood at `folder` is untouched.
        Other errors, those of `files` among them, leave as little behind and are raised as they are.
    """
    target = Path(folder)
    room = target.parent / f".gisplan-{secrets.token_hex(6)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        room.mkdir()
        try:
            made = room / target.name
            made.mkdir()
            names = [_write(made, name, content) for name, content in files]
            _exchange(made, target, room / "old", is_ours)
        finally:
            shutil.rmtree(room, ignore_errors=True)
    except WriteError:
        raise
    except OSError as error:
        raise WriteError(explain_failure(target, error)) from error
    return tuple(target / name for name in names)


def _write(folder: Path, name: str, content: bytes) -> str:
    """One file, flushed to the disk."""
    with (folder / name).open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def _exchange(made: Path, target: Path, old: Path, is_ours: Callable[[str], bool]) -> None:
    """Put the made folder in the old one's place; what in the old one is not ours comes along."""
    if not target.exists():
        made.rename(target)
        return
    if not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    target.rename(old)
    try:
        made.rename(target)
    except OSError:
        old.rename(target)
        raise
    for kept in sorted(old.iterdir()):
        if not is_ours(kept.name) and not (target / kept.name).exists():
            kept.rename(target / kept.name)
