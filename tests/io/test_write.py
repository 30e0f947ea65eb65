"""Files and folders are written whole or not at all."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gisplan.base.errors import GisplanError, WriteError
from gisplan.io.files.atomic_write import write_atomic, write_bytes_atomic


def fail(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out" / "村 表.txt"
    write_bytes_atomic(target, b"one")
    write_bytes_atomic(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(target.parent.iterdir()) == [target]


def test_a_file_is_made_beside_its_place_under_its_own_name(tmp_path: Path) -> None:
    seen = []
    write_atomic(tmp_path / "gaps.gpkg", lambda made: (seen.append(made), made.write_bytes(b"x")))
    assert seen[0].name == "gaps.gpkg"
    assert seen[0].parent.parent.parent == tmp_path  # a folder of its own in the working folder of the run


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_where_making_fails_the_old_file_remains(tmp_path: Path, number: int) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")

    def make(made: Path) -> None:
        made.write_bytes(b"half")
        (made.parent / "a.txt-journal").write_bytes(b"side file")
        raise fail(number)

    with pytest.raises(WriteError, match=r"a\.txt could not be written.* another file") as caught:
        write_atomic(target, make)
    assert ("disk is full" in str(caught.value)) == (number == errno.ENOSPC)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_known_by_the_text_of_an_error(tmp_path: Path) -> None:
    def make(made: Path) -> None:
        raise OSError("database or disk is full")

    with pytest.raises(WriteError, match="Free some space"):
        write_atomic(tmp_path / "a.gpkg", make)


def test_a_writer_that_fails_without_a_reason_may_lack_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(made: Path) -> None:
        raise OSError("Failed to commit transaction")  # GDAL's only words

    with pytest.raises(WriteError, match="Failed to commit"):
        write_atomic(tmp_path / "a.gpkg", make)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=4_500_000))
    with pytest.raises(WriteError, match="only 4 MB left"):
        write_atomic(tmp_path / "a.gpkg", make)
    assert not list(tmp_path.iterdir())


def test_a_mistake_of_the_program_is_not_called_a_write_error(tmp_path: Path) -> None:
    def make(made: Path) -> None:
        made.write_bytes(b"half")
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        write_atomic(tmp_path / "a.txt", make)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_put_in_its_place_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")

    def replace(a: object, b: object) -> None:  # what Windows does while Excel holds the file
        raise fail(errno.EACCES)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(WriteError, match="Close the program that has it open"):
        write_bytes_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_fails_its_check_is_not_kept(tmp_path: Path) -> None:
    def verify(made: Path) -> None:
        if made.read_bytes() != b"right":
            raise OSError("the file is not what was written")

    write_atomic(tmp_path / "a.txt", lambda made: made.write_bytes(b"right"), verify=verify)
    with pytest.raises(WriteError, match="not what was written"):
        write_atomic(tmp_path / "a.txt", lambda made: made.write_bytes(b"wrong"), verify=verify)
    assert (tmp_path / "a.txt").read_bytes() == b"right"


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "gaps.xlsx").mkdir()
    (tmp_path / "gaps.xlsx" / "kept").touch()
    with pytest.raises(WriteError, match=r"gaps\.xlsx"):
        write_bytes_atomic(tmp_path / "gaps.xlsx", b"x")
    with pytest.raises(WriteError, match="x"):
        write_bytes_atomic(tmp_path / "gaps.xlsx" / "kept" / "x", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["gaps.xlsx"]


def test_the_error_is_ours_and_an_os_error() -> None:
    assert issubclass(WriteError, GisplanError)
    assert issubclass(WriteError, OSError)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_others_may_read_it_as_they_may_read_any_new_file(tmp_path: Path) -> None:
    write_bytes_atomic(tmp_path / "ours", b"")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = (
        mounted
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("no small disk can be mounted here; a simulated one is tested above")
    try:
        write_bytes_atomic(disk / "a", b"old")
        with pytest.raises(WriteError, match="disk is full"):
            write_bytes_atomic(disk / "a", b"x" * 100_000)
        assert (disk / "a").read_bytes() == b"old"
        assert [p.name for p in disk.iterdir()] == ["a"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
