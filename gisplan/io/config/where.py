"""The condition under `where` in a layer's table: which rows of its file are read.

A small language over the file's own columns. A text becomes a tree of comparisons; nothing of it is ever run as a
program or sent to a database. `gisplan.io.layers.left_out_rows` applies the tree to rows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gisplan.base.language import N_

__all__ = ["Comparison", "Condition", "Junction", "Negation", "RowFilter", "WhereError", "parse_where"]

MOST_CHARACTERS, DEEPEST = 4000, 20
_KEYWORDS = ("and", "or", "not", "in", "is", "null", "like")
_SHOWN = 30
_TOKEN = re.compile(
    r"""(?P<text>'(?:[^']|'')*')
    |(?P<column>"(?:[^"]|"")+")
    |(?P<number>[+-]?\d+(?:\.\d+)?(?![\w.]))
    |(?P<mark><=|>=|!=|<>|[=<>(),])
    |(?P<word>[^\W\d]\w*)""",
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")

_END = N_("the condition ends where more is needed")
_COLUMN = N_("the name of a column should stand here")
_OPERATOR = N_("a comparison should stand here: = != < <= > >= in like is")
_VALUE = N_("a number, or a text in single quotes, should stand here")
_TEXT = N_("a text in single quotes should stand here")
_NULL = N_("nothing equals null; write is null, or is not null")
_ORDER = N_("texts have no order here; < <= > >= compare with a number without quotes")
_MIXED = N_("a list holds texts alone or numbers alone")
_AFTER = N_("and, or, or the end should stand here")
_CLOSING = N_("a closing parenthesis should stand here")
_OPENING = N_("an opening parenthesis should stand here")
_HUGE = N_("this number has too many digits to be compared")
_DEEP = N_("more than 20 parentheses or nots stand in each other")
_LONG = N_("it has more than 4000 characters")
_OPEN_QUOTE = N_("this quote is not closed")
_STRANGE = N_("this character has no meaning here; names with other characters stand in double quotes")


class WhereError(ValueError):
    """A condition that cannot be read: the place, from 1, what stands there, and the reason in English."""

    def __init__(self, text: str, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at, self.shown, self.reason = at + 1, text[at : at + _SHOWN] or "…", reason


@dataclass(frozen=True)
class Comparison:
    """A column compared with values: `operator` is one of = != < <= > >= in like null; `at` is its place, from 1."""

    column: str
    at: int
    operator: str
    values: tuple[str | int | float, ...] = ()


@dataclass(frozen=True)
class Negation:
    """What holds where another condition does not."""

    part: Condition


@dataclass(frozen=True)
class Junction:
    """Conditions of which all must hold ("and"), or one ("or")."""

    operator: str
    parts: tuple[Condition, ...]


Condition = Comparison | Negation | Junction


@dataclass(frozen=True)
class RowFilter:
    """A condition as it was written, and its tree."""

    text: str
    condition: Condition

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """All its comparisons, as they stand in the text."""
        return tuple(_list_comparisons(self.condition))

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the file that it names."""
        return frozenset(comparison.column for comparison in self.comparisons)


def _list_comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
        return
    for part in condition.parts if isinstance(condition, Junction) else (condition.part,):
        yield from _list_comparisons(part)


def parse_where(text: str) -> RowFilter:
    """Parse a condition.

    Parameters
    ----------
    text : str
        Such as ``highway is not null and lanes >= 2``.

    Returns
    -------
    RowFilter

    Raises
    ------
    WhereError
        It cannot be read.

    Examples
    --------
    >>> parse_where("kind in ('a', 'b')").condition
    Comparison(column='kind', at=1, operator='in', values=('a', 'b'))
    """
    if len(text) > MOST_CHARACTERS:
        raise WhereError(text, MOST_CHARACTERS, _LONG)
    parser = _Parser(text, list(_split(text)))
    condition = parser.read_or(0)
    if parser.token.kind != "end":
        raise WhereError(text, parser.token.at, _AFTER)
    return RowFilter(text, condition)


