"""The words that bureaus use: for layers in the names of files, and for columns in their headers.

Column names stand here without spaces, underscores, units and case, the commoner first.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COLUMNS", "LAYER_WORDS", "NOT_A_LAYER", "PLACES"]

LAYER_WORDS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "villages": (
        *(("行政村", 4), ("建制村", 4), ("村委", 4), ("村", 3), ("居民点", 3)),
        *(("village", 3), ("villages", 3), ("habitation", 3), ("habitations", 3), ("hab", 3), ("settlement", 2)),
        *(("settlements", 2), ("places", 1)),
    ),
    "groups": (
        *(("小组", 5), ("自然村", 5), ("村组", 5), ("组", 4)),
        *(("group", 4), ("groups", 4), ("hamlet", 4), ("hamlets", 4)),
    ),
    "roads": (
        *(("公路", 4), ("道路", 4), ("路网", 4), ("路线", 4), ("路段", 4), ("路", 3)),
        *(("road", 4), ("roads", 4), ("drrp", 4), ("street", 3), ("streets", 3), ("highway", 3), ("highways", 3)),
    ),
    "seats": (
        *(("驻地", 5), ("乡镇", 3), ("镇", 3), ("政府", 3), ("seat", 4), ("seats", 4), ("town", 3), ("towns", 3)),
    ),
    "boundary": (
        *(("界", 5), ("区划", 3), ("范围", 3), ("boundary", 5), ("boundaries", 5), ("bound", 5), ("border", 4)),
        *(("block", 3), ("blocks", 3), ("district", 3), ("county", 3)),
    ),
}
"""Words of a layer in a file's name, and how much each weighs; Latin words must stand alone."""

NOT_A_LAYER: Mapping[str, tuple[str, ...]] = {
    "facilities": (
        *("设施", "学校", "医院", "卫生", "诊所", "商店", "市场", "景点", "工厂"),
        *("facility", "facilities", "school", "schools", "hospital", "hospitals", "clinic", "market", "shop", "poi"),
    ),
    "later": (
        *("供水", "饮水", "水源", "水厂", "电网", "电力", "输电", "变压器", "台区", "广播", "电视", "基站", "通信"),
        *("water", "power", "powerline", "powerlines", "transformer", "broadcast", "coverage", "candidates", "works"),
    ),
    "other": (
        *("河", "水系", "湖", "水库", "铁路", "等高线", "建筑", "地块", "土地", "林"),
        *("river", "rivers", "waterway", "waterways", "lake", "railway", "railways", "contour", "building", "landuse"),
        *("buildings", "rail", "canal", "parcel", "parcels"),
    ),
}
"""Words that say that a file is none of the layers read now."""

PLACES: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {
        "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "经度坐标", "loncgcs2000", "lonwgs84"),
        "lat": ("lat", "latitude", "纬度", "北纬", "纬度坐标", "latcgcs2000", "latwgs84"),
    },
    {"x": ("x", "pointx", "easting", "东坐标", "xcoord"), "y": ("y", "pointy", "northing", "北坐标", "ycoord")},
)
"""A sheet's columns of coordinates. A surveyor's X坐标 is north, so it is left to the clerk."""

_POPULATION = (
    *("户籍人口", "总人口", "人口数", "人口", "农村人口", "常住人口", "总人", "人数"),
    *("totpopulation", "totpopula", "population", "pop", "people", "persons", "inhabitants"),
)
_HOUSEHOLDS = ("户数", "总户数", "户籍户数", "总户", "农户数", "households", "hh", "tothh", "noofhh", "families")
_ORIGIN = ("数据来源", "来源", "origin", "datasource", "source")
_VILLAGE_CODE = (
    *("村代码", "行政村代码", "建制村代码", "村编码", "行政村编码", "村庄代码"),
    *("villagecode", "villcode", "villageid", "habid", "habitationid", "habcode"),
)
_CODE = ("行政区划代码", "区划代码", "统计用区划代码", "代码", "编码", "code", "lgdcode", "censuscode", "adcode")

COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "villages": {
        "code": (*_VILLAGE_CODE, *_CODE, "id"),
        "name": (
            *("村名", "村名称", "行政村名称", "行政村", "建制村名称", "建制村", "村庄名称", "居民点", "村", "名称"),
            *("habname", "habitationname", "habitation", "villagename", "villname", "village", "name", "settlement"),
        ),
        "town": (
            *("乡镇", "镇办", "乡镇名称", "镇名", "镇", "乡", "街道", "town", "townname", "township"),
            *("blockname", "block", "blockid", "tehsil", "towncode"),
        ),
        "population": _POPULATION,
        "households": _HOUSEHOLDS,
        "poor_village": ("贫困村", "贫困", "poorvillage"),
        "deep_poverty": ("深度贫困村", "深度贫困", "deeppoverty"),
        "task": ("脱贫任务", "脱贫任务村", "有脱贫任务", "有脱贫任务村", "task"),
        "exit_year": ("退出年度", "退出年份", "退出年", "脱贫年度", "脱贫年份", "出列年度", "出列年份", "exityear"),
        "reach_lon": ("通达经度", "通达位置经度", "通达点经度", "reachlon"),
        "reach_lat": ("通达纬度", "通达位置纬度", "通达点纬度", "reachlat"),
        "origin": _ORIGIN,
    },
    "groups": {
        "code": (
            *("组代码", "组编码", "村民小组代码", "小组代码", "自然村代码", "自然村编码"),
            *("groupcode", "groupid", *_CODE, "id"),
        ),
        "village": (*_VILLAGE_CODE, "village"),
        "name": (
            *("组名", "组名称", "小组名称", "村民小组", "小组", "组", "自然村名称", "自然村", "名称"),
            *("groupname", "hamletname", "hamlet", "group", "name"),
        ),
        "households": _HOUSEHOLDS,
        "population": _POPULATION,
        "origin": _ORIGIN,
    },
    "roads": {
        "segment": (
            *("路段代码", "路段编码", "路段编号", "segment", "segmentcode", "segmentid", "segid"),
            *("linkid", "erid", "roadid", "osmid", "id", "fid", "objectid"),
        ),
        "route": (
            *("路线编码", "路线代码", "路线编号", "线路编码", "道路编码", "道路编号", "编码"),
            *("route", "routecode", "routeno", "roadcode", "roadno", "drrproadno", "drrproad", "ref"),
        ),
        "name": ("路线名称", "道路名称", "公路名称", "线路名称", "路名", "名称", "roadname", "name", "stname"),
        "class": (
            *("行政等级", "路线等级", "行政级别", "公路等级", "道路等级", "道路类别", "路线类别", "公路类别"),
            *("技术类别", "技术等级", "roadcategory", "roadcatego", "roadclass", "roadtype", "class", "fclass"),
            *("highway", "category", "type"),
        ),
        "surface": (
            *("路面类型", "路面种类", "路面材料", "路面结构", "面层类型", "面层", "路面", "surface", "surfacetype"),
            *("surftype", "pavement", "pavementtype", "pavetype"),
        ),
        "registered_surface": (
            *("登记路面类型", "登记路面", "台账路面类型", "年报路面类型", "电子地图路面类型", "registeredsurface"),
        ),
        "width_m": ("路面宽", "路面宽度", "宽度", "widthm", "pavementwidth", "carriagewaywidth", "width"),
        "length_km": ("里程", "路段里程", "路线里程", "路段长度", "长度", "lengthkm", "length", "km", "roadlength"),
        "status": ("建设状态", "工程状态", "建设情况", "状态", "status"),
        "village": _VILLAGE_CODE,
        "bridge": ("桥梁", "桥", "bridge"),
        "tunnel": ("隧道", "tunnel"),
        "level": ("层级", "高程层", "level", "layer", "zlevel"),
        "origin": _ORIGIN,
    },
    "seats": {
        "code": ("乡镇代码", "镇代码", "乡镇编码", "towncode", "seatcode", *_CODE, "id"),
        "name": (
            "乡镇",
            "镇名",
            "乡镇名称",
            "镇名称",
            "镇办",
            "镇",
            "街道",
            "名称",
            "townname",
            "town",
            "name",
            "seat",
        ),
        "rank": ("级别", "等级", "rank", "level"),
        "origin": _ORIGIN,
    },
    "boundary": {
        "code": ("县代码", "县级代码", *_CODE, "districtid", "districti", "blockid", "id"),
        "name": ("县名", "县", "县名称", "行政区", "名称", "name", "district", "districtname", "blockname", "block"),
        "origin": _ORIGIN,
    },
}
"""Names of a layer's columns."""
