"""The milestones of works: which works pass which, in their order, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gisplan.base.language import N_
from gisplan.county.layer import Column

__all__ = ["MILESTONES", "MILESTONE_TYPES", "WORK_MILESTONES", "Milestone", "milestone_columns"]


@dataclass(frozen=True)
class Milestone:
    """One milestone of works.

    Parameters
    ----------
    code : str
        gisplan's own name; the name of the column that holds its date.
    english : str
        What pages and tables call it; the message id of its translation.
    chinese : str
        The header that bureaus' sheets have over its date.
    """

    code: str
    english: str
    chinese: str


_MILESTONES = (
    Milestone("approved", N_("approved"), "批复日期"),
    Milestone("tendered", N_("tendered"), "招标日期"),
    Milestone("started", N_("started"), "开工日期"),
    Milestone("main_done", N_("main works done"), "主体完工日期"),
    Milestone("built", N_("built"), "完工日期"),
    Milestone("water_flowing", N_("water flowing"), "通水日期"),
    Milestone("tested", N_("water tested"), "水质检测日期"),
    Milestone("energised", N_("power connected"), "通电日期"),
    Milestone("on_air", N_("on air"), "开通日期"),
    Milestone("accepted", N_("accepted on inspection"), "验收日期"),
    Milestone("handed_over", N_("handed over"), "移交日期"),
)

MILESTONE_TYPES: Mapping[str, Milestone] = {milestone.code: milestone for milestone in _MILESTONES}
"""All milestones."""

WORK_MILESTONES: Mapping[str, tuple[str, ...]] = {
    "road_works": ("approved", "tendered", "started", "built", "accepted"),
    "water_projects": (
        *("approved", "tendered", "started", "main_done"),
        *("water_flowing", "tested", "accepted", "handed_over"),
    ),
    "power_works": ("approved", "tendered", "started", "built", "energised", "accepted"),
    "broadcasting_works": ("approved", "tendered", "started", "built", "on_air", "accepted"),
}
"""The milestones of each kind of works in the order in which they are reached; the last two kinds are the ledger's."""

MILESTONES: Mapping[str, tuple[str, ...]] = {
    layer: WORK_MILESTONES[layer] for layer in ("road_works", "water_projects")
}
"""The milestones of the works that a county's files list."""


def milestone_columns(layer: str) -> tuple[Column, ...]:
    """Return the columns of dates of a layer of works.

    Parameters
    ----------
    layer : str
        A key of `WORK_MILESTONES`.

    Returns
    -------
    tuple of Column
        One column for each milestone, in their order.
    """
    found = [MILESTONE_TYPES[code] for code in WORK_MILESTONES[layer]]
    return tuple(Column(item.code, "date", english=item.english, chinese=item.chinese) for item in found)
