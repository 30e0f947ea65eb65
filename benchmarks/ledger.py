"""How quick and how safe is the ledger?

    python -m benchmarks ledger                 # speed: 100 000 events, and Zhenba's sheets; a minute
    python -m benchmarks.ledger --kills 500     # and 500 writers killed, on each store: some minutes

On SQLite, and on PostgreSQL where GISPLAN_TEST_POSTGRES names a server that may be written to (in a schema of its
own, which is dropped). Times are wall times; `gisplan ledger show` and `import` are fresh processes, start-up and all,
and each is compared with a bare `import sqlalchemy, rich.table`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd

from benchmarks.county.water_year import finish_projects, water_year
from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT
from gisplan.ledger import Change, Ledger, add_work, open_ledger
from gisplan.ledger.progress import make_progress
from gisplan.ledger.sheets import VillageIndex, import_book
from gisplan.workflow import read_county

EVENTS, WORKS = 100_000, 400
SERVER = "GISPLAN_TEST_POSTGRES"
COUNTY = '[county]\ncode = "610728"\nname = "镇巴县"\ncrs = "EPSG:4545"\n' + "".join(
    f'[layers.{layer}]\npath = "{layer}.geojson"\n' for layer in ("villages", "roads")
)


@contextmanager
def make_store(name: str) -> Iterator[str | None]:
    """Yield the URL of an empty store of a kind: None is a file beside the county."""
    if name == "SQLite":
        yield None
        return
    import psycopg

    server = os.environ[SERVER]
    with psycopg.connect(server.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS gisplan_benchmark CASCADE")
        connection.execute("CREATE SCHEMA gisplan_benchmark")
        yield f"{server}?options={quote('-csearch_path=gisplan_benchmark')}"
        connection.execute("DROP SCHEMA gisplan_benchmark CASCADE")


def best(what: Callable[[], object], rounds: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        what()
        took.append(time.perf_counter() - start)
    return min(took)


def fill(ledger: Ledger) -> None:
    """Record 400 works and 100 000 events, as sheets of all works month by month would."""
    codes = ["A", *(f"W{i:04}" for i in range(1, WORKS))]
    ledger.record([c for code in codes for c in add_work("water", code, {"name": code, "km": 5, "town": "镇"})], by="b")
    count = 0
    while ledger.last_event < EVENTS:
        works = ledger.state().works
        count += 1
        ledger.record(
            [
                Change(w.code, field, f"{field} {count}", w.version)
                for w in works
                for field in ("note", "caretaker", "quality_result", "origin", "town")
            ],
            by="b",
        )


def run(words: list[str], url: str | None = None) -> None:
    """A fresh Python."""
    known = {**os.environ, "GISPLAN_LEDGER_URL": url} if url else None
    done = subprocess.run([sys.executable, *words], capture_output=True, check=False, cwd=ROOT, env=known)
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace"))


def run_bare() -> None:
    """What the commands are compared with."""
    run(["-c", "import sqlalchemy, rich.table"])


def measure_events(name: str, county_folder: Path, url: str | None) -> tuple[float, float, float]:
    """Fill a ledger, print how long everything takes, and return how long `show`, a bare import and restoring do."""
    ledger = open_ledger(county_folder, url)
    start = time.perf_counter()
    fill(ledger)
    print(f"{name}: {ledger.last_event} events of {WORKS} works recorded in {time.perf_counter() - start:.1f} s")
    words = [*GISPLAN, "ledger", "show", str(county_folder)]
    shows, bares = zip(*((best(lambda: run(words, url), 1), best(run_bare, 1)) for _ in range(3)), strict=True)
    seconds_by_step = {
        "gisplan ledger show": min(shows),
        "state, now": best(ledger.state),
        "state, on a day and known at another": best(lambda: ledger.state(date(2019, 6, 30), ledger.today)),
        "works, as a frame": best(ledger.works),
        "history of one work": best(lambda: ledger.history("A")),
        "one change": best(
            lambda: ledger.record([Change("A", "note", f"{time.time()}", ledger.work("A").version)], by="b")
        ),
        "digest": best(ledger.digest, 1),
        "check": best(ledger.check, 1),
        "backup": best(lambda: ledger.backup(county_folder / "copy.sqlite"), 1),
        "restore": best(lambda: ledger.restore(county_folder / "copy.sqlite"), 1),
    }
    for what, took in seconds_by_step.items():
        print(f"  {what:40} {took:6.3f} s")
    return min(shows), min(bares), seconds_by_step["restore"]


def measure_sheets(name: str, county_folder: Path, url: str | None) -> tuple[float, float]:
    """Import sheets of Zhenba's 137 projects and report on them; return the seconds of `import` and a bare import."""
    county, shown = read_county(ROOT / "layers" / "zhenba"), ["name", "code", "town"]
    table = pd.read_csv(ROOT / "layers" / "zhenba" / "water_projects.csv", dtype={"villages": str, "shared_with": str})
    projects = finish_projects(table, np.random.default_rng(2019), as_of=date(2019, 6, 30))
    villages, rng = pd.DataFrame(county.villages[shown]), np.random.default_rng(7)
    year = list(water_year(projects, villages, rng, year=2019, county=county.name))
    ledger = open_ledger(county_folder, url)
    register, took, events = VillageIndex.from_frame(county.villages), [], []
    for number, sheet in enumerate(year):
        book = county_folder / f"{sheet.end:%Y-%m}.xlsx"
        book.write_bytes(sheet.content)
        start, before = time.perf_counter(), ledger.last_event
        if number % 2:
            run(
                [
                    *GISPLAN,
                    "ledger",
                    "import",
                    str(county_folder),
                    str(book),
                    "--received",
                    str(sheet.received),
                    "--by",
                    "b",
                ],
                url,
            )
        else:
            import_book(ledger, book, by="b", villages=register, received=sheet.received)
        took.append(time.perf_counter() - start)
        events.append(ledger.last_event - before)
    calls, commands = took[2::2], took[1::2]
    print(
        f"{name}: twelve sheets of {len(table)} projects, {events[0]} events and then {min(events[1:])} and more each"
    )
    seconds_by_step = {
        "first sheet, as a call": took[0],
        "a later sheet, as a call": min(calls),
        "gisplan ledger import": min(commands),
        "report, the progress alone": best(lambda: make_progress(ledger.state(year[-1].end), county)),
        "gisplan ledger report": best(
            lambda: run([*GISPLAN, "ledger", "report", str(county_folder), "-o", str(county_folder / "out")], url)
        ),
    }
    for what, seconds in seconds_by_step.items():
        print(f"  {what:40} {seconds:6.3f} s")
    return min(commands), min(best(run_bare, 1) for _ in range(3))


