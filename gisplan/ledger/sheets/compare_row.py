"""Compare the rows of a sheet with the ledger, and make the changes that they bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gisplan.base.display import fit_cell
from gisplan.base.language import _
from gisplan.io.forms.form_reader import BureauSheet
from gisplan.io.forms.sheet_context import SheetFault
from gisplan.io.layers.columns import clean_text
from gisplan.ledger.events.changes import ALWAYS, Change
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import LISTED, PLACE, Kind, encode_value, read_kinds
from gisplan.ledger.sheets.faults import SheetSource
from gisplan.ledger.sheets.forms import LON_LAT, STORE, VERSION, VILLAGES_NAMED
from gisplan.ledger.sheets.match import Match, SheetRow, key_name
from gisplan.ledger.sheets.villages import bare_town, normalise_degrees, parse_degrees

__all__ = ["Difference", "LedgerSnapshot", "RowChanges", "compare_row"]

_NO_FIELDS = {"code", VILLAGES_NAMED, LON_LAT, VERSION, STORE}
_RELATIVE_TOLERANCE = 1e-12  # a workbook keeps 16 digits of a number


@dataclass(frozen=True)
class Difference:
    """One field that a sheet would change.

    Parameters
    ----------
    sheet, row : str, int
        Where it stands.
    kind, code, name, field : str
        The work, and its field.
    old, new : Any
        The values in the ledger and in the sheet; None is not known.
    new_work : bool
        Whether the whole work is new.
    """

    sheet: str
    row: int
    kind: str
    code: str
    name: str
    field: str
    old: Any
    new: Any
    new_work: bool = False


@dataclass(frozen=True)
class LedgerSnapshot:
    """The works of a kind: now, and on the sheet's day; and their coordinates in degrees, by code."""

    now: Mapping[str, WorkState]
    then: Mapping[str, WorkState]
    lon_lat: Mapping[str, str | None]
    crs: str | None
    store: str


@dataclass(frozen=True)
class RowChanges:
    """What one row brings."""

    match: Match
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()
    faults: tuple[SheetFault, ...] = ()


@dataclass(frozen=True)
class _FieldChange:
    field: str
    old: Any
    new: Any


def compare_row(
    source: SheetSource, match: Match, snapshot: LedgerSnapshot, *, on: date | None, override: str | None
) -> RowChanges:
    """Compare a row with the ledger.

    A blank changes nothing, but in a row that was exported from this ledger it clears what the cell held.

    Parameters
    ----------
    on : date or None
        The day from which the sheet's values hold; None for the day of recording.
    override : str or None
        Why rules of the milestones may be broken.
    """
    kind = read_kinds()[source.sheet.kind]
    values, faults = _read_values(source, match, kind, snapshot)
    faults += _check_export(source, match, snapshot)
    if not faults and match.work is None:
        faults += [source.missing_field(match.row.number, name) for name in _list_missing(kind, values)]
    if faults:
        return RowChanges(match, faults=tuple(faults))
    changed = _list_changed(match, kind, values, snapshot)
    differences = _make_differences(source.sheet.name, kind, match, changed)
    return RowChanges(match, differences, _make_changes(kind, match, changed, on, override))


def _read_values(
    source: SheetSource, match: Match, kind: Kind, snapshot: LedgerSnapshot
) -> tuple[dict[str, Any], list[SheetFault]]:
    """Read the fields that the sheet gives: None for a cell that was cleared, nothing for a blank."""
    values: dict[str, Any] = {}
    faults: list[SheetFault] = []
    cells, number = match.row.values, match.row.number
    for name in _list_given(source.sheet):
        if name == PLACE and snapshot.crs is None:
            continue
        column = LON_LAT if name == PLACE else name
        cell = cells.get(column)
        if cell is None:
            if match.row.exported and column in source.sheet.given:
                values[name] = None
            continue
        try:
            value = parse_degrees(cell, str(snapshot.crs)) if name == PLACE else cell
            encode_value(kind.fields[name], value)
            values[name] = value
        except ValueError as error:
            faults.append(source.make_fault(number, column, cell, str(error).rstrip(".。")))
    if match.work is not None:
        cleared = [name for name in _list_required(kind) if name in values and values[name] is None]
        faults += [source.missing_field(number, name) for name in cleared]
    return values, faults


def _list_given(sheet: BureauSheet) -> list[str]:
    """List the fields that a sheet gives; villages and the place may be given in another form."""
    fields = {VILLAGES_NAMED: "villages", LON_LAT: PLACE}
    given = [name for name in sheet.given if name not in _NO_FIELDS]
    return given + [fields[name] for name in sheet.given if name in fields and fields[name] not in given]


def _list_required(kind: Kind) -> list[str]:
    return [name for name, column in kind.fields.items() if column.required]


