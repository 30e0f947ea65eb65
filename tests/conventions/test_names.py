"""Names are the field's words: some that the project once used for too many things may not come back."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

FORBIDDEN = frozenset(
    (
        *("told", "tell", "tells", "settle", "settled", "settles", "hopeful", "twin", "twins", "menu", "bill", "bills"),
        *("stakes", "outlook", "trail", "pose", "posed", "whys", "hang", "hangs", "hanging", "idle", "sight", "said"),
        *("reckon", "reckoned", "reckons", "reckoning", "won", "win", "wins", "winnable", "porch", "hallway", "house"),
        *("yard", "room", "rooms", "sweep", "swept", "purse", "circles"),
    )
)
"""Whole words of identifiers, split at underscores and capitals."""

FOLDERS = ("gisplan", "tests", "benchmarks", "layers")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)


def words_of(identifier: str) -> Iterator[str]:
    for part in identifier.split("_"):
        yield from (word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", part))


def identifiers(path: Path) -> Iterator[tuple[int, str]]:
    with io.StringIO(path.read_text(encoding="utf-8")) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.NAME:
                yield token.start[0], token.string


def test_an_identifier_is_split_into_words() -> None:
    assert list(words_of("_tell_JSONText2")) == ["tell", "json", "text"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_forbidden_word_is_part_of_an_identifier(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    found = [(0, part) for part in parts if FORBIDDEN & set(words_of(part))]
    found += [(line, name) for line, name in identifiers(path) if FORBIDDEN & set(words_of(name))]
    assert not found, "use the field's word instead"
