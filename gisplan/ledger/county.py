"""Replace the works of a county by those of its ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.faults import Fault
from gisplan.county.code_changes import CodeChanges
from gisplan.county.county import County, LayerInput, TimeDoubts
from gisplan.county.schema import LAYERS
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.layers.code_changes import make_followed_fault
from gisplan.ledger.events.labels import list_clock_doubts
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.ledger import Ledger
from gisplan.ledger.works_frame import make_works_frame

__all__ = ["with_ledger_works"]

_KINDS = ("road", "water")  # those of which a county has layers


def with_ledger_works(
    county: County,
    ledger: Ledger,
    on: date | None = None,
    known_at: date | None = None,
    *,
    note: Callable[[str], object] | None = None,
) -> County:
    """Return the county with its works from the ledger, as they were at the end of a day.

    A work that was quarantined in a file and is not in the ledger stays quarantined. Former codes of villages are
    followed to those of today, and a warning names them. The inputs name the store and
    its last event, with the SHA-256 of all events up to it.

    Parameters
    ----------
    county : County
        The county as read from its files.
    ledger : Ledger
        Its ledger.
    on : date, optional
        The day; default: `known_at`, else the county's own date, else today.
    known_at : date, optional
        By what was recorded by the end of this day; default: by everything recorded so far.
    note : callable, optional
        Called with each doubt about the ledger's times: a wrong clock, now or when something was recorded.

    Returns
    -------
    County
        A copy with other works, quarantine, inputs, faults and, if a day is given, date.
    """
    recorded = ledger.state(on or known_at or county.as_of or ledger.today, known_at)
    if note is not None:
        for doubt in list_clock_doubts(recorded):
            note(doubt)
    state = recorded.follow_codes(county.changes)
    works = make_works_frame(state, county.crs, _KINDS)
    works["status"] = [_find_status(work) for work in state.works if work.kind in _KINDS]
    layers = {read_kinds()[kind].layer: kind for kind in _KINDS}
    quarantine = _without_recorded(county.quarantine, state)
    return replace(
        county,
        works=works,
        columns={**county.columns, **{layer: frozenset(LAYERS[layer].names) for layer in layers}},
        quarantine=quarantine,
        inputs=(*_keep_inputs(county, quarantine, layers), *_list_inputs(works, state, ledger, layers)),
        faults=(*county.faults, *_warn_of_followed(recorded, county.changes)),
        as_of=on or known_at or county.as_of,
        time_doubts=_find_time_doubts(recorded),
    )


def _find_time_doubts(state: State) -> TimeDoubts | None:
    """Return what every document of the county says of the ledger's times; a clock that is merely ahead is no doubt."""
    behind = state.clock is not None and state.clock.is_behind
    return TimeDoubts(behind, tuple(state.doubtful)) if behind or state.doubtful else None


def _warn_of_followed(recorded: State, changes: CodeChanges) -> Iterator[Fault]:
    """Warn of works whose villages have another code today."""
    for name in _KINDS:
        works = [work for work in recorded.works if work.kind == name]
        named = [(work.number, code) for work in works for code in work.values.get("villages") or ()]
        former = [(number, code) for number, code in named if code in changes.today]
        if former:
            context = FaultContext(f"ledger:{recorded.store}", read_kinds()[name].layer)
            yield make_followed_fault(context, changes, former)


def _without_recorded(quarantine: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return the quarantined rows without those of works that the ledger has."""
    recorded = {(read_kinds()[kind].layer, code) for kind, code in state.by_code if kind in _KINDS}
    pairs = zip(quarantine["layer"], quarantine["code"], strict=True)
    return quarantine[np.array([pair not in recorded for pair in pairs], dtype=bool)]


def _keep_inputs(county: County, quarantine: pd.DataFrame, layers: Mapping[str, str]) -> Iterator[LayerInput]:
    """Yield the inputs of other layers; of works' files, with the rows that stay set aside, if there are any."""
    for item in county.inputs:
        count = int((quarantine["layer"] == item.layer).sum())
        if item.layer not in layers:
            yield item
        elif count:
            yield replace(item, rows=count, accepted=0, quarantined=count, left_out=0)


def _list_inputs(works: gpd.GeoDataFrame, state: State, ledger: Ledger, layers: Mapping[str, str]) -> list[LayerInput]:
    """List the ledger as the input of each layer of works."""
    path, digest = f"ledger:{state.store}@{state.last_event}", ledger.digest(last_event=state.last_event)
    counts = {layer: int((works["kind"] == kind).sum()) for layer, kind in layers.items()}
    return [LayerInput(layer, path, digest, count, count, 0) for layer, count in counts.items()]


def _find_status(work: WorkState) -> str | None:
    """Find the status that the layer files would give a road work, by its milestones and its recorded status."""
    kind = read_kinds()[work.kind]
    stages = {milestone: status for status, milestone in kind.status.items()}
    if work.reached is None or not stages:
        return work.values.get("status")
    passed = kind.milestones[: kind.milestones.index(work.reached) + 1]
    return next((stages[name] for name in reversed(passed) if name in stages), work.values.get("status", "not_started"))
