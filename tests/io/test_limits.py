"""What reading may use, and which files it opens: limits, paths, links, pipes, changes while a file is read."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.errors import StandardError
from gisplan.io import check_county, finish_reading, start_reading
from gisplan.io.child.answers import decode_toml, encode_toml
from gisplan.io.child.job_object import ExtendedLimits, make_job
from gisplan.io.child.limits import Limits, ReadOptions, scale_limits
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.files.open_file import FileRefused, check_path
from gisplan.io.inputs.locks import read_locks
from gisplan.io.inputs.standard_file import read_standard
from gisplan.workflow import read_county
from tests.conftest import ROOT
from tests.io.toy_county import CODES, Toy, geojson, lon_lat, only, village_rows

pytestmark = pytest.mark.usefixtures("started_readers")

SECRET = "610728 secret"
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")


def test_limits_grow_with_the_files() -> None:
    usual = ReadOptions()
    assert scale_limits(usual, 1 << 20) == Limits(60.0, 2_000_000_000, (64 << 20) + (2 << 20))
    assert scale_limits(usual, 1 << 30) == Limits(480.0, 16_000_000_000, (64 << 20) + (2 << 30))
    assert scale_limits(ReadOptions(seconds=5, memory_gb=1)).seconds == 5


class Kernel32:
    """Stands in for kernel32.dll, and records what it is asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def CreateJobObjectW(self, *_: object) -> int:
        return 77

    def SetInformationJobObject(self, handle: int, kind: int, pointer: Any, size: int) -> int:
        limits = ctypes.cast(pointer, ctypes.POINTER(ExtendedLimits)).contents
        basic = limits.BasicLimitInformation
        self.calls.append((handle, kind, size, basic.LimitFlags, basic.PerProcessUserTimeLimit))
        self.calls.append((limits.ProcessMemoryLimit,))
        return 1

    def AssignProcessToJobObject(self, handle: int, process: Any) -> int:
        self.calls.append((handle, process.value))
        return 1

    def CloseHandle(self, handle: int) -> int:
        self.calls.append(("closed", handle))
        return 1


def test_a_job_object_limits_time_and_memory_and_ends_its_process() -> None:
    """Tried with a stand-in for the system's functions alone."""
    kernel32 = Kernel32()
    job = make_job(kernel32)
    assert job is not None
    assert job.set_limits(Limits(60.0, 2_000_000_000, 1))
    assert job.add(5)
    job.close()
    job.close()
    size = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112
    memory_time_and_end = 0x2 | 0x100 | 0x400 | 0x2000
    assert kernel32.calls == [
        (77, 9, size, memory_time_and_end, 610_000_000),
        (2_000_000_000,),
        (77, 5),
        ("closed", 77),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there it is made")
def test_other_systems_have_no_job_objects() -> None:
    assert make_job() is None


@pytest.mark.parametrize("path", ["/x.csv", "C:\\x.csv", "C:x.csv", "\\\\server\\x.csv", "\\\\?\\C:\\x.csv", "\\x.csv"])
def test_a_path_from_a_root_is_outside_on_every_system(path: str) -> None:
    with pytest.raises(FileRefused) as caught:
        check_path(path, allow_outside=False)
    assert caught.value.code == "file-outside"
    check_path(path, allow_outside=True)


@pytest.mark.parametrize("path", ["a\0b.csv", "a\nb.csv", "con.csv", "data/NUL", "com1.shp", "LPT9 .x.csv", "x" * 2000])
def test_a_path_that_names_no_file_is_refused_whatever_is_allowed(path: str) -> None:
    with pytest.raises(FileRefused) as caught:
        check_path(path, allow_outside=True)
    assert caught.value.code == "path-refused"


@pytest.mark.skipif(sys.platform == "win32", reason="there no file has such a name")
@pytest.mark.parametrize("path", ["/data/aux/x.csv", "../con/x.csv"])
def test_a_name_that_windows_keeps_is_refused_below_the_county_alone(path: str) -> None:
    check_path(path, allow_outside=True)
    check_path("aux/x.csv", allow_outside=True, by_user=True)
    with pytest.raises(FileRefused):
        check_path("aux/x.csv", allow_outside=True)


@pytest.mark.skipif(sys.platform == "win32", reason="there no folder has such a name")
def test_what_a_user_gives_is_read_from_a_folder_that_windows_could_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("aux")
    folder.mkdir()
    (folder / "locks.csv").write_text("segment,lock\nA,in\n", encoding="utf-8")
    packaged = ROOT / "gisplan/standards/data/sn2017.toml"
    assert read_locks(folder / "locks.csv").table.faults == ()
    (folder / "own.toml").write_bytes(packaged.read_bytes())
    assert read_standard("aux/own.toml").criteria


@pytest.mark.parametrize("path", ["道路 2019.shp", "data/roads.shp", "contour.shp", "a\u3000b.csv", "./x.csv"])
def test_usual_paths_are_accepted(path: str) -> None:
    check_path(path, allow_outside=False)


def village_csv(secret: str = "") -> str:
    rows = [f"{code},村{i}{secret},{lon_lat(i, 0)[0]},{lon_lat(i, 0)[1]}" for i, code in enumerate(CODES)]
    return "\n".join(["code,name,lon,lat", *rows]) + "\n"


def refuse_villages(toy: Toy, path: str) -> str:
    """Return the code of the one fault of the villages, which shows nothing of the file."""
    report = check_county(toy.with_layer("villages", path, toml='crs = "EPSG:4490"').save())
    (fault,) = [fault for fault in report.faults if fault.level == "E"]
    assert SECRET not in str(report)
    return fault.code


@posix
def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_not(tmp_path: Path, toy: Toy) -> None:
    inner = Toy(tmp_path / "county", layers={"roads": ("roads.geojson", "")})
    inner.folder.mkdir()
    (toy.folder / "roads.geojson").rename(inner.folder / "roads.geojson")
    (tmp_path / "v.csv").write_text(village_csv(SECRET), encoding="utf-8")
    (inner.folder / "file.csv").symlink_to(tmp_path / "v.csv")
    (inner.folder / "sub").symlink_to(tmp_path)
    for path in ("file.csv", "sub/v.csv", "../v.csv", str(tmp_path / "v.csv")):
        assert refuse_villages(inner, path) == "file-outside"
    inner.write("own.csv", village_csv())
    (inner.folder / "name.csv").symlink_to("own.csv")
    county = inner.with_layer("villages", "name.csv", toml='crs = "EPSG:4490"').read()
    assert len(county.villages) == 4
    county = read_county(inner.with_layer("villages", "file.csv", toml='crs = "EPSG:4490"').save(), allow_outside=True)
    assert SECRET in county.villages["name"].iloc[0]


@posix
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_is_never_opened(toy: Toy, kind: str) -> None:
    path = toy.folder / "v.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(os.path.relpath(path))
    else:
        path.symlink_to("/dev/zero")
    assert refuse_villages(toy, "v.csv") == "file-irregular"


@posix
def test_the_county_file_itself_is_a_file_in_the_folder(tmp_path: Path, toy: Toy) -> None:
    toy.save()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "gisplan.toml").symlink_to(tmp_path / "gisplan.toml")
    assert only(check_county(tmp_path / "elsewhere").faults, "file-outside").file == "gisplan.toml"
    (tmp_path / "gisplan.toml").unlink()
    os.mkfifo(tmp_path / "gisplan.toml")
    assert only(check_county(tmp_path).faults, "file-irregular").level == "E"


