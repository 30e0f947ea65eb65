"""Format, style and types: with these among the tests, `python -m pytest` is the one gate."""

import subprocess
import sys
from pathlib import Path

import pytest

GATE = {
    "format": ["ruff", "format", "--check", "--diff", "."],
    "style": ["ruff", "check", "."],
    "types": ["mypy"],
}


@pytest.mark.parametrize("check", GATE)
def test_the_source_passes(check: str, root: Path) -> None:
    command = [sys.executable, "-m", *GATE[check]]
    result = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr
