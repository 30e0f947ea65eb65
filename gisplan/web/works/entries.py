"""Record what a person enters: each field that was changed, based on the version that was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerRuleError
from gisplan.base.language import _
from gisplan.ledger import Change, Conflict, read_kinds
from gisplan.ledger.events.rules import explain_violation
from gisplan.ledger.kinds import LISTED, PLACE
from gisplan.web.works.selection import programme_of, town_of

if TYPE_CHECKING:
    from gisplan.ledger import Attachment, Batch, WorkState
    from gisplan.web.call import Call

__all__ = ["Entry", "Field", "Outcome", "may_record", "read_day", "record_entries", "undo_event"]

DAYS = {"today": timedelta(0), "yesterday": timedelta(1)}
"""What may be written for a day."""


@dataclass(frozen=True)
class Field:
    """A field of a work, and what it is to be.

    Parameters
    ----------
    name : str
    value : str
        As a person writes it; empty for what is not known, or for a milestone that was not reached.
    on : date or None
        From which day a value holds; None for today.
    """

    name: str
    value: str
    on: date | None = None


@dataclass(frozen=True)
class Entry:
    """What a person enters for one work.

    Parameters
    ----------
    work : WorkState
        The work as it is now.
    seen : int
        The version of it that the person saw.
    fields : sequence of Field
    note : str
    override : str
        Why a rule of the milestones may be broken.
    files : tuple of Attachment
        What proves it, kept by the ledger before.
    """

    work: WorkState
    seen: int
    fields: Sequence[Field]
    note: str = ""
    override: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How recording ended: a batch; or the conflicts, the broken rules, or the faults that stand against it."""

    batch: Batch | None = None
    conflicts: tuple[Conflict, ...] = ()
    rules: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The status of the answer."""
        if self.conflicts:
            return 409
        return 422 if self.rules or self.faults else 200


def may_record(call: Call, work: WorkState) -> bool:
    """Return whether who asks may record a work: its town and programme are among theirs."""
    account = call.account
    allowed = account is not None and account.may_record(town_of(work), programme_of(work))
    return allowed and not call.desk.settings.read_only


def record_entries(call: Call, entries: Sequence[Entry], *, store: str, entry_id: str = "") -> Outcome:
    """Record entries together: all of them, or none.

    Parameters
    ----------
    call : Call
    entries : sequence of Entry
    store : str
        The id of the ledger that the versions were read from; a restored ledger is another.
    entry_id : str
        The id that the form or the device gave to what it sends: sent again, it counts once.

    Raises
    ------
    HTTPException
        403 where a work is not among those that the account may record.
    LedgerStoreError
        The store is busy; nothing was recorded.
    """
    if not all(may_record(call, entry.work) for entry in entries):
        raise HTTPException(403)
    ledger = call.desk.ledger

    def record() -> Batch:
        changes = [change for entry in entries for change in _make_changes(entry)]
        return ledger.record(changes, by=call.signer, store=store or None, entry=entry_id or None)

    outcome = _try(record)
    if outcome.faults and store and store != call.desk.works.state().store:  # what was seen is of a ledger before
        return Outcome(conflicts=tuple(_compare_with_now(entry) for entry in entries))
    return outcome


def _compare_with_now(entry: Entry) -> Conflict:
    """Make the conflict of an entry whose version says nothing, as the ledger was restored since."""
    return Conflict(entry.work.kind, entry.work.code, entry.seen, entry.work.version, ())


def _try(record: Callable[[], Batch]) -> Outcome:
    """Record, or return what stands against it."""
    try:
        return Outcome(record())
    except LedgerConflictError as error:
        found = tuple(conflict for conflict in error.conflicts if isinstance(conflict, Conflict))
        return Outcome(conflicts=found) if found else Outcome(faults=(str(error),))
    except LedgerRuleError as error:
        return Outcome(rules=tuple(explain_violation(v) for v in error.violations))  # type: ignore[arg-type]
    except LedgerError as error:
        return Outcome(faults=tuple(str(error).split("\n")))


def _make_changes(entry: Entry) -> Iterator[Change]:
    """Make the changes of an entry; its note stands at each of them."""
    work, kind = entry.work, read_kinds()[entry.work.kind]
    for field in entry.fields:
        if field.name not in kind.fields or field.name in (LISTED, PLACE):
            raise LedgerError(_("{0}: works of this kind have no field {1!r}.").format(work.code, field.name))
        milestone = field.name in kind.milestones
        yield Change(
            work.code,
            field.name,
            field.value.strip() or None,
            entry.seen,
            work.kind,
            None if milestone else field.on,
            note=entry.note.strip() or None,
            override=entry.override.strip() or None,
            attachments=entry.files,
        )


def undo_event(
    call: Call, work: WorkState, event: int, *, seen: int, store: str, override: str = "", entry_id: str = ""
) -> Outcome:
    """Record the value that a field had before an event: a correction like any other, nothing is removed.

    Parameters
    ----------
    call : Call
    work : WorkState
    event : int
        The number of the last event of its field.
    seen : int
        The version of the work that the person saw.
    override : str
        Why a rule of the milestones may be broken.
    store, entry_id : str
        As for `record_entries`.
    """
    if not may_record(call, work):
        raise HTTPException(403)
    more = {"override": override.strip() or None, "store": store or None, "entry": entry_id or None}
    undo = partial(call.desk.ledger.undo, work.code, event, by=call.signer, kind=work.kind, seen=seen, **more)
    return _try(undo)


def read_day(text: str, today: date) -> str:
    """Return a day as the ledger takes it: `today` and `yesterday` are those of the county's time zone.

    Examples
    --------
    >>> read_day("yesterday", date(2019, 7, 1)), read_day("2019-06-03", date(2019, 7, 1))
    ('2019-06-30', '2019-06-03')
    """
    return (today - DAYS[text]).isoformat() if text in DAYS else text
