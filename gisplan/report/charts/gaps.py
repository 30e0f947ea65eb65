"""Charts of the gaps: by town and sector, people by criterion, and distances to the sealed network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.base.language import _
from gisplan.gaps import CriterionCount, Gaps
from gisplan.report.charts.style import UNKNOWN, set_title
from gisplan.report.gis.verdict_layers import NO_TOWN, settlement_towns
from gisplan.wording.names import SECTORS, name_criterion
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import REACH_TO, STATES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["chart_distance", "chart_people", "chart_towns"]

Draw = Callable[["Figure"], None]
_MOST_TOWNS = 40
_UNKNOWN, _MISSED = 1, 2  # ranks of the worst verdict
_BAR = 0.2  # height of the bar of what is unknown, of a cell's


def chart_towns(gaps: Gaps) -> Draw | None:
    """Chart as a table what share of each town's villages misses something of each sector; counts are written."""
    worst = _find_worst(gaps)
    if worst is None:
        return None
    counts = {state: _count_by_town(worst, state) for state in ("met", "missed", "unknown")}
    judged = counts["met"] + counts["missed"] + counts["unknown"]
    missed = (counts["missed"] / judged.where(judged > 0)).fillna(0.0)
    order = missed.mean(axis=1).sort_values(ascending=False, kind="stable").index
    shown = order[:_MOST_TOWNS]

    def draw(figure: Figure) -> None:
        figure.set_size_inches(9.5, 2.2 + 0.36 * len(shown))
        axes = figure.subplots()
        axes.imshow(missed.loc[shown].to_numpy(dtype=float), cmap=_ramp(), aspect="auto", vmin=0, vmax=1)
        for y, town in enumerate(shown):
            for x, sector in enumerate(missed.columns):
                _write_cell(axes, x, y, {state: int(table.at[town, sector]) for state, table in counts.items()})
        axes.set_xticks(range(len(missed.columns)), [_(SECTORS[s]) for s in missed.columns])
        axes.set_yticks(range(len(shown)), shown)
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        axes.spines[:].set_visible(False)
        _add_town_legend(axes)
        set_title(figure, _title_towns(worst))
        if len(order) > len(shown):
            axes.set_xlabel(_("… and {0} towns with smaller shares").format(len(order) - len(shown)))

    return draw


def _ramp() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("gaps", ["#FFFFFF", PALETTE["missed"]])


def _write_cell(axes: Axes, x: int, y: int, counts: Mapping[str, int]) -> None:
    """Write the counts of a town and sector, over a hatched bar as long as the share that is unknown."""
    from matplotlib.patches import Rectangle

    judged = sum(counts.values())
    if not judged:
        axes.text(x, y, "–", ha="center", va="center", color="#555555")
        return
    share = counts["missed"] / judged
    if counts["unknown"]:
        corner, width = (x - 0.5, y + 0.5 - _BAR), counts["unknown"] / judged
        axes.add_patch(Rectangle(corner, width, _BAR, **UNKNOWN))
    red, green, blue = (round(255 * c) for c in _ramp()(share)[:3])
    text = _("{0} of {1} missed").format(counts["missed"], judged)
    if counts["unknown"]:
        text = _("{0}, {1} unknown").format(text, counts["unknown"])
    colour = text_colour(f"#{red:02X}{green:02X}{blue:02X}")
    axes.text(x, y - _BAR / 2, text, ha="center", va="center", color=colour, size=9)


def _add_town_legend(axes: Axes) -> None:
    from matplotlib.patches import Patch

    signs = [
        Patch(facecolor=_ramp()(0.5), label=_("the darker, the larger the share of villages that miss something")),
        Patch(**UNKNOWN, label=_("share of villages of which it is not known")),
    ]
    axes.legend(handles=signs, loc="upper center", bbox_to_anchor=(0.5, -0.03), ncols=2, frameon=False)


def _find_worst(gaps: Gaps) -> pd.DataFrame | None:
    """Find each village's worst verdict of an exit or plan criterion by sector; None without any."""
    sector = {c.criterion.id: c.sectors[0] for c in gaps.criteria if len(c.sectors) == 1 and _is_judged(c)}
    rows = pd.DataFrame(gaps.settlements[["criterion", "settlement", "code", "village", "state"]])
    rows = rows.assign(town=settlement_towns(gaps).fillna(NO_TOWN))
    rows = rows[rows["criterion"].isin(list(sector))]
    if not len(rows):
        return None
    rows = rows.assign(
        sector=rows["criterion"].map(sector),
        home_village=rows["code"].where(rows["settlement"] == "village", rows["village"]),
        rank=rows["state"].map({"met": 0, "unknown": 1, "missed": 2}).fillna(0),
    )
    return rows.groupby(["sector", "town", "home_village"])["rank"].max().reset_index()


def _count_by_town(worst: pd.DataFrame, state: str) -> pd.DataFrame:
    """Count the villages whose worst verdict is a state, by town and sector."""
    is_state = worst["rank"] == ("met", "unknown", "missed").index(state)
    counts = is_state.groupby([worst["town"], worst["sector"]]).sum().unstack("sector").fillna(0)
    return pd.DataFrame(counts[[s for s in SECTORS if s in counts]])


def _is_judged(count: Any) -> bool:
    return count.criterion.role in ("exit", "plan") and not count.layer_missing


