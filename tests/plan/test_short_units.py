"""Very short units: why none are merged."""

from pathlib import Path

import numpy as np

import gisplan
from gisplan.plan import build_planning_problem
from gisplan.workflow.steps import resolve_standard


def test_no_two_units_of_one_segment_in_zhenba_are_alone_at_their_node(root: Path) -> None:
    """Where a node has two units of a segment and nothing else, and nobody is attached to them, they could be one."""
    county = gisplan.read_county(root / "layers" / "zhenba")
    problem = build_planning_problem(county, resolve_standard(county, None))
    units, adjacency = problem.units, problem.adjacency
    edges = problem.survey.network.edges
    joined = np.bincount(
        np.concatenate([edges[end][edges["road"] < 0] for end in ("u", "v")]), minlength=1 + edges["u"].max()
    )
    follows = (units.segment[1:] == units.segment[:-1]) & (units.u[1:] == units.v[:-1])
    attached = np.bincount(problem.attached_vertex, minlength=adjacency.root + 1)[: len(units)] > 0
    alone = follows & (joined[units.v[:-1]] == 0) & ~attached[1:] & ~attached[:-1]
    assert follows.sum() > 2000
    assert ((units.end_m - units.begin_m) < 1.0).sum() > 400
    assert not alone.any()
