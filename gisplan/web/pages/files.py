"""Lists of works as files, and sheets of works that are uploaded, compared and taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import LedgerConflictError, LedgerError, LedgerSheetError
from gisplan.base.language import _
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label, format_value
from gisplan.ledger.kinds import read_kinds
from gisplan.web.render import file_answer, page, redirect
from gisplan.web.works.downloads import make_csv, make_form, make_geojson
from gisplan.web.works.selection import read_selection, select

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.responses import Response

    from gisplan.ledger.sheets import Comparison, ImportResult, VillageIndex
    from gisplan.web.call import Call

__all__ = ["compare", "download_csv", "download_form", "download_geojson", "show", "take"]

_NAMES_WAIT_S = 30.0  # for the names of villages, which a form needs
_MOST_ROWS = 300  # differences that are listed
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download_form(call: Call) -> Response:
    """Answer the works of a list in the bureaus' forms."""
    villages = call.desk.villages.get(wait_s=_NAMES_WAIT_S)
    state = call.desk.works.listed()
    works = select(state, read_selection(call), villages, call)
    return file_answer(make_form(state, works, villages), _name(call, "xlsx"), _XLSX)


def download_csv(call: Call) -> Response:
    """Answer the works of a list as CSV."""
    villages = call.desk.villages.get(wait_s=_NAMES_WAIT_S)
    works = select(call.desk.works.listed(), read_selection(call), villages, call)
    return file_answer(make_csv(works, villages), _name(call, "csv"), "text/csv; charset=utf-8")


def download_geojson(call: Call) -> Response:
    """Answer the works of a list as GeoJSON."""
    state = call.desk.works.listed()
    works = select(state, read_selection(call), call.desk.villages.get(), call)
    return file_answer(make_geojson(state, works, call.desk.ledger.crs), _name(call, "geojson"), "application/geo+json")


def _name(call: Call, ending: str) -> str:
    return "-".join((call.desk.name, _("works"), f"{call.desk.ledger.today}.{ending}"))


def show(call: Call) -> Response:
    """Show the form by which a sheet is uploaded."""
    return _page(call)


def compare(call: Call) -> Response:
    """Compare an uploaded sheet with the ledger, row by row; nothing is recorded."""
    upload = call.body.files.get("sheet")
    if upload is None or not upload.name.lower().endswith(".xlsx"):
        return _page(call, trial=_Trial(faults=(_("Choose a workbook of Excel (.xlsx)."),)), status=422)
    kept = call.desk.uploads.keep(call.signer, upload.name, upload.content)
    return _compare(call, kept)


@dataclass(frozen=True)
class _Trial:
    """How importing a sheet ended: what was or would be recorded, or what stands against it."""

    events: int = 0
    comparison: Comparison | None = None
    faults: tuple[str, ...] = ()


def take(call: Call) -> Response:
    """Record an uploaded sheet, if the ledger is as it was compared; else compare it again."""
    kept = call.body.get("kept")
    if str(call.desk.ledger.last_event) != call.body.get("compared_at"):
        return _compare(call, kept, changed=True)
    done = _import(call, kept, dry_run=False)
    if done.faults:
        return _page(call, kept=kept, trial=done, status=422)
    call.desk.uploads.drop(call.signer, kept)
    return redirect(f"/sheets?recorded={done.events}")


def _compare(call: Call, kept: str, *, changed: bool = False) -> Response:
    last = call.desk.ledger.last_event
    trial = _import(call, kept, dry_run=True)
    status = 422 if trial.faults else 200
    return _page(call, kept=kept, trial=trial, compared_at=last, changed=changed, status=status)


