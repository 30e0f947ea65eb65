"""Sorting whole numbers by their digits, and the first of each: as NumPy's own ways, which take longer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.arrays import find_first_of_each, sort_stably

_MANY = 6_000  # numbers, of which some are equal: few are sorted by comparing them


@given(
    st.integers(0, 2**32 - 1),
    st.integers(-(2**40), 2**40),
    st.integers(1, 2**50),
    st.sampled_from([np.int64, np.uint64, np.int32]),
)
def test_sorting_by_digits_is_stable_sorting(seed: int, least: int, span: int, kind: type) -> None:
    if kind is np.uint64:
        least = abs(least)
    if kind is np.int32:
        least, span = -(2**31), min(span, 2**32)
    different = np.random.default_rng(seed).integers(least, least + span, _MANY // 2, dtype=kind)
    keys = np.concatenate([different, different[::-1]])
    assert (sort_stably(keys) == np.argsort(keys, kind="stable")).all()
    assert (find_first_of_each(keys) == np.sort(np.unique(keys, return_index=True)[1])).all()


@pytest.mark.parametrize("keys", [[], [5], [5, 5, -5], [-(2**62), 2**62, 0]])
def test_few_numbers_are_sorted_too(keys: list[int]) -> None:
    array = np.array(keys, dtype=np.int64)
    assert sort_stably(array).tolist() == sorted(range(len(keys)), key=keys.__getitem__)
