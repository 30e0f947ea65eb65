"""The similarity of names, against difflib."""

from __future__ import annotations

import subprocess
import sys
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.values import closest_name, similarity

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


def test_the_library_is_loaded_only_when_names_are_compared() -> None:
    code = "import sys, gisplan.base.values, gisplan.io.config.county_file; print('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
