"""Write docs/faults.md, every fault that `gisplan check` can name and its remedy, from the catalogue of faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from gisplan.base.faults import FaultKind
from gisplan.base.language import _, set_language
from gisplan.io.faults.code_faults import CODE_KINDS
from gisplan.io.faults.count_faults import COUNT_KINDS
from gisplan.io.faults.county_file_faults import COUNTY_FILE_KINDS
from gisplan.io.faults.datum_faults import DATUM_KINDS
from gisplan.io.faults.file_faults import FILE_KINDS
from gisplan.io.faults.geometry_faults import GEOMETRY_KINDS
from gisplan.io.faults.layer_faults import LAYER_KINDS
from gisplan.io.faults.osm_faults import OSM_KINDS
from gisplan.io.faults.relief_faults import RELIEF_KINDS
from gisplan.io.faults.sheet_faults import SHEET_KINDS
from gisplan.io.faults.value_faults import VALUE_KINDS

PAGE = Path(__file__).with_name("faults.md")
SECTIONS: Mapping[str, tuple[str, Mapping[str, FaultKind]]] = {
    "The county file": ("县配置文件", COUNTY_FILE_KINDS),
    "Files": ("文件", FILE_KINDS),
    "Sheets and forms": ("工作表和表格", SHEET_KINDS),
    "Layers and columns": ("图层和列", LAYER_KINDS),
    "Coordinate systems": ("坐标系", DATUM_KINDS),
    "Shapes": ("几何图形", GEOMETRY_KINDS),
    "Values": ("数值", VALUE_KINDS),
    "Codes": ("代码", CODE_KINDS),
    "Counts": ("人口和户数", COUNT_KINDS),
    "OpenStreetMap": ("OpenStreetMap", OSM_KINDS),
    "Relief": ("地形高程", RELIEF_KINDS),
}
"""The sections of the page: their titles in English and Chinese, and the faults of each."""
LEVELS = {
    "E": ("file refused", "文件被拒收"),
    "Q": ("row set aside", "该行被搁置"),
    "W": ("warning", "提醒"),
    "F": ("corrected", "已更正"),
}
_HEAD = """\
# Faults and remedies

This page is made by `python docs/write_faults.py` from the catalogue of faults: everything that `gisplan check` can say
of a county's files, by its code as in `gisplan check --json`. What stands in braces is filled in with the file, row,
field or value that it is about. A file that is refused stops a command; a row that is set aside is left out, and its
settlement stays in the verdicts as unknown; a warning changes nothing; what is corrected is named and used."""
_HEAD_ZH = """\
# 问题与处理办法

本页由`python docs/write_faults.py`根据问题目录生成，列出`gisplan check`对本县数据文件可能提出的每一个问题，
代码与`gisplan check --json`中的相同。花括号处填入所涉及的文件、行、字段或数值。文件被拒收时命令停止；
被搁置的行不采用，所涉村组在判定中为“无法判定”；提醒不改变任何数据；已更正的内容会列出并采用。"""
_COLUMNS = (("code", "result", "what is said", "remedy"), ("代码", "结果", "问题", "处理办法"))


def format_page(language: str = "en") -> str:
    """Return the page as Markdown, in English or Chinese."""
    chinese = language == "zh"
    set_language(language)
    try:
        return "\n".join(_list_lines(_HEAD_ZH if chinese else _HEAD, int(chinese), _)) + "\n"
    finally:
        set_language(None)


def _list_lines(head: str, at: int, translate: Callable[[str], str]) -> Iterator[str]:
    yield head
    for title, (chinese, kinds) in SECTIONS.items():
        yield from ("", f"## {(title, chinese)[at]}", "", f"| {' | '.join(_COLUMNS[at])} |", "|---|---|---|---|")
        for code, kind in kinds.items():
            texts = [translate(text) if text else "" for text in (kind.message, kind.remedy)]
            yield f"| `{code}` | {LEVELS[kind.level][at]} | {' | '.join(map(_escape, texts))} |"


def _escape(text: str) -> str:
    """Return a text that Markdown shows as it is in a cell of a table."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")
