"""What a full disk does to a ledger. Run in a process of its own, as the disk may be one that no other sees.

    python -m tests.ledger.full_disk DEED DISK HOME [URL]

DISK is an empty folder on a disk of 256 KB, HOME a county with a ledger that has a work "A" of kind water. Prints
what the deed was refused with, whether all that was there before is there still, and which files are left.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from gisplan.base.errors import GisplanError
from gisplan.ledger import Change, Ledger, add_work, open_ledger
from gisplan.ledger.sheets import import_book
from gisplan.workflow import export_book, read_county

ROOT = Path(__file__).parent.parent.parent
ZHENBA = ROOT / "layers" / "zhenba"
FILLER = "filler"


def grow(ledger: Ledger, size: int) -> None:
    """Record notes of so many bytes."""
    for i in range(size // 4000):
        ledger.record([Change("A", "note", f"{i:04}" * 1000, ledger.work("A").version)], by="李")


def fill(disk: Path, leave: int) -> None:
    """Leave so many bytes of the disk."""
    told = os.statvfs(disk)
    (disk / FILLER).write_bytes(b"x" * (told.f_bavail * told.f_frsize - leave))


def put(disk: Path, home: Path) -> Ledger:
    """A small ledger on the disk."""
    ledger = open_ledger(home, f"sqlite:///{disk / 'ledger.sqlite'}")
    ledger.record(add_work("water", "A", {"name": "甲"}), by="李")
    return ledger


def prepare(deed: str, disk: Path, home: Path, url: str | None) -> tuple[Callable[[], object], Callable[[], object]]:
    """What is to be done, and how what was there before is told."""
    if deed == "backup":
        here = open_ledger(home, url)
        here.backup(disk / "copy.sqlite")
        grow(here, 300_000)
        return lambda: here.backup(disk / "copy.sqlite"), (disk / "copy.sqlite").read_bytes
    if deed == "open":
        fill(disk, 20_000)
        return lambda: put(disk, home), lambda: None
    if deed == "export":
        here = open_ledger(home, url)
        export_book(here, disk / "台账.xlsx")
        fill(disk, 4_000)
        return lambda: export_book(here, disk / "台账.xlsx", overwrite=True), (disk / "台账.xlsx").read_bytes
    if deed == "import":
        ledger = put(disk, home)
        sheet = ZHENBA / "bureau" / "water_projects.xlsx"
        return lambda: import_book(ledger, sheet, by="李", override="test"), ledger.events
    if deed == "load":
        county = read_county(ZHENBA)
        ledger = open_ledger(ZHENBA, f"sqlite:///{disk / 'ledger.sqlite'}")
        return lambda: ledger.load(county, by="李"), ledger.events
    ledger = put(disk, home)
    if deed == "record":
        return lambda: grow(ledger, 400_000), lambda: ledger.history("A")[:2]
    assert deed == "restore"
    here = put(home, home)
    grow(here, 300_000)
    here.backup(home / "large.sqlite")
    return lambda: ledger.restore(home / "large.sqlite"), ledger.events


def main(deed: str, disk: Path, home: Path, url: str | None) -> None:
    """Do it, and print what came of it."""
    do, tell = prepare(deed, disk, home, url)
    before, error = tell(), ""
    try:
        do()
    except GisplanError as caught:
        error = str(caught)
    kept = tell() == before
    files = sorted(path.name for path in disk.iterdir() if path.name != FILLER)
    (disk / FILLER).unlink(missing_ok=True)
    county = ZHENBA if deed == "load" else home
    store = f"sqlite:///{disk / ('copy.sqlite' if deed == 'backup' else 'ledger.sqlite')}"
    ledger = open_ledger(county, url if deed == "export" else store, create=deed == "open")
    told = {"error": error, "kept": kept, "files": files, "damage": ledger.check(), "last": ledger.last_event}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
