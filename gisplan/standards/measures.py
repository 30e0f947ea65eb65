"""The measures of targets, as a table: which keys each needs and may have, and the layers that it measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gisplan.county.milestones import MILESTONES
from gisplan.standards.standard import Target
from gisplan.standards.values import NUMBER, SHARE, TEXT, Key, ValueType, keys_of, one_of

__all__ = ["MEASURES", "TABLES", "Measure", "target_keys"]

TABLES = ("villages", "groups", "water_supply", "power", "broadcasting")
"""The layers that have a row for each settlement."""

_WORKS = frozenset({"layer", "milestone"})
_FILTERS = frozenset({"where", "categories"})


@dataclass(frozen=True)
class Measure:
    """One measure of a target.

    Attributes
    ----------
    needs, may_have : frozenset of str
        The keys that its targets need, and those that they may have, beside those of every target.
    layers : tuple of str
        The layers that the key `layer` may name.
    unit, threshold : ValueType
        What the values of these keys must be.
    """

    needs: frozenset[str]
    may_have: frozenset[str]
    layers: tuple[str, ...] = tuple(MILESTONES)
    unit: ValueType = TEXT
    threshold: ValueType = NUMBER


_SUM_OF_TWO = Measure(frozenset({"layer", "numerator", "denominator"}), frozenset({"where"}), TABLES)
_WHOLE_COLUMN = (*TABLES, *MILESTONES)

MEASURES: Mapping[str, Measure] = {
    "share": Measure(frozenset({"criterion"}), frozenset({"of"}), TABLES, one_of("%"), SHARE),
    "count": Measure(frozenset(), frozenset({"criterion", "of", *_FILTERS, *_WORKS})),
    "length": Measure(_WORKS, frozenset({"categories"}), unit=one_of("km")),
    "people": Measure(_WORKS, frozenset({"categories"}), unit=one_of("people")),
    "ratio": replace(_SUM_OF_TWO, unit=one_of("%"), threshold=SHARE),
    "left": _SUM_OF_TWO,
    "least": Measure(frozenset({"layer", "column"}), _FILTERS, _WHOLE_COLUMN),
    "mean": Measure(frozenset({"layer", "column", "weight"}), _FILTERS, _WHOLE_COLUMN),
}
"""The measures by their names; `gisplan.gaps.targets` has the function of each."""

_OF_SOME = frozenset().union(*(m.needs | m.may_have for m in MEASURES.values()))


def target_keys(entry: Mapping[str, Any]) -> dict[str, Key]:
    """Return the keys that a target's entry may have, by its measure."""
    needs_threshold = entry.get("role") != "report" and not entry.get("readings")
    keys = keys_of(Target) | {"measure": Key(one_of(*MEASURES), required=False)}
    keys["threshold"] = Key(NUMBER, required=needs_threshold)
    measure = MEASURES.get(str(entry.get("measure", "share")))
    if measure is None:
        return keys
    allowed = measure.needs | measure.may_have
    keys = {name: k for name, k in keys.items() if name not in _OF_SOME or name in allowed}
    keys |= {name: replace(keys[name], required=True) for name in measure.needs}
    keys["unit"] = Key(measure.unit, required=True)
    keys["threshold"] = Key(measure.threshold, required=needs_threshold)
    return keys
