"""The windows on the ground: where is it?"""

from gisplan.maps.gap_map import draw_gap_map, make_gap_map

__all__ = ["draw_gap_map", "make_gap_map"]
