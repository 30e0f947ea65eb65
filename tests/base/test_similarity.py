"""The similarity of names, against difflib."""

from __future__ import annotations

import subprocess
import sys
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.values import closest_name, closest_names, similarity

WORDS = st.text(alphabet="村组路公水", max_size=8)


@given(WORDS, WORDS)
def test_similarity_is_symmetric_and_at_least_that_of_matching_blocks(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert similarity(a, a) == 1.0
    assert 0.0 <= SequenceMatcher(None, a, b, autojunk=False).ratio() <= similarity(a, b) + 1e-12 <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("word", "found"), [("netwrok", "network"), ("layer", "layers"), ("xyz", None), ("", None), ("plam", "plan")]
)
def test_the_closest_name_is_found_or_none(word: str, found: str | None) -> None:
    assert closest_name(word, ["county", "layers", "network", "plan"], cutoff=0.5) == found


def test_of_equally_close_names_the_last_is_taken() -> None:
    assert closest_name("ab", ["ac", "ad"], cutoff=0.5) == "ad"
    assert closest_name("ab", [], cutoff=0.0) is None


@pytest.mark.parametrize(
    ("word", "names", "found"),
    [
        ("--scop", ["--score", "--scope", "--budget"], ["--scope", "--score"]),
        ("W12", ["W21", "X12", "W13"], ["X12", "W13", "W21"]),  # of equally similar ones the same numbers come first
        ("ab", ["xb", "ax"], ["ax", "xb"]),  # then what begins alike
        ("ab", ["ay", "ax", "az"], ["ax", "ay"]),  # then the alphabet, and no more than asked for
        ("ab", ["ab", "ab"], ["ab"]),
        ("ab", ["cd"], []),
        ("ab", [], []),
    ],
)
def test_the_closest_names_come_first(word: str, names: list[str], found: list[str]) -> None:
    assert closest_names(word, names, most=2 if len(found) < 3 else 3, cutoff=0.3) == found
    assert closest_names(word, reversed(names), most=len(names), cutoff=0.3)[: len(found)] == found


@given(WORDS, st.lists(WORDS), st.integers(1, 4))
def test_no_other_name_is_closer_than_the_closest_names(word: str, names: list[str], most: int) -> None:
    near = closest_names(word, names, most=most, cutoff=0.4)
    alike = [similarity(word, name) for name in near]
    assert alike == sorted(alike, reverse=True)
    left = [similarity(word, name) for name in set(names) - set(near)]
    assert len(near) == min(most, sum(similarity(word, name) >= 0.4 for name in set(names)))
    assert not alike or not left or max((x for x in left if x >= 0.4), default=0.0) <= alike[-1]


def test_the_library_is_loaded_only_when_names_are_compared() -> None:
    code = "import sys, gisplan.base.values, gisplan.io.config.county_file; print('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
