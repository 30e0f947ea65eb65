"""Follow the former codes of villages to those of today, in every layer that names villages, and say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.base.faults import Fault
from gisplan.county.code_changes import CodeChanges, follow_codes
from gisplan.county.schema import LAYERS
from gisplan.io.faults.catalogue import FaultContext, nearest_code
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["follow_code_changes", "make_followed_fault", "show_followed"]

_SHOWN = 10
_DAYS = {"attestations": "date"}
"""The column of a layer that says on which day its rows were true; the others are of the county's own date."""


def follow_code_changes(drafts: Mapping[str, LayerDraft], as_of: date | None) -> dict[str, LayerDraft]:
    """Replace former codes of villages by those of today.

    Parameters
    ----------
    drafts : mapping of str to LayerDraft
        All layers.
    as_of : date or None
        The county's date: later changes are not followed.

    Returns
    -------
    dict of str to LayerDraft
        The same layers, with a warning where codes were followed. Of the layers with a row for each village, rows that
        are about a part of a merged village are set aside, and so are several rows of one merged village.
    """
    listed = drafts.get("code_changes")
    if listed is None or listed.refused:
        return dict(drafts)
    if "villages" in drafts:
        listed = _check_changes(listed, drafts["villages"].frame["code"].dropna(), as_of)
    changes = CodeChanges.from_frame(listed.frame[~listed.rejected], as_of=as_of)
    followed = {name: _follow_layer(draft, changes) for name, draft in drafts.items() if name != "villages"}
    return {**drafts, **followed, "code_changes": listed}


def _check_changes(listed: LayerDraft, villages: pd.Series, as_of: date | None) -> LayerDraft:
    """Set aside changes of codes that villages have today, that lead round in a circle or to no village."""
    days = listed.frame["day"].to_numpy(dtype="datetime64[D]")
    now = ~listed.rejected if as_of is None else ~listed.rejected & ~(days > np.datetime64(as_of))
    now &= (listed.frame["old"] != listed.frame["new"]).to_numpy(dtype=bool)
    listed = _set_aside(listed, "code-change-current", now & listed.frame["old"].isin(villages).to_numpy(dtype=bool))
    listed = _check_days(listed, now, days)
    steps = _list_steps(listed, now)
    last, circular = follow_codes(steps)
    listed = _set_aside(listed, "code-change-circular", now & _are_in(listed, circular), paths=steps)
    known = set(villages)
    lost = {old for old in steps if last.get(old) not in known}
    return _set_aside(listed, "code-change-nowhere", now & _are_in(listed, lost), last=last, known=known)


def _list_steps(listed: LayerDraft, now: Mask) -> dict[str, str]:
    steps = listed.frame[now & ~listed.rejected]
    return dict(zip(steps["old"], steps["new"], strict=True))


def _are_in(listed: LayerDraft, codes: Iterable[str]) -> Mask:
    found: Mask = listed.frame["old"].isin(set(codes)).to_numpy(dtype=bool)
    return found


def _check_days(listed: LayerDraft, now: Mask, days: Any) -> LayerDraft:
    """Set aside changes to a code that another row gives up before."""
    frame = listed.frame.assign(day=days)[now & ~listed.rejected]
    given_up = frame.drop_duplicates("old").set_index("old")
    others = given_up.reindex(listed.frame["new"])
    until = others["day"].to_numpy(dtype="datetime64[D]")
    wrong = now & (until < days)
    details = [
        {"new": new, "day": str(day), "other_day": str(other_day), "other": int(other)}
        for new, day, other_day, other in zip(
            listed.frame["new"][wrong], days[wrong], until[wrong], others["row"][wrong], strict=True
        )
    ]
    values = listed.frame["old"][wrong].to_numpy()
    return listed.quarantine("code-change-disordered", wrong, field="day", values=values, params=details)


def _set_aside(
    listed: LayerDraft,
    fault: str,
    mask: Mask,
    *,
    paths: Mapping[str, str] | None = None,
    last: Mapping[str, str] | None = None,
    known: Iterable[str] = (),
) -> LayerDraft:
    """Set aside changes that cannot be followed, with what their sentence needs."""
    mask = mask & ~listed.rejected
    details = []
    for old, new in zip(listed.frame["old"][mask], listed.frame["new"][mask], strict=True):
        end = (last or {}).get(old, new)
        path = "" if paths is None else _show_path(paths, old)
        details.append({"new": new, "path": path, "last": end, "nearest": nearest_code(str(end), known)})
    values = listed.frame["old"][mask].to_numpy()
    return listed.quarantine(fault, mask, field="old", values=values, params=details)


