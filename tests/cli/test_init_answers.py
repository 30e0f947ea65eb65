"""Questions of `gisplan init`: asked on a terminal, recorded, replayed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
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
    """The name: another after the way back; the standard: left open; 规划: the likely answer, twice; 硬化: a word."""
    result = run(folder, typed="x\n<\n清溪县\n-\n\nsealed\n<\n\n水泥\n")
    assert result.exit_code == 0
    assert "This is no answer" in result.output
    values = written(folder)["layers"]["roads"]["values"]
    assert (values["status"]["规划"], values["surface"]["硬化"]) == ("not_started", 12)
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    assert 'name = "清溪县"  # answered; given on the terminal' in text
    assert '"硬化" = 12  # rows: 1; answered; given on the terminal' in text
    assert '"规划" = "not_started"  # rows: 1; answered; the likely answer was taken' in text
    recorded = tomllib.loads((folder / "gisplan-answers.toml").read_text(encoding="utf-8"))["answers"]
    assert [(item["at"], item["key"], item["answer"]) for item in recorded] == [
        ("county", "name", "清溪县"),
        ("layers.roads.values.status", "规划", "not_started"),
        ("layers.roads.values.surface", "硬化", 12),
    ]
    assert "Open questions (1)" in result.output


@pytest.mark.usefixtures("terminal")
def test_recorded_answers_are_replayed_and_nothing_else_is_asked(folder: Path, tmp_path: Path) -> None:
    run(folder, typed="\npmgsy\n\n31\n")
    first = (folder / "gisplan.toml").read_text(encoding="utf-8")
    (folder / "gisplan.toml").unlink()
    again = run(folder, "--answers", folder / "gisplan-answers.toml", typed="")
    assert "No open questions." in again.output
    assert (folder / "gisplan.toml").read_text(encoding="utf-8") == first
    assert written(folder)["county"]["standard"] == "pmgsy"
    assert written(folder)["county"]["name"] == folder.name


@pytest.mark.usefixtures("terminal")
def test_with_no_ask_the_questions_are_in_the_file(folder: Path) -> None:
    result = run(folder, "--no-ask", typed="")
    assert "Open questions (4)" in result.output
    assert (folder / "gisplan.toml").read_text(encoding="utf-8").count("QUESTION") == 5  # and once in the beginning
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
    result = run(folder, typed="\n\n\n")  # nothing for 硬化
    assert result.exit_code == 130
    assert "Interrupted. The answers given so far are kept" in result.output
    values = written(folder)["layers"]["roads"]["values"]
    assert (values["status"]["规划"], values["surface"]["硬化"]) == ("not_started", "unknown")
    recorded = tomllib.loads((folder / "gisplan-answers.toml").read_text(encoding="utf-8"))["answers"]
    assert [item["key"] for item in recorded] == ["name", "standard", "规划"]
    assert "Open questions (1)" in result.output


@pytest.mark.usefixtures("terminal")
def test_standards_have_their_titles_and_nearly_a_name_proposes_the_nearest(folder: Path) -> None:
    result = run(folder, typed="\nzhenba\nzhenba-2019\n\n31\n")
    assert "7. zhenba-2019  Zhenba County's work plan for 2019: roads, water, power, radio and TV" in result.output
    assert "nearest: zhenba-2019" in result.output
    assert written(folder)["county"]["standard"] == "zhenba-2019"


CLASSES = ["MDR", "NH", "RR(VR)", "SH"]  # in the order of the question


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Roads whose file gives their class, and no surface."""
    Bureau(tmp_path).put("村.geojson", villages()).put("路.geojson", roads(RoadCatego=CLASSES))
    return tmp_path


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("typed", "surfaces"),
    [
        ("11\n12\n36\nunknown\n", [11, 12, 36, "unknown"]),  # codes, not places in the list
        ("asphalt\nCement concrete\nearth\n无法判定\n", [11, 12, 36, "unknown"]),
        ("沥青\n水泥\n砂石\nBT\n", [11, 12, 31, 11]),
        ("12\n11!\n", [12, 11, 11, 11]),
        ("沥青\n<\n12\n31！\n", [12, 31, 31, 31]),
        ("31\n!\n", [31, "unknown", "unknown", "unknown"]),
        ("1\n2\nnone\n11!\n", [11, 11, 11, 11]),  # no numbers beside codes; no surface, or no answer?
    ],
)
def test_surfaces_are_answered_by_code_or_word(classes: Path, typed: str, surfaces: list[int | str]) -> None:
    result = run(classes, typed="\n\n" + typed + ".\n")
    given = written(classes)["layers"]["roads"]["values"]["surface"]
    assert given == dict(zip(CLASSES, surfaces, strict=True))
    assert result.output.count("asphalt concrete\n    12  cement concrete") == 1  # the choices are listed once
    assert "1. 11" not in result.output


@pytest.mark.usefixtures("terminal")
def test_what_was_taken_is_shown_in_words(classes: Path) -> None:
    output = run(classes, typed="\n\nbitumen\n-\n!\n\n").output
    assert "  MDR (rows: 1) [unknown]: bitumen\n    MDR: 11 asphalt concrete\n" in output
    assert "    NH: left open\n" in output
    assert "\n  classes of the trunk network [NH]: " in output
    assert "(in the file:\ntrunk_classes)" in output


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("standard", "typed"), [("pmgsy", "11!\n"), ("tches18", "")])
def test_what_the_standard_does_not_look_at_is_not_asked(classes: Path, standard: str, typed: str) -> None:
    """PMGSY takes any road of the right surface, not a way to the trunk roads; a standard of water takes no road."""
    output = run(classes, typed=f"\n{standard}\n{typed}").output
    assert "No open questions." in output
    assert ("sealed with asphalt" in output) is (standard == "pmgsy")
    assert "trunk network" not in output
    assert written(classes)["network"] == {"snap_m": 10.0, "trunk_classes": ["NH"]}


ASK = """
from gisplan.cli import questions, streams
from gisplan.io.init.messages import Item, Message, Question
streams.open_streams()
item = Item("county", "name")
questions._show_question(questions._Step(Question("name", Message("a\\x1b[31mb"), "county", (item,)), item))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_questions_are_bold_and_what_they_hold_is_escaped(folder: Path) -> None:
    shown = run_on_terminal("-m", "gisplan.cli.main", "init", str(folder), "--lang", "en", typed=b".\n")
    assert "\x1b[1mWhat is the county called?" in shown
    assert "\\u001b[" not in shown
    assert "\x1b[1ma\\u001b[31mb\x1b[0m\r\n" in run_on_terminal("-c", ASK)


def test_without_a_terminal_questions_have_no_escapes() -> None:
    piped = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, encoding="utf-8", check=True)
    assert piped.stdout.startswith("\na\\u001b[31mb\n")


def run_on_terminal(*words: str, typed: bytes = b"") -> str:
    """Run Python on a pseudo-terminal, and return all that it shows."""
    import pty  # not on Windows

    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, *words], stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        os.write(ours, typed)
        shown = b"".join(_read_all(ours))
    os.close(ours)
    return shown.decode("utf-8")


def _read_all(terminal: int) -> Iterator[bytes]:
    with contextlib.suppress(OSError):  # Linux: the other end is closed
        while part := os.read(terminal, 65536):
            yield part
