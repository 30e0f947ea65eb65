"""What a maker works with: the county, its arguments, a folder, and where it says how far it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["MakerResult", "Task", "find_event"]

_MOST_NOTES = 20
_LONGEST_NOTE = 300
_LEDGER = re.compile(r"ledger:(?P<store>[^@]+)@(?P<event>[0-9]+)")


@dataclass(frozen=True)
class MakerResult:
    """What a maker has made: of which event of which store and which day, and its files in the folder of the task."""

    store: str
    last_event: int
    as_of: str
    files: tuple[str, ...]


@dataclass
class Task:
    """One report that is being made.

    Parameters
    ----------
    county : str
        The county's folder, or its gisplan.toml.
    values : mapping
        The arguments of its kind.
    folder : Path
        An empty folder for the files.
    show : callable
        Called with the progress after each step.
    by : str
        Who asked for it.
    entry : str
        By which what it records counts once, however often it is made.
    """

    county: str
    values: Mapping[str, Any]
    folder: Path
    show: Callable[[Mapping[str, Any]], object]
    by: str = ""
    entry: str = ""
    steps: int = 0
    _done: int = 0
    _notes: list[str] = field(default_factory=list)
    _more: dict[str, Any] = field(default_factory=dict)

    def expect(self, steps: int) -> None:
        """Say how many more steps there will be."""
        self.steps += steps

    def step(self, name: str) -> None:
        """Begin a step: the ones before it are done."""
        self.show(self.describe(name))
        self._done += 1

    def again(self, name: str) -> None:
        """Show how far the step of this name is, which has begun."""
        self.show({**self.describe(name), "done": max(0, min(self._done, self.steps) - 1)})

    def note(self, text: str) -> None:
        """Keep what is to be known of the result."""
        if text and len(self._notes) < _MOST_NOTES:
            self._notes.append(text[:_LONGEST_NOTE])

    def add(self, **more: Any) -> None:
        """Add to the progress what one kind of report alone has, such as the best that was found as yet."""
        self._more.update(more)

    def describe(self, name: str) -> dict[str, Any]:
        """Describe how far it is, at the beginning of a step."""
        known = {"step": name, "done": min(self._done, self.steps), "of": self.steps}
        return {**known, **({"notes": self._notes} if self._notes else {}), **self._more}


def find_event(county: County) -> tuple[str, int]:
    """Find from which event of which store a county's works are.

    Raises
    ------
    ValueError
        They are of its files.
    """
    for item in county.inputs:
        found = _LEDGER.fullmatch(item.path)
        if found is not None:
            return found["store"], int(found["event"])
    raise ValueError("the works are not of a ledger")
