"""The rows of a table, one by one."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

from gisplan.base.rows import iterate_rows, map_distinct


def test_rows_are_those_of_pandas() -> None:
    mixed = pd.Series([np.int64(1), np.float64(0.5), "a", None], dtype=object)
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b", "c", None], "n": [1, 2, 3, 4], "x": [0.5, np.nan, 1.0, 2.0], "mixed": mixed},
        geometry=[Point(0, 0), None, Point(1, 1), Point(2, 2)],
    )
    frame["day"] = pd.to_datetime(["2019-01-01", None, "2019-01-03", "2019-01-04"])
    frame["whole"] = pd.array([1, None, 3, 4], dtype="Int64")
    found, expected = list(iterate_rows(frame)), frame.to_dict("records")
    assert repr(found) == repr(expected)
    assert [[type(v) for v in row.values()] for row in found] == [[type(v) for v in row.values()] for row in expected]


def test_a_table_without_rows_has_none() -> None:
    assert list(iterate_rows(pd.DataFrame({"code": []}))) == []


def test_equal_values_of_different_types_keep_what_is_made_of_each() -> None:
    values = [1, True, 1.0, None, "a", "a", 0.5]
    assert map_distinct(str, values) == [str(value) for value in values]


def test_a_function_is_called_once_for_equal_values() -> None:
    asked = []
    assert map_distinct(lambda value: asked.append(value) or len(value), [(), ("a",), (), ("a",)]) == [0, 1, 0, 1]
    assert sorted(asked) == [(), ("a",)]
