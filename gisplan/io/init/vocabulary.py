"""The bureaus' words for layers, columns and values, and what each means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from gisplan.county.base_layers import BASE_LAYERS
from gisplan.county.code_lists import ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.schema import LAYERS, Column, Layer
from gisplan.io.init.profiles import read_profiles
from gisplan.io.layers.columns import bare_word

__all__ = [
    "COLUMNS",
    "COORDINATE_HEADERS",
    "COUNTED_OTHERWISE",
    "DATUM_HEADERS",
    "LAYER_WORDS",
    "NOT_A_LAYER",
    "SECTOR_WORDS",
    "class_letter",
    "highest_classes",
    "is_track",
    "is_trunk",
    "known_words",
    "meaning_of",
    "surface_code",
]

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
    "road_works": (("公路工程", 4), ("项目台账", 3), ("建设项目", 3), ("roadworks", 4), ("works", 3)),
    "water_projects": (("饮水工程", 4), ("供水工程", 4), ("water", 2), ("waterprojects", 4), ("projects", 2)),
    "water_supply": (
        *(("供水", 3), ("饮水", 3), ("人饮", 3), ("饮用水", 3), ("自来水", 3)),
        *(("water", 2), ("watersupply", 4), ("supply", 2)),
    ),
    "power": (("供电", 3), ("电力", 3), ("通电", 3), ("动力电", 3), ("power", 3), ("electricity", 3)),
    "broadcasting": (("广播", 3), ("电视", 3), ("broadcasting", 4), ("broadcast", 4), ("tv", 3)),
    "power_lines": (
        *(("电力线", 4), ("输电", 3), ("电网", 3), ("配电", 3), ("电力", 3), ("power", 3)),
        *(("powerline", 4), ("powerlines", 4), ("transmission", 3)),
    ),
    "coverage": (("覆盖", 4), ("coverage", 4)),
    "candidates": (
        *(("备选", 4), ("候选", 4), ("拟建", 4), ("规划", 4)),
        *(("candidates", 4), ("candidate", 4), ("planned", 4), ("proposed", 4)),
    ),
    "attestations": (("核查", 4), ("抽查", 4), ("attestations", 4), ("attestation", 4), ("inspections", 3)),
    "code_changes": (("撤并", 4), ("代码变更", 4), ("代码对照", 4), ("codechanges", 4), ("changes", 2)),
    "facilities": (
        *(("设施", 4), ("学校", 3), ("医院", 3), ("卫生", 3), ("水厂", 3)),
        *(("facility", 4), ("facilities", 4), ("schools", 3), ("hospitals", 3)),
    ),
    "rivers": (
        *(("河流", 5), ("水系", 4), ("河", 4), ("江", 3), ("溪", 3), ("渠", 3)),
        *(("rivers", 5), ("river", 4), ("waterways", 5), ("waterway", 4), ("streams", 4), ("stream", 4), ("canals", 3)),
    ),
    "water": (
        *(("湖泊", 5), ("水库", 4), ("水体", 5), ("水域", 4), ("水面", 4), ("湖", 4), ("水系", 3), ("河流", 3)),
        *(("lakes", 5), ("lake", 4), ("reservoirs", 4), ("reservoir", 4), ("water", 4), ("rivers", 3)),
    ),
    "neighbours": (
        *(("邻县", 6), ("相邻", 6), ("毗邻", 6), ("周边县", 6)),
        *(("neighbours", 6), ("neighbors", 6), ("neighbouring", 6), ("adjacent", 6)),
    ),
}
"""Words of a layer in a file's name, and the weight of each; Latin words must be whole words."""

NOT_A_LAYER: Mapping[str, tuple[str, ...]] = {
    "facilities": (
        *("设施", "学校", "医院", "卫生", "诊所", "商店", "市场", "景点", "工厂"),
        *("facility", "facilities", "school", "schools", "hospital", "hospitals", "clinic", "market", "shop", "poi"),
    ),
    "other": (
        *("河", "水系", "湖", "水库", "铁路", "等高线", "建筑", "地块", "土地", "林"),
        *("river", "rivers", "waterway", "waterways", "lake", "railway", "railways", "contour", "building", "landuse"),
        *("buildings", "rail", "canal", "parcel", "parcels"),
    ),
}
"""Words in the name of a file that is none of these layers."""

