"""What a sheet says that the ledger does not: its differences, as changes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gisplan.base.language import _
from gisplan.io.forms.form_reader import BureauSheet
from gisplan.io.forms.sheet_faults import SheetFault
from gisplan.io.layers.texts import ascii_controls, clean_text, fit_cell
from gisplan.ledger.events.changes import ALWAYS, Change
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import LISTED, PLACE, Kind, encode_value, read_kinds
from gisplan.ledger.sheets.forms import LON_LAT, STORE, VERSION, VILLAGES_NAMED
from gisplan.ledger.sheets.match import Match, key_name
from gisplan.ledger.sheets.places import bare_town, normalise_degrees, parse_degrees

__all__ = [
    "Difference",
    "LedgerSnapshot",
    "RowChanges",
    "compare_row",
    "make_doubt_fault",
    "make_sheet_fault",
    "make_unknown_village_faults",
]

_NO_FIELDS = {"code", VILLAGES_NAMED, LON_LAT, VERSION, STORE}
_CLOSE = 1e-12  # a workbook keeps 16 digits of a number


@dataclass(frozen=True)
class Difference:
    """One field that a sheet would change: `new_work` where the whole work is new. None is what nobody knows."""

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
    """How the works stand: now, and on the sheet's day; and where they lie, as a form tells it."""

    now: Mapping[str, WorkState]
    then: Mapping[str, WorkState]
    places: Mapping[str, str | None]
    crs: str | None
    store: str


@dataclass(frozen=True)
class RowChanges:
    """What one row brings."""

    match: Match
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()
    faults: tuple[SheetFault, ...] = ()


def compare_row(
    file: str, sheet: BureauSheet, match: Match, known: LedgerSnapshot, *, on: date | None, override: str | None
) -> RowChanges:
    """What a row brings.

    A blank says nothing, but in a row that was exported from this ledger it takes back what the cell held.

    Parameters
    ----------
    on : date or None
        The day from which the sheet's values hold; None for the day of the entry.
    override : str or None
        Why rules of the milestones may be broken.
    """
    row, kind = match.row, read_kinds()[sheet.kind]
    code = match.work.code if match.work is not None else str(match.new_code)
    exported = row.values.get(VERSION) is not None
    told, faults = _read_values(file, sheet, match, kind, known, exported=exported)
    if (wrong := _check_export(file, sheet, match, known)) is not None:
        faults.append(wrong)
    if faults:
        return RowChanges(match, faults=tuple(faults))
    work = match.work
    if work is None:
        missing = [name for name, column in kind.fields.items() if column.required and told.get(name, True) is None]
        missing += [name for name, column in kind.fields.items() if column.required and name not in {*told, LISTED}]
        if missing:
            return RowChanges(match, faults=tuple(_needs(file, sheet, row.number, name) for name in missing))
    base = _find_base(kind, code, known, exported=exported)
    places = (known.places.get(code), row.values.get(LON_LAT))
    changed = [
        (name, base.get(name), new)
        for name, new in told.items()
        if not _is_same(name, base.get(name), new, exact=exported, places=places)
    ]
    name = row.name or (work.name if work is not None else code)
    head = (sheet.name, row.number, kind.name, code, name)
    differences = tuple(Difference(*head, field, old, new, work is None) for field, old, new in changed)
    seen = int(row.values[VERSION]) if exported else work.version if work is not None else 0
    listed = [(LISTED, None, True)] if work is None else []
    changes = tuple(
        Change(code, field, new, seen, kind.name, _since(field, kind, work, on), override=override)
        for field, _old, new in [*listed, *changed]
    )
    return RowChanges(match, differences, changes)


def _since(field: str, kind: Kind, work: WorkState | None, on: date | None) -> date | None:
    """From when a value holds: a milestone has its own day, and a new work's plan holds from the start."""
    if field in kind.milestones:
        return None
    return ALWAYS if work is None and field not in kind.progress else on


def _read_values(
    file: str, sheet: BureauSheet, match: Match, kind: Kind, known: LedgerSnapshot, *, exported: bool
) -> tuple[dict[str, Any], list[SheetFault]]:
    """What the row says of each field that the sheet gives: None for a cell that was emptied, nothing for a blank."""
    told: dict[str, Any] = {}
    faults: list[SheetFault] = []
    named = {VILLAGES_NAMED: "villages", LON_LAT: PLACE}
    values = match.row.values
    given = [name for name in sheet.given if name not in _NO_FIELDS]
    given += [named[name] for name in sheet.given if name in named and named[name] not in given]
    for name in given:
        if name == PLACE and known.crs is None:
            continue
        own = LON_LAT if name == PLACE else name
        value = values.get(own)
        if value is None:
            if exported and own in sheet.given:
                told[name] = None
            continue
        try:
            value = parse_degrees(value, str(known.crs)) if name == PLACE else value
            encode_value(kind.fields[name], value)
            told[name] = value
        except ValueError as error:
            told_wrong = str(error).rstrip(".。")
            faults.append(make_sheet_fault(file, sheet, match.row.number, own, values.get(own), told_wrong))
    for name, column in kind.fields.items():
        if column.required and name in told and told[name] is None and match.work is not None:
            faults.append(_needs(file, sheet, match.row.number, name))
    return told, faults


