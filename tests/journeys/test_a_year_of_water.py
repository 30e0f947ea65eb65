"""The year of Zhenba's 137 water projects, from twelve sheets: each month's report can be made again later."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.county.water import MILESTONES
from benchmarks.county.water_year import MonthSheet, finish_projects, water_year
from gisplan.county.county import County
from gisplan.ledger import Ledger, open_ledger
from gisplan.ledger.progress import Progress, make_progress
from gisplan.ledger.sheets import ImportResult, VillageIndex, import_book
from gisplan.maps.progress.progress_map import make_progress_page
from gisplan.report.documents.progress import make_progress_document
from gisplan.report.excel.progress.book import make_progress_workbook
from gisplan.workflow import read_county
from tests.ledger.conftest import COUNTY, Clock, make_schema


@pytest.fixture(scope="module")
def zhenba(root: Path) -> County:
    return read_county(root / "layers" / "zhenba")


@pytest.fixture(scope="module")
def projects(root: Path) -> pd.DataFrame:
    """The projects as they really went, every milestone with its day."""
    table = pd.read_csv(root / "layers" / "zhenba" / "water_projects.csv", dtype={"villages": str, "shared_with": str})
    return finish_projects(table, np.random.default_rng(2019), as_of=date(2019, 6, 30))


@pytest.fixture(scope="module")
def sheets(projects: pd.DataFrame, zhenba: County) -> list[MonthSheet]:
    villages = pd.DataFrame(zhenba.villages[["code", "name", "town"]])
    return list(water_year(projects, villages, np.random.default_rng(7), year=2019, county="镇巴县"))


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    (tmp_path / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    urls = make_schema() if request.param == "postgresql" else iter([None])
    yield open_ledger(tmp_path, next(urls), clock=Clock())
    next(urls, None)


def take(ledger: Ledger, sheet: MonthSheet, zhenba: County, folder: Path) -> ImportResult:
    """Import a sheet on the morning on which it came, after a dry run that says the same."""
    assert isinstance(ledger.clock, Clock)
    ledger.clock.set(sheet.received.isoformat())
    path = folder / f"饮水工程{sheet.end:%Y-%m}.xlsx"
    path.write_bytes(sheet.content)
    result = {"by": "王", "villages": VillageIndex.from_frame(zhenba.villages), "received": sheet.received}
    dry = import_book(ledger, path, **result, dry_run=True)
    done = import_book(ledger, path, **result)
    assert dry.comparison.differences == done.comparison.differences
    assert (dry.batch.events, dry.batch.works) == (done.batch.events, done.batch.works)
    return done


def report(ledger: Ledger, sheet: MonthSheet, zhenba: County) -> tuple[Progress, list[object]]:
    """The month's report, in its three forms."""
    progress = make_progress(ledger.state(sheet.end, sheet.received), zhenba)
    made = [make_progress_document(progress), make_progress_workbook(progress)]
    if sheet.end.month in (3, 6, 12):
        made.append(make_progress_page(progress))
    return progress, made


def test_month_by_month_and_again_later(
    ledger: Ledger, sheets: list[MonthSheet], projects: pd.DataFrame, zhenba: County, tmp_path: Path
) -> None:
    days = projects[list(MILESTONES)].to_numpy(dtype="datetime64[D]")
    reports, finished, corrected = [], [], 0
    for i, sheet in enumerate(sheets):
        done = take(ledger, sheet, zhenba, tmp_path)
        assert sum(s.new for s in done.comparison.sheets) == (137 if i == 0 else 0)
        changed = [d for d in done.comparison.differences if not d.new_work]
        assert {d.field for d in changed} <= {*MILESTONES, "quality_result"}
        corrected += sum(d.old is not None for d in changed)
        progress, made = report(ledger, sheet, zhenba)
        [water] = progress.kinds
        assert (water.total.planned, water.total.people) == (137, (51_000, 51_000))
        truth = (days <= np.datetime64(sheet.end)).sum(axis=0)
        known = [sum(not np.isnat(day) for day in row) for row in water.passed]
        assert all(k <= t for k, t in zip(known, truth.tolist(), strict=True))
        assert sum(known) > 0.8 * truth.sum()
        finished.append(water.total.finished)
        reports.append(made)
    assert finished == sorted(finished)
    assert corrected > 10
    assert len({event.batch for event in ledger.events()}) == 12
    ledger.clock.set("2021-01-01")
    for sheet, made in zip(sheets, reports, strict=True):
        assert report(ledger, sheet, zhenba)[1] == made
    assert ledger.check() == ()


def test_what_is_known_later_about_a_month_differs_from_what_was_known_then(
    ledger: Ledger, sheets: list[MonthSheet], zhenba: County, tmp_path: Path
) -> None:
    for sheet in sheets[:6]:
        take(ledger, sheet, zhenba, tmp_path)
    april = sheets[3]
    then, now = (
        make_progress(ledger.state(april.end, known_at), zhenba).kinds[0].total for known_at in (april.received, None)
    )
    assert then.finished < now.finished
    assert then.planned == now.planned
