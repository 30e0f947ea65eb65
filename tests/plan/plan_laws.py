"""What must hold of any plan, as checks that any seed may be given to."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise, product

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.county.county import County
from gisplan.gaps import Gaps, find_gaps
from gisplan.plan import (
    COST_SCALE,
    NOTHING,
    ListedUnits,
    Lock,
    Plan,
    evaluate_list,
    find_budget_curve,
    find_marginal_values,
    judge_after,
    judge_before,
    list_units,
    plan_county,
)
from gisplan.plan.model.connectivity import connected_units
from gisplan.report.documents.plan import make_plan_document
from tests.gaps.row_order import shuffle_rows, without_rows
from tests.plan.random_plans import PlanDraw


def met(gaps: Gaps, criterion: str) -> dict[str, bool]:
    """Whether each settlement is met, by its code."""
    rows = gaps.settlements[gaps.settlements["criterion"] == criterion]
    return dict(zip(rows["code"].astype(str), rows["state"] == "met", strict=True))


def check_verdicts(draw: PlanDraw) -> None:
    """The plan and the verdicts on the county with the plan built agree on every settlement."""
    plan = draw.plan()
    problem = plan.problem
    frame, needs_groups = problem.demand.frame, problem.rules.village_needs == "groups"
    sealed = plan.built | plan.locked.done
    for gaps, built, served in (
        (judge_before(plan), plan.locked.done, plan.before),
        (judge_after(plan), sealed, plan.served),
    ):
        connected = problem.connected(built)
        village, group, tier = (met(gaps, id) for id in ("sealed_road", "group_road", "by_groups"))
        for place, (kind, code) in enumerate(zip(frame["kind"], frame["code"].astype(str), strict=True)):
            is_met = village if kind == "village" else group
            if code in is_met:  # a group below the threshold is not listed
                assert is_met[code] == connected[place], (kind, code)
            if kind == "village" and needs_groups:
                assert served[place] == tier.get(code, connected[place]), code
            else:
                assert served[place] == connected[place], code


def states(gaps: Gaps) -> dict[tuple[str, str], str]:
    """The state of each settlement under each criterion, by the criterion's id and the settlement's code."""
    rows = gaps.settlements
    return dict(zip(zip(rows["criterion"], rows["code"].astype(str), strict=True), rows["state"], strict=True))


def plan_whole_roads(draw: PlanDraw) -> Plan:
    """A plan that seals no road in part: the other stretches of its roads are done."""
    locks: tuple[Lock, ...] = ()
    while True:
        plan = draw.plan(locks=locks)
        segments, sealed = plan.problem.units.segment, plan.built | plan.locked.done
        whole = sorted(set(segments[sealed]))
        if not set(whole) & set(segments[~sealed]):
            return plan
        locks = tuple(Lock(segment, "done") for segment in whole)


def as_planned(plan: Plan) -> County:
    """The county with what is built and done sealed, and new alignments among its roads."""
    county = plan.problem.county
    sealed = set(plan.problem.units.segment[plan.built | plan.locked.done])
    roads, new = county.roads, county.candidates
    if new is not None:
        chosen = new[new["code"].isin(sealed)]
        columns = {"segment": chosen["code"], "row": chosen["row"], "class": "C", "length_km": chosen["km"]}
        more = gpd.GeoDataFrame(columns, geometry=chosen.geometry, crs=roads.crs).reindex(columns=roads.columns)
        if len(more):
            roads = gpd.GeoDataFrame(pd.concat([roads, more.astype(roads.dtypes)], ignore_index=True))
    surface = roads["surface"].mask(roads["segment"].isin(sealed), plan.problem.rules.surfaces[0])
    return replace(county, roads=roads.assign(surface=surface), candidates=None)


def check_county_as_planned(draw: PlanDraw) -> None:
    """The verdicts after a plan are those of a county that has the planned surfaces in its files."""
    plan = plan_whole_roads(draw)
    after = judge_after(plan)
    assert states(find_gaps(as_planned(plan), after.standard, scope="all")) == states(after)


def check_who_may_be_served(draw: PlanDraw) -> None:
    """Nobody whom the plan may serve is met before; whoever it leaves unserved, or does not list, is met by nothing."""
    plan = draw.plan()
    frame, before = plan.problem.demand.frame, states(judge_before(plan))
    needs_groups = plan.problem.rules.village_needs == "groups"
    for place in np.flatnonzero(~plan.before & ~frame["quarantined"].to_numpy(dtype=bool)).tolist():
        kind, code = frame.loc[place, ["kind", "code"]]
        own = "sealed_road" if kind == "village" else "group_road"
        tier = "by_groups" if kind == "village" and needs_groups else own
        state = before.get((tier, str(code)), before.get((own, str(code)), ""))
        assert state in ("missed", "unknown") or (kind == "group" and plan.problem.demand.is_small[place])


def check_row_order(draw: PlanDraw) -> None:
    """Files whose rows stand in another order have the same document and tables, but for row numbers."""

    def documents(county: County) -> list[object]:
        planned = plan_county(county, draw.standard, budgets=draw.budgets, prize=draw.prize, locks=draw.locks)
        tables = [planned.units, planned.settlements, planned.steps]
        rows = [table.drop(columns=["row"], errors="ignore").to_dict("records") for table in tables]
        return [make_plan_document(planned), str(rows)]

    one, other = documents(draw.county), documents(shuffle_rows(draw.county, len(draw.county.roads)))
    assert without_rows(one) == without_rows(other)


def check_value(draw: PlanDraw) -> None:
    """The value is the prize newly served, budgets are kept, and every built unit is charged."""
    plan = draw.plan()
    units, spent = plan.problem.units, plan.spent()
    assert plan.proven
    assert (plan.served == plan.problem.served(plan.built | plan.locked.done)).all()
    assert sum(spent.values()) == units.cost[plan.built].sum()
    assert ((plan.programme >= 0) == plan.built).all()
    may = units.programmes[plan.built, plan.programme[plan.built]] | plan.locked.required[plan.built]
    assert may.all()
    assert (plan.built >= plan.locked.required).all()
    assert not (plan.built & (plan.locked.excluded | plan.locked.done)).any()
    if plan.serve_all:
        assert plan.value == sum(spent.values()) == plan.bound
        assert (plan.served | ~plan.servable | (plan.prizes == 0)).all()
    else:
        assert plan.value == plan.gained == plan.bound
        assert all(spent[id] <= most for id, most in plan.budgets.items() if most is not None)


def check_order(draw: PlanDraw) -> None:
    """Every prefix is connected to the trunk network, but for a last step that serves no prize."""
    plan = draw.plan()
    order, problem = plan.order, plan.problem
    assert ((order.step != NOTHING) == plan.built).all()
    assert ((order.served_step != NOTHING) == (plan.served & ~plan.before)).all()
    for step in range(order.steps):
        prefix = plan.built & (order.step <= step)
        here = prefix | plan.locked.done
        assert (prefix & (order.step == step)).any()
        assert (
            problem.served(here) == (plan.before | ((order.served_step <= step) & (order.served_step != NOTHING)))
        ).all()
        if step < order.steps - 1:
            assert connected_units(problem.adjacency, here)[: len(prefix)][prefix].all()
    last = order.served_step == order.steps - 1
    left = order.step == order.steps - 1
    if order.steps and not connected_units(problem.adjacency, plan.built | plan.locked.done)[: len(left)][left].all():
        assert plan.prizes[last].sum() == 0


def check_more_budget(draw: PlanDraw) -> None:
    """A larger budget never serves less."""
    if draw.budgets:
        more = {id: None if most is None else most * 1.3 + 0.01 for id, most in draw.budgets.items()}
        assert draw.plan(budgets=more).value >= draw.plan().value


def check_locks(draw: PlanDraw) -> None:
    """Locking in what a plan builds changes nothing; locking a unit out never serves more."""
    plan = draw.plan()
    units, ids = plan.problem.units, [p.id for p in plan.problem.programmes]

    def lock(unit: int, kind: str, programme: str = "") -> Lock:
        return Lock(units.segment[unit], kind, programme, units.from_m[unit], units.to_m[unit])

    free = plan.built & ~plan.locked.required
    signed = tuple(lock(unit, "in", ids[plan.programme[unit]]) for unit in np.flatnonzero(free).tolist())
    again = draw.plan(locks=(*draw.locks, *signed))
    assert (again.value, again.bound, again.proven) == (plan.value, plan.bound, True)
    assert (again.built == plan.built).all()
    for unit in np.flatnonzero(free).tolist()[:2]:
        without = draw.plan(locks=(*draw.locks, lock(unit, "out")))
        assert without.gained <= plan.gained
        assert plan.serve_all or without.value <= plan.value
        assert not plan.serve_all or without.gained < plan.gained or without.value >= plan.value
        done = draw.plan(locks=(*draw.locks, lock(unit, "done")))
        before = int(plan.prizes[done.before & ~plan.before].sum())
        assert done.gained + before >= plan.gained


def check_every_subset(draw: PlanDraw) -> bool:
    """No other choice of units, each charged to one programme, serves more, or as much for less, or comes first."""
    plan = draw.plan()
    problem, locked = plan.problem, plan.locked
    units = problem.units
    choices = []
    for unit in range(len(units)):
        if locked.required[unit]:
            choices.append([int(locked.programme[unit])])
        elif locked.excluded[unit] or locked.done[unit]:
            choices.append([-1])
        else:
            choices.append([-1, *np.flatnonzero(units.programmes[unit]).tolist()])
    if math.prod(len(some) for some in choices) > 600:
        return False
    limits = [plan.budgets.get(p.id) for p in problem.programmes]
    found = []
    for charged in product(*choices):
        programme = np.array(charged, dtype=np.int64)
        built = programme >= 0
        spent = [int(units.cost[programme == k].sum()) for k in range(len(limits))]
        if not all(most is None or paid <= most for paid, most in zip(spent, limits, strict=True)):
            continue
        served = problem.served(built | locked.done)
        first = [unit * len(limits) + k for unit, k in enumerate(charged) if k >= 0 and not locked.required[unit]]
        found.append((-int(plan.prizes[served & ~plan.before].sum()), sum(spent), first))
    best = min(found)
    mine = [
        unit * len(limits) + k for unit, k in enumerate(plan.programme.tolist()) if k >= 0 and not locked.required[unit]
    ]
    assert (-plan.gained, sum(plan.spent().values()), mine) == best
    return True


def check_marginal_values(draw: PlanDraw) -> None:
    """The true loss without a unit lies within its bounds, which are equal where the county is planned again."""
    plan = draw.plan()
    loose, tight = find_marginal_values(plan), find_marginal_values(plan, replans=10_000)
    assert (loose.lower <= tight.lower).all()
    assert (tight.upper <= loose.upper).all()
    assert (tight.lower <= tight.upper).all()
    assert ((tight.stretch >= 0) == plan.built).all()
    if plan.serve_all:
        return
    assert (tight.lower == tight.upper).all()
    units = plan.problem.units
    for unit in np.flatnonzero(plan.built & ~plan.locked.required).tolist()[:3]:
        out = Lock(units.segment[unit], "out", "", units.from_m[unit], units.to_m[unit])
        assert plan.value - draw.plan(locks=(*draw.locks, out)).value == tight.lower[unit]


def check_budget_curve(draw: PlanDraw) -> None:
    """A larger budget has no less value; each point is the plan for its budgets."""
    plan = draw.plan()
    points = find_budget_curve(plan)
    assert [p.share for p in points] == sorted(p.share for p in points)
    assert all(a.value <= b.value for a, b in pairwise(points))
    if not draw.locks:
        for point in points[::6]:
            parts = COST_SCALE[plan.problem.rules.cost]
            limits = {id: None if most is None else most / parts for id, most in point.budgets.items()}
            again = draw.plan(budgets=limits)
            assert (point.value, point.cost) == (again.value, sum(again.spent().values()))
    if plan.serve_all and points and not (plan.served & ~plan.before & (plan.prizes == 0)).any():
        assert {p.share: p.value for p in points}[1.0] == plan.gained


def check_list_evaluation(draw: PlanDraw) -> None:
    """Every unit of a plan's own list has an effect, and it is as good as the plan; no list is better than the best."""
    plan = draw.plan(locks=())
    ids = [p.id for p in plan.problem.programmes]
    listed = ListedUnits("the plan", plan.built, plan.programme, (), ())
    score = evaluate_list(plan, listed)
    assert not score.without_effect.any()
    assert (score.value, score.cost) == (plan.gained, sum(plan.spent().values()))
    assert (score.served == plan.served).all()
    if not plan.serve_all:
        assert score.best.value == score.value
    rng = np.random.default_rng(len(plan.built))
    segments = sorted(set(plan.problem.units.segment[rng.random(len(plan.built)) < 0.4]))
    some = list_units(plan.problem, "some", [(s, str(rng.choice([*ids, ""]))) for s in segments])
    score = evaluate_list(plan, some)
    assert score.best.value >= score.value
    assert sum(score.best.spent().values()) <= score.cost
    kept = some.built & ~score.without_effect
    assert plan.prizes[plan.problem.served(kept)].sum() == plan.prizes[score.served].sum()
