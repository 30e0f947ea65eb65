"""The words that bureaus use: for layers in the names of files, and for columns in their headers."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.county.schema import LAYERS

__all__ = ["COLUMNS", "COORDINATE_HEADERS", "LAYER_WORDS", "NOT_A_LAYER"]

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
"""Words of a layer in a file's name, and the weight of each; Latin words must be whole words."""

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
"""Words in the name of a file that is none of these layers."""

COORDINATE_HEADERS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {
        "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "经度坐标", "loncgcs2000", "lonwgs84"),
        "lat": ("lat", "latitude", "纬度", "北纬", "纬度坐标", "latcgcs2000", "latwgs84"),
    },
    {"x": ("x", "pointx", "easting", "东坐标", "xcoord"), "y": ("y", "pointy", "northing", "北坐标", "ycoord")},
)
"""A sheet's columns of coordinates. A surveyor's X坐标 is the northing: such sheets are left to the clerk."""

COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    name: {column.name: (column.chinese, *column.synonyms) for column in layer.columns if column.synonyms}
    for name, layer in LAYERS.items()
}
"""Names of a layer's columns in sheets' headers, without spaces, units and case, the commoner first."""
