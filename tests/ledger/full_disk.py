"""What a full disk does to a ledger. Run in a process of its own, as the disk may be one that no other sees.

    python -m tests.ledger.full_disk ACTION DISK HOME [URL]

DISK is an empty folder on a disk of 256 KB, HOME a county with a ledger that has a work "A" of kind water. Prints
what the action was refused with, whether all that was there before is there still, and which files are left.
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
    disk_stat = os.statvfs(disk)
    (disk / FILLER).write_bytes(b"x" * (disk_stat.f_bavail * disk_stat.f_frsize - leave))


def put(disk: Path, county_folder: Path) -> Ledger:
    """A small ledger on the disk."""
    ledger = open_ledger(county_folder, f"sqlite:///{disk / 'ledger.sqlite'}")
    ledger.record(add_work("water", "A", {"name": "甲"}), by="李")
    return ledger


def prepare(
    action: str, disk: Path, county_folder: Path, url: str | None
) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what is to be done, and what reads the state that must not change."""
    if action == "backup":
        here = open_ledger(county_folder, url)
        here.backup(disk / "copy.sqlite")
        grow(here, 300_000)
        return lambda: here.backup(disk / "copy.sqlite"), (disk / "copy.sqlite").read_bytes
    if action == "open":
        fill(disk, 20_000)
        return lambda: put(disk, county_folder), lambda: None
    if action == "export":
        here = open_ledger(county_folder, url)
        export_book(here, disk / "台账.xlsx")
        fill(disk, 4_000)
        return lambda: export_book(here, disk / "台账.xlsx", overwrite=True), (disk / "台账.xlsx").read_bytes
    if action == "import":
        ledger = put(disk, county_folder)
        sheet = ZHENBA / "bureau" / "water_projects.xlsx"
        return lambda: import_book(ledger, sheet, by="李", override="test"), ledger.events
    if action == "load":
        county = read_county(ZHENBA)
        ledger = open_ledger(ZHENBA, f"sqlite:///{disk / 'ledger.sqlite'}")
        return lambda: ledger.load(county, by="李"), ledger.events
    ledger = put(disk, county_folder)
    if action == "record":
        return lambda: grow(ledger, 400_000), lambda: ledger.history("A")[:2]
    assert action == "restore"
    here = put(county_folder, county_folder)
    grow(here, 300_000)
    here.backup(county_folder / "large.sqlite")
    return lambda: ledger.restore(county_folder / "large.sqlite"), ledger.events


def main(action: str, disk: Path, county_folder: Path, url: str | None) -> None:
    """Do it, and print what came of it."""
    do, read_state = prepare(action, disk, county_folder, url)
    before, error = read_state(), ""
    try:
        do()
    except GisplanError as caught:
        error = str(caught)
    unchanged = read_state() == before
    files = sorted(path.name for path in disk.iterdir() if path.name != FILLER)
    (disk / FILLER).unlink(missing_ok=True)
    county = ZHENBA if action == "load" else county_folder
    store = f"sqlite:///{disk / ('copy.sqlite' if action == 'backup' else 'ledger.sqlite')}"
    ledger = open_ledger(county, url if action == "export" else store, create=action == "open")
    report = {
        "error": error,
        "unchanged": unchanged,
        "files": files,
        "damage": ledger.check(),
        "last": ledger.last_event,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
