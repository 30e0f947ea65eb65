"""How long does `gisplan verify` take, and what does each county cost in a long run?

    python -m benchmarks verify             # two minutes
    python -m benchmarks verify --short     # without the county ten times as large

Zhenba, Ladakh (`--json`; read from ../shared/data/ladakh, which is not part of the project) and Zhenba ten times as
large against `python -c "import geopandas"`. In a long run one process reads and judges Zhenba again and again: its
processor time and that of the processes that read the files, for each county, in multiples of the same import.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT, seconds, seconds_in_turn
from benchmarks.gaps import IMPORT, LADAKH, ZHENBA, copy_ladakh

COUNTIES = 10
LONG_RUN = f"""
import os
from gisplan import CountyReader, find_gaps
with CountyReader() as reader:
    find_gaps(reader.read({str(ZHENBA)!r}))
before = os.times()
with CountyReader() as reader:
    for _ in range({COUNTIES}):
        find_gaps(reader.read({str(ZHENBA)!r}))
after = os.times()  # the process that read has ended, so that its time is counted
print(sum(after[:2]) - sum(before[:2]), sum(after[2:4]) - sum(before[2:4]))
"""


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure the command on two real counties and a larger one, and a long run."""
    rounds = 2 if short else 5
    with tempfile.TemporaryDirectory() as folder:
        _measure(figures, "gisplan verify, Zhenba", ("verify", str(ZHENBA)), rounds)
        if LADAKH.is_dir():
            ladakh = copy_ladakh(Path(folder, "ladakh"))
            _measure(figures, "gisplan verify, Ladakh", ("verify", str(ladakh), "--json"), rounds)
        _measure_long_run(figures)
        if not short:
            seconds("-m", "benchmarks.county", f"{folder}/large", "--times", "10")
            _measure(figures, "gisplan verify, ten times Zhenba", ("verify", f"{folder}/large"), 1)


def _measure(figures: Figures, name: str, command: tuple[str, ...], rounds: int) -> None:
    ours, theirs = seconds_in_turn(rounds, (*GISPLAN, *command), IMPORT)
    figures.add(name, ours / theirs, f"{ours:.2f} s; import geopandas {theirs:.2f} s")


def _measure_long_run(figures: Figures) -> None:
    """Measure processor time, which counts the processes that read too."""
    before = os.times()
    subprocess.run([sys.executable, *IMPORT], check=True, cwd=ROOT)
    after = os.times()
    bare = sum(after[2:4]) - sum(before[2:4])
    result = subprocess.run([sys.executable, "-c", LONG_RUN], check=True, cwd=ROOT, capture_output=True, text=True)
    parent, reading = (float(text) / COUNTIES for text in result.stdout.split())
    note = f"{parent:.2f} s and {reading:.2f} s of reading; import geopandas {bare:.2f} s"
    figures.add("a county in a long run, Zhenba", (parent + reading) / bare, note)
    figures.add("a county in a long run, Zhenba, seconds", parent + reading)
