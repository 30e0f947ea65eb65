"""Photos and documents are kept beside the store: never half, never without their event, and in every backup."""

import hashlib
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from gisplan.base.errors import ExtraMissingError, LedgerError, LedgerStoreError
from gisplan.io.inputs import attached_file
from gisplan.ledger import Attachment, Change, Ledger, add_work, open_ledger, restore_ledger
from gisplan.ledger.entry.photo_check import NEAR_M, PhotoCheck, compare_photo, explain_photo
from gisplan.ledger.store.files import FOLDER, FileStore
from tests.ledger.photos import make_bomb, make_photo

PDF = b"%PDF-1.4 report"
PLACE = "EPSG:4545;POINT (491000 3597000)"


def finish(ledger: Ledger, *files: Attachment, code: str = "A") -> None:
    seen = ledger.work(code).version
    ledger.record([Change(code, "main_done", date(2019, 6, 20), seen, attachments=files)], by="王")


def age(folder: Path) -> None:
    """Let two hours pass for all files."""
    for path in folder.iterdir():
        os.utime(path, (time.time() - 7200,) * 2)


def test_a_photo_is_kept_without_its_metadata_but_when_and_where(ledger: Ledger) -> None:
    original = make_photo(size=(4000, 1000), orientation=6)
    photo = ledger.keep(original, "C:\\fake\\现场.JPG")
    content = ledger.read_file(photo)
    assert (photo.name, photo.type, photo.size) == ("现场.jpg", "image/jpeg", len(content))
    assert (photo.taken, photo.place, photo.stated_by) == (
        "2019-06-19T10:11:12",
        "EPSG:4326;POINT (107.900000 32.500000)",
        "file",
    )
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert photo.original_sha256 == hashlib.sha256(original).hexdigest()
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (640, 2560), "upright, and no larger than is needed"
        assert not dict(image.getexif())
    assert b"Secret Phone" not in content
    assert ledger.keep(original, "现场.jpg").sha256 == photo.sha256, "the same photo has the same bytes"
    finish(ledger, photo, ledger.keep(PDF, "报告.pdf"))
    (event,) = [event for event in ledger.history("A") if event.attachments]
    assert [file.name for file in event.attachments] == ["现场.jpg", "报告.pdf"]
    assert event.attachments[0] == photo
    assert ledger.read_file(event.attachments[1]) == PDF
    assert (ledger.check(), ledger.check_files(thoroughly=True)) == ((), ())


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_forms_of_photos_become_jpeg(form: str) -> None:
    prepared = attached_file.prepare_file(
        make_photo(form=form, taken=None, place=None), f"a.{form}", place=(107.0, 32.0)
    )
    assert (prepared.name, prepared.type, prepared.taken) == ("a.jpg", "image/jpeg", None)
    assert (prepared.place, prepared.stated_by) == ("EPSG:4326;POINT (107.000000 32.000000)", "device")


