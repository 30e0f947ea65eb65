"""How much memory does `gisplan check` take on a million road lines, beside reading the same file?

    python benchmarks/check_memory.py                  # some minutes, and 1 GB of disk
    python benchmarks/check_memory.py --lines 100000   # half a minute

Two counties of FlatGeobuf: the network of `rural.py`, and lines that wander and cross each other everywhere. Each is
checked in a process of its own, and read by `geopandas.read_file` in another one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from rural import CRS, rural_roads

LIMIT_GB = 3.0  # at 1 M lines
POINTS, STEP_M, SIDE_M = 8, 40.0, 85_000.0
PEAK = """
line = next(line for line in open("/proc/self/status", encoding="utf-8") if line.startswith("VmHWM"))
print("peak", line.split()[1])
"""
READ = "import sys, geopandas; roads = geopandas.read_file(sys.argv[1] + '/roads.fgb')" + PEAK
CHECK = "import sys; from gisplan.io.check import check_county; report = check_county(sys.argv[1])" + PEAK
COUNTY = f"""[county]
code = "610728"
name = "million"
crs = "{CRS}"
code_system = "any"
[layers.villages]
path = "villages.csv"
crs = "{CRS}"
[layers.roads]
path = "roads.fgb"
"""


def wandering_roads(n_lines: int) -> gpd.GeoDataFrame:
    """Draw lines of eight points that go anywhere, as close together whatever their number."""
    rng = np.random.default_rng(1)
    side = SIDE_M * np.sqrt(n_lines / 1e6)
    start = rng.uniform(0.0, side, (n_lines, 1, 2)) + np.array([300_000.0, 3_500_000.0])
    steps = rng.normal(0.0, STEP_M, (n_lines, POINTS, 2)).cumsum(axis=1) + start
    return gpd.GeoDataFrame(geometry=shapely.linestrings(steps), crs=CRS)


def write_county(folder: Path, roads: gpd.GeoDataFrame) -> None:
    """Write a county of the roads and of three villages beside the first of them."""
    folder.mkdir()
    count = len(roads)
    columns = {"class": np.resize(["G", "X", "Y", "C"], count), "surface": np.resize(["11", "12", "31"], count)}
    roads.assign(segment=[f"R{i}" for i in range(count)], **columns).to_file(folder / "roads.fgb", SPATIAL_INDEX="NO")
    x, y = shapely.get_coordinates(roads.geometry.iloc[0])[0]
    rows = "".join(f"v{i},n{i},{x + i},{y}\n" for i in range(3))
    (folder / "villages.csv").write_text(f"code,name,x,y\n{rows}", encoding="utf-8")
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")


def peak_gb(code: str, folder: Path) -> float:
    """Run code in a fresh process, and return the peak of its memory."""
    run = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True)
    return int(run.stdout.split()[-1]) / 1e6


def main() -> int:
    """Measure, print, and say by the exit code whether the limit holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    n_lines = parser.parse_args().lines
    held = True
    with tempfile.TemporaryDirectory() as folder:
        for name, draw in (("a rural network", rural_roads), ("lines that wander", wandering_roads)):
            county = Path(folder) / name
            write_county(county, draw(n_lines))
            read, check = peak_gb(READ, county), peak_gb(CHECK, county)
            over = f"  OVER the limit of {LIMIT_GB:.0f} GB" if check > LIMIT_GB else ""
            print(f"{name:18} {n_lines:>9,} lines  {check:5.2f} GB, read_file alone {read:5.2f} GB{over}", flush=True)
            held &= check <= LIMIT_GB
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
