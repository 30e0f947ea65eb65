"""A packed program starts itself for its own processes, and runs nothing else so."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from gisplan.base.own_processes import OWN_PROCESS, find_own_process, packed_command

MODULE = "gisplan.io.child.program"


def test_python_starts_them_where_it_is_there() -> None:
    assert packed_command(MODULE) == []


def test_a_packed_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    command = packed_command(MODULE)
    assert command == [sys.executable, OWN_PROCESS, MODULE]
    given: list[list[str]] = []
    run = find_own_process([*command[1:], "60.0", "GTiff"], {MODULE: lambda words: given.append(words) or 7})
    assert run is not None
    assert run() == 7
    assert given == [["60.0", "GTiff"]]


@pytest.mark.parametrize("words", [[], ["gaps", "county"], [OWN_PROCESS], [OWN_PROCESS, "os"], ["check", OWN_PROCESS]])
def test_the_words_of_a_command_start_none(words: list[str]) -> None:
    assert find_own_process(words, {MODULE: lambda _words: 0}) is None


def test_what_begins_the_packed_program_knows_every_process(root: Path) -> None:
    start = runpy.run_path(str(root / ".ci" / "packed" / "start.py"), run_name="start")
    either = ("own_processes.py", "processes.py")  # which start what they are given
    sources = [path for path in (root / "gisplan").rglob("*.py") if path.name not in either]
    starts = re.compile(r"\bpacked_command\(|\brun_module\(_MODULE")
    starting = {path for path in sources if starts.search(path.read_text(encoding="utf-8"))}
    assert len(starting) == len(start["MODULES"])
    for name in start["MODULES"]:
        source = root.joinpath(*name.split(".")).with_suffix(".py").read_text(encoding="utf-8")
        assert re.search(r"^def main\(_?arguments: .*\) -> int:$", source, flags=re.MULTILINE), name
