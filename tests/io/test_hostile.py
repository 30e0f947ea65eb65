"""Hostile inputs: content that is not what the name says, archives, and the sandbox in which GDAL runs."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from gisplan.io import check_county
from gisplan.io.child import process as reading
from gisplan.io.child.limits import ReadOptions
from gisplan.io.child.process import reading_process
from tests.conftest import ROOT
from tests.io.toy_county import Toy, geojson, only, road_rows, village_rows

pytestmark = pytest.mark.usefixtures("started_readers")

SECRET = "秘密村"


def frame_of(rows: list[tuple[Any, dict[str, Any]]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4490)


@pytest.fixture
def vrt(tmp_path: Path) -> bytes:
    """A VRT that points at a readable file outside the county."""
    secret = tmp_path / "secret.gpkg"
    rows = [(shape, {**data, "name": SECRET}) for shape, data in village_rows()]
    frame_of(rows).to_file(secret)
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    text = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    import pyogrio

    # here, where GDAL has all its drivers, the VRT gives the secret away
    bait = tmp_path / "bait.geojson"
    bait.write_text(text, encoding="utf-8")
    assert SECRET in str(pyogrio.raw.read(bait)[3])
    return text.encode("utf-8")


def refusal_text(toy: Toy, code: str) -> str:
    """Return the one fault of a county that is refused, and whose report leaks nothing."""
    report = toy.check()
    assert report.county is None
    assert report.exit_code == 2
    assert SECRET not in str(report)
    return str(only(report.faults, code))


@pytest.mark.parametrize("ending", [".geojson", ".json", ".shp", ".csv", ".gpkg", ".fgb", ".zip"])
def test_a_vrt_under_any_name_leaks_nothing(toy: Toy, vrt: bytes, ending: str) -> None:
    toy = toy.with_layer("villages", f"v{ending}", vrt)
    for part in (".shx", ".dbf"):
        toy.write(f"v{part}", vrt)
    assert f"v{ending}" in refusal_text(toy, "content-mismatch")


@pytest.mark.parametrize("ending", [".shp", ".dbf", ".shx", ".prj", ".cpg"])
def test_a_vrt_inside_a_zip_leaks_nothing(toy: Toy, vrt: bytes, ending: str) -> None:
    frame_of(village_rows()).to_file(toy.folder / "v.shp")
    with zipfile.ZipFile(toy.folder / "v.zip", "w") as archive:
        for part in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
            archive.writestr(f"v{part}", vrt if part == ending else (toy.folder / f"v{part}").read_bytes())
    toy = toy.with_layer("villages", "v.zip")
    assert "v.zip" in refusal_text(toy, "content-mismatch")


def test_a_vrt_alone_in_a_zip_is_refused(toy: Toy, vrt: bytes) -> None:
    with zipfile.ZipFile(toy.folder / "v.zip", "w") as archive:
        archive.writestr("v.vrt", vrt)
    assert only(toy.with_layer("villages", "v.zip").refuse(), "zip-refused").file == "v.zip"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server that records the requests that it gets."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/crs", requests
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("place", ["document", "geometry"])
@pytest.mark.parametrize("key", ["crs", "CRS"])
def test_a_crs_given_by_a_link_is_never_fetched(
    toy: Toy, listener: tuple[str, list[str]], place: str, key: str
) -> None:
    """A GeoJSON's crs may be a link, which GDAL fetches past every setting of its virtual files."""
    address, requests = listener
    document = geojson(village_rows())
    owner = document if place == "document" else document["features"][0]["geometry"]
    owner[key] = {"type": "link", "properties": {"href": address, "type": "ogcwkt"}}
    toy = toy.with_layer("villages", "v.geojson", document)
    assert only(toy.refuse(), "crs-link").file == "v.geojson"
    # even if it reached the child, the child has no network
    assert read_past_the_checks(toy.folder / "v.geojson")["count"] == 4
    assert requests == []


