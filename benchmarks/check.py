"""How long does `gisplan check` take on a million road lines, and how much memory, beside reading the same file?

    python -m benchmarks check           # some minutes, and 2 GB of disk
    python -m benchmarks check --short   # 100 000 lines

Three counties: the network of `rural.py` in FlatGeobuf and in GeoPackage, and lines that wander and cross each other
everywhere, which have three million near misses. Each is checked with all checks, beside a fresh Python that reads the
file by `pyogrio.read_dataframe` with Arrow. Memory is that of all processes together.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, peak_gb, seconds_in_turn
from benchmarks.rural import CRS, rural_roads

POINTS, STEP_M, SIDE_M = 8, 40.0, 85_000.0
READ = "import sys, pyogrio; pyogrio.read_dataframe(sys.argv[1], use_arrow=True)"
COUNTY = f"""[county]
code = "610728"
name = "million"
crs = "{CRS}"
code_system = "any"
[layers.villages]
path = "villages.csv"
crs = "{CRS}"
[layers.roads]
path = "{{file}}"
"""


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure the time and the memory of checking each county."""
    n_lines = 100_000 if short else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        for name, file, draw in (
            ("FlatGeobuf", "roads.fgb", rural_roads),
            ("GeoPackage", "roads.gpkg", rural_roads),
            ("lines that wander", "roads.fgb", wandering_roads),
        ):
            county = Path(folder) / name
            write_county(county, draw(n_lines), file)
            command = (*GISPLAN, "check", str(county))
            ours, theirs = seconds_in_turn(2, command, ("-c", READ, str(county / file)))
            note = f"{ours:.1f} s, reading with Arrow {theirs:.1f} s"
            shown = "100 k" if short else "1 M"
            figures.add(f"gisplan check, {shown} lines, {name}", ours / theirs, note)
            if not short:
                figures.add(f"gisplan check, 1 M lines, {name}, memory", peak_gb(*command))
            (county / file).unlink()


def wandering_roads(n_lines: int) -> gpd.GeoDataFrame:
    """Draw lines of eight points that go anywhere, as close together whatever their number."""
    rng = np.random.default_rng(1)
    side = SIDE_M * np.sqrt(n_lines / 1e6)
    start = rng.uniform(0.0, side, (n_lines, 1, 2)) + np.array([300_000.0, 3_500_000.0])
    steps = rng.normal(0.0, STEP_M, (n_lines, POINTS, 2)).cumsum(axis=1) + start
    return gpd.GeoDataFrame(geometry=shapely.linestrings(steps), crs=CRS)


def write_county(folder: Path, roads: gpd.GeoDataFrame, file: str) -> None:
    """Write a county of the roads and of three villages beside the first of them."""
    folder.mkdir()
    count = len(roads)
    columns = {"class": np.resize(["G", "X", "Y", "C"], count), "surface": np.resize(["11", "12", "31"], count)}
    roads.assign(segment=[f"R{i}" for i in range(count)], **columns).to_file(folder / file, SPATIAL_INDEX="NO")
    x, y = shapely.get_coordinates(roads.geometry.iloc[0])[0]
    rows = "".join(f"v{i},n{i},{x + i},{y}\n" for i in range(3))
    (folder / "villages.csv").write_text(f"code,name,x,y\n{rows}", encoding="utf-8")
    (folder / "gisplan.toml").write_text(COUNTY.format(file=file), encoding="utf-8")
