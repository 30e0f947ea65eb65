"""The frontier solver by its parts: blocks cover the network, and only dominated labels are dropped."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.steiner.frontier import layers, states
from gisplan.steiner.frontier.biconnected import decompose
from gisplan.steiner.frontier.decomposition import FrontierSolver, SearchLimits
from gisplan.steiner.frontier.dominance import Ties, nondominated
from gisplan.steiner.frontier.states import StateLimitError
from gisplan.steiner.reduction.rooted import RootedProblem

ORDER = list(range(100))


def draw_rooted(seed: int, *, most_arcs: int = 9) -> RootedProblem:
    """A network of arcs out of node 0: links both ways, a free leaf behind two nodes, a joint prize of two nodes."""
    rng = np.random.default_rng(seed)
    n, links = int(rng.integers(3, 7)), int(rng.integers(2, most_arcs))
    ends = np.array([rng.choice(n, 2, replace=False) for _ in range(links)])
    tail, head = np.concatenate([ends, ends[:, ::-1]]).T
    link, cost = np.tile(np.arange(links), 2), np.tile(rng.integers(1, 9, links), 2)
    enters = rng.choice(n, 2, replace=False)  # node n is a free leaf
    tail, head = np.append(tail, enters), np.append(head, [n, n])
    link, cost = np.append(link, [-1, -1]), np.append(cost, [0, 0])
    out = head != 0
    goal = tuple(sorted(rng.choice(np.arange(1, n + 1), 2, replace=False).tolist()))
    return RootedProblem(
        n=n + 1,
        tail=tail[out],
        head=head[out],
        link=link[out],
        cost=cost[out],
        charge=cost[out][None],
        budgets=np.array([int(cost.sum())]),
        prize=np.append(0, rng.integers(0, 6, n)),
        joint_prizes=[(int(rng.integers(1, 9)), goal)],
    )


def best_value_by_cost(rooted: RootedProblem) -> dict[int, int]:
    """The highest value of each cost, over all choices of links."""
    best: dict[int, int] = {}
    links = np.unique(rooted.link[rooted.link >= 0])
    for used in product([False, True], repeat=len(links)):
        solution = rooted.evaluate(rooted.arcs_of(frozenset(links[list(used)].tolist())))
        best[solution.cost] = max(best.get(solution.cost, 0), solution.value)
    return best


def make_solver(rooted: RootedProblem, *, states: int = SearchLimits.full.states) -> FrontierSolver:
    limits = replace(SearchLimits.full, states=states)
    return FrontierSolver(rooted, 1, np.zeros(rooted.n, dtype=bool), ORDER, limits, np.inf)


@pytest.mark.parametrize("block", range(4))
def test_within_each_budget_the_best_solution_is_the_best_of_all(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        rooted = draw_rooted(seed)
        resources = [[[cost]] for cost in rooted.cost.tolist()]
        best_values = best_value_by_cost(rooted)
        for budget in sorted({*best_values, *(cost - 1 for cost in best_values if cost)}):
            value, cost = max((value, -cost) for cost, value in best_values.items() if cost <= budget)
            table = make_solver(rooted).build_table(resources, np.array([budget]), np.array([1.0]))
            assert table.upper_bound >= value - 1e-9
            best = table.best_solutions(0, Ties.FIRST)[0]
            assert (best.value, best.cost) == (value, -cost), seed
            assert not table.best_solutions(value + 1, Ties.FIRST)


def test_of_equal_solutions_the_first_is_returned() -> None:
    #   two paths of equal cost round a square, 0 - 1 - 3 and 0 - 2 - 3
    tail, head = np.array([0, 1, 0, 2]), np.array([1, 3, 2, 3])
    ones, prize = np.ones(4, dtype=np.int64), np.array([0, 0, 0, 5])
    square = RootedProblem(4, tail, head, np.arange(4), ones, ones[None], np.array([2]), prize, [])
    for order, links in (
        ([0, 1, 2, 3], {0, 1}),
        ([2, 3, 0, 1], {2, 3}),
        ([1, 2, 3, 0], {2, 3}),
        ([0, 3, 1, 2], {0, 1}),
    ):
        solver = FrontierSolver(square, 1, np.zeros(4, dtype=bool), order, SearchLimits.full, np.inf)
        found = solver.build_table([[[1]]] * 4, np.array([2]), np.array([1.0])).best_solutions(5, Ties.FIRST)
        assert [solution.links for solution in found] == [frozenset(links)]


def test_a_way_to_pay_for_each_programme() -> None:
    #   0 -4- 1 -3- 2; either programme pays for either, and they have 4 and 3
    ones = np.array([4, 3])
    line = RootedProblem(
        3, np.array([0, 1]), np.array([1, 2]), np.arange(2), ones, ones[None], np.array([7]), np.array([0, 1, 1]), []
    )
    resources = [[[4, 0], [0, 4]], [[3, 0], [0, 3]]]
    for budgets, value in (((4, 3), 2), ((3, 4), 2), ((7, 0), 2), ((6, 2), 1), ((3, 3), 0)):
        table = make_solver(line).build_table(resources, np.array(budgets), np.array([1.0, 1.0]))
        found = table.best_solutions(0, Ties.ANY)
        assert found[0].value == value, budgets


def test_a_network_that_is_too_dense_is_refused() -> None:
    n = 9
    tail, head = np.array([(a, b) for a in range(n) for b in range(1, n) if a != b]).T
    ones = np.ones(len(tail), dtype=np.int64)
    dense = RootedProblem(
        n, tail, head, np.arange(len(tail)), ones, ones[None], np.array([5]), np.ones(n, dtype=np.int64), []
    )
    with pytest.raises(StateLimitError):
        make_solver(dense, states=500).build_table([[[1]]] * len(tail), np.array([5]), np.array([1.0]))


@pytest.mark.parametrize("seed", range(40))
def test_blocks_cover_the_network(seed: int) -> None:
    rooted = draw_rooted(seed, most_arcs=14)
    tree = decompose(rooted)
    reached = rooted.reached(np.arange(len(rooted.tail)))
    taken = [node for block in tree.blocks for node in block.order]
    assert len(taken) == len(set(taken))
    assert {node for node in taken if node < rooted.n} == set(np.flatnonzero(reached).tolist()) - {0}
    placed = {0}
    for block in tree.blocks:
        assert block.cut_vertex in placed
        placed |= set(block.order)
    together = [{block.cut_vertex, *block.order} for block in tree.blocks]
    for a, b in tree.arcs_between:
        assert sum({a, b} <= nodes for nodes in together) == 1


@given(
    st.integers(1, 2),
    st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=40),
    st.sampled_from(Ties),
)
def test_only_dominated_labels_go(n_resources: int, rows: list[tuple[int, int, int, int]], ties: Ties) -> None:
    table = np.array(rows)
    state, value, resources = table[:, 0], table[:, 1], table[:, 2 : 2 + n_resources]
    cost = ties.cost_of(resources)
    kept, equal, of = nondominated(state, value, resources, ties)
    stays = {*kept.tolist(), *equal.tolist()}
    for one in range(len(rows)):
        no_worse = (state == state[one]) & (value >= value[one]) & (resources <= resources[one]).all(axis=1)
        better = no_worse & ((value > value[one]) | (cost < cost[one]))
        if ties is Ties.ANY:
            assert no_worse[kept].any()
        else:
            assert better.any() or one in stays
        if n_resources == 1:
            assert not (better.any() and one in stays)
    assert np.all(np.diff(state[kept]) >= 0)
    for other, terminal in zip(equal.tolist(), of.tolist(), strict=True):
        head = kept[terminal]
        assert (state[other], value[other], cost[other]) == (state[head], value[head], cost[head])
        assert np.all(resources[head] <= resources[other])
        assert ties is Ties.FIRST or np.all(resources[head] == resources[other])


@pytest.mark.parametrize("count", [2, 49, 300])
@pytest.mark.parametrize("n_resources", [0, 1, 2])
def test_the_same_transitions_are_dominated_by_arrays_and_one_by_one(count: int, n_resources: int) -> None:
    rng = np.random.default_rng(count + n_resources)
    rows = [
        (int(rng.integers(3)), tuple(rng.integers(0, 12, n_resources).tolist()), (place,)) for place in range(count)
    ]
    kept = [one for one in rows if not any(layers._dominates(other, one) for other in rows)]
    assert layers._drop_dominated(rows) == kept


def test_a_layer_is_given_up_when_time_is_up_within_it() -> None:
    """It looked at the clock between layers alone, and one layer took seconds."""
    ways = [[(1, 0), (0, 1)] for _arc in range(12)]
    row = ((0, 0, False), [(1, (0,)), (2, (1,))])
    paths = layers.LayerPaths(1, 1, -1, [row])
    assert len(paths.to_layer(ways).rows) == len(paths.to_layer(ways, np.inf).rows) > 0
    with pytest.raises(StateLimitError):
        paths.to_layer(ways, 0.0)
    with pytest.raises(StateLimitError):
        layers._sum_resources(ways, range(12), 0.0)
    assert len(layers._sum_resources(ways, range(5), 0.0)) == 32, "few sums are not looked at"
    rows = [(place, (place, 0), (place,)) for place in range(100)]
    with pytest.raises(StateLimitError):
        layers._drop_dominated(rows, 0.0)


def test_states_with_many_transitions_look_at_the_clock_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    monkeypatch.setattr(states, "is_over", lambda deadline: looks.append(deadline) is not None)
    closing = states._Closing.__new__(states._Closing)
    closing.until_look, closing.deadline = 0, 5.0
    for _state in range(8):
        assert not closing._is_over(states._LOOK_EVERY)
    assert looks == [5.0] * 8
    for _state in range(states._LOOK_EVERY):
        closing._is_over(2)
    assert len(looks) == 10
