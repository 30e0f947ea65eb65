"""Find works by what a person remembers of them: the code, a part of the name, a village, a town, or pinyin."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from gisplan.ledger.entry.pinyin import make_pinyin_pattern, spell
from gisplan.ledger.events.state import WorkState

__all__ = ["RANKS", "WorkIndex", "WorkMatch", "find_works", "make_work_index"]

RANKS = ("code", "name", "start", "part", "place", "pinyin", "place_pinyin")
"""By what a work is found, the best first: its whole code, its whole name, the start of its code or name, another part
of them, a part of a village or town (or of a village's code), the pinyin of its name, that of a village or town."""

_RANK = {name: rank for rank, name in enumerate(RANKS)}
_MOST_CHARACTERS = 200  # of a query; no name is longer

_Hit = tuple[int, int, str]
"""How well a text fits: the rank, where in the text the query begins, and the text as it is shown."""


@dataclass(frozen=True)
class WorkMatch:
    """A work that was found.

    Parameters
    ----------
    work : WorkState
        The work.
    by : str
        By what it was found: one of `RANKS`.
    text : str
        The code, name, village or town that fits.
    """

    work: WorkState
    by: str
    text: str


@dataclass(frozen=True)
class _Lines:
    """Texts in one string, a line each, and the works and the field of each line."""

    text: str
    starts: Sequence[int]
    shown: Sequence[str]
    fields: Sequence[str]
    works: Sequence[Sequence[int]]

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
        """Yield each line in which a pattern is found: its number, and where the first match begins and ends in it."""
        at = 0
        while (match := pattern.search(self.text, at)) is not None:
            line = bisect_right(self.starts, match.start()) - 1
            yield line, match.start() - self.starts[line], match.end() - self.starts[line]
            at = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text) + 1
            if at > len(self.text):
                return

    def length(self, line: int) -> int:
        """Return the length of a line."""
        end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)
        return end - self.starts[line]


@dataclass(frozen=True)
class WorkIndex:
    """Works prepared for the search; made once for a state of the ledger.

    Parameters
    ----------
    works : sequence of WorkState
        The works.
    lines : object
        Their codes, names, villages and towns.
    spelled : object
        The pinyin of the same; without the extra there is none.
    """

    works: Sequence[WorkState]
    lines: _Lines = field(repr=False)
    spelled: _Lines = field(repr=False)


def make_work_index(
    works: Sequence[WorkState],
    villages: Mapping[str, str] | None = None,
    *,
    read_readings: Callable[[Iterable[str]], Mapping[str, str]] | None = None,
) -> WorkIndex:
    """Prepare works for the search.

    Parameters
    ----------
    works : sequence of WorkState
        The works, such as those of `Ledger.state()`.
    villages : mapping of str to str, optional
        The names of villages by their code, as a register has them; without it, villages are found by code only.
    read_readings : callable, optional
        Returns how the characters of texts are spelled; default: the extra is asked in this process.

    Returns
    -------
    WorkIndex
    """
    found: dict[tuple[str, str], list[int]] = {}
    for number, work in enumerate(works):
        for kind, text in _list_texts(work, villages or {}):
            found.setdefault((kind, text), []).append(number)
    readings = read_readings({_fold(text) for _kind, text in found}) if read_readings is not None else None
    return WorkIndex(works, _join(found, _fold), _join(found, lambda text: spell(_fold(text), readings)))


def _list_texts(work: WorkState, villages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the texts of a work by which it is found, each with its field."""
    yield "code", work.code
    if work.values.get("name"):
        yield "name", str(work.values["name"])
    codes = work.values.get("villages") or ()
    places = [work.values.get("town"), *codes, *(villages.get(code) for code in codes)]
    yield from (("place", str(place)) for place in dict.fromkeys(places) if place)


def _join(found: Mapping[tuple[str, str], Sequence[int]], change: Callable[[str], str]) -> _Lines:
    """Join texts to lines; those that are empty after the change are left out."""
    changed = [(change(text), kind, text, works) for (kind, text), works in found.items()]
    kept = [line for line in changed if line[0]]
    starts = list(accumulate((len(line[0]) + 1 for line in kept), initial=0))[:-1]
    return _Lines(
        "\n".join(line[0] for line in kept),
        starts,
        [line[2] for line in kept],
        [line[1] for line in kept],
        [line[3] for line in kept],
    )


def _fold(text: str) -> str:
    """Return a text as it is compared: full-width as half-width, lower case, any blank as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def find_works(index: WorkIndex, text: str, *, kind: str | None = None, most: int | None = None) -> list[WorkMatch]:
    """Find the works that a text fits, the best first.

    A work fits if the whole text, or each of its words, is a part of its code, its name, a village or its town, or
    spells the pinyin of one of them from a syllable on: in full (gulu), by initials (gl) or mixed (gul). Full-width
    and half-width, upper and lower case are the same.

    Parameters
    ----------
    index : WorkIndex
        The works.
    text : str
        What was typed.
    kind : str, optional
        Only works of this kind.
    most : int, optional
        How many are returned at most.

    Returns
    -------
    list of WorkMatch
        By rank (`RANKS`; of several words the worst counts), then by where in the text the query begins, then by code
        and kind. Empty where nothing was typed.
    """
    query = _fold(text[:_MOST_CHARACTERS])
    words = query.split()
    if not words:
        return []
    hits = _find(index, query)
    if len(words) > 1:
        for number, hit in _find_all(index, words).items():
            hits[number] = min(hits.get(number, hit), hit)
    found = [(hit, index.works[number]) for number, hit in hits.items()]
    found = [(hit, work) for hit, work in found if kind in (None, work.kind)]
    found.sort(key=lambda pair: (pair[0][:2], pair[1].code, pair[1].kind))
    return [WorkMatch(work, RANKS[hit[0]], hit[2]) for hit, work in found[:most]]


def _find_all(index: WorkIndex, words: Sequence[str]) -> dict[int, _Hit]:
    """Find the works that each word fits; of each work its worst hit counts."""
    first, *others = (_find(index, word) for word in dict.fromkeys(words))
    for other in others:
        first = {number: max(hit, other[number]) for number, hit in first.items() if number in other}
    return first


def _find(index: WorkIndex, query: str) -> dict[int, _Hit]:
    """Find the works that a query fits as a whole, and the best hit of each."""
    hits: dict[int, _Hit] = {}
    lines = index.lines
    for line, begin, end in lines.find(re.compile(re.escape(query))):
        rank = _rank_text(lines.fields[line], begin, whole=end - begin == lines.length(line))
        _keep_best(hits, lines.works[line], (rank, begin, lines.shown[line]))
    pattern, lines = make_pinyin_pattern(query), index.spelled
    if pattern is not None and lines.text:
        for line, begin, _end in lines.find(pattern):
            rank = _RANK["place_pinyin" if lines.fields[line] == "place" else "pinyin"]
            _keep_best(hits, lines.works[line], (rank, begin, lines.shown[line]))
    return hits


def _rank_text(kind: str, begin: int, *, whole: bool) -> int:
    if kind == "place":
        return _RANK["place"]
    return _RANK[kind if whole else "part" if begin else "start"]


def _keep_best(hits: dict[int, _Hit], works: Sequence[int], hit: _Hit) -> None:
    for number in works:
        if number not in hits or hit < hits[number]:
            hits[number] = hit
