"""Heights from a GeoTIFF: wherever and however fine it is, and the files that are none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import from_bounds, from_origin

from benchmarks.county.geotiff import encode_geotiff
from gisplan.county.county import County
from gisplan.county.orientation.relief import Relief
from gisplan.io import read_county
from gisplan.io.child.process import ReadingProcess
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.relief import read_relief
from tests.io.toy_county import Toy, clean_county, lon_lat, only

WEST, NORTH = 460_000.0, 3_640_000.0
SIDE_M, CELL_M = 80_000.0, 400.0
CRS = "EPSG:4545"


def slope(x: Any, y: Any) -> Any:
    """A plane, in metres of the county's CRS: it rises to the north-east."""
    return 500.0 + (x - WEST) / 100 + (y - (NORTH - SIDE_M)) / 200


def write_plane(path: Path, crs: str = CRS, *, cells: int = 200, **more: Any) -> Path:
    """The plane on a grid of any CRS around the toy county."""
    to_file = Transformer.from_crs(CRS, crs, always_xy=True)
    box = to_file.transform_bounds(WEST, NORTH - SIDE_M, WEST + SIDE_M, NORTH)
    transform = from_bounds(*box, cells, cells)
    column, row = np.meshgrid(np.arange(cells) + 0.5, np.arange(cells) + 0.5)
    x, y = to_file.transform(*(transform * (column, row)), direction="INVERSE")
    options = {"driver": "GTiff", "dtype": "float32", "crs": crs, "count": 1, "transform": transform, **more}
    with rasterio.open(path, "w", width=cells, height=cells, **options) as file:
        for band in range(1, options["count"] + 1):
            file.write(slope(x, y).astype(options["dtype"]), band)
    return path


def with_relief(toy: Toy, toml: str = "", name: str = "dem.tif") -> Toy:
    return toy.with_layer("relief", name, toml=toml)


def relief_of(county: County) -> Relief:
    assert county.orientation is not None
    assert county.orientation.relief is not None
    return county.orientation.relief


def error_of(toy: Toy, toml: str = "", name: str = "dem.tif") -> tuple[str, str]:
    (fault,) = with_relief(toy, toml, name).refuse()
    message, remedy = explain_fault(fault)
    assert name in message
    assert remedy
    return fault.code, message


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return clean_county(tmp_path)


@pytest.mark.parametrize("crs", [CRS, "EPSG:4326", "EPSG:32648", "EPSG:3857", "EPSG:4490"])
def test_heights_come_into_the_countys_system_from_any_other(toy: Toy, crs: str) -> None:
    write_plane(toy.folder / "dem.tif", crs)
    relief = relief_of(with_relief(toy).read())
    rows, columns = relief.heights.shape
    x = relief.west + (np.arange(columns) + 0.5) * relief.cell_m
    y = relief.north - (np.arange(rows) + 0.5) * relief.cell_m
    expected = slope(*np.meshgrid(x, y))
    known = np.isfinite(relief.heights)
    assert known.mean() > 0.95
    assert np.abs(relief.heights - expected)[known].max() < 3.0
    assert 200 < relief.cell_m < 500


@pytest.mark.parametrize("dtype", ["int16", "uint16", "int32", "float64"])
def test_every_number_is_a_height(toy: Toy, dtype: str) -> None:
    write_plane(toy.folder / "dem.tif", dtype=dtype)
    assert 1_000 < np.nanmin(relief_of(with_relief(toy).read()).heights) < 1_200


def test_what_a_file_states_as_no_data_is_unknown_and_what_it_does_not_is_noticed(toy: Toy) -> None:
    heights = np.full((200, 200), 800, dtype=np.int64)
    heights[:100] = -9999
    for nodata, codes in ((-9999, []), (-32768, ["relief-odd-heights"])):
        place = {"west": WEST, "north": NORTH, "cell_m": CELL_M, "epsg": 4545, "nodata": nodata}
        (toy.folder / "dem.tif").write_bytes(encode_geotiff(heights, **place))
        county = with_relief(toy).read()
        assert 0.05 < np.isnan(relief_of(county).heights).mean() < 0.95
        assert np.nanmin(relief_of(county).heights) == np.nanmax(relief_of(county).heights) == 800
        assert county.orientation is not None
        assert [fault.code for fault in county.orientation.faults] == codes


