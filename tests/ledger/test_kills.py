"""Restores and imports that are killed while others write: every acknowledged event is kept, whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gisplan.ledger import Ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked, which this system cannot")


def kill(action: str, kills: int, county_folder: Path, url: str | None, root: Path) -> dict[str, int]:
    """What came of it, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.ledger_kills", action, str(county_folder), "--kills", str(kills)]
    command += ["--url", url] if url else []
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["killed"], found["lost"], found["damaged"], found["torn"], found["failed"]) == (kills, 0, 0, 0, 0)
    assert found["acknowledged"] > kills
    return found


@pytest.mark.parametrize("action", ["restore", "import"])
def test_five_kills_lose_nothing(action: str, ledger: Ledger, county_folder: Path, url: str | None, root: Path) -> None:
    kill(action, 5, county_folder, url, root)


@pytest.mark.long
@pytest.mark.parametrize("action", ["restore", "import"])
def test_two_hundred_kills_lose_nothing(
    action: str, ledger: Ledger, county_folder: Path, url: str | None, root: Path
) -> None:
    found = kill(action, 200, county_folder, url, root)
    assert found["done"] > 0, "some came to their end"
