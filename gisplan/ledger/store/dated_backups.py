"""Backups by date in a folder, which is best on another machine: made, verified where they lie, old ones removed.

The copy is made and examined on this computer first, as SQLite's locks do not work on every shared folder, and as
others record meanwhile. Old backups are removed only once the new one was read back. Photos and documents are in the
folder beside them, which all share, and are never removed from there.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.io.files.atomic_write import write_atomic
from gisplan.io.output.working_folder import WorkingFolder
from gisplan.ledger.events.attachments import Attachment, list_attachments
from gisplan.ledger.store.backup import back_up
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.store.files import FOLDER, FileStore
from gisplan.ledger.store.read_backup import read_backup

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["DatedBackup", "find_last_due", "list_dated_backups", "make_dated_backup"]

_STAMP = "%Y%m%dT%H%M"
_PARTS = 28  # of the files there: one of them is read at each backup, so that a damaged one is found within weeks
_UNSAFE = re.compile(r"[^0-9A-Za-z_]")


@dataclass(frozen=True)
class DatedBackup:
    """A backup that was made.

    Parameters
    ----------
    name : str
        The name of its file.
    last_event : int
        The last event in it.
    lost : int
        How many photos and documents neither the ledger nor the folder has.
    removed : tuple of str
        The older backups that were removed.
    """

    name: str
    last_event: int
    lost: int
    removed: tuple[str, ...]


def find_last_due(now: datetime, at: time) -> datetime:
    """Return the last moment at which a backup was due.

    Examples
    --------
    >>> find_last_due(datetime(2019, 7, 1, 1, 30), time(2)).isoformat()
    '2019-06-30T02:00:00'
    """
    today = datetime.combine(now.date(), at)
    return today if today <= now else today - timedelta(days=1)


def list_dated_backups(folder: Path, county: str) -> list[tuple[datetime, Path]]:
    """List the backups of a county in a folder with the moments at which they were due, the oldest first.

    Raises
    ------
    OSError
        The folder cannot be read.
    """
    name = re.compile(re.escape(_stem(county)) + r"-(\d{8}T\d{4})\.sqlite")
    found = []
    for path in folder.iterdir():
        match = name.fullmatch(path.name)
        if match is not None and (due := _parse(match[1])) is not None:
            found.append((due, path))
    return sorted(found)


def make_dated_backup(
    engine: Engine, files: FileStore | None, county: str, folder: Path, *, due: datetime, keep: int
) -> DatedBackup:
    """Write the ledger of an engine to a folder, verify it there, and remove the oldest beyond `keep`.

    Photos or documents that are lost do not stop it: without a backup, more would be.

    Parameters
    ----------
    engine : Engine
        Of the store.
    files : FileStore or None
        Its photos and documents.
    county : str
        The county's code.
    folder : Path
        Where to; it is not made, as what is missing may be a drive that is not connected.
    due : datetime
        When it was due, in the county's time.
    keep : int
        How many backups stay.

    Raises
    ------
    LedgerStoreError
        The folder cannot be reached, or the copy is damaged; no older backup was removed.
    WriteError
        The disk is full, or the folder may not be written to; no older backup was removed.
    """
    if not folder.is_dir():
        message = _("The folder of the backups, {0}, cannot be reached: connect it, or give another --backup-to.")
        raise LedgerStoreError(message.format(folder))
    name = f"{_stem(county)}-{due:{_STAMP}}.sqlite"
    with WorkingFolder(prefix="gisplan-backup-") as working:
        copy = Path(working) / name
        last_event = back_up(engine, copy)
        with read_backup(copy, county) as rows, read_transaction(rows) as connection:
            needed = list(list_attachments(connection))
        lost = _bring_files(FileStore(folder / FOLDER), files, needed, due) if needed else 0
        _put(copy, folder / name)
    return DatedBackup(name, last_event, lost, tuple(_remove_old(folder, county, due, keep)))


def _stem(county: str) -> str:
    return f"ledger-{_UNSAFE.sub('_', county)}"


def _parse(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP)  # noqa: DTZ007  # the county's time, as its days are
    except ValueError:
        return None


def _bring_files(there: FileStore, own: FileStore | None, needed: Sequence[Attachment], due: datetime) -> int:
    """Copy the files that are not there, read back those and some of the others; return how many are lost.

    Raises
    ------
    LedgerStoreError
        A file is damaged as soon as it is written.
    """
    new = {attachment.sha256 for attachment in there.find_damaged(needed, thoroughly=False)}
    source = own if own is not None else there
    lost = {attachment.sha256 for attachment in there.copy_from(source, needed)}
    looked_at = [a for a in needed if a.sha256 not in lost and (a.sha256 in new or _has_its_turn(a, due))]
    for damaged in list(there.find_damaged(looked_at, thoroughly=True)):
        try:
            there.keep(source.read(damaged))
            there.read(damaged)
        except LedgerStoreError:
            if damaged.sha256 in new:
                raise
            lost.add(damaged.sha256)
    return len(lost)


def _has_its_turn(attachment: Attachment, due: datetime) -> bool:
    """Return whether the file of an attachment is among those that are read back on a day, though it is not new."""
    return int(attachment.sha256[:4], 16) % _PARTS == due.toordinal() % _PARTS


def _put(copy: Path, path: Path) -> None:
    """Copy a file to its place, under another name until it was read back."""
    expected = _hash(copy)

    def verify(made: Path) -> None:
        if _hash(made) != expected:
            raise OSError(_("what was read back differs from what was written"))

    write_atomic(path, lambda made: shutil.copyfile(copy, made), verify=verify, chosen="fixed")


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove_old(folder: Path, county: str, due: datetime, keep: int) -> Iterator[str]:
    """Remove the oldest backups; those of a clock that was ahead count as none, and stay."""
    older = [path for moment, path in list_dated_backups(folder, county) if moment < due]
    for path in older[: max(0, len(older) + 1 - keep)]:
        path.unlink(missing_ok=True)
        yield path.name
