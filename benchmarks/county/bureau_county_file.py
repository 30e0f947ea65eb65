"""The county file of the bureau's copy: what its columns and words mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from benchmarks.county.bureau_words import CLASSES, STATUSES, SURFACES, UNSURVEYED

__all__ = ["make_county_file"]

VILLAGES = {
    "code": "行政区划代码",
    "name": "村名",
    "town": "镇办",
    "population": "户籍人口",
    "households": "户数",
    "poor_village": "贫困村",
    "deep_poverty": "深度贫困村",
    "task": "脱贫任务村",
    "exit_year": "退出年度",
    "lon": "经度",
    "lat": "纬度",
    "origin": "数据来源",
}
ROADS = {
    "segment": "路段代码",
    "route": "路线编码",
    "name": "路线名称",
    "class": "行政等级",
    "surface": "路面类型",
    "registered_surface": "登记路面",
    "width_m": "路面宽",
    "length_km": "里程",
    "status": "建设状态",
    "village": "所在村代码",
    "bridge": "桥梁",
    "tunnel": "隧道",
    "level": "层级",
    "origin": "数据来源",
}
HEAD = """\
# The county as its bureaus hand it over. The groups (in degrees, minutes and seconds) and the ledgers
# are not in this file.

[county]
code = "{code}"
name = "{name}"
crs = "EPSG:4545"
standard = "zhenba-2019"
as_of = {as_of}
expected_villages = {villages}
"""


def make_county_file(*, code: str, name: str, villages: int, as_of: date) -> str:
    """The gisplan.toml for the villages and the roads."""
    surfaces = {**{word: number for number, word in SURFACES.items()}, UNSURVEYED: '"unknown"'}
    parts = [
        HEAD.format(code=code, name=name, villages=villages, as_of=as_of.isoformat()),
        '[layers.villages]\npath = "villages.csv"\nencoding = "gb18030"\ncrs = "EPSG:4326"\n',
        _table("layers.villages.columns", {key: f'"{own}"' for key, own in VILLAGES.items()}),
        '[layers.roads]\npath = "roads.shp"\nencoding = "gb18030"\n',
        _table("layers.roads.columns", {key: f'"{own}"' for key, own in ROADS.items()}),
        _table("layers.roads.values.class", _turned(CLASSES)),
        _table("layers.roads.values.surface", {f'"{word}"': number for word, number in surfaces.items()}),
        _table("layers.roads.values.registered_surface", {f'"{word}"': number for word, number in surfaces.items()}),
        _table("layers.roads.values.status", _turned(STATUSES)),
        '[network]\nsnap_m = 10.0\nreach_m = 500.0\ntrunk_classes = ["G", "S", "X"]\nreach_to = "trunk"\n',
    ]
    return "\n".join(parts)


def _turned(words: Mapping[str, str]) -> dict[str, str]:
    return {f'"{word}"': f'"{code}"' for code, word in words.items()}


def _table(name: str, lines: Mapping[str, str]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())
