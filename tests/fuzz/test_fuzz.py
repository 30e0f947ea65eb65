"""Mutated inputs of every format, through every command that reads: none crashes, hangs or grows.

A thousand files by default; twenty thousand with `-m long`. A failed case is printed with its seed and kept.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and their limits are POSIX")

WORKERS = 2
FILES_A_CASE = 2.9  # mutated files, as counted over many seeds


def start_worker(place: Path, first: int, stop: int) -> subprocess.Popen[bytes]:
    """Start a worker for every `WORKERS`-th seed; it makes the material first where it is not there."""
    command = [sys.executable, "-m", "tests.fuzz.worker", place / "material", place / "cases", *map(str, (first, stop))]
    root = Path(__file__).parents[2]
    return subprocess.Popen([*command, str(WORKERS)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root)


def fuzz(first: int, files: int) -> list[dict[str, object]]:
    """Run the cases of so many mutated files in a few workers; return the failures."""
    place = Path(tempfile.mkdtemp(prefix="gisplan-fuzz-"))
    stop = first + round(files / FILES_A_CASE)
    start_worker(place, 0, 0).communicate()
    workers = [start_worker(place, first + i, stop) for i in range(WORKERS)]
    printed = [worker.communicate() for worker in workers]
    for worker, (_failures, messages) in zip(workers, printed, strict=True):
        assert worker.returncode == 0, messages.decode()[-3000:]
    failures = [json.loads(line) for lines, _unused in printed for line in lines.splitlines()]
    if not failures:
        shutil.rmtree(place)
    return failures


def report(failures: list[dict[str, object]]) -> str:
    """Return a line for each failure; the seed makes it again, and `kept` holds its files."""
    head = "python -m tests.fuzz.worker {seed}: {wrong}: gisplan {command} in {kept}: {printed}"
    return "\n".join(head.format_map(failure) for failure in failures)


def test_a_thousand_mutated_files_are_read_or_refused() -> None:
    failures = fuzz(0, 1_000)
    assert not failures, report(failures)


@pytest.mark.long
def test_twenty_thousand_mutated_files_are_read_or_refused() -> None:
    failures = fuzz(100_000, 20_000)
    assert not failures, report(failures)
