"""A county whose works stand as the ledger says, and not as its layer files do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from gisplan.county.county import County, LayerInput
from gisplan.county.schema import LAYERS
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.ledger import Ledger
from gisplan.ledger.works_frame import make_works_frame

__all__ = ["with_ledger_works"]

_KINDS = ("road", "water")  # what the county's layers hold


def with_ledger_works(county: County, ledger: Ledger, on: date | None = None, known_at: date | None = None) -> County:
    """The county with its works from the ledger, as they stood at the end of `on` by what was known at `known_at`.

    Without `on` that is the county's own date, or today where it has none. A work that was set aside in a file
    and is not in the ledger stays set aside. The inputs name the store and its last event, with the SHA-256 of
    all events up to it.
    """
    state = ledger.state(on or known_at or county.as_of or ledger.today, known_at)
    works = make_works_frame(state, county.crs, _KINDS)
    works["status"] = [_tell_status(work) for work in state.works if work.kind in _KINDS]
    layers = {read_kinds()[kind].layer: kind for kind in _KINDS}
    columns = {**county.columns, **{layer: frozenset(LAYERS[layer].names) for layer in layers}}
    there = {(read_kinds()[kind].layer, code) for kind, code in state.by_code if kind in _KINDS}
    aside = county.quarantine
    pairs = zip(aside["layer"], aside["code"], strict=True)
    stays = np.array([pair not in there for pair in pairs], dtype=bool)
    digest = ledger.digest(last_event=state.last_event)
    path = f"ledger:{state.store}@{state.last_event}"
    counts = {layer: int((works["kind"] == kind).sum()) for layer, kind in layers.items()}
    inputs = [item for item in county.inputs if item.layer not in layers]
    inputs += [LayerInput(layer, path, digest, count, count, 0) for layer, count in counts.items()]
    return replace(
        county,
        works=works,
        columns=columns,
        quarantine=aside[stays],
        inputs=tuple(inputs),
        as_of=on or known_at or county.as_of,
    )


def _tell_status(work: WorkState) -> str | None:
    """How far a road work is, in the words of the layer files: by its milestones and its status."""
    kind = read_kinds()[work.kind]
    stages = {milestone: status for status, milestone in kind.status.items()}
    if work.reached is None or not stages:
        return work.values.get("status")
    passed = kind.milestones[: kind.milestones.index(work.reached) + 1]
    return next((stages[name] for name in reversed(passed) if name in stages), work.values.get("status", "not_started"))
