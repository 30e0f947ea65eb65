"""Bad inputs 26 to 43: files, their parts and encodings."""

from __future__ import annotations

from tests.io.bad_inputs.case import bad_input, frame_of
from tests.io.sheets import csv_text
from tests.io.toy_county import CODES, Toy, lon_lat, road_rows, village_rows


def village_csv(end: str = "\n") -> str:
    rows = [[code, f"村{i}", *lon_lat(i, 0)] for i, code in enumerate(CODES)]
    return csv_text("code,name,lon,lat", *rows).rstrip("\n") + end


def road_file(toy: Toy, name: str = "roads.shp", times: int = 1) -> Toy:
    return toy.with_frame("roads", name, frame_of(road_rows() * times))


def without(toy: Toy, name: str) -> Toy:
    (toy.folder / name).unlink()
    return toy


def cut(toy: Toy, name: str, share: float = 0.6) -> Toy:
    content = (toy.folder / name).read_bytes()
    toy.write(name, content[: int(len(content) * share)])
    return toy


def _enter_incomplete() -> None:
    """Enter the files of which a part is missing or cut off."""
    for number, ending, code in ((26, ".shx", "shx-missing"), (27, ".dbf", ""), (28, ".shp", "")):
        case = bad_input(number, f"a shapefile without {ending}", code or "sidecar-missing", "E", "file layer value")
        case(lambda toy, ending=ending: without(road_file(toy), f"roads{ending}"))
    for number, title, name, code in (
        (29, "a .shp that is cut off", "roads.shp", "truncated"),
        (30, "a .dbf that is cut off", "roads.dbf", "truncated"),
        (31, "a GeoPackage that is cut off", "roads.gpkg", "truncated"),
        (31, "a GeoJSON file that is cut off", "roads.geojson", "truncated"),
        (31, "a FlatGeobuf file that is cut off", "roads.fgb", "damaged"),
    ):
        parts = name.endswith((".shp", ".dbf"))
        made, times = ("roads.shp", 1) if parts else (name, 40)
        case = bad_input(number, title, code, "E", "file layer")
        case(lambda toy, name=name, made=made, times=times: cut(road_file(toy, made, times), name))


_enter_incomplete()


@bad_input(32, "a CSV whose last line is cut off", "csv-no-final-newline", "W", "file layer row")
def _cut_csv(toy: Toy) -> Toy:
    return toy.with_layer("villages", "villages.csv", village_csv(""), toml='crs = "EPSG:4490"')


@bad_input(34, "a shapefile in GBK without .cpg", "encoding-detected", "F", "file layer value")
def _gbk_shapefile(toy: Toy) -> Toy:
    toy = toy.with_frame("villages", "villages.shp", frame_of(village_rows()), encoding="GBK")
    return without(toy, "villages.cpg")


@bad_input(35, "a CSV in GBK", "encoding-detected", "F", "file layer value")
def _gbk_csv(toy: Toy) -> Toy:
    return toy.with_layer("villages", "villages.csv", village_csv().encode("gbk"), toml='crs = "EPSG:4490"')


@bad_input(36, "column names cut at ten bytes", "column-not-in-file", "E", "file layer field value")
def _cut_names(toy: Toy) -> Toy:
    frame = frame_of([(shape, {"code": data["code"], "行政村": "x"}) for shape, data in village_rows()])
    return toy.with_frame("villages", "villages.shp", frame, toml='columns.name = "行政村名称"')


@bad_input(37, "a file of several layers", "layers-several", "E", "file layer")
def _several(toy: Toy) -> Toy:
    frame_of(road_rows()).to_file(toy.folder / "all.gpkg", layer="roads")
    return toy.with_frame("villages", "all.gpkg", frame_of(village_rows()), layer="villages")


@bad_input(38, "a layer without rows", "layer-empty", "E", "file layer")
def _no_rows(toy: Toy) -> Toy:
    return toy.with_layer("villages", "villages.csv", "code,name,lon,lat\n")


@bad_input(39, "a file above the limit of size", "file-too-large", "E", "file layer value")
def _large(toy: Toy) -> Toy:
    path = toy.folder / "roads.geojson"
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # a hole, not written
    return toy


@bad_input(40, "a file that may not be read", "file-no-permission", "E", "file layer")
def _forbidden(toy: Toy) -> Toy:
    return toy.with_layer("roads", "secret.geojson", road_rows())


@bad_input(42, "a workbook with a password", "workbook-closed", "E", "file layer")
def _password(toy: Toy) -> Toy:
    return toy.with_layer("power", "power.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600)


@bad_input(43, "a file whose content is not what its name says", "content-mismatch", "E", "file layer")
def _other_content(toy: Toy) -> Toy:
    return toy.with_layer("roads", "roads.gpkg", b"<OGRVRTDataSource/>" * 40)