SECTOR_WORDS = (
    *("供水", "饮水", "水源", "水厂", "电网", "电力", "输电", "变压器", "台区", "广播", "电视", "基站", "通信"),
    *("备选", "候选", "核查", "自来水", "通电"),
    *("water", "power", "powerline", "powerlines", "transformer", "broadcast", "broadcasting", "coverage"),
    *("candidates", "candidate", "works", "attestations"),
)
"""Words in the name of a file of water, power, broadcasting, works or findings: it is not one of the base layers."""

COORDINATE_HEADERS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {
        "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "经度坐标", "loncgcs2000", "lonwgs84"),
        "lat": ("lat", "latitude", "纬度", "北纬", "纬度坐标", "latcgcs2000", "latwgs84"),
    },
    {"x": ("x", "pointx", "easting", "东坐标", "xcoord"), "y": ("y", "pointy", "northing", "北坐标", "ycoord")},
)
"""A sheet's columns of coordinates. A surveyor's X坐标 is the northing: such sheets are left to the clerk."""

_BASE = tuple(layer.name for layer in BASE_LAYERS)


def _list_names(layer: Layer, column: Column) -> tuple[str, ...]:
    """Return the usual names of a column; one of the base layers without synonyms is not looked for."""
    if layer.name in _BASE and not column.synonyms:
        return ()
    return (bare_word(_UNIT.sub("", column.chinese)), *column.synonyms, bare_word(column.name))


_UNIT = re.compile(r"[(（].*[)）]$")
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    name: {column.name: names for column in layer.columns if (names := _list_names(layer, column))}
    for name, layer in LAYERS.items()
}
"""Names of a layer's columns in sheets' headers, without spaces, units and case, the commoner first."""

COUNTED_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "water_supply": {
        **dict.fromkeys(("安全饮水户", "饮水安全户", "饮水达标户", "已解决饮水安全户"), "unsafe_households"),
        **dict.fromkeys(("自来水户", "通自来水户", "自来水入户", "用自来水户"), "tap_population"),
    },
}
"""Headers, without 数 at their end, that sound like a column of a layer and count something else."""

DATUM_HEADERS = frozenset(
    (
        "坐标系",
        "坐标系统",
        "坐标基准",
        "大地基准",
        "坐标类型",
        "坐标格式",
        "基准",
        "datum",
        "crs",
        "srid",
        "epsg",
        "coordsys",
    )
)
"""A column that says in which coordinate system each row is, without marks."""


@cache
def known_words() -> frozenset[str]:
    """Return all usual names of columns of all layers, without marks: a sheet's header is where most of them are."""
    usual = {name for columns in COLUMNS.values() for names in columns.values() for name in names}
    places = {word for pair in COORDINATE_HEADERS for words in pair.values() for word in words}
    profiles = read_profiles().values()
    named = {
        name
        for profile in profiles
        for layer in profile.layers.values()
        for names in layer.columns.values()
        for name in names
    }
    return frozenset({*usual, *places, *named, *DATUM_HEADERS, *_COMMON})


_BY_WORD = {word: code for code, surface in SURFACES.items() for word in surface.synonyms}
_ENDINGS = re.compile(r"(型|类)?(路面|面层|道路|公路|路|road|roads|pavement|surface)$")
_UNKNOWN_WORDS = {"不详", "未知", "不明", "待查", "未调查", "unknown", "na", "nodata", "null"}

