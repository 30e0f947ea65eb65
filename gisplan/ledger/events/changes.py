"""What is told to the ledger, and what it keeps: changes, batches, events, conflicts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gisplan.ledger.kinds import LISTED

__all__ = ["ALWAYS", "Attachment", "Batch", "Change", "Conflict", "Event", "add_work", "hash_attachment"]

ALWAYS = date.min
"""The day of a value that holds from the start."""


@dataclass(frozen=True)
class Attachment:
    """A file that proves an event: its name and the hash of its bytes. The file itself stays where it is."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Change:
    """One field of one work, to be changed.

    Parameters
    ----------
    code : str
        The work's code.
    field : str
        A milestone or a value of the work's kind (`gisplan.ledger.kinds`).
    value : Any
        A milestone's day, or the value. None takes a milestone's day back, or says that nobody knows the value.
    seen : int
        The version of the work that the change was made from; 0 for a work that is being added.
    kind : str, optional
        Needed for a work that is being added, and where works of two kinds have one code.
    on : date, optional
        From which day the value holds. A milestone has its own day. Without it: the day of the entry, or, where
        the work is being added and the value is part of its plan, always.
    note : str, optional
        What is to be said of this change.
    attachment : Attachment, optional
        The evidence.
    override : str, optional
        Why a rule of the milestones may be broken; kept with the event.
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
    """One change as it was kept. `old` and `new` are the store's text: `gisplan.ledger.kinds.decode_value` reads it.

    `on` is when it happened, `received` when the bureau had it, `recorded` (UTC) when the store kept it.
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
    """What one call recorded: all of it is kept. Nothing new gives `number` None and no events."""

    number: int | None
    recorded: datetime | None
    first_event: int | None
    last_event: int
    events: int
    works: int


@dataclass(frozen=True)
class Conflict:
    """A work that was changed after it was read: from version `seen` to `version`, by `events`, the first first."""

    kind: str
    code: str
    seen: int
    version: int
    events: tuple[Event, ...]


def add_work(
    kind: str, code: str, values: Mapping[str, Any], *, note: str | None = None, override: str | None = None
) -> list[Change]:
    """The changes that add a work with its plan.

    Examples
    --------
    >>> [c.field for c in add_work("water", "SL2019-138", {"name": "仁和村饮水安全工程", "people": 120})]
    ['listed', 'name', 'people']
    """
    told = {LISTED: True, **values}
    return [Change(code, field, value, 0, kind, note=note, override=override) for field, value in told.items()]


def hash_attachment(path: str | os.PathLike[str]) -> Attachment:
    """A file as evidence: its name, and the SHA-256 of what is in it now."""
    file = Path(path)
    with file.open("rb") as stream:
        return Attachment(file.name, hashlib.file_digest(stream, "sha256").hexdigest())
