"""A province of twelve small counties, and what a run of it in two processes writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gisplan.batch import RunOptions, RunResult, run_counties
from tests.batch.province import make_province

OPTIONS = RunOptions()


@pytest.fixture(scope="session")
def province(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_province(tmp_path_factory.mktemp("province"), qingxi)


@pytest.fixture(scope="session")
def result(province: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return run_counties(str(province), tmp_path_factory.mktemp("run"), OPTIONS, workers=2)


@pytest.fixture(scope="session")
def planned(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """A run of two counties with plans and maps."""
    place = make_province(tmp_path_factory.mktemp("two"), qingxi, 2)
    options = RunOptions(do="plan", budgets=("general=8",), maps=True)
    return run_counties(str(place), tmp_path_factory.mktemp("planned"), options, workers=2)