def test_the_child_would_not_read_a_vrt_either(tmp_path: Path, vrt: bytes) -> None:
    """Even past the look at its first bytes: GDAL has no driver for it."""
    (tmp_path / "v.geojson").write_bytes(vrt)
    answer = read_past_the_checks(tmp_path / "v.geojson")
    assert "error" in answer
    assert SECRET not in str(answer)


def read_past_the_checks(file: Path) -> dict[str, Any]:
    """Have the reading process read a GeoJSON as if it were a FlatGeobuf, whose content GDAL alone checks."""
    code = """
import sys
sys.path.insert(0, sys.argv[2])
from gisplan.io.child import gdal
from gisplan.io.faults.catalogue import FaultContext
assert gdal.find_unexpected_drivers([]) == []
item = {"name": "v", "file": sys.argv[1], "driver": "GeoJSON", "layer": None, "encoding": None, "columns": ["name"],
        "spatial": False, "booleans": {}}
import json
try:
    print(json.dumps(gdal.read_layer(item, FaultContext("v", "v"))))
except Exception as error:
    print(json.dumps({"error": str(error)}))
"""
    arguments = [sys.executable, "-c", code, str(file), str(ROOT)]
    result = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=file.parent)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


ASK = {"do": "layer", "name": "v", "shown": "v.fgb", "layer_name": "roads", "file": "v.fgb", "driver": "FlatGeobuf"}
ASK |= {"excel": False, "layer": None, "encoding": None, "columns": None, "most_bytes": 1 << 20}
ASK |= {"spatial": True}


def test_an_unexpected_driver_is_excluded_in_a_second_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "copy" / "gisplan"
    shutil.copytree(ROOT / "gisplan", package, ignore=shutil.ignore_patterns("__pycache__"))
    script = package / "io" / "child" / "gdal.py"
    text = script.read_text(encoding="utf-8")
    assert "OGR_VRT," in text
    script.write_text(text.replace("OGR_VRT,", ""), encoding="utf-8")
    monkeypatch.setattr(reading, "_SCRIPT", script.with_name("program.py"))
    frame_of(road_rows()).to_file(tmp_path / "v.fgb")
    with reading_process() as process:
        shutil.copy(tmp_path / "v.fgb", process.workdir)
        first = process._process
        process.send([ASK])
        assert process.receive()["v"]["count"] == 4
    assert first.returncode == 3


def fake_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """Replace what the reading process does with a layer; the county file is read as it is."""
    script = tmp_path / "program.py"
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport gisplan.io.child.program as program\n"
    end = "program.read_layer = fake\nsys.exit(program.main(sys.argv[1:]))\n"
    script.write_text(f"{start}def fake(item):\n    {lines}\n{end}", encoding="utf-8")
    monkeypatch.setattr(reading, "_SCRIPT", script)