def _check_export(file: str, sheet: BureauSheet, match: Match, known: LedgerSnapshot) -> SheetFault | None:
    """In an export each known work has its version, of this ledger; a new one has none."""
    row, again = match.row, _("Export the sheet again, and enter the changes in it.")
    version, store = row.values.get(VERSION), row.values.get(STORE)
    if version is None and store is None and (match.work is None or not {VERSION, STORE} & sheet.given.keys()):
        return None
    if store is not None and store != known.store:
        message = _("its version belongs to another ledger, {0}; this one is {1}, possibly a restored one")
        return make_sheet_fault(file, sheet, row.number, STORE, store, message.format(store, known.store), again)
    if match.work is None:
        message = _("it has a version, but the ledger has no work {0}").format(row.code or row.name)
        remedy = _("Correct the code; in the row of a new work leave the version blank.")
        return make_sheet_fault(file, sheet, row.number, "code", row.code, message, remedy)
    if version is None or store is None:
        message = _("the exported version of {0} was deleted").format(match.work.code)
        return make_sheet_fault(file, sheet, row.number, VERSION, None, message, again)
    return None


def _find_base(kind: Kind, code: str, known: LedgerSnapshot, *, exported: bool) -> Mapping[str, Any]:
    """What the ledger says: of milestones what it says now, of values what held on the sheet's day."""
    now = known.now[code].values if code in known.now else {}
    if exported or code not in known.then:
        return now
    then = known.then[code].values
    return {**{k: v for k, v in then.items() if k not in kind.milestones}, **_only(now, kind.milestones)}


def _only(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _is_same(field: str, old: Any, new: Any, *, exact: bool, places: tuple[str | None, Any]) -> bool:
    """Whether a sheet says what the ledger says, so far as a sheet can say it."""
    if field == PLACE:
        before, now = places
        return before == (normalise_degrees(now) if now is not None else None)
    if old is None or new is None:
        return old is new
    if isinstance(old, float):
        return math.isclose(old, float(new), rel_tol=_CLOSE, abs_tol=0.0)
    if isinstance(old, tuple):
        return set(map(clean_text, old)) == set(map(clean_text, new))
    if not isinstance(old, str):
        return bool(old == new)
    if not exact and field in ("name", "town"):
        bare = key_name if field == "name" else bare_town
        return bare(old) == bare(new)
    return clean_text(fit_cell(old)) == clean_text(new)


def _needs(file: str, sheet: BureauSheet, row: int, name: str) -> SheetFault:
    from gisplan.ledger.events.labels import field_label

    return make_sheet_fault(
        file, sheet, row, name, None, _("a work needs: {0}").format(field_label(name)), _("Fill it in.")
    )


def make_sheet_fault(
    file: str, sheet: BureauSheet, row: int | None, field: str, value: Any, message: str, remedy: str | None = None
) -> SheetFault:
    """What is wrong with a row, or with a sheet, at its place; the message is a sentence without its stop."""
    own = sheet.given.get(field, field) or None
    at = _("{0} row {1} ({2}): ") if row is not None else _("{0} ({2}): ")
    shown = None if value is None else ascii_controls(str(value))
    told = ascii_controls(_("{0}{1}.").format(at.format(sheet.name, row, file), message))
    return SheetFault(file, sheet.name, row, own, shown, told, remedy or _("Correct the value, or clear it."))


def make_doubt_fault(file: str, sheet: BureauSheet, match: Match) -> SheetFault:
    """A row that may be one work or another."""
    row = match.row
    texts = [str(value) for value in row.values.values() if isinstance(value, str)]
    value = " · ".join([part for part in (row.code, row.name) if part] or texts[:2])
    told = f"{value}: {match.doubt}" if value else str(match.doubt)
    return make_sheet_fault(file, sheet, row.number, "code", value or None, told, match.remedy)


def make_unknown_village_faults(
    file: str, sheet: BureauSheet, found: Mapping[int, tuple[str, str]]
) -> Iterator[SheetFault]:
    """Rows that name a village that nobody knows, or several: by row the word, and the nearest name."""
    for row, (word, near) in found.items():
        message = _("the town has no single village named {0}; the nearest name is {1}").format(word, near)
        remedy = _("Correct the name or the town, or write the village's code.")
        yield make_sheet_fault(file, sheet, row, VILLAGES_NAMED, word, message, remedy)
