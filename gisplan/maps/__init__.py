"""The windows on the ground: where is it? Pictures, the palette and the sentences of a verdict."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.maps.gaps.gap_map import draw_gap_map, make_gap_map

__all__ = ["draw_gap_map", "make_gap_map"]


def __getattr__(name: str) -> Any:
    """Load a map when it is asked for: folium costs more than a whole verdict."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("gisplan.maps.gaps.gap_map"), name)
