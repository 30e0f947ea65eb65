"""How far the works are: counted, drawn against the plan, late, waited for, and forecast."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from scipy.stats import betaprime

from gisplan.county.county import County
from gisplan.ledger import ALWAYS, Change, Ledger, add_work
from gisplan.ledger.progress import KindProgress, forecast_finish, make_progress
from gisplan.report import write_json
from gisplan.report.documents.progress import make_progress_document, read_progress_schema
from gisplan.workflow import read_county

JUNE = date(2019, 6, 30)
VILLAGES = ("610728001200", "610728001207", "610728001216")


@pytest.fixture(scope="module")
def zhenba(root: Path) -> County:
    return read_county(root / "layers" / "zhenba")


def add(ledger: Ledger, code: str, kind: str = "water", **values: Any) -> None:
    plan = {"name": code, "due": "2019-06-30", **({"programme": "group_roads"} if kind == "road" else {}), **values}
    ledger.record(add_work(kind, code, plan, override="test"), by="王")


def of_kind(ledger: Ledger, county: County, on: date = JUNE, kind: str = "water") -> KindProgress:
    progress = make_progress(ledger.state(on), county)
    return next(kind_progress for kind_progress in progress.kinds if kind_progress.kind.name == kind)


def test_works_are_counted_by_what_they_have_passed(empty: Ledger, zhenba: County) -> None:
    add(
        empty,
        "A",
        category="poor",
        town="甲镇",
        people=100,
        villages=VILLAGES[:1],
        started="2019-02-01",
        main_done="2019-05-01",
    )
    add(
        empty,
        "B",
        category="poor",
        town="乙镇",
        people=50,
        villages=VILLAGES[1:2],
        started="2019-03-01",
        water_flowing="2019-06-01",
    )
    add(empty, "C", category="township", town="甲镇", people=30, villages=VILLAGES[2:])
    progress = of_kind(empty, zhenba)
    total = progress.total
    assert (total.planned, total.started, total.finished, total.serving, total.accepted, total.overdue) == (
        3,
        2,
        2,
        1,
        0,
        1,
    )
    assert (total.people, total.served) == ((180, 180), (50, 50))
    assert [(group.name, group.count.finished) for group in progress.programmes] == [("poor", 2), ("township", 0)]
    assert [(group.name, group.count.planned) for group in progress.towns] == [("甲镇", 2), ("乙镇", 1)]
    assert of_kind(empty, zhenba, date(2019, 4, 30)).total.finished == 0


def test_works_without_a_group_are_a_group_of_their_own(empty: Ledger, zhenba: County) -> None:
    add(empty, "A", category="poor")
    add(empty, "B")
    assert [(g.name, g.count.planned) for g in of_kind(empty, zhenba).programmes] == [("poor", 1), (None, 1)]


def test_people_of_whom_a_work_says_nothing_are_not_counted_as_none(empty: Ledger, zhenba: County) -> None:
    add(empty, "A", people=100, villages=VILLAGES[:1], water_flowing="2019-05-01")
    add(empty, "B")
    total = of_kind(empty, zhenba).total
    assert (total.people, total.served) == ((100, float("inf")), (100, 100))  # of the other at least nobody


def test_people_whom_two_works_serve_are_counted_once(empty: Ledger, zhenba: County) -> None:
    village = {"villages": VILLAGES[:1]}
    add(empty, "A", people=100, shared_people=0, water_flowing="2019-05-01", **village)
    add(empty, "B", people=60, shared_people=20, shared_with=("A",), water_flowing="2019-05-01", **village)
    assert of_kind(empty, zhenba).total.served == (140, 140)


def test_what_a_status_stands_for_is_passed_by_its_day_and_never_late(empty: Ledger, zhenba: County) -> None:
    add(empty, "R", "road", due="2019-03-31", started="2019-01-10")
    built = Change("R", "status", "built", empty.work("R").version, on=date(2019, 4, 20))
    empty.record([built], by="王")
    road = of_kind(empty, zhenba, kind="road")
    assert road.passed[3].astype(object).tolist() == [date(2019, 4, 20)]
    assert (road.total.finished, road.total.overdue, road.late) == (1, 0, ())
    assert road.curve.finished == ((date(2019, 4, 20), 1),)
    before = of_kind(empty, zhenba, on=date(2019, 4, 19), kind="road")
    assert (before.total.finished, before.total.overdue) == (0, 1)


def test_a_status_since_nobody_knows_when_is_in_no_pace(empty: Ledger, zhenba: County) -> None:
    add(empty, "R", "road", due="2019-03-31")
    empty.record([Change("R", "status", "built", empty.work("R").version, on=ALWAYS)], by="王")
    add(empty, "S", "road", due="2019-12-31", started="2019-06-01")
    for on in (JUNE, date(2019, 12, 31)):
        road = of_kind(empty, zhenba, on=on, kind="road")
        assert (road.total.finished, road.curve.before, road.curve.finished) == (1, 1, ())
        assert road.undated[:, 0].tolist() == [True, True, True, True, False]
        assert road.forecast is not None
        assert (road.forecast.left, road.forecast.finished, road.forecast.middle) == (1, 0, None)
    assert [late.work.code for late in road.late] == ["S"]


def test_people_of_two_roads_into_one_village_may_be_the_same(empty: Ledger, zhenba: County) -> None:
    live = float(zhenba.villages.set_index("code")["population"][VILLAGES[0]])
    for code in ("R", "S"):
        add(empty, code, "road", villages=VILLAGES[:1], people=live, built="2019-06-01", started="2019-05-01")
    assert of_kind(empty, zhenba, kind="road").total.served == (live, live)
    add(empty, "T", "road", villages=VILLAGES[1:2], people=10.0)
    add(empty, "U", "road", villages=VILLAGES[1:2], people=15.0)
    assert of_kind(empty, zhenba, kind="road").total.people == (live + 15.0, live + 25.0)


def test_the_curve_and_the_months(empty: Ledger, zhenba: County) -> None:
    add(empty, "A", main_done="2019-04-10", due="2019-05-31")
    add(empty, "B", main_done="2019-06-10")
    empty.record(add_work("water", "C", {"name": "C"}), by="王")
    progress = of_kind(empty, zhenba)
    assert progress.curve.planned == ((date(2019, 5, 31), 1), (JUNE, 2))
    assert progress.curve.finished == ((date(2019, 4, 10), 1), (date(2019, 6, 10), 2))
    assert (progress.curve.undated, progress.curve.last_due) == (1, JUNE)
    finish = progress.kind.milestones.index("main_done")
    assert [(m.end.month, m.due, m.passed[finish]) for m in progress.months] == [(4, 0, 1), (5, 1, 1), (6, 2, 2)]
    assert of_kind(empty, zhenba, date(2019, 6, 15)).months[-1].end == date(2019, 6, 15)


def test_late_works_the_latest_first_and_the_villages_that_wait(empty: Ledger, zhenba: County) -> None:
    add(empty, "A", villages=VILLAGES[:2], due="2019-05-31")
    add(empty, "B", villages=VILLAGES[1:2], water_flowing="2019-05-01")
    add(empty, "C", villages=VILLAGES[2:], due="2019-12-31")
    add(empty, "D", villages=VILLAGES[2:], due_started="2019-03-31", due=None)
    progress = of_kind(empty, zhenba)
    assert [(late.work.code, late.milestones, late.days) for late in progress.late] == [
        ("D", ("started",), 91),
        ("A", ("main_done",), 30),
    ]
    waiting = {village.code: village for village in progress.waiting}
    assert {code: (v.serving, v.holding, v.late) for code, v in waiting.items()} == {
        VILLAGES[0]: (0, ("A",), ("A",)),
        VILLAGES[1]: (1, ("A",), ("A",)),
        VILLAGES[2]: (0, ("C", "D"), ("D",)),
    }
    assert progress.waiting[-1].code == VILLAGES[1]
    assert waiting[VILLAGES[0]].name == "泾洋村"


def test_a_correction_changes_the_figures_and_what_was_known_stays(empty: Ledger, zhenba: County) -> None:
    add(empty, "A", main_done="2019-05-01")
    known = empty.last_event
    empty.record([Change("A", "main_done", None, empty.work("A").version)], by="李")
    assert of_kind(empty, zhenba).total.finished == 0
    then = make_progress(empty.state(JUNE, last_event=known), zhenba)
    assert then.kinds[0].total.finished == 1


def days(*message: str | None) -> Any:
    return np.array(message, dtype="datetime64[D]")


def test_a_forecast_is_that_of_the_pace_of_late() -> None:
    finished = days(*["2019-06-01"] * 30, *["2019-02-01"] * 5, *[None] * 10)
    forecast = forecast_finish(finished, days(*["2018-12-01"] * 45), JUNE)
    assert forecast is not None
    assert (forecast.left, forecast.finished, forecast.days) == (10, 30, 90)
    expected = [JUNE + timedelta(days=int(np.ceil(90 * betaprime.ppf(q, 10, 30.5)))) for q in (0.1, 0.5, 0.9)]
    assert [forecast.early, forecast.middle, forecast.late] == expected


def test_a_forecast_has_no_dates_where_nothing_was_finished() -> None:
    begun = days(*["2018-12-01"] * 3)
    assert forecast_finish(days("2019-06-01", "2019-06-01", "2019-06-02"), begun, JUNE) is None
    none = forecast_finish(days(None, None, "2018-12-20"), begun, JUNE)
    assert none is not None
    assert (none.left, none.finished, none.early, none.late) == (2, 0, None, None)
    slow = forecast_finish(days(*[None] * 400, "2019-06-01"), days("2018-12-01"), JUNE)
    assert slow is not None
    assert slow.late is None
    young = forecast_finish(days("2019-06-20", None), days("2019-06-10", "2019-06-11"), JUNE)
    assert young is not None
    assert young.days == 20


@given(st.integers(1, 300), st.integers(1, 200))
def test_a_forecast_keeps_its_order_and_more_work_takes_longer(left: int, done: int) -> None:
    def forecast_days(left: int, done: int) -> list[date]:
        made = forecast_finish(days(*["2019-06-01"] * done, *[None] * left), days("2018-12-01"), JUNE)
        assert made is not None
        return [day or date.max for day in (made.early, made.middle, made.late)]

    now = forecast_days(left, done)
    assert JUNE < now[0] <= now[1] <= now[2]
    assert all(a <= b for a, b in zip(now, forecast_days(left + 1, done), strict=True))
    assert all(a >= b for a, b in zip(now, forecast_days(left, done + 1), strict=True))


def test_the_document_names_the_store_and_both_days(ledger: Ledger, zhenba: County) -> None:
    state = ledger.state(JUNE, date(2019, 7, 1))
    answer = make_progress_document(make_progress(state, zhenba))
    assert answer["ledger"] == {
        "store": ledger.id,
        "last_event": ledger.last_event,
        "on": "2019-06-30",
        "known_at": "2019-07-01",
    }
    assert [kind["kind"] for kind in answer["kinds"]] == ["road", "water"]
    assert answer == make_progress_document(make_progress(replace(state), zhenba))


def test_the_document_keeps_to_its_schema(ledger: Ledger, zhenba: County) -> None:
    Draft202012Validator.check_schema(read_progress_schema())
    validator = Draft202012Validator(read_progress_schema())
    for state in (ledger.state(JUNE), ledger.state(date(2018, 1, 1)), replace(ledger.state(JUNE), works=())):
        validator.validate(_as_read(make_progress_document(make_progress(state, zhenba))))
    wrong = _as_read(make_progress_document(make_progress(ledger.state(JUNE), zhenba)))
    wrong["seconds"] = wrong["kinds"][0]["total"]["more"] = 3
    wrong["kinds"][1]["late"][0]["due"] = "soon"
    del wrong["ledger"]["on"]
    assert len(list(validator.iter_errors(wrong))) == 4


def _as_read(document: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(write_json(document))
    return answer