def kill(writers: int, county_folder: Path, url: str | None) -> bool:
    """Kill writers while they write; was nothing lost or damaged?"""
    words = ["-m", "benchmarks.ledger_writers", "kill", str(county_folder), "--kills", str(writers)]
    words += ["--url", url] if url else []
    outcome = subprocess.run([sys.executable, *words], capture_output=True, check=True, cwd=ROOT, text=True)
    print(f"  {writers} writers killed: {outcome.stdout.strip()}")
    return '"lost": 0, "damage": 0' in outcome.stdout


def measure(figures: Figures, *, short: bool = False, kills: int = 0) -> None:
    """Measure both stores; a short run measures the sheets alone, on SQLite."""
    stores = ["SQLite", "PostgreSQL"] if os.environ.get(SERVER) and not short else ["SQLite"]
    with tempfile.TemporaryDirectory() as folder:
        for name in stores:
            county_folder = Path(folder) / name
            county_folder.mkdir()
            (county_folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
            if not short:
                with make_store(name) as url:
                    show, bare, restored = measure_events(name, county_folder, url)
                    if kills and hasattr(os, "fork") and not kill(kills, county_folder, url):
                        raise SystemExit("events were lost or damaged")
                figures.add(f"gisplan ledger show, 100 000 events, {name}", show / bare, f"{show:.2f} s")
                figures.add(f"ledger, restoring 100 000 events, {name}", restored)
            shutil.copytree(ROOT / "layers" / "zhenba", county_folder / "zhenba")
            with make_store(name) as url:
                imported, bare = measure_sheets(name, county_folder / "zhenba", url)
            figures.add(f"gisplan ledger import, 137 projects, {name}", imported / bare, f"{imported:.2f} s")


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0, help="writers to kill on each store")
    figures = Figures()
    measure(figures, kills=parser.parse_args().kills)
    return figures.end()


if __name__ == "__main__":
    raise SystemExit(main())
