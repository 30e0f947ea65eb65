"""The sentences about surfaces that the county file assumes, and about what they would decide."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gisplan.base.language import N_, join_names
from gisplan.gaps import CriterionCount, Gaps
from gisplan.wording.names import name_criterion
from gisplan.wording.verdicts import STATES

__all__ = ["format_assumed", "format_assumed_verdict", "list_assumed_counts"]

Translate = Callable[[str], str]


def format_assumed(gaps: Gaps, *, translate: Translate = str) -> str | None:
    """Say which surfaces are assumed, for how many roads; None where the county file assumes none."""
    surfaces = gaps.county.assumed_surfaces
    if not surfaces:
        return None
    if gaps.accept_assumed:
        text = N_(
            "Surfaces assumed where none is stated, by class: {0}; roads: {1}. Tables and documents list a verdict "
            "that rests on them as unknown, with what it would be; the county's verdict counts them (--accept-assumed)."
        )
    else:
        text = N_(
            "Surfaces assumed where none is stated, by class: {0}; roads: {1}. A verdict that rests on them stays "
            "unknown, with what it would be."
        )
    roads = gaps.survey.roads.loc[~np.isnan(gaps.survey.assumed), "row"].nunique()
    classes = join_names((f"{name} {code}" for name, code in sorted(surfaces.items())), translate=translate)
    return translate(text).format(classes, roads)


def format_assumed_verdict(gaps: Gaps, *, translate: Translate = str) -> str | None:
    """Say what the county's verdict is with and without the assumed surfaces; None where none is assumed."""
    if gaps.states_if_assumed is None:
        return None
    if gaps.accept_assumed:
        text = translate(N_("This verdict counts assumed surfaces (--accept-assumed); without them it is: {0}."))
        return text.format(translate(STATES[gaps.states[gaps.scope]]))
    text = translate(N_("With the assumed surfaces (--accept-assumed) it would be: {0}."))
    return text.format(translate(STATES[gaps.states_if_assumed[gaps.scope]]))


def list_assumed_counts(gaps: Gaps, *, translate: Translate = str) -> list[str]:
    """List what the county's verdict counts where it counts assumed surfaces: each criterion's, and the villages'.

    Parameters
    ----------
    gaps : Gaps
    translate : callable, optional
        Gives the English template in another language.

    Returns
    -------
    list of str
        Empty where the verdict does not count them, and of criteria that they change nothing of.
    """
    if not gaps.accept_assumed or gaps.states_if_assumed is None:
        return []
    text = translate(
        N_(
            "Counting assumed surfaces, {criterion}: {met} met ({more} of them unknown without), {missed} missed, "
            "{unknown} unknown."
        )
    )
    lines = [
        text.format(
            criterion=name_criterion(count.criterion.id, translate=translate),
            met=other.met,
            more=count.met_if_assumed,
            missed=other.missed,
            unknown=other.unknown,
        )
        for count, other in _list_changed(gaps)
    ]
    return [*lines, *_count_villages(gaps, translate)]


def _list_changed(gaps: Gaps) -> list[tuple[CriterionCount, CriterionCount]]:
    """The criteria of which assumed surfaces decide any, without and with these."""
    pairs = [(count, count.if_assumed) for count in gaps.criteria if count.if_assumed is not None]
    return [(count, other) for count, other in pairs if other.unknown != count.unknown]


def _count_villages(gaps: Gaps, translate: Translate) -> list[str]:
    """The villages judged for exit, with those that assumed surfaces decide."""
    judged = gaps.villages[gaps.villages["judged_for_exit"]]
    decided = judged["if_assumed"].notna()
    if not decided.any():
        return []
    state = judged["state"].where(~decided, judged["if_assumed"])
    text = translate(
        N_(
            "Counting assumed surfaces, of the villages judged for exit {met} met all criteria, {missed} missed at "
            "least one, {open} are not decided."
        )
    )
    counts = {name: int((state == name).sum()) for name in ("met", "missed")}
    return [text.format(**counts, open=len(state) - sum(counts.values()))]
