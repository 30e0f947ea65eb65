"""Ask whether a file is in the shifted coordinates of online maps (GCJ-02, BD-09): `datum` in its layer's table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from gisplan.base.arrays import Mask, Objects
from gisplan.base.crs import find_transform, parse_crs
from gisplan.base.language import N_
from gisplan.county.schema import LAYERS
from gisplan.io.init.county_values import sheet_crs
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Answers, Choice, Item, Message, Proposal, Question
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.places.gcj02 import SHIFT_NAMES, name_shift
from gisplan.io.layers.places.shifted_layers import check_shift

__all__ = ["ask_shifts", "list_datum_items", "list_datums"]

_PLACED = ("roads", "boundary", "villages", "groups", "seats")
_LARGEST = 1e9
_WORD = re.compile(r"(?!(?:and|or|not|in|is|null|like)$)[^\W\d]\w*", re.IGNORECASE)
_QUESTION = N_(
    "Are the coordinates of {file} {shift}, those of online maps in China? {evidence}. Until there is an answer they "
    "are read as they stand."
)
_EVIDENCE = N_("The places fit the other layers much better when they are moved by about {metres}, as {shift} is")
_CHOICES = (
    *(Choice(datum, Message(name)) for datum, name in SHIFT_NAMES.items()),
    Choice("", Message(N_("they are not shifted"))),
)


def list_datum_items(layer: RecognisedLayer, header: str) -> tuple[Item, ...]:
    """Return what answers a column that names the datum of each row; nothing where rows have different ones.

    Parameters
    ----------
    layer : RecognisedLayer
        The layer.
    header : str
        The column.
    """
    words = layer.profiles[header].words
    shifts = {name_shift(word) for word in words}
    if len(shifts) != 1:
        return ()
    likely = shifts.pop() or ""
    return (Item(f"layers.{layer.name}", "datum", likely, _CHOICES, Message("{words}", {"words": ", ".join(words)})),)


def list_datums(layer: RecognisedLayer, header: str) -> Iterator[tuple[str, str]]:
    """Yield, of a column that names the datum of each row, the condition for the rows of each, and its `datum`.

    Parameters
    ----------
    layer : RecognisedLayer
        The layer.
    header : str
        The column.

    Yields
    ------
    tuple of str
        A condition for `where`; and the shift, "" where there is none.
    """
    words = list(layer.profiles[header].words)
    column = header if _WORD.fullmatch(header) else '"{}"'.format(header.replace('"', '""'))
    for shift in sorted({name_shift(word) or "" for word in words}):
        texts = ["'{}'".format(word.replace("'", "''")) for word in words if (name_shift(word) or "") == shift]
        condition = f"{column} in ({', '.join(texts)})"
        yield (f"({layer.where}) and {condition}" if layer.where is not None else condition), shift


def ask_shifts(layers: Mapping[str, RecognisedLayer], crs: Proposal | None, answers: Answers) -> Iterator[Question]:
    """Yield a question for each layer that fits the others much better when it is read as shifted.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    crs : Proposal or None
        The CRS of the county.
    answers : Answers
        What has been answered: the CRS of files that state none.
    """
    county_crs = parse_crs(crs.value) if crs is not None else None
    if county_crs is None or "villages" not in layers:
        return
    placed = {name: layers[name] for name in _PLACED if name in layers and layers[name].source.shape is not None}
    drafts = {name: _draft(layer, county_crs, answers) for name, layer in placed.items()}
    for name, draft in check_shift(drafts, county_crs).items():
        for fault in draft.faults:
            shift = str(fault.params["shift"])
            evidence = Message(_EVIDENCE, {"metres": fault.value or "–", "shift": shift})
            item = Item(f"layers.{name}", "datum", str(fault.params["datum"]), _CHOICES, evidence)
            params = {"file": layers[name].source.title, "shift": shift, "evidence": evidence}
            yield Question("shifted", Message(_QUESTION, params), f"layers.{name}", (item,))


def _draft(layer: RecognisedLayer, county_crs: CRS, answers: Answers) -> LayerDraft:
    """Return the shapes of a layer in the county's CRS; those that have no place there are set aside."""
    source = layer.source
    stated = answers.get((f"layers.{layer.name}", "crs"))
    crs = parse_crs(str(stated or source.raw.crs or sheet_crs(source) or ""))
    shapes: Objects = np.array(source.raw.shapes, dtype=object)
    transform = find_transform(crs, county_crs) if crs is not None else None
    if transform is None:
        shapes[:] = None
    else:
        shapes[_find_strange(shapes)] = None
        there = ~shapely.is_missing(shapes)
        shapes[there] = shapely.transform(shapes[there], transform)
        shapes[_find_strange(shapes)] = None
    nothing = np.zeros(len(shapes), dtype=bool)
    frame = pd.DataFrame({"row": np.arange(1, len(shapes) + 1, dtype=np.int64)})
    return LayerDraft(LAYERS[layer.name], source.file, frame, shapes, shapely.is_missing(shapes), nothing)


def _find_strange(shapes: Objects) -> Mask:
    """Return the rows with a coordinate that is no place."""
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        strange: Mask = ~(np.abs(bounds) < _LARGEST).all(axis=1)
    return strange
