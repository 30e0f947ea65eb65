"""The table of the relief in a first county file."""

from __future__ import annotations

import tomlkit
from tomlkit.items import Table

from gisplan.base.language import _
from gisplan.county.orientation.layers import RELIEF
from gisplan.io.init.messages import Proposal, format_confidence
from gisplan.io.init.writing.toml_items import add_value

__all__ = ["add_relief"]


def add_relief(layers: Table, relief: Proposal | None, prefix: str) -> None:
    """Add the table of the relief to those of the layers, where a file is proposed.

    Parameters
    ----------
    layers : Table
        The tables of all layers.
    relief : Proposal or None
        The name of the file.
    prefix : str
        The relative path from the county file to it, with a slash at its end.
    """
    if relief is None:
        return
    table = tomlkit.table()
    why = f"{format_confidence(relief.confidence, _)}: {relief.why.text(_)}"
    add_value(table, "path", prefix + relief.value, why)
    layers.add(RELIEF, table)
    table.trivia.indent = "\n"
