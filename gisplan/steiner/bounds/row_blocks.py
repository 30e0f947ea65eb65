"""Rows of the linear program as flat arrays: single ones joined, and the many that balance the flow through nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from gisplan.steiner.bounds.separation import Row
from gisplan.steiner.frontier.labels import ragged_arange
from gisplan.steiner.limits import check_time
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["RowBlock", "balance_flow", "join_rows"]

_MAX_ENTRIES = 5_000_000  # of the rows that balance the flow
_ROWS_AT_ONCE = 1_000  # of them, which are made between two looks at the clock


class RowBlock(NamedTuple):
    """Rows as flat arrays: their bounds and sizes, and their columns and coefficients, row after row."""

    lower: Floats
    upper: Floats
    size: Ints
    columns: Ints
    values: Floats


def join_rows(rows: Iterable[Row]) -> RowBlock:
    """Make a block of single rows."""
    rows = list(rows)
    size = np.array([len(columns) for _, _, columns, _ in rows], dtype=np.int64)
    return RowBlock(
        lower=np.array([lower for lower, _, _, _ in rows], dtype=np.float64),
        upper=np.array([upper for _, upper, _, _ in rows], dtype=np.float64),
        size=size,
        columns=np.concatenate([np.empty(0, dtype=np.int64), *(columns for _, _, columns, _ in rows)]),
        values=np.concatenate([np.empty(0), *(values for _, _, _, values in rows)]),
    )


def balance_flow(rooted: RootedProblem, deadline: float) -> Iterator[RowBlock]:
    """Make the rows that no more leads out of a node to another than into it from others.

    There are too many on dense graphs, where cuts must do.

    Parameters
    ----------
    rooted : RootedProblem
    deadline : float
        In seconds of `time.monotonic`.

    Yields
    ------
    RowBlock

    Raises
    ------
    TimeUpError
        The deadline is past.
    """
    entering, leaving = (np.bincount(ends, minlength=rooted.n) for ends in (rooted.head, rooted.tail))
    if int(entering[1:] @ leaving[1:]) > _MAX_ENTRIES:
        return
    by_pair, by_head = (np.argsort(key, kind="stable") for key in (rooted.pair_key, rooted.head))
    begin = np.flatnonzero(np.diff(rooted.pair_key[by_pair], prepend=-1))
    count = np.diff(begin, append=len(by_pair))
    inside = rooted.tail[by_pair[begin]] != 0
    begin, count = begin[inside], count[inside]
    into = _Entering(by_head, np.cumsum(entering) - entering, entering)
    for i in range(0, len(begin), _ROWS_AT_ONCE):
        check_time(deadline)
        own_row, own = _list_ranges(begin[i : i + _ROWS_AT_ONCE], count[i : i + _ROWS_AT_ONCE])
        yield _make_block(rooted, own_row, by_pair[own], into)


class _Entering(NamedTuple):
    """The arcs by the node that they lead into: their numbers, where those of each node begin, and how many it has."""

    arcs: Ints
    begin: Ints
    number: Ints


def _make_block(rooted: RootedProblem, own_row: Ints, own: Ints, entering: _Entering) -> RowBlock:
    """Make some rows: the arcs of each between its two nodes, less what enters the first from others."""
    first = own[np.flatnonzero(np.diff(own_row, prepend=-1))]
    tail = rooted.tail[first]
    into_row, place = _list_ranges(entering.begin[tail], entering.number[tail])
    into = entering.arcs[place]
    others = rooted.tail[into] != rooted.head[first][into_row]
    row = np.concatenate([own_row, into_row[others]])
    order = np.argsort(row, kind="stable")
    columns = np.concatenate([own, into[others]])
    values = np.where(np.arange(len(row)) < len(own), 1.0, -1.0)
    bounds = np.full(len(first), -np.inf), np.zeros(len(first))
    return RowBlock(*bounds, np.bincount(row, minlength=len(first)), columns[order], values[order])


def _list_ranges(begin: Ints, count: Ints) -> tuple[Ints, Ints]:
    """List the numbers from each `begin` on, `count` of each: the number of the range, and the numbers."""
    which, place = ragged_arange(count)
    return which, begin[which] + place
