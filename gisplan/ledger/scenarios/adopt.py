"""Adopt a scenario: its stretches become road works of the ledger, in one transaction; and how far they are since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from sqlalchemy import select

from gisplan.base.arrays import Objects
from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.changes import Batch, Change, add_work
from gisplan.ledger.events.entries import RecordInfo
from gisplan.ledger.events.load import geometry_to_text
from gisplan.ledger.events.record import record
from gisplan.ledger.events.state import State
from gisplan.ledger.kinds import PLACE
from gisplan.ledger.ledger import Ledger
from gisplan.ledger.scenarios.scenarios import append_change
from gisplan.ledger.scenarios.stored import KeptScenario
from gisplan.ledger.store.engine import write_transaction
from gisplan.ledger.tables import STORE
from gisplan.plan.analysis.subtotals import unit_towns
from gisplan.plan.model.locks import find_within
from gisplan.plan.scenario.changes import Adopted
from gisplan.plan.scenario.figures import Figures
from gisplan.plan.scenario.replay import list_stretches
from gisplan.plan.scenario.scenario import Stretch

__all__ = ["Adoption", "AdoptionProgress", "adopt", "list_adoption", "measure_adoption"]

_YUAN_PER_WAN = 10_000.0
_FINISHED = ("built", "accepted")
_PLANNED = ("km", "programme", "due")


@dataclass(frozen=True)
class Adoption:
    """What adopting a scenario would record.

    Parameters
    ----------
    works : mapping of code to mapping
        The new road works, each with its values.
    already : mapping of segment to code
        Segments of the scenario that a listed road work has already: nothing is recorded of them.
    """

    works: Mapping[str, Mapping[str, Any]]
    already: Mapping[str, str]


@dataclass(frozen=True)
class AdoptionProgress:
    """How far the works of an adopted scenario are.

    Parameters
    ----------
    works, removed, changed, built : int
        How many there are, how many were removed from the ledger since, how many have another length, programme or
        due day than when they were added, and how many are built.
    km, km_built : float
        Of those that are still listed: their length, and what is finished of it.
    """

    works: int
    removed: int
    changed: int
    built: int
    km: float
    km_built: float


def list_adoption(kept: KeptScenario, figures: Figures, state: State) -> Adoption:
    """List the road works that adopting a scenario would add: one a stretch, programme and year.

    Parameters
    ----------
    kept : KeptScenario
    figures : Figures
        Of the scenario as it is now.
    state : State
        Of the ledger, for the works that it has.
    """
    stretches = list_stretches(figures.proposal)
    already = _list_segments(state)
    new = [one for one in stretches if one.segment not in already]
    taken = {work.code for work in state.works if work.kind == "road"}
    codes = _make_codes(kept.number, len(new), taken)
    towns = unit_towns(figures.proposal.problem)
    works = {code: _describe(figures, stretch, towns) for code, stretch in zip(codes, new, strict=True)}
    return Adoption(works, {one.segment: already[one.segment] for one in stretches if one.segment in already})


def _list_segments(state: State) -> dict[str, str]:
    """List the segments of listed road works, each with the code of the first."""
    found: dict[str, str] = {}
    for work in state.works:
        if work.kind == "road":
            for segment in work.values.get("segments") or ():
                found.setdefault(str(segment), work.code)
    return found


def _make_codes(number: int, count: int, taken: set[str]) -> list[str]:
    """Make codes of a scenario's works, such as S2-001, that no road work has."""
    codes: list[str] = []
    place = 0
    while len(codes) < count:
        place += 1
        code = f"S{number}-{place:03d}"
        if code not in taken:
            codes.append(code)
    return codes


