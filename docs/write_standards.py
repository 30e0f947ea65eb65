"""Write docs/standards.md, every packaged standard with its criteria and targets, from the standards themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gisplan.base.language import _, set_language
from gisplan.gaps import KINDS
from gisplan.standards import Criterion, Standard, Target, list_standards, read_packaged_standard
from gisplan.standards.values import keys_of
from gisplan.wording.names import name_criterion, name_target
from gisplan.wording.plans import format_cost_row

PAGE = Path(__file__).with_name("standards.md")
_HEAD = """\
# The packaged standards

This page is made by `python docs/write_standards.py` from the standards themselves. `gisplan standards ID` prints the
same with every key, `gisplan standards ID --json` as a document. The role *exit* counts for the exit verdict, *plan*
for the annual plan; *report* is only a figure. What each kind and each measure calculates is explained in
[a standard of your own](own-standard.md)."""
_HEAD_ZH = """\
# 内置标准

本页由`python docs/write_standards.py`根据标准本身生成。`gisplan standards 标准编号`显示全部内容，
加`--json`输出为文档。角色“exit”计入退出判定，“plan”计入年度计划，“report”仅供统计。
各类指标和目标如何计算，见[自定标准](own-standard.md)。"""
_ROLES = {
    "exit": ("exit", "退出标准"),
    "plan": ("plan", "计划目标"),
    "report": ("report", "仅供统计"),
}
_CRITERIA = (
    ("criterion", "kind", "of", "role", "requires", "source"),
    ("指标", "类型", "对象", "性质", "要求", "来源"),
)
_TARGETS = (
    ("target", "measure", "role", "requires", "due", "source"),
    ("目标", "计算", "性质", "要求", "期限", "来源"),
)
_COSTS_EN = """\
What a kilometre costs where the county file says `cost = "yuan"`; its own `[[plan.costs]]` replace these rows, and
every segment that may be built needs one:"""
_COSTS_ZH = """\
县配置文件写`cost = "yuan"`时每公里的费用；县配置文件自己的`[[plan.costs]]`取代这些行，凡可建的路段都要有适用的一行："""
_OUTSIDE = ("Required by the source and not measured:", "来源中另有规定、不予测算：")
_SIGNS = {"at_least": "≥", "at_most": "≤"}
_COMMON = ("id", "role", "settlement", "source", "source_zh", "chosen_by_zh", "note", "unit", "threshold", "compare")


def format_page(language: str = "en") -> str:
    """Return the page as Markdown, in English or Chinese."""
    at = int(language == "zh")
    set_language(language)
    try:
        lines = [(_HEAD, _HEAD_ZH)[at]]
        for id in list_standards():
            lines += _list_lines(read_packaged_standard(id, kinds=KINDS), at)
        return "\n".join(lines) + "\n"
    finally:
        set_language(None)


def _list_lines(standard: Standard, at: int) -> Iterator[str]:
    title = standard.title_zh if at and standard.title_zh else standard.title
    yield from ("", f"## {standard.id}", "", f"**{_escape(title)}**", "", _escape(standard.source))
    if standard.note:
        yield from ("", _escape(standard.note))
    if standard.criteria:
        yield from ("", f"| {' | '.join(_CRITERIA[at])} |", "|---|---|---|---|---|---|")
        yield from (_row(*_describe_criterion(criterion, at)) for criterion in standard.criteria)
    if standard.targets:
        yield from ("", f"| {' | '.join(_TARGETS[at])} |", "|---|---|---|---|---|---|")
        yield from (_row(*_describe_target(target, at)) for target in standard.targets)
    if standard.plan.costs:
        yield from ("", (_COSTS_EN, _COSTS_ZH)[at], "")
        yield from (f"- {_escape(format_cost_row(row))} ({_escape(row.source)})" for row in standard.plan.costs)
    if standard.out_of_scope:
        yield from ("", _OUTSIDE[at], "")
        for item in standard.out_of_scope:
            yield f"- {_escape(item.title_zh if at and item.title_zh else item.title)} ({_escape(item.source)})"


def _describe_criterion(criterion: Criterion, at: int) -> tuple[str, ...]:
    name = _name(criterion.id, name_criterion(criterion.id, translate=_))
    words = [
        _require(criterion.threshold, getattr(criterion, "compare", None) or _usual_sign(criterion), criterion.unit)
    ]
    own = [name for name in keys_of(type(criterion)) if name not in _COMMON]
    words += [
        f"`{key} = {_show(value)}`" for key in own if (value := getattr(criterion, key)) not in (None, "", (), False)
    ]
    return (
        name,
        f"`{criterion.kind}`",
        _(criterion.settlement),
        _ROLES[criterion.role][at],
        _join(words),
        _name_source(criterion),
    )


def _name(id: str, title: str) -> str:
    return f"`{id}`" if title == id else f"`{id}`: {_escape(title)}"


def _usual_sign(criterion: Criterion) -> str:
    return "at_most" if criterion.kind in ("reach", "coverage") else "at_least"


def _describe_target(target: Target, at: int) -> tuple[str, ...]:
    name = _name(target.id, name_target(target.id, translate=_))
    skipped = (*_COMMON, "measure", "due", "title", "title_zh", "readings")
    own = [key for key in keys_of(Target) if key not in skipped]
    words = [_require(target.threshold, target.compare, target.unit)]
    words += [
        f"`{key} = {_show(value)}`" for key in own if (value := getattr(target, key)) not in (None, "", (), False)
    ]
    words += [f"{reading.id}: {reading.threshold:g}" for reading in target.readings]
    due = "" if target.due is None else str(target.due)
    return name, f"`{target.measure}`", _ROLES[target.role][at], _join(words), due, _name_source(target)


def _require(threshold: float | None, compare: str, unit: str) -> str:
    return "" if threshold is None else f"{_SIGNS[compare]} {threshold:.15g} {unit}".rstrip()


def _show(value: Any) -> str:
    """Return a value as a county file would have it, but for the signs of a list."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "; ".join(f"{column}: {_show(allowed)}" for column, allowed in value)
    if isinstance(value, tuple):
        return " ".join(map(_show, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _name_source(entry: Criterion | Target) -> str:
    return _escape(" ".join(text if text.endswith(".") else f"{text}." for text in (entry.source, entry.note) if text))


def _join(words: Sequence[str]) -> str:
    return ", ".join(filter(None, words))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def _escape(text: str) -> str:
    """Return a text that Markdown shows as it is, in a cell of a table too."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")
