"""All layers of a county: the base layers, works, the sectors water, power and broadcasting, and orientation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gisplan.base.language import N_
from gisplan.county.base_layers import BASE_LAYERS, CODE, HOUSEHOLDS, NAME, ORIGIN, POPULATION, VILLAGE
from gisplan.county.layer import Column, Layer, Shape, count_of, percent_of
from gisplan.county.milestones import milestone_columns
from gisplan.county.orientation.layers import ORIENTATION_LAYERS

__all__ = ["COLUMN_NAMES", "LAYERS", "PARTS_OF", "WITHIN_PERCENT", "Column", "Layer", "Shape"]

WITHIN_PERCENT = 10.0
"""Two counts of one village that differ by more than this, in per cent of the larger one, are not of two years."""

_WORK_CODE = replace(CODE, chinese="工程编码", synonyms=())
_WORK_NAME = replace(NAME, required=True, chinese="工程名称", synonyms=())
_VILLAGES = Column("villages", "codes", english=N_("villages"), chinese="受益村代码")
_PROGRAMME = Column("programme", english=N_("programme"), chinese="项目类别")
_KM = count_of("km", "kilometre", N_("length (km)"), "建设里程")
_DUE = Column("due", "date", english=N_("due"), chinese="计划完工日期")
_STATUS = Column("status", "status", english=N_("status"), chinese="工程状态")
_KIND = Column("kind", english=N_("kind"), chinese="类别")
_PLAIN_NAME = replace(NAME, synonyms=())
_GUARANTEE = percent_of("guarantee", N_("guarantee of supply (%)"), "保证率")

_ROAD_WORKS = Layer(
    "road_works",
    "line",
    (
        _WORK_CODE,
        replace(_WORK_NAME, chinese="项目名称"),
        replace(_PROGRAMME, required=True),
        Column("segments", "codes", english=N_("segments"), chinese="路段代码"),
        _VILLAGES,
        _KM,
        count_of("done_km", "kilometre", N_("finished (km)"), "完成里程"),
        _STATUS,
        _DUE,
        *milestone_columns("road_works"),
        ORIGIN,
    ),
    placeless=True,
    unique=True,
    english=N_("road works"),
    chinese="公路工程",
)

_WATER_PROJECTS = Layer(
    "water_projects",
    "point",
    (
        _WORK_CODE,
        _WORK_NAME,
        Column("category", english=N_("category"), chinese="村属性"),
        Column("type", english=N_("type"), chinese="建设性质"),
        _VILLAGES,
        count_of("people", "people", N_("people"), "受益人"),
        count_of("shared_people", "people", N_("people also served by other works"), "重复受益人"),
        Column("shared_with", "codes", english=N_("shared with"), chinese="重复工程编码"),
        replace(HOUSEHOLDS, chinese="受益户"),
        _GUARANTEE,
        count_of("capacity_m3d", "cubic metre per day", N_("capacity (m³ per day)"), "设计规模"),
        _DUE,
        *milestone_columns("water_projects"),
        ORIGIN,
    ),
    placeless=True,
    unique=True,
    english=N_("water projects"),
    chinese="饮水工程",
)

_WATER_SUPPLY = Layer(
    "water_supply",
    None,
    (
        VILLAGE,
        POPULATION,
        count_of("tap_population", "people", N_("people on tap water"), "通自来水人口"),
        _GUARANTEE,
        count_of("litres_per_day", "litre per person and day", N_("litres per person and day"), "人均日供水量"),
        count_of("fetch_minutes", "minute", N_("minutes to fetch water, there and back"), "取水往返时间"),
        Column("quality_ok", "boolean", english=N_("water quality up to standard"), chinese="水质达标"),
        count_of("unsafe_households", "households", N_("households without safe water"), "饮水不安全户数"),
        ORIGIN,
    ),
    code="village",
    unique=True,
    english=N_("water supply"),
    chinese="供水",
)

_POWER = Layer(
    "power",
    None,
    (
        VILLAGE,
        HOUSEHOLDS,
        count_of("connected_households", "households", N_("households with power"), "通电户数"),
        Column("three_phase", "boolean", english=N_("three-phase power"), chinese="通动力电"),
        Column("unconnected_names", english=N_("households without power, by name"), chinese="未通电户主姓名"),
        Column("plan_date", "date", english=N_("planned date of connection"), chinese="计划通电日期"),
        ORIGIN,
    ),
    code="village",
    unique=True,
    english=N_("power supply"),
    chinese="供电",
)

_BROADCASTING = Layer(
    "broadcasting",
    None,
    (
        VILLAGE,
        HOUSEHOLDS,
        count_of("covered_households", "households", N_("households covered"), "广播电视覆盖户数"),
        count_of("poor_households", "households", N_("registered poor households"), "建档立卡贫困户数"),
        count_of("cable_poor_households", "households", N_("poor households with cable TV"), "贫困户有线电视户数"),
        ORIGIN,
    ),
    code="village",
    unique=True,
    english=N_("radio and TV"),
    chinese="广播电视",
)

_POWER_LINES = Layer(
    "power_lines", "line", (_KIND, _PLAIN_NAME, ORIGIN), code=None, english=N_("power lines"), chinese="电力线路"
)
_COVERAGE = Layer(
    "coverage", "polygon", (_KIND, _PLAIN_NAME, ORIGIN), code=None, english=N_("coverage areas"), chinese="覆盖范围"
)

_CANDIDATES = Layer(
    "candidates",
    "line",
    (replace(_WORK_CODE, chinese="路段代码"), _PROGRAMME, _KM, ORIGIN),
    unique=True,
    english=N_("candidate roads"),
    chinese="备选道路",
)

_ATTESTATIONS = Layer(
    "attestations",
    None,
    (
        VILLAGE,
        Column("criterion", required=True, english=N_("criterion"), chinese="指标"),
        Column("state", "state", english=N_("finding"), chinese="是否达标"),
        Column("by", english=N_("found by"), chinese="核查人"),
        Column("date", "date", english=N_("date of the finding on site"), chinese="核查日期"),
        Column("document", english=N_("document"), chinese="核查文书"),
        ORIGIN,
    ),
    code="village",
    english=N_("findings on site"),
    chinese="现场核查",
)

_CODE_CHANGES = Layer(
    "code_changes",
    None,
    (
        Column("old", "code", required=True, english=N_("former village code"), chinese="原村代码"),
        Column("new", "code", required=True, english=N_("village code since then"), chinese="现村代码"),
        Column("day", "date", english=N_("day of the change"), chinese="变更日期"),
        ORIGIN,
    ),
    code="old",
    unique=True,
    english=N_("changes of village codes"),
    chinese="村代码变更",
)

_FACILITIES = Layer(
    "facilities",
    "point",
    (
        replace(
            CODE,
            required=False,
            chinese="设施代码",
            synonyms=(
                *("设施编码", "设施编号", "机构代码", "单位代码", "学校代码", "学校标识码", "编码", "编号"),
                *("facilitycode", "facilityid", "osmid", "id"),
            ),
        ),
        replace(
            _KIND,
            kind="facility",
            chinese="设施类别",
            synonyms=(
                *("设施类型", "设施种类", "机构类型", "机构类别", "学校类型", "学校类别", "办学类型", "类别", "类型"),
                *("种类", "facilitytype", "facilitykind", "facilitycategory", "amenity", "category", "type", "fclass"),
            ),
        ),
        replace(
            _PLAIN_NAME,
            chinese="设施名称",
            synonyms=(
                *("学校名称", "机构名称", "单位名称", "水厂名称", "卫生室名称", "医院名称", "学校", "机构"),
                *("facilityname", "schoolname", "name"),
            ),
        ),
        ORIGIN,
    ),
    unique=True,
    areas=True,
    english=N_("facilities"),
    chinese="公共设施",
)

_SECTOR_LAYERS = (
    *(_ROAD_WORKS, _WATER_PROJECTS, _WATER_SUPPLY, _POWER, _BROADCASTING),
    *(_POWER_LINES, _COVERAGE, _CANDIDATES, _ATTESTATIONS, _CODE_CHANGES, _FACILITIES),
)

LAYERS: Mapping[str, Layer] = {layer.name: layer for layer in (*BASE_LAYERS, *_SECTOR_LAYERS, *ORIENTATION_LAYERS)}
"""The canonical layers, villages first: the others are checked against them."""

COLUMN_NAMES: Mapping[str, str] = {column.name: column.english for layer in LAYERS.values() for column in layer.columns}
"""What columns are called in English; a column has one name in all layers."""

PARTS_OF: Mapping[str, tuple[tuple[str, str], ...]] = {
    "road_works": (("done_km", "km"),),
    "water_projects": (("shared_people", "people"),),
    "water_supply": (("tap_population", "population"),),
    "power": (("connected_households", "households"),),
    "broadcasting": (("covered_households", "households"), ("cable_poor_households", "poor_households")),
}
"""Columns that count a part of another: they cannot be above it."""
