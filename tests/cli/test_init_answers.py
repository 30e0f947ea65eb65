"""Questions of `gisplan init`: asked on a terminal, recorded, replayed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gisplan.base.errors import CountyFileError
from gisplan.cli.init import init
from tests.io.bureau_folder import Bureau, roads, villages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    drawn = roads(路面类型=["硬化", "水泥", "水泥", "砂石"], 状态=["已建", "规划", "已建", "已建"], 行政等级=["X"] * 4)
    Bureau(tmp_path).put("村.geojson", villages()).put("路.geojson", drawn)
    return tmp_path


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(init, [str(item) for item in arguments], input=typed, catch_exceptions=False)


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "gisplan.toml").read_text(encoding="utf-8"))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.cli.init.is_terminal", lambda: True)


@pytest.mark.usefixtures("terminal")
def test_questions_are_asked_one_by_one_with_a_way_back(folder: Path) -> None:
    """规划: the likely answer; 硬化: a wrong text, 31, back, and the number of a choice; the standard: left open."""
    result = run(folder, typed="\nsealed\n31\n<\n2\n-\n")
    assert result.exit_code == 0
    assert "This is no answer" in result.output
    values = written(folder)["layers"]["roads"]["values"]
    assert (values["status"]["规划"], values["surface"]["硬化"]) == ("not_started", 12)
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    assert '"硬化" = 12  # rows: 1; answered; given on the terminal' in text
    assert '"规划" = "not_started"  # rows: 1; answered; the likely answer was taken' in text
    recorded = tomllib.loads((folder / "gisplan-answers.toml").read_text(encoding="utf-8"))["answers"]
    assert [(item["at"], item["key"], item["answer"]) for item in recorded] == [
        ("layers.roads.values.status", "规划", "not_started"),
        ("layers.roads.values.surface", "硬化", 12),
    ]
    assert "Open questions (1)" in result.output


@pytest.mark.usefixtures("terminal")
def test_recorded_answers_are_replayed_and_nothing_else_is_asked(folder: Path, tmp_path: Path) -> None:
    run(folder, typed="\n31\npmgsy\n")
    first = (folder / "gisplan.toml").read_text(encoding="utf-8")
    (folder / "gisplan.toml").unlink()
    again = run(folder, "--answers", folder / "gisplan-answers.toml", typed="")
    assert "No open questions." in again.output
    assert (folder / "gisplan.toml").read_text(encoding="utf-8") == first
    assert written(folder)["county"]["standard"] == "pmgsy"


@pytest.mark.usefixtures("terminal")
def test_with_no_ask_the_questions_are_in_the_file(folder: Path) -> None:
    result = run(folder, "--no-ask", typed="")
    assert "Open questions (3)" in result.output
    assert (folder / "gisplan.toml").read_text(encoding="utf-8").count("QUESTION") == 4  # and once in the beginning
    assert not (folder / "gisplan-answers.toml").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[answers]]\nat = 'county'\nkey = 'standard'\nanswer = 'x'\n", "format is not"),
        ("format = 'gisplan.answers/1'\n[[answers]]\nkey = 3\nanswer = 2019-01-01\n", "answer 1 needs at"),
        ("format = 'gisplan.answers/1'\n[[answers]]\nat = 'county'\nkey = 'standard'\nanswer = 'x'\n", "cannot be 'x'"),
        (
            (
                "format = 'gisplan.answers/1'\n[[answers]]\n"
                "at = 'layers.roads.values.surface'\nkey = '硬化'\nanswer = 99\n"
            ),
            "cannot be 99",
        ),
        ("format =", "TOML"),
    ],
)
def test_answers_that_cannot_be_are_refused(folder: Path, text: str, message: str) -> None:
    path = folder / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CountyFileError, match=message):
        run(folder, "--answers", path)
    assert not (folder / "gisplan.toml").exists()


def test_an_answer_for_another_file_is_named(folder: Path) -> None:
    path = folder / "a.toml"
    path.write_text(
        "format = 'gisplan.answers/1'\n[[answers]]\nat = 'layers.power.columns'\nkey = 'village'\nanswer = 'x'\n",
        encoding="utf-8",
    )
    assert "An answer that fits no question: layers.power.columns village" in run(folder, "--answers", path).output


def test_a_profile_can_be_named(folder: Path) -> None:
    assert "(--profile pmgsy)" in run(folder, "--profile", "pmgsy").output
    with pytest.raises(CountyFileError, match="Use one of: china-bureaus"):
        run(folder, "-o", folder / "other", "--profile", "x")


def test_a_column_that_was_left_out_is_used_once_it_is_answered(folder: Path) -> None:
    rows = villages(总人口=["1100人", "约2200", "3000", "80"])
    for _, row in rows:
        del row["户籍人口"]
    Bureau(folder).put("村.geojson", rows)
    path = folder / "a.toml"
    path.write_text(
        "format = 'gisplan.answers/1'\n[[answers]]\nat = 'layers.villages.columns'\nkey = 'population'\n"
        "answer = '总人口'\nreason = 'asked the bureau'\n",
        encoding="utf-8",
    )
    run(folder, "--answers", path)
    assert written(folder)["layers"]["villages"]["columns"]["population"] == "总人口"
    assert "answered; asked the bureau" in (folder / "gisplan.toml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("terminal")
def test_the_end_of_the_input_keeps_the_answers_given_so_far(folder: Path) -> None:
    result = run(folder, typed="\n31\n")  # nothing for the standard
    assert result.exit_code == 130
    assert "Interrupted. The answers given so far are kept" in result.output
    assert written(folder)["layers"]["roads"]["values"]["surface"]["硬化"] == 31
    recorded = tomllib.loads((folder / "gisplan-answers.toml").read_text(encoding="utf-8"))["answers"]
    assert [item["key"] for item in recorded] == ["规划", "硬化"]
    assert "Open questions (1)" in result.output


@pytest.mark.usefixtures("terminal")
def test_standards_have_their_titles_and_nearly_a_name_proposes_the_nearest(folder: Path) -> None:
    result = run(folder, typed="\n31\nzhenba\nzhenba-2019\n")
    assert "7. zhenba-2019  Zhenba County's work plan for 2019: roads, water, power, radio and TV" in result.output
    assert "nearest: zhenba-2019" in result.output
    assert written(folder)["county"]["standard"] == "zhenba-2019"
