"""Charts of the plan: targets required against actual, and how far the water projects are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from gisplan.base.language import N_, _
from gisplan.county.milestones import MILESTONES
from gisplan.gaps import MILESTONE_LABELS, Gaps, TargetVerdict
from gisplan.gaps.works import take_works
from gisplan.report.charts.style import UNKNOWN, set_title
from gisplan.wording.names import name_target, name_unit
from gisplan.wording.palette import PALETTE
from gisplan.wording.verdicts import STATES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["chart_targets", "chart_water"]

Draw = Callable[["Figure"], None]
_LONGEST = 130.0  # per cent of what is required that a bar shows
_LEAST_BAR = 1.0
_REACHED = "reached"
_CATEGORIES = {
    "poor": N_("poor villages"),
    "non_poor": N_("non-poor villages"),
    "township": N_("towns and their markets"),
}
_SHADES = (PALETTE["met"], PALETTE["pending"], PALETTE["works"], PALETTE["critical"], PALETTE["boundary"])


def chart_targets(gaps: Gaps) -> Draw | None:
    """Chart as bars how much of each target is reached, with the line where it is reached."""
    targets = [t for t in gaps.targets if t.target.threshold is not None and t.state is not None]
    if not targets:
        return None

    def draw(figure: Figure) -> None:
        figure.set_size_inches(11, 2.0 + 0.42 * len(targets))
        axes = figure.subplots()
        for y, t in enumerate(reversed(targets)):
            _bar(axes, y, t)
        names = [name_target(t.target.id, translate=_) for t in reversed(targets)]
        axes.set_yticks(range(len(targets)), names)
        axes.axvline(100, color="#111111", lw=1.5)
        axes.set_xlim(0, _LONGEST * 1.45)
        axes.set_ylim(-0.7, len(targets) - 0.3)
        axes.set_xticks([0, 25, 50, 75, 100])
        axes.xaxis.set_major_formatter("{x:.0f} %")
        axes.set_xlabel(_("of what is required; an open diamond is another reading of the figure"))
        looks = [_look(t) for t in targets]
        for look, name in {**STATES, _REACHED: N_("reached, due later")}.items():
            if look in looks:
                axes.barh(0, 0, label=_(name), **_style(look))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.5 / len(targets) - 0.05), ncols=4, frameon=False)
        counts = {state: sum(t.state == state for t in targets) for state in STATES}
        text = _(
            "{met} of {all} targets are met, {missed} missed, {unknown} unknown, {pending} pending, of which {reached} "
            "are reached and due later"
        )
        set_title(figure, text.format(all=len(targets), reached=looks.count(_REACHED), **counts))

    return draw


def _bar(axes: Axes, y: int, t: TargetVerdict) -> None:
    required, actual = float(t.target.threshold or 0.0), t.actual
    share = _share(t, required)
    axes.barh(y, _LONGEST, color="#EEEEEE", height=0.72)
    if share is not None:
        axes.barh(y, min(max(share, _LEAST_BAR), _LONGEST), height=0.46, **_style(_look(t)))
    if share == 0 and t.target.compare == "at_most" and actual is not None:
        axes.text(2 * _LEAST_BAR, y, _("{0} above the limit").format(f"{actual - required:,.10g}"), va="center")
    for reading in t.readings:
        if reading.id != t.target.reading and required and reading.required / required * 100 <= _LONGEST:
            axes.plot(100 * reading.required / required, y, "D", mfc="white", mec="#111111", ms=7)
    sign = "≤ " if t.target.compare == "at_most" else ""
    amount = _("{0} of {1} {2}") if not sign else _("{0}; required {1} {2}")
    value = "–" if actual is None else f"{actual:,.10g}" if float(actual).is_integer() else f"{actual:,.1f}"
    text = amount.format(value, f"{sign}{required:,.10g}", name_unit(t.target.unit))
    others = [f"{r.id}: {r.required:,.10g}" for r in t.readings if r.id != t.target.reading]
    axes.text(_LONGEST + 2, y, text + (f" ({'; '.join(others)})" if others else ""), va="center")


def _look(t: TargetVerdict) -> str:
    """Return the state that a bar shows: of a pending target also whether it is reached already."""
    share = _share(t, float(t.target.threshold or 0.0))
    return _REACHED if t.state == "pending" and share is not None and share >= 100 else t.state or "unknown"


def _style(look: str) -> dict[str, Any]:
    if look == _REACHED:
        return {"facecolor": PALETTE["pending"], "edgecolor": PALETTE["met"], "linewidth": 2.5}
    return UNKNOWN if look == "unknown" else {"color": PALETTE[look]}


def _share(t: TargetVerdict, required: float) -> float | None:
    """Return how much of what is required is there, in per cent; of what must shrink, how much of the way is done."""
    if t.actual is None:
        return None
    if t.target.compare == "at_least":
        return 100.0 * t.actual / required if required else 100.0
    if t.actual <= required:
        return 100.0
    start = t.target.baseline
    return 100.0 * (start - t.actual) / (start - required) if start is not None and start > required else 0.0


def chart_water(gaps: Gaps) -> Draw | None:
    """Chart as bars how many water projects have reached each milestone by now, by category."""
    works = take_works(gaps.county, "water_projects")
    if works is None or not len(works.frame):
        return None
    category = works.frame["category"].fillna("–").astype(str)
    reached = {name: works.reached(name, by=gaps.county.as_of)[0] for name in MILESTONES["water_projects"]}
    counts = pd.DataFrame({name: category[mask].value_counts() for name, mask in reached.items()})
    counts = counts.reindex(category.value_counts().index).fillna(0)

    def draw(figure: Figure) -> None:
        figure.set_size_inches(9.5, 4.8)
        axes = figure.subplots()
        names = [_(MILESTONE_LABELS[name]) for name in counts]
        left = pd.Series(0.0, index=counts.columns)
        for i, (name, row) in enumerate(counts.iterrows()):
            label = _(_CATEGORIES[str(name)]) if name in _CATEGORIES else str(name)
            axes.barh(names, row, left=left, color=_SHADES[i % len(_SHADES)], label=label)
            left = left + row
        for y, count in enumerate(left):
            style: dict[str, Any] = {"boxstyle": "square,pad=0.15", "fc": "#FFFFFF", "ec": "none"}
            axes.annotate(f"{count:.0f}", (count, y), (6, 0), textcoords="offset points", va="center", bbox=style)
        axes.invert_yaxis()
        axes.set_xlim(0, 1.08 * len(works.frame))
        axes.axvline(len(works.frame), color="#111111", lw=1, zorder=0)
        axes.set_xlabel(_("water projects; the line marks all {0} listed").format(len(works.frame)))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=len(counts), frameon=False)
        set_title(figure, _title_water(left, len(works.frame)))

    return draw


def _title_water(reached: Any, listed: int) -> str:
    text = _("Main works are done in {0} of {1} water projects; water flows in {2}")
    return text.format(int(reached["main_done"]), listed, int(reached["water_flowing"]))
