"""The county as its bureaus hand it over: readable again, and the same bytes each time."""

import csv
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

import gisplan
from benchmarks.county.bureau import write_bureau
from benchmarks.county.bureau_words import CLASSES, GRADES, PROGRAMMES, STATUSES, SURFACES, dms_text, write_date
from benchmarks.county.works import plan_works
from tests.layers.small import Small, small_county

AS_OF = date(2019, 6, 30)
FIRST = 5
FILES = {
    *("roads.shp", "roads.shx", "roads.dbf", "roads.prj", "villages.csv", "groups.csv"),
    *("road_works.xlsx", "water_projects.xlsx", "power.xlsx", "gisplan.toml"),
}
LEDGERS = [
    ("road_works.xlsx", "通村公路"),
    ("water_projects.xlsx", "饮水工程"),
    ("power.xlsx", "电力"),
    ("power.xlsx", "广播电视"),
]
each_ledger = pytest.mark.parametrize(("file", "sheet"), LEDGERS)


@pytest.fixture(scope="module")
def county() -> Small:
    return small_county()


@pytest.fixture(scope="module")
def works(county: Small) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return plan_works(county.roads, county.villages, county.groups, rng, resurfacing_km=41, group_road_km=24.5)


def write(folder: Path, county: Small, works: pd.DataFrame, **changed: Any) -> Path:
    frames = {**vars(county), "works": works, **changed}
    write_bureau(folder, **frames, as_of=AS_OF)
    return folder


@pytest.fixture(scope="module")
def bureau(county: Small, works: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("bureau"), county, works)


def read_csv(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("gb18030")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_ledger(path: Path, sheet: str) -> pd.DataFrame:
    """The records of a ledger: the lower names as columns, merged cells filled, without 合计 and what follows."""
    page = openpyxl.load_workbook(path)[sheet]
    cells = [list(row) for row in page.iter_rows(values_only=True)]
    for area in page.merged_cells.ranges:
        for row, column in np.ndindex(area.size["rows"], area.size["columns"]):
            at = area.min_row - 1 + row, area.min_col - 1 + column
            cells[at[0]][at[1]] = cells[area.min_row - 1][area.min_col - 1]
    end = next(place for place, row in enumerate(cells) if row[0] == "合计")
    return pd.DataFrame(cells[FIRST - 1 : end], columns=cells[FIRST - 2], dtype=object)


def without_blanks(values: pd.Series) -> list[Any]:
    return values.astype(object).where(values.notna(), None).tolist()


def as_dates(values: pd.Series) -> Iterator[str | None]:
    for value in values:
        if value is None:
            yield None
        elif isinstance(value, datetime):
            yield value.date().isoformat()
        else:
            year, month, day = re.findall(r"\d+", value)
            yield date(int(year), int(month), int(day)).isoformat()


def test_the_same_frames_give_the_same_bytes(county: Small, works: pd.DataFrame, bureau: Path, tmp_path: Path) -> None:
    again = write(tmp_path / "new" / "folder", small_county(), works)
    assert {file.name for file in again.iterdir()} == FILES
    for file in again.iterdir():
        assert file.read_bytes() == (bureau / file.name).read_bytes(), file.name


def test_no_file_says_when_or_where_it_was_written(bureau: Path) -> None:
    assert bureau.joinpath("roads.dbf").read_bytes()[1:4] == bytes((119, 6, 30))
    for file in bureau.glob("*.xlsx"):
        with zipfile.ZipFile(file) as archive:
            kinds = {(part.date_time[:3], part.compress_type, part.create_system) for part in archive.infolist()}
            assert kinds == {((1980, 1, 1), zipfile.ZIP_STORED, 0)}
            assert re.findall(r"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml").decode()) == ["2019-06-30T"] * 2


