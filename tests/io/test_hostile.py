"""Hostile inputs: content that is not what the name says, archives, and the sandbox in which GDAL runs."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from gisplan.io.files import gdal_process
from tests.io.toy_county import Toy, geojson, only, road_rows, village_rows

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
    child = gdal_process.start_child(toy.folder)
    item = {"name": "v", "file": "v.geojson", "driver": "GeoJSON", "layer": None, "encoding": None, "columns": []}
    gdal_process._write_job(child.process, json.dumps([item]).encode("utf-8"))
    assert gdal_process.collect_results(child)["v"]["count"] == 4
    assert requests == []


def test_the_child_would_not_read_a_vrt_either(tmp_path: Path, vrt: bytes) -> None:
    """Even past the look at its first bytes: GDAL has no driver for it."""
    (tmp_path / "v.geojson").write_bytes(vrt)
    child = gdal_process.start_child(tmp_path)
    item = {"name": "v", "file": "v.geojson", "driver": "GeoJSON", "layer": None, "encoding": None, "columns": ["name"]}
    gdal_process._write_job(child.process, json.dumps([item]).encode("utf-8"))
    result = gdal_process.collect_results(child)
    assert "error" in result["v"]
    assert SECRET not in str(result)
    assert not list(tmp_path.glob("*.npy"))


def test_gdal_has_only_the_four_drivers(tmp_path: Path) -> None:
    child = gdal_process.start_child(tmp_path)
    gdal_process._write_job(child.process, b"[]")
    assert gdal_process.collect_results(child) == {}


def test_an_unexpected_driver_is_excluded_in_a_second_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Path(gdal_process._SCRIPT).read_text(encoding="utf-8").replace("OGR_VRT,", "")
    assert "OGR_VRT" not in script
    (tmp_path / "child.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(gdal_process, "_SCRIPT", tmp_path / "child.py")
    child = gdal_process.start_child(tmp_path)
    gdal_process._write_job(child.process, b"[]")
    assert gdal_process.collect_results(child) == {}
    assert child.process.returncode == 3


def test_a_child_that_dies_is_a_fault_of_the_layer(toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import os; os._exit(139)", encoding="utf-8")
    monkeypatch.setattr(gdal_process, "_SCRIPT", script)
    faults = toy.refuse()
    assert [(fault.code, fault.layer) for fault in faults] == [
        ("reader-failed", "villages"),
        ("reader-failed", "roads"),
    ]
    assert "ended with 139" in faults[0].params["reason"]


def test_a_child_that_never_ends_is_stopped(toy: Toy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "sleeps.py"
    script.write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setattr(gdal_process, "_SCRIPT", script)
    monkeypatch.setattr(gdal_process, "WALL_SECONDS", 0.5)
    assert "more than" in toy.refuse()[0].params["reason"]


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
    toy = write_zip(toy, {**parts(toy), **{f"{i}.txt": b"" for i in range(100)}})
    assert "entries" in only(toy.refuse(), "zip-refused").params["reason"]


def test_a_zip_of_two_shapefiles_is_refused_and_names_both(toy: Toy) -> None:
    one = parts(toy)
    toy = write_zip(toy, {**one, **{name.replace("roads", "more"): content for name, content in one.items()}})
    assert only(toy.refuse(), "layers-several").params["has"] == "more, roads"


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
    code = f"import sys, gisplan.io.reading; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