def _import(call: Call, kept: str, *, dry_run: bool) -> _Trial:
    """Import an uploaded sheet, or only try to."""
    path = call.desk.uploads.find(call.signer, kept)
    if path is None:
        return _Trial(faults=(_("The uploaded sheet is not kept any more: choose it again."),))
    try:
        villages = _read_villages(call)
        trial = _run(call, path, villages, dry_run=True)
        refused = tuple(_list_refused(call, trial.comparison))
        if refused or dry_run:
            return _Trial(trial.batch.events, trial.comparison, refused)
        done = _run(call, path, villages, dry_run=False)
        return _Trial(done.batch.events, done.comparison)
    except LedgerSheetError as error:
        lines = tuple(f"{fault.message} {fault.remedy}" for fault in error.faults)  # type: ignore[attr-defined]
        return _Trial(comparison=error.comparison, faults=lines)  # type: ignore[arg-type]  # a Comparison
    except (LedgerConflictError, LedgerError) as error:
        return _Trial(faults=tuple(str(error).split("\n")))


def _run(call: Call, path: Path, villages: VillageIndex | None, *, dry_run: bool) -> ImportResult:
    from gisplan.ledger.sheets import import_book

    note, override = call.body.get("note") or None, call.body.get("override") or None
    return import_book(
        call.desk.ledger, path, by=call.signer, villages=villages, note=note, override=override, dry_run=dry_run
    )


def _read_villages(call: Call) -> VillageIndex | None:
    """Read the county's villages, by which a sheet's names are understood."""
    from gisplan.io.inputs.register import read_register
    from gisplan.ledger.sheets import VillageIndex

    register = read_register(call.desk.settings.county)
    return None if register is None else VillageIndex.from_frame(register.villages, register.changes)


def _list_refused(call: Call, comparison: Comparison) -> Iterator[str]:
    """List the works of a sheet that the account may not record."""
    works = call.desk.works.state().by_code
    new: dict[tuple[str, str], dict[str, Any]] = {}
    for change in comparison.changes:
        new.setdefault((str(change.kind), change.code), {})[change.field] = change.value
    for (kind, code), values in new.items():
        known = works.get((kind, code))
        before = known.values if known is not None else values
        if not (_may(call, kind, before) and _may(call, kind, {**before, **values})):
            yield _("{0}: your account records other towns or programmes.").format(escape_unprintable(code))


def _may(call: Call, kind: str, values: Mapping[str, Any]) -> bool:
    """Return whether who asks may record a work of these values."""
    group = values.get(read_kinds()[kind].group)
    return call.account is not None and call.account.may_record(values.get("town"), group)


def _page(
    call: Call,
    *,
    kept: str = "",
    trial: _Trial | None = None,
    compared_at: int = 0,
    changed: bool = False,
    status: int = 200,
) -> Response:
    found = trial or _Trial()
    values = {
        "kept": kept,
        "faults": found.faults,
        "changed": changed,
        "compared_at": compared_at,
        "recorded": call.asked("recorded"),
        "sheets": [],
        "rows": [],
        "more": 0,
        "notes": [],
        **(_describe(found.comparison) if found.comparison is not None else {}),
    }
    return page(call, "sheets.html", values, status=status)


def _describe(comparison: Comparison) -> dict[str, Any]:
    """Describe what a sheet would change: its sheets, and each difference."""
    sheets = [
        {
            "name": escape_unprintable(one.name),
            "kind": _(KIND_LABELS[one.kind]),
            "counts": (one.rows, one.new, one.changed),
            "unread": [escape_unprintable(name) for name in one.unread],
        }
        for one in comparison.sheets
    ]
    rows = [
        {
            "row": one.row,
            "code": escape_unprintable(one.code),
            "name": escape_unprintable(one.name),
            "label": field_label(one.field),
            "old": format_value(one.old),
            "new": format_value(one.new),
            "new_work": one.new_work,
        }
        for one in comparison.differences
    ]
    notes = [escape_unprintable(note) for note in comparison.notes]
    return {"sheets": sheets, "rows": rows[:_MOST_ROWS], "more": max(0, len(rows) - _MOST_ROWS), "notes": notes}
