"""Restores and imports that are killed while others write: what becomes of acknowledged events. POSIX only.

    python -m benchmarks.ledger_kills restore COUNTY [--url URL] [--kills 200] [--seed 1]
    python -m benchmarks.ledger_kills import COUNTY [--url URL] [--kills 200] [--seed 1]

Prints what happened as one JSON document. COUNTY has a ledger with a work "A" of kind water. Three writers change it
without a pause; a fourth process restores a backup, or imports a workbook of 30 works, and is killed by SIGKILL at a
random moment. Runs that end before they are killed count as done.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import alembic.command  # imported here so that a run that is killed is past it
import alembic.config  # noqa: F401
import openpyxl

from benchmarks.ledger_writers import fork
from gisplan.base.errors import LedgerConflictError, LedgerStoreError
from gisplan.ledger import Change, open_ledger, restore_ledger
from gisplan.ledger.sheets import import_book

WRITERS = 3
WORKS = 30
HEAD = ("工程名称", "工程编码", "受益人")


def write_through_restores(county: str, url: str | None, name: str, log: Path) -> None:
    """Change the work again and again, and note down what is acknowledged; open the ledger again once it is restored.

    The pauses let the restore have its turn: SQLite does not queue its writers.
    """
    count, draw = 0, random.Random(name)
    with log.open("a", encoding="utf-8", buffering=1) as acknowledged:
        while True:
            ledger = None
            try:
                ledger = open_ledger(county, url, create=False)
                while True:
                    count += 1
                    ledger.record([Change("A", "note", f"{name} {count}", ledger.work("A").version)], by=name)
                    acknowledged.write(f"{name} {count}\n")
                    time.sleep(draw.uniform(0, 0.02))
            except (LedgerConflictError, LedgerStoreError):
                if ledger is not None:
                    ledger.engine.dispose()  # else its connection to the server stays until the memory is cleared


@dataclass
class Runs:
    """How many runs were killed and how many ended, and how long one takes."""

    killed: int = 0
    done: int = 0
    failed: int = 0
    seconds: float = 0.0

    def run(self, action: Callable[[], None], draw: random.Random) -> None:
        """Do it in a process of its own, and kill that at a random moment; the first run is left alone."""
        started = time.monotonic()
        child = fork(action)
        if self.seconds:
            time.sleep(draw.uniform(0, 1.2 * self.seconds))
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            self.killed += 1
        elif status:
            self.failed += 1
        else:
            self.done += 1
            self.seconds = self.seconds or time.monotonic() - started


def read_acknowledged(folder: Path) -> set[str]:
    """Return the values that writers noted down as acknowledged; each is written once only."""
    return {line for log in folder.glob("writer*") for line in log.read_text(encoding="utf-8").split("\n")[:-1]}


def read_kept(county: str, url: str | None) -> tuple[set[str], int]:
    """Return the values in the ledger and in all safety copies, and how many of these stores are damaged."""
    stores = [url, *(f"sqlite:///{path}" for path in Path(county).glob("ledger-before-restore-*.sqlite"))]
    values: set[str] = set()
    damaged = 0
    for store in stores:
        ledger = open_ledger(county, store, create=False)
        values |= {event.new for event in ledger.events() if event.field == "note" and event.new}
        damaged += bool(ledger.check())
    return values, damaged


def kill_restores(county: str, url: str | None, kills: int, draw: random.Random, folder: Path) -> Runs:
    """Kill restores, sometimes two at once, of a backup that was made before."""
    backup, runs = folder / "backup.sqlite", Runs()
    child = fork(lambda: print_nothing(open_ledger(county, url, create=False).backup(backup)))
    assert os.waitpid(child, 0)[1] == 0
    while runs.killed < kills:
        second = fork(lambda: print_nothing(restore_ledger(county, backup, url))) if draw.random() < 0.1 else None
        runs.run(lambda: print_nothing(restore_ledger(county, backup, url)), draw)
        if second is not None:
            os.waitpid(second, 0)
    return runs


def print_nothing(_result: object) -> None:
    """Drop a result."""


def write_workbook(path: Path, people: int) -> None:
    """Write a water sheet of works that all have as many people."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["农村安全饮水工程台账"], ["填报单位：水利局"], HEAD):
        sheet.append(row)
    for number in range(WORKS):
        sheet.append([f"第{number:02}号饮水工程", f"W{number:02}", people])
    book.save(path)


def import_and_note(county: str, url: str | None, book: Path, people: int, log: Path) -> None:
    """Import a workbook, and note it down once it is acknowledged."""
    import_book(open_ledger(county, url, create=False), book, by="导入", new=[f"W{n:02}" for n in range(WORKS)])
    with log.open("a", encoding="utf-8") as acknowledged:
        acknowledged.write(f"{people}\n")


def kill_imports(county: str, url: str | None, kills: int, draw: random.Random, folder: Path) -> Runs:
    """Kill imports of workbooks, each with other values."""
    runs, people = Runs(), 0
    while runs.killed < kills:
        people += 1
        book = folder / f"{people}.xlsx"
        write_workbook(book, people)
        runs.run(lambda b=book, p=people: import_and_note(county, url, b, p, folder / "imports"), draw)
        book.unlink()
    return runs


def count_torn(county: str, url: str | None, folder: Path) -> int:
    """Count acknowledged imports that are missing, and imports of which only a part is in the ledger."""
    events = [event for event in open_ledger(county, url, create=False).events() if event.field == "people"]
    rows: dict[str, int] = {}
    for event in events:
        if event.code.startswith("W"):
            rows[str(event.new)] = rows.get(str(event.new), 0) + 1
    acknowledged = (folder / "imports").read_text(encoding="utf-8").split()
    return sum(count != WORKS for count in rows.values()) + sum(people not in rows for people in acknowledged)


def main() -> int:
    """Do what is asked, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["restore", "import"])
    parser.add_argument("county")
    parser.add_argument("--url")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = random.Random(given.seed)
    act = kill_restores if given.action == "restore" else kill_imports
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = [folder / f"writer {number}" for number in range(WRITERS)]
        writers = [fork(lambda log=log: write_through_restores(given.county, given.url, log.name, log)) for log in logs]
        try:
            runs = act(given.county, given.url, given.kills, draw, folder)
        finally:
            for writer in writers:
                os.kill(writer, signal.SIGKILL)
                os.waitpid(writer, 0)
        acknowledged = read_acknowledged(folder)
        kept, damaged = read_kept(given.county, given.url)
        torn = count_torn(given.county, given.url, folder) if given.action == "import" else 0
    copies = len(list(Path(given.county).glob("ledger-before-restore-*.sqlite")))
    counts = {"killed": runs.killed, "done": runs.done, "failed": runs.failed, "acknowledged": len(acknowledged)}
    print(json.dumps({**counts, "lost": len(acknowledged - kept), "damaged": damaged, "torn": torn, "copies": copies}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