_LETTERS = {
    "国道": "G",
    "国家高速": "G",
    "国家高速公路": "G",
    "省道": "S",
    "省级高速": "S",
    "县道": "X",
    "乡道": "Y",
    "村道": "C",
    "专用公路": "Z",
    "专道": "Z",
    "专用道": "Z",
    "组道": "W",
    "通组路": "W",
    "通组公路": "W",
}
_COMMON = ("序号", "备注", "镇办", "乡镇", "村", "组", "责任人", "投资", "总投资")  # of sheets, and of no layer
_TRUNK = ("G", "S", "X")
# the first pattern that matches gives the rank of a class
_RANK_PATTERNS = (
    r"g|高速.*|国道|national.*|nh\w*|expressway|motorway.*",
    r"trunk.*|一级.*|s|省道|state.*|provincial.*|sh\w*|primary.*",
    r"x|县道|二级.*|mdr|majordistrict.*|district.*|secondary.*|county.*",
    r"y|乡道|三级.*|odr|rrodr|otherdistrict.*|tertiary.*|township.*",
)
_TRACK = re.compile(r"(?<![a-z])(track|tracks|footpath|footway|path|bridleway|trail)(?![a-z])|机耕|土路|小路|便道|人行")


_MEANINGS: Mapping[str, Mapping[str, str | bool]] = {
    "status": {
        word: status.code
        for status in ROAD_STATUSES.values()
        for word in (status.chinese, *status.words, *status.synonyms)
    },
    "rank": {word: rank.code for rank in SEAT_RANKS.values() for word in rank.synonyms},
    "facility": {word: kind.code for kind in FACILITY_KINDS.values() for word in (kind.chinese, *kind.synonyms)},
    "boolean": {"viaduct": True, "aqueduct": True, "buildingpassage": True, "已有": True, "不是": False, "非": False},
}


def meaning_of(kind: str, word: str) -> str | bool | None:
    """Return what a word means by the kind of its column, which may not be understood in every file; else None.

    Examples
    --------
    >>> meaning_of("status", "规划"), meaning_of("status", "甲")
    ('not_started', None)
    """
    return _MEANINGS.get(kind, {}).get(bare_word(word))


def surface_code(word: str) -> int | str | None:
    """Return the surface code of a word, "unknown" where the word says so, None where it is not recognised.

    Only whole words count: "非水泥" (not cement) is not cement.

    Examples
    --------
    >>> surface_code("水泥路面"), surface_code("土路"), surface_code("不详"), surface_code("NH")
    (12, 36, 'unknown', None)
    """
    bare = bare_word(word)
    if bare in _UNKNOWN_WORDS:
        return "unknown"
    if bare in _BY_WORD:
        return _BY_WORD[bare]
    return _BY_WORD.get(_ENDINGS.sub("", bare))


def class_letter(word: str) -> str | None:
    """Return the letter of a road class: G, S, X, Y, C, Z or W; None for a class of another country.

    Examples
    --------
    >>> class_letter("国道"), class_letter("x"), class_letter("MDR")
    ('G', 'X', None)
    """
    bare = bare_word(word)
    letter = _LETTERS.get(bare, bare.upper())
    return letter if letter in ("G", "S", "X", "Y", "C", "Z", "W") else None


def is_trunk(letter: str) -> bool:
    """Return whether a class letter belongs to the trunk network."""
    return letter in _TRUNK


def _rank(word: str) -> int:
    """Return the rank of a class in the network, 0 being the highest; unrecognised classes come last."""
    bare = bare_word(word)
    return next(
        (rank for rank, pattern in enumerate(_RANK_PATTERNS) if re.fullmatch(pattern, bare)), len(_RANK_PATTERNS)
    )


def is_track(word: str) -> bool:
    """Return whether the word for a class says that the road is an unsealed track.

    Examples
    --------
    >>> is_track("RR(TRACK)"), is_track("RR(VR)")
    (True, False)
    """
    return _TRACK.search(word.casefold()) is not None


def highest_classes(words: Sequence[str]) -> list[str]:
    """Return those of a county's classes that rank highest; none where no word is recognised."""
    rank = min(map(_rank, words), default=len(_RANK_PATTERNS))
    return [word for word in words if _rank(word) == rank] if rank < len(_RANK_PATTERNS) else []
