"""The limits of measured figures follow from their goals and from what was recorded."""

from pathlib import Path

import pytest

from benchmarks import figures

RECORDED = """name,unit,limit,goal,a,b
met with a fifth to spare,x,9,2,1.5,1.66
met by little,x,9,2,1.5,1.9
missed,s,9,2,2.51,2.5
recorded once,GB,9,2,,3
not recorded,x,9,2,,
without a goal,x,9,,1,1
without a limit,%,,,1,1
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(RECORDED, encoding="utf-8")
    monkeypatch.setattr(figures, "FILE", path)
    return path


def test_a_limit_is_the_goal_or_a_fifth_above_the_largest_figure(file: Path) -> None:
    figures.set_limits(["a", "b"])
    limits = {line.name: line.limit for line in figures.read_lines()}
    assert limits == {
        "met with a fifth to spare": 2.0,
        "met by little": 2.3,
        "missed": 3.0,
        "recorded once": 3.6,
        "not recorded": 9.0,
        "without a goal": 9.0,
        "without a limit": None,
    }


def test_only_the_names_given_count(file: Path) -> None:
    figures.set_limits(["a"])
    assert {line.name: line.limit for line in figures.read_lines()}["met by little"] == 2.0


def test_a_limit_is_rounded_so_that_what_was_measured_stays_within(file: Path) -> None:
    file.write_text("name,unit,limit,goal,a\nslow,x,,20,121\n", encoding="utf-8")
    figures.set_limits(["a"])
    assert figures.read_lines()[0].limit == pytest.approx(150.0)


def test_recording_keeps_what_other_names_have(file: Path) -> None:
    run = figures.Figures()
    run.add("missed", 2.0)
    assert run.end("c") == 0
    recorded = {line.name: line.recorded for line in figures.read_lines()}
    assert recorded["missed"] == {"a": "2.51", "b": "2.5", "c": "2.00"}
    assert recorded["recorded once"] == {"a": "", "b": "3", "c": ""}


def test_a_figure_past_its_limit_fails_a_run_and_a_wide_one_past_twice_of_it(file: Path) -> None:
    for wide, value, code in ((False, 9.1, 1), (True, 9.1, 0), (True, 18.1, 1)):
        run = figures.Figures(wide=wide)
        run.add("without a goal", value)
        assert run.end() == code
