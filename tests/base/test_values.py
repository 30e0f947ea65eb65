import numpy as np
import pandas as pd
import pytest

from gisplan.base.values import count_or_none, is_missing, number_or_none, text_or_none


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_missing_values_of_every_kind_are_none(value: object) -> None:
    assert is_missing(value)
    assert text_or_none(value) is number_or_none(value) is count_or_none(value) is None


@pytest.mark.parametrize("value", [0, "", False, (), [], (1, float("nan")), pd.Timestamp("2019-12-31")])
def test_empty_and_zero_are_not_missing(value: object) -> None:
    assert not is_missing(value)
