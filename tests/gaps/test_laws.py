"""The laws of verdicts, on random counties."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from shapely.ops import substring

from gisplan.gaps import Gaps
from gisplan.report import make_document, write_json
from tests.gaps.random_counties import SETTINGS, draw_random_county, island_of, judge_county, with_roads
from tests.network.plain_rules import PlainRules
from tests.network.tangles import draw_tangle
from tests.toys import Toy

SEEDS = st.integers(0, 2**32 - 1)
SNAP_M, REACH_M = SETTINGS["snap_m"], SETTINGS["reach_m"]
ORDER = {"missed": 0, "unknown": 1, "met": 2}
TOLERANCE_M = 1e-4


def index_rows(gaps: Gaps) -> pd.DataFrame:
    return pd.DataFrame(gaps.settlements.drop(columns="geometry")).set_index(["criterion", "name"])


def check_not_worse(before: Gaps, after: Gaps) -> None:
    """No state falls, and no cost rises."""
    one, two = index_rows(before), index_rows(after)
    fallen = two["state"].map(ORDER) < one["state"].map(ORDER)
    assert not fallen.any(), one[fallen]
    linked = one["cost_m"].notna() & (two["state"] == "missed")
    assert (two["cost_m"][linked] <= one["cost_m"][linked] + TOLERANCE_M).all(), (one["cost_m"], two["cost_m"])


def check_same(before: Gaps, after: Gaps, *, but_costs_of: Collection[int] = ()) -> None:
    """The same states, distances and costs; the costs of some islands may differ."""
    one, two = index_rows(before), index_rows(after)
    assert one["state"].to_dict() == two["state"].to_dict()
    compared = ~island_of(before.settlements).isin(but_costs_of).to_numpy()
    for name, rows in (("cost_m", compared), ("distance_m", np.ones(len(one), dtype=bool))):
        same = np.isclose(one[name], two[name], rtol=0, atol=TOLERANCE_M, equal_nan=True)
        assert (same | ~rows).all(), (name, one[name][~same & rows], two[name][~same & rows])


def check_paving(seed: int) -> None:
    toy, rng = draw_random_county(seed), np.random.default_rng([seed, 5])
    roads = toy.roads.copy()
    roads.loc[rng.random(len(roads)) < 0.3, "surface"] = 12
    check_not_worse(judge_county(toy), judge_county(with_roads(toy, roads)))


def added(toy: Toy, seed: int, surface: Any) -> Toy:
    """The county with one or two more roads on the ground in the middle of each island.

    (They used to be bridges and tunnels too; but a bridge that continues another takes its joins with the ground
    away: `tests/network/test_levels.py` has it.)
    """
    rng = np.random.default_rng([seed, 6])
    more = []
    for _, own in toy.roads.groupby(island_of(toy.roads)):
        low, high = np.array(own.total_bounds).reshape(2, 2)
        size = max(*(high - low), 1.0)
        more.append(draw_tangle(int(rng.integers(2**32)), most=2, offset=tuple(low), sizes_m=(size,), structures=False))
    fresh = pd.concat(more, ignore_index=True)
    names = [f"{rng.choice(['A', 'Z'])}{i}" for i in range(len(fresh))]
    fresh = fresh.assign(segment=names, surface=pd.array([surface] * len(fresh), dtype="Int64"), status="built")
    fresh["class"] = rng.choice(np.array(["S", "C", None], dtype=object), len(fresh))
    return with_roads(toy, pd.concat([toy.roads, fresh], ignore_index=True))


def check_adding(seed: int) -> None:
    toy = draw_random_county(seed)
    surface = [11, 31, None][seed % 3]
    check_not_worse(judge_county(toy), judge_county(added(toy, seed, surface)))


def check_adding_unsealed(seed: int) -> None:
    toy = draw_random_county(seed)
    one, two = index_rows(judge_county(toy)), index_rows(judge_county(added(toy, seed, 31)))
    assert one["state"].to_dict() == two["state"].to_dict()
    assert np.array_equal(one["distance_m"], two["distance_m"], equal_nan=True)


def check_renaming(seed: int) -> None:
    toy, rng = draw_random_county(seed), np.random.default_rng([seed, 7])
    roads = toy.roads.iloc[rng.permutation(len(toy.roads))].copy()
    roads["segment"] = rng.permutation(roads["segment"].to_numpy())
    roads.geometry = [g.reverse() if rng.integers(2) else g for g in roads.geometry]
    check_same(judge_county(toy), judge_county(with_roads(toy, roads)))


def check_splitting(seed: int) -> None:
    """One line of each island is cut in two, where that is allowed."""
    toy, rng = draw_random_county(seed), np.random.default_rng([seed, 8])
    parts, touchy = [], set()
    for island, own in toy.roads.groupby(island_of(toy.roads)):
        chosen = own.sample(1, random_state=rng.integers(2**32))
        line, others = chosen.geometry.item(), own.geometry.drop(index=chosen.index)
        for at in rng.uniform(1e-3, line.length - 1e-3, 5):
            if (others.distance(line.interpolate(at)) > SNAP_M + 1e-3).all():
                halves = [substring(line, 0, at), substring(line, at, line.length)]
                named = [chosen["segment"].item() + part for part in "ab"]
                chosen = pd.concat([chosen, chosen]).assign(segment=named).set_geometry(halves)
                if not keeps_away_from_itself(*halves):
                    touchy.add(island)
                break
        parts += [own.drop(index=own.index[own["segment"].isin(chosen["segment"].str[:4])]), chosen]
    one, two = judge_county(toy), judge_county(with_roads(toy, pd.concat(parts)))
    check_same(one, two, but_costs_of=touchy)


def keeps_away_from_itself(one: LineString, two: LineString) -> bool:
    """Whether the halves of a line come within the tolerance of each other only by running on from the split."""
    if min(one.length, two.length) <= 2 * SNAP_M:
        return False
    before, after = one.reverse(), two
    for own, other in ((before, after), (after, before)):
        steps = shapely.line_interpolate_point(other, np.arange(0.0, other.length, 0.25))
        away = shapely.distance(Point(own.coords[0]), steps)
        leaves = int(np.argmax(away > SNAP_M))
        beyond = substring(other, 0.25 * leaves, other.length)
        if leaves == 0 or (np.diff(away[: leaves + 1]) <= 0).any() or own.distance(beyond) <= SNAP_M:
            return False
    crossing = shapely.get_coordinates(one.intersection(two))
    return bool((np.hypot(*(crossing - one.coords[-1]).T) < 1e-6).all())


def check_bytes(seed: int) -> None:
    documents = [write_json(make_document(judge_county(draw_random_county(seed)))) for _ in range(2)]
    assert documents[0] == documents[1]


def check_states(seed: int) -> None:
    """The states again, from nothing but shapely and sets of roads."""
    toy = draw_random_county(seed)
    gaps = index_rows(judge_county(toy))
    for island, own in toy.roads[toy.roads["status"] == "built"].groupby(island_of(toy.roads)):
        roads = own.reset_index(drop=True)
        rules = PlainRules(roads, SNAP_M)
        if rules.doubtful:
            continue
        villages = toy.villages[island_of(toy.villages) == island]
        for optimistic in (False, True):
            surface = roads["surface"].fillna(12 if optimistic else 31)
            sealed = surface.isin([11, 12])
            trunk_roads = sealed & (roads["class"].eq("S") | (roads["class"].isna() & optimistic))
            part = find_sets(set(roads.index[sealed]), rules.pairs)
            for village in villages.itertuples():
                seat = toy.seats.geometry[toy.seats["code"] == village.code[:9] + "000"].item()
                near = [p for i, p in part.items() if roads.geometry[i].distance(village.geometry) <= REACH_M]
                trunk = [p for p in near if any(trunk_roads[k] for k in p)]
                both = [p for p in trunk if any(roads.geometry[k].distance(seat) <= REACH_M for k in p)]
                for criterion, reached in (("sealed_road", trunk), ("both_roads", both)):
                    state = gaps.loc[(criterion, village.name), "state"]
                    assert bool(reached) == (state != "missed" if optimistic else state == "met"), village.name


def find_sets(roads: set[int], touching: set[tuple[int, int]]) -> dict[int, set[int]]:
    """Each road's set of connected roads."""
    part = {i: {i} for i in roads}
    for i, j in touching:
        if i in part and j in part and part[i] is not part[j]:
            part[i] |= part[j]
            part.update(dict.fromkeys(part[j], part[i]))
    return part


