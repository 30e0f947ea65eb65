"""A file that a county was read from: its layer, its path, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LayerInput"]


@dataclass(frozen=True)
class LayerInput:
    """One file that was read.

    Parameters
    ----------
    layer : str
        The canonical layer.
    path : str
        The file, relative to the county's folder.
    sha256 : str
        The checksum of its content.
    rows, accepted, quarantined, left_out : int
        The numbers of its rows; `rows` is `accepted` + `quarantined` + `left_out`, which the county file leaves out
        by `where`.
    rows_above : int
        The number that a spreadsheet program shows beside the column names of a sheet, else 0: it shows
        `row + rows_above` beside a row.
    datum_change : str
        How its coordinates came from one datum to another: parameters and source, or PROJ's operation; "" for none.
    """

    layer: str
    path: str
    sha256: str
    rows: int
    accepted: int
    quarantined: int
    left_out: int = 0
    rows_above: int = 0
    datum_change: str = ""
