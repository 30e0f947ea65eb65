"""What the maps of a county show for orientation: rivers, waters, neighbouring counties and relief."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from gisplan.base.faults import Fault
from gisplan.county.layer_input import LayerInput
from gisplan.county.orientation.layers import ORIENTATION, RELIEF
from gisplan.county.orientation.relief import Relief

__all__ = ["Orientation"]

_INVENTED = "synthetic"


@dataclass(frozen=True)
class Orientation:
    """Layers that are drawn and never judged; each is None where the county has none.

    Parameters
    ----------
    rivers, water, neighbours : GeoDataFrame or None
        Lines, and twice polygons, in the county's CRS, as the other layers are.
    relief : Relief or None
        Heights, in the same.
    inputs : tuple of LayerInput
        The files that they were read from.
    faults : tuple of Fault
        What was corrected in them, the warnings, and the faults of rows that are set aside.
    """

    rivers: gpd.GeoDataFrame | None = None
    water: gpd.GeoDataFrame | None = None
    neighbours: gpd.GeoDataFrame | None = None
    relief: Relief | None = None
    inputs: tuple[LayerInput, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def set_aside(self) -> int:
        """How many rows are not drawn, as they have faults."""
        return sum(item.quarantined for item in self.inputs)

    @property
    def invented(self) -> tuple[str, ...]:
        """The layers that have invented rows or heights (origin: synthetic)."""
        frames = {name: getattr(self, name) for name in ORIENTATION}
        found = [name for name, rows in frames.items() if rows is not None and (rows["origin"] == _INVENTED).any()]
        return (*found, *([RELIEF] if self.relief is not None and self.relief.origin == _INVENTED else []))