def check_lines(seed: int) -> None:
    """A missing link is drawn from the settlement, as long as its row has it; where there is no path, none is drawn."""
    gaps = judge_county(draw_random_county(seed))
    links, missed = gaps.missing_links, gaps.settlements.query("state == 'missed' and not cut_off")
    assert len(links) == len(missed)
    listed_m = (links["unsealed_m"] + links["off_network_m"]).to_numpy()
    assert np.allclose(links.geometry.length, listed_m, rtol=0, atol=0.01)
    at = missed.set_index(["criterion", "code"]).geometry
    for link in links.itertuples():
        assert link.geometry.distance(at[(link.criterion, link.code)]) < 1e-6


def check_evidence(seed: int) -> None:
    """Stating what decides as sealed trunk makes met; so does sealing a missing link that begins near."""
    toy, rng = draw_random_county(seed), np.random.default_rng([seed, 9])
    gaps = index_rows(judge_county(toy))
    roads, expected = toy.roads.copy(), []
    missed = gaps[gaps["state"] == "missed"]
    assert np.allclose(
        missed["cost_m"], missed["unsealed_m"] + 3.0 * missed["off_network_m"], atol=0.01, equal_nan=True
    )
    unknown = (gaps["state"] == "unknown") & (gaps.index.get_level_values("criterion") == "sealed_road")
    near = (missed["off_network_m"] <= REACH_M).reindex(gaps.index, fill_value=False)
    checked = gaps[unknown | near]
    for _, rows in checked.groupby(checked.index.get_level_values("name").str[1:]):
        row = rows.iloc[rng.integers(len(rows))]
        unknown = row["state"] == "unknown"
        chosen = roads["segment"].isin(row["segments_to_survey"] if unknown else row["segments"])
        if unknown:
            assert chosen.any()
            assert (roads["surface"].isna() | roads["class"].isna())[chosen].all()
            roads.loc[chosen & roads["class"].isna(), "class"] = "S"
        roads.loc[chosen, "surface"] = 12
        expected.append(row.name)
    after = index_rows(judge_county(with_roads(toy, roads)))
    assert [name for name in expected if after.loc[name, "state"] != "met"] == []


@settings(max_examples=12)
@given(seed=SEEDS)
def test_paving_makes_nothing_worse(seed: int) -> None:
    check_paving(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_adding_a_road_makes_nothing_worse(seed: int) -> None:
    check_adding(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_adding_an_unsealed_road_changes_no_verdict(seed: int) -> None:
    check_adding_unsealed(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_names_order_and_direction_change_no_state_and_no_cost(seed: int) -> None:
    check_renaming(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_splitting_a_line_away_from_others_changes_no_state_and_no_cost(seed: int) -> None:
    check_splitting(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_the_same_county_gives_the_same_bytes(seed: int) -> None:
    check_bytes(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_states_are_those_of_a_second_opinion(seed: int) -> None:
    check_states(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_doing_what_the_evidence_names_makes_it_met(seed: int) -> None:
    check_evidence(seed)


@settings(max_examples=12)
@given(seed=SEEDS)
def test_a_missing_link_is_drawn_as_long_as_its_row_has_it(seed: int) -> None:
    check_lines(seed)
