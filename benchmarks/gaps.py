"""How long does `gisplan gaps` take with all that it writes, and how much memory?

    python -m benchmarks gaps             # some minutes
    python -m benchmarks gaps --short     # the two real counties alone

The document, the map, the workbook and the GeoPackage of Zhenba, of Ladakh, of Zhenba ten times as large, and of an
invented county of 100 000 lines and 20 000 villages under the twelve criteria of Zhenba's standard, against
`python -c "import geopandas"`. Ladakh is read from ../shared/data/ladakh, which is not part of the project.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT, peak_gb, seconds, seconds_in_turn
from benchmarks.rural import CRS, rural_roads

ZHENBA = ROOT / "layers" / "zhenba"
LADAKH = ROOT.parent / "shared" / "data" / "ladakh"
LINES, VILLAGES = 100_000, 20_000
COUNTY = f"""[county]
code = "610728"
name = "large"
crs = "{CRS}"
standard = "zhenba-2019"
as_of = 2019-06-30
[layers.villages]
path = "villages.csv"
crs = "{CRS}"
[layers.roads]
path = "roads.fgb"
"""
IMPORT = ("-c", "import geopandas")


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure the command on two real counties and on a large one."""
    with tempfile.TemporaryDirectory() as folder:
        counties = {"Zhenba": ZHENBA}
        if LADAKH.is_dir():
            counties["Ladakh"] = copy_ladakh(Path(folder, "ladakh"))
        for name, county in counties.items():
            _measure(figures, f"gisplan gaps, {name}", _command(county, folder), rounds=2 if short else 5)
        if not short:
            large, ten = Path(folder, "large"), Path(folder, "ten")
            write_county(large, LINES, VILLAGES)
            seconds("-m", "benchmarks.county", str(ten), "--times", "10")
            for name, county in (("100 000 lines and 20 000 villages", large), ("ten times Zhenba", ten)):
                took = _measure(figures, f"gisplan gaps, {name}", _command(county, folder), rounds=1)
                figures.add(f"gisplan gaps, {name}, seconds", took)
                figures.add(f"gisplan gaps, {name}, memory", peak_gb(*_command(county, folder)))


def _measure(figures: Figures, name: str, command: tuple[str, ...], *, rounds: int) -> float:
    ours, theirs = seconds_in_turn(rounds, command, IMPORT)
    figures.add(name, ours / theirs, f"{ours:.2f} s; import geopandas {theirs:.2f} s")
    return ours


def _command(county: Path, folder: str) -> tuple[str, ...]:
    return (*GISPLAN, "gaps", str(county), "-o", f"{folder}/out")


def copy_ladakh(folder: Path) -> Path:
    """Put the county file of Ladakh beside its data."""
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "fixtures" / "ladakh" / "gisplan.toml", folder)
    for path in LADAKH.glob("*.zip"):
        shutil.copy(path, folder)
    return folder


def write_county(folder: Path, n_lines: int, n_villages: int, *, seed: int = 7) -> pd.DataFrame:
    """Write a county of a rural network and of villages some hundred metres from its roads, and return its villages."""
    folder.mkdir()
    rng, roads = np.random.default_rng(seed), rural_roads(n_lines)
    columns = {
        "segment": [f"R{i}" for i in range(n_lines)],
        "class": np.resize(["G", "X", "Y", "C", "C", "C", "C", "C"], n_lines),
        "surface": np.resize(["11", "12", "31", "12", "11"], n_lines),
    }
    roads.assign(**columns).to_file(folder / "roads.fgb", SPATIAL_INDEX="NO")
    beside = np.asarray(roads.geometry.array)[rng.choice(n_lines, n_villages, replace=False)]
    places = shapely.get_coordinates(shapely.line_interpolate_point(beside, 0.5, normalized=True))
    places += rng.normal(0.0, 300.0, places.shape)
    villages = {
        "code": [f"610728{i // 100:03d}{200 + i % 100:03d}" for i in range(n_villages)],
        "name": [f"村{i}" for i in range(n_villages)],
        "town": [f"镇{i // 100}" for i in range(n_villages)],
        "population": rng.integers(200, 3000, n_villages),
        "households": rng.integers(50, 600, n_villages),
        "x": places[:, 0].round(2),
        "y": places[:, 1].round(2),
    }
    table = pd.DataFrame(villages)
    table.to_csv(folder / "villages.csv", index=False)
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    return table
