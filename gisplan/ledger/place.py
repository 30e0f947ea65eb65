"""Where a work lies, as the store keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import shapely

__all__ = ["tell_geometry"]


def tell_geometry(shape: shapely.Geometry | None, crs: str) -> str | None:
    """A geometry as text: the coordinate system, a semicolon, and the shape to the millimetre."""
    import shapely

    if shape is None or shape.is_empty:
        return None
    return f"{crs};{shapely.to_wkt(shape, rounding_precision=3)}"
