"""Writers of one ledger at once, and what becomes of it when they are killed; POSIX only, for they are forked.

    python -m benchmarks.ledger_writers kill COUNTY [--url URL] [--kills 500] [--seed 1]
    python -m benchmarks.ledger_writers race COUNTY [--url URL] [--changes 300]

Prints what happened as one JSON document. COUNTY has a ledger with a work "A" of kind water.
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
from pathlib import Path

from gisplan.base.errors import LedgerConflictError
from gisplan.ledger import Change, open_ledger

WRITERS = 4


def fork(write: Callable[[], None]) -> int:
    """A child that writes and ends."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            write()
            code = 0
        finally:
            os._exit(code)
    return child


def write_for_ever(county: str, url: str | None, name: str, log: Path) -> None:
    """Change the work again and again, and note down each event once it is acknowledged."""
    ledger = open_ledger(county, url, create=False)
    with log.open("a", encoding="utf-8", buffering=1) as acknowledged:
        count = 0
        while True:
            count += 1
            work, value = ledger.work("A"), f"{name} {count}"
            try:
                batch = ledger.record([Change("A", "note", value, work.version)], by=name)
            except LedgerConflictError:
                continue
            acknowledged.write(f"{batch.last_event}\t{value}\n")


def wait_for_more(folder: Path, events: int) -> None:
    """Wait until so many more events are acknowledged, and no longer than ten seconds."""

    def count() -> int:
        return sum(log.read_bytes().count(b"\n") for log in folder.iterdir())

    before, until = count(), time.monotonic() + 10
    while count() < before + events and time.monotonic() < until:
        time.sleep(0.002)


def kill(county: str, url: str | None, kills: int, seed: int) -> dict[str, int]:
    """Kill random writers at random moments, put new ones in their place, and count what was lost."""
    draw, journals = random.Random(seed), 0
    journal = Path(county) / "ledger.sqlite-journal"
    with tempfile.TemporaryDirectory() as folder:
        started = 0

        def start() -> int:
            nonlocal started
            started += 1
            log, name = Path(folder) / str(started), f"writer {started}"
            return fork(lambda: write_for_ever(county, url, name, log))

        alive = [start() for _ in range(WRITERS)]
        for _ in range(kills):
            wait_for_more(Path(folder), draw.randrange(1, 5))
            time.sleep(draw.uniform(0, 0.03))
            at = draw.randrange(WRITERS)
            os.kill(alive[at], signal.SIGKILL)
            os.waitpid(alive[at], 0)
            journals += journal.exists()
            alive[at] = start()
        for child in alive:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        lines = [line for log in Path(folder).iterdir() for line in log.read_text(encoding="utf-8").splitlines()]
    ledger = open_ledger(county, url, create=False)
    events = {event.id: event for event in ledger.events()}
    lost = 0
    for line in lines:
        number, _, value = line.partition("\t")
        kept = events.get(int(number)) if value else None
        lost += bool(value) and (kept is None or kept.new != value)
    damage = ledger.check()
    return {
        "acknowledged": len(lines),
        "lost": lost,
        "damage": len(damage),
        "journals": journals,
        "events": len(events),
    }


def change_so_often(county: str, url: str | None, name: str, changes: int, log: Path) -> None:
    """Try so many changes of one work, and count which were applied and which refused."""
    ledger, applied, refused = open_ledger(county, url, create=False), 0, 0
    for count in range(changes):
        seen = ledger.work("A").version
        try:
            ledger.record([Change("A", "note", f"{name} {count}", seen)], by=name)
            applied += 1
        except LedgerConflictError as conflict:
            refused += bool(conflict.conflicts)
    log.write_text(f"{applied} {refused}", encoding="utf-8")


def race(county: str, url: str | None, changes: int) -> dict[str, int]:
    """Let the writers change one work at once."""
    before = open_ledger(county, url, create=False).work("A").version
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(i) for i in range(WRITERS)]
        children = [
            fork(lambda i=i: change_so_often(county, url, f"writer {i}", changes, paths[i])) for i in range(WRITERS)
        ]
        failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
        counts = [[int(n) for n in path.read_text(encoding="utf-8").split()] for path in paths if path.exists()]
    ledger = open_ledger(county, url, create=False)
    applied, refused = (sum(count[i] for count in counts) for i in range(2))
    kept = ledger.work("A").version - before
    damage = len(ledger.check())
    return {"applied": applied, "refused": refused, "kept": kept, "failed": failed, "damage": damage}


def main() -> int:
    """Do what is asked, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["kill", "race"])
    parser.add_argument("county")
    parser.add_argument("--url")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--changes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.action == "kill":
        found = kill(given.county, given.url, given.kills, given.seed)
    else:
        found = race(given.county, given.url, given.changes)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
