"""A scenario as it is in the store: how it began, its changes in order, and what it is now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row

from gisplan.ledger.events.clock import parse_instant
from gisplan.plan.scenario.changes import Change, Configured, Drawn, Edited, Solved, Undone, replay_changes
from gisplan.plan.scenario.document import dict_to_change, dict_to_scenario
from gisplan.plan.scenario.scenario import Scenario

__all__ = ["KeptChange", "KeptScenario", "find_conflict", "make_kept", "read_kept"]


@dataclass(frozen=True)
class KeptChange:
    """A change of a scenario, or a comment on it.

    Parameters
    ----------
    number : int
        From 1, in the order of recording.
    recorded : datetime
        When it was recorded (UTC).
    by : str
        Who changed it.
    change : Change or None
        None for a comment.
    comment : str
    entry : str or None
        The id that the caller gave it.
    """

    number: int
    recorded: datetime
    by: str
    change: Change | None
    comment: str = ""
    entry: str | None = None


@dataclass(frozen=True)
class KeptScenario:
    """A scenario of the store.

    Parameters
    ----------
    number : int
    begun : Scenario
        As it began.
    created : datetime
        When it was begun (UTC).
    by : str
        Who began it.
    changes : tuple of KeptChange
        All of them, comments too.
    copy_of, copy_of_change : int or None
        The scenario of which it is a copy, and up to which change.
    """

    number: int
    begun: Scenario
    created: datetime
    by: str
    changes: tuple[KeptChange, ...]
    copy_of: int | None = None
    copy_of_change: int | None = None

    @property
    def version(self) -> int:
        """The number of its last change, 0 where there is none."""
        return len(self.changes)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it is now."""
        return self.at(self.version)

    def at(self, version: int) -> Scenario:
        """Return the scenario as it was after a change."""
        kept = self.changes[:version]
        return replay_changes(self.begun, [_NOTHING if change.change is None else change.change for change in kept])


_NOTHING = Configured({})  # in the place of a comment, so that changes keep their numbers


def make_kept(row: Row[Any], changes: Iterable[KeptChange]) -> KeptScenario:
    """Make a scenario of its row and its changes."""
    return KeptScenario(
        number=row.id,
        begun=dict_to_scenario(json.loads(row.begun)),
        created=parse_instant(row.created),
        by=row.by,
        changes=tuple(changes),
        copy_of=row.copy_of,
        copy_of_change=row.copy_of_change,
    )


def read_kept(row: Row[Any]) -> KeptChange:
    """Make a change of its row."""
    change = None if row.change is None else dict_to_change(json.loads(row.change))
    return KeptChange(row.number, parse_instant(row.recorded), row.by, change, row.comment or "", row.entry)


def find_conflict(since: Sequence[KeptChange], changes: Sequence[Change], by: str) -> tuple[KeptChange, ...]:
    """Find the changes of others that are of what somebody is about to change: the same stretch, setting or plan."""
    return tuple(
        kept
        for kept in since
        if kept.by != by and kept.change is not None and any(_touches(kept.change, change) for change in changes)
    )


def _touches(one: Change, two: Change) -> bool:
    """Whether two changes are of the same."""
    if isinstance(one, Edited) and isinstance(two, Edited):
        return any(
            a.segment == b.segment and _overlap((a.from_m, a.to_m), (b.from_m, b.to_m))
            for a in one.edits
            for b in two.edits
        )
    if isinstance(one, Configured) and isinstance(two, Configured):
        return bool((set(one.values) & set(two.values)) - {"view", "inputs"})
    if isinstance(one, Drawn) and isinstance(two, Drawn):
        return bool({road.code for road in one.roads} & {road.code for road in two.roads})
    if isinstance(one, Undone) and isinstance(two, Undone):
        return one.change == two.change
    return isinstance(one, Solved) and isinstance(two, Solved)


def _overlap(one: tuple[float | None, float | None], two: tuple[float | None, float | None]) -> bool:
    begin = max(one[0] or 0.0, two[0] or 0.0)
    ends = [end for end in (one[1], two[1]) if end is not None]
    return not ends or begin < min(ends)
