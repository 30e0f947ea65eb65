"""The files for hosted runners: every system and version of Python that the project states, and its own commands."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SYSTEMS = ["ubuntu-latest", "windows-latest", "macos-latest"]


def read(path: Path) -> dict[str, Any]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_runs_on_every_system_and_may_read_only(path: Path) -> None:
    document = read(path)
    assert document["permissions"] == {"contents": "read"}
    assert True in document, "YAML reads the key `on` as true"
    for job in document["jobs"].values():
        assert job["strategy"]["matrix"]["os"] == SYSTEMS
        assert job["timeout-minutes"] <= 90
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])


def test_all_checks_run_on_every_version_of_python() -> None:
    job = read(ROOT / ".github" / "workflows" / "checks.yml")["jobs"]["checks"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    commands = [step["run"].strip() for step in job["steps"] if "run" in step]
    assert commands[-1] == "python -m pytest"
    assert "gisplan gaps layers/zhenba -o out" in commands


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_that_a_workflow_names_exist(path: Path) -> None:
    words = [
        word for job in read(path)["jobs"].values() for step in job["steps"] for word in step.get("run", "").split()
    ]
    named = [word for word in words if "/" in word and not word.startswith(("dist", "-"))]
    assert named
    assert all((ROOT / word).exists() for word in named), named
