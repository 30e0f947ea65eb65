"""Which change of a scenario its author would undo next, and which undone one do again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gisplan.ledger.scenarios.stored import KeptChange
from gisplan.plan.scenario.changes import Adopted, Undone

__all__ = ["NextSteps", "find_next_steps"]


class NextSteps(NamedTuple):
    """The number of the change that undoing would undo, and that doing again would undo; None where there is none."""

    undo: int | None
    redo: int | None


def find_next_steps(changes: Sequence[KeptChange], by: str) -> NextSteps:
    """Find what somebody's undo and redo would undo: of one's own changes alone, the last one first.

    That the county adopted it stays: its works are in the ledger.

    Parameters
    ----------
    changes : sequence of KeptChange
        All of a scenario, comments too.
    by : str
    """
    done: list[int] = []
    undone: list[tuple[int, int]] = []  # the change that undid, and what it undid
    for kept in changes:
        if kept.change is None or isinstance(kept.change, Adopted) or kept.by != by:
            continue
        if not isinstance(kept.change, Undone):
            done.append(kept.number)
            undone.clear()
        elif kept.change.change in done:
            done.remove(kept.change.change)
            undone.append((kept.number, kept.change.change))
        else:
            again = [pair for pair in undone if pair[0] == kept.change.change]
            undone = [pair for pair in undone if pair not in again]
            done.extend(target for _number, target in again)
    return NextSteps(done[-1] if done else None, undone[-1][0] if undone else None)
