"""The files of events and comments: what is recorded of each, and where a photo was taken and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.kinds import check_text
from gisplan.ledger.tables import ATTACHMENTS

__all__ = [
    "Attachment",
    "check_attachments",
    "check_kept",
    "insert_attachments",
    "list_attachments",
    "read_attachments",
]

_MOST_CHARACTERS = 255  # of a name


@dataclass(frozen=True)
class Attachment:
    """A file that proves an event or belongs to a comment; its bytes are kept beside the store.

    Parameters
    ----------
    name : str
        The file name, without a folder.
    sha256 : str
        The SHA-256 of the kept bytes, as hexadecimal digits.
    size : int, optional
        How many bytes are kept; None of an event recorded by an earlier gisplan, which kept the hash alone.
    type : str
        The media type, such as image/jpeg.
    original_sha256 : str
        The SHA-256 of the file as it was given; a photo is kept in another form.
    taken : str, optional
        When a photo was taken, by the clock of the camera: YYYY-MM-DDTHH:MM:SS.
    place : str, optional
        Where, as the store writes geometry: EPSG:4326;POINT (longitude latitude).
    stated_by : str, optional
        What stated the place: "file", or "device" for the phone that sent it.
    """

    name: str
    sha256: str
    size: int | None = None
    type: str = "application/octet-stream"
    original_sha256: str = ""
    taken: str | None = None
    place: str | None = None
    stated_by: str | None = None


def check_attachments(attachments: Iterable[Attachment]) -> None:
    """Refuse what no store can keep.

    Raises
    ------
    ValueError
        A name is empty, too long, or has a character that cannot be stored.
    """
    for attachment in attachments:
        check_text("attachment", attachment.name)
        if not 0 < len(attachment.name) <= _MOST_CHARACTERS:
            message = _("{0!r}: the name of a file has 1 to {1} characters.")
            raise ValueError(message.format(attachment.name[:_MOST_CHARACTERS], _MOST_CHARACTERS))


def check_kept(attachments: Iterable[Attachment], is_kept: Callable[[Attachment], bool]) -> None:
    """Refuse files that are not kept: no event is recorded without its file."""
    for attachment in attachments:
        if attachment.size is None or not is_kept(attachment):
            raise LedgerError(_("The file {0} is not kept in the ledger: attach it again.").format(attachment.name))


def insert_attachments(connection: Connection, rows: Iterable[tuple[int, int, int | None, Attachment]]) -> None:
    """Insert the files of a batch; each row has the batch, the work, the event or None, and the file."""
    next_number = (connection.execute(select(func.max(ATTACHMENTS.c.id))).scalar_one() or 0) + 1
    numbered = [
        {"id": number, "batch": batch, "work": work, "event": event, **asdict(attachment)}
        for number, (batch, work, event, attachment) in enumerate(rows, start=next_number)
    ]
    if numbered:
        connection.execute(insert(ATTACHMENTS), numbered)


def read_attachments(
    connection: Connection, *, work: int | None = None, newer_than: int = 0
) -> dict[tuple[str, int], tuple[Attachment, ...]]:
    """Read files by what they belong to: ("event", number), or ("batch", number) of a comment."""
    query = select(ATTACHMENTS)
    if work is not None:
        query = query.where(ATTACHMENTS.c.work == work)
    if newer_than:
        query = query.where(ATTACHMENTS.c.event > newer_than)
    found: dict[tuple[str, int], tuple[Attachment, ...]] = {}
    for row in connection.execute(query.order_by(ATTACHMENTS.c.id)):
        owner = ("batch", row.batch) if row.event is None else ("event", row.event)
        found[owner] = (*found.get(owner, ()), _make_attachment(row))
    return found


def list_attachments(connection: Connection) -> Iterator[Attachment]:
    """Yield the files of a whole store."""
    return (_make_attachment(row) for row in connection.execute(select(ATTACHMENTS).order_by(ATTACHMENTS.c.id)))


def _make_attachment(row: Row[Any]) -> Attachment:
    facts: Sequence[Any] = (row.type, row.original_sha256, row.taken, row.place, row.stated_by)
    return Attachment(row.name, row.sha256, row.size, *facts)
