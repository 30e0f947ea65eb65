"""Mutated inputs of every format, through every command that reads: none crashes, hangs or grows.

A thousand files by default; twenty thousand with `-m long`. A failed case is printed with its seed and kept.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and their limits are POSIX")

WORKERS = 2
FILES_A_CASE = 2.2  # mutated files, as measured over many seeds


def fuzz(first: int, files: int) -> list[dict[str, object]]:
    """Run the cases of so many mutated files in a few workers; return the failures."""
    place = Path(tempfile.mkdtemp(prefix="gisplan-fuzz-"))
    stop = first + round(files / FILES_A_CASE)
    command = [sys.executable, "-m", "tests.fuzz.worker"]
    workers = [
        subprocess.Popen(
            [*command, str(place / f"material-{i}"), str(place / "cases"), str(first + i), str(stop), str(WORKERS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for i in range(WORKERS)
    ]
    printed = [worker.communicate() for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * WORKERS, [said.decode()[-3000:] for _out, said in printed]
    return [json.loads(line) for lines, _said in printed for line in lines.splitlines()]


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
