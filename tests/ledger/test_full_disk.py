"""A full disk: an error that says so, the old state whole, no file that is cut off."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gisplan.ledger import Ledger

MOUNT = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs"]


@dataclass(frozen=True)
class Disk:
    """A disk of 256 KB at a place, and what goes before a command that is to see it."""

    place: Path
    before: tuple[str, ...]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """One that all see where the tests may mount it, else one that a single process sees."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") and not subprocess.run([*MOUNT, place], capture_output=True, check=False).returncode:
        yield Disk(place, ())
        subprocess.run(["umount", place], check=True)
        return
    own = ("unshare", "--map-root-user", "--mount", "sh", "-c", f'{" ".join(MOUNT)} "$0" && exec "$@"', str(place))
    if not shutil.which("unshare") or subprocess.run([*own, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk; a limit of the file size stands in for it")
    yield Disk(place, own)


def run(deed: str, disk: Disk, home: Path, url: str | None, root: Path) -> dict[str, object]:
    """What came of a deed on the disk."""
    command = [*disk.before, sys.executable, "-m", "tests.ledger.full_disk", deed, str(disk.place), str(home)]
    command += [url] if url else []
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_backup(ledger: Ledger, home: Path, url: str | None, disk: Disk, root: Path) -> None:
    last = ledger.last_event
    told = run("backup", disk, home, url, root)
    assert "disk is full" in str(told.pop("error"))
    assert told == {"kept": True, "files": ["copy.sqlite"], "damage": [], "last": last}
    assert ledger.check() == ()


def test_an_export(ledger: Ledger, home: Path, url: str | None, disk: Disk, root: Path) -> None:
    last = ledger.last_event
    told = run("export", disk, home, url, root)
    assert "disk is full" in str(told.pop("error"))
    assert told == {"kept": True, "files": ["台账.xlsx"], "damage": [], "last": last}


@pytest.mark.parametrize("deed", ["open", "load", "record", "restore", "import"])
def test_a_ledger_on_the_disk(deed: str, home: Path, disk: Disk, root: Path) -> None:
    told = run(deed, disk, home, None, root)
    assert "disk is full" in str(told.pop("error"))
    last = told.pop("last")
    assert told == {"kept": True, "files": ["ledger.sqlite"], "damage": []}
    assert last > 10 if deed == "record" else last == {"open": 0, "load": 0, "restore": 2, "import": 2}[deed]