def test_the_shapefile_is_gbk_and_nothing_says_so(bureau: Path) -> None:
    data = bureau.joinpath("roads.dbf").read_bytes()
    start = struct.unpack("<H", data[8:10])[0]
    names = [data[at : at + 11].split(b"\0")[0] for at in range(32, start - 1, 32)]
    assert max(map(len, names)) == 10
    assert {"路段代码", "登记路面", "路面类型", "里程", "所在村代码"} <= {name.decode("gbk") for name in names}
    assert data[29] == 0, "the language byte would give the encoding away"
    with pytest.raises(UnicodeDecodeError):
        data[start:].decode("utf-8")


def test_the_roads_read_back_as_they_were(county: Small, bureau: Path) -> None:
    read = pyogrio.read_dataframe(bureau / "roads.shp", encoding="GB18030")
    roads = county.roads
    assert read.crs.to_epsg() == 4545 or "CGCS2000" in read.crs.name
    assert shapely.equals_exact(read.geometry.to_numpy(), roads.geometry.to_numpy(), 0.0).all()
    assert list(read["路段代码"]) == list(roads["segment"])
    assert np.array_equal(read["里程"], roads["length_km"])
    back = {word: int(code) for code, word in SURFACES.items()}
    for name, own in (("路面类型", "surface"), ("登记路面", "registered_surface")):
        assert read[name].map(back).astype("Int64").equals(roads[own].reset_index(drop=True).astype("Int64")), name
    assert set(read.loc[roads["surface"].isna().to_numpy(), "路面类型"]) == {"不详"}
    assert list(read["行政等级"]) == list(roads["class"].map(CLASSES))
    assert list(read["技术等级"]) == list(roads["grade"].astype(str).map(GRADES))
    assert read["起点桩号"].tolist() == roads["from_chainage"].tolist()
    village = read["所在村代码"].where(read["所在村代码"].notna(), None)
    assert village.tolist() == roads["village"].where(roads["village"].notna(), None).tolist()


def test_the_register_reads_back_as_it_was(county: Small, bureau: Path) -> None:
    rows = read_csv(bureau / "villages.csv")
    assert [row["行政区划代码"] for row in rows] == list(county.villages["code"])
    assert [row["户籍人口"] for row in rows] == [str(people) for people in county.villages["population"]]
    assert [row["退出年度"] for row in rows[:3]] == ["", "2019", "2018"]
    assert {row["深度贫困村"] for row in rows} == {"是", "否"}
    assert np.allclose([float(row["经度"]) for row in rows], county.villages["lon"], atol=1e-9)
    assert bureau.joinpath("villages.csv").read_bytes().endswith(b"\r\n")


def test_the_groups_stand_where_they_stood_to_a_third_of_a_metre(county: Small, bureau: Path) -> None:
    rows = read_csv(bureau / "groups.csv")
    assert [row["组代码"] for row in rows] == list(county.groups["code"])
    for own, name, letter in (("lon", "经度", "E"), ("lat", "纬度", "N")):
        assert all(re.fullmatch(rf"\d+°[0-5]\d′[0-5]\d\.\d\d″{letter}", row[name]) for row in rows)
        assert np.allclose([degrees(row[name]) for row in rows], county.groups[own], atol=1.5e-6)


def degrees(text: str) -> float:
    degree, minute, second = map(float, re.findall(r"[\d.]+", text))
    return degree + minute / 60 + second / 3600


@pytest.mark.parametrize(
    ("value", "text"),
    [(107.902861, "107°54′10.30″E"), (32.9999999, "33°00′00.00″E"), (108.0, "108°00′00.00″E")],
)
def test_seconds_never_reach_sixty(value: float, text: str) -> None:
    assert dms_text(value, "E") == text


@each_ledger
def test_a_ledger_has_the_frame_of_its_form(bureau: Path, file: str, sheet: str) -> None:
    page = openpyxl.load_workbook(bureau / file)[sheet]
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    assert len(rows[0]) == 1
    assert "合成数据" in rows[0][0]
    assert re.match(r"填报单位（盖章）：.+填报时间：2019年6月30日\s+单位：.*户", rows[1][0])
    assert rows[-2][0] == "合计"
    assert all(word in rows[-1][0] for word in ("单位负责人", "审核人", "填表人", "联系电话"))
    heads = {str(area) for area in page.merged_cells.ranges if area.min_row == 3}
    assert "A3:A4" in heads
    assert any(area.max_row == 3 and area.max_col > area.min_col for area in page.merged_cells.ranges)
    names = read_ledger(bureau / file, sheet).columns
    assert names.is_unique
    assert names.notna().all()


