"""Cells of Excel workbooks as text, as a CSV would hold them: numbers as their formats show them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.xlsx.number_formats import GENERAL, NumberFormat, Section, parse_number_format

__all__ = [
    "CellError",
    "CellReader",
    "SharedParts",
    "element_text",
    "find_format",
    "read_formats",
    "show_number",
    "show_text",
    "unescape",
]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PAIR = re.compile(r"_x([dD][89abAB][0-9A-Fa-f]{2})__x([dD][c-fC-F][0-9A-Fa-f]{2})_")
_DECIMAL = re.compile(r"\d+\.0+|\d\.(\d+)[eE]\+?(\d+)")
_EXPONENT = re.compile(r"\s*[-+]?[\d.,]*\d[eE][-+]?\d")
_EXACT = 2.0**53
_FIRST_OWN = 164  # a format of this number or above is the workbook's own
_YUAN, _DAY, _MONTH, _LOCAL_MONTH = '"¥"#,##0.00;-"¥"#,##0.00', "yyyy-m-d", "mmm-yy", 'yyyy"年"m"月"'
_BUILT_IN: Mapping[int, str] = {
    **dict.fromkeys((5, 6, 7, 8, 42, 44), _YUAN),
    **dict.fromkeys((9, 10), "0.00%"),
    **dict.fromkeys((14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58), _DAY),
    17: _MONTH,
    **dict.fromkeys((27, 36, 50, 52, 57), _LOCAL_MONTH),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm:ss"),
}
"""The formats that have a number instead of a code, by what they show in China; those left out are plain."""

_EPOCH = date(1899, 12, 30)  # 1900-01-01 is day 1, and day 60 is a 29 February that 1900 did not have
_BEFORE_PHANTOM, _PHANTOM = date(1899, 12, 31), 60
_SECONDS = 86_400


class CellError(Exception):
    """A cell that refers to a text or a format that the workbook does not have."""


@dataclass(frozen=True)
class SharedParts:
    """What all cells of a workbook share: its texts, its formats (None is plain), and from when it counts days."""

    texts: Sequence[str]
    formats: Sequence[NumberFormat | None]
    date1904: bool


def read_formats(styles: ElementTree.Element, namespace: str) -> list[NumberFormat | None]:
    """Return the number format of each style of cells; None where it shows nothing but the number."""
    listed = styles.find(f"{namespace}numFmts")
    own = {int(item.get("numFmtId", 0)): item.get("formatCode", "") for item in (listed if listed is not None else ())}
    cells = styles.find(f"{namespace}cellXfs")
    numbers = [int(item.get("numFmtId", 0)) for item in cells] if cells is not None else []
    known = {number: find_format(number, own) for number in set(numbers)}
    return [known[number] for number in numbers]


def find_format(number: int, own: Mapping[int, str]) -> NumberFormat | None:
    """Return a workbook's number format by its number, of its own or built in; None where it shows numbers alone."""
    code = own.get(number) or _BUILT_IN.get(number, "")
    if not code and number >= _FIRST_OWN:
        return NumberFormat(f"numFmtId {number}", (Section("unclear"),), Section())
    parsed = parse_number_format(code) if code else GENERAL
    return None if parsed.plain else parsed


