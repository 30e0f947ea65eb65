"""Find works by part of a name, code, village or town, also by the first letters of their pinyin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gisplan.ledger import WorkState
    from gisplan.web.desk.village_names import VillageName

__all__ = ["find_works", "pinyin"]

_MOST_WORDS = 8


@dataclass(frozen=True)
class _Words:
    """What a work is found by: its texts, and the pinyin of them."""

    texts: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Return whether a word is part of a text, or of its pinyin if the word is of Latin letters."""
        if any(word in text for text in self.texts):
            return True
        return word.isascii() and word.isalpha() and any(word in spelt for text in self.texts for spelt in pinyin(text))


def find_works(works: Iterable[WorkState], search: str, villages: Mapping[str, VillageName]) -> list[WorkState]:
    """Return the works that have each word of a search.

    Parameters
    ----------
    works : iterable of WorkState
    search : str
        Words; a part of each is enough: of the name, the code, the town, a village, or the contractor.
    villages : mapping of str to VillageName
        For the names of villages.
    """
    words = [_plain(word) for word in search.split()[:_MOST_WORDS]]
    if not words:
        return list(works)
    return [work for work in works if _has_all(_words_of(work, villages), words)]


def _has_all(found: _Words, words: list[str]) -> bool:
    return all(found.has(word) for word in words)


def _words_of(work: WorkState, villages: Mapping[str, VillageName]) -> _Words:
    values = work.values
    codes: tuple[str, ...] = values.get("villages") or ()
    names = [villages[code].name for code in codes if code in villages]
    texts = [work.name, work.code, values.get("town"), values.get("contractor"), *names, *codes]
    return _Words(tuple(_plain(str(text)) for text in texts if text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=50_000)
def pinyin(text: str) -> tuple[str, ...]:
    """Return the first letters of the pinyin of a text, and its syllables, without tones.

    Examples
    --------
    >>> pinyin("古路村")
    ('glc', 'gulucun')
    """
    if text.isascii():
        return ()
    from pypinyin import Style, lazy_pinyin

    first = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return "".join(first), "".join(lazy_pinyin(text))
