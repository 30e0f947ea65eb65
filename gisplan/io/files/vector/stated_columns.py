"""Columns that GDAL reads as numbers or codes, as what programs show of them: true and false, and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.vector.coded_values import Words, show_words

__all__ = ["fill_texts", "state_booleans", "state_words"]


def state_words(
    fields: Sequence[Any], columns: Sequence[Any], words: Words, types: dict[str, str], context: FaultContext
) -> tuple[list[Any], list[Fault]]:
    """Return columns with the words that a database has for their codes; their type is then a text's.

    Parameters
    ----------
    fields : sequence
        Their names.
    columns : sequence of array
        Their values.
    words : Words
        The words of codes.
    types : dict of str to str
        The type of each field, which is changed.
    context : FaultContext
        The file and its layer.

    Returns
    -------
    columns : list of array
    faults : list of Fault
        One for each column in which words were read.
    """
    import numpy as np

    stated: list[Any] = []
    faults: list[Fault] = []
    for field, values in zip(map(str, fields), columns, strict=True):
        own = words.get(field)
        texts, example = show_words(_list_texts(values), own) if own else ([], "")
        if example:
            types[field] = "OFTString"
            faults.append(context.fault("codes-with-words", field=field, value=example))
        stated.append(np.array([*texts, None], dtype=object)[:-1] if example else values)
    return stated, faults


def _list_texts(values: Any) -> list[str | None]:
    listed = values.tolist()
    return listed if values.dtype == object else fill_texts(listed, {})


def state_booleans(
    info: dict[str, Any],
    fields: Sequence[Any],
    columns: Sequence[Any],
    mixed: Mapping[str, Mapping[int, bool]],
    types: dict[str, str],
) -> list[Any]:
    """Return columns with true and false as these words, which GDAL makes 1 and 0; their type is then a text's.

    `mixed` has the rows, from 0, in which a column, maybe of other values too, holds one.
    """
    import numpy as np

    subtypes = dict(zip(map(str, info["fields"]), info["ogr_subtypes"], strict=True))
    stated = []
    for field, values in zip(map(str, fields), columns, strict=True):
        if values.dtype != object and (field in mixed or subtypes[field] == "OFSTBoolean"):
            own = values.tolist()
            words = mixed[field] if field in mixed else {row: value == 1 for row, value in enumerate(own)}
            texts = fill_texts(own, words)
            types[field] = "OFTString"
            stated.append(np.array([*texts, None], dtype=object)[:-1])
        else:
            stated.append(values)
    return stated


def fill_texts(values: Sequence[Any], words: Mapping[int, bool]) -> list[str | None]:
    """Return numbers as texts, those of some rows as true or false; null and NaN as None."""
    blank = [value is None or value != value for value in values]
    texts = [
        None if none else f"{value:.0f}" if float(value).is_integer() else repr(value)
        for value, none in zip(values, blank, strict=True)
    ]
    for row, word in words.items():
        if not blank[row]:
            texts[row] = "true" if word else "false"
    return texts