class CellReader:
    """Reads the cells of one sheet, by the names of its elements."""

    def __init__(self, shared: SharedParts, namespace: str) -> None:
        self.shared, self.namespace = shared, namespace
        self._value, self._formula, self._inline = (f"{namespace}{name}" for name in ("v", "f", "is"))
        self._formats = {str(number): shown for number, shown in enumerate(shared.formats)}
        self._formats.setdefault("0", None)

    def read(self, cell: ElementTree.Element) -> tuple[str | None, bool]:
        """Return what a cell shows, None where that is nothing, and whether it is a formula without a value.

        Raises
        ------
        CellError
            The workbook lacks the cell's text or its format.
        """
        kind, value = cell.get("t", "n"), cell.find(self._value)
        text = value.text if value is not None else None
        if kind == "e" or (not text and kind not in ("str", "inlineStr")):
            # an error such as #REF!, or the empty value that some programs leave behind a formula never calculated
            return None, kind == "e" or cell.find(self._formula) is not None
        shown = self._find_format(cell.get("s", "0"))
        if kind == "n":
            if shown is None and str(text).isdigit():
                return text, False
            return show_number(str(text).strip(), shown, date1904=self.shared.date1904), False
        if kind == "b":
            return "true" if text in ("1", "true") else "false", False
        if kind == "d":
            return _show_iso(str(text).strip(), shown), False
        content = self._find_text(kind, text or "", cell)
        return show_text(content, shown) if shown is not None and content else content, False

    def _find_format(self, style: str) -> NumberFormat | None:
        if style not in self._formats:
            raise CellError(N_("its format is missing"))
        return self._formats[style]

    def _find_text(self, kind: str, text: str, cell: ElementTree.Element) -> str:
        """Return the text of a cell: one that cells share, its own, or the result of a formula."""
        if kind == "s":
            number = int(text) if text.isdecimal() else len(self.shared.texts)
            if number >= len(self.shared.texts):
                raise CellError(N_("its text is missing"))
            return self.shared.texts[number]
        inline = cell.find(self._inline) if kind == "inlineStr" else None
        return unescape(text) if inline is None else element_text(inline, self.namespace)


def show_text(text: str, shown: NumberFormat) -> str:
    """Return a text as its format shows it; behind one that is hidden, the format in brackets."""
    return f"{text} ({shown.code})" if shown.text.kind == "words" else shown.text.surround(text)


def _show_iso(text: str, shown: NumberFormat | None) -> str:
    """Return a day that is written as such, in as many parts as its format shows."""
    kind = shown.choose_section(1.0).kind if shown is not None else "day"
    return text[: {"month": 7, "year": 4}.get(kind, len(text))]


def show_number(text: str, shown: NumberFormat | None, *, date1904: bool) -> str | None:
    """Return a number as its format shows it, with all its digits; None where it shows nothing.

    Parameters
    ----------
    text : str
        The number as the workbook has it.
    shown : NumberFormat or None
        Its format; None where it is plain.
    date1904 : bool
        Whether days are counted from 1904.

    Returns
    -------
    str or None
        A format that is not understood is written behind the number in brackets.

    Examples
    --------
    >>> [show_number("12", parse_number_format(code), date1904=False) for code in ("0000", '0"户"', "0;-0", "0,")]
    ['0012', '12户', '12', '12 (0,)']
    """
    if shown is None:
        return _format_whole(text)
    try:
        number = float(text)
        section = shown.choose_section(number)
        found = _show_in_section(text, number, section, date1904=date1904)
    except (ValueError, OverflowError):
        found = None
        section = Section("unclear")
    if found is not None:
        return found
    hidden = section.kind in ("day", "month", "year", "words", "number") and number == 0
    return None if hidden else f"{text} ({shown.code})"


def _show_in_section(text: str, number: float, section: Section, *, date1904: bool) -> str | None:
    """Return a number as a section shows it; None where that is nothing, or not understood."""
    if section.kind == "number":
        return _show_digits(text, number, section)
    if section.kind == "words":
        return _show_words(number, section)
    if section.kind == "time" and number >= 0:
        return _show_time(number) + section.behind
    if section.kind in ("time", "unclear") or number < 1:
        return None
    year, month, day = _count_days(number, date1904=date1904)
    parts = {"day": f"{year}-{month:02}-{day:02}", "month": f"{year}-{month:02}", "year": str(year)}
    return parts[section.kind] + section.behind