class _Token(NamedTuple):
    kind: str  # "text", "column", "number", "mark", "keyword" or "end"
    value: str
    at: int


def _split(text: str) -> Iterator[_Token]:
    """Split a condition into its tokens, "end" the last of them."""
    at = _skip_space(text, 0)
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise WhereError(text, at, _OPEN_QUOTE if text[at] in "'\"" else _STRANGE)
        kind, value = str(match.lastgroup), match[0]
        if kind in ("text", "column"):
            value = value[1:-1].replace(value[0] * 2, value[0])
        elif kind == "word":
            kind, value = ("keyword", value.lower()) if value.lower() in _KEYWORDS else ("column", value)
        yield _Token(kind, "!=" if value == "<>" and kind == "mark" else value, at)
        at = _skip_space(text, match.end())
    yield _Token("end", "", len(text))


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


class _Parser:
    """Reads tokens one by one: a method for each rule of the language, `or` the loosest of them."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self._text, self._tokens, self._place = text, tokens, 0

    @property
    def token(self) -> _Token:
        return self._tokens[self._place]

    def _take(self, *values: str) -> bool:
        """Go on if the next token is one of these marks or keywords."""
        found = self.token.kind in ("mark", "keyword") and self.token.value in values
        self._place += found
        return found

    def _fail(self, reason: str) -> WhereError:
        return WhereError(self._text, self.token.at, _END if self.token.kind == "end" else reason)

    def read_or(self, depth: int) -> Condition:
        parts = [self._read_and(depth)]
        while self._take("or"):
            parts.append(self._read_and(depth))
        return parts[0] if len(parts) == 1 else Junction("or", tuple(parts))

    def _read_and(self, depth: int) -> Condition:
        parts = [self._read_one(depth)]
        while self._take("and"):
            parts.append(self._read_one(depth))
        return parts[0] if len(parts) == 1 else Junction("and", tuple(parts))

    def _read_one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self._fail(_DEEP)
        if self._take("not"):
            return Negation(self._read_one(depth + 1))
        if self._take("("):
            condition = self.read_or(depth + 1)
            if not self._take(")"):
                raise self._fail(_CLOSING)
            return condition
        return self._read_comparison()

    def _read_comparison(self) -> Condition:
        column, at = self.token.value, self.token.at + 1
        if self.token.kind != "column":
            raise self._fail(_COLUMN)
        self._place += 1
        if self._take("is"):
            negated = self._take("not")
            if not self._take("null"):
                raise self._fail(_NULL)
            return _negate(Comparison(column, at, "null"), negated)
        negated, operator = self._take("not"), self.token.value
        if self._take("in"):
            return _negate(Comparison(column, at, "in", self._read_list()), negated)
        if self._take("like"):
            if self.token.kind != "text":
                raise self._fail(_TEXT)
            return _negate(Comparison(column, at, "like", (self._read_value(),)), negated)
        if negated or not self._take("=", "!=", "<", "<=", ">", ">="):
            raise self._fail(_OPERATOR)
        if self.token.kind == "text" and operator not in ("=", "!="):
            raise self._fail(_ORDER)
        return Comparison(column, at, operator, (self._read_value(),))

    def _read_list(self) -> tuple[str | int | float, ...]:
        if not self._take("("):
            raise self._fail(_OPENING)
        values = [self._read_value()]
        while self._take(","):
            if self.token.kind in ("text", "number") and (self.token.kind == "text") != isinstance(values[0], str):
                raise self._fail(_MIXED)
            values.append(self._read_value())
        if not self._take(")"):
            raise self._fail(_CLOSING)
        return tuple(values)

    def _read_value(self) -> str | int | float:
        kind, value, _ = self.token
        if kind not in ("text", "number"):
            raise self._fail(_NULL if value == "null" else _VALUE)
        if kind == "number" and math.isinf(float(value)):
            raise self._fail(_HUGE)
        self._place += 1
        if kind == "text":
            return value
        return float(value) if "." in value else int(value)


def _negate(condition: Condition, negated: bool) -> Condition:
    return Negation(condition) if negated else condition
