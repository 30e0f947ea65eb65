"""`gisplan demo`: a county to try the commands on."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gisplan.cli.demo import demo
from gisplan.workflow import judge, read_county


def write(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(demo, words)
    return result.exit_code, result.output


@pytest.mark.parametrize(("name", "villages"), [("zhenba", 181), ("small", 12)])
def test_an_example_is_a_county(name: str, villages: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, printed = write(name)
    assert code == 0
    assert f"gisplan verify {name}" in printed
    assert len(read_county(tmp_path / name).villages) == villages
    assert not list((tmp_path / name).rglob("*.py"))


def test_the_small_one_gives_the_verdict_of_its_source(qingxi: Path, tmp_path: Path) -> None:
    assert write("small", str(tmp_path / "my county"))[0] == 0
    ours, theirs = (repr(judge(folder)) for folder in (tmp_path / "my county", qingxi))
    assert ours == theirs


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    code, printed = write("small", str(tmp_path))
    assert (code, [path.name for path in tmp_path.iterdir()]) == (2, ["notes.txt"])
    assert "exists already" in printed


def test_the_bureaus_files_of_zhenba_come_with_it(tmp_path: Path) -> None:
    assert write("zhenba", str(tmp_path / "z"))[0] == 0
    assert (tmp_path / "z" / "bureau" / "water_projects.xlsx").is_file()