def _show_words(number: float, section: Section) -> str | None:
    """Return the text that stands for a number; a dash for zero, as accounts have it, is a zero."""
    if number == 0 and section.before and not section.before.strip("-–—¥￥$ "):
        return "0"
    return (section.before or None) if section.kind == "words" else None


def _show_digits(text: str, number: float, section: Section) -> str | None:
    """Return a number with the text around it, per cent, and zeros or text between its digits."""
    if number == 0 and not section.holds_zero:
        return _show_words(number, section)
    digits = _format_whole(text)
    if section.percents:
        digits = f"{number * 100**section.percents:.12g}" + "%" * section.percents
    elif number.is_integer() and abs(number) < _EXACT and (section.divided or section.width > 1):
        digits = _fill_digits(int(abs(number)), section)
        digits = f"-{digits}" if number < 0 else digits
    elif section.divided:
        return None
    before, behind = section.before.removeprefix("+"), section.behind
    if number < 0:  # the sign stands with the digits already
        before, behind = before.strip("-( "), behind.strip(") ")
    elif number > 0 and before and not before.strip("-−–— "):  # a number above zero that is shown as one below
        return None
    shown = f"{before}{digits}{behind}"
    # 12 as 0"e"0 is 1e2, which is no hundred
    return shown if _EXPONENT.match(text) or not _EXPONENT.match(shown) else None


def _fill_digits(number: int, section: Section) -> str:
    """Put the digits of a whole number into the placeholders of a section, from the right."""
    digits = list(str(number).zfill(section.width)) if section.width else list(str(number))
    shown: list[str] = []
    for mark in reversed(section.digits):
        if mark not in "0#?":
            shown.append(mark)
        elif digits:
            shown.append(digits.pop())
    return "".join([*digits, *reversed(shown)])


def _show_time(number: float) -> str:
    """Return a part of a day, or several days, as hours and minutes."""
    minutes, seconds = divmod(round(number * _SECONDS), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _count_days(number: float, *, date1904: bool) -> tuple[int, int, int]:
    """Return year, month and day of a number of days; 1900 has a 29 February in workbooks."""
    days = int(number)
    if not date1904 and days == _PHANTOM:
        return 1900, 2, 29
    epoch = date(1904, 1, 1) if date1904 else _EPOCH if days > _PHANTOM else _BEFORE_PHANTOM
    found = epoch + timedelta(days=days)
    return found.year, found.month, found.day


def _format_whole(text: str) -> str:
    """Return a whole number with all digits, kept as 6.10728111209E+11; 6.10728E+11 has lost some and stays."""
    if text.isdigit():
        return text
    found = _DECIMAL.fullmatch(text)
    if found is None or (found[1] is not None and len(found[1]) < int(found[2])):
        return text
    number = float(text)
    return str(int(number)) if abs(number) < _EXACT else text


def element_text(item: ElementTree.Element, namespace: str) -> str:
    """Return a text without its phonetic guides."""
    if len(item) == 1 and item[0].tag == f"{namespace}t":
        return unescape(item[0].text or "")
    runs = [run.find(f"{namespace}t") for run in item.iter(f"{namespace}r")]
    plain = runs or [item.find(f"{namespace}t")]
    return unescape("".join(part.text or "" for part in plain if part is not None))


def unescape(text: str) -> str:
    """Return a text in which characters given by their number, such as _x000D_, are decoded.

    Half of a pair of surrogates is no character, and stays as it is written.

    Examples
    --------
    >>> unescape("a_x000D_b"), unescape("_xD83D__xDE00_"), unescape("_xD800_"), unescape("_x005F_x0041_")
    ('a\\rb', '😀', '_xD800_', '_x0041_')
    """
    if "_x" not in text:
        return text
    joined = _PAIR.sub(lambda found: (bytes.fromhex(found[1]) + bytes.fromhex(found[2])).decode("utf-16-be"), text)
    return _ESCAPED.sub(_decode_escape, joined)


def _decode_escape(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number < 0xE000 else chr(number)
