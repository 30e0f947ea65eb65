"""Measured figures, beside their limits and what was recorded before.

`figures.csv` has a line for each figure: its name, unit, limit (none where it is only reported) and goal (where it has
one), and a column for each time that figures were recorded, the newest last. The limit is the goal where the goal is
met with a fifth to spare, else a fifth above what was measured: `set_limits`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

FILE = Path(__file__).with_name("figures.csv")
WIDE = 2.0  # a short run, on any computer, fails past so many times the limit, and not by seconds
SPARE = 1.2
UNITS = {"x": "x", "s": " s", "GB": " GB", "%": " %"}


@dataclass(frozen=True)
class Line:
    """A line of `figures.csv`."""

    name: str
    unit: str
    limit: float | None
    goal: str
    recorded: dict[str, str]


class Figures:
    """The figures of one run.

    Parameters
    ----------
    wide : bool
        Whether limits are multiplied by `WIDE`; those of seconds are only shown then.
    """

    def __init__(self, *, wide: bool = False) -> None:
        self._lines = {line.name: line for line in read_lines()}
        self._width = max(map(len, self._lines))
        self._wide = wide
        self._measured: dict[str, float] = {}
        self._over: list[str] = []

    def add(self, name: str, value: float, note: str = "") -> None:
        """Print a figure beside what was last recorded, and keep whether it is within its limit."""
        line = self._lines[name]
        unit = UNITS[line.unit]
        last = next((text for text in reversed(line.recorded.values()) if text), "")
        limit = None if line.limit is None else line.limit * (WIDE if self._wide else 1.0)
        shown = f"{name:{self._width}}  {value:8.2f}{unit:3}  limit {'-' if limit is None else f'{limit:g}':>5}"
        shown += f"  goal {line.goal or '-':>5}  last {last or '-':>6}"
        if limit is not None and value > limit and not (self._wide and line.unit == "s"):
            shown += "  OVER"
            self._over.append(f"{name}: {value:.2f}{unit}, limit {limit:g}")
        print(f"{shown}  {note}".rstrip(), flush=True)
        self._measured[name] = value

    def end(self, record: str = "") -> int:
        """Print what is over its limit, record the figures under a name if there is one; return the exit code."""
        for line in self._over:
            print("OVER", line)
        if record:
            _record(record, self._measured)
        return 1 if self._over else 0


def read_lines() -> list[Line]:
    """Read `figures.csv`."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Line(
                row.pop("name"),
                row.pop("unit"),
                float(limit) if (limit := row.pop("limit")) else None,
                row.pop("goal"),
                row,
            )
            for row in csv.DictReader(file)
        ]


def set_limits(names: list[str]) -> None:
    """Set the limit of each figure that has a goal, by the largest of what was recorded under some names."""
    lines = []
    for line in read_lines():
        known = [float(line.recorded[name]) for name in names if line.recorded.get(name)]
        if line.goal and known:
            least = SPARE * max(known)
            line = replace(line, limit=max(float(line.goal), float(f"{least:.2g}")))
        lines.append(line)
    _write(lines, list(lines[0].recorded))


def _record(name: str, measured: dict[str, float]) -> None:
    """Write the figures into the column of a name, which is added behind the others if it is new."""
    lines = read_lines()
    names = [*lines[0].recorded, *([] if name in lines[0].recorded else [name])]
    recorded = {key: {name: f"{value:.2f}"} for key, value in measured.items()}
    _write([replace(line, recorded=line.recorded | recorded.get(line.name, {})) for line in lines], names)


def _write(lines: list[Line], names: list[str]) -> None:
    """Write `figures.csv`; `names` are those of the recorded figures, in order."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "unit", "limit", "goal", *names])
        for line in lines:
            limit = "" if line.limit is None else f"{line.limit:g}"
            writer.writerow([line.name, line.unit, limit, line.goal, *(line.recorded.get(key, "") for key in names)])
