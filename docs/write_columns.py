"""Write docs/columns.md, the reference of layers, columns and codes, from the tables in gisplan/county."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gisplan.county.code_lists import AREA_KINDS, ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.layer import LARGEST, Column, Layer
from gisplan.county.milestones import MILESTONE_TYPES, WORK_MILESTONES
from gisplan.county.schema import LAYERS

PAGE = Path(__file__).with_name("columns.md")
Say = Callable[[str], str]
"""Returns a text in the language of the page."""

_NUMBERS = ("number", "integer", "percent")
_TITLE = "Layers, columns and codes"
_INTRODUCTION = """\
This page is made by `python docs/write_columns.py` from the tables in `gisplan/county`. A column with `*`
is required. [The county file](county-file.md) explains what the columns mean."""
_SURFACES, _LEAST, _MOST, _COMMA = "Surface codes (K5104)", "at least {0}", "at most {0}", ", "
_CHINESE = {
    _TITLE: "图层、列与代码",
    _INTRODUCTION: (
        "本页由`python docs/write_columns.py`根据`gisplan/county`中的表格生成。带`*`的列为必填。"
        "各列的含义见[县配置文件](county-file.md)。"
    ),
    _SURFACES: "路面类型代码（K5104）",
    _LEAST: "不小于{0}",
    _MOST: "不大于{0}",
    _COMMA: "，",
    "column": "列",
    "type": "类型",
    "unit": "单位",
    "English": "英文",
    "Chinese": "中文",
    "code": "代码",
    "sealed": "硬化（沥青或水泥）",
    "hardened": "硬化（含其他）",
    "yes": "是",
    "no": "否",
    "works": "工程",
    "milestone": "节点",
    "Statuses": "建设状态",
    "Ranks of seats": "驻地级别",
    "Findings": "现场核查结果",
    "Milestones": "进度节点",
    "Kinds of area (PMGSY-IV)": "地区类型（PMGSY-IV）",
    "Kinds of facilities": "公共设施种类",
    "point": "点",
    "line": "线",
    "polygon": "面",
    "no geometry": "无几何图形",
    "area": "地区类型",
    "boolean": "是或否",
    "codes": "多个代码",
    "date": "日期",
    "facility": "设施种类",
    "integer": "整数",
    "number": "数字",
    "percent": "百分数",
    "rank": "级别",
    "state": "是否达标",
    "status": "状态",
    "surface": "路面类型",
    "text": "文字",
    "metre": "米",
    "per cent": "%",
    "degree": "度",
    "litre per person and day": "升/（人·天）",
    "kilometre": "公里",
    "year": "年",
    "minute": "分钟",
    "people": "人",
    "households": "户",
    "cubic metre per day": "立方米/天",
}


def format_page(language: str = "en") -> str:
    """Return the page as Markdown, in English or Chinese."""

    def say(text: str) -> str:
        return _CHINESE.get(text, text) if language == "zh" else text

    lines = [f"# {say(_TITLE)}", "", say(_INTRODUCTION)]
    for layer in LAYERS.values():
        lines += ["", *_layer_section(layer, say)]
    lines += ["", *_code_section(say)]
    return "\n".join(lines) + "\n"


def _layer_section(layer: Layer, say: Say) -> Iterator[str]:
    geometry = layer.shape or "no geometry"
    names = f"{layer.english} ({layer.chinese}), {geometry}"
    chinese = f"{layer.chinese}（{layer.english}），{say(geometry)}"
    yield f"## `{layer.name}`{'*' if layer.required else ''}: {names if say(_TITLE) == _TITLE else chinese}"
    yield ""
    rows = (_column_row(column, say) for column in layer.columns)
    yield from _table(("column", "type", "unit", "English", "Chinese"), rows, say)


def _column_row(column: Column, say: Say) -> tuple[str, ...]:
    limits = [say(column.unit)] if column.unit else []
    if column.kind in _NUMBERS and column.lowest is not None:
        limits.append(say(_LEAST).format(f"{column.lowest:g}"))
    if column.kind in _NUMBERS and column.highest < LARGEST:
        limits.append(say(_MOST).format(f"{column.highest:.15g}"))
    name = f"`{column.name}`{'*' if column.required else ''}"
    return name, say(column.kind), say(_COMMA).join(limits), column.english, column.chinese


def _code_section(say: Say) -> Iterator[str]:
    yield f"## {say(_SURFACES)}"
    yield ""
    marks = {True: say("yes"), False: say("no")}
    rows = ((f"{s.code}", s.english, s.chinese, marks[s.sealed], marks[s.hardened]) for s in SURFACES.values())
    yield from _table(("code", "English", "Chinese", "sealed", "hardened"), rows, say)
    tables = (
        *(("Statuses", ROAD_STATUSES), ("Ranks of seats", SEAT_RANKS)),
        *(("Findings", ATTESTED_STATES), ("Kinds of area (PMGSY-IV)", AREA_KINDS)),
        ("Kinds of facilities", FACILITY_KINDS),
    )
    for title, values in tables:
        yield from ("", f"## {say(title)}", "")
        words = ((f"`{v.code}`", v.english, "、".join((v.chinese, *v.words))) for v in values.values())
        yield from _table(("code", "English", "Chinese"), words, say)
    yield from ("", f"## {say('Milestones')}", "")
    works = {code: [name for name, codes in WORK_MILESTONES.items() if code in codes] for code in MILESTONE_TYPES}
    milestones = ((f"`{m.code}`", m.english, m.chinese, ", ".join(works[m.code])) for m in MILESTONE_TYPES.values())
    yield from _table(("milestone", "English", "Chinese", "works"), milestones, say)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], say: Say) -> Iterator[str]:
    yield f"| {' | '.join(say(word) for word in head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")
