"""Backup and restore: whole or not there, while others write, on a full disk, over a damaged store."""

import errno
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy

from gisplan.base.errors import LedgerStoreError, WriteError
from gisplan.base.language import set_language
from gisplan.io.output import file_set
from gisplan.ledger import Change, Ledger, add_work, open_ledger, restore_ledger
from tests.ledger.conftest import COUNTY, Clock


def change(ledger: Ledger, people: int) -> None:
    ledger.record([Change("A", "people", people, ledger.work("A").version)], by="李")


def test_a_backup_is_the_ledger_of_that_moment(ledger: Ledger, county_folder: Path, tmp_path: Path) -> None:
    change(ledger, 121)
    last = ledger.backup(tmp_path / "copy.sqlite")
    change(ledger, 122)
    copy = open_ledger(county_folder, f"sqlite:///{tmp_path / 'copy.sqlite'}", create=False)
    assert (copy.id, copy.last_event, last) == (ledger.id, last, ledger.last_event - 1)
    assert copy.events() == ledger.events(last_event=last)
    assert copy.check() == ()
    ledger.backup(tmp_path / "copy.sqlite")  # an older backup may be replaced
    assert copy.last_event == ledger.last_event


def test_a_backup_replaces_nothing_but_a_backup(ledger: Ledger, county_folder: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"dear bureau")
    with pytest.raises(LedgerStoreError, match="not a backup"):
        ledger.backup(letter)
    assert letter.read_bytes() == b"dear bureau"
    if ledger.engine.dialect.name == "sqlite":
        with pytest.raises(LedgerStoreError, match="not a backup"):
            ledger.backup(county_folder / "ledger.sqlite")
    assert ledger.check() == ()


def test_restore_brings_back_what_was_and_keeps_what_stood_there(
    ledger: Ledger, county_folder: Path, url: str | None, tmp_path: Path
) -> None:
    ledger.backup(tmp_path / "copy.sqlite")
    before = ledger.state()
    change(ledger, 121)
    done = restore_ledger(county_folder, tmp_path / "copy.sqlite", url)
    assert (done.last_event, done.events_before) == (before.last_event, before.last_event + 1)
    again = open_ledger(county_folder, url)
    assert again.state().works == before.works
    assert again.check() == ()
    assert again.id == done.id != ledger.id, "its next events are others than those that followed before"
    kept = open_ledger(county_folder, f"sqlite:///{done.kept}", create=False)
    assert kept.work("A").values["people"] == 121
    change(again, 125)
    assert again.check() == ()
    with pytest.raises(Exception, match="never changed"), again.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM events")


def test_restoring_leaves_the_indexes_as_they_were(ledger: Ledger, tmp_path: Path) -> None:
    def list_indexes() -> object:
        return sqlalchemy.inspect(ledger.engine).get_indexes("events")

    before = list_indexes()
    ledger.backup(tmp_path / "copy.sqlite")
    ledger.restore(tmp_path / "copy.sqlite")
    assert list_indexes() == before


def test_restoring_four_times_the_events_takes_about_four_times_the_steps(tmp_path: Path, clock: Clock) -> None:
    assert count_steps(tmp_path / "more", 2_000, clock) < 6 * count_steps(tmp_path / "few", 500, clock)


