"""What the plan's page shows on its map: the network, the units, and who is served; `page_totals` has the sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.arrays import Ints, Objects
from gisplan.base.values import count_or_none, text_or_none
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.maps.shared.encoding import Texts, pack_lines, pack_points
from gisplan.plan import PRIZE_SCALE, PlanResult
from gisplan.wording.plans import NOT_SERVED_REASONS

__all__ = [
    "describe_demand",
    "describe_joins",
    "describe_roads",
    "describe_units",
    "pack_amounts",
    "pack_flags",
    "pack_ones",
]

_MM = 1000.0  # chainages are given to the millimetre, so that a lock names a unit and no other


def describe_units(planned: PlanResult, to_degrees: Transformer, texts: Texts) -> dict[str, Any]:
    """Every unit, by segment and chainage; `lock` is a letter each, "-" for none, other flags are 0 or 1.

    The parts of a segment follow each other: `first_of_segment` are the numbers of the first ones, and the number of
    units. `piece` numbers what is built together; it is empty where each unit is built by itself.
    """
    plan, problem, marginal = planned.plan, planned.plan.problem, planned.marginal_value
    units, roads = problem.units, problem.survey.roads
    rows = units.road
    columns = {name: roads[name].to_numpy(dtype=object)[rows].tolist() for name in ("name", "class")}
    may = units.programmes.astype(np.int64) @ (1 << np.arange(units.programmes.shape[1], dtype=np.int64))
    return {
        "lines": pack_lines(units.geometry, to_degrees, of=np.arange(len(units))),
        "segment": [texts.add(str(segment)) for segment in units.segment],
        "from_m": (np.round(units.from_m * _MM) / _MM).tolist(),
        "to_m": (np.round(units.to_m * _MM) / _MM).tolist(),
        "mm": units.length_mm.tolist(),
        "cost": units.cost.tolist(),
        "yuan": pack_amounts(planned.units["yuan"]),
        "town": [texts.add(text_or_none(name)) for name in planned.units["town"]],
        "due_year": [count_or_none(year) for year in planned.units["due_year"]],
        "first_of_segment": _first_of_runs(units.segment.astype(str)),
        "piece": problem.piece.tolist() if problem.whole_segments else [],
        "may": may.tolist(),
        "surface": [None if s != s else int(s) for s in problem.survey.surface[rows]],
        "candidate": pack_flags(problem.candidate),
        **{name: [texts.add(text_or_none(v)) for v in column] for name, column in columns.items()},
        "lock": _letters(plan.locked.required, plan.locked.excluded, plan.locked.done),
        "built": pack_flags(plan.built),
        "programme": plan.programme.tolist(),
        "step": (plan.order.step + 1).tolist(),
        "least": _thousandths(marginal.lower),
        "most": _thousandths(marginal.upper),
        "stretch": marginal.stretch.tolist(),
    }


def describe_joins(planned: PlanResult) -> dict[str, Any]:
    """What touches what, as `gisplan.plan.model.connectivity.AdjacencyPairs` has it.

    Vertices are units, sealed parts, and last the connected sealed network.
    """
    joins = planned.plan.problem.adjacency
    return {"a": joins.a.tolist(), "b": joins.b.tolist(), "reach": int(joins.root)}


def describe_roads(planned: PlanResult, to_degrees: Transformer, texts: Texts) -> dict[str, Any]:
    """Sealed roads, each with its vertex, and quarantined ones (-1); unsealed roads are units."""
    problem = planned.plan.problem
    survey, part_of = problem.survey, problem.adjacency.part_of
    shown = np.flatnonzero((part_of >= 0) | survey.in_doubt)
    drawn = ~shapely.is_missing(survey.geometry[shown])
    shown = _sort_roads(survey, shown[drawn])
    kind = survey.roads["class"].to_numpy(dtype=object)[shown]
    return {
        "lines": pack_lines(survey.geometry[shown], to_degrees, of=np.arange(len(shown))),
        "vertex": part_of[shown].tolist(),
        "trunk": pack_flags(survey.is_trunk[shown] & (part_of[shown] >= 0)),
        "segment": [texts.add(str(segment)) for segment in survey.segment[shown]],
        "class": [texts.add(text_or_none(one)) for one in kind],
    }


def _sort_roads(survey: RoadSurvey, rows: Ints) -> Ints:
    """Sort roads by their segment and where they lie, so that the order of the file's rows changes nothing."""
    keys = zip(map(str, survey.segment[rows]), shapely.to_wkb(survey.geometry[rows]), rows.tolist(), strict=True)
    return np.array([row for *_, row in sorted(keys)], dtype=np.int64)


def describe_demand(planned: PlanResult, to_degrees: Transformer, texts: Texts) -> dict[str, Any]:
    """The villages, then the groups: where, the prize of each, what connects it and what a village needs."""
    plan, problem = planned.plan, planned.plan.problem
    demand = problem.demand
    frame = demand.frame
    x, y = pack_points(shapely.get_x(demand.point), shapely.get_y(demand.point), to_degrees)
    reasons = {reason: place for place, reason in enumerate(NOT_SERVED_REASONS)}
    return {
        "villages": int(demand.is_village.sum()),
        **{name: [texts.add(text_or_none(v)) for v in frame[name]] for name in ("code", "name", "town")},
        **{name: [count_or_none(v) for v in frame[name]] for name in ("people", "households")},
        "people_once": pack_ones(demand.count_once("people")),
        "households_once": pack_ones(demand.count_once("households")),
        "prize": plan.prizes.tolist(),
        "x": x,
        "y": y,
        "village": demand.village_row.tolist(),
        "itself": pack_flags(demand.needs_itself),
        "why": [reasons.get(reason, -1) for reason in plan.unserved_reason],
        "step": (plan.order.served_step + 1).tolist(),
        "seal_end_m": pack_amounts(planned.settlements["seal_end_m"]),
        "before": pack_flags(plan.before),
        "served": pack_flags(plan.served),
        "who": problem.attached_settlement.tolist(),
        "vertex": problem.attached_vertex.tolist(),
        "needs_of": demand.needs_of.tolist(),
        "needs": demand.needs.tolist(),
    }


def _first_of_runs(values: Objects) -> list[int]:
    """Return where each run of equal values begins, and how many values there are."""
    fresh = np.flatnonzero(values[1:] != values[:-1]) + 1
    return [0, *fresh.tolist(), len(values)] if len(values) else [0]


def pack_amounts(amounts: pd.Series[Any]) -> list[float | int | None]:
    """Numbers, the whole ones without a point; None where there is none."""
    return [None if pd.isna(v) else int(v) if float(v).is_integer() else float(v) for v in amounts.tolist()]


def _letters(inside: NDArray[np.bool_], out: NDArray[np.bool_], done: NDArray[np.bool_]) -> str:
    """Locks as letters: i, o, d, and "-" where there is none."""
    return "".join(np.select([inside, out, done], ["i", "o", "d"], "-").tolist())


def pack_flags(mask: NDArray[np.bool_]) -> str:
    """A letter each: 1 where it holds, else 0."""
    return "".join(np.where(mask, "1", "0").tolist())


def _thousandths(parts: NDArray[np.int64]) -> list[float | int]:
    """Prizes in ones."""
    return pack_ones(parts / PRIZE_SCALE)


def pack_ones(number: NDArray[np.float64]) -> list[float | int]:
    """Numbers, the whole ones without a point."""
    return [int(v) if float(v).is_integer() else float(v) for v in number.tolist()]
