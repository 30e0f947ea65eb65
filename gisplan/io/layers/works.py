"""Works and tables of villages: parts against wholes, milestones in their order, and the villages they name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS, PARTS_OF
from gisplan.io.faults.catalogue import nearest
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["check_dates", "check_named", "check_parts", "lists_of"]

_SHOWN = 10


def check_parts(draft: LayerDraft) -> LayerDraft:
    """A part above its whole sets the row aside: more households connected than there are, say."""
    for part, whole in PARTS_OF.get(draft.layer.name, ()):
        values, limits = (draft.frame[name].to_numpy(dtype=float) for name in (part, whole))
        above = values > limits
        params = [{"whole": whole, "limit": f"{limit:.15g}"} for limit in limits[above]]
        shown = [f"{value:.15g}" for value in values[above]]
        draft = draft.quarantine("part-above-whole", above, field=part, values=shown, params=params)
    return draft


def check_dates(draft: LayerDraft, as_of: date | None) -> LayerDraft:
    """Warnings of what is said to be done after the county's date, and of milestones out of their order."""
    milestones = MILESTONES.get(draft.layer.name, ())
    done = milestones or ("date",) if draft.layer.name in (*MILESTONES, "attestations") else ()
    if as_of is not None:
        for name in done:
            days = draft.frame[name].to_numpy(dtype="datetime64[D]")
            late = days > np.datetime64(as_of)
            draft = draft.with_summary_fault(
                "date-in-future", late, field=name, value=_first(days, late), wanted=str(as_of)
            )
    if not milestones:
        return draft
    latest = np.full(draft.count, np.datetime64("NaT"), dtype="datetime64[D]")
    holder = np.full(draft.count, "", dtype=object)
    for name in milestones:
        days = draft.frame[name].to_numpy(dtype="datetime64[D]")
        early = days < latest
        before = str(holder[early][0]) if early.any() else ""
        draft = draft.with_summary_fault(
            "milestones-disordered", early, field=name, value=_first(days, early), before=before
        )
        later = ~np.isnat(days) & ~early
        latest, holder = np.where(later, days, latest), np.where(later, name, holder)
    return draft


def _first(days: Any, mask: Any) -> str | None:
    return str(days[mask][0]) if mask.any() else None


def check_named(draft: LayerDraft, column: str, known: Iterable[str]) -> LayerDraft:
    """A warning for each list of codes that names some nobody knows; the row is kept."""
    named = draft.frame[column].explode().dropna()
    names = list(known)
    unknown = named[~named.isin(names).to_numpy()]
    if not len(unknown):
        return draft
    mask = np.isin(np.arange(draft.count), unknown.index.to_numpy())
    words = pd.unique(unknown).tolist()
    shown = ", ".join(map(str, words[:_SHOWN])) + (" …" if len(words) > _SHOWN else "")
    what = {"villages": "villages", "segments": "roads", "shared_with": "water_projects"}[column]
    near = nearest(str(words[0]), names)
    return draft.with_summary_fault(
        "codes-unknown", mask, field=column, value=shown, named=len(words), nearest=near, other=what, codes=words
    )


def lists_of(layer: str) -> tuple[str, ...]:
    """The columns of a layer that hold lists of codes."""
    return tuple(column.name for column in LAYERS[layer].columns if column.kind == "codes")
