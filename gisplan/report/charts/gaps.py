"""Charts of the gaps: by town and sector, people by criterion, and distances to the sealed network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.charts.style import set_title
from gisplan.report.gis.verdict_layers import NO_TOWN, settlement_towns
from gisplan.wording.names import SECTORS, name_criterion
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import REACH_TO, STATES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["chart_distance", "chart_people", "chart_towns"]

Draw = Callable[["Figure"], None]
_MOST_TOWNS = 40


def chart_towns(gaps: Gaps) -> Draw | None:
    """Chart as a heat table in how many villages of each town something of each sector is missed."""
    missed, unknown = (_count_by_town(gaps, state) for state in ("missed", "unknown"))
    if missed is None or unknown is None:
        return None
    order = missed.assign(all=missed.sum(axis=1)).sort_values("all", ascending=False, kind="stable").index
    shown = order[:_MOST_TOWNS]
    villages = gaps.villages["town"].fillna(NO_TOWN).astype(str).value_counts()

    def draw(figure: Figure) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        table = missed.loc[shown].to_numpy(dtype=float)
        figure.set_size_inches(8.5, 1.8 + 0.29 * len(shown))
        axes = figure.subplots()
        ramp = LinearSegmentedColormap.from_list("gaps", ["#FFFFFF", PALETTE["missed"]])
        top = max(float(table.max()), 1.0)
        axes.imshow(table, cmap=ramp, aspect="auto", vmin=0, vmax=top)
        for (y, x), count in np.ndenumerate(table):
            more = int(unknown.loc[shown].iat[y, x])
            text = f"{count:.0f}" + (_(" (+{0} unknown)").format(more) if more else "")
            red, green, blue = (round(255 * c) for c in ramp(count / top)[:3])
            axes.text(x, y, text, ha="center", va="center", color=text_colour(f"#{red:02X}{green:02X}{blue:02X}"))
        axes.set_xticks(range(len(missed.columns)), [_(SECTORS[s]) for s in missed.columns])
        axes.set_yticks(range(len(shown)), [_("{0} ({1} villages)").format(t, villages.get(t, 0)) for t in shown])
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        axes.spines[:].set_visible(False)
        set_title(figure, _title_towns(missed))
        if len(order) > len(shown):
            axes.set_xlabel(_("… and {0} towns with fewer").format(len(order) - len(shown)))

    return draw


def _count_by_town(gaps: Gaps, state: str) -> pd.DataFrame | None:
    """Count the villages by town and sector whose worst verdict of an exit or plan criterion is a state."""
    sector = {c.criterion.id: c.sectors[0] for c in gaps.criteria if len(c.sectors) == 1 and _is_judged(c)}
    rows = pd.DataFrame(gaps.settlements[["criterion", "settlement", "code", "village", "state"]])
    rows = rows.assign(town=settlement_towns(gaps))
    rows = rows[rows["criterion"].isin(list(sector))]
    if not len(rows):
        return None
    rows = rows.assign(
        sector=rows["criterion"].map(sector),
        home_village=rows["code"].where(rows["settlement"] == "village", rows["village"]),
    )
    worst = rows.groupby(["sector", "town", "home_village"])["state"].agg(
        lambda states: next((s for s in ("missed", "unknown") if (states == s).any()), "met")
    )
    counts = (worst == state).groupby(["town", "sector"]).sum().unstack("sector").fillna(0)
    known = [s for s in SECTORS if s in counts]
    return pd.DataFrame(counts[known])


def _is_judged(count: Any) -> bool:
    return count.criterion.role in ("exit", "plan") and not count.layer_missing


def _title_towns(missed: pd.DataFrame) -> str:
    by_sector, by_town = missed.sum(), missed.sum(axis=1)
    if not by_sector.sum():
        return _("In no town does a village miss a criterion that can be judged")
    text = _("{0}: {1} villages miss at least one criterion; most gaps are in {2}")
    sector = str(by_sector.idxmax())
    return text.format(_(SECTORS[sector]), int(by_sector.max()), by_town.idxmax())


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
        style: dict[str, Any] = {"color": PALETTE["unknown"], "edgecolor": "#8A8000", "linewidth": 0.6}
        axes.barh(names, unknown, left=missed, label=_(STATES["unknown"]), **style)
        for y, (a, b) in enumerate(zip(missed, unknown, strict=True)):
            text = f"{a:,.0f}" + (f" + {b:,.0f}" if b else "")
            axes.annotate(text, (a + b, y), (4, 0), textcoords="offset points", va="center")
        axes.margins(x=0.16)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_xlabel(_("people (a group's people count under the criteria of groups)"))
        axes.legend(loc="lower right", frameon=False)
        largest = counts[-1]
        text = _("Most people missed: {0} ({1} people)")
        name = name_criterion(largest.criterion.id, translate=_)
        set_title(figure, text.format(name, f"{largest.people['missed']:,.0f}"))

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
            name = _("{0} ({1})").format(name_criterion(c.criterion.id, translate=_), len(distance))
            axes.step(np.maximum(known, 1.0), share, where="post", color=colour, label=name, lw=2)
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
        set_title(figure, _title_distance(*curves[0]))

    return draw


def _title_distance(count: Any, distance: Any) -> str:
    far = int((~(distance <= count.resolved_reach.reach_m)).sum())
    text = _("{0} of {1} are more than {2} m from the sealed network connected to the {3}")
    goal = _(REACH_TO[count.resolved_reach.reach_to])
    return text.format(far, len(distance), f"{count.resolved_reach.reach_m:g}", goal)
