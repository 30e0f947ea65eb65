"""What layers and columns are called where the user reads Chinese: as bureaus call them; else by their keys."""

from __future__ import annotations

from gisplan.base.language import _, language
from gisplan.county.orientation.layers import RELIEF
from gisplan.county.schema import LAYERS

__all__ = ["name_column", "name_layer"]

_RELIEF = "地形"


def name_layer(layer: str, *, with_key: bool = False) -> str:
    """Return what a layer is called.

    Parameters
    ----------
    layer : str
        Its key; another word is returned as it is.
    with_key : bool, default False
        Whether the key follows in brackets, where it is to be written.

    Examples
    --------
    >>> name_layer("villages")
    'villages'
    """
    chinese = _RELIEF if layer == RELIEF else LAYERS[layer].chinese if layer in LAYERS else ""
    name = chinese if language() == "zh" else ""
    return _add_key(name, layer) if with_key else name or layer


def name_column(layer: str, column: str, *, with_key: bool = False) -> str:
    """Return what a column of a layer is called; the parameters are those of `name_layer`.

    Examples
    --------
    >>> name_column("villages", "population")
    'population'
    """
    known = language() == "zh" and layer in LAYERS and column in LAYERS[layer].names
    name = LAYERS[layer].column(column).chinese if known else ""
    return _add_key(name, column) if with_key else name or column


def _add_key(name: str, key: str) -> str:
    return _("{name} ({key})").format(name=name, key=key) if name else key
