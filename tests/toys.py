"""Toy counties, drawn in ASCII.

    toy = draw_county('''
        A===#
        b   #
          --%--  C
            @
    ''')
    toy.roads, toy.villages, toy.groups, toy.seats

Every character is a cell of `cell_m` metres, north is up, and a thing stands at the middle of its
cell. What each character means:

====  ==============================================================================
`#`   trunk road: class S, sealed (surface 12)
`=`   sealed road: class C, surface 12
`?`   road of unknown surface: class C, surface null
`-`   unsealed road: class C, surface 31
`+`   two roads cross here without a node (a shared point, no end near)
`%`   the road that runs east-west crosses the other on a bridge: a line of its own
A-Z   a village; beside a road, never on it
a-z   a group of the village with the same letter
`@`   a town seat
====  ==============================================================================

Neighbours (up, down, left, right) of the same kind make one line, which is cut where three or more
meet. Where two kinds are neighbours, the line of the later kind in the table ends on the middle of
the earlier one's cell: so `===---` touches, and a `-` below `===` makes a T-junction without a node.
Anything else stands apart: draw a gap as blanks, or with a small `cell_m`.

Roads are numbered `R1, R2, …` by their first point, from the north-west; the frames have the county's
canonical columns and the CRS `EPSG:32648`, with the upper left cell at (500 000, 3 500 000).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = ["CRS", "Toy", "draw_county"]

CRS = "EPSG:32648"
ORIGIN = (500_000.0, 3_500_000.0)
KINDS = "#=?-"
CLASSES = {"#": "S", "=": "C", "?": "C", "-": "C"}
SURFACES = {"#": 12, "=": 12, "?": None, "-": 31}
CROSSINGS = "+%"
STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))

Cells = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Toy:
    """A drawn county: four frames with canonical columns, in `EPSG:32648`."""

    roads: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    seats: gpd.GeoDataFrame


def draw_county(picture: str, *, cell_m: float = 100.0, households: dict[str, int] | None = None) -> Toy:
    """Read a picture as a county.

    Parameters
    ----------
    picture : str
        The drawing; common indentation is dropped.
    cell_m : float
        The width of a cell, in metres.
    households : dict of str to int, optional
        Households by letter; 30 where not given. A village holds four people a household.
    """
    rows = dedent(picture).strip("\n").splitlines()
    cells: Cells = {(x, -y): c for y, row in enumerate(rows) for x, c in enumerate(row) if c != " "}
    strange = {c for c in cells.values() if not (c in KINDS + CROSSINGS + "@" or (c.isascii() and c.isalpha()))}
    if strange:
        raise ValueError(f"a toy county cannot hold {sorted(strange)}")
    return Toy(
        roads=_roads(cells, cell_m),
        villages=_places(cells, cell_m, lambda c: c.isupper(), households or {}),
        groups=_places(cells, cell_m, lambda c: c.islower(), households or {}),
        seats=_places(cells, cell_m, lambda c: c == "@", {}),
    )


def _roads(cells: Cells, cell_m: float) -> gpd.GeoDataFrame:
    pieces: dict[tuple[str, bool], list[shapely.LineString]] = {}
    for kind, bridge, start, end in _halves(cells):
        line = shapely.LineString(_metres(np.array([start, end], dtype=float), cell_m))
        pieces.setdefault((kind, bridge), []).append(line)
    records = []
    for (kind, bridge), lines in pieces.items():
        merged = shapely.line_merge(shapely.MultiLineString(lines))
        for line in shapely.get_parts(merged):
            records.append((shapely.simplify(shapely.normalize(line), 0.0), kind, bridge))
    records.sort(key=lambda r: (-r[0].coords[0][1], r[0].coords[0][0], KINDS.index(r[1]), r[0].wkt))
    kinds = [kind for _, kind, _ in records]
    return gpd.GeoDataFrame(
        {
            "segment": [f"R{i + 1}" for i in range(len(records))],
            "class": pd.array([CLASSES[k] for k in kinds], dtype=object),
            "surface": pd.array([SURFACES[k] for k in kinds], dtype="Int64"),
            "bridge": np.array([bridge for _, _, bridge in records], dtype=bool),
        },
        geometry=[line for line, _, _ in records],
        crs=CRS,
    )


def _halves(cells: Cells) -> list[tuple[str, bool, tuple[float, float], tuple[float, float]]]:
    """The straight pieces: (kind, bridge, from, to) in cells."""
    pieces = []
    for (x, y), c in cells.items():
        if c in CROSSINGS:
            for dx, dy in ((1, 0), (0, 1)):
                sides = [cells.get((x - dx, y - dy), " "), cells.get((x + dx, y + dy), " ")]
                kind = next((s for s in sides if s in KINDS), None)
                if kind:
                    ends = (x - dx / 2, y - dy / 2), (x + dx / 2, y + dy / 2)
                    pieces.append((kind, c == "%" and dx == 1, *ends))
        elif c in KINDS:
            for dx, dy in STEPS:
                other = cells.get((x + dx, y + dy), " ")
                if other == c or other in CROSSINGS:
                    pieces.append((c, False, (x, y), (x + dx / 2, y + dy / 2)))
                elif other in KINDS and KINDS.index(other) < KINDS.index(c):
                    pieces.append((c, False, (x, y), (x + dx, y + dy)))
    return pieces


def _places(cells: Cells, cell_m: float, chosen: Callable[[str], bool], households: dict[str, int]) -> gpd.GeoDataFrame:
    found = sorted((c, x, y) for (x, y), c in cells.items() if chosen(c))
    villages = [f"610728100{201 + ord(c.upper()) - ord('A')}" for c, _, _ in found]
    homes = np.array([households.get(c, 30) for c, _, _ in found], dtype="int64")
    numbers = pd.Series([c for c, _, _ in found], dtype=object).groupby([c for c, _, _ in found]).cumcount() + 1
    frame = gpd.GeoDataFrame(
        {
            "code": pd.array(villages, dtype=object),
            "name": pd.array([c for c, _, _ in found], dtype=object),
            "population": homes * 4,
            "households": homes,
        },
        geometry=shapely.points(_metres(np.array([(x, y) for _, x, y in found], dtype=float).reshape(-1, 2), cell_m)),
        crs=CRS,
    )
    if found and found[0][0].islower():
        frame.insert(1, "village", frame["code"])
        frame["code"] = frame["code"] + [f"{n:03d}" for n in numbers]
    return frame


def _metres(cells: np.ndarray, cell_m: float) -> np.ndarray:
    return cells * cell_m + ORIGIN
