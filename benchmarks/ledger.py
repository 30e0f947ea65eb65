"""How quick and how safe is the ledger?

    python benchmarks/ledger.py                 # speed: 100 000 events, half a minute
    python benchmarks/ledger.py --kills 500     # and 500 writers killed, on each store: some minutes

On SQLite, and on PostgreSQL where GISPLAN_TEST_POSTGRES names a server that may be written to (in a schema of its
own, which is dropped). Times are wall times; `gisplan ledger show` is a fresh process, start-up and all, and its
limit is a second as well as four times a bare `import sqlalchemy, rich`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote

from gisplan.ledger import Change, Ledger, add_work, open_ledger

ROOT = Path(__file__).parent.parent
GISPLAN = ["-c", "import sys; from gisplan.cli.main import main; sys.exit(main())"]
EVENTS, WORKS = 100_000, 400
SHOW_LIMIT_S, SHOW_LIMIT = 1.0, 4.0
COUNTY = '[county]\ncode = "610728"\nname = "镇巴县"\ncrs = "EPSG:4545"\n' + "".join(
    f'[layers.{layer}]\npath = "{layer}.geojson"\n' for layer in ("villages", "roads")
)


@contextmanager
def places() -> Iterator[dict[str, str | None]]:
    """The stores that are measured: a file, and a schema of a server if there is one."""
    server = os.environ.get("GISPLAN_TEST_POSTGRES")
    if not server:
        yield {"SQLite": None}
        return
    import psycopg

    with psycopg.connect(server.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS gisplan_benchmark CASCADE")
        connection.execute("CREATE SCHEMA gisplan_benchmark")
        yield {"SQLite": None, "PostgreSQL": f"{server}?options={quote('-csearch_path=gisplan_benchmark')}"}
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


def run(words: list[str]) -> None:
    """A fresh Python."""
    done = subprocess.run([sys.executable, *words], capture_output=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace"))


def measure(name: str, home: Path, url: str | None, bare: float) -> bool:
    """Fill a ledger, print how long everything takes, and say whether `show` is within its limits."""
    ledger = open_ledger(home, url)
    start = time.perf_counter()
    fill(ledger)
    print(f"{name}: {ledger.last_event} events of {WORKS} works recorded in {time.perf_counter() - start:.1f} s")
    os.environ["GISPLAN_LEDGER_URL"] = url or f"sqlite:///{home / 'ledger.sqlite'}"
    show = best(lambda: run([*GISPLAN, "ledger", "show", str(home)]))
    told = {
        "gisplan ledger show": show,
        "state, now": best(ledger.state),
        "state, on a day and known at another": best(lambda: ledger.state(date(2019, 6, 30), ledger.today)),
        "works, as a frame": best(ledger.works),
        "history of one work": best(lambda: ledger.history("A")),
        "one change": best(
            lambda: ledger.record([Change("A", "note", f"{time.time()}", ledger.work("A").version)], by="b")
        ),
        "digest": best(ledger.digest, 1),
        "check": best(ledger.check, 1),
        "backup": best(lambda: ledger.backup(home / "copy.sqlite"), 1),
        "restore": best(lambda: ledger.restore(home / "copy.sqlite"), 1),
    }
    for what, took in told.items():
        print(f"  {what:40} {took:6.3f} s")
    held = show <= SHOW_LIMIT_S and show <= SHOW_LIMIT * bare
    if not held:
        print(f"  OVER the limit of {SHOW_LIMIT_S} s, or of {SHOW_LIMIT} x {bare:.2f} s")
    return held


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0, help="writers to kill on each store")
    given = parser.parse_args()
    bare = best(lambda: run(["-c", "import sqlalchemy, rich.table"]))
    held = True
    with places() as stores, tempfile.TemporaryDirectory() as folder:
        for name, url in stores.items():
            home = Path(folder) / name
            home.mkdir()
            (home / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
            held &= measure(name, home, url, bare)
            if given.kills and hasattr(os, "fork"):
                words = ["-m", "benchmarks.ledger_writers", "kill", str(home), "--kills", str(given.kills)]
                words += ["--url", url] if url else []
                told = subprocess.run([sys.executable, *words], capture_output=True, check=True, cwd=ROOT, text=True)
                print(f"  {given.kills} writers killed: {told.stdout.strip()}")
                held &= '"lost": 0, "damage": 0' in told.stdout
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
