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
    """A disk of 256 KB at a folder, and what goes before a command that is to see it."""

    folder: Path
    before: tuple[str, ...]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """One that all see where the tests may mount it, else one that a single process sees."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") and not subprocess.run([*MOUNT, folder], capture_output=True, check=False).returncode:
        yield Disk(folder, ())
        subprocess.run(["umount", folder], check=True)
        return
    own = ("unshare", "--map-root-user", "--mount", "sh", "-c", f'{" ".join(MOUNT)} "$0" && exec "$@"', str(folder))
    if not shutil.which("unshare") or subprocess.run([*own, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk; a limit of the file size stands in for it")
    yield Disk(folder, own)


def run(action: str, disk: Disk, county_folder: Path, url: str | None, root: Path) -> dict[str, object]:
    """What came of a action on the disk."""
    command = [
        *disk.before,
        sys.executable,
        "-m",
        "tests.ledger.full_disk",
        action,
        str(disk.folder),
        str(county_folder),
    ]
    command += [url] if url else []
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_backup(ledger: Ledger, county_folder: Path, url: str | None, disk: Disk, root: Path) -> None:
    last = ledger.last_event
    outcome = run("backup", disk, county_folder, url, root)
    assert "disk is full" in str(outcome.pop("error"))
    assert outcome == {"unchanged": True, "files": ["copy.sqlite"], "damage": [], "last": last}
    assert ledger.check() == ()


def test_an_export(ledger: Ledger, county_folder: Path, url: str | None, disk: Disk, root: Path) -> None:
    last = ledger.last_event
    outcome = run("export", disk, county_folder, url, root)
    assert "disk is full" in str(outcome.pop("error"))
    assert outcome == {"unchanged": True, "files": ["台账.xlsx"], "damage": [], "last": last}


@pytest.mark.parametrize("action", ["open", "load", "record", "restore", "import"])
def test_a_ledger_on_the_disk(action: str, county_folder: Path, disk: Disk, root: Path) -> None:
    outcome = run(action, disk, county_folder, None, root)
    assert "disk is full" in str(outcome.pop("error"))
    last = outcome.pop("last")
    assert outcome == {"unchanged": True, "files": ["ledger.sqlite"], "damage": []}
    assert last > 10 if action == "record" else last == {"open": 0, "load": 0, "restore": 2, "import": 2}[action]
