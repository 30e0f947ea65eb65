"""The sweep by its parts: blocks cover the network, every plan is among the labels, and none is dropped wrongly."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.steiner.frontier.biconnected import lay_out
from gisplan.steiner.frontier.decomposition import WHOLE, Ground
from gisplan.steiner.frontier.dominance import Ties, unbeaten
from gisplan.steiner.frontier.states import TooWideError
from gisplan.steiner.reduction.rooted import Rooted

ORDER = list(range(100))


def draw_rooted(seed: int, *, most_arcs: int = 9) -> Rooted:
    """A network of arcs out of node 0: links both ways, a place that several nodes join, a goal over two nodes."""
    rng = np.random.default_rng(seed)
    n, links = int(rng.integers(3, 7)), int(rng.integers(2, most_arcs))
    ends = np.array([rng.choice(n, 2, replace=False) for _ in range(links)])
    tail, head = np.concatenate([ends, ends[:, ::-1]]).T
    link, cost = np.tile(np.arange(links), 2), np.tile(rng.integers(1, 9, links), 2)
    enters = rng.choice(n, 2, replace=False)  # node n is a place
    tail, head = np.append(tail, enters), np.append(head, [n, n])
    link, cost = np.append(link, [-1, -1]), np.append(cost, [0, 0])
    out = head != 0
    goal = tuple(sorted(rng.choice(np.arange(1, n + 1), 2, replace=False).tolist()))
    return Rooted(
        n=n + 1,
        tail=tail[out],
        head=head[out],
        link=link[out],
        cost=cost[out],
        charge=cost[out][None],
        budgets=np.array([int(cost.sum())]),
        prize=np.append(0, rng.integers(0, 6, n)),
        shared=[(int(rng.integers(1, 9)), goal)],
    )


def every_plan(rooted: Rooted) -> dict[int, int]:
    """What the best plan of each cost wins, over all choices of links."""
    best: dict[int, int] = {}
    links = np.unique(rooted.link[rooted.link >= 0])
    for used in product([False, True], repeat=len(links)):
        stand = rooted.stand(rooted.arcs_of(frozenset(links[list(used)].tolist())))
        best[stand.cost] = max(best.get(stand.cost, 0), stand.value)
    return best


def ask(rooted: Rooted, *, states: int = WHOLE.states) -> Ground:
    return Ground(rooted, 1, np.zeros(rooted.n, dtype=bool), ORDER, WHOLE._replace(states=states), np.inf)


@pytest.mark.parametrize("block", range(4))
def test_within_each_budget_the_best_plan_is_the_best_of_all(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        rooted = draw_rooted(seed)
        bills = [[[cost]] for cost in rooted.cost.tolist()]
        plans = every_plan(rooted)
        for budget in sorted({*plans, *(cost - 1 for cost in plans if cost)}):
            value, cost = max((value, -cost) for cost, value in plans.items() if cost <= budget)
            swept = ask(rooted).sweep(bills, np.array([budget]), np.array([1.0]))
            assert swept.top >= value - 1e-9
            best = swept.best(0, Ties.FIRST)[0]
            assert (best.value, best.cost) == (value, -cost), seed
            assert not swept.best(value + 1, Ties.FIRST)


def test_of_equal_plans_the_first_is_told() -> None:
    #   two ways of equal cost round a square, 0 - 1 - 3 and 0 - 2 - 3
    tail, head = np.array([0, 1, 0, 2]), np.array([1, 3, 2, 3])
    ones, prize = np.ones(4, dtype=np.int64), np.array([0, 0, 0, 5])
    square = Rooted(4, tail, head, np.arange(4), ones, ones[None], np.array([2]), prize, [])
    for order, links in (
        ([0, 1, 2, 3], {0, 1}),
        ([2, 3, 0, 1], {2, 3}),
        ([1, 2, 3, 0], {2, 3}),
        ([0, 3, 1, 2], {0, 1}),
    ):
        ground = Ground(square, 1, np.zeros(4, dtype=bool), order, WHOLE, np.inf)
        found = ground.sweep([[[1]]] * 4, np.array([2]), np.array([1.0])).best(5, Ties.FIRST)
        assert [stand.links for stand in found] == [frozenset(links)]


def test_a_way_to_pay_for_each_programme() -> None:
    #   0 -4- 1 -3- 2; either programme pays for either, and they have 4 and 3
    ones = np.array([4, 3])
    line = Rooted(
        3, np.array([0, 1]), np.array([1, 2]), np.arange(2), ones, ones[None], np.array([7]), np.array([0, 1, 1]), []
    )
    bills = [[[4, 0], [0, 4]], [[3, 0], [0, 3]]]
    for budgets, value in (((4, 3), 2), ((3, 4), 2), ((7, 0), 2), ((6, 2), 1), ((3, 3), 0)):
        found = ask(line).sweep(bills, np.array(budgets), np.array([1.0, 1.0])).best(0, Ties.ANY)
        assert found[0].value == value, budgets


def test_what_is_too_dense_is_told() -> None:
    n = 9
    tail, head = np.array([(a, b) for a in range(n) for b in range(1, n) if a != b]).T
    ones = np.ones(len(tail), dtype=np.int64)
    dense = Rooted(n, tail, head, np.arange(len(tail)), ones, ones[None], np.array([5]), np.ones(n, dtype=np.int64), [])
    with pytest.raises(TooWideError):
        ask(dense, states=500).sweep([[[1]]] * len(tail), np.array([5]), np.array([1.0]))


@pytest.mark.parametrize("seed", range(40))
def test_blocks_cover_the_network(seed: int) -> None:
    rooted = draw_rooted(seed, most_arcs=14)
    layout = lay_out(rooted)
    reached = rooted.reached(np.arange(len(rooted.tail)))
    taken = [node for block in layout.blocks for node in block.order]
    assert len(taken) == len(set(taken))
    assert {node for node in taken if node < rooted.n} == set(np.flatnonzero(reached).tolist()) - {0}
    placed = {0}
    for block in layout.blocks:
        assert block.entrance in placed
        placed |= set(block.order)
    together = [{block.entrance, *block.order} for block in layout.blocks]
    for a, b in layout.between:
        assert sum({a, b} <= nodes for nodes in together) == 1


@given(
    st.integers(1, 2),
    st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=40),
    st.sampled_from(Ties),
)
def test_only_beaten_labels_go(respects: int, rows: list[tuple[int, int, int, int]], ties: Ties) -> None:
    table = np.array(rows)
    state, value, bill = table[:, 0], table[:, 1], table[:, 2 : 2 + respects]
    kept, equal, of = unbeaten(state, value, bill, ties)
    stays = {*kept.tolist(), *equal.tolist()}
    for one in range(len(rows)):
        no_worse = (state == state[one]) & (value >= value[one]) & (bill <= bill[one]).all(axis=1)
        better = no_worse & ((value > value[one]) | (bill[:, 0] < bill[one, 0]))
        if ties is Ties.ANY:
            assert no_worse[kept].any()
        else:
            assert better.any() or one in stays
        if respects == 1:
            assert not (better.any() and one in stays)
    assert np.all(np.diff(state[kept]) >= 0)
    for other, place in zip(equal.tolist(), of.tolist(), strict=True):
        head = kept[place]
        assert (state[other], value[other], bill[other, 0]) == (state[head], value[head], bill[head, 0])
        assert np.all(bill[head] <= bill[other])
        assert ties is Ties.FIRST or np.all(bill[head] == bill[other])