@each_ledger
def test_the_totals_are_the_sums_of_their_columns(bureau: Path, file: str, sheet: str) -> None:
    page = openpyxl.load_workbook(bureau / file)[sheet]
    totals = [cell.value for cell in page[page.max_row - 1]]
    records = read_ledger(bureau / file, sheet)
    assert sum(total is not None for total in totals) > 2
    for total, name in zip(totals[1:], records.columns[1:], strict=True):
        if total is not None:
            assert total == pytest.approx(records[name].dropna().astype(float).sum(), abs=1e-6), name


@each_ledger
def test_towns_that_repeat_are_merged(bureau: Path, file: str, sheet: str) -> None:
    page = openpyxl.load_workbook(bureau / file)[sheet]
    column = next(cell.column for cell in page[4] if cell.value == "镇办")
    areas = [area for area in page.merged_cells.ranges if area.min_col == column and area.min_row >= FIRST]
    towns = read_ledger(bureau / file, sheet)["镇办"]
    assert len(areas) == (towns.value_counts() > 1).sum() > 0
    assert (towns != towns.shift()).sum() == towns.nunique()


def test_the_road_ledger_reads_back_as_the_works(works: pd.DataFrame, bureau: Path) -> None:
    read = read_ledger(bureau / "road_works.xlsx", "通村公路").set_index("项目编码").loc[works["code"]]
    own = works.set_index("code")
    assert read["建设里程"].astype(float).tolist() == own["km"].tolist()
    assert read["工程状态"].map({word: code for code, word in STATUSES.items()}).tolist() == own["status"].tolist()
    assert read["项目类别"].tolist() == own["programme"].map(PROGRAMMES).tolist()
    assert read["路段代码"].fillna("").str.replace("、", ";").tolist() == own["segments"].tolist()
    assert read["村代码"].str.replace("、", ";").tolist() == own["villages"].tolist()
    columns = {
        "开工": "started",
        "完工": "built",
        "交工验收日期": "accepted",
        "计划完工日期": "due",
        "批复": "approved",
    }
    for name, canonical in columns.items():
        assert (
            list(as_dates(read[name])) == own[canonical].astype(object).where(own[canonical].notna(), None).tolist()
        ), name
    assert (read.loc[own["status"].isin(["built", "accepted"]).to_numpy(), "形象进度%"] == 100).all()


def test_the_road_ledger_names_the_groups_at_the_end_of_a_works_segments(
    county: Small, works: pd.DataFrame, bureau: Path
) -> None:
    read = read_ledger(bureau / "road_works.xlsx", "通村公路").set_index("项目编码")["组"]
    ends = county.roads.set_index("segment")["groups"]
    names = county.groups.set_index("code")["name"]
    for work in works.itertuples():
        reached = ends.reindex(work.segments.split(";")).dropna()
        assert read[work.code] == ("、".join(names[reached]) or None)


def test_the_chainages_of_a_work_add_up_to_its_length(works: pd.DataFrame, bureau: Path) -> None:
    read = read_ledger(bureau / "road_works.xlsx", "通村公路").set_index("项目编码")["起讫桩号"]
    for work in works.itertuples():
        ends = [1000 * float(km) + float(m) for km, m in re.findall(r"K(\d+)\+([\d.]+)", read[work.code] or "")]
        length = sum(ends[1::2]) - sum(ends[::2])
        # the chainages of the invented segments overlap or gape by a few metres
        assert bool(ends) == bool(work.segments)
        assert not ends or length == pytest.approx(work.km * 1000, abs=100)


