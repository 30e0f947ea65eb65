"""Warn of what a county as a whole lacks: trunk roads of the usual classes, and rows of villages."""

from __future__ import annotations

from collections.abc import Iterator

from gisplan.base.faults import Fault
from gisplan.county.county import County
from gisplan.county.schema import LAYERS
from gisplan.gaps.settings import resolve_settings
from gisplan.io.faults.catalogue import FaultContext

__all__ = ["check_whole_county", "layer_context"]

_SHOWN = 5
_TABLES = tuple(name for name, layer in LAYERS.items() if layer.code == "village" and layer.unique)
"""The layers that have a row for each village."""


def check_whole_county(county: County) -> Iterator[Fault]:
    """Yield warnings about what is not in the county's layers.

    Parameters
    ----------
    county : County
        A county that was read without errors.

    Yields
    ------
    Fault
        Roads of which none has a usual class of trunk roads; tables that have no row for some villages.
    """
    yield from _warn_of_trunk_classes(county)
    for name in _TABLES:
        yield from _warn_of_missing_rows(county, name)


def layer_context(county: County, layer: str) -> FaultContext:
    """Return what the faults of a layer name.

    Parameters
    ----------
    county : County
        The county.
    layer : str
        The layer.

    Returns
    -------
    FaultContext
        Its file and the layer.
    """
    return FaultContext(next((item.path for item in county.inputs if item.layer == layer), ""), layer)


def _warn_of_trunk_classes(county: County) -> Iterator[Fault]:
    settings = resolve_settings(county)
    classes = county.roads["class"].dropna()
    if settings.reach_to in ("seat", "any") or not len(classes) or classes.isin(settings.trunk_classes).any():
        return
    has = ", ".join(sorted(classes.astype(str).unique())[:_SHOWN])
    value = ", ".join(settings.trunk_classes)
    yield layer_context(county, "roads").fault("trunk-classes-usual", field="class", value=value, has=has)


def _warn_of_missing_rows(county: County, layer: str) -> Iterator[Fault]:
    table = getattr(county, layer)
    if table is None:
        return
    named = {*table["village"], *county.quarantined(layer)["village"]}
    missing = sorted(code for code in county.villages["code"] if code not in named)
    if missing:
        value = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        context = layer_context(county, layer)
        yield context.fault("villages-without-row", field="village", value=value, count=len(missing))