def test_a_process_that_dies_is_a_fault_of_the_layer_alone(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_program(
        tmp_path,
        monkeypatch,
        "import os; os._exit(139) if item['name'] == 'villages' else None; raise ValueError('seen')",
    )
    faults = toy.refuse()
    assert [(fault.code, fault.layer) for fault in faults] == [
        ("reader-failed", "villages"),
        ("reader-failed", "roads"),
    ]
    assert "ended with 139" in faults[0].params["reason"]
    assert faults[1].params["reason"] == "seen"


def test_a_process_that_never_ends_is_stopped(toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_program(tmp_path, monkeypatch, "import time; time.sleep(60)")
    start = time.monotonic()
    report = check_county(toy.save(), options=ReadOptions(seconds=2.0))
    assert time.monotonic() - start < 10
    assert [(fault.code, fault.layer) for fault in report.faults] == [
        ("reading-time", "villages"),
        ("reading-ended", "roads"),
    ]
    assert report.faults[0].params["limit"] == "2"
    assert report.faults[1].value == "villages.geojson"


def test_a_process_that_wants_too_much_memory_is_refused_it(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_program(tmp_path, monkeypatch, "return {'faults': [], 'text': 'x' * (1 << 40)}")
    faults = toy.refuse()
    assert [(fault.code, fault.params["limit"]) for fault in faults] == [("reading-memory", "2")] * 2


@pytest.mark.parametrize(
    "answer", ["{'text': 'x' * (80 << 20)}", "open('villages.arrays', 'wb').truncate(1 << 40) or {}"]
)
def test_an_answer_that_is_too_large_is_not_loaded(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str
) -> None:
    fake_program(tmp_path, monkeypatch, f"return {answer}")
    assert {fault.code for fault in toy.refuse()} == {"reading-answer"}


def write_zip(toy: Toy, entries: dict[str, bytes], **options: Any) -> Toy:
    with zipfile.ZipFile(toy.folder / "roads.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return toy.with_layer("roads", "roads.zip")


def parts(toy: Toy) -> dict[str, bytes]:
    frame_of(road_rows()).to_file(toy.folder / "roads.shp")
    return {
        f"roads{ending}": (toy.folder / f"roads{ending}").read_bytes() for ending in (".shp", ".shx", ".dbf", ".prj")
    }


def test_a_zip_bomb_is_refused_unopened(toy: Toy) -> None:
    toy = write_zip(toy, {**parts(toy), "roads.dbf": b"\x03" + bytes(50_000_000)})
    assert "times its size" in only(toy.refuse(), "zip-refused").params["reason"]


def test_a_zip_of_many_entries_is_refused(toy: Toy) -> None:
    toy = write_zip(toy, {**parts(toy), **{f"{i}.txt": b"" for i in range(10_000)}})
    assert "entries" in only(toy.refuse(), "zip-refused").params["reason"]


def test_a_zip_of_two_shapefiles_is_refused_and_names_both(toy: Toy) -> None:
    one = parts(toy)
    toy = write_zip(toy, {**one, **{name.replace("roads", "more"): content for name, content in one.items()}})
    assert only(toy.refuse(), "layers-several").params["has"] == "more.shp, roads.shp"


def test_a_zip_with_something_else_is_refused(toy: Toy) -> None:
    toy = write_zip(toy, {**parts(toy), "run.exe": b"MZ"})
    assert "run.exe" in only(toy.refuse(), "zip-refused").params["reason"]


@pytest.mark.parametrize("prefix", ["../", "/etc/", "..\\", "C:\\"])
def test_the_paths_of_members_are_never_used(toy: Toy, prefix: str) -> None:
    before = set(toy.folder.parent.iterdir())
    toy = write_zip(toy, {f"{prefix}{name}": content for name, content in parts(toy).items()})
    assert toy.read().faults == ()
    assert set(toy.folder.parent.iterdir()) == before


def test_a_broken_zip_is_refused(toy: Toy) -> None:
    content = (write_zip(toy, parts(toy)).folder / "roads.zip").read_bytes()
    assert only(toy.with_layer("roads", "roads.zip", content[:-30]).refuse(), "truncated").file == "roads.zip"


def test_an_archive_with_chinese_names_in_gbk(toy: Toy) -> None:
    toy = write_zip(toy, {name.replace("roads", "abcd"): content for name, content in parts(toy).items()})
    content = (toy.folder / "roads.zip").read_bytes().replace(b"abcd", "道路".encode("gbk"))
    assert toy.with_layer("roads", "roads.zip", content).read().faults == ()


def test_a_shape_record_that_points_past_the_end_is_refused(toy: Toy) -> None:
    frame_of(road_rows()).to_file(toy.folder / "roads.shp")
    index = bytearray((toy.folder / "roads.shx").read_bytes())
    struct.pack_into(">i", index, 100 + 8, 1 << 28)
    toy.write("roads.shx", bytes(index))
    assert only(toy.with_layer("roads", "roads.shp").refuse(), "truncated").layer == "roads"


def test_starting_to_read_imports_nothing_heavy() -> None:
    heavy = ("geopandas", "pandas", "shapely", "pyproj", "numpy", "pyogrio")
    modules = "gisplan.io.reading, gisplan.io.child.requests, gisplan.io.child.toml_files, gisplan.io.files.staging"
    code = f"import sys, {modules}; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
