"""The same county as its bureaus would hand it over.

============================ =====================================================================
file                         what it is
============================ =====================================================================
``roads.shp .shx .dbf .prj`` all segments, EPSG:4545; text in GBK, Chinese field names of at most
                             ten bytes, Chinese words for codes, and no .cpg that would say so
``villages.csv``             the register (村名册) in GB18030, with decimal degrees (EPSG:4326)
``groups.csv``               the villagers' groups in GB18030, in degrees, minutes and seconds to
                             the hundredth
``road_works.xlsx``          the road ledger (通村公路台账): title, frame, header in two rows, merged
                             towns and villages, 合计 and signatures
``water_projects.xlsx``      the water ledger (饮水工程台账), likewise
``power.xlsx``               power, and a second sheet for radio and television
``gisplan.toml``             what the roads and villages mean; the other files are not in it
============================ =====================================================================

Names of files are ASCII, so that every archive and checkout keeps them. The same frames give the same
bytes. Every file has a column 数据来源 (origin): what is invented says so in every row, and the title of
every ledger does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from benchmarks.county.bureau_county_file import make_county_file
from benchmarks.county.bureau_ledger import make_book
from benchmarks.county.bureau_shapefile import Field, write_shapefile
from benchmarks.county.bureau_sheets import broadcasting_ledger, power_ledger, road_works_ledger, water_ledger
from benchmarks.county.bureau_words import CLASSES, GRADES, STATUSES, SURFACES, UNSURVEYED, dms_text, say, yes_no

__all__ = ["write_bureau"]


def write_bureau(
    folder: Path,
    *,
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    roads: gpd.GeoDataFrame,
    works: pd.DataFrame,
    projects: pd.DataFrame,
    power: pd.DataFrame | None = None,
    broadcasting: pd.DataFrame | None = None,
    as_of: date,
    county: str = "镇巴县",
) -> None:
    """Write the county's files into a folder, which is made if need be.

    `as_of` stands for the day of writing wherever a file has one. `county` is the name in titles and
    in the county file.

    Raises
    ------
    UnicodeEncodeError
        A text holds a character that GBK has not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_shapefile(folder / "roads.shp", roads.geometry, _road_fields(roads), written=as_of)
    (folder / "villages.csv").write_bytes(_make_csv(_village_columns(villages)))
    (folder / "groups.csv").write_bytes(_make_csv(_group_columns(groups)))
    frame = {"county": county, "as_of": as_of}
    books = {
        "road_works.xlsx": [road_works_ledger(works, villages, groups, roads, **frame)],
        "water_projects.xlsx": [water_ledger(projects, villages, **frame)],
        "power.xlsx": [
            *([power_ledger(power, villages, **frame)] if power is not None else []),
            *([broadcasting_ledger(broadcasting, villages, **frame)] if broadcasting is not None else []),
        ],
    }
    for name, ledgers in books.items():
        if ledgers:
            (folder / name).write_bytes(make_book(ledgers, made=as_of))
    text = make_county_file(code=str(villages["code"].iloc[0])[:6], name=county, villages=len(villages), as_of=as_of)
    (folder / "gisplan.toml").write_bytes(text.encode("utf-8"))


def _road_fields(roads: gpd.GeoDataFrame) -> list[Field]:
    width = pd.to_numeric(roads["width_m"], errors="coerce").astype("Float64")
    return [
        Field("路段代码", list(roads["segment"])),
        Field("路线编码", list(roads["route"])),
        Field("路线名称", list(roads["name"])),
        Field("行政等级", say(roads["class"], CLASSES)),
        Field("技术等级", say(roads["grade"], GRADES)),
        Field("路面类型", say(roads["surface"], SURFACES, UNSURVEYED)),
        Field("登记路面", say(roads["registered_surface"], SURFACES, UNSURVEYED)),
        Field("路面宽", list(width), 5, 1),
        Field("路基宽", list(width + 1.0), 5, 1),
        Field("里程", list(roads["length_km"]), 9, 3),
        Field("起点桩号", list(roads["from_chainage"])),
        Field("讫点桩号", list(roads["to_chainage"])),
        Field("建设状态", say(roads["status"], STATUSES)),
        Field("所在村代码", list(roads["village"])),
        Field("桥梁", yes_no(roads["bridge"])),
        Field("隧道", yes_no(roads["tunnel"])),
        Field("层级", list(pd.to_numeric(roads["level"], errors="coerce").astype("Float64")), 2, 0),
        Field("调查日期", list(roads["surveyed"])),
        Field("数据来源", list(roads["origin"])),
    ]


def _village_columns(villages: pd.DataFrame) -> dict[str, Sequence[object]]:
    return {
        "行政区划代码": villages["code"],
        "村名": villages["name"],
        "类别": villages["kind"],
        "镇办": villages["town"],
        "镇办代码": villages["town_code"],
        "户籍人口": _whole(villages["population"]),
        "户数": _whole(villages["households"]),
        "贫困村": yes_no(villages["poor_village"]),
        "深度贫困村": yes_no(villages["deep_poverty"]),
        "脱贫任务村": yes_no(villages["task"]),
        "退出年度": _whole(villages["exit_year"]),
        "经度": [f"{value:.6f}" for value in villages["lon"]],
        "纬度": [f"{value:.6f}" for value in villages["lat"]],
        "数据来源": villages["origin"],
    }


def _group_columns(groups: pd.DataFrame) -> dict[str, Sequence[object]]:
    return {
        "组代码": groups["code"],
        "村代码": groups["village"],
        "组名": groups["name"],
        "户数": _whole(groups["households"]),
        "人口": _whole(groups["population"]),
        "经度": [dms_text(value, "E") for value in groups["lon"]],
        "纬度": [dms_text(value, "N") for value in groups["lat"]],
        "数据来源": groups["origin"],
    }


def _whole(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values, errors="coerce").astype("Float64").astype("Int64")


def _make_csv(columns: Mapping[str, Sequence[object]]) -> bytes:
    """As Excel on Chinese Windows saves it: GB18030, commas, lines that end in CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow(["" if pd.isna(value) else str(value) for value in row])
    return text.getvalue().encode("gbk")