def test_a_large_file_is_read_in_part_and_no_finer_than_is_needed(toy: Toy) -> None:
    path, cells = toy.folder / "dem.tif", 6_000
    options = {"width": cells, "height": cells, "count": 1, "dtype": "int16", "crs": CRS, "tiled": True}
    options |= {"transform": from_origin(494_000.0, 3_606_000.0, 4.0, 4.0), "compress": "deflate", "driver": "GTiff"}
    with rasterio.open(path, "w", **options) as file:
        file.write(np.full((cells, cells), 700, dtype=np.int16), 1)
        file.build_overviews([2, 4, 8])
    relief = relief_of(with_relief(toy).read())
    assert max(relief.heights.shape) <= 1200
    assert 8.0 < relief.cell_m < 12.0
    assert set(np.unique(relief.heights[np.isfinite(relief.heights)])) == {700}


def test_a_file_without_a_system_takes_the_one_that_is_stated(toy: Toy) -> None:
    write_plane(toy.folder / "dem.tif", crs=CRS)
    with rasterio.open(toy.folder / "dem.tif") as file:
        values, transform = file.read(1), file.transform
    options = {"driver": "GTiff", "width": 200, "height": 200, "count": 1, "dtype": "float32", "transform": transform}
    with rasterio.open(toy.folder / "dem.tif", "w", **options) as file:
        file.write(values, 1)
    assert error_of(toy)[0] == "relief-no-crs"
    assert np.isfinite(relief_of(with_relief(toy, f'crs = "{CRS}"').read()).heights).any()
    assert error_of(toy, 'crs = "no such system"')[0] == "relief-no-crs"


def test_files_that_are_no_heights_of_the_county_are_refused(toy: Toy) -> None:
    path = toy.folder / "dem.tif"
    write_plane(path, count=3, dtype="uint16")
    assert error_of(toy) == ("relief-bands", "relief: dem.tif has 3 bands: it is a picture, and no grid of heights.")
    write_plane(path, dtype="complex64")
    assert error_of(toy)[0] == "relief-type"
    write_plane(path, dtype="uint8", photometric="palette")
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {value: (value, 0, 0, 255) for value in range(256)})
    assert error_of(toy)[0] == "relief-picture"
    heights = np.full((20, 20), 800, dtype=np.int64)
    place = {"cell_m": CELL_M, "epsg": 4545, "nodata": 800}
    path.write_bytes(encode_geotiff(heights, west=WEST + 900_000, north=NORTH, **place))
    code, message = error_of(toy)
    assert code == "relief-outside"
    assert "EPSG:4545" in message
    path.write_bytes(encode_geotiff(np.tile(heights, (10, 10)), west=WEST, north=NORTH, **place))
    assert error_of(toy)[0] == "relief-empty"
    path.write_bytes(encode_geotiff(np.tile(heights + 20_000, (10, 10)), west=WEST, north=NORTH, **place))
    assert error_of(toy)[0] == "relief-empty", "in decimetres, or feet"


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_picture_without_a_place_is_refused(toy: Toy) -> None:
    with rasterio.open(toy.folder / "dem.tif", "w", driver="GTiff", width=9, height=9, count=1, dtype="int16") as file:
        file.write(np.ones((9, 9), dtype=np.int16), 1)
    assert error_of(toy, f'crs = "{CRS}"')[0] == "relief-no-place"