def test_a_standard_that_the_county_file_names_is_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "own.toml").write_text("id = 3", encoding="utf-8")
    with pytest.raises(StandardError, match="outside the county's folder"):
        read_standard("../own.toml", folder=str(tmp_path / "county"))
    for name in ("own.toml", str(tmp_path / "own.toml")):
        with pytest.raises(StandardError, match="id"):  # it is read, and wrong
            read_standard(name, folder=str(tmp_path), options=ReadOptions(allow_outside=True))


@pytest.mark.bad_input(33)
def test_33_a_file_that_changes_until_it_is_read_is_refused(toy: Toy) -> None:
    reading = start_reading(toy.save())
    changed = geojson(village_rows()[:3])
    toy.write("villages.geojson", changed)
    with pytest.raises(ValueError, match=r"villages\.geojson was changed while it was read"):
        finish_reading(reading)
    assert len(toy.read().villages) == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = " + "[" * 100_000, "line 1: more than 30 tables, lists or parts of a key in each other"),
        ("a." * 40 + "b = 1", "line 1: more than 30 tables, lists or parts of a key in each other"),
        ("k" * 100_000 + " = 1", "line 1: kkk"),
        ("a = 1" + "0" * 30, "more than 64 bits"),
        ("a = 1" + "0" * 100_000, "goes on for 100001 characters"),
    ],
)
def test_a_county_file_without_end_is_refused_with_the_reason(toy: Toy, text: str, reason: str) -> None:
    toy.write("gisplan.toml", text)
    (fault,) = check_county(toy.folder).faults
    assert fault.level == "E"
    assert reason in explain_fault(fault)[0]


def test_a_county_file_of_many_unknown_keys_names_a_hundred(toy: Toy) -> None:
    toy.write("gisplan.toml", "[county]\n" + "\n".join(f"key{i} = 1" for i in range(5000)))
    faults = [fault for fault in check_county(toy.folder).faults if fault.code == "key-unknown"]
    assert len(faults) == 100
    assert faults[-1].params["further"] == 4900


def test_toml_comes_through_json_as_it_is() -> None:
    import tomllib

    text = 'a = 2019-06-30\nb = 2019-06-30T07:08:09+08:00\nc = [07:08:09, inf, -1, 1.5, true]\n"" = {x = "村"}'
    document = tomllib.loads(text)
    assert decode_toml(encode_toml(document)) == document


def test_a_million_faults_are_counted_and_a_hundred_named(toy: Toy) -> None:
    """Here three hundred of each; a million take eight seconds of processor time."""
    rows = "\n".join(f"x{i},村,108.0,32.5,many" for i in range(300))
    toy = toy.with_layer("villages", "v.csv", f"code,name,lon,lat,population\n{rows}\n", toml='crs = "EPSG:4490"')
    report = check_county(toy.save())
    for code in ("code-length", "number-unreadable"):
        named = [fault for fault in report.faults if fault.code == code]
        assert [fault.row for fault in named] == [*range(1, 101)]
        assert (named[-1].params["further"], list(named[-1].list_rows())) == (200, [*range(100, 301)])
    assert named[-1].pick_row(250).row == 250
    assert report.county is not None
    assert set(report.county.quarantine["fault"]) == {"number-unreadable"}
    villages = report.inputs[0]
    assert (villages.rows, villages.accepted, villages.quarantined) == (300, 0, 300)
