"""The county's listed works come in: once wholly, and later only what the files say anew."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from gisplan.county.county import County
from gisplan.ledger import Change, Ledger, open_ledger, with_ledger_works
from gisplan.workflow import find_gaps, read_county


@pytest.fixture(scope="module")
def zhenba(root: Path) -> County:
    return read_county(root / "layers" / "zhenba")


@pytest.fixture
def loaded(empty: Ledger, zhenba: County) -> Ledger:
    done = empty.load(zhenba, by="王")
    assert (done.added, done.changed, done.differences) == (len(zhenba.works), 0, ())
    return empty


def with_cells(county: County, **cells: object) -> County:
    """The county with other cells in the row of one work."""
    works = county.works.copy()
    for name, value in cells.items():
        works.loc[works["code"] == "SL2019-002", name] = value
    return replace(county, works=works)


def test_the_day_of_the_files_is_no_report_of_a_work(loaded: Ledger) -> None:
    state = loaded.state(date(2019, 6, 30))
    tendered = state.by_code["road", "TZ2019-001"]
    assert (tendered.values["tendered"], tendered.reported) == (date(2019, 3, 8), date(2019, 3, 8))


def test_what_comes_out_is_what_went_in(loaded: Ledger, zhenba: County) -> None:
    ours = loaded.works(kinds=("road", "water"))
    theirs = zhenba.works
    assert ours["code"].tolist() == theirs["code"].tolist()
    for name in theirs.columns.drop(["row", "geometry"]):
        pd.testing.assert_series_equal(ours[name], theirs[name], check_names=False)
    assert isinstance(ours, gpd.GeoDataFrame)
    assert ours.crs == theirs.crs
    assert ours.geometry.isna().equals(theirs.geometry.isna())
    assert ours.geometry.dropna().distance(theirs.geometry.dropna()).max() < 0.001
    assert loaded.check() == ()


def test_the_verdicts_are_the_same(loaded: Ledger, zhenba: County) -> None:
    gaps = find_gaps(replace(zhenba, works=loaded.works(kinds=("road", "water"))), scope="all")
    ours, theirs = gaps.settlements, find_gaps(zhenba, scope="all").settlements
    assert ours["state"].tolist() == theirs["state"].tolist()


def test_a_county_takes_its_works_from_the_ledger(loaded: Ledger, zhenba: County) -> None:
    def state(on: date | None = None) -> dict[str, str]:
        found = find_gaps(with_ledger_works(zhenba, loaded, on), scope="all").settlements
        found = found[found["criterion"] == "water_works"]
        return dict(zip(found["code"], found["state"], strict=True))

    taken = with_ledger_works(zhenba, loaded)
    first = find_gaps(zhenba, scope="all").settlements
    assert find_gaps(taken, scope="all").settlements["state"].tolist() == first["state"].tolist()
    named = {item.layer: item for item in taken.inputs}["water_projects"]
    assert (named.path, named.rows) == (f"ledger:{loaded.id}@{loaded.last_event}", 137)
    assert named.sha256 == loaded.digest()
    assert state()["610728001207"] == "met"
    work = loaded.work("SL2019-002")
    loaded.record([Change(work.code, "main_done", None, work.version)], by="李")
    assert state()["610728001207"] == "missed"
    assert loaded.digest() != named.sha256
    assert loaded.digest(last_event=int(named.path.split("@")[1])) == named.sha256
    assert with_ledger_works(zhenba, loaded, date(2019, 5, 31)).as_of == date(2019, 5, 31)
    assert len(with_ledger_works(zhenba, loaded, known_at=date(2019, 5, 31)).works) == 0


def test_the_status_of_a_road_follows_from_its_milestones(loaded: Ledger, zhenba: County) -> None:
    def status(code: str, on: date) -> str | None:
        works = with_ledger_works(zhenba, loaded, on).works
        return works.loc[(works["code"] == code).to_numpy(dtype=bool), "status"].iloc[0]

    version = loaded.work("YF2019-044").version
    days = {"tendered": "2019-05-01", "started": "2019-05-10", "built": "2019-06-05", "accepted": "2019-06-15"}
    loaded.record([Change("YF2019-044", name, day, version) for name, day in days.items()], by="王")
    statuses = [status("YF2019-044", date(2019, *day)) for day in ((5, 5), (5, 31), (6, 10), (6, 30))]
    assert statuses == ["not_started", "under_way", "built", "accepted"]
    # built on 2019-04-30, as its milestone says; the file's status is of 2019-06-30
    assert status("TZ2019-059", date(2019, 5, 31)) == "built"


def test_loading_again_changes_nothing(loaded: Ledger, zhenba: County) -> None:
    before = loaded.last_event
    done = loaded.load(zhenba, by="王")
    assert (done.batch.events, done.added, done.changed, done.differences) == (0, 0, 0, ())
    assert loaded.last_event == before


def test_what_the_file_says_anew_comes_in_and_its_old_words_do_not(loaded: Ledger, zhenba: County) -> None:
    def record(field: str, value: object) -> None:
        work = loaded.work("SL2019-002")
        loaded.record([Change(work.code, field, value, work.version)], by="李")

    record("main_done", date(2019, 6, 26))
    record("water_flowing", date(2019, 7, 1))
    assert loaded.load(zhenba, by="王").batch.events == 0, "the file still says 25 June, as it did before"
    assert loaded.work("SL2019-002").values["main_done"] == date(2019, 6, 26)
    anew = with_cells(zhenba, people=510.0, main_done=pd.Timestamp("2019-06-27"), water_flowing=pd.NaT)
    done = loaded.load(anew, by="王")
    assert (done.changed, done.batch.events) == (1, 1)
    (left,) = done.differences
    assert (left.code, left.field, left.file, left.ledger) == (
        "SL2019-002",
        "main_done",
        date(2019, 6, 27),
        date(2019, 6, 26),
    )
    values = loaded.work("SL2019-002").values
    assert (values["people"], values["main_done"]) == (510, date(2019, 6, 26))
    assert values["water_flowing"] == date(2019, 7, 1), "a blank takes nothing back"


def test_a_rule_that_a_file_breaks_is_recorded_with_the_file_as_the_reason(empty: Ledger, zhenba: County) -> None:
    early = with_cells(zhenba, started=pd.Timestamp("2019-06-29"))
    empty.load(early, by="王")
    broken = [event for event in empty.history("SL2019-002") if event.broke]
    assert {(event.broke, event.override) for event in broken} == {(("order",), "gisplan.toml")}


def test_a_work_that_was_taken_off_stays_off(loaded: Ledger, zhenba: County) -> None:
    work = loaded.work("SL2019-002")
    loaded.record([Change(work.code, "listed", False, work.version)], by="李")
    assert loaded.load(zhenba, by="王").batch.events == 0
    assert ("water", "SL2019-002") not in loaded.state().by_code


def test_a_county_without_works_loads_none(empty: Ledger, zhenba: County) -> None:
    done = empty.load(replace(zhenba, works=None), by="王")
    assert (done.added, done.batch.events) == (0, 0)
    assert len(empty.works()) == 0


def test_a_county_may_be_given_instead_of_its_folder(root: Path, zhenba: County, tmp_path: Path) -> None:
    ledger = open_ledger(zhenba, f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert ledger.county == zhenba.code


def test_another_coordinate_system_is_brought_over(loaded: Ledger) -> None:
    there = replace(loaded, crs="EPSG:4490").works(kinds=("water",)).geometry.dropna()
    assert there.x.between(107.4, 108.3).all()
    assert there.y.between(32.1, 32.9).all()


def test_rows_of_a_file_that_stay_set_aside_beside_a_ledger_are_counted(loaded: Ledger, zhenba: County) -> None:
    aside = zhenba.works.iloc[:2].assign(code=[zhenba.works["code"].iloc[0], "new"], fault="x", changes_nothing=False)
    county = replace(zhenba, quarantine=aside)
    taken = with_ledger_works(county, loaded)
    assert all(item.rows == item.accepted + item.quarantined + item.left_out for item in taken.inputs)
    assert sum(item.quarantined for item in taken.inputs) == len(taken.quarantine) == 1


def test_works_of_the_ledger_follow_former_codes_of_villages(loaded: Ledger, zhenba: County) -> None:
    code = zhenba.works["villages"].dropna().iloc[0][0]
    changes = pd.DataFrame({"old": [code], "new": ["610728000000"], "day": [pd.NaT]})
    taken = with_ledger_works(replace(zhenba, code_changes=changes), loaded)
    named = set(taken.works["villages"].explode().dropna())
    assert code not in named
    assert "610728000000" in named
    warnings = [fault for fault in taken.faults if fault.code == "codes-followed"]
    assert {(warning.level, warning.value) for warning in warnings} == {("W", f"{code} → 610728000000")}
    assert all(warning.params["count"] == len(warning.rows) > 0 for warning in warnings)
