"""The same county in every format that is read: its first county file gives the same verdicts."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest

from gisplan.io.files.formats import FORMATS
from gisplan.io.init import draft_county_file, write_draft
from gisplan.workflow import judge
from tests.io import map_files
from tests.io.bureau_folder import Bureau, Rows, asked
from tests.io.office_books import ods_book, xls_book, xlsb_book
from tests.io.toy_county import CODES, road_rows, village_rows

Cells = list[list[Any]]
SURFACES = ["水泥", "沥青", "砂石", "水泥"]
CLASSES = ["X", "C", "C", "C"]
STATES = dict(zip(CODES, ["met", "met", "met", "missed"], strict=True))


def villages() -> Rows:
    """Four villages at the joints of the roads."""
    return [
        (shape, {"村代码": CODES[at], "村名": f"{at}村", "人口": 100 + at})
        for at, (shape, _) in enumerate(village_rows())
    ]


def roads() -> Rows:
    """A county road and a sealed road behind it; the last village is on the far side of a road of gravel."""
    return [
        (shape, {"路段编号": f"C{at}", "行政等级": CLASSES[at], "路面类型": SURFACES[at]})
        for at, (shape, _) in enumerate(road_rows())
    ]


def frame(rows: Rows) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs="EPSG:4326")


def write_vector(driver: str, **how: Any) -> Callable[[Path, Rows], None]:
    return lambda path, rows: frame(rows).to_file(path, driver=driver, **how)


def write_parquet(path: Path, rows: Rows) -> None:
    frame(rows).to_parquet(path)


def write_kml(path: Path, rows: Rows) -> None:
    path.write_text(map_files.kml(rows), encoding="utf-8")


def write_kmz(path: Path, rows: Rows) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", map_files.kml(rows))


def write_gpx(path: Path, rows: Rows) -> None:
    kind = "points" if rows[0][0].geom_type == "Point" else "tracks"
    path.write_text(map_files.gpx(**{kind: rows}), encoding="utf-8")


def write_zip(path: Path, rows: Rows) -> None:
    folder = path.parent / "parts"
    folder.mkdir()
    frame(rows).to_file(folder / f"{path.stem}.shp", encoding="gb18030")
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
            part.unlink()
    folder.rmdir()


def cells(rows: Rows) -> Cells:
    """A sheet with a title and a place in each row; a file of text has no title."""
    header = [*rows[0][1], "经度", "纬度"]
    return [["某县行政村台账"], header, *([*data.values(), shape.x, shape.y] for shape, data in rows)]


def write_text(mark: str, encoding: str) -> Callable[[Path, Cells], None]:
    def write(path: Path, sheet: Cells) -> None:
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=mark).writerows(sheet[1:])

    return write


def write_xlsx(path: Path, sheet: Cells) -> None:
    book = openpyxl.Workbook()
    for row in sheet:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    path.write_bytes(target.getvalue())


def write_book(make: Callable[..., bytes]) -> Callable[[Path, Cells], None]:
    return lambda path, sheet: path.write_bytes(make(sheet)) and None


MAPS: dict[str, Callable[[Path, Rows], None]] = {
    ".shp": write_vector("ESRI Shapefile", encoding="gb18030"),
    ".zip": write_zip,
    ".gpkg": write_vector("GPKG"),
    ".geojson": write_vector("GeoJSON"),
    ".json": write_vector("GeoJSON"),
    ".fgb": write_vector("FlatGeobuf"),
    ".kml": write_kml,
    ".kmz": write_kmz,
    ".gpx": write_gpx,
    ".gdb": write_vector("OpenFileGDB", TARGET_ARCGIS_VERSION="ARCGIS_PRO_3_2_OR_LATER"),
    ".parquet": write_parquet,
    ".tab": write_vector("MapInfo File", ENCODING="UTF-8"),
    ".mif": write_vector("MapInfo File", ENCODING="UTF-8"),
}
SHEETS: dict[str, Callable[[Path, Cells], None]] = {
    ".csv": write_text(",", "gb18030"),
    ".tsv": write_text("\t", "utf-16"),
    ".txt": write_text(";", "utf-8-sig"),
    ".xlsx": write_xlsx,
    ".xls": write_book(xls_book),
    ".xlsb": write_book(xlsb_book),
    ".ods": write_book(ods_book),
}
PACKED = [ending for ending in FORMATS if ending.endswith(".gz") and ending != ".osm.gz"]
EXTRACTS = {".osm", ".pbf", ".osm.pbf", ".osm.gz"}  # in tests/io/test_init_extracts.py
DRAWINGS = {".dxf"}  # lines without columns, whose CRS is asked for: tests/io/test_dxf.py


def write(path: Path, rows: Rows) -> None:
    """Write rows in the format of the file's ending, packed where it says so."""
    packed = path.suffix == ".gz"
    plain = path.with_suffix("") if packed else path
    if plain.suffix in MAPS:
        MAPS[plain.suffix](plain, rows)
    else:
        SHEETS[plain.suffix](plain, cells(rows))
    if packed:
        path.write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()


def test_every_format_that_is_read_is_tried() -> None:
    assert {*MAPS, *SHEETS, *PACKED, *EXTRACTS, *DRAWINGS} == set(FORMATS)


def states(folder: Path) -> dict[str, str]:
    found = judge(folder, standard="shaanxi-577-2017").settlements
    found = found[found["criterion"] == "sealed_road"]
    return dict(zip(found["code"], found["state"], strict=True))


@pytest.mark.parametrize("ending", [*MAPS, *SHEETS, *PACKED])
def test_the_county_in_each_format_gives_the_same_verdicts(tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    write(tmp_path / f"村{ending}", villages())
    if ending.removesuffix(".gz") in MAPS:
        write(tmp_path / f"公路{ending}", roads())
    else:
        Bureau(tmp_path).put("公路.geojson", roads())
    draft = draft_county_file(tmp_path)
    assert [(item.file, item.reason) for item in draft.skipped] == []
    assert asked(draft) == []
    write_draft(draft)
    assert states(tmp_path) == STATES
