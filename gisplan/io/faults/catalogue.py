"""All kinds of faults of a county's files, and the functions that make and explain faults.

The texts stand in the modules of this package, one dictionary each, by the fault's code: `file_faults`,
`sheet_faults`, `layer_faults`, `datum_faults`, `geometry_faults`, `value_faults`, `code_faults`, `count_faults`,
`osm_faults` and `relief_faults`; `own_files` has other remedies for files that no county file names, and
`form_faults` for the forms of bureaus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gisplan.base.faults import Fault, FaultKind, describe_fault
from gisplan.base.values import closest_name
from gisplan.county.names import name_column, name_layer
from gisplan.county.orientation.layers import RELIEF
from gisplan.county.schema import LAYERS
from gisplan.io.faults.code_faults import CODE_KINDS
from gisplan.io.faults.count_faults import COUNT_KINDS
from gisplan.io.faults.county_file_faults import COUNTY_FILE_KINDS
from gisplan.io.faults.datum_faults import DATUM_KINDS
from gisplan.io.faults.file_faults import FILE_KINDS
from gisplan.io.faults.geometry_faults import GEOMETRY_KINDS
from gisplan.io.faults.layer_faults import LAYER_KINDS
from gisplan.io.faults.osm_faults import OSM_KINDS
from gisplan.io.faults.own_files import OWN_FILE_REMEDIES
from gisplan.io.faults.relief_faults import RELIEF_KINDS
from gisplan.io.faults.sheet_faults import SHEET_KINDS
from gisplan.io.faults.value_faults import VALUE_KINDS

__all__ = [
    "KINDS",
    "NAMED",
    "OWN_FILE_KINDS",
    "FaultContext",
    "explain_fault",
    "has_errors",
    "make_fault",
    "name_hundred",
    "nearest",
    "nearest_code",
    "with_remedies",
]

KINDS: Mapping[str, FaultKind] = {
    **COUNTY_FILE_KINDS,
    **FILE_KINDS,
    **SHEET_KINDS,
    **LAYER_KINDS,
    **DATUM_KINDS,
    **GEOMETRY_KINDS,
    **VALUE_KINDS,
    **CODE_KINDS,
    **COUNT_KINDS,
    **OSM_KINDS,
    **RELIEF_KINDS,
}
"""Every kind of fault of a county's files by its code: its level, its sentence and its remedy."""
_OTHER_FIELDS = {"other_field", "before", "whole"}
"""The parameters of sentences that are columns, too."""


def with_remedies(kinds: Mapping[str, FaultKind], remedies: Mapping[str, str]) -> dict[str, FaultKind]:
    """Return kinds of faults, some of them with another remedy."""
    other = {code: replace(kinds[code], remedy=remedy, remedy_without="") for code, remedy in remedies.items()}
    return {**kinds, **other}


OWN_FILE_KINDS: Mapping[str, FaultKind] = with_remedies(KINDS, OWN_FILE_REMEDIES)
"""The same for a file that no county file names."""


def make_fault(
    code: str,
    *,
    file: str | None = None,
    layer: str | None = None,
    row: int | None = None,
    field: str | None = None,
    value: str | None = None,
    **params: Any,
) -> Fault:
    """Make a fault of a known kind, with the kind's level."""
    return Fault(code, KINDS[code].level, file, layer, row, field, value, params)


@dataclass(frozen=True)
class FaultContext:
    """The file and the layer that are being read, which all their faults name."""

    file: str
    layer: str

    def fault(self, code: str, **details: Any) -> Fault:
        """Make a fault of this file; `details` are the other arguments of `make_fault`."""
        return make_fault(code, file=self.file, layer=self.layer, **details)


def explain_fault(fault: Fault, *, translate: Callable[[str], str] = str) -> tuple[str, str]:
    """Return a fault's sentence and its remedy.

    Parameters
    ----------
    fault : Fault
        A fault of a county's files.
    translate : callable, optional
        Gives each English template in another language, such as `gisplan.base.language._`.

    Returns
    -------
    message : str
        What is wrong, and where.
    remedy : str
        What to do about it.

    Examples
    --------
    >>> from gisplan.base.faults import Fault
    >>> explain_fault(Fault("file-missing", "E", file="roads.shp", layer="roads"))[1]
    'Correct path in [layers.roads].'
    """
    of_layer = fault.layer in (None, RELIEF) or fault.layer in LAYERS
    kinds = KINDS if of_layer else OWN_FILE_KINDS
    return describe_fault(fault, kinds, translate=translate, titles=_list_titles(fault) if translate is not str else {})


def _list_titles(fault: Fault) -> dict[str, str]:
    """Return what a fault's layers and fields are called, with the key of a field that the clerk is to write."""
    layer, field, kind = fault.layer or "", fault.field or "", KINDS[fault.code]
    if layer not in LAYERS:
        return {"layer": name_layer(layer)} if layer == RELIEF else {}
    other = str(fault.params.get("other"))
    written = any(f"[layers.{{layer}}.{table}" in kind.message + kind.remedy for table in ("columns", "values"))
    titles = {"layer": name_layer(layer)}
    if field in LAYERS[layer].names and fault.code not in {**FILE_KINDS, **OSM_KINDS}:  # those name fields of files
        titles["field"] = name_column(layer, field, with_key=written)
    if other in LAYERS:
        titles["other"] = name_layer(other)
    for name in _OTHER_FIELDS & set(fault.params):
        titles[name] = name_column(other if other in LAYERS else layer, str(fault.params[name]))
    return titles


def has_errors(faults: Iterable[Fault]) -> bool:
    """Return whether any fault refuses a file."""
    return any(fault.level == "E" for fault in faults)


NAMED = 100
"""The faults of one kind that are named one by one; the others are counted."""


def name_hundred(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Keep of each kind of fault the first hundred; the last of them says how many more there are."""
    counts = Counter((fault.code, fault.layer) for fault in faults)
    seen: Counter[tuple[str, str | None]] = Counter()
    kept: list[Fault] = []
    for fault in faults:
        kind = (fault.code, fault.layer)
        seen[kind] += 1
        if seen[kind] == NAMED < counts[kind]:
            fault = replace(fault, params={**fault.params, "further": counts[kind] - NAMED})
        if seen[kind] <= NAMED:
            kept.append(fault)
    return tuple(kept)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known spelling nearest to a word; a name cut at 10 bytes finds its cut form."""
    names = list(known)
    cut = word.encode("utf-8")[:10].decode("utf-8", "ignore")
    if cut in names:
        return cut
    by_lower = {name.casefold(): name for name in names}
    found = closest_name(word.casefold(), by_lower, cutoff=0.5)
    return by_lower[found] if found is not None else "–"


def nearest_code(code: str, known: Iterable[str]) -> str:
    """Return the known code of which a code is a likely typing error: one character differs, or two are exchanged.

    Of several it is the first in order; "–" where there is none.

    Examples
    --------
    >>> nearest_code("610728104201", ["610728104210", "610728120201"])
    '610728104210'
    >>> nearest_code("610728104201", ["610728120201"])
    '–'
    """
    likely = (name for name in known if len(name) == len(code) and _differs_by_typing(code, name))
    return min(likely, default="–")


def _differs_by_typing(one: str, other: str) -> bool:
    differing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) != 2:
        return len(differing) < 2
    first, second = differing
    return second == first + 1 and (one[first], one[second]) == (other[second], other[first])
