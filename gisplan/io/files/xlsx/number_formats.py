"""Number formats of workbooks: what a cell shows beside its number, such as a unit, zeros before a code, or a month.

A format has sections for positive numbers, negative ones, zero and text, or for conditions such as ``[>=10000]``.
Each is read into a `Section`; what is not understood of one is shown with the number, so that no check takes the
number for a plain one.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

__all__ = ["GENERAL", "NumberFormat", "Section", "parse_number_format"]

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|(?P<blank>[_*].|\s)"
    r"|\[(?P<bracket>[^\]]*)\]?"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<clock>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<digit>[0#?])"
    r"|(?P<time>([ymdhseabg])\10*)"
    r"|(?P<mark>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d{1,3})?)", re.IGNORECASE)
_LOCALE = re.compile(r"-(?:[0-9A-F]+|[a-z]{1,3}(?:-\w+)*)(?:,\w+)?$", re.IGNORECASE | re.ASCII)
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_DAY_WORDS = re.compile(r"[年月日号时時分秒点點上下午星期周第TZ/\-.,:：、，()（）]")
_YEAR, _MONTH, _DAY, _CLOCK = "y", "m", "d", "h"


class _Token(NamedTuple):
    """A piece of a format: its kind, and the text that it shows or the code that it is."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """What one section of a format shows.

    Parameters
    ----------
    kind : str
        `number`, `words` (no number at all), `day`, `month`, `year`, `time`, or `unclear`.
    before, behind : str
        The text on either side of the number; of a day, `behind` is the text that is no part of a date.
    digits : str
        The placeholders of a whole number with the text between them, such as ``000-00``; "" where it has decimals.
    percents : int
        How often the number is multiplied by a hundred.
    holds_zero : bool
        Whether a zero is shown at all.
    condition : (str, float) or None
        For which numbers the section holds.
    """

    kind: str = "number"
    before: str = ""
    behind: str = ""
    digits: str = ""
    percents: int = 0
    holds_zero: bool = True
    condition: tuple[str, float] | None = None

    @property
    def plain(self) -> bool:
        """Whether it shows nothing but the number."""
        bare = not (self.before or self.behind or self.percents or self.divided)
        return self.kind == "number" and bare and self.holds_zero and self.width < 2

    @property
    def width(self) -> int:
        """How many digits a whole number has at least."""
        placeholders = [mark for mark in self.digits if mark in "0#?"]
        return len(placeholders) - placeholders.index("0") if "0" in placeholders else 0

    @property
    def divided(self) -> bool:
        """Whether there is text between the digits."""
        return any(mark not in "0#?" for mark in self.digits)

    def surround(self, text: str) -> str:
        """Return a text with what stands around it."""
        return f"{self.before}{text}{self.behind}"

    def holds_for(self, number: float) -> bool:
        """Return whether the section's condition is fulfilled."""
        return self.condition is not None and _COMPARE[self.condition[0]](number, self.condition[1])


@dataclass(frozen=True)
class NumberFormat:
    """A number format: its code, up to three sections for numbers, and the one for text."""

    code: str
    sections: tuple[Section, ...]
    text: Section

    @property
    def plain(self) -> bool:
        """Whether numbers and texts are shown as they are."""
        return self.text == Section() and all(part.plain and part.condition is None for part in self.sections)

    def choose_section(self, number: float) -> Section:
        """Return the section that shows a number."""
        first, second, third = (*self.sections, *[self.sections[0]] * 3)[:3]
        if not (first.condition or second.condition):
            return first if number > 0 else third if number == 0 else second
        if first.holds_for(number) or (first.condition is None and number > 0):
            return first
        if len(self.sections) > 1 and (second.holds_for(number) or self._falls_to_second(number)):
            return second
        return third if len(self.sections) > 2 else Section("unclear")

    def _falls_to_second(self, number: float) -> bool:
        """Return whether the second section is for a number that the first one is not for."""
        return self.sections[1].condition is None and (len(self.sections) == 2 or number < 0)


GENERAL = NumberFormat("General", (Section(),), Section())
"""The format of cells that have none."""


def parse_number_format(code: str) -> NumberFormat:
    """Parse the code of a number format.

    Parameters
    ----------
    code : str
        As the workbook has it, such as ``0.00" 万人"``.

    Returns
    -------
    NumberFormat

    Examples
    --------
    >>> parse_number_format('0.00_ "万人";-0.00_ "万人"').choose_section(1.5).behind
    '万人'
    >>> parse_number_format('yyyy"年"m"月"').choose_section(43586).kind
    'month'
    """
    parts: list[list[_Token]] = [[]]
    for token in _tokenise(code):
        if token == _Token("mark", ";"):
            parts.append([])
        else:
            parts[-1].append(token)
    text = Section()
    if len(parts) > 1 and (len(parts) > 3 or _Token("mark", "@") in parts[-1]):
        text = _parse_text(parts[min(3, len(parts) - 1)])
        parts = parts[: min(3, len(parts) - 1)]
    elif _Token("mark", "@") in parts[0]:
        text = _parse_text(parts[0])
    sections = tuple(_parse_section(part) for part in parts)
    return NumberFormat(code, sections, text)


def _tokenise(code: str) -> Iterator[_Token]:
    """Split a code into tokens; quoted and escaped text, and symbols of currencies, are `literal`."""
    for found in _TOKEN.finditer(code):
        kind = str(found.lastgroup)
        text = found[kind]
        if kind in ("quoted", "escaped"):
            yield _Token("literal", text)
        elif kind == "bracket" and text.startswith("$"):
            yield _Token("literal", _LOCALE.sub("", text[1:]))
        elif kind == "bracket" and _ELAPSED.fullmatch(text):
            yield _Token("elapsed", text.lower())
        else:
            yield _Token(kind, text)


