"""Files of one folder that replace their forerunners together, or not at all.

They are made in a working folder inside their folder and flushed to the disk. Then the old files are kept beside
them (as links, or as copies where there are no links), a journal is written, and each new file is renamed into its
place. A run that fails puts the old files back; where a run is killed, or the power fails, the next run that writes
to the folder completes what the journal says, before it does anything else.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from gisplan.base.errors import GisplanError, WriteError
from gisplan.base.language import _
from gisplan.io.output.working_folder import WorkingFolder, lock_file
from gisplan.io.output.write_errors import Chosen, explain_write_error

__all__ = ["FileSet", "recover", "replace_together"]

PREFIX = ".gisplan-"
_NEW, _OLD, _JOURNAL, _UNDO = "new", "old", "journal.json", "undo.json"


class FileSet:
    """Files that are made one by one, and put into their folder together; names may have a folder before a slash."""

    def __init__(self, folder: Path, working: Path, chosen: Chosen = "option") -> None:
        self.folder = folder
        self._chosen = chosen
        self._working = working
        self._written: list[str] = []
        self._removed: list[str] = []

    def write(
        self, name: str, make: Callable[[Path], object], *, verify: Callable[[Path], object] | None = None
    ) -> Path:
        """Make a file; return the path that it will have.

        Parameters
        ----------
        name : str
            Relative to the folder.
        make : callable
            Writes the file at the path that it is given, which ends with the same name; side files of a writer are
            left behind.
        verify : callable, optional
            Raises OSError where the file is not what it should be.

        Raises
        ------
        WriteError
            The file cannot be written, or `verify` refused it.
        """
        made = self._working / _NEW / name
        with _explained(self.folder / name, self._chosen):
            made.parent.mkdir(parents=True, exist_ok=True)
            make(made)
            _flush(made)
            if verify is not None:
                verify(made)
        self._written.append(name)
        return self.folder / name

    def write_bytes(self, name: str, content: bytes) -> Path:
        """Make a file of some bytes: see `write`."""
        return self.write(name, lambda made: made.write_bytes(content))

    def list_old(self, subfolder: str) -> list[str]:
        """List the names of what is in a subfolder of the folder as yet."""
        place = self.folder / subfolder
        return sorted(path.name for path in place.iterdir()) if place.is_dir() else []

    def remove(self, name: str) -> None:
        """Remove a file of an earlier run, when the new ones are put in their place."""
        self._removed.append(name)

    def replace(self) -> None:
        """Put the files into their folder."""
        removed = [name for name in self._removed if name not in self._written]
        if len(self._written) == 1 and not removed:
            _put(self._working, self.folder, self._written[0], self._chosen)
        elif self._written or removed:
            _replace_all(self._working, self.folder, self._written, removed)
        for place in {(self.folder / name).parent for name in self._written}:
            _flush_folder(place)


@contextlib.contextmanager
def replace_together(folder: str | os.PathLike[str], *, chosen: Chosen = "option") -> Iterator[FileSet]:
    """Collect files for a folder, and put them there together at the end.

    Parameters
    ----------
    folder : path
        Made if need be. What killed runs left in it is completed or cleared first.
    chosen : {"option", "file", "fixed"}
        How the user chose it, for the remedy in messages: with -o, as a file's, or not at all.

    Yields
    ------
    FileSet
        Takes the files.

    Raises
    ------
    WriteError
        A file cannot be written or replaced; then the folder is as it was before. So it is after any other error.
    """
    target = Path(folder)
    new_folders = [place for place in (target, *target.parents) if not os.path.lexists(place)]
    try:
        with _explained(target, chosen):
            target.mkdir(parents=True, exist_ok=True)
            with _exclusive(target):
                working = WorkingFolder(target, PREFIX, recover)
        try:
            files = FileSet(target, working.path, chosen)
            with _explained(target, chosen):
                yield files
                with _exclusive(target):
                    files.replace()
        finally:
            if any((working.path / name).exists() for name in (_JOURNAL, _UNDO)):
                working.leave()
            else:
                working.cleanup()
    except BaseException:
        with contextlib.suppress(OSError):
            for place in new_folders:
                place.rmdir()
        raise


def recover(working: Path) -> None:
    """Complete what the journal of a killed run says; without a journal nothing was changed."""
    undo = _read_journal(working / _UNDO)
    if undo is not None:
        _put_back(working, undo)
        return
    journal = _read_journal(working / _JOURNAL)
    if journal is not None:
        _put_all(working, journal)


@dataclass(frozen=True)
class _Journal:
    """The names of the files that are written, of those that are removed, and of those that had a forerunner."""

    written: Sequence[str]
    removed: Sequence[str]
    old: Sequence[str]


def _replace_all(working: Path, folder: Path, written: Sequence[str], removed: Sequence[str]) -> None:
    old = [name for name in (*written, *removed) if os.path.lexists(folder / name)]
    for name in old:
        with _explained(folder / name):
            _keep(folder / name, working / _OLD / name)
    journal = _Journal(written, [name for name in removed if name in old], old)
    _write_journal(working, journal)
    try:
        _put_all(working, journal)
    except BaseException as error:
        (working / _JOURNAL).replace(working / _UNDO)
        _put_back(working, journal)
        (working / _UNDO).unlink()
        if isinstance(error, WriteError):
            raise WriteError(_("{0} No file was replaced.").format(error)) from error
        raise
    (working / _JOURNAL).unlink()


def _keep(path: Path, kept: Path) -> None:
    """Keep a file by another name: a link to it, or a copy where the disk has no links."""
    if path.is_dir() and not path.is_symlink():
        raise IsADirectoryError(f"{path} is a folder")
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, kept, follow_symlinks=False)


def _put_all(working: Path, journal: _Journal) -> None:
    """Put each new file that is still in the working folder into its place, and remove what is to be removed."""
    for name in journal.written:
        if os.path.lexists(working / _NEW / name):
            _put(working, working.parent, name)
    for name in journal.removed:
        with _explained(working.parent / name):
            (working.parent / name).unlink(missing_ok=True)
    _remove_empty(working.parent, journal.removed)


def _put(working: Path, folder: Path, name: str, chosen: Chosen = "option") -> None:
    with _explained(folder / name, chosen):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (working / _NEW / name).replace(folder / name)


def _put_back(working: Path, journal: _Journal) -> None:
    """Put each old file back, and remove new ones that had no forerunner."""
    folder = working.parent
    for name in journal.old:
        if os.path.lexists(working / _OLD / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (working / _OLD / name).replace(folder / name)
    for name in journal.written:
        if name not in journal.old and not os.path.lexists(working / _NEW / name):
            (folder / name).unlink(missing_ok=True)
            _remove_empty(folder, [name])


def _remove_empty(folder: Path, names: Sequence[str]) -> None:
    """Remove the subfolders of files that are no more, where nothing else is in them."""
    for place in {(folder / name).parent for name in names} - {folder}:
        with contextlib.suppress(OSError):
            place.rmdir()


def _write_journal(working: Path, journal: _Journal) -> None:
    unfinished = working / "journal.part"
    unfinished.write_text(json.dumps(asdict(journal)), encoding="utf-8")
    _flush(unfinished)
    unfinished.replace(working / _JOURNAL)
    _flush_folder(working)


def _read_journal(path: Path) -> _Journal | None:
    """Read a journal; None if there is none, or it names anything that is not in the folder."""
    try:
        journal = _Journal(**json.loads(path.read_text(encoding="utf-8")))
        names = [PurePosixPath(name) for name in (*journal.written, *journal.removed, *journal.old)]
    except (OSError, ValueError, TypeError):
        return None
    return None if any(name.is_absolute() or ".." in name.parts or "\\" in str(name) for name in names) else journal


@contextlib.contextmanager
def _explained(path: Path, chosen: Chosen = "option") -> Iterator[None]:
    """Explain errors of the disk."""
    try:
        yield
    except GisplanError:
        raise
    except OSError as error:
        raise WriteError(explain_write_error(path, error, chosen)) from error


@contextlib.contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Let one run at a time put files into a folder. Windows locks no folders."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a network share without locks
            lock_file(handle, wait=True)
        yield
    finally:
        os.close(handle)


def _flush(path: Path) -> None:
    """Wait until the file's bytes are on the disk; Windows wants it open for writing."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Wait until the new names are on the disk. Windows opens no folders, and some network shares flush none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # the files are whole; only a power cut now could undo the renaming
            os.fsync(handle)
    finally:
        os.close(handle)
