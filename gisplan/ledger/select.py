"""Select works of a state by programme, town, kind, or whether they are overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import read_kinds

__all__ = ["select_works"]


def select_works(
    state: State,
    *,
    programme: str | None = None,
    town: str | None = None,
    kind: str | None = None,
    overdue: bool = False,
) -> State:
    """Return the state with only the works of a programme or category, in a town, of a kind, or overdue.

    Raises
    ------
    LedgerError
        No work is of that programme, town or kind; the message names those that exist.
    """
    works = state.works
    if kind is not None:
        works = _filter(works, [w.kind == kind for w in works], kind, (w.kind for w in works))
    if programme is not None:
        works = _filter(works, [_group(w) == programme for w in works], programme, map(_group, works))
    if town is not None:
        works = _filter(works, [_is_in(w, town) for w in works], town, (w.values.get("town") for w in works))
    if overdue:
        works = tuple(work for work in works if work.overdue(state.on))
    return replace(state, works=works)


def _filter(
    works: tuple[WorkState, ...], chosen: list[bool], value: str, known: Iterable[str | None]
) -> tuple[WorkState, ...]:
    if not any(chosen):
        names = ", ".join(sorted({name for name in known if name}))
        raise LedgerError(_("The ledger has no works of {0}: it has {1}.").format(value, names or "–"))
    return tuple(work for work, keep in zip(works, chosen, strict=True) if keep)


def _group(work: WorkState) -> str | None:
    return work.values.get(read_kinds()[work.kind].group)


def _is_in(work: WorkState, town: str) -> bool:
    """Return whether a work is in a town, given by its name or by the first digits of its villages' codes."""
    villages = work.values.get("villages", ())
    by_code = town.isdigit() and len(town) >= 9 and any(code.startswith(town) for code in villages)
    return work.values.get("town") == town or by_code
