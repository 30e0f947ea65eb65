"""Keep the files of a ledger beside its store, each under the SHA-256 of its bytes: never half, and never changed."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.io.files.atomic_write import write_bytes_atomic
from gisplan.io.files.open_file import FileRefused, open_file
from gisplan.io.inputs.attached_file import MOST_BYTES
from gisplan.ledger.events.attachments import Attachment
from gisplan.ledger.store.engine import APPLICATION_ID

__all__ = ["FOLDER", "FileStore", "find_needed_by_copies"]

FOLDER = "ledger-files"
"""The folder of the files, beside the store's or a backup's file."""

_HASH = re.compile(r"[0-9a-f]{64}")
_NO_LEDGERS = ("-journal", ".served", ".served-at")  # what stands beside a ledger in use, also where a desk was killed
_RECENT_S = 3600  # so long a file may wait for its event


@dataclass(frozen=True)
class FileStore:
    """The files in one folder.

    Parameters
    ----------
    folder : Path
        Made when the first file is kept.
    """

    folder: Path

    def keep(self, content: bytes) -> str:
        """Keep bytes, and return their SHA-256; on return they are on the disk.

        Raises
        ------
        WriteError
            The disk is full, or the folder may not be written to.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if self._read(sha256) != content:  # also where the disk has damaged it
            write_bytes_atomic(self._find(sha256), content, chosen="fixed")
        else:
            self._find(sha256).touch()  # it is not unused, even if no event has it yet
        return sha256

    def is_kept(self, attachment: Attachment) -> bool:
        """Return whether there is a file of an attachment's hash and size; its bytes are not read."""
        return self.has(attachment.sha256, attachment.size)

    def has(self, sha256: str, size: int | None) -> bool:
        """Return whether there is a file of a hash and size; its bytes are not read."""
        try:
            return self._find(sha256).stat().st_size == size
        except (OSError, ValueError):
            return False

    def read(self, attachment: Attachment) -> bytes:
        """Return the bytes of an attachment.

        Raises
        ------
        LedgerStoreError
            The file is missing or damaged.
        """
        content = self._read(attachment.sha256)
        if content is None or hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise LedgerStoreError(self.explain_damage(attachment))
        return content

    def explain_damage(self, attachment: Attachment) -> str:
        """Say that a file is missing or damaged, and what to do."""
        message = _(
            "The file {0} ({1}) is missing in {2}, or damaged. Copy it there from the folder {3} of a backup, or "
            "attach it again."
        )
        return message.format(attachment.name, attachment.sha256[:12], self.folder.as_posix(), FOLDER)

    def find_damaged(self, attachments: Iterable[Attachment], *, thoroughly: bool) -> Iterator[Attachment]:
        """Yield the attachments whose file is missing or has another size; thoroughly, or other bytes."""
        sound: set[str] = set()
        for attachment in attachments:
            if attachment.sha256 in sound:
                continue
            if self.is_kept(attachment) and (not thoroughly or self._is_sound(attachment.sha256)):
                sound.add(attachment.sha256)
            else:
                yield attachment

    def copy_from(self, other: FileStore, attachments: Iterable[Attachment]) -> list[Attachment]:
        """Keep the files that another folder has; return those that neither has, or that are damaged."""
        lost = list(self.find_damaged(attachments, thoroughly=False))
        missing = []
        for attachment in lost:
            try:
                self.keep(other.read(attachment))
            except LedgerStoreError:
                missing.append(attachment)
        return missing

    def bring(self, other: FileStore, attachments: Iterable[Attachment], *, allow_lost: bool) -> list[Attachment]:
        """Bring all files of a ledger here from another folder; return those that are lost, where that is allowed.

        Raises
        ------
        LedgerStoreError
            Files are missing in both, or damaged.
        """
        needed = list(attachments)
        same = self.folder.exists() and other.folder.exists() and self.folder.samefile(other.folder)
        lost = list(self.find_damaged(needed, thoroughly=True)) if same else self.copy_from(other, needed)
        if lost and not allow_lost:
            more = " " + _("… and {0} more.").format(len(lost) - 1) if len(lost) > 1 else ""
            remedy = _("To go on without them: --allow-lost-files.")
            raise LedgerStoreError(f"{other.explain_damage(lost[0])}{more} {remedy}")
        return lost

    def find_unused(self, needed: Set[str]) -> list[str]:
        """List the files that nothing needs, and that were not kept just now for an event that follows."""
        latest = time.time() - _RECENT_S
        found = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        unused = [path for path in found if _HASH.fullmatch(path.name) and path.name not in needed]
        return [path.name for path in unused if path.is_file() and path.stat().st_mtime < latest]

    def remove(self, sha256: str) -> None:
        """Remove a file that nothing needs."""
        self._find(sha256).unlink(missing_ok=True)

    def _find(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):  # of a database that someone else has made
            raise ValueError(sha256)
        return self.folder / sha256

    def _read(self, sha256: str) -> bytes | None:
        try:
            with open_file(self._find(sha256)) as stream:
                content = bytearray()
                while len(content) <= MOST_BYTES and (block := stream.read(1 << 20)):
                    content += block
                return bytes(content) if len(content) <= MOST_BYTES else None
        except (OSError, ValueError, FileRefused):
            return None

    def _is_sound(self, sha256: str) -> bool:
        content = self._read(sha256)
        return content is not None and hashlib.sha256(content).hexdigest() == sha256


def find_needed_by_copies(folder: Path, own: Path | None) -> set[str]:
    """Return the hashes of the files that other ledgers in a folder need: backups, and copies from before a restore.

    Raises
    ------
    LedgerStoreError
        A copy cannot be read.
    """
    needed: set[str] = set()
    for path in sorted(folder.glob("*.sqlite*")):
        if not path.is_file() or (own is not None and path.samefile(own)) or path.name.endswith(_NO_LEDGERS):
            continue
        try:
            needed |= _read_hashes(path)
        except sqlite3.Error as error:
            message = _("{0} cannot be read ({1}), so no file is removed that it may need. Move it elsewhere.")
            raise LedgerStoreError(message.format(path.name, error)) from None
    return needed


def _read_hashes(path: Path) -> set[str]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as copy:
        if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            return set()
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'attachments'").fetchall():
            return set()
        return {str(row[0]) for row in copy.execute("SELECT sha256 FROM attachments")}
