"""File geodatabases: a folder as a file, and one in a zip archive."""

from __future__ import annotations

import os
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from tests.io.toy_county import Toy, only, road_rows, village_rows


def write_gdb(folder: Path, name: str = "县.gdb") -> Path:
    """Write a geodatabase of villages and roads."""
    for layer, rows in {"村庄": village_rows(), "道路": road_rows()}.items():
        frame = gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4490)
        # older ArcGIS has no whole numbers of 64 bits
        frame = frame.astype({column: "int32" for column in frame.columns if frame[column].dtype == "int64"})
        frame.to_file(folder / name, layer=layer, driver="OpenFileGDB")
    return folder / name


def zip_gdb(gdb: Path, inside: str = "数据/县.gdb/") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "x")
        for part in sorted(gdb.iterdir()):
            archive.write(part, f"{inside}{part.name}")
    return file.getvalue()


def test_a_county_in_a_geodatabase_is_the_same_county(toy: Toy) -> None:
    before = toy.read()
    gdb = write_gdb(toy.folder)
    (gdb / "X.lock").write_bytes(b"")
    archive = zip_gdb(gdb)
    for name, content in (("县.gdb", None), ("县.zip", archive)):
        both = toy.with_layer("villages", name, content, toml='layer = "村庄"')
        after = both.with_layer("roads", name, toml='layer = "道路"').read()
        assert after.faults == ()
        assert len({item.sha256 for item in after.inputs}) == 1
        for layer in ("villages", "roads"):
            one, other = getattr(before, layer), getattr(after, layer)
            assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
            assert shapely.equals_exact(one.geometry.array, other.geometry.array, 1e-3).all()


def test_its_layer_must_be_chosen_and_a_change_changes_the_hash(toy: Toy) -> None:
    gdb = write_gdb(toy.folder)
    assert only(toy.with_layer("villages", "县.gdb").refuse(), "layers-several").params["has"] == "村庄, 道路"
    chosen = toy.with_layer("villages", "县.gdb", toml='layer = "村庄"')
    before = chosen.read().inputs[0].sha256
    (gdb / "timestamps").write_bytes(bytes(400))
    assert chosen.read().inputs[0].sha256 != before


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_in_a_geodatabase_are_refused(toy: Toy) -> None:
    gdb = write_gdb(toy.folder)
    moved = toy.folder / "moved"
    shutil.move(gdb / "a00000004.gdbtable", moved)
    (gdb / "a00000004.gdbtable").symlink_to(moved)
    toy = toy.with_layer("villages", "县.gdb", toml='layer = "村庄"')
    assert only(toy.refuse(), "file-irregular").params["reason"] == "a link"


def test_what_is_no_geodatabase_is_refused(toy: Toy) -> None:
    (toy.folder / "a.gdb").mkdir()
    assert only(toy.with_layer("villages", "a.gdb").refuse(), "content-mismatch").params["expected"] == "FileGDB"
    assert only(toy.with_layer("villages", "b.gdb", "<OGRVRTDataSource/>").refuse(), "content-mismatch").file == "b.gdb"
    assert only(toy.with_layer("villages", "c.gdb").refuse(), "file-missing").file == "c.gdb"
    gdb = write_gdb(toy.folder)
    (gdb / "a00000001.gdbtable").write_bytes(b"<OGRVRTDataSource/>")
    toy = toy.with_layer("villages", "县.gdb", toml='layer = "村庄"')
    assert only(toy.refuse(), "content-mismatch").layer == "villages"


@pytest.mark.parametrize("ending", [".gdbtable", ".gdbtablx"])
def test_a_truncated_table_is_refused(toy: Toy, ending: str) -> None:
    gdb = write_gdb(toy.folder)
    for part in gdb.glob(f"a0000000[a9]*{ending}"):
        part.write_bytes(part.read_bytes()[:-60])
    assert only(toy.with_layer("villages", "县.gdb", toml='layer = "村庄"').refuse(), "truncated").layer == "villages"


def test_a_hostile_archive_is_refused(toy: Toy) -> None:
    gdb = write_gdb(toy.folder)
    two = BytesIO(zip_gdb(gdb))
    with zipfile.ZipFile(two, "a") as archive:
        archive.writestr("other.gdb/gdb", b"x")
    chosen = 'layer = "村庄"'
    # one that is named is sought among the members of the archive, which are listed
    fault = only(toy.with_layer("villages", "a.zip", two.getvalue(), toml=chosen).refuse(), "layer-not-in-file")
    assert fault.params["has"] == "other.gdb, 数据/县.gdb"
    (gdb / "a0000000f.gdbtable").write_bytes(b"\x03" + bytes(50_000_000))
    reason = only(toy.with_layer("villages", "a.zip", zip_gdb(gdb), toml=chosen).refuse(), "zip-refused").params
    assert "times its size" in reason["reason"]
    (gdb / "a0000000f.gdbtable").unlink()
    before = set(toy.folder.parent.iterdir())
    climbing = zip_gdb(gdb, "../../x.gdb/")
    assert toy.with_layer("villages", "a.zip", climbing, toml=chosen).check().county is not None
    assert set(toy.folder.parent.iterdir()) == before
    whole = zip_gdb(gdb)
    assert only(toy.with_layer("villages", "a.zip", whole[:-30], toml=chosen).refuse(), "truncated").file == "a.zip"
