"""Cells of Excel workbooks as text, as a CSV would hold them: numbers as their formats show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

__all__ = ["MAIN", "SharedParts", "element_text", "parse_area", "parse_reference", "read_cell", "read_formats"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
"""The XML namespace of sheets and their parts."""

_DAY_FORMATS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_SHARE_FORMATS = {9, 10}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DECIMAL = re.compile(r"\d+\.0+|\d\.(\d+)[eE]\+?(\d+)")
_EXACT = 2.0**53
_UNIT_BEHIND = re.compile(r'[0#?](?:"([^"]+)"|\\?([\u4e00-\u9fff]+))\s*$')
_SCALED = re.compile(r'[0#?](?:,+|!\..*)(?:"[^"]*"|\\.|[\u4e00-\u9fff])*\s*$')
_UNIT, _SCALE = "unit:", "scale:"
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


@dataclass(frozen=True)
class SharedParts:
    """What all cells of a workbook share: its texts, the formats of its numbers, and the day from which it counts."""

    texts: list[str]
    formats: list[str]
    epoch: date


def read_formats(styles: ElementTree.Element) -> list[str]:
    """Return for each style of cells what it shows: a day, a share, a unit behind the number, or a plain number.

    A format that divides by a thousand or more keeps its code: it is unclear which of both numbers was meant.
    """
    own = {int(item.get("numFmtId", 0)): item.get("formatCode", "") for item in styles.iter(f"{MAIN}numFmt")}
    cells = styles.find(f"{MAIN}cellXfs")
    numbers = [int(item.get("numFmtId", 0)) for item in cells] if cells is not None else []
    return [_kind_of_format(number, own.get(number, "")) for number in numbers]


def _kind_of_format(number: int, code: str) -> str:
    bare = _LITERAL.sub("", code).casefold()
    if number in _DAY_FORMATS or ("y" in bare and ("m" in bare or "d" in bare)):
        return "day"
    if number in _SHARE_FORMATS or "%" in bare:
        return "share"
    if _SCALED.search(code.split(";")[0]):
        return f"{_SCALE}{code}"
    behind = _UNIT_BEHIND.search(code.split(";")[0])
    return f"{_UNIT}{(behind[1] or behind[2]).strip()}" if behind else ""


def read_cell(cell: ElementTree.Element, shared: SharedParts) -> str | None:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        return element_text(inline) if inline is not None else None
    value = cell.find(f"{MAIN}v")
    if value is None:
        return None
    text = value.text or ""
    if kind == "e" or (not text and kind != "str"):
        # an error such as #REF!, or the empty value that some programs leave behind a formula never calculated
        return None
    if kind == "s":
        return shared.texts[int(text)] if text.isdigit() and int(text) < len(shared.texts) else None
    if kind == "b":
        return "true" if text == "1" else "false"
    style = int(cell.get("s", 0))
    shown = shared.formats[style] if kind == "n" and style < len(shared.formats) else ""
    if shown:
        return _format_number(text, shown, shared.epoch)
    if kind == "str":
        return _unescape(text)
    return _format_whole(text) if kind == "n" else text


def _format_whole(text: str) -> str:
    """Return a whole number with all digits, kept as 6.10728111209E+11; 6.10728E+11 has lost some and stays."""
    found = _DECIMAL.fullmatch(text)
    if found is None or (found[1] is not None and len(found[1]) < int(found[2])):
        return text
    number = float(text)
    return str(int(number)) if abs(number) < _EXACT else text


def _format_number(text: str, shown: str, epoch: date) -> str:
    """Return a number as its format shows it: a day, per cent, with its unit, or with a format that scales it."""
    try:
        number = float(text)
        if shown.startswith(_UNIT):
            return _format_whole(text) + shown.removeprefix(_UNIT)
        if shown.startswith(_SCALE):
            return f"{text} ({shown.removeprefix(_SCALE)})"
        if shown == "share":
            return f"{number * 100:.12g}%"
        return (datetime.combine(epoch, datetime.min.time()) + timedelta(days=number)).date().isoformat()
    except (ValueError, OverflowError):
        return text


def element_text(item: ElementTree.Element) -> str:
    """Return a text without its phonetic guides."""
    runs = [run.find(f"{MAIN}t") for run in item.iter(f"{MAIN}r")]
    plain = runs or [item.find(f"{MAIN}t")]
    return _unescape("".join(part.text or "" for part in plain if part is not None))


def _unescape(text: str) -> str:
    """Return a text in which characters given by their number, such as _x000D_, are decoded."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def parse_reference(reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as B3."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    if found is None:
        raise KeyError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def parse_area(reference: str) -> tuple[int, int, int, int]:
    """Return first row, first column, last row and last column, from 0, of an area such as B3:C5."""
    first, _, last = reference.partition(":")
    return (*parse_reference(first), *parse_reference(last or first))