def _title_towns(worst: pd.DataFrame) -> str:
    """Say how many villages fall short of anything, where most of them are, and of how many it is not known."""
    villages = worst.groupby(["town", "home_village"])["rank"].max()
    missed, unknown = villages == _MISSED, villages == _UNKNOWN
    if not missed.any():
        text = _("No village is known to fall short; of {0} of {1} it is not known")
        return text.format(int(unknown.sum()), len(villages))
    by_town = missed.groupby("town").sum()
    town = str(by_town.idxmax())
    text = _("{0} of {1} villages fall short of a criterion, most in {2} ({3} of {4}); of {5} more it is not known")
    in_town = int((villages.index.get_level_values("town") == town).sum())
    return text.format(int(missed.sum()), len(villages), town, int(by_town.max()), in_town, int(unknown.sum()))


def chart_people(gaps: Gaps) -> Draw | None:
    """Chart as bars how many people each criterion misses, and of how many it is not known."""
    counts = [c for c in gaps.criteria if not c.layer_missing and sum(c.people.values()) > 0]
    if not counts:
        return None
    counts.sort(key=lambda c: (c.people["missed"], c.people["unknown"]))

    def draw(figure: Figure) -> None:
        figure.set_size_inches(9.5, 1.8 + 0.38 * len(counts))
        axes = figure.subplots()
        missed, unknown = ([c.people[s] for c in counts] for s in ("missed", "unknown"))
        names = [name_criterion(c.criterion.id, translate=_) for c in counts]
        axes.barh(names, missed, color=PALETTE["missed"], label=_(STATES["missed"]))
        axes.barh(names, unknown, left=missed, label=_(STATES["unknown"]), **UNKNOWN)
        for y, (a, b) in enumerate(zip(missed, unknown, strict=True)):
            text = f"{a:,.0f}" + (f" + {b:,.0f}" if b else "")
            axes.annotate(text, (a + b, y), (4, 0), textcoords="offset points", va="center")
        axes.set_xlim(0, 1.3 * max(a + b for a, b in zip(missed, unknown, strict=True)) or 1)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_xlabel(_("people (a group's people count under the criteria of groups)"))
        axes.legend(loc="lower right", frameon=False)
        largest = counts[-1]
        text = _("“{0}” is missed for most people: {1}; for {2} more it is not known")
        name = name_criterion(largest.criterion.id, translate=_)
        set_title(figure, text.format(name, *(f"{largest.people[s]:,.0f}" for s in ("missed", "unknown"))))

    return draw


def chart_distance(gaps: Gaps) -> Draw | None:
    """Chart as curves what share of the settlements is so near to the sealed network, with the reach marked."""
    judged = [c for c in gaps.criteria if c.resolved_reach is not None and not c.layer_missing]
    rows = gaps.settlements
    curves = [(c, rows.loc[rows["criterion"] == c.criterion.id, "distance_m"].to_numpy(dtype=float)) for c in judged]
    curves = [(c, d) for c, d in curves if np.isfinite(d).any()]
    if not curves:
        return None

    def draw(figure: Figure) -> None:
        figure.set_size_inches(9.5, 5.2)
        axes = figure.subplots()
        colours = (PALETTE["met"], PALETTE["works"], PALETTE["critical"], PALETTE["unsealed"])
        for i, (c, distance) in enumerate(curves):
            colour, known = colours[i % len(colours)], np.sort(distance[np.isfinite(distance)])
            share = 100 * np.arange(1, len(known) + 1) / len(distance)
            axes.step(np.maximum(known, 1.0), share, where="post", color=colour, label=_label_curve(c), lw=2)
        for reach in sorted({c.resolved_reach.reach_m for c, _d in curves if c.resolved_reach}):
            axes.axvline(reach, color=PALETTE["missed"], ls="--", lw=1.2)
            label = _("reach {0} m").format(f"{reach:g}")
            axes.annotate(label, (reach, 2), (4, 0), textcoords="offset points", color=PALETTE["missed"])
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylim(0, 102)
        axes.set_xlim(left=1)
        axes.yaxis.set_major_formatter("{x:.0f} %")
        axes.grid(color="#DDDDDD", lw=0.6)
        axes.set_xlabel(
            _("distance to the sealed network connected to the trunk network (m); up to 1 m at the left edge")
        )
        axes.set_ylabel(_("settlements within this distance"))
        axes.legend(loc="upper left", frameon=False)
        kinds = rows.loc[rows["criterion"] == curves[0][0].criterion.id, "settlement"]
        set_title(figure, _title_distance(curves[0][0], villages=bool((kinds == "village").all())))

    return draw


def _label_curve(count: CriterionCount) -> str:
    """Name a criterion with how many are judged by it, and how many of these are unknown."""
    text = _("{0} ({1}, {2} of them unknown)") if count.unknown else _("{0} ({1})")
    everyone = count.met + count.missed + count.unknown
    return text.format(name_criterion(count.criterion.id, translate=_), everyone, count.unknown)


def _title_distance(count: CriterionCount, *, villages: bool) -> str:
    """Say of how many it is judged that they are too far, and of how many it is not known: as the verdicts have it."""
    assert count.resolved_reach is not None
    text = (
        _("{0} of {1} villages are not within {2} m of the sealed network connected to the {3}")
        if villages
        else _("{0} of {1} groups are not within {2} m of the sealed network connected to the {3}")
    )
    goal, reach = _(REACH_TO[count.resolved_reach.reach_to]), f"{count.resolved_reach.reach_m:g}"
    title = text.format(count.missed, count.met + count.missed + count.unknown, reach, goal)
    return _("{0}; of {1} more it is not known").format(title, count.unknown) if count.unknown else title
