"""What does a county in a run of many take: by processes, on a dask cluster, and there with killed workers?

    python -m benchmarks province            # 200 counties, three times: ten minutes
    python -m benchmarks province --short    # 12 counties by processes

The counties are invented, a fifth of Zhenba each. The processor time is that of all processes, of the least number of
counties taken away from that of all: so starting is not in it. What is written is compared to the byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT, peak_gb

TIMES = 0.2  # of Zhenba's size
SMALL = ROOT / "tests" / "fixtures" / "qingxi"  # twelve villages
SEEDS = (0, 1, 2)  # of the counties that are made; the others are copies with other codes
COUNTIES, FEW = 200, 12
KILL_EVERY_S = 20.0
NATION = 2800


@dataclass(frozen=True)
class Took:
    """What a run took: seconds on the clock, of processor time, and the hash of all that it wrote but its log."""

    wall: float
    cpu: float
    written: str


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure runs by processes, and on a cluster of this computer."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        kinds = make_kinds(place / "kinds")
        counties = make_province(place / "counties", FEW if short else COUNTIES, kinds)
        least = run(make_province(place / "least", 2, kinds), place / "out_least")
        pool = run(counties, place / "out_pool")
        count = len(list(counties.iterdir()))
        each = (pool.cpu - least.cpu) / (count - 2)
        figures.add("a county in a run of many, a fifth of Zhenba, seconds", each, f"{count} in {pool.wall:.0f} s")
        if short:
            return
        figures.add("a county in a run of many, fixed, seconds", _measure_fixed(place))
        print(
            f"{NATION} counties of Zhenba's size on eight cores: {each / TIMES * NATION / 8 / 60:.0f} minutes at most"
        )
        figures.add("a run of many counties, memory", peak_gb(*GISPLAN, *words(counties, place / "out_memory")))
        for kills in (False, True):
            found = run_on_cluster(counties, place / f"out_dask_{kills}", kills=kills)
            if found.written != pool.written:
                raise SystemExit("a cluster wrote other bytes than processes")
            what = "dask with kills" if kills else "dask"
            figures.add(
                f"a run of many counties, {what} against processes", found.cpu / pool.cpu, f"{found.wall:.0f} s"
            )


def _measure_fixed(place: Path) -> float:
    """The processor time of a county with hardly anything in it."""
    few = run(make_province(place / "tiny_few", 2, [SMALL]), place / "out_tiny_few")
    many = run(make_province(place / "tiny", 42, [SMALL]), place / "out_tiny")
    return (many.cpu - few.cpu) / 40


def make_kinds(folder: Path) -> list[Path]:
    """Make a few counties, a fifth of Zhenba each."""
    kinds = [folder / str(seed) for seed in SEEDS]
    for kind in kinds:
        command = [sys.executable, "-m", "benchmarks.county", str(kind), "--times", str(TIMES), "--seed", kind.name]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        _leave_out_empty_layers(kind)
    return kinds


def make_province(folder: Path, count: int, kinds: list[Path]) -> Path:
    """Copy counties so often, each with a code of its own."""
    for number in range(count):
        file = shutil.copytree(kinds[number % len(kinds)], folder / f"county{number:04}") / "gisplan.toml"
        text = file.read_text(encoding="utf-8")
        own = next(line for line in text.splitlines() if line.startswith("code = "))
        file.write_text(text.replace(own, f'code = "{100000 + number}"', 1), encoding="utf-8")
    return folder


def _leave_out_empty_layers(county: Path) -> None:
    """Take layers without rows, which very small counties have, out of the county file."""
    file = county / "gisplan.toml"
    for layer in county.glob("*.geojson"):
        if not json.loads(layer.read_text(encoding="utf-8"))["features"]:
            tables = file.read_text(encoding="utf-8").split("\n\n")
            kept = [table for table in tables if f'"{layer.name}"' not in table]
            file.write_text("\n\n".join(kept), encoding="utf-8")


def words(counties: Path, output: Path, *more: str) -> list[str]:
    """The words of the command."""
    return ["run", str(counties), "-o", str(output), "--json", *more]


def run(counties: Path, output: Path, *more: str) -> Took:
    """Run the command, and measure all its processes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, *GISPLAN, *words(counties, output, *more)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode(errors="replace"))
    return Took(time.perf_counter() - start, _processor_time(before), _hash_all(output))


def run_on_cluster(counties: Path, output: Path, *, kills: bool) -> Took:
    """Run the command on two workers of this computer; with kills, one of them is killed again and again."""
    from distributed import Client, LocalCluster

    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        command = [sys.executable, *GISPLAN, *words(counties, output, "--scheduler", cluster.scheduler_address)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                try:
                    process.wait(KILL_EVERY_S)
                except subprocess.TimeoutExpired:
                    if kills:
                        pids = list(client.run(os.getpid, on_error="ignore").values())
                        os.kill(pids[0], 9)
        if process.returncode not in (0, 1):
            raise SystemExit(f"the run on the cluster ended with {process.returncode}")
    return Took(time.perf_counter() - start, _processor_time(before), _hash_all(output))


def _processor_time(before: resource.struct_rusage) -> float:
    """The processor time of the processes that have ended since."""
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime


def _hash_all(output: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(output.rglob("*")):
        if path.is_file() and path.name != "log.jsonl":
            found.update(path.relative_to(output).as_posix().encode() + path.read_bytes())
    return found.hexdigest()
