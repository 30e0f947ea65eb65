"""One bad input: its number in the table of bad inputs, how to make it, and what must be reported."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from gisplan.io.check import check_county, describe_check
from tests.io.toy_county import Toy, clean_county

__all__ = ["CASES", "BadInput", "bad_input", "frame_of", "report_faults"]

Rows = list[tuple[Any, dict[str, Any]]]


@dataclass(frozen=True)
class BadInput:
    """A county with one bad input, and the fault that it must have.

    `places` are the parts of the place that the fault must name, of file, layer, row, field and value.
    """

    number: int
    title: str
    code: str
    level: str
    places: frozenset[str]
    change: Callable[[Toy], Toy]
    only_posix: bool = False


CASES: list[BadInput] = []


def bad_input(
    number: int, title: str, code: str, level: str, places: str = "file layer row", *, only_posix: bool = False
) -> Callable[[Callable[[Toy], Toy]], Callable[[Toy], Toy]]:
    """Enter a function that changes a clean county into the list of cases."""

    def enter(change: Callable[[Toy], Toy]) -> Callable[[Toy], Toy]:
        CASES.append(BadInput(number, title, code, level, frozenset(places.split()), change, only_posix))
        return change

    return enter


def report_faults(case: BadInput, folder: Path) -> list[dict[str, Any]]:
    """Make the county of a case in a folder, check it, and return the faults of the check's JSON document."""
    saved = case.change(clean_county(folder)).save()
    document = describe_check(check_county(saved))
    return json.loads(json.dumps(document, ensure_ascii=False))["faults"]  # type: ignore[no-any-return]


def frame_of(rows: Rows, crs: Any = 4490) -> gpd.GeoDataFrame:
    """Return rows as a frame of geopandas."""
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=crs)


def runs_here(case: BadInput) -> bool:
    """Return whether the system can make the case."""
    return not case.only_posix or sys.platform != "win32"
