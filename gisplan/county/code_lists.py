"""The codes that columns hold: surfaces, statuses of works, ranks of seats, findings on site and kinds of area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gisplan.base.language import N_

__all__ = [
    "AREA_KINDS",
    "ATTESTED_STATES",
    "HARDENED_SURFACES",
    "NOT_BUILT",
    "ROAD_STATUSES",
    "SEALED_SURFACES",
    "SEAT_RANKS",
    "SURFACES",
    "SURFACE_LIST",
    "YES_NO_WORDS",
    "CodedValue",
    "Surface",
    "code_by_word",
]


@dataclass(frozen=True)
class CodedValue:
    """One code of a column.

    Parameters
    ----------
    code : str
        The code, as gisplan keeps it.
    english : str
        What pages and tables call it; the message id of its translation.
    chinese : str
        The bureaus' word for it, understood in every file.
    words : tuple of str
        Other words for it, understood in every file.
    synonyms : tuple of str
        Words for which `gisplan init` proposes it, without spaces and marks and in small letters.
    """

    code: str
    english: str
    chinese: str
    words: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surface:
    """One surface code.

    Parameters
    ----------
    code : int
        The code of K5104.
    english : str
        What pages and tables call it; the message id of its translation.
    synonyms : tuple of str
        Words for which `gisplan init` proposes it, without spaces and marks and in small letters,
        the standard's Chinese word first.
    sealed, hardened : bool
        Whether a road with it is sealed (asphalt or cement), and whether it is hardened.
    """

    code: int
    english: str
    synonyms: tuple[str, ...]
    sealed: bool = False
    hardened: bool = False

    @property
    def chinese(self) -> str:
        """The standard's Chinese word."""
        return self.synonyms[0]


def code_by_word(values: Iterable[CodedValue]) -> dict[str, str]:
    """Return the words that every file may write for codes, the codes included.

    Parameters
    ----------
    values : iterable of CodedValue
        The codes of a column.

    Returns
    -------
    dict of str to str
        The code that each word means.
    """
    return {word: value.code for value in values for word in (value.code, value.chinese, *value.words)}


_SURFACES = (
    Surface(
        11,
        N_("asphalt concrete"),
        (
            *("沥青混凝土", "沥青砼", "沥青", "柏油", "asphalt", "asphaltconcrete", "asphalticconcrete", "bitumen"),
            *("bituminous", "bt", "blacktop", "tarmac", "tar", "bitumenous"),
        ),
        sealed=True,
        hardened=True,
    ),
    Surface(
        12,
        N_("cement concrete"),
        (
            *("水泥混凝土", "水泥砼", "水泥", "混凝土", "砼", "cement", "cementconcrete", "concrete", "cc", "pcc"),
            *("rcc", "cementconcreteroad", "concretelanes"),
        ),
        sealed=True,
        hardened=True,
    ),
    Surface(
        21,
        N_("bituminous penetration"),
        ("沥青贯入式", "沥青贯入", "penetrationmacadam", "bituminousmacadam"),
        sealed=True,
        hardened=True,
    ),
    Surface(22, N_("bituminous crushed stone"), ("沥青碎石", "bituminouscrushedstone"), sealed=True, hardened=True),
    Surface(
        23,
        N_("bituminous surface treatment"),
        (
            *("沥青表面处治", "沥青表面处理", "沥青表处", "表处"),
            *("chipseal", "surfacedressing", "surfacetreatment"),
        ),
        sealed=True,
        hardened=True,
    ),
    Surface(
        31,
        N_("gravel"),
        (
            *("砂石", "沙石", "碎石", "砾石", "砂砾", "砂砾石", "泥结碎石", "级配碎石", "级配砂砾", "天然砂砾"),
            *("gravel", "gravelled", "graveled", "wbm", "compacted", "finegravel", "moorum", "murram", "pebbles"),
        ),
    ),
    Surface(
        32,
        N_("stone"),
        (
            *("石质", "石板", "块石", "条石", "弹石", "片石"),
            *("stone", "cobblestone", "sett", "pebblestone", "cobbles"),
        ),
        hardened=True,
    ),
    Surface(33, N_("slag"), ("渣石", "炉渣", "矿渣", "煤渣", "slag")),
    Surface(34, N_("brick"), ("砖铺", "砖块", "砖", "brick", "bricks", "bricked"), hardened=True),
    Surface(
        35,
        N_("concrete block"),
        (
            *("混凝土预制块", "水泥预制块", "预制块", "砼预制块"),
            *("concreteblock", "concreteblocks", "pavingstones", "pavers"),
        ),
        hardened=True,
    ),
    Surface(
        36,
        N_("no surface"),
        (
            *(
                "无路面",
                "无",
                "土",
                "土质",
                "素土",
                "泥土",
                "泥",
                "未铺装",
                "earth",
                "earthen",
                "dirt",
                "ground",
                "mud",
            ),
            *("unpaved", "unsurfaced", "none", "track", "sand", "grass", "soil", "unsealed", "clay"),
        ),
    ),
)

