"""Villages that were merged or renumbered: which code of today stands for a former one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CodeChange", "CodeChanges", "follow_codes"]


@dataclass(frozen=True)
class CodeChange:
    """One line of a list of changes.

    Parameters
    ----------
    old, new : str
        A village's code before and since; they are the same for a village that others were merged with.
    day : date or None
        The day from which the new code holds; None where it is not known.
    """

    old: str
    new: str
    day: date | None = None


def follow_codes(changes: Mapping[str, str]) -> tuple[dict[str, str], frozenset[str]]:
    """Follow each old code to its last one.

    Parameters
    ----------
    changes : mapping of str to str
        The next code of each old code; a code that is its own next one ends there.

    Returns
    -------
    last : dict of str to str
        The last code of each old one, those excepted that lead round in a circle.
    circular : frozenset of str
        The codes of which each leads back to itself.

    Examples
    --------
    >>> follow_codes({"A": "B", "B": "C"})
    ({'A': 'C', 'B': 'C'}, frozenset())
    >>> last, circular = follow_codes({"A": "B", "B": "A", "C": "A"})
    >>> last, sorted(circular)
    ({}, ['A', 'B'])
    """
    last: dict[str, str] = {}
    circular: set[str] = set()
    for old in changes:
        path = [old]
        while (code := path[-1]) not in last and changes.get(code, code) != code:
            if (following := changes[code]) in path:
                circular.update(path[path.index(following) :])
                break
            path.append(following)
        else:
            last.update(dict.fromkeys(path, last.get(code, code)))
    return {old: last[old] for old in changes if old in last}, frozenset(circular)


@dataclass(frozen=True)
class CodeChanges:
    """The changes of a county's village codes that are followed.

    Parameters
    ----------
    changes : tuple of CodeChange
        At most one of each old code, and none that lead round in a circle.
    """

    changes: tuple[CodeChange, ...] = ()

    @classmethod
    def from_frame(cls, frame: pd.DataFrame | None, *, as_of: date | None = None) -> CodeChanges:
        """Take the changes from a layer; those that come after the county's date are not followed.

        Parameters
        ----------
        frame : DataFrame or None
            The columns `old`, `new` and `day`; None where there is no such layer.
        as_of : date, optional
            The county's date.

        Returns
        -------
        CodeChanges
        """
        if frame is None:
            return cls()
        import pandas as pd  # the ledger's commands start without it

        days = [None if pd.isna(day) else pd.Timestamp(day).date() for day in frame["day"]]
        rows = map(CodeChange, frame["old"], frame["new"], days)
        return cls(tuple(row for row in rows if row.day is None or as_of is None or row.day <= as_of))

    @cached_property
    def today(self) -> Mapping[str, str]:
        """The code of today of each former code."""
        found, _circular = follow_codes({change.old: change.new for change in self.changes})
        return {old: new for old, new in found.items() if old != new}

    def follow(self, code: str) -> str:
        """Return the code of today; a code that did not change is returned as it is."""
        return self.today.get(code, code)

    def follow_all(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the codes of today, each once."""
        return tuple(dict.fromkeys(map(self.follow, codes)))

    def is_part(self, code: str, day: date | None = None) -> bool:
        """Return whether a record of this code is only about a part of the village of today.

        So it is if others were merged with the village later: after the code was given up, or, where the record's day
        is known, after that day.

        Parameters
        ----------
        code : str
            The code in the record.
        day : date, optional
            The record's day.

        Returns
        -------
        bool

        Examples
        --------
        >>> merged = CodeChanges((CodeChange("A", "C"), CodeChange("B", "C", date(2015, 5, 1))))
        >>> merged.is_part("A"), merged.is_part("C"), merged.is_part("C", date(2015, 4, 30))
        (True, False, True)
        """
        while True:
            merged = [change.day for change in self._into.get(code, ()) if change.old != code]
            if day is not None and any(known is not None and day < known for known in merged):
                return True
            if code not in self.today:
                return False
            code = self._next[code]
            if len(self._into[code]) > 1:
                return True

    @cached_property
    def _next(self) -> Mapping[str, str]:
        return {change.old: change.new for change in self.changes}

    @cached_property
    def _into(self) -> Mapping[str, list[CodeChange]]:
        found: dict[str, list[CodeChange]] = {}
        for change in self.changes:
            found.setdefault(change.new, []).append(change)
        return found
