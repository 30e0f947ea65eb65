"""The layers that every verdict starts from: villages, groups, roads, seats and the boundary."""

from __future__ import annotations

from dataclasses import replace

from gisplan.base.language import N_
from gisplan.county.layer import Column, Layer, count_of

__all__ = ["BASE_LAYERS", "CODE", "HOUSEHOLDS", "NAME", "ORIGIN", "POPULATION", "VILLAGE"]

_VILLAGE_CODES = (
    *("行政村代码", "建制村代码", "村编码", "行政村编码", "村庄代码"),
    *("villagecode", "villcode", "villageid", "habid", "habitationid", "habcode"),
)
_CODES = ("行政区划代码", "区划代码", "统计用区划代码", "代码", "编码", "code", "lgdcode", "censuscode", "adcode")

CODE = Column("code", "code", required=True, english=N_("code"), chinese="代码")
NAME = Column("name", english=N_("name"), chinese="名称")
VILLAGE = Column(
    "village", "code", required=True, english=N_("village"), chinese="村代码", synonyms=(*_VILLAGE_CODES, "village")
)
ORIGIN = Column("origin", english=N_("origin"), chinese="数据来源", synonyms=("来源", "origin", "datasource", "source"))
POPULATION = count_of(
    "population",
    "people",
    N_("people"),
    "户籍人口",
    (
        *("总人口", "人口数", "人口", "农村人口", "常住人口", "总人", "人数"),
        *("totpopulation", "totpopula", "population", "pop", "people", "persons", "inhabitants"),
    ),
)
HOUSEHOLDS = count_of(
    "households",
    "households",
    N_("households"),
    "户数",
    ("总户数", "户籍户数", "总户", "农户数", "households", "hh", "tothh", "noofhh", "families"),
)

_VILLAGES = Layer(
    "villages",
    "point",
    (
        replace(CODE, chinese="村代码", synonyms=(*_VILLAGE_CODES, *_CODES, "id")),
        replace(
            NAME,
            required=True,
            chinese="村名",
            synonyms=(
                *("村名称", "行政村名称", "行政村", "建制村名称", "建制村", "村庄名称", "居民点", "村", "名称"),
                *("habname", "habitationname", "habitation", "villagename", "villname", "village", "name"),
                "settlement",
            ),
        ),
        Column(
            "town",
            english=N_("town"),
            chinese="乡镇",
            synonyms=(
                *("镇办", "乡镇名称", "镇名", "镇", "乡", "街道", "town", "townname", "township"),
                *("blockname", "block", "blockid", "tehsil", "towncode"),
            ),
        ),
        POPULATION,
        HOUSEHOLDS,
        Column(
            "poor_village", "boolean", english=N_("poor village"), chinese="贫困村", synonyms=("贫困", "poorvillage")
        ),
        Column(
            "deep_poverty",
            "boolean",
            english=N_("village in deep poverty"),
            chinese="深度贫困村",
            synonyms=("深度贫困", "deeppoverty"),
        ),
        Column(
            "task",
            "boolean",
            english=N_("village with a poverty-alleviation task"),
            chinese="脱贫任务",
            synonyms=("脱贫任务村", "有脱贫任务", "有脱贫任务村", "task"),
        ),
        Column(
            "exit_year",
            "integer",
            unit="year",
            lowest=1950,  # as for all dates
            highest=2100,
            english=N_("exit year"),
            chinese="退出年度",
            synonyms=("退出年份", "退出年", "脱贫年度", "脱贫年份", "出列年度", "出列年份", "exityear"),
        ),
        Column(
            "reach_lon",
            "number",
            unit="degree",
            english=N_("longitude of the reaching point"),
            chinese="通达经度",
            synonyms=("通达位置经度", "通达点经度", "reachlon"),
        ),
        Column(
            "reach_lat",
            "number",
            unit="degree",
            english=N_("latitude of the reaching point"),
            chinese="通达纬度",
            synonyms=("通达位置纬度", "通达点纬度", "reachlat"),
        ),
        Column(
            "area_kind",
            "area",
            english=N_("kind of area"),
            chinese="地区类型",
            synonyms=("areakind", "areatype", "terrain"),
        ),
        ORIGIN,
    ),
    required=True,
    unique=True,
    areas=True,
    english=N_("villages"),
    chinese="行政村",
)

_GROUPS = Layer(
    "groups",
    "point",
    (
        replace(
            CODE,
            chinese="组代码",
            synonyms=(
                *("组编码", "村民小组代码", "小组代码", "自然村代码", "自然村编码"),
                *("groupcode", "groupid", *_CODES, "id"),
            ),
        ),
        VILLAGE,
        replace(
            NAME,
            chinese="组名",
            synonyms=(
                *("组名称", "小组名称", "村民小组", "小组", "组", "自然村名称", "自然村", "名称"),
                *("groupname", "hamletname", "hamlet", "group", "name"),
            ),
        ),
        HOUSEHOLDS,
        POPULATION,
        ORIGIN,
    ),
    unique=True,
    english=N_("groups"),
    chinese="村民小组",
)