def count_steps(folder: Path, events: int, clock: Clock) -> int:
    """How many thousand steps SQLite takes to restore a ledger of so many events over itself."""
    folder.mkdir()
    (folder / "gisplan.toml").write_text(COUNTY, encoding="utf-8")
    ledger = open_ledger(folder, clock=clock)
    ledger.record([c for i in range(events // 2) for c in add_work("water", f"W{i}", {"name": "n"})], by="李")
    ledger.backup(folder / "copy.sqlite")
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    @sqlalchemy.event.listens_for(ledger.engine, "before_cursor_execute")
    def watch(connection: sqlalchemy.Connection, *_: object) -> None:
        connection.connection.dbapi_connection.set_progress_handler(count, 1_000)

    ledger.restore(folder / "copy.sqlite")
    assert steps
    return steps


def test_restore_refuses_what_is_no_whole_backup_of_this_county(
    ledger: Ledger, county_folder: Path, url: str | None, tmp_path: Path
) -> None:
    copy, before = tmp_path / "copy.sqlite", ledger.state()
    ledger.backup(copy)
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    with sqlite3.connect(tmp_path / "bent.sqlite") as bent:
        with sqlite3.connect(copy) as source:
            source.backup(bent)
        source.close()
        bent.execute("DROP TRIGGER events_no_update")
        bent.execute("UPDATE events SET new = 'x' WHERE id = 2")
        bent.execute("UPDATE works SET version = 1 WHERE id = 1")
    bent.close()
    (tmp_path / "letter.docx").write_bytes(b"dear bureau")
    for name in ("cut.sqlite", "bent.sqlite", "letter.docx", "missing.sqlite"):
        with pytest.raises(LedgerStoreError):
            restore_ledger(county_folder, tmp_path / name, url)
    (county_folder / "gisplan.toml").write_text(COUNTY.replace("610728", "610729"), encoding="utf-8")
    with pytest.raises(LedgerStoreError, match="610729"):
        restore_ledger(county_folder, copy, url)
    assert ledger.state() == before
    assert sorted(p.name for p in county_folder.glob("*before*")) == []


def test_a_lost_or_damaged_file_is_restored(county_folder: Path, tmp_path: Path, clock: Clock) -> None:
    ledger = open_ledger(county_folder, clock=clock)
    ledger.record(add_work("water", "A", {"name": "甲"}), by="李")
    ledger.backup(tmp_path / "copy.sqlite")
    path = county_folder / "ledger.sqlite"
    path.unlink()
    assert restore_ledger(county_folder, tmp_path / "copy.sqlite").kept is None
    assert open_ledger(county_folder).work("A").values["name"] == "甲"
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 20_000)
    done = restore_ledger(county_folder, tmp_path / "copy.sqlite")
    assert done.kept is not None
    assert "damaged" in done.kept.name
    assert open_ledger(county_folder).check() == ()


def test_backups_while_others_write_are_whole_twenty_times_of_twenty(
    ledger: Ledger, county_folder: Path, url: str | None, tmp_path: Path
) -> None:
    over, written = threading.Event(), []

    def write() -> None:
        while not over.is_set():
            change(ledger, 200 + len(written))
            written.append(ledger.last_event)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        lasts = [ledger.backup(tmp_path / f"{i}.sqlite") for i in range(20)]
    finally:
        over.set()
        writer.join()
    events = ledger.events()
    assert len(set(lasts)) > 3, "it was written meanwhile"
    for i, last in enumerate(lasts):
        target = tmp_path / f"county_folder{i}"
        target.mkdir()
        shutil.copy(county_folder / "gisplan.toml", target)
        restore_ledger(target, tmp_path / f"{i}.sqlite")
        restored = open_ledger(target)
        assert restored.check() == ()
        assert restored.events() == events[:last]
    restore_ledger(county_folder, tmp_path / "0.sqlite", url)
    assert open_ledger(county_folder, url).events() == events[: lasts[0]]


LIMITED = """
import resource, sys
from gisplan.ledger import open_ledger, restore_ledger, Change
from gisplan.base.errors import GisplanError
county_folder, url, out, action, size = sys.argv[1:]
ledger = open_ledger(county_folder, url or None)
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
try:
    if action == "backup":
        ledger.backup(out)
    elif action == "restore":
        restore_ledger(county_folder, out)
    else:
        while True:
            ledger.record([Change("A", "note", "x" * 4000 + str(ledger.last_event), ledger.work("A").version)], by="L")
except GisplanError as error:
    print(type(error).__name__)
"""


@pytest.fixture
def limited(ledger: Ledger, county_folder: Path, url: str | None, clock: Clock) -> Ledger:
    """A ledger of some hundred kilobytes."""
    pytest.importorskip("resource", reason="file sizes are limited on POSIX only")
    for i in range(60):
        ledger.record([Change("A", "note", f"{i}" * 2000, ledger.work("A").version)], by="李")
    return ledger


def run_limited(county_folder: Path, url: str | None, out: Path, action: str, size: int) -> str:
    """Do a action in a process that can write no file beyond a size: the system refuses as a full disk does."""
    words = [sys.executable, "-c", LIMITED, str(county_folder), url or "", str(out), action, str(size)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(
    limited: Ledger, county_folder: Path, url: str | None, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    before = limited.events()
    assert run_limited(county_folder, url, out / "copy.sqlite", "backup", 100_000) in ("WriteError", "LedgerStoreError")
    assert list(out.iterdir()) == []
    limited.backup(out / "copy.sqlite")
    old = (out / "copy.sqlite").read_bytes()
    change(limited, 300)
    assert run_limited(county_folder, url, out / "copy.sqlite", "backup", 100_000) in ("WriteError", "LedgerStoreError")
    assert [p.name for p in out.iterdir()] == ["copy.sqlite"]
    assert (out / "copy.sqlite").read_bytes() == old
    assert limited.events()[:-1] == before
    assert limited.check() == ()


def test_a_full_disk_while_recording_or_restoring_leaves_the_old_state_whole(
    county_folder: Path, tmp_path: Path, clock: Clock
) -> None:
    pytest.importorskip("resource", reason="file sizes are limited on POSIX only")
    ledger = open_ledger(county_folder, clock=clock)
    ledger.record(add_work("water", "A", {"name": "甲"}), by="李")
    assert run_limited(county_folder, None, tmp_path / "x", "record", 300_000) == "LedgerStoreError"
    assert ledger.check() == ()
    assert ledger.last_event > 10
    ledger.backup(tmp_path / "copy.sqlite")
    before = ledger.events()
    assert run_limited(county_folder, None, tmp_path / "copy.sqlite", "restore", 200_000) in (
        "WriteError",
        "LedgerStoreError",
    )
    assert ledger.check() == ()
    assert ledger.events() == before
    assert sorted(p.name for p in county_folder.iterdir()) == ["gisplan.toml", "ledger.sqlite"]


def test_a_restore_that_cannot_keep_the_former_ledger_advises_what_it_can_do(
    county_folder: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It advised an option -o, which it does not have."""
    ledger = open_ledger(county_folder, clock=clock)
    ledger.record(add_work("water", "A", {"name": "甲"}), by="李")
    ledger.backup(tmp_path / "copy.sqlite")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(file_set, "WorkingFolder", refuse)
    for language, word in (("en", "make its folder writable"), ("zh", "可写")):
        set_language(language)
        with pytest.raises(WriteError, match=word) as caught:
            restore_ledger(county_folder, tmp_path / "copy.sqlite")
        assert "with -o" not in str(caught.value)
        assert "用-o" not in str(caught.value)
        with pytest.raises(WriteError) as caught:
            ledger.backup(tmp_path / "other.sqlite")
        assert "with -o" not in str(caught.value)
        assert "用-o" not in str(caught.value)
    set_language("en")
    with pytest.raises(WriteError, match="choose another folder with -o"), file_set.replace_together(tmp_path / "out"):
        pass
    assert ledger.history("A")
