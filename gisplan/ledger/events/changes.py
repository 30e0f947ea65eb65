"""The ledger's inputs and records: changes, events, batches and conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gisplan.ledger.events.attachments import Attachment
from gisplan.ledger.kinds import LISTED

__all__ = ["ALWAYS", "SOURCE", "Batch", "Change", "Conflict", "Event", "FieldConflict", "add_work"]

ALWAYS = date.min
"""The day of a value that holds from the start."""

SOURCE = "gisplan.toml"
"""The source of a batch that was loaded from the county's layer files."""


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
    attachments : tuple of Attachment
        The evidence; each was kept by `Ledger.keep` before.
    override : str, optional
        Why a rule of the milestones may be broken; stored with the event.
    undoes : int, optional
        The event that it undoes.
    """

    code: str
    field: str
    value: Any
    seen: int
    kind: str | None = None
    on: date | None = None
    note: str | None = None
    attachments: tuple[Attachment, ...] = ()
    override: str | None = None
    undoes: int | None = None


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
    attachments : tuple of Attachment
        The evidence.
    source : str or None
        The workbook or file that it came from.
    undoes : int or None
        The event that it undoes.
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
    attachments: tuple[Attachment, ...]
    source: str | None
    undoes: int | None = None


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
    repeated : bool
        Whether an earlier call recorded it: the entry's id is known already, and nothing was recorded again.
    """

    number: int | None
    recorded: datetime | None
    first_event: int | None
    last_event: int
    events: int
    works: int
    warnings: tuple[str, ...] = ()
    repeated: bool = False


@dataclass(frozen=True)
class FieldConflict:
    """A field that two people changed.

    Parameters
    ----------
    field : str
        The field.
    yours, theirs : str or None
        The value of the refused change, and the one that was recorded first, as the store's text (`decode_value`).
    event : Event
        The event that recorded theirs: by whom and when.
    """

    field: str
    yours: str | None
    theirs: str | None
    event: Event


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
    fields : tuple of FieldConflict
        The fields that both changed. The other fields of the refused change can be recorded with `version`.
    """

    kind: str
    code: str
    seen: int
    version: int
    events: tuple[Event, ...]
    fields: tuple[FieldConflict, ...] = ()


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
