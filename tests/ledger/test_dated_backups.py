"""Backups by date: verified where they lie, restored with their photos, and removed only after a newer one is whole."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from gisplan.base.errors import LedgerStoreError, WriteError
from gisplan.ledger import Change, Ledger, open_ledger, restore_ledger
from gisplan.ledger.store import dated_backups
from gisplan.ledger.store.dated_backups import DatedBackup, find_last_due, list_dated_backups, make_dated_backup
from gisplan.ledger.store.files import FOLDER
from tests.ledger.photos import make_photo

DUE = datetime.fromisoformat("2019-07-01T02:00")


def back_up(ledger: Ledger, folder: Path, *, days: int = 0, keep: int = 3) -> DatedBackup:
    due = DUE + timedelta(days=days)
    return make_dated_backup(ledger.engine, ledger.files, ledger.county, folder, due=due, keep=keep)


def attach(ledger: Ledger, *photos: bytes) -> None:
    for photo in photos:
        kept = ledger.keep(photo, "现场.jpg")
        change = Change("A", "people", 100 + ledger.last_event, ledger.work("A").version, attachments=(kept,))
        ledger.record([change], by="王")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "other-machine"
    made.mkdir()
    return made


def test_a_backup_with_photos_is_made_and_restored_after_all_was_lost(
    ledger: Ledger, county_folder: Path, url: str | None, folder: Path
) -> None:
    attach(ledger, make_photo(), make_photo(taken="2019:06:20 10:11:12", size=(80, 60)))
    made = back_up(ledger, folder)
    assert (made.name, made.lost, made.removed) == ("ledger-610728-20190701T0200.sqlite", 0, ())
    assert sorted(path.name for path in folder.iterdir()) == [made.name, FOLDER]
    works, photos = ledger.state().works, [ledger.read_file(file) for file in ledger.attachments("A")]
    shutil.rmtree(county_folder / FOLDER)
    if url is None:
        (county_folder / "ledger.sqlite").unlink()
    else:
        text = (county_folder / "gisplan.toml").read_text(encoding="utf-8")
        (county_folder / "gisplan.toml").write_text(f'{text}\n[ledger]\nfiles = "{FOLDER}"\n', encoding="utf-8")
        ledger.record([Change("A", "people", 1, ledger.work("A").version)], by="李")
    restore_ledger(county_folder, folder / made.name, url)
    again = open_ledger(county_folder, url, create=False)
    assert again.state().works == works
    assert [again.read_file(file) for file in again.attachments("A")] == photos
    assert (again.check(), again.check_files(thoroughly=True)) == ((), ())


def test_photos_that_are_there_are_not_written_again(ledger: Ledger, folder: Path) -> None:
    attach(ledger, make_photo())
    back_up(ledger, folder)
    (photo,) = (folder / FOLDER).iterdir()
    before = photo.stat().st_ino, photo.stat().st_mtime_ns
    attach(ledger, make_photo(size=(90, 60)))
    back_up(ledger, folder, days=1)
    assert len(list((folder / FOLDER).iterdir())) == 2
    assert (photo.stat().st_ino, photo.stat().st_mtime_ns) == before


def test_a_photo_that_is_damaged_there_is_mended_within_weeks(
    ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dated_backups, "_PARTS", 3)
    attach(ledger, make_photo())
    back_up(ledger, folder)
    (photo,) = (folder / FOLDER).iterdir()
    whole = photo.read_bytes()
    photo.write_bytes(bytes(len(whole)))
    found = []
    for days in range(1, 4):
        back_up(ledger, folder, days=days)
        found.append(photo.read_bytes() == whole)
    assert sorted(found) == found
    assert found[-1]


def test_the_oldest_go_after_a_new_one_is_there_and_others_stay(ledger: Ledger, folder: Path) -> None:
    others = ["ledger-610729-20190601T0200.sqlite", "ledger-610728-20199901T0200.sqlite", "letter.docx"]
    ahead = "ledger-610728-20990101T0200.sqlite"  # by a clock that was wrong
    for name in (*others, ahead):
        (folder / name).write_bytes(b"x")
    removed = [back_up(ledger, folder, days=days).removed for days in range(5)]
    first, second = (f"ledger-610728-2019070{day}T0200.sqlite" for day in (1, 2))
    assert removed == [(), (), (), (first,), (second,)]
    kept = [path.name for _due, path in list_dated_backups(folder, "610728")]
    assert kept == [*(f"ledger-610728-2019070{day}T0200.sqlite" for day in (3, 4, 5)), ahead]
    assert {*others} <= {path.name for path in folder.iterdir()}
    back_up(ledger, folder, days=4)
    assert len(list_dated_backups(folder, "610728")) == 4, "the same hour again replaces its own"


def test_one_that_fails_leaves_the_older_ones_and_nothing_half(
    ledger: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LedgerStoreError, match="cannot be reached"):
        back_up(ledger, tmp_path / "not-connected")
    assert not (tmp_path / "not-connected").exists()
    back_up(ledger, folder, keep=1)
    before = sorted(path.name for path in folder.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(dated_backups.shutil, "copyfile", lambda _source, made: made.write_bytes(b"SQLite format 3"))
        with pytest.raises(WriteError, match="read back"):
            back_up(ledger, folder, days=1, keep=1)
    assert sorted(path.name for path in folder.iterdir()) == before
    back_up(ledger, folder, days=1, keep=1)
    assert [path.name for path in folder.iterdir()] == ["ledger-610728-20190702T0200.sqlite"]


def test_a_lost_photo_is_counted_and_stops_no_backup(ledger: Ledger, folder: Path) -> None:
    attach(ledger, make_photo())
    back_up(ledger, folder)
    shutil.rmtree(ledger.files.folder)
    assert back_up(ledger, folder, days=1).lost == 0, "the folder has it"
    shutil.rmtree(folder / FOLDER)
    made = back_up(ledger, folder, days=2)
    assert made.lost == 1
    assert (folder / made.name).is_file()
    without = replace(ledger, folder=None)
    assert make_dated_backup(without.engine, None, without.county, folder, due=DUE, keep=9).lost == 1


def test_when_one_was_due() -> None:
    assert find_last_due(DUE, time(2)) == DUE
    assert find_last_due(DUE + timedelta(hours=23, minutes=59), time(2)) == DUE
    assert find_last_due(DUE - timedelta(minutes=1), time(2)) == DUE - timedelta(days=1)
