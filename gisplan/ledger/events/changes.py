"""The ledger's inputs and records: changes, attachments, events, batches and conflicts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.io.files.open_file import FileRefused, open_file
from gisplan.ledger.kinds import LISTED

__all__ = ["ALWAYS", "SOURCE", "Attachment", "Batch", "Change", "Conflict", "Event", "add_work", "hash_attachment"]

ALWAYS = date.min
"""The day of a value that holds from the start."""

SOURCE = "gisplan.toml"
"""The source of a batch that was loaded from the county's layer files."""


@dataclass(frozen=True)
class Attachment:
    """A file that proves an event: only its name and the hash of its bytes are stored.

    Parameters
    ----------
    name : str
        The file name, without a folder.
    sha256 : str
        The SHA-256 of the file, as hexadecimal digits.
    """

    name: str
    sha256: str


@dataclass(frozen=True)
class Change:
    """A change of one field of one work.

    Parameters
    ----------
    code : str
        The work's code.
    field : str
        A milestone or a value of the work's kind (`gisplan.ledger.kinds`).
    value : Any
        A milestone's day, or the value. None retracts a milestone, or says that the value is not known.
    seen : int
        The version of the work that the change is based on; 0 for a work that is being added.
    kind : str, optional
        Needed for a work that is being added, and where works of two kinds have one code.
    on : date, optional
        From which day the value holds. A milestone has its own day. Default: the day of recording, or, for the plan
        of a work that is being added, always.
    note : str, optional
        A note on this change.
    attachment : Attachment, optional
        The evidence.
    override : str, optional
        Why a rule of the milestones may be broken; stored with the event.
    """

    code: str
    field: str
    value: Any
    seen: int
    kind: str | None = None
    on: date | None = None
    note: str | None = None
    attachment: Attachment | None = None
    override: str | None = None


@dataclass(frozen=True)
class Event:
    """One recorded change.

    Parameters
    ----------
    id, batch : int
        The numbers of the event and of its batch in the store.
    kind, code : str
        The work.
    version : int
        The version of the work after the event.
    field : str
        The milestone or value that changed.
    old, new : str or None
        The values before and after, as the store's text: `decode_value` parses it.
    on : date
        When it happened, or from when the value holds.
    received : date or None
        When the bureau received the information.
    recorded : datetime
        When the store recorded it (UTC).
    by : str
        Who recorded it.
    note : str or None
        The note of the change, else of its batch.
    broke : tuple of str
        The rules that it broke.
    override : str or None
        Why it may break them.
    attachment : Attachment or None
        The evidence.
    source : str or None
        The workbook or file that it came from.
    """

    id: int
    batch: int
    kind: str
    code: str
    version: int
    field: str
    old: str | None
    new: str | None
    on: date
    received: date | None
    recorded: datetime
    by: str
    note: str | None
    broke: tuple[str, ...]
    override: str | None
    attachment: Attachment | None
    source: str | None


@dataclass(frozen=True)
class Batch:
    """What one call recorded.

    Parameters
    ----------
    number : int or None
        The number of the batch; None where nothing changed.
    recorded : datetime or None
        When it was recorded (UTC).
    first_event : int or None
        Its first event.
    last_event : int
        The last event of the store.
    events, works : int
        How many events it has, and how many works they change.
    warnings : tuple of str
        What is doubtful about the clock that gave the time of recording.
    """

    number: int | None
    recorded: datetime | None
    first_event: int | None
    last_event: int
    events: int
    works: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """A work that was changed after it was read.

    Parameters
    ----------
    kind, code : str
        The work.
    seen, version : int
        The version that the refused change was based on, and the current one.
    events : tuple of Event
        The events in between, in order.
    """

    kind: str
    code: str
    seen: int
    version: int
    events: tuple[Event, ...]


def add_work(
    kind: str, code: str, values: Mapping[str, Any], *, note: str | None = None, override: str | None = None
) -> list[Change]:
    """Make the changes that add a work with its plan.

    Parameters
    ----------
    kind, code : str
        The new work.
    values : mapping of str to Any
        Its fields.
    note, override : str, optional
        As for `Change`.

    Returns
    -------
    list of Change
        One for each field; the first lists the work.

    Examples
    --------
    >>> [c.field for c in add_work("water", "SL2019-138", {"name": "仁和村饮水安全工程", "people": 120})]
    ['listed', 'name', 'people']
    """
    fields = {LISTED: True, **values}
    return [Change(code, field, value, 0, kind, note=note, override=override) for field, value in fields.items()]


def hash_attachment(path: str | os.PathLike[str]) -> Attachment:
    """Hash a file that serves as evidence.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Attachment
        Its name, and the SHA-256 of its current content.

    Raises
    ------
    LedgerError
        It is not a file.
    OSError
        The file cannot be read.
    """
    file = Path(path)
    try:
        with open_file(file) as stream:
            digest = hashlib.sha256()
            while block := stream.read(1 << 20):
                digest.update(block)
            return Attachment(file.name, digest.hexdigest())
    except FileRefused as refused:
        message = _("{0} is {1}: give a file as evidence.").format(file.name, _(refused.params["reason"]))
        raise LedgerError(message) from None
