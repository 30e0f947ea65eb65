"""Write docs/dataset.md, the columns of the dataset of a run, from the themes in gisplan/batch."""

from __future__ import annotations

from pathlib import Path

from gisplan.base.language import _, set_language
from gisplan.batch.themes import THEMES, WITHOUT_GEOMETRY

PAGE = Path(__file__).with_name("dataset.md")
_INTRODUCTION = """\
This page is made by `python docs/write_dataset.py` from `gisplan/batch/themes.py`. Every part also has the columns
of its folders, `theme`, `province` and `county`; those with a geometry have it in WGS 84 (EPSG:4326), with its
bounding box in `bbox` (GeoParquet 1.1). What is missing is null."""
_INTRODUCTION_ZH = """\
本页由`python docs/write_dataset.py`根据`gisplan/batch/themes.py`生成。
各部分另有其文件夹的列`theme`、`province`和`county`；有几何图形的主题采用WGS 84（EPSG:4326），
其外接矩形在`bbox`列（GeoParquet 1.1）。缺失的值为空。"""
_TEXTS = {
    "en": ("Columns of the dataset", _INTRODUCTION, ("column", "type", "meaning"), "without geometry"),
    "zh": ("数据集的列", _INTRODUCTION_ZH, ("列", "类型", "含义"), "无几何图形"),
}
_KINDS = {
    "text": ("text", "文本"),
    "whole": ("whole number", "整数"),
    "number": ("number", "数"),
    "yes_no": ("yes or no", "是或否"),
}


def format_page(language: str = "en") -> str:
    """Return the page as Markdown, in English or Chinese."""
    set_language(language)
    try:
        title, introduction, head, without = _TEXTS[language]
        lines = [f"# {title}", "", introduction]
        for theme, columns in THEMES.items():
            note = f" ({without})" if theme in WITHOUT_GEOMETRY else ""
            lines += ["", f"## `{theme}`{note}", "", f"| {' | '.join(head)} |", "|---|---|---|"]
            for one in columns:
                lines.append(f"| `{one.name}` | {_KINDS[one.kind][language == 'zh']} | {_(one.meaning)} |")
        return "\n".join(lines) + "\n"
    finally:
        set_language(None)


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")
