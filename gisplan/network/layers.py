"""The layers of roads: bridge, tunnel or neither, and the level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask

__all__ = ["Layers", "make_layers"]


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
