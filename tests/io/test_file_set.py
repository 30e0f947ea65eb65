"""The files of one run replace their forerunners together, wherever the run is stopped."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from gisplan.base.errors import WriteError
from gisplan.io.output.file_set import replace_together
from gisplan.io.output.working_folder import WorkingFolder

posix = pytest.mark.skipif(os.name != "posix", reason="forks and kills are POSIX")
NAMES = ("a.json", "b.xlsx", "dossier/index.html", "dossier/village-2.html")
STOPS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open"}


def write(folder: Path, text: str) -> None:
    """Write a run's four files, and remove a page that an earlier run has written."""
    with replace_together(folder) as files:
        for name in NAMES:
            files.write_bytes(name, text.encode())
        files.remove("dossier/village-1.html")


def begin(folder: Path) -> None:
    """Make the outputs of an earlier run, without the last file but with a page of its own, and a note of the user."""
    with replace_together(folder) as files:
        for name in (*NAMES[:3], "dossier/village-1.html"):
            files.write_bytes(name, b"old")
    (folder / "dossier" / "notes.txt").write_text("mine", encoding="utf-8")


def read(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


OLD = {**dict.fromkeys((*NAMES[:3], "dossier/village-1.html"), "old"), "dossier/notes.txt": "mine"}
NEW = {**dict.fromkeys(NAMES, "new"), "dossier/notes.txt": "mine"}


def test_files_replace_their_forerunners_together(tmp_path: Path) -> None:
    begin(tmp_path)
    assert read(tmp_path) == OLD
    write(tmp_path, "new")
    assert read(tmp_path) == NEW


def test_a_run_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    begin(tmp_path)

    def fail(folder: Path) -> None:
        with replace_together(folder) as files:
            files.write_bytes("a.json", b"new")
            raise KeyError("a mistake")

    with pytest.raises(KeyError):
        fail(tmp_path)
    assert read(tmp_path) == OLD
    with pytest.raises(KeyError):
        fail(tmp_path / "new" / "folder")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_open_elsewhere_is_named_and_none_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    begin(tmp_path)
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:  # what Windows does while Excel has the file open
        if target == tmp_path / name and path.parts[-2 - name.count("/")] == "new":
            raise PermissionError(13, "The process cannot access the file")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteError, match=rf"{Path(name).name}.*Close the program.*No file was replaced") as caught:
        write(tmp_path, "new")
    assert str(tmp_path / name) in str(caught.value)
    monkeypatch.undo()
    assert read(tmp_path) == OLD


def test_a_disk_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_names: object, **_options: object) -> None:
        raise OSError(95, "Operation not supported")

    begin(tmp_path)
    monkeypatch.setattr(os, "link", refuse)
    write(tmp_path, "new")
    assert read(tmp_path) == NEW


