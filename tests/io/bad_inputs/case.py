"""One bad input: its number in the table of bad inputs, how to make it, and what must be reported."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import geopandas as gpd

from gisplan.base.language import _, set_language
from gisplan.io.check import check_county, describe_check
from gisplan.io.faults.shown_rows import explain_shown
from tests.io.toy_county import Toy, clean_county

__all__ = ["CASES", "BadInput", "bad_input", "frame_of", "report_faults", "speaking"]

Rows = list[tuple[Any, dict[str, Any]]]


@dataclass(frozen=True)
class BadInput:
    """A county with one bad input, and the fault that it must have.

    `places` are the parts of the place that the fault must name, of file, layer, row, field and value. A case whose
    `code` is empty has no fault: the input is read as it is.
    """

    number: int
    title: str
    code: str
    level: str
    places: frozenset[str]
    change: Callable[[Toy], Toy]


CASES: list[BadInput] = []


def bad_input(
    number: int, title: str, code: str, level: str, places: str = "file layer row"
) -> Callable[[Callable[[Toy], Toy]], Callable[[Toy], Toy]]:
    """Enter a function that changes a clean county into the list of cases."""

    def enter(change: Callable[[Toy], Toy]) -> Callable[[Toy], Toy]:
        CASES.append(BadInput(number, title, code, level, frozenset(places.split()), change))
        return change

    return enter


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have gisplan speak a language, then the one before."""
    set_language(language)
    try:
        yield
    finally:
        set_language(None)


def report_faults(case: BadInput, folder: Path) -> list[dict[str, Any]]:
    """Make the county of a case in a folder, check it, and return the faults of the check's JSON document.

    Each has its message and remedy in Chinese, too. That the small county has no trunk road is not the case's.
    """
    changed = case.change(clean_county(folder))
    with _refuse_opening(folder, SECRET_FILES):
        report = check_county(changed.save())
    document = describe_check(report)
    assert all(item["rows"] == item["accepted"] + item["quarantined"] for item in document["inputs"])
    faults = json.loads(json.dumps(document, ensure_ascii=False))["faults"]
    with speaking("zh"):
        for fault, own in zip(faults, report.faults, strict=True):
            fault["chinese"] = explain_shown(own, report.rows_above, translate=_)
    return [fault for fault in faults if fault["code"] != "trunk-classes-usual"]


SECRET_FILES = {"secret.geojson"}
"""Files of the cases that their owner may not read: permissions mean nothing to whoever is root."""


@contextmanager
def _refuse_opening(folder: Path, names: set[str]) -> Iterator[None]:
    """Let the system refuse to open some files of a folder."""
    opened = os.open

    def refuse(path: Any, *args: Any, **options: Any) -> int:
        if isinstance(path, str | os.PathLike) and Path(path).name in names:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *args, **options)

    with patch.object(os, "open", refuse):
        yield


def frame_of(rows: Rows, crs: Any = 4490) -> gpd.GeoDataFrame:
    """Return rows as a frame of geopandas."""
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=crs)
