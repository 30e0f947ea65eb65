"""The layers by which a reader of the map finds his way: rivers, waters and neighbouring counties.

They are drawn and never judged: no verdict, and no place of another layer, depends on them.
"""

from __future__ import annotations

from dataclasses import replace

from gisplan.base.language import N_
from gisplan.county.base_layers import NAME, ORIGIN
from gisplan.county.layer import Column, Layer

__all__ = ["NOT_JUDGED", "ORIENTATION", "ORIENTATION_LAYERS", "RELIEF", "RIVER_SIZES"]

_WIDEST_RIVER_M = 100_000.0  # wider than any estuary
_RIVER_NAMES = ("河流名称", "河名", "河流", "水系名称", "江河名称", "rivername", "waterway", "name")
_WATER_NAMES = ("湖泊名称", "水库名称", "水体名称", "湖名", "库名", "lakename", "reservoirname", "name")
_NEIGHBOUR_NAMES = (
    "县名称",
    "县名",
    "县区",
    "行政区",
    "行政区名称",
    "名称",
    "district",
    "county",
    "countyname",
    "name",
)

_RIVERS = Layer(
    "rivers",
    "line",
    (
        replace(NAME, chinese="河流名称", synonyms=_RIVER_NAMES),
        Column(
            "class",
            english=N_("class"),
            chinese="河流等级",
            synonyms=(
                "河流级别",
                "河流类型",
                "水系等级",
                "等级",
                "级别",
                "类型",
                "riverclass",
                "fclass",
                "class",
                "type",
            ),
        ),
        Column(
            "river_m",
            "number",
            unit="metre",
            lowest=0.0,
            highest=_WIDEST_RIVER_M,
            english=N_("width of the river (m)"),
            chinese="河宽",
            synonyms=("河流宽度", "水面宽", "河面宽", "宽度", "riverm", "riverwidth", "width"),
        ),
        ORIGIN,
    ),
    code=None,
    english=N_("rivers"),
    chinese="河流",
)

_WATER = Layer(
    "water",
    "polygon",
    (
        replace(NAME, chinese="水体名称", synonyms=_WATER_NAMES),
        Column(
            "kind", english=N_("kind"), chinese="水体类别", synonyms=("类别", "类型", "fclass", "water", "type", "kind")
        ),
        ORIGIN,
    ),
    code=None,
    english=N_("lakes and reservoirs"),
    chinese="湖泊水库",
)

_NEIGHBOURS = Layer(
    "neighbours",
    "polygon",
    (replace(NAME, chinese="县名", synonyms=_NEIGHBOUR_NAMES), ORIGIN),
    code=None,
    english=N_("neighbouring counties"),
    chinese="相邻县区",
)

ORIENTATION_LAYERS = (_RIVERS, _WATER, _NEIGHBOURS)

ORIENTATION = tuple(layer.name for layer in ORIENTATION_LAYERS)
"""Their names: commands that draw no map do not read them."""

RELIEF = "relief"
"""The heights of the ground: a grid, and so no layer of rows."""

NOT_JUDGED = ("facilities", *ORIENTATION)
"""All layers on which no verdict rests: nothing of a county is concluded from them."""

RIVER_SIZES = (
    ("stream", "brook", "ditch", "drain", "溪", "溪流", "沟", "小溪", "三级", "四级", "五级", "3", "4", "5"),
    ("canal", "支流", "渠", "渠道", "二级", "2"),
    ("river", "干流", "主流", "江", "河流", "河", "一级", "1"),
)
"""The words for a river's class, from the smallest to the largest."""