SURFACES: Mapping[int, Surface] = {surface.code: surface for surface in _SURFACES}
"""The surface codes of K5104."""

SEALED_SURFACES = frozenset(code for code, surface in SURFACES.items() if surface.sealed)
"""The codes of roads that are sealed: asphalt, cement and simple bituminous."""

SURFACE_LIST = N_(
    "11 asphalt concrete, 12 cement concrete, 21 bituminous penetration, 22 bituminous crushed stone, 23 bituminous "
    'surface treatment, 31 gravel, 32 stone, 33 slag, 34 brick, 35 concrete block, 36 no surface, or "unknown"'
)
"""What may be written for a surface in a county file."""

HARDENED_SURFACES = frozenset(code for code, surface in SURFACES.items() if surface.hardened)
"""The codes of roads that are hardened: the sealed ones, and stone, brick and block."""


YES_NO_WORDS: Mapping[str, Mapping[str, bool]] = {
    "quality_ok": {
        **dict.fromkeys(("合格", "达标", "已达标"), True),
        **dict.fromkeys(("不合格", "不达标", "未达标"), False),
    },
    "three_phase": {
        **dict.fromkeys(("通", "已通", "已通电", "已接通"), True),
        **dict.fromkeys(("未通", "不通", "未通电", "未接通", "没有"), False),
    },
}
"""Words of a yes-or-no column that can mean nothing else there, beside 是 and 否, 有 and 无 of every such column."""


def _by_code(*values: CodedValue) -> Mapping[str, CodedValue]:
    return {value.code: value for value in values}


ROAD_STATUSES: Mapping[str, CodedValue] = _by_code(
    CodedValue(
        "not_started",
        N_("not started"),
        "未开工",
        synonyms=(*("未动工", "待建", "拟建", "规划", "规划中"), *("planned", "proposed")),
    ),
    CodedValue(
        "under_way",
        N_("under way"),
        "在建",
        synonyms=(
            *("施工中", "建设中", "正在建设", "已开工", "在修"),
            *("ongoing", "underconstruction", "inprogress", "construction"),
        ),
    ),
    CodedValue(
        "built",
        N_("built"),
        "完工",
        synonyms=(*("已完工", "建成", "已建成", "竣工", "已竣工", "已建", "已通车"), "completed"),
    ),
    CodedValue("accepted", N_("accepted on inspection"), "交工验收", synonyms=("已验收", "验收", "完成验收")),
)
"""The statuses of a road or of works on it, in their order."""

NOT_BUILT = ("not_started", "under_way")
"""The statuses of a road that is not there yet: it is left out of every verdict."""

SEAT_RANKS: Mapping[str, CodedValue] = _by_code(
    CodedValue(
        "county",
        N_("seat of the county"),
        "县",
        words=("县城",),
        synonyms=("县政府驻地", "县级", "县政府", "district", "city"),
    ),
    CodedValue(
        "town",
        N_("seat of a town"),
        "镇",
        words=("乡", "乡镇", "街道"),
        synonyms=(
            *("镇政府驻地", "乡镇政府驻地", "乡政府驻地", "乡级", "乡镇级", "镇级"),
            *("township", "办事处"),
        ),
    ),
)
"""What a seat is the seat of."""

ATTESTED_STATES: Mapping[str, CodedValue] = _by_code(
    CodedValue("met", N_("met"), "达标"),
    CodedValue("missed", N_("missed"), "不达标"),
    CodedValue("unknown", N_("unknown"), "未知"),
)
"""What a finding on site may be."""

AREA_KINDS: Mapping[str, CodedValue] = _by_code(
    CodedValue("plain", N_("plains"), "平原", words=("plains",)),
    CodedValue("hill", N_("hills"), "山区", words=("hills", "hilly")),
    CodedValue("tribal", N_("tribal area"), "部落地区"),
    CodedValue("desert", N_("desert"), "荒漠"),
    CodedValue("aspirational", N_("aspirational district or block"), "重点发展区"),
    CodedValue("lwe", N_("LWE district (left-wing extremism)"), "左翼极端主义影响区"),
)
"""The kinds of area by which PMGSY-IV sets how many people a habitation must have."""
