"""Counties with the rows of all their layers in another order, and documents without what names a row."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from gisplan.county.county import County

__all__ = ["shuffle_rows", "without_rows"]

_LAYERS = (
    *("villages", "groups", "roads", "seats", "boundary", "water_supply", "power", "broadcasting"),
    *("power_lines", "coverage", "candidates", "attestations"),
)
_ROW_KEYS = ("row", "own_row", "other_row", "aside", "sha256")


def shuffle_rows(county: County, seed: int) -> County:
    """The same county from files whose rows stand in another order."""
    rng = np.random.default_rng([seed, 11])
    shuffled: dict[str, Any] = {}
    for name in _LAYERS:
        if (frame := getattr(county, name)) is not None:
            shuffled[name] = _shuffle(frame, rng)
    if county.works is not None:
        parts = [_shuffle(part, rng) for _layer, part in county.works.groupby("layer", sort=False)]
        shuffled["works"] = pd.concat(parts, ignore_index=True)
    return replace(county, **shuffled)


def _shuffle(frame: Any, rng: np.random.Generator) -> Any:
    """The rows in another order, numbered as they then stand in their file; the parts of one row stay together."""
    rows = rng.permutation(pd.unique(frame["row"]))
    place = pd.Series(np.arange(1, len(rows) + 1), index=rows)
    moved = frame.assign(row=place.loc[frame["row"]].to_numpy())
    return moved.sort_values("row", kind="stable").reset_index(drop=True)


def without_rows(value: Any) -> Any:
    """A document without the numbers of rows and the hashes of files."""
    if isinstance(value, dict):
        return {key: without_rows(item) for key, item in value.items() if key not in _ROW_KEYS}
    if isinstance(value, list):
        return [without_rows(item) for item in value]
    return re.sub(r"rows?(\(s\))? \d+(, \d+)*", "row", value) if isinstance(value, str) else value
