"""What a county file assumes of roads without a surface: `[layers.roads.assume.surface]`, a code by class."""

from __future__ import annotations

from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.code_lists import SURFACES
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = ["check_assumptions"]

_CODES = {str(code): code for code in SURFACES}


def check_assumptions(layer: str, given: Any, *, file: str) -> tuple[dict[str, int], list[Fault]]:
    """Check the `assume` of a layer's table.

    Parameters
    ----------
    layer : str
        The layer; only roads may have one.
    given : Any
        What the county file has there; None without it.
    file : str
        The name of the county file, for messages.

    Returns
    -------
    surfaces : dict of str to int
        The surface code of each class of roads.
    faults : list of Fault
    """
    if given is None:
        return {}, []
    if layer != "roads":
        only = N_("left out: surfaces of roads alone may be assumed")
        return {}, [_value_fault(f"layers.{layer}", "assume", given, only, file)]
    if not isinstance(given, dict):
        return {}, [_value_fault("layers.roads", "assume", given, N_("a table"), file)]
    faults = [
        make_fault(
            "key-unknown",
            file=file,
            field=key,
            value=str(given[key]),
            table="layers.roads.assume",
            nearest=nearest(key, ["surface"]),
            known="surface",
        )
        for key in given
        if key != "surface"
    ]
    surfaces = given.get("surface", {})
    table = "layers.roads.assume.surface"
    if not isinstance(surfaces, dict):
        expected = N_("a table of a surface code for each class, such as { C = 12 }")
        return {}, [*faults, _value_fault("layers.roads.assume", "surface", surfaces, expected, file)]
    codes = {name: None if isinstance(code, bool | float) else _CODES.get(str(code)) for name, code in surfaces.items()}
    listed = f"a surface code ({', '.join(_CODES)})"
    faults += [_value_fault(table, name, surfaces[name], listed, file) for name, code in codes.items() if code is None]
    return {name: code for name, code in codes.items() if code is not None}, faults


def _value_fault(table: str, key: str, value: object, expected: str, file: str) -> Fault:
    return make_fault("key-value", file=file, field=key, value=str(value), table=table, expected=expected)
