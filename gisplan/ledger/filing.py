"""A ledger's files and comments: kept beside the store, read, checked and listed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from gisplan.base.errors import LedgerError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.entry.find_work import find_work
from gisplan.ledger.events.attachments import Attachment, list_attachments
from gisplan.ledger.events.comments import Comment, read_comments
from gisplan.ledger.reader import LedgerReader
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.store.files import FileStore, find_needed_by_copies
from gisplan.ledger.tables import STORE

__all__ = ["LedgerWithFiles"]


@dataclass(frozen=True, repr=False)
class LedgerWithFiles(LedgerReader):
    """The ledger of one county, as it is read, with its files.

    Parameters
    ----------
    folder : Path or None
        The folder of the files; None where a ledger on PostgreSQL has none.
    """

    folder: Path | None = None

    @property
    def files(self) -> FileStore:
        """The kept files.

        Raises
        ------
        LedgerError
            The ledger is on PostgreSQL, and no folder is configured.
        """
        if self.folder is None:
            message = _(
                "A ledger on PostgreSQL needs a folder for photos and documents, which all who use it can reach: name "
                'it in gisplan.toml: [ledger] files = "…".'
            )
            raise LedgerError(message)
        return FileStore(self.folder)

    def keep(
        self,
        content: bytes | str | os.PathLike[str],
        name: str | None = None,
        *,
        place: tuple[float, float] | None = None,
    ) -> Attachment:
        """Keep a file beside the store, to be attached to a change or a comment; on return it is on the disk.

        A photo is re-encoded in a limited process, and nothing of its metadata is kept but when and where it was taken.
        A file that no event or comment has within an hour may be removed (`remove_unused_files`).

        Parameters
        ----------
        content : bytes or path
            The file.
        name : str, optional
            Its name; of a path the last part.
        place : (float, float), optional
            Longitude and latitude (WGS 84) by the device that sent the photo; they count where the photo has none.

        Returns
        -------
        Attachment

        Raises
        ------
        LedgerError
            The file is empty, too large, damaged, or of a kind that is not kept; the message says what to do.
        ExtraMissingError
            It is a photo, and Pillow is not installed.
        WriteError
            The disk is full, or the folder may not be written to.
        """
        from gisplan.io.inputs.attached_file import AttachmentRefused, prepare_file, read_attached

        files = self.files
        try:
            data = content if isinstance(content, bytes) else read_attached(Path(content))
            shown = name if name is not None else "" if isinstance(content, bytes) else Path(content).name
            prepared = prepare_file(data, shown, place=place)
        except AttachmentRefused as refused:
            raise LedgerError(str(refused)) from None
        return Attachment(
            prepared.name,
            files.keep(prepared.content),
            len(prepared.content),
            prepared.type,
            hashlib.sha256(data).hexdigest(),
            prepared.taken,
            prepared.place,
            prepared.stated_by,
        )

    def read_file(self, attachment: Attachment) -> bytes:
        """Return the bytes of a kept file.

        Parameters
        ----------
        attachment : Attachment
            Of an event or comment of this ledger.

        Returns
        -------
        bytes

        Raises
        ------
        LedgerStoreError
            The file is missing or damaged, or only its hash was recorded by an earlier gisplan.
        """
        if attachment.size is None:
            message = _("Of the file {0} an earlier gisplan recorded only the hash: the ledger does not have it.")
            raise LedgerStoreError(message.format(attachment.name))
        return self.files.read(attachment)

    def attachments(self, code: str, kind: str | None = None) -> tuple[Attachment, ...]:
        """Return the files of a work, of its events and comments, in the order of recording.

        Parameters
        ----------
        code : str
            The work's code.
        kind : str, optional
            Its kind, where works of several kinds have the code.

        Returns
        -------
        tuple of Attachment
        """
        events = [(event.batch, event.attachments) for event in self.history(code, kind)]
        comments = [(comment.number, comment.attachments) for comment in self.comments(code, kind)]
        return tuple(file for _number, each in sorted([*events, *comments], key=lambda pair: pair[0]) for file in each)

    def comments(self, code: str | None = None, kind: str | None = None, *, after: int = 0) -> tuple[Comment, ...]:
        """Return the comments on a work, or on all works, in the order of recording.

        Parameters
        ----------
        code : str, optional
            The work's code.
        kind : str, optional
            Its kind, where works of several kinds have the code.
        after : int
            Only comments behind this record (`Comment.number`).

        Returns
        -------
        tuple of Comment
        """
        with read_transaction(self.engine) as connection:
            work = None if code is None else find_work(connection, code, kind).id
            return tuple(read_comments(connection, work=work, after=after))

    @property
    def last_record(self) -> int:
        """The number of the last record: it grows with every change, comment and correction of a time."""
        with read_transaction(self.engine) as connection:
            return int(connection.execute(select(STORE.c.last_batch)).scalar_one())

    def check_files(self, *, thoroughly: bool = False) -> tuple[str, ...]:
        """Check that the file of every event and comment is there, with its size; thoroughly, with its bytes.

        Returns
        -------
        tuple of str
            A message for every file that is missing or damaged.
        """
        with read_transaction(self.engine) as connection:
            attachments = list(list_attachments(connection))
        if not attachments:
            return ()
        files = self.files
        return tuple(files.explain_damage(lost) for lost in files.find_damaged(attachments, thoroughly=thoroughly))

    def remove_unused_files(self, *, keep: Callable[[str], bool] | None = None) -> tuple[str, ...]:
        """Remove the files that no event or comment has: those of entries that were never recorded.

        Files of the last hour stay, and those that backups beside them need. Nobody records meanwhile.

        Parameters
        ----------
        keep : callable, optional
            Whether a file is to stay all the same, by its SHA-256.

        Returns
        -------
        tuple of str
            The SHA-256 of each file that was removed.

        Raises
        ------
        LedgerStoreError
            A copy of the ledger cannot be read; nothing was removed.
        """
        if self.folder is None or not self.folder.is_dir():
            return ()
        files = self.files
        own = Path(self.address) if self.engine.dialect.name == "sqlite" else None
        with write_transaction(self.engine) as connection:
            connection.execute(select(STORE).with_for_update())
            needed = {attachment.sha256 for attachment in list_attachments(connection)}
            needed |= find_needed_by_copies(self.folder.parent, own)
            unused = [sha256 for sha256 in files.find_unused(needed) if keep is None or not keep(sha256)]
            for sha256 in unused:
                files.remove(sha256)
        return tuple(unused)