def _describe(figures: Figures, stretch: Stretch, towns: Objects) -> dict[str, Any]:
    """Return the values of the road work that a stretch becomes."""
    problem = figures.proposal.problem
    units = problem.units
    own = np.flatnonzero(figures.proposal.built & (units.segment.astype(str) == stretch.segment))
    rows = find_within(units, own, stretch.from_m, stretch.to_m)
    yuan = float(units.yuan[rows].sum()) if np.isfinite(units.yuan[rows]).all() else None  # no sum of a part
    line = shapely.line_merge(shapely.MultiLineString(list(units.geometry[rows])))
    names = problem.survey.roads["name"].to_numpy(dtype=object)[units.road[rows]]
    name = next((str(name) for name in names if isinstance(name, str) and name), stretch.segment)
    town = next((str(town) for town in towns[rows] if isinstance(town, str)), None)
    values: dict[str, Any] = {
        "name": f"{name} {_format_chainage(stretch)}",
        "programme": stretch.programme,
        "town": town,
        "segments": (stretch.segment,),
        "km": round(float(units.length_mm[rows].sum()) / 1e6, 3),
        "budget_wan": None if yuan is None else round(yuan / _YUAN_PER_WAN, 2),
        "status": "not_started",
        "due": None if stretch.year is None else date(stretch.year, 12, 31),
        PLACE: geometry_to_text(line, str(problem.county.crs)),
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _format_chainage(stretch: Stretch) -> str:
    """Return where a stretch begins and ends as road engineers write it: K0+000–K1+250."""
    parts = [divmod(round(metres), 1000) for metres in (stretch.from_m, stretch.to_m)]
    return "–".join(f"K{km}+{rest:03d}" for km, rest in parts)


def adopt(
    ledger: Ledger, kept: KeptScenario, figures: Figures, *, by: str, seen: int, dry_run: bool = False
) -> tuple[Adoption, Batch]:
    """Record the stretches of a scenario as road works, and in the scenario that it was adopted: both, or neither.

    Parameters
    ----------
    ledger : Ledger
    kept : KeptScenario
        As it was measured.
    figures : Figures
    by : str
        Who adopts it.
    seen : int
        The last change of the scenario that was seen.
    dry_run : bool
        Check everything and record nothing.

    Raises
    ------
    LedgerError
        It builds nothing, was adopted before, has changed since, or some stretch has no programme; or somebody recorded
        in the ledger meanwhile, perhaps the same roads.
    """
    _check_adoptable(kept, figures, seen)
    known = ledger.last_record
    adoption = list_adoption(kept, figures, ledger.state())
    note = _("scenario {0}: {1}").format(kept.number, kept.scenario.name)
    changes: list[Change] = []
    for code, values in adoption.works.items():
        changes += add_work("road", code, values, note=note)
    codes = (*adoption.works, *dict.fromkeys(adoption.already.values()))
    with write_transaction(ledger.engine, commit=not dry_run) as connection:
        if connection.execute(select(STORE.c.last_batch).with_for_update()).scalar_one() != known:
            raise LedgerError(_("Somebody recorded in the ledger meanwhile: nothing was adopted. Adopt it again."))
        batch = record(connection, changes, RecordInfo(by, None, note, store=ledger.id), now=ledger.clock())
        append_change(connection, kept.number, Adopted(codes), by=by, seen=seen, at=ledger.clock())
    return adoption, batch


def _check_adoptable(kept: KeptScenario, figures: Figures, seen: int) -> None:
    """Refuse to adopt what builds nothing, was adopted before, or cannot be charged to a programme."""
    proposal = figures.proposal
    faults = []
    if kept.scenario.adopted:
        faults.append(_("Scenario {0} was adopted already.").format(kept.scenario.name))
    if seen != kept.version:
        faults.append(_("Scenario {0} has changed since: look at it again.").format(kept.scenario.name))
    if not proposal.built.any():
        faults.append(_("Scenario {0} builds nothing: solve it, or put stretches in.").format(kept.scenario.name))
    unpaid = np.unique(proposal.problem.units.segment[proposal.built & (proposal.programme < 0)].astype(str))
    if len(unpaid):
        message = _("No programme may build {0}: give these stretches a programme.")
        faults.append(message.format(", ".join(unpaid[:5].tolist())))
    if faults:
        raise LedgerError("\n".join(faults))


def measure_adoption(ledger: Ledger, codes: Sequence[str]) -> AdoptionProgress:
    """Find how far the works of an adopted scenario are, by the ledger as it is now."""
    listed = {work.code: work for work in ledger.state().works if work.kind == "road"}
    works = [listed[code] for code in codes if code in listed]
    changed = _find_changed(ledger)
    return AdoptionProgress(
        works=len(codes),
        removed=len(codes) - len(works),
        changed=sum(work.code in changed for work in works),
        built=sum(work.values.get("status") in _FINISHED or "built" in work.values for work in works),
        km=round(sum(float(work.values.get("km") or 0.0) for work in works), 3),
        km_built=round(sum(float(work.values.get("done_km") or 0.0) for work in works), 3),
    )


def _find_changed(ledger: Ledger) -> set[str]:
    """Find the road works that have another length, programme or due day than at first."""
    first: dict[tuple[str, str], str | None] = {}
    last: dict[tuple[str, str], str | None] = {}
    for event in ledger.events():
        if event.kind == "road" and event.field in _PLANNED:
            first.setdefault((event.code, event.field), event.new)
            last[event.code, event.field] = event.new
    return {code for (code, field), text in first.items() if last[code, field] != text}
