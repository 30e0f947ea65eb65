"""Format, style and types: with these among the tests, `python -m pytest` is the one gate."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GATE = {
    "format": ["ruff", "format", "--check", "--diff", "."],
    "style": ["ruff", "check", "."],
    "types": ["mypy"],
}

SCRIPTS = "tests/maps/page"
"""The folder of what checks the pages' scripts: the tools and their versions, their settings, the tests."""


@pytest.mark.parametrize("check", GATE)
def test_the_source_passes(check: str, root: Path) -> None:
    command = [sys.executable, "-m", *GATE[check]]
    result = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("check", ["check-format", "check-style"])
def test_the_pages_scripts_pass(check: str, root: Path) -> None:
    npm, folder = shutil.which("npm"), root / SCRIPTS
    if npm is None or not (folder / "node_modules").is_dir():
        pytest.skip(f"prettier and eslint are not installed here: npm ci --prefix {SCRIPTS} --ignore-scripts")
    command = [npm, "run", "--silent", check]
    result = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr
