"""What the criteria and targets of a standard say of each other."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from gisplan.base.language import _
from gisplan.standards.standard import Criterion, Target

__all__ = ["check_links", "sort_by_parts"]


def check_links(criteria: Sequence[Criterion], targets: Sequence[Target], named: Set[Any]) -> list[str]:
    """Ids that stand twice, those that nothing bears, and combinations that do not fit together.

    `named` are the ids of all criteria that the text has, the faulty ones too.
    """
    ids = [what.id for what in criteria] + [what.id for what in targets]
    faults = [_("the id {0!r} is used twice").format(i) for i in sorted({i for i in ids if ids.count(i) > 1})]
    asked = [(t.id, t.criterion) for t in targets if t.criterion] + [(c.id, part) for c in criteria for part in c.parts]
    faults += [_("{0}: there is no criterion {1!r}").format(id, part) for id, part in asked if part not in named]
    known = {c.id: c for c in criteria}
    for c in (c for c in criteria if c.kind == "combine"):
        if sum(map(bool, (c.all_of, c.any_of, c.every_group))) != 1:
            faults.append(_("{0}: give exactly one of all_of, any_of and every_group").format(c.id))
        for part in c.parts:
            wanted = "group" if part == c.every_group else c.settlement
            if part in known and (known[part].settlement != wanted or (c.every_group and c.settlement != "village")):
                faults.append(_("{0}: {1!r} applies to another kind of settlement").format(c.id, part))
    for t in targets:
        if t.readings and t.reading not in {r.id for r in t.readings}:
            faults.append(_("{0}: {1!r} is not one of its readings").format(t.id, t.reading))
    circle = _find_circle(criteria)
    return [*faults, _("{0} depends on itself").format(circle)] if circle else faults


def sort_by_parts(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria in an order in which each comes after those that it is made of."""
    done: list[Criterion] = []
    left = list(criteria)
    while left:
        ready = [c for c in left if not {p for p in c.parts if p in {o.id for o in left}}]
        if not ready:
            break
        done += ready
        left = [c for c in left if c not in ready]
    return tuple(done)


def _find_circle(criteria: Sequence[Criterion]) -> str:
    """The id of a criterion that is made of itself, or nothing."""
    done = sort_by_parts(criteria)
    return next((c.id for c in criteria if c not in done), "")