@pytest.mark.parametrize(
    "content", [b"", b"<OGRVRTDataSource/>", b'<VRTDataset rasterXSize="9" rasterYSize="9"/>', b"II*\0"]
)
def test_what_is_no_tiff_is_refused(toy: Toy, content: bytes) -> None:
    (toy.folder / "dem.tif").write_bytes(content)
    assert error_of(toy)[0] in ("content-mismatch", "relief-unreadable")


def test_a_cut_file_is_refused(toy: Toy) -> None:
    path = write_plane(toy.folder / "dem.tif", compress="deflate")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert error_of(toy)[0] in ("relief-unreadable", "relief-empty")


def test_a_file_that_unpacks_to_far_more_is_refused_before_it_does(toy: Toy) -> None:
    """A gigabyte in one strip, of which nothing is in the file."""
    place = {"west": WEST, "north": NORTH, "cell_m": 1.0, "epsg": 4545, "nodata": -1}
    small = bytearray(encode_geotiff(np.ones((4, 4), dtype=np.int64), **place))
    begin = int.from_bytes(small[4:8], "little")
    for tag, value in ((256, 1 << 17), (257, 1 << 17), (278, 1 << 17)):
        for entry in range(begin + 2, begin + 2 + 12 * 15, 12):
            if int.from_bytes(small[entry : entry + 2], "little") == tag:
                small[entry + 8 : entry + 12] = value.to_bytes(4, "little")
    (toy.folder / "dem.tif").write_bytes(bytes(small))
    assert error_of(toy)[0] == "relief-blocks"


def test_only_a_geotiff_is_a_relief_and_a_geotiff_is_no_layer(toy: Toy) -> None:
    (toy.folder / "dem.asc").write_text("ncols 3", encoding="ascii")
    assert error_of(toy, name="dem.asc")[0] == "relief-format"
    write_plane(toy.folder / "dem.tif")
    assert only(toy.with_layer("rivers", "dem.tif").refuse(), "format-unknown").layer == "rivers"


def test_keys_of_other_layers_are_unknown(toy: Toy) -> None:
    write_plane(toy.folder / "dem.tif")
    fault = only(with_relief(toy, "where = 'x = 1'").refuse(), "key-unknown")
    assert fault.params["known"] == "path, crs, origin"


def test_without_rasterio_the_county_is_read_and_says_what_to_install(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plane(toy.folder / "dem.tif")
    monkeypatch.setattr(read_relief, "can_read", lambda: False)
    report = with_relief(toy).check()
    fault = only(report.faults, "relief-no-rasterio")
    assert fault.level == "W"
    assert 'pip install "gisplan[relief]"' in explain_fault(fault)[1]
    assert report.county is not None
    assert report.county.orientation is not None
    assert report.county.orientation.relief is None


def test_nothing_is_read_where_no_map_is_drawn(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    (toy.folder / "dem.tif").write_bytes(b"no picture")
    asked: list[str] = []
    send = ReadingProcess.send
    monkeypatch.setattr(
        ReadingProcess,
        "send",
        lambda self, items, **more: (asked.extend(item["do"] for item in items), send(self, items, **more)),
    )
    assert read_county(with_relief(toy).save(), orientation=False).orientation is None
    assert "relief" not in asked


def test_rasterio_sees_no_other_driver_and_no_file_beside_the_copy(toy: Toy) -> None:
    """Heights in a .tif that is a VRT of another file would be read by any GDAL that has the driver."""
    secret = write_plane(toy.folder / "secret.tif")
    vrt = f"""<VRTDataset rasterXSize="200" rasterYSize="200"><SRS>{CRS}</SRS>
        <GeoTransform>{WEST}, 400, 0, {NORTH}, 0, -400</GeoTransform>
        <VRTRasterBand dataType="Float32" band="1"><SimpleSource><SourceFilename>{os.fspath(secret)}</SourceFilename>
        <SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"""
    (toy.folder / "dem.tif").write_text(vrt, encoding="utf-8")
    assert error_of(toy)[0] == "content-mismatch"
    assert lon_lat(0, 0)[0] > 0
