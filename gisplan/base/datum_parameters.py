"""The parameters from a datum to WGS 84, as county files state them; imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["ROTATIONS", "DatumParameters"]

ROTATIONS = ("position_vector", "coordinate_frame")
"""The conventions of rotations: the position vector turns, or the axes do, which changes the signs."""


@dataclass(frozen=True)
class DatumParameters:
    """Three or seven parameters from a datum to WGS 84.

    Parameters
    ----------
    dx, dy, dz : float
        The shift of geocentric coordinates, in metres.
    rx, ry, rz : float
        The rotations, in arc seconds.
    scale : float
        The change of scale, in parts per million.
    rotation : {"position_vector", "coordinate_frame"} or None
        The convention of the rotations; None where there are none.
    source : str
        Who gave them, for what.
    crs : pyproj.CRS or None
        A coordinate system of the datum, where the parameters are stated for all layers on it.
    """

    dx: float
    dy: float
    dz: float
    rx: float = 0.0
    ry: float = 0.0
    rz: float = 0.0
    scale: float = 0.0
    rotation: str | None = None
    source: str = ""
    crs: CRS | None = None

    def describe(self) -> str:
        """Return the parameters and their source on one line.

        Examples
        --------
        >>> DatumParameters(-12.5, 113.0, 41.25, source="survey office, 2018").describe()
        'dx=-12.5 dy=113 dz=41.25: survey office, 2018'
        """
        names = ("dx", "dy", "dz") if self.rotation is None else ("dx", "dy", "dz", "rx", "ry", "rz", "scale")
        values = " ".join(f"{name}={getattr(self, name):.12g}" for name in names)
        return f"{values}{f' {self.rotation}' if self.rotation else ''}: {self.source}"
