"""Four who write at once, and are killed: what was acknowledged stays, and nothing is written over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gisplan.ledger import Ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked, which this system cannot")


def run(root: Path, *words: str) -> dict[str, int]:
    """What came of it, in a process of its own that is quick to fork."""
    command = [sys.executable, "-m", "benchmarks.ledger_writers", *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=root, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_acknowledged_event_is_lost_when_writers_are_killed(
    ledger: Ledger, county_folder: Path, url: str | None, root: Path
) -> None:
    found = run(root, "kill", str(county_folder), "--kills", "50", *(("--url", url) if url else ()))
    assert found["acknowledged"] > 50
    assert (found["lost"], found["damage"]) == (0, 0), found
    assert found["events"] >= found["acknowledged"]


def test_every_change_is_applied_or_refused_and_the_count_is_exact(
    ledger: Ledger, county_folder: Path, url: str | None, root: Path
) -> None:
    found = run(root, "race", str(county_folder), "--changes", "100", *(("--url", url) if url else ()))
    assert (found["failed"], found["damage"]) == (0, 0)
    assert found["applied"] + found["refused"] == 400
    assert found["kept"] == found["applied"]
    assert found["refused"] > 0
    assert found["applied"] >= 100
