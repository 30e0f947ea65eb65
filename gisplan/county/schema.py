"""What every layer of a county may hold: its columns, their kinds and units, and which it must have."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.county.base_layers import BASE_LAYERS
from gisplan.county.layer import Column, Layer, Shape
from gisplan.county.sectors import SECTOR_LAYERS

__all__ = ["COLUMN_NAMES", "LAYERS", "PARTS_OF", "Column", "Layer", "Shape"]

LAYERS: Mapping[str, Layer] = {layer.name: layer for layer in (*BASE_LAYERS, *SECTOR_LAYERS)}
"""The canonical layers, villages first: the others are checked against them."""

COLUMN_NAMES: Mapping[str, str] = {column.name: column.english for layer in LAYERS.values() for column in layer.columns}
"""What columns are called in English; a column has one name in all layers."""

PARTS_OF: Mapping[str, tuple[tuple[str, str], ...]] = {
    "road_works": (("done_km", "km"),),
    "water_projects": (("shared_people", "people"),),
    "water_supply": (("tap_population", "population"),),
    "power": (("connected_households", "households"),),
    "broadcasting": (("covered_households", "households"), ("cable_poor_households", "poor_households")),
}
"""Columns that count a part of another: they cannot be above it."""