def _list_missing(kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """List the required fields that a new work lacks."""
    empty = [name for name in _list_required(kind) if name in values and values[name] is None]
    return empty + [name for name in _list_required(kind) if name not in {*values, LISTED}]


def _check_export(source: SheetSource, match: Match, snapshot: LedgerSnapshot) -> list[SheetFault]:
    """Check the hidden columns of an export: a known work has its version, of this ledger; a new one has none."""
    row, again = match.row, _("Export the sheet again, and enter the changes in it.")
    version, store = row.values.get(VERSION), row.values.get(STORE)
    if version is None and store is None and (match.work is None or not {VERSION, STORE} & source.sheet.given.keys()):
        return []
    if store is not None and store != snapshot.store:
        template = _("its version belongs to another ledger, {0}; this one is {1}, possibly a restored one")
        return [source.make_fault(row.number, STORE, store, template.format(store, snapshot.store), again)]
    if match.work is None:
        message = _("it has a version, but the ledger has no work {0}").format(row.code or row.name)
        remedy = _("Correct the code; in the row of a new work leave the version blank.")
        return [source.make_fault(row.number, "code", row.code, message, remedy)]
    if version is None or store is None:
        message = _("the exported version of {0} was deleted").format(match.work.code)
        return [source.make_fault(row.number, VERSION, None, message, again)]
    return []


def _list_changed(match: Match, kind: Kind, values: Mapping[str, Any], snapshot: LedgerSnapshot) -> list[_FieldChange]:
    """List the fields whose value in the sheet is not that of the ledger."""
    recorded, exact = _find_recorded(kind, match, snapshot), match.row.exported
    changed = []
    for name, new in values.items():
        one = _FieldChange(name, recorded.get(name), new)
        if name == PLACE:
            same = _is_same_place(snapshot.lon_lat.get(match.code), match.row.values.get(LON_LAT))
        else:
            same = _is_same(one, exact=exact)
        if not same:
            changed.append(one)
    return changed


def _find_recorded(kind: Kind, match: Match, snapshot: LedgerSnapshot) -> Mapping[str, Any]:
    """Find the ledger's values: milestones as they are now, other values as they were on the sheet's day."""
    code = match.code
    now = snapshot.now[code].values if code in snapshot.now else {}
    if match.row.exported or code not in snapshot.then:
        return now
    then = snapshot.then[code].values
    return {**{k: v for k, v in then.items() if k not in kind.milestones}, **_only(now, kind.milestones)}


def _only(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _is_same_place(recorded: str | None, cell: Any) -> bool:
    return recorded == (normalise_degrees(cell) if cell is not None else None)


def _is_same(change: _FieldChange, *, exact: bool) -> bool:
    """Return whether a sheet says what the ledger says, as far as a sheet can say it."""
    old, new = change.old, change.new
    if old is None or new is None:
        return old is new
    if isinstance(old, float):
        return math.isclose(old, float(new), rel_tol=_RELATIVE_TOLERANCE, abs_tol=0.0)
    if isinstance(old, tuple):
        return set(map(clean_text, old)) == set(map(clean_text, new))
    if not isinstance(old, str):
        return bool(old == new)
    if not exact and change.field in ("name", "town"):
        bare = key_name if change.field == "name" else bare_town
        return bare(old) == bare(new)
    return clean_text(fit_cell(old)) == clean_text(new)


def _make_differences(sheet: str, kind: Kind, match: Match, changed: Iterable[_FieldChange]) -> tuple[Difference, ...]:
    row, work = match.row, match.work
    name = row.name or (work.name if work is not None else match.code)
    head = (sheet, row.number, kind.name, match.code, name)
    return tuple(Difference(*head, one.field, one.old, one.new, work is None) for one in changed)


def _make_changes(
    kind: Kind, match: Match, changed: Sequence[_FieldChange], on: date | None, override: str | None
) -> tuple[Change, ...]:
    """Make the changes of a row; a new work is listed first."""
    work = match.work
    fields = {one.field: one.new for one in changed}
    if work is None:
        fields = {LISTED: True, **fields}
    seen = _find_seen_version(match.row, work)
    return tuple(
        Change(match.code, field, new, seen, kind.name, _since(field, kind, work, on), override=override)
        for field, new in fields.items()
    )


def _find_seen_version(row: SheetRow, work: WorkState | None) -> int:
    """Return the version that a row was exported with, else the current one; 0 for a new work."""
    if row.exported:
        return int(row.values[VERSION])
    return work.version if work is not None else 0


def _since(field: str, kind: Kind, work: WorkState | None, on: date | None) -> date | None:
    """Return the day from which a value holds: a milestone has its own, and a new work's plan holds from the start."""
    if field in kind.milestones:
        return None
    return ALWAYS if work is None and field not in kind.progress else on
