"""The heights of a county's ground, and how a light from the north-west shades it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Floats
from gisplan.base.language import N_

__all__ = ["Relief", "find_darkness", "format_relief"]

_LIGHT = (-0.5, 0.5, 0.5**0.5)
"""Towards the light, as east, north and up: azimuth 315°, altitude 45°."""


@dataclass(frozen=True)
class Relief:
    """Heights on a grid of square cells in the county's CRS; row 0 is the northernmost.

    Parameters
    ----------
    heights : (R, C) float32
        Metres at the middle of each cell; NaN where nothing is known.
    west, north : float
        The upper left corner.
    cell_m : float
        The side of a cell.
    origin : str or None
        Where the heights come from, as the county file says.
    """

    heights: NDArray[np.float32]
    west: float
    north: float
    cell_m: float
    origin: str | None = None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        rows, columns = self.heights.shape
        return self.west, self.north - rows * self.cell_m, self.west + columns * self.cell_m, self.north


def format_relief(relief: Relief, *, translate: Callable[[str], str]) -> str:
    """Say which heights there are, and how fine.

    Parameters
    ----------
    relief : Relief
    translate : callable
        Gives an English template in another language.
    """
    lowest, highest = (round(float(find(relief.heights))) for find in (np.nanmin, np.nanmax))
    text = translate(N_("heights from {lowest} to {highest} m, in cells of {cell} m"))
    return text.format(lowest=lowest, highest=highest, cell=f"{relief.cell_m:.3g}")


def find_darkness(relief: Relief) -> Floats:
    """Return how dark each cell is under a light from the north-west: 0 where it faces the light, 1 in shade.

    The slopes are those of Horn (1981), Hill shading and the reflectance map, Proceedings of the IEEE 69 (1), 14-47:
    weighted differences of the eight neighbours. The shade is that of a surface that reflects light evenly.

    Parameters
    ----------
    relief : Relief

    Returns
    -------
    (R, C) float64
        Flat ground is 0.29; NaN where a height or one beside it is not known.

    Examples
    --------
    >>> ramp = np.tile(np.arange(3.0, dtype=np.float32) * 100, (3, 1))  # rises to the east: it faces the light
    >>> find_darkness(Relief(ramp, 0.0, 0.0, 100.0))[1, 1].round(3)
    np.float64(0.146)
    """
    z = np.pad(relief.heights.astype(np.float64), 1, mode="edge")
    across = z[:-2] + 2 * z[1:-1] + z[2:]
    along = z[:, :-2] + 2 * z[:, 1:-1] + z[:, 2:]
    rise_east = (across[:, 2:] - across[:, :-2]) / (8 * relief.cell_m)
    rise_north = (along[:-2] - along[2:]) / (8 * relief.cell_m)
    east, north, up = _LIGHT
    lit = (up - east * rise_east - north * rise_north) / np.sqrt(1 + rise_east**2 + rise_north**2)
    darkness: Floats = np.where(np.isnan(relief.heights), np.nan, np.clip(1 - lit, 0.0, 1.0))
    return darkness
