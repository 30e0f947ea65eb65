"""The layers of roads: bridge, tunnel or neither, and the level."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask

__all__ = ["Layers", "make_layers", "read_layers"]


@dataclass(frozen=True)
class Layers:
    """The layers of R roads.

    Attributes
    ----------
    structure : (R,) int8
        0 none, 1 bridge, 2 tunnel, 3 both.
    level : (R,) float64
        The level; of bridges and tunnels without one, 1 and -1.
    """

    structure: Ints
    level: Floats

    @property
    def lifted(self) -> Mask:
        """Which roads are not on the ground, (R,)."""
        lifted: Mask = (self.structure != 0) | (self.level != 0)
        return lifted

    def same(self, one: Ints, two: Ints) -> Mask:
        """Return whether two roads have one layer, for each pair."""
        same: Mask = (self.structure[one] == self.structure[two]) & (self.level[one] == self.level[two])
        return same

    def crossing(self, one: Ints, two: Ints) -> Mask:
        """Return whether two roads touch where they cross, for each pair."""
        plain: Mask = (self.structure[one] == 0) & self.same(one, two)
        return plain


def make_layers(bridge: Mask, tunnel: Mask, level: Floats) -> Layers:
    """Make the layers of roads; a level that is blank (not a number) or 0 is 1 on bridges and -1 in tunnels."""
    structure = bridge.astype(np.int8) + 2 * tunnel.astype(np.int8)
    given = np.nan_to_num(level, nan=0.0)
    return Layers(structure, np.where(given == 0, bridge.astype(float) - tunnel.astype(float), given))


def read_layers(roads: gpd.GeoDataFrame) -> Layers:
    """Return the layers of roads.

    Parameters
    ----------
    roads : GeoDataFrame
        R roads; the columns `bridge`, `tunnel` and `level` may be missing.

    Returns
    -------
    Layers

    Raises
    ------
    ValueError
        A value of `bridge` or `tunnel` is neither yes nor no.
    """
    level = np.zeros(len(roads))
    if "level" in roads:
        level = pd.to_numeric(roads["level"]).to_numpy(dtype=np.float64, na_value=np.nan)
    return make_layers(_parse_yes_no(roads, "bridge"), _parse_yes_no(roads, "tunnel"), level)


_YES, _NO = ("true", "yes", "1", "1.0"), ("false", "no", "0", "0.0")


def _parse_yes_no(roads: gpd.GeoDataFrame, column: str) -> Mask:
    """Parse a column of yes and no; blank is no."""
    if column not in roads:
        return np.zeros(len(roads), dtype=bool)
    given = roads[column].astype("string").str.lower()
    strange = given[given.notna() & ~given.isin([*_YES, *_NO])]
    if len(strange):
        raise ValueError(f"{column} of row {strange.index[0]!r} is {strange.iloc[0]!r}: it must be yes or no")
    truth: Mask = given.isin(_YES).to_numpy(dtype=bool)
    return truth
