"""The changes of a scenario, in order: edits, roads, settings, a plan that was solved, and what undoes another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from gisplan.plan.scenario.scenario import DrawnRoad, Edit, Scenario, SolvedPlan

__all__ = [
    "SETTINGS",
    "Adopted",
    "Change",
    "Configured",
    "Drawn",
    "Edited",
    "Solved",
    "Undone",
    "apply_change",
    "replay_changes",
]

SETTINGS = ("name", "prize", "build_to", "whole_segments", "budgets", "inputs", "notes", "view", "archived")
"""The fields of a scenario that a change may set."""


@dataclass(frozen=True)
class Edited:
    """Stretches were put in, out, or left to the plan, together."""

    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Drawn:
    """New alignments were drawn."""

    roads: tuple[DrawnRoad, ...]


@dataclass(frozen=True)
class Configured:
    """Some of `SETTINGS` were set."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class Solved:
    """A plan was solved; None: the former one was put away."""

    plan: SolvedPlan | None


@dataclass(frozen=True)
class Adopted:
    """The county took the scenario as its list: the codes of the works that were made of it, or found."""

    works: tuple[str, ...]


@dataclass(frozen=True)
class Undone:
    """The change of this number, from 1, was undone; to undo that is to do it again."""

    change: int


Change = Edited | Drawn | Configured | Solved | Adopted | Undone


def apply_change(scenario: Scenario, change: Change) -> Scenario:
    """Return a scenario with a change that undoes nothing."""
    if isinstance(change, Edited):
        return replace(scenario, edits=(*scenario.edits, *change.edits))
    if isinstance(change, Drawn):
        return replace(scenario, roads=(*scenario.roads, *change.roads))
    if isinstance(change, Configured):
        return replace(scenario, **change.values)
    if isinstance(change, Solved):
        return replace(scenario, plan=change.plan)
    if isinstance(change, Adopted):
        return replace(scenario, adopted=change.works)
    raise TypeError(f"{type(change).__name__} is not among {get_args(Change)} that can be applied alone")


def replay_changes(start: Scenario, changes: Sequence[Change]) -> Scenario:
    """Return a scenario after its changes, in order, without those that were undone.

    Parameters
    ----------
    start : Scenario
        As it was begun.
    changes : sequence of Change
        All of them, the first one first.
    """
    scenario = start
    for change in list_effective(changes):
        scenario = apply_change(scenario, change)
    return scenario


def list_effective(changes: Sequence[Change]) -> Iterable[Change]:
    """List the changes that hold: those that no change undoes that holds itself."""
    undone: set[int] = set()
    for number in range(len(changes), 0, -1):
        change = changes[number - 1]
        if isinstance(change, Undone) and number not in undone:
            undone.add(change.change)
    return [c for number, c in enumerate(changes, 1) if number not in undone and not isinstance(c, Undone)]