def fork(step: Callable[[], object], stop: int | None = None) -> bool:
    """Run a step in a fork; kill it before its `stop`-th change of the disk. Return whether it came to its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    seen = 0

    def count(event: str, _words: object) -> None:
        nonlocal seen
        if event in STOPS:
            seen += 1
            if seen == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    code = 1
    try:
        sys.addaudithook(count)
        step()
        code = 0
    finally:
        os._exit(code)


@posix
def test_a_run_killed_at_any_moment_is_completed_or_cleared_by_the_next(tmp_path: Path) -> None:
    states = []
    for stop in range(1, 1000):
        folder = tmp_path / str(stop)
        begin(folder)
        ended = fork(partial(write, folder, "new"), stop)
        with replace_together(folder):
            pass  # a run that writes nothing: it clears and completes alone
        states.append(read(folder))
        assert states[-1] in (OLD, NEW)
        if ended:
            break
    assert OLD in states
    assert states[-1] == NEW
    assert states == sorted(states, key=lambda state: state == NEW), "once it is complete, it stays so"


@posix
def test_the_next_run_may_be_killed_too(tmp_path: Path) -> None:
    dice = random.Random(17)
    for number in range(30):
        folder = tmp_path / str(number)
        begin(folder)
        fork(partial(write, folder, "new"), dice.randrange(20, 70))
        fork(partial(write, folder, "new"), dice.randrange(1, 40))
        with replace_together(folder):
            pass
        assert read(folder) in (OLD, NEW)


@posix
def test_a_run_that_is_killed_while_it_puts_the_old_files_back(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        with replace_together(folder) as files:
            for name in NAMES:
                files.write_bytes(name, b"new")
            (folder / "dossier" / "village-2.html").mkdir()  # which no file replaces

    for stop in range(40, 90, 3):
        folder = tmp_path / str(stop)
        begin(folder)
        fork(partial(fail, folder), stop)
        if (folder / "dossier" / "village-2.html").is_dir():
            (folder / "dossier" / "village-2.html").rmdir()
        with replace_together(folder):
            pass
        assert read(folder) in (OLD, {**NEW, "dossier/village-1.html": "old"})


@posix
def test_what_a_run_under_way_has_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gisplan-0123456789ab").mkdir()
    (tmp_path / ".gisplan-0123456789ab" / "mine.txt").write_text("mine", encoding="utf-8")
    with replace_together(tmp_path) as files:
        made = files.write_bytes("a.json", b"slow")
        assert fork(lambda: write(tmp_path, "quick"))
        assert not made.exists() or made.read_text("utf-8") == "quick"
    assert made.read_text("utf-8") == "slow"
    assert (tmp_path / ".gisplan-0123456789ab" / "mine.txt").is_file()  # no lock file: not one of ours
    assert len(list(tmp_path.glob(".gisplan-*"))) == 1


def test_a_journal_that_names_other_folders_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    folder = tmp_path / "out"
    working = folder / ".gisplan-0123456789ab"
    (working / "new").mkdir(parents=True)
    (working / "gisplan.lock").touch()
    journal = {"written": ["../mine.txt"], "removed": ["../mine.txt"], "old": []}
    (working / "journal.json").write_text(json.dumps(journal), encoding="utf-8")
    write(folder, "new")
    assert (tmp_path / "mine.txt").is_file()
    assert not working.exists()


@posix
def test_temporary_folders_of_killed_runs_are_cleared(tmp_path: Path) -> None:
    def leave() -> None:
        folder = WorkingFolder(tmp_path)
        (folder.path / "copy.csv").write_text("x", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)

    (tmp_path / "gisplan-projects").mkdir()
    with WorkingFolder(tmp_path) as kept:
        fork(leave)
        assert len(list(tmp_path.iterdir())) == 3
        with WorkingFolder(tmp_path) as other:
            assert {Path(kept), Path(other), tmp_path / "gisplan-projects"} == set(tmp_path.iterdir())
    assert [p.name for p in tmp_path.iterdir()] == ["gisplan-projects"]


@posix
def test_gaps_killed_at_random_moments_leaves_one_whole_set(qingxi: Path, tmp_path: Path) -> None:
    dice, out, temporary = random.Random(4), tmp_path / "out", tmp_path / "tmp"
    temporary.mkdir()
    command = [sys.executable, "-m", "gisplan.cli.main", "gaps", str(qingxi), "-o", str(out), "--json"]
    environment = {**os.environ, "TMPDIR": str(temporary)}

    def run(kill_after: float | None = None) -> float:
        begun = time.monotonic()
        done = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        if kill_after is not None:
            time.sleep(kill_after)
            done.kill()
        done.wait()
        return time.monotonic() - begun

    seconds = run()
    before = {path.name: path.stat().st_ino for path in out.iterdir()}
    for _trial in range(2):
        run(dice.uniform(0.3, 0.95) * seconds)
        after = {path.name: path.stat().st_ino for path in out.iterdir() if not path.name.startswith(".")}
        changed = [after[name] != before[name] for name in before]
        assert all(changed) or not any(changed)
        before = after
    run()
    assert sorted(path.name for path in out.iterdir()) == ["gaps.gpkg", "gaps.xlsx", "map.html", "verdicts.json"]
    assert not list(temporary.iterdir())


def test_a_folder_on_another_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tmp_path)
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if target == tmp_path / NAMES[3]:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteError, match=r"village-2\.html is on another disk.*No file was replaced"):
        write(tmp_path, "new")
    assert read(tmp_path) == OLD
