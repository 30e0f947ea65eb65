"""Working folders that a later run clears where the run that made them was killed.

A working folder holds a lock file that its process keeps locked; the system lifts the lock when the process ends,
however it ends. A folder is cleared only if it has such a file and nobody holds its lock.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

__all__ = ["WorkingFolder", "clear_abandoned", "lock_file"]

LOCK = "gisplan.lock"
_ATTEMPTS = 10


class WorkingFolder:
    """A new folder of this process, as a context manager; removed when left, or when nothing refers to it any more.

    Parameters
    ----------
    parent : path, optional
        Where it is made, and where abandoned ones are cleared first; the system's temporary folder by default.
    prefix : str
        What its name begins with.
    recover : callable, optional
        As for `clear_abandoned`.
    """

    def __init__(
        self, parent: Path | None = None, prefix: str = "gisplan-", recover: Callable[[Path], object] | None = None
    ) -> None:
        parent = Path(tempfile.gettempdir()) if parent is None else parent
        clear_abandoned(parent, prefix, recover)
        self.path, lock = _make_locked(parent, prefix)
        self._remove = weakref.finalize(self, _remove, self.path, lock)

    @property
    def name(self) -> str:
        """The path, as `tempfile.TemporaryDirectory` has it."""
        return str(self.path)

    def cleanup(self) -> None:
        """Remove it, with everything in it."""
        self._remove()

    def empty(self) -> bool:
        """Remove all that is in it; return whether nothing is left."""
        _empty(self.path)
        return [path.name for path in _list_content(self.path)] == [LOCK]

    def leave(self) -> None:
        """Leave it to the next run: what has to be done with it could not be done now."""
        self._remove.detach()

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_error: object) -> None:
        self.cleanup()


def clear_abandoned(parent: Path, prefix: str, recover: Callable[[Path], object] | None = None) -> None:
    """Remove the working folders of runs that were killed.

    Parameters
    ----------
    parent : path
        Where they are; nothing happens if it does not exist.
    prefix : str
        What their names begin with.
    recover : callable, optional
        Called with each of them before it is removed, while it is locked; what it raises is raised.
    """
    for folder in _list_folders(parent, prefix):
        lock = _open_lock(folder, create=False)
        if lock is None:
            with contextlib.suppress(OSError):
                folder.rmdir()  # of a run that was killed before it had a lock: only if it is empty
            continue
        try:
            if recover is not None:
                recover(folder)
        except BaseException:
            lock.close()
            raise
        _remove(folder, lock)


def _list_folders(parent: Path, prefix: str) -> Iterator[Path]:
    """List the working folders; those of other users of the machine are not ours to clear."""
    name = re.compile(re.escape(prefix) + "[0-9a-f]{12}")
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if name.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False) and _is_own(entry):
                yield Path(entry.path)


def _is_own(entry: os.DirEntry[str]) -> bool:
    return sys.platform == "win32" or entry.stat(follow_symlinks=False).st_uid == os.geteuid()


def _make_locked(parent: Path, prefix: str) -> tuple[Path, IO[Any]]:
    """Make a folder with a locked file, again if another run took it for abandoned before it was locked."""
    for _attempt in range(_ATTEMPTS):
        # not tempfile.mkdtemp: on Windows its folder is closed to all others, and so is a file moved out of it
        folder = parent / f"{prefix}{secrets.token_hex(6)}"
        folder.mkdir()
        lock = _open_lock(folder, create=True)
        if lock is not None:
            return folder, lock
    raise FileExistsError(f"no working folder could be made in {parent}")


def _open_lock(folder: Path, *, create: bool) -> IO[Any] | None:
    """Open the lock file of a folder and lock it; None if there is none, or another process holds it."""
    try:
        file = (folder / LOCK).open("x+b" if create else "r+b")
    except OSError:
        if create and folder.is_dir():
            raise
        return None
    try:
        lock_file(file.fileno())
        held = os.path.samestat(os.fstat(file.fileno()), (folder / LOCK).stat())
    except BlockingIOError:
        held = False
    except PermissionError:  # what Windows says where another process holds it
        held = False
    except OSError:
        held = create and folder.is_dir()  # a file system without locks: its folders are never taken for abandoned
    if not held:
        file.close()
        return None
    return file


def lock_file(handle: int, *, wait: bool = False) -> None:
    """Lock an open file until it is closed.

    Parameters
    ----------
    handle : int
        Of the file; on POSIX also of a folder.
    wait : bool
        Whether to wait while another process holds the lock; on Windows for ten seconds.

    Raises
    ------
    OSError
        Another process holds it, or the disk has no locks.
    """
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(handle, wait=wait)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _lock_on_windows(handle: int, *, wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)


def _list_content(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _empty(folder: Path) -> None:
    """Remove what is in a folder, but its lock."""
    for path in _list_content(folder):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != LOCK:
            with contextlib.suppress(OSError):
                path.unlink()


def _remove(folder: Path, lock: IO[Any]) -> None:
    """Remove a folder, its lock last: Windows removes no open file."""
    _empty(folder)
    if sys.platform == "win32":
        lock.close()
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()
