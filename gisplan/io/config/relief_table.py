"""The table of the relief in a county file: a GeoTIFF of heights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.orientation.layers import RELIEF
from gisplan.io.config.keys import find_unknown_keys, value_fault
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import make_fault

__all__ = ["ReliefTable", "check_relief_table"]

_KEYS = ("path", "crs", "origin")


@dataclass(frozen=True)
class ReliefTable:
    """The [layers.relief] table of a county file.

    Parameters
    ----------
    table : LayerTable
        Its path, and the coordinate system where the file has none.
    origin : str or None
        Where the heights come from; "synthetic" where they are invented.
    """

    table: LayerTable
    origin: str | None = None


def check_relief_table(table: Any, *, file: str) -> tuple[ReliefTable | None, list[Fault]]:
    """Check the table of the relief.

    Parameters
    ----------
    table : Any
        What the county file has under ``[layers.relief]``.
    file : str
        The name of the county file, for messages.

    Returns
    -------
    relief : ReliefTable or None
        None where it names no file.
    faults : list of Fault
    """
    at = f"layers.{RELIEF}"
    if not isinstance(table, dict):
        return None, [value_fault("layers", RELIEF, table, N_("a table"), file=file)]
    faults = find_unknown_keys(table, _KEYS, table=at, file=file)
    for key in _KEYS:
        if key in table and not (isinstance(table[key], str) and table[key].strip()):
            faults.append(value_fault(at, key, table[key], N_("a text in quotes"), file=file))
    if "path" not in table:
        return None, [*faults, make_fault("key-missing", file=file, layer=RELIEF, field="path", table=at)]
    stated = {key: str(table[key]) if key in table else None for key in ("crs", "origin")}
    return ReliefTable(LayerTable(RELIEF, str(table["path"]), crs=stated["crs"]), stated["origin"]), faults
