"""The line `to_wgs84` of a layer on a local datum: the parameters that were answered, or a comment until then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import tomlkit
from tomlkit.items import Table

from gisplan.base.language import _
from gisplan.io.init.asking.local_datums import PARAMETERS_AT, LocalDatum, state_parameters
from gisplan.io.init.messages import Answers, one_line
from gisplan.io.init.writing.toml_items import add_value, format_value

__all__ = ["add_datum_lines", "add_parameters"]

_OPEN = 'to_wgs84 = {dx = ..., dy = ..., dz = ..., source = "..."}'


def add_datum_lines(table: Table, datums: Iterable[tuple[str, str]]) -> None:
    """Add, as comments, the lines by which the rows of one datum alone are read.

    Parameters
    ----------
    table : Table
        The table of the layer.
    datums : iterable of tuple of str
        The condition for the rows of each datum, and the value of `datum`; "" where they are not shifted.
    """
    for where, datum in datums:
        table.add(tomlkit.comment(f"where = {format_value(where)}"))
        if datum:
            table.add(tomlkit.comment(f"datum = {format_value(datum)}"))


def add_parameters(
    table: Table, layer: str, datums: Sequence[LocalDatum], answers: Answers, reasons: Mapping[tuple[str, str], str]
) -> None:
    """Add the line to the table of a layer, where the layer is on one of the datums.

    Parameters
    ----------
    table : Table
        The table of the layer.
    layer : str
        The layer.
    datums : sequence of LocalDatum
        The datums that need parameters.
    answers, reasons : mapping
        What has been answered, and why.
    """
    datum = next((datum for datum in datums if layer in datum.files), None)
    if datum is None:
        return
    stated = state_parameters(datum, answers, reasons)
    if stated is None:
        table.add(tomlkit.comment(_OPEN))
    elif "rx" in stated and "rotation" not in stated:
        missing = _("rotation is missing, so nothing is taken")
        table.add(tomlkit.comment(f"to_wgs84 = {format_value(stated)}  # {missing}"))
    else:
        reason = reasons.get((PARAMETERS_AT, datum.key))
        comment = _("answered; {0}").format(one_line(reason)) if reason else _("answered")
        add_value(table, "to_wgs84", stated, comment)
