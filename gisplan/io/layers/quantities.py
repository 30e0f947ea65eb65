"""Numbers that carry their unit, and shares: one form a column, or nobody can tell what is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.language import N_
from gisplan.county.schema import Column
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["UNITS", "strip_percent", "strip_units"]

_LENGTHS: Mapping[str, float] = {
    **dict.fromkeys(("km", "公里", "千米"), 1000.0),
    **dict.fromkeys(("m", "米"), 1.0),
    **dict.fromkeys(("里", "华里", "市里"), 500.0),
    **dict.fromkeys(("cm", "厘米"), 0.01),
}
UNITS: Mapping[str, Mapping[str, float]] = {
    "kilometre": {unit: metres / 1000 for unit, metres in _LENGTHS.items()},
    "metre": _LENGTHS,
    "people": {"人": 1.0, "口": 1.0, "万人": 10_000.0},
    "households": {"户": 1.0, "万户": 10_000.0},
    "minute": {"分钟": 1.0, "分": 1.0, "min": 1.0, "小时": 60.0, "h": 60.0},
    "litre per person and day": dict.fromkeys(("l", "升", "升/人·天", "l/人·d", "升/人/天"), 1.0),
    "10 000 yuan": {"万元": 1.0, "万": 1.0, "元": 0.0001, "亿元": 10_000.0},
    "cubic metre per day": dict.fromkeys(("m3/d", "m³/d", "立方米/天", "方/天", "m3/天"), 1.0),
}
"""The units that people write, and what one of them is in the column's own."""

_NAMES = (
    *(N_("kilometre"), N_("metre"), N_("people"), N_("households"), N_("minute")),
    *(N_("litre per person and day"), N_("cubic metre per day"), N_("10 000 yuan")),
)

_NUMBER = re.compile(r"([-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)\s*([^\d\s.,%‰].*)?")
_BARE = ""


def strip_units(draft: LayerDraft, column: Column, texts: NDArray[Any]) -> tuple[NDArray[Any], LayerDraft]:
    """Texts without their units, in the column's own unit; several units in one column refuse the file.

    Parameters
    ----------
    draft : Draft
        The layer so far.
    column : Column
        The canonical column, with its unit.
    texts : array
        Numbers as text, some with a unit.
    """
    known = UNITS.get(column.unit or "", {})
    codes, uniques = pd.factorize(texts)
    found = [_NUMBER.fullmatch(word) if isinstance(word, str) else None for word in uniques]
    units = [_unit(match[2]) if match is not None else None for match in found]
    lengths = _LENGTHS if known else {}
    spoken = {unit for unit in units if unit and (unit in known or unit in lengths or unit in ("亩", "公顷"))}
    if not spoken:
        return texts, draft
    said = np.array([unit if unit in spoken or unit == _BARE else None for unit in units] + [None], dtype=object)[codes]
    present = sorted({unit for unit in said.tolist() if unit is not None})
    if len(present) > 1 or present[0] not in known:
        mask = np.isin(said.astype(str), list(spoken))
        shown = ", ".join(unit or "–" for unit in present)
        return texts, draft.with_summary_fault("units-mixed", mask, field=column.name, value=shown, wanted=column.unit)
    factor = known[present[0]]
    plain = [
        _scale(match[1], factor) if match is not None and unit in spoken else word
        for word, match, unit in zip(uniques, found, units, strict=True)
    ]
    mask = np.asarray(said == present[0], dtype=bool)
    draft = draft.with_summary_fault("unit-read", mask, field=column.name, value=texts[mask][0], wanted=column.unit)
    return np.array([*plain, None], dtype=object)[codes], draft


def strip_percent(draft: LayerDraft, column: Column, texts: NDArray[Any]) -> tuple[NDArray[Any], LayerDraft]:
    """Shares per cent as plain numbers: 96 %, 0.96 and 96 in one column refuse the file.

    Where every number is 1 or less they are fractions, and made per cent.
    """
    series = pd.Series(texts, dtype=object)
    signed = series.str.endswith(("%", "％"), na=False).to_numpy(dtype=bool)
    bare = series.where(~signed, series.str[:-1]).str.strip()
    numbers = pd.to_numeric(bare, errors="coerce").to_numpy(dtype=float)
    fraction = ~signed & (numbers > 0) & (numbers <= 1)
    whole = ~signed & (numbers > 1)
    forms = [mask for mask in (signed, fraction, whole) if mask.any()]
    if len(forms) > 1:
        samples = ", ".join(str(texts[mask][0]) for mask in forms)
        return texts, draft.with_summary_fault("percent-mixed", forms[0] | forms[1], field=column.name, value=samples)
    plain = bare.to_numpy(dtype=object, copy=True)
    plain[series.isna().to_numpy()] = None
    if fraction.any():
        draft = draft.with_summary_fault("percent-fraction", fraction, field=column.name, value=str(texts[fraction][0]))
        plain[fraction] = [f"{number * 100:.12g}" for number in numbers[fraction]]
    return plain, draft


def _unit(text: str | None) -> str:
    return _BARE if text is None else text.strip().casefold()


def _scale(number: str, factor: float) -> str:
    if factor == 1.0:
        return number
    try:
        return f"{float(number.replace(',', '')) * factor:.12g}"
    except ValueError:
        return number