def _parse_text(tokens: Sequence[_Token]) -> Section:
    """Parse the section for text: what stands on either side of it."""
    if any(token.kind == "general" for token in tokens):
        return Section()
    if _Token("mark", "@") not in tokens:
        return Section("words", before=_join_shown(tokens))  # the text itself is hidden
    place = tokens.index(_Token("mark", "@"))
    return Section(before=_join_shown(tokens[:place]), behind=_join_shown(tokens[place + 1 :]))


def _join_shown(tokens: Sequence[_Token]) -> str:
    """Return the text that tokens show beside digits; a unit may be written without quotes."""
    hidden = ("bracket", "clock", "elapsed")
    kept = [token for token in tokens if token.kind not in hidden and token != _Token("mark", "%")]
    return "".join("" if kind == "blank" and text[0] in "_*" else text for kind, text in kept).strip()


def _parse_section(tokens: Sequence[_Token]) -> Section:
    stated = [text.strip() for kind, text in tokens if kind == "bracket" and any(mark in text for mark in "<>=")]
    condition = _parse_condition(stated[0]) if stated else None
    if len(stated) > 1 or (stated and condition is None):
        return Section("unclear")
    tokens = [token for token in tokens if token.kind != "bracket"]
    held = [place for place, (kind, text) in enumerate(tokens) if kind in ("digit", "general") or text == "@"]
    times = [place for place, (kind, _text) in enumerate(tokens) if kind in ("time", "elapsed", "clock")]
    if times and not (held and held[0] < times[0]):
        return _parse_time(tokens, condition)
    if not held:
        return Section("words", before=_join_shown(tokens), condition=condition)
    return _parse_number(tokens, held[0], held[-1], condition)


def _parse_condition(text: str) -> tuple[str, float] | None:
    found = _CONDITION.fullmatch(text.strip())
    return (found[1], float(found[2])) if found else None


def _parse_number(tokens: Sequence[_Token], first: int, last: int, condition: tuple[str, float] | None) -> Section:
    """Parse a section with digits: what stands before, between and behind them."""
    point = _Token("mark", ".")
    first = tokens.index(point) if point in tokens[:first] else first  # .00 shows 6 as 6.00
    body, rest = list(tokens[first : last + 1]), list(tokens[last + 1 :])
    if rest and rest[0] == _Token("mark", "/") and any(text.isdigit() for _kind, text in rest[1:2]):
        rest = rest[next((at for at, token in enumerate(rest[1:], 1) if not token.text.isdigit()), len(rest)) :]
    percents = sum(text == "%" for kind, text in tokens if kind == "mark")
    scaled = any(
        token == _Token("mark", ",") and (following is None or following.kind not in ("digit", "exponent"))
        for token, following in pairwise([*body, *rest[: _count_commas(rest)], None])
    )
    rest = rest[_count_commas(rest) :]
    if rest and rest[0] == point:
        rest = rest[1:]
    before, behind = _join_shown(tokens[:first]), _join_shown(rest)
    if scaled:
        return Section("unclear", before, behind, condition=condition)
    digits = _find_digits(body)
    if digits is None:
        return Section("unclear", before, behind, condition=condition)
    zero = any(kind == "general" or text in ("0", "@", "/") for kind, text in body)
    return Section("number", before, behind, digits, percents, zero, condition)


def _count_commas(tokens: Sequence[_Token]) -> int:
    return next((at for at, token in enumerate(tokens) if token != _Token("mark", ",")), len(tokens))


def _find_digits(body: Sequence[_Token]) -> str | None:
    """Return the placeholders of a whole number with the text between them.

    They are "" where the number has decimals, is a fraction or has an exponent; None where such a number has text
    between its digits.
    """
    shown = [token for token in body if token.kind != "blank" and token.text.strip() not in ("", ",", "%")]
    literal = [token for token in shown if token.kind not in ("digit", "general", "exponent")]
    literal = [token for token in literal if token.kind != "mark" or token.text not in "./@"]
    if len(literal) + sum(kind == "digit" for kind, _text in shown) < len(shown):
        return None if literal else ""
    if any(mark in text for _kind, text in literal for mark in "0#?"):
        return None
    return "".join(text for _kind, text in shown)


def _parse_time(tokens: Sequence[_Token], condition: tuple[str, float] | None) -> Section:
    """Parse a section of a day or a time: how much of a day it shows, and text that is no part of it."""
    shown = _find_time_parts(tokens)
    literal = "".join(text for kind, text in tokens if kind in ("literal", "mark") and text != "@")
    extra = _DAY_WORDS.sub("", literal).strip()
    if _MONTH in shown and _DAY in shown:
        kind = "day"
    elif _YEAR in shown and _DAY not in shown:
        kind = "month" if _MONTH in shown else "year"
    else:
        kind = "time" if shown == {_CLOCK} else "unclear"
    return Section(kind, behind=extra, condition=condition)


def _find_time_parts(tokens: Sequence[_Token]) -> set[str]:
    """Find which of year, month, day and time are shown; an m beside hours or seconds is minutes."""
    times = [text.lower() for kind, text in tokens if kind in ("time", "elapsed")]
    shown = {_CLOCK} if any(kind in ("elapsed", "clock") for kind, _text in tokens) else set()
    for before, text, behind in zip(["", *times], times, [*times[1:], ""], strict=False):
        letter = text[0]
        if letter in "hs" or (letter == "m" and len(text) < 3 and (before[:1] == "h" or behind[:1] == "s")):
            shown.add(_CLOCK)
        elif letter in "ye" or (letter == "b" and len(text) > 1):
            shown.add(_YEAR)
        elif letter == "m" or (letter == "d" and len(text) < 3):
            shown.add(letter)
    return shown
