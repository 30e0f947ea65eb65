"""A desk that is killed while it writes loses nothing that it acknowledged: no entry and no photo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills by SIGKILL, which this system has not")


def kill(county: Path, kills: int, root: Path) -> None:
    """What came of it, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.desk_kills", str(county), "--kills", str(kills)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["acknowledged"] >= kills
    assert (found["lost"], found["bare"], found["damage"], found["unused"]) == (0, 0, 0, 0), found


def test_five_kills_lose_nothing(folder: Path, root: Path) -> None:
    kill(folder, 5, root)


@pytest.mark.long
def test_fifty_kills_lose_nothing(folder: Path, root: Path) -> None:
    kill(folder, 50, root)
