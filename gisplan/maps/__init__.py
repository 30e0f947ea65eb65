"""Map pages: each one HTML file that needs no network."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.maps.gaps.gap_map import draw_gap_map, make_gap_map

__all__ = ["draw_gap_map", "make_gap_map"]


def __getattr__(name: str) -> Any:
    """Load a map when it is used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("gisplan.maps.gaps.gap_map"), name)