def test_the_water_ledger_reads_back_as_the_projects(county: Small, bureau: Path) -> None:
    own = county.projects.set_index("code")
    read = read_ledger(bureau / "water_projects.xlsx", "饮水工程").set_index("工程编码").loc[own.index]
    assert read["受益人"].astype(int).tolist() == own["people"].tolist()
    assert read["村代码"].str.replace("、", ";").tolist() == own["villages"].tolist()
    assert list(as_dates(read["主体完工日期"])) == without_blanks(own["main_done"].replace("", None))
    assert (read["水质检测结论"].notna() == (own["tested"] != "")).all()
    assert read["重复受益人"].sum() == own["shared_people"].sum() > 0
    assert set(read["村属性"]) == {"贫困", "非贫困", "集镇"}


def test_power_names_the_households_without_and_the_codes_are_text(county: Small, bureau: Path) -> None:
    read = read_ledger(bureau / "power.xlsx", "电力")
    assert all(isinstance(code, str) and len(code) == 12 for code in read["村代码"])
    assert (read["总户"] - read["通电户"]).sum() == 7
    assert read["未通电户名单"].dropna().str.split(";").str.len().tolist() == [7]


def test_dates_are_written_in_several_ways_that_each_mean_one_day(bureau: Path) -> None:
    read = read_ledger(bureau / "road_works.xlsx", "通村公路")
    values = [value for name in ("批复", "开工", "计划完工日期") for value in read[name] if value is not None]
    forms = {re.sub(r"\d+", "9", value) if isinstance(value, str) else "date" for value in values}
    assert forms == {"date", "9-9-9", "9年9月9日", "9.9.9", "9/9/9"}
    assert {write_date("2019-06-05", turn) for turn in range(5)} == {
        *(date(2019, 6, 5), "2019-06-05", "2019年6月5日", "2019.6.5", "2019/06/05")
    }


def test_the_shipped_county_file_is_read(county: Small, bureau: Path) -> None:
    read = gisplan.read_county(bureau)
    assert sorted(read.villages["code"]) == sorted(county.villages["code"])
    assert sorted(read.roads["segment"]) == sorted(county.roads["segment"])
    assert read.villages["deep_poverty"].sum() == county.villages["deep_poverty"].sum()
    both = read.roads.set_index("segment")["surface"], county.roads.set_index("segment")["surface"]
    assert both[0].sort_index().astype("Int64").equals(both[1].sort_index().astype("Int64"))


def test_groups_are_read_once_their_degrees_are_decimal(county: Small, works: pd.DataFrame, tmp_path: Path) -> None:
    folder = write(tmp_path, county, works)
    rows = read_csv(folder / "groups.csv")
    lines = [",".join([*list(row.values())[:5], str(degrees(row["经度"])), str(degrees(row["纬度"]))]) for row in rows]
    text = "\r\n".join(["组代码,村代码,组名,户数,人口,经度,纬度", *lines, ""])
    (folder / "groups.csv").write_bytes(text.encode("gb18030"))
    file = folder / "gisplan.toml"
    table = '\n[layers.groups]\npath = "groups.csv"\nencoding = "gb18030"\ncrs = "EPSG:4326"\n[layers.groups.columns]\n'
    names = {"code": "组代码", "village": "村代码", "name": "组名", "households": "户数", "population": "人口"}
    table += "".join(f'{key} = "{own}"\n' for key, own in {**names, "lon": "经度", "lat": "纬度"}.items())
    file.write_text(file.read_text(encoding="utf-8") + table, encoding="utf-8", newline="\n")
    read = gisplan.read_county(folder)
    assert sorted(read.groups["code"]) == sorted(county.groups["code"])
    assert read.groups["households"].sum() == county.groups["households"].sum()


def test_a_character_that_gbk_has_not_is_refused(county: Small, works: pd.DataFrame, tmp_path: Path) -> None:
    roads: gpd.GeoDataFrame = county.roads.copy()
    roads.loc[5, "name"] = "𬭚路"
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path, county, works, roads=roads)


def test_without_power_there_is_no_such_file(county: Small, works: pd.DataFrame, tmp_path: Path) -> None:
    folder = write(tmp_path, county, works, power=None, broadcasting=None)
    assert {file.name for file in folder.iterdir()} == FILES - {"power.xlsx"}
