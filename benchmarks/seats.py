"""What do the seats of a hundred towns add to judging a county of 100 000 lines?

    python -m benchmarks seats            # two minutes
    python -m benchmarks seats --short    # 10 000 lines and a tenth of the villages

A network that must lead to the trunk is searched once; one that must lead to the seat of each settlement's town, once
for each set of roads that seats have in common. The same county is judged in turns, with the trunk alone, with each
settlement's seat, and with both: the towns are a hundred squares of the map, their seats lie on sealed roads of the
trunk. What is compared is processor time.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

import gisplan
from benchmarks.figures import Figures
from benchmarks.gaps import LINES, VILLAGES, write_county
from benchmarks.rural import CRS, rural_roads

SQUARES = 10  # on a side: a hundred towns
SEATS = f"""[layers.seats]
path = "seats.csv"
crs = "{CRS}"
[network]
reach_to = "{{reach_to}}"
"""


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure judging with the trunk alone, with seats, and with both."""
    share = 10 if short else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "county")
        write_towns(folder, write_county(folder, LINES // share, VILLAGES // share), LINES // share)
        counties = {reach_to: read_with(folder, reach_to) for reach_to in ("trunk", "seat", "both")}
        took: dict[str, list[float]] = {reach_to: [] for reach_to in counties}
        for _ in range(2):
            for reach_to, county in counties.items():
                start = time.process_time()
                gisplan.find_gaps(county)
                took[reach_to].append(time.process_time() - start)
    trunk = min(took["trunk"])
    for reach_to in ("seat", "both"):
        ours = min(took[reach_to])
        shown = "10 k" if short else "100 k"
        figures.add(f"100 town seats, {shown} lines, {reach_to}", ours / trunk, f"{ours:.1f} s; trunk {trunk:.1f} s")


def write_towns(folder: Path, villages: pd.DataFrame, n_lines: int) -> None:
    """Give each village the town of its square of the map, and each town a seat on a sealed road of the trunk."""
    lines = np.asarray(rural_roads(n_lines).geometry.array)[::40]  # of the class G and the surface 11
    on_road = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    seats = pd.DataFrame({"name": "", "x": on_road[:, 0], "y": on_road[:, 1]})
    low, side = villages[["x", "y"]].min(), np.ptp(villages[["x", "y"]], axis=0) / SQUARES
    for places, column in ((villages, "town"), (seats, "name")):
        square = ((places[["x", "y"]] - low) // side).clip(0, SQUARES - 1).astype(int)
        places[column] = "镇" + (square["x"] * SQUARES + square["y"]).astype(str)
    villages.to_csv(folder / "villages.csv", index=False)
    seats = seats.drop_duplicates("name").assign(code=lambda s: [f"610728{100 + i}" for i in range(len(s))])
    seats.to_csv(folder / "seats.csv", index=False)


def read_with(folder: Path, reach_to: str) -> gisplan.County:
    """Read the county with what its network must lead to."""
    file = folder / "gisplan.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + SEATS.format(reach_to=reach_to), encoding="utf-8")
    county = gisplan.read_county(folder)
    file.write_text(text, encoding="utf-8")
    return county