_ROADS = Layer(
    "roads",
    "line",
    (
        Column(
            "segment",
            "code",
            english=N_("segment"),
            chinese="路段代码",
            synonyms=(
                *("路段编码", "路段编号", "segment", "segmentcode", "segmentid", "segid"),
                *("linkid", "erid", "roadid", "osmid", "id", "fid", "objectid"),
            ),
        ),
        Column(
            "route",
            english=N_("code of the route"),
            chinese="路线编码",
            synonyms=(
                *("路线代码", "路线编号", "线路编码", "道路编码", "道路编号", "编码"),
                *("route", "routecode", "routeno", "roadcode", "roadno", "drrproadno", "drrproad", "ref"),
            ),
        ),
        replace(
            NAME,
            chinese="路线名称",
            synonyms=("道路名称", "公路名称", "线路名称", "路名", "名称", "roadname", "name", "stname"),
        ),
        Column(
            "class",
            english=N_("class"),
            chinese="行政等级",
            synonyms=(
                *("路线等级", "行政级别", "公路等级", "道路等级", "道路类别", "路线类别", "公路类别"),
                *("技术类别", "技术等级", "roadcategory", "roadcatego", "roadclass", "roadtype", "class", "fclass"),
                *("highway", "category", "type"),
            ),
        ),
        Column(
            "surface",
            "surface",
            english=N_("surface"),
            chinese="路面类型",
            synonyms=(
                *("路面种类", "路面材料", "路面结构", "面层类型", "面层", "路面", "surface", "surfacetype"),
                *("surftype", "pavement", "pavementtype", "pavetype"),
            ),
        ),
        Column(
            "registered_surface",
            "surface",
            english=N_("registered surface"),
            chinese="登记路面类型",
            synonyms=("登记路面", "台账路面类型", "年报路面类型", "电子地图路面类型", "registeredsurface"),
        ),
        count_of(
            "width_m",
            "metre",
            N_("width of the road (m)"),
            "路面宽",
            ("路面宽度", "宽度", "widthm", "pavementwidth", "carriagewaywidth", "width"),
        ),
        count_of(
            "length_km",
            "kilometre",
            N_("length (km)"),
            "里程",
            ("路段里程", "路线里程", "路段长度", "长度", "lengthkm", "length", "km", "roadlength"),
        ),
        Column(
            "status",
            "status",
            english=N_("status"),
            chinese="建设状态",
            synonyms=("工程状态", "建设情况", "状态", "status"),
        ),
        replace(VILLAGE, required=False, synonyms=_VILLAGE_CODES),
        # without synonyms: `gisplan init` does not look for it
        Column("groups", "codes", english=N_("groups"), chinese="服务村民小组代码"),
        Column("bridge", "boolean", english=N_("bridge"), chinese="桥梁", synonyms=("桥", "bridge")),
        Column("tunnel", "boolean", english=N_("tunnel"), chinese="隧道", synonyms=("tunnel",)),
        Column(
            "level", "integer", english=N_("level"), chinese="层级", synonyms=("高程层", "level", "layer", "zlevel")
        ),
        ORIGIN,
    ),
    required=True,
    code="segment",
    english=N_("roads"),
    chinese="道路",
)

_SEATS = Layer(
    "seats",
    "point",
    (
        replace(
            CODE,
            chinese="乡镇代码",
            synonyms=("镇代码", "乡镇编码", "towncode", "seatcode", *_CODES, "id"),
        ),
        replace(
            NAME,
            chinese="乡镇",
            synonyms=(
                *("镇名", "乡镇名称", "镇名称", "镇办", "镇", "街道", "名称"),
                *("townname", "town", "name", "seat"),
            ),
        ),
        Column("rank", "rank", english=N_("rank of the seat"), chinese="级别", synonyms=("等级", "rank", "level")),
        ORIGIN,
    ),
    unique=True,
    english=N_("seats"),
    chinese="驻地",
)

_BOUNDARY = Layer(
    "boundary",
    "polygon",
    (
        replace(
            CODE,
            required=False,
            chinese="县代码",
            synonyms=("县级代码", *_CODES, "districtid", "districti", "blockid", "id"),
        ),
        replace(
            NAME,
            chinese="县名",
            synonyms=(
                *("县", "县名称", "行政区", "名称", "name"),
                *("district", "districtname", "blockname", "block"),
            ),
        ),
        ORIGIN,
    ),
    english=N_("boundary"),
    chinese="县界",
)

BASE_LAYERS = (_VILLAGES, _GROUPS, _ROADS, _SEATS, _BOUNDARY)
"""Villages first: the others are checked against them."""