def test_what_lies_behind_a_transparent_picture_is_white() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(content, "PNG")
    with Image.open(io.BytesIO(attached_file.prepare_file(content.getvalue(), "a.png").content)) as image:
        assert image.getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "a.jpg", "empty"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 99, "a.heic", "JPEG"),
        (b"\0\0\0\x18ftypavif" + b"\0" * 99, "a.jpg", "HEIC or AVIF"),
        (b"GIF89a" + b"\0" * 99, "a.gif", "save it as JPEG"),
        (make_photo()[:400], "a.jpg", "cut or damaged"),
        (b"\xff\xd8\xff" + b"\0" * 99, "a.jpg", "cut or damaged"),
        (make_bomb(), "a.png", "900 million pixels, more than 120"),
        (make_bomb(9_000), "a.png", "cut or damaged"),
        (b"MZ\x90", "a.exe", "Kept are: jpg"),
        (b"<script>", "a.html", "Kept are: jpg"),
        (b"<svg/>", "a.pdf", "do not agree"),
        (b"PK\x03\x04", "a.pdf", "do not agree"),
        (b"a\0b", "a.txt", "Kept are"),
    ],
)
def test_what_is_not_kept_says_why(content: bytes, name: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(attached_file.AttachmentRefused, match=expected):
        attached_file.prepare_file(content, name)


def test_damaged_photos_are_refused_or_whole() -> None:
    """Some hundred bytes of a photo are changed at random: an answer always comes, and never another error."""
    chance, good = random.Random(7), make_photo()
    for _attempt in range(12):
        bad = bytearray(good)
        for _change in range(chance.randint(1, 40)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        try:
            prepared = attached_file.prepare_file(bytes(bad), "a.jpg")
        except attached_file.AttachmentRefused as refused:
            assert "a.jpg" in str(refused)  # noqa: PT017 - either may be
        else:
            with Image.open(io.BytesIO(prepared.content)) as image:
                image.load()


@pytest.mark.parametrize(
    ("taken", "place"),
    [("yesterday", (0.0, 0.0)), ("2019:13:45 10:00:00", (200.0, 32.5)), (None, None), ("", (107.9, 95.0))],
)
def test_impossible_times_and_places_are_unknown(taken: str | None, place: tuple[float, float] | None) -> None:
    prepared = attached_file.prepare_file(make_photo(taken=taken, place=place), "a.jpg")
    assert (prepared.taken, prepared.place, prepared.stated_by) == (None, None, None)


def test_large_files_and_names_are_refused(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(attached_file, "MOST_BYTES", 20)
    (tmp_path / "long.pdf").write_bytes(PDF * 9)
    with pytest.raises(LedgerError, match="smaller"):
        ledger.keep(tmp_path / "long.pdf")
    with pytest.raises(LedgerError, match="cannot be read"):
        ledger.keep(tmp_path / "none.pdf")
    assert ledger.keep(PDF, "/etc/../..\\x/a.pdf").name == "a.pdf"
    with pytest.raises(LedgerError, match="255"):
        finish(ledger, replace(ledger.keep(PDF, "a.pdf"), name="x" * 256))


def test_without_the_extra_photos_are_refused_and_documents_kept(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached_file, "find_spec", lambda _name: None)
    with pytest.raises(ExtraMissingError, match=r"gisplan\[web\]"):
        ledger.keep(make_photo(), "a.jpg")
    assert ledger.keep(PDF, "a.pdf").type == "application/pdf"


def test_no_event_is_recorded_without_its_file(ledger: Ledger) -> None:
    report = ledger.keep(PDF, "a.pdf")
    ledger.files.remove(report.sha256)
    for files in ((report,), (Attachment("a.pdf", "ab" * 32),), (replace(report, sha256="../../x", size=1),)):
        with pytest.raises(LedgerError, match="attach it again"):
            finish(ledger, *files)
        with pytest.raises(LedgerError, match="attach it again"):
            ledger.comment("A", "x", by="王", attachments=files)
    assert "main_done" not in ledger.work("A").values
    assert ledger.comments() == ()


def test_a_damaged_or_missing_file_is_found(ledger: Ledger) -> None:
    report, other = ledger.keep(PDF, "a.pdf"), ledger.keep(PDF + b"2", "b.pdf")
    finish(ledger, report, other)
    path = ledger.files.folder / report.sha256
    path.write_bytes(b"%PDF-1.4 rePort")
    assert ledger.check_files() == (), "its size is right"
    assert len(ledger.check_files(thoroughly=True)) == 1
    with pytest.raises(LedgerStoreError, match=r"a\.pdf"):
        ledger.read_file(report)
    path.unlink()
    (ledger.files.folder / other.sha256).write_bytes(b"")
    assert len(ledger.check_files()) == 2
    ledger.keep(PDF, "a.pdf")
    assert len(ledger.check_files()) == 1, "attached again, it is whole again"


def test_files_without_an_event_are_removed_after_an_hour(ledger: Ledger, county_folder: Path) -> None:
    needed, lonely = ledger.keep(PDF, "a.pdf"), ledger.keep(PDF + b"2", "b.pdf")
    spoken = ledger.keep(PDF + b"3", "c.pdf")
    finish(ledger, needed)
    ledger.comment("A", "", by="王", attachments=[spoken])
    (ledger.files.folder / "notes.txt").write_bytes(b"another program's")
    assert ledger.remove_unused_files() == (), "an event may follow"
    age(ledger.files.folder)
    assert ledger.remove_unused_files() == (lonely.sha256,)
    assert sorted(p.name for p in ledger.files.folder.iterdir()) == sorted([needed.sha256, spoken.sha256, "notes.txt"])
    assert ledger.check_files(thoroughly=True) == ()


def test_files_that_a_copy_beside_them_needs_stay(ledger: Ledger, county_folder: Path, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "early.sqlite")
    photo = ledger.keep(PDF, "a.pdf")
    finish(ledger, photo)
    restored = ledger.restore(tmp_path / "early.sqlite", keep=county_folder / "ledger-before.sqlite")
    assert restored.kept is not None
    age(ledger.files.folder)
    assert ledger.remove_unused_files() == ()
    (county_folder / "broken.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(LedgerStoreError, match=r"broken\.sqlite"):
        ledger.remove_unused_files()
    (county_folder / "broken.sqlite").unlink()
    (county_folder / "ledger-before.sqlite").unlink()
    assert ledger.remove_unused_files() == (photo.sha256,)


def test_a_backup_has_the_files_and_a_restore_brings_them(ledger: Ledger, county_folder: Path, tmp_path: Path) -> None:
    report, spoken = ledger.keep(PDF, "a.pdf"), ledger.keep(PDF + b"2", "b.pdf")
    finish(ledger, report)
    ledger.comment("A", "说明", by="王", attachments=[spoken])
    folder = tmp_path / "stick"
    ledger.backup(folder / "1.sqlite")
    ledger.backup(folder / "2.sqlite")
    assert sorted(p.name for p in (folder / FOLDER).iterdir()) == sorted([report.sha256, spoken.sha256])
    shutil.rmtree(ledger.files.folder)
    with pytest.raises(LedgerStoreError, match="--allow-lost-files"):
        ledger.backup(tmp_path / "other" / "3.sqlite")
    assert not (tmp_path / "other" / "3.sqlite").exists()
    ledger.restore(folder / "2.sqlite")
    again = open_ledger(county_folder, create=False) if ledger.engine.dialect.name == "sqlite" else ledger
    assert (again.check(), again.check_files(thoroughly=True)) == ((), ())
    assert again.read_file(again.attachments("A")[0]) == PDF
    assert [file.name for file in again.attachments("A")] == ["a.pdf", "b.pdf"]


def test_a_backup_that_lost_its_files_is_restored_only_if_that_is_asked_for(ledger: Ledger, tmp_path: Path) -> None:
    finish(ledger, ledger.keep(PDF, "a.pdf"))
    ledger.backup(tmp_path / "1.sqlite")
    for folder in (tmp_path / FOLDER, ledger.files.folder):
        shutil.rmtree(folder)
    before = ledger.last_event
    with pytest.raises(LedgerStoreError, match="--allow-lost-files"):
        ledger.restore(tmp_path / "1.sqlite")
    ledger.restore(tmp_path / "1.sqlite", allow_lost_files=True)
    assert (ledger.last_event, len(ledger.check_files())) == (before, 1)
    assert ledger.backup(tmp_path / "2.sqlite", allow_lost_files=True) == before


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "AB" * 32, ""])
def test_a_backup_cannot_name_files_elsewhere(county_folder: Path, tmp_path: Path, sha256: str) -> None:
    ledger = open_ledger(county_folder)
    ledger.record(add_work("water", "A", {"name": "x", "category": "town"}), by="王")
    finish(ledger, ledger.keep(PDF, "a.pdf"))
    ledger.backup(tmp_path / "1.sqlite")
    with sqlite3.connect(tmp_path / "1.sqlite") as copy:
        copy.execute("DROP TRIGGER attachments_no_update")
        copy.execute("UPDATE attachments SET sha256 = ?", [sha256])
    copy.close()
    with pytest.raises(LedgerStoreError, match="damaged"):
        restore_ledger(county_folder, tmp_path / "1.sqlite")


WRITER = """
import sys
from datetime import date
from dataclasses import replace
from pathlib import Path
from gisplan.ledger import Change, open_ledger
ledger = replace(open_ledger(sys.argv[1], sys.argv[2] or None), folder=Path(sys.argv[1]) / "ledger-files")
seen = ledger.work("A").version
print("ready", flush=True)
for number in range(1000):
    file = ledger.keep(b"%PDF-1.4 " + bytes([number % 256]) * 200_000 + sys.argv[3].encode(), f"{number}.pdf")
    ledger.record([Change("A", "people", number, seen + number, attachments=(file,))], by="王")
    print(number, flush=True)
"""


def test_killed_writers_leave_no_event_without_its_file_and_no_half_file(
    ledger: Ledger, county_folder: Path, url: str | None
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    acknowledged = 0
    for attempt in range(4):
        command = [sys.executable, "-c", WRITER, str(county_folder), url or "", str(attempt)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.1 + 0.07 * attempt)
            writer.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
            acknowledged += len(writer.stdout.read().split())
    files = [event.attachments for event in ledger.history("A") if event.field == "people" and event.attachments]
    assert acknowledged <= len(files) <= acknowledged + 4
    assert (ledger.check(), ledger.check_files(thoroughly=True)) == ((), ())
    whole = [path for path in ledger.files.folder.iterdir() if path.is_file()]
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in whole), "none is half"
    age(ledger.files.folder)
    assert len(ledger.remove_unused_files()) <= 4


def test_a_photo_is_compared_with_the_day_and_the_place() -> None:
    photo = Attachment("a.jpg", "ab" * 32, 1, taken="2019-06-19T23:59:00", place="EPSG:4326;POINT (107.9 32.5)")
    check = compare_photo(photo, date(2019, 6, 20), PLACE)
    assert check.days == -1
    assert check.metres is not None
    assert explain_photo(check, "a.jpg")[0] == "a.jpg: taken 1 day before the date."
    near = compare_photo(photo, date(2019, 6, 19), "EPSG:4326;LINESTRING (107.9 32.505, 107.95 32.6)")
    assert near.days == 0
    assert near.metres == pytest.approx(554, abs=5)
    assert explain_photo(near, "a.jpg") == []
    far = compare_photo(photo, date(2019, 6, 17), "EPSG:4326;POINT (107.9 32.6)")
    assert far.metres is not None
    assert far.metres > NEAR_M
    assert [*explain_photo(far, "a.jpg")] == [
        "a.jpg: taken 2 days after the date.",
        "a.jpg: taken 11.1 km from the work's place.",
    ]


def test_what_is_missing_of_a_photo_or_a_work_is_unknown() -> None:
    bare = Attachment("a.jpg", "ab" * 32, 1)
    placed = replace(bare, place="EPSG:4326;POINT (107.9 32.5)", taken="2019-06-19T23:59:00")
    unknown = PhotoCheck(None, None)
    for photo, day, place in ((bare, date(2019, 6, 19), PLACE), (placed, None, None), (placed, None, "EPSG:99;x")):
        assert compare_photo(photo, day, place) == unknown
    assert len(explain_photo(unknown, "a.jpg")) == 2


def test_a_ledger_on_postgresql_says_that_it_needs_a_folder(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"\[ledger\] files"):
        replace(ledger, folder=None).keep(PDF, "a.pdf")


def test_the_folder_of_the_files_can_be_configured(county_folder: Path) -> None:
    toml = county_folder / "gisplan.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[ledger]\nfiles = "shared/files"\n', "utf-8")
    assert open_ledger(county_folder).files == FileStore(county_folder / "shared" / "files")
