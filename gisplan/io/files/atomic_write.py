"""Files and folders that are written whole or not at all.

They are made in a new folder beside their place, flushed to the disk and then renamed, so that a full disk, a lost
connection or an interrupt leaves what was there before.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gisplan.base.errors import WriteError
from gisplan.base.language import N_, _

__all__ = ["explain_write_error", "write_atomic", "write_bytes_atomic", "write_folder_atomic"]

_FULL = {errno.ENOSPC, errno.EFBIG} | {getattr(errno, name) for name in ("EDQUOT",) if hasattr(errno, name)}
_LITTLE_SPACE = 64_000_000  # bytes: less than a large county may need
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}

_REMEDIES = {
    "full": N_("{0} could not be written: the disk is full. Free some space, or choose another folder with -o."),
    "tight": N_(
        "{0} could not be written ({1}). The disk has only {2} MB left: free some space, "
        "or choose another folder with -o."
    ),
    "denied": N_(
        "{0} could not be written ({1}). Close the program that has it open, or choose a writable folder with -o."
    ),
    "other": N_("{0} could not be written ({1}). Choose another folder with -o."),
}


def write_atomic(
    path: str | os.PathLike[str],
    make: Callable[[Path], object],
    *,
    verify: Callable[[Path], object] | None = None,
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

    Raises
    ------
    WriteError
        The disk is full, the place may not be written to, or `verify` refused. What was at `path`
        before is untouched, and nothing else is left behind. Other errors of `make` and `verify` leave as
        little behind and are raised as they are.
    """
    target = Path(path)
    with _working_folder(target) as workdir:
        made = workdir / target.name
        make(made)
        _flush(made)
        if verify is not None:
            verify(made)
        made.replace(target)


def write_bytes_atomic(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file's bytes, whole or not at all: see `write_atomic`."""
    write_atomic(path, lambda made: made.write_bytes(content))


def write_folder_atomic(
    folder: str | os.PathLike[str], files: Iterable[tuple[str, bytes]], *, is_ours: Callable[[str], bool]
) -> tuple[Path, ...]:
    """Make a folder of files beside its place, and move it there when all files are whole.

    Parameters
    ----------
    folder : path
        Where the folder goes.
    files : iterable of (name, bytes)
        Made one by one, so that one at a time is in memory.
    is_ours : callable
        Whether a name is one that an earlier run may have written: such files go with the old folder.
        All other files in it are kept.

    Returns
    -------
    tuple of Path
        The files, in order.

    Raises
    ------
    WriteError
        The disk is full, or the place may not be written to. What was at `folder` before is untouched.
        Other errors, those of `files` among them, leave as little behind and are raised as they are.
    """
    target = Path(folder)
    with _working_folder(target) as workdir:
        made = workdir / target.name
        made.mkdir()
        names = [_write(made, name, content) for name, content in files]
        _exchange(made, target, workdir / "old", is_ours)
    return tuple(target / name for name in names)


@contextmanager
def _working_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside a file's place, remove it at the end, and explain errors of the disk."""
    workdir = target.parent / f".gisplan-{secrets.token_hex(6)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # not tempfile.mkdtemp: on Windows its folder is closed to all others, and so is a file moved out of it
        workdir.mkdir()
        try:
            yield workdir
        finally:
            shutil.rmtree(workdir, ignore_errors=True)
        _flush_folder(target.parent)
    except WriteError:
        raise
    except OSError as error:
        raise WriteError(explain_write_error(target, error)) from error


def _flush(path: Path) -> None:
    """Wait until the file's bytes are on the disk; Windows wants it open for writing."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Wait until the new name is on the disk. Windows opens no folders, and some network shares flush none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # the file itself is whole and in its place; only a power cut in this second could undo the renaming
        pass
    finally:
        os.close(handle)


def _write(folder: Path, name: str, content: bytes) -> str:
    """Write one file, flushed to the disk, and return its name."""
    with (folder / name).open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def _exchange(made: Path, target: Path, old: Path, is_ours: Callable[[str], bool]) -> None:
    """Put the new folder in the old one's place, with the files of the old one that are not ours."""
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


def explain_write_error(path: Path, error: OSError) -> str:
    """Say which file could not be written, why, and what to do."""
    free = shutil.disk_usage(path.parent).free if path.parent.is_dir() else _LITTLE_SPACE
    kind = "full" if _is_full(error) else "denied" if error.errno in _DENIED else "other"
    if kind == "other" and free < _LITTLE_SPACE:
        # GDAL only says that it failed, and has freed by now the space that it had used
        kind = "tight"
    return _(_REMEDIES[kind]).format(path, error.strerror or error, free // 1_000_000)


def _is_full(error: OSError) -> bool:
    """Return whether an error is that of a full disk, by its number or, from some libraries, by its text."""
    return error.errno in _FULL or "disk is full" in str(error) or "No space left" in str(error)