def _show_path(steps: Mapping[str, str], old: str) -> str:
    path = [old, steps[old]]
    while path[-1] != old and len(path) <= _SHOWN:
        path.append(steps[path[-1]])
    return " → ".join(path if path[-1] == old else [*path, "…"])


def _follow_layer(draft: LayerDraft, changes: CodeChanges) -> LayerDraft:
    """Follow the codes of every column of a layer that names villages."""
    columns = set(LAYERS[draft.layer.name].names) & {"village", "villages"} if changes.today else set()
    for column in sorted(columns):
        if column == "village" and draft.layer.code == "village":
            draft = _set_parts_aside(draft, changes)
        draft = _follow_column(draft, column, changes)
    return draft


def _follow_column(draft: LayerDraft, column: str, changes: CodeChanges) -> LayerDraft:
    values = draft.frame[column]
    named = values.explode().dropna()
    former = named[named.isin(changes.today.keys()).to_numpy(dtype=bool)]
    if not len(former):
        return draft
    follow = changes.follow if column == "village" else changes.follow_all
    draft = draft.with_column(column, values.map(follow, na_action="ignore").to_numpy(dtype=object))
    at = draft.rows[former.index.to_numpy()].tolist()
    fault = make_followed_fault(draft.context, changes, list(zip(at, former, strict=True)), field=column)
    return replace(draft, faults=(*draft.faults, fault))


def make_followed_fault(
    context: FaultContext, changes: CodeChanges, named: Sequence[tuple[int, str]], *, field: str = "villages"
) -> Fault:
    """Make the warning that names the former codes of villages that were followed.

    Parameters
    ----------
    context : FaultContext
        The file and the layer.
    changes : CodeChanges
        The changes.
    named : sequence of (int, str)
        The rows, and the former codes in them; at least one.
    field : str
        The column.

    Returns
    -------
    Fault
    """
    rows, codes = (list(dict.fromkeys(values)) for values in zip(*named, strict=True))
    return context.fault(
        "codes-followed",
        row=rows[0],
        field=field,
        value=show_followed(codes, changes),
        count=len(rows),
        rows=rows,
        codes=codes,
    )


def show_followed(codes: Sequence[str], changes: CodeChanges) -> str:
    """Return former codes with those of today, the first ten."""
    shown = ", ".join(f"{code} → {changes.follow(code)}" for code in codes[:_SHOWN])
    return shown + (" …" if len(codes) > _SHOWN else "")


def _set_parts_aside(draft: LayerDraft, changes: CodeChanges) -> LayerDraft:
    """Set aside rows that are not about the whole of a village of today."""
    own = draft.frame["village"].where(~draft.redundant)
    today = own.map(changes.follow, na_action="ignore")
    if draft.layer.unique:
        shared = (own.groupby(today).transform("nunique") > 1).to_numpy(dtype=bool)
        rows = pd.Series(draft.rows[shared]).groupby(today[shared].to_numpy()).agg(list)
        details = [
            {"today": code, "duplicates": ", ".join(str(other) for other in rows[code] if other != row)}
            for code, row in zip(today[shared], draft.rows[shared].tolist(), strict=True)
        ]
        values = own[shared].to_numpy()
        draft = draft.quarantine("rows-of-merged", shared, field="village", values=values, params=details)
    part = _are_parts(draft, own, changes) & ~draft.rejected
    details = [{"today": code} for code in today[part]]
    return draft.quarantine("row-of-part", part, field="village", values=own[part].to_numpy(), params=details)


def _are_parts(draft: LayerDraft, own: pd.Series, changes: CodeChanges) -> Mask:
    """Return which rows are about a part of a village of today, by their day where the layer has one."""
    concerned = {*changes.today, *changes.today.values()}
    day_column = _DAYS.get(draft.layer.name)
    days = pd.Series(pd.NaT, index=own.index) if day_column is None else draft.frame[day_column]
    found = np.zeros(len(own), dtype=bool)
    for place in np.flatnonzero(own.isin(concerned).to_numpy(dtype=bool)).tolist():
        day = None if pd.isna(days.iloc[place]) else pd.Timestamp(days.iloc[place]).date()
        found[place] = changes.is_part(own.iloc[place], day)
    return found
