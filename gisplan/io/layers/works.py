"""Checks of works and village tables: parts against wholes, milestones in order, and the codes that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import fill_objects
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS, PARTS_OF
from gisplan.io.faults.catalogue import nearest
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["check_codes_named", "check_dates", "check_parts", "list_code_columns"]

_SHOWN = 10


def check_parts(draft: LayerDraft) -> LayerDraft:
    """Quarantine rows with a part above its whole, such as more households connected than there are."""
    for part, whole in PARTS_OF.get(draft.layer.name, ()):
        values, limits = (draft.frame[name].to_numpy(dtype=float) for name in (part, whole))
        above = values > limits
        params = [{"whole": whole, "limit": f"{limit:.15g}"} for limit in limits[above]]
        shown = [f"{value:.15g}" for value in values[above]]
        draft = draft.quarantine("part-above-whole", above, field=part, values=shown, params=params)
    return draft


def check_dates(draft: LayerDraft, as_of: date | None) -> LayerDraft:
    """Warn of what is done after the county's date, and of milestones out of their order."""
    milestones = MILESTONES.get(draft.layer.name, ())
    if as_of is not None:
        dated = milestones or (("date",) if draft.layer.name == "attestations" else ())
        for name in dated:
            days = draft.frame[name].to_numpy(dtype="datetime64[D]")
            late = days > np.datetime64(as_of)
            value = _first_day(days, late)
            draft = draft.with_summary_fault("date-in-future", late, field=name, value=value, expected=str(as_of))
    return _check_order(draft, milestones)


def _check_order(draft: LayerDraft, milestones: Sequence[str]) -> LayerDraft:
    """Warn of milestones that are reached before one that precedes them."""
    latest = np.full(draft.count, np.datetime64("NaT"), dtype="datetime64[D]")
    latest_name = fill_objects(draft.count, "")
    for name in milestones:
        days = draft.frame[name].to_numpy(dtype="datetime64[D]")
        early = days < latest
        value, before = _first_day(days, early), str(latest_name[early][0]) if early.any() else ""
        draft = draft.with_summary_fault("milestones-disordered", early, field=name, value=value, before=before)
        later = ~np.isnat(days) & ~early
        latest, latest_name = np.where(later, days, latest), np.where(later, name, latest_name)
    return draft


def _first_day(days: Any, mask: Any) -> str | None:
    return str(days[mask][0]) if mask.any() else None


def check_codes_named(draft: LayerDraft, column: str, known: Iterable[str]) -> LayerDraft:
    """Warn of lists of codes that name unknown ones; the rows are kept."""
    named = draft.frame[column].explode().dropna()
    names = list(known)
    unknown = named[~named.isin(names).to_numpy()]
    if not len(unknown):
        return draft
    mask = np.isin(np.arange(draft.count), unknown.index.to_numpy())
    words = pd.unique(unknown).tolist()
    shown = ", ".join(map(str, words[:_SHOWN])) + (" …" if len(words) > _SHOWN else "")
    other = {"villages": "villages", "segments": "roads", "shared_with": "water_projects"}[column]
    near = nearest(str(words[0]), names)
    return draft.with_summary_fault(
        "codes-unknown", mask, field=column, value=shown, named=len(words), nearest=near, other=other, codes=words
    )


def list_code_columns(layer: str) -> tuple[str, ...]:
    """List the columns of a layer that hold lists of codes."""
    return tuple(column.name for column in LAYERS[layer].columns if column.kind == "codes")
