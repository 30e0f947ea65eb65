"""Numbers of a county's layers that cannot both be true, each beside the number that it contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Mask
from gisplan.county.schema import WITHIN_PERCENT
from gisplan.county.work_contradictions import are_apart, find_crowded_works, find_wrong_statuses, is_above, to_floats

__all__ = ["COLUMNS", "WHOLES", "count_names", "find_contradictions"]

WHOLES: Mapping[str, str] = {"water_supply": "population", "power": "households", "broadcasting": "households"}
"""The column of each table that counts the whole village, as the layer of villages does too."""

COLUMNS = (
    *("rule", "village", "layer", "row", "column", "value", "total"),
    *("other_layer", "other_row", "other_column", "other_value"),
)
_PARTS = {
    "water_supply": ("tap_population",),
    "power": ("connected_households",),
    "broadcasting": ("covered_households", "poor_households"),
}
_OTHER = {"population": "households", "households": "population"}
_NO_NAMES = re.compile(r"[-—–/\\.、0\s]*户?|无|没有|暂无|无未通电户|全部通电|none|no|nil", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;；、,，/|\n]+")
_STATED = re.compile(r"(\d{1,4})\s*户")
_SPACED = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4})+"
)  # a blank within a name leaves single characters
_COMMITTEES = range(1, 200)  # the last three digits of residents' committees


def find_contradictions(
    layers: Mapping[str, Any],
    quarantine: pd.DataFrame,
    *,
    within_percent: float = WITHIN_PERCENT,
    code_system: str = "cn-12",
    as_of: date | None = None,
) -> pd.DataFrame:
    """Find the numbers that contradict another number of the same village or work.

    Parameters
    ----------
    layers : mapping of layer to DataFrame or None
        `villages`, `groups`, the tables of villages, and `works`.
    quarantine : DataFrame
        The rows that were set aside: their counts of people and households stand for a village without another row.
    within_percent : float
        Counts of one village in two files may differ by so much, in per cent of the larger one, and by one.
    code_system : {"cn-12", "any"}
        Under "cn-12" residents' committees are known by their codes: their rural people are a part of all.
    as_of : date, optional
        The date of the data, for works whose status and dates disagree.

    Returns
    -------
    DataFrame
        `COLUMNS`: the rule, the village, where a value is and where the other one is. `total` is a sum of several
        rows where the value is one of them, else NaN; `other_row` is 0 where no row has the other value.
    """
    compared = any(layers[name] is not None for name in (*WHOLES, "groups", "works"))
    own = _list_own_numbers(layers["villages"], quarantine) if compared else pd.DataFrame()
    share = within_percent / 100.0
    found = [
        *_compare_tables(layers, own, share, committees=code_system == "cn-12"),
        *_compare_groups(layers["groups"], own, share),
        *(_compare_size(layers[name], name) for name in ("villages", "groups") if layers[name] is not None),
    ]
    if layers["works"] is not None:
        found += [find_crowded_works(layers["works"], own, share), find_wrong_statuses(layers["works"], as_of)]
    found = [frame.reindex(columns=list(COLUMNS)).astype(object) for frame in found if len(frame)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS), dtype=object)


def _list_own_numbers(villages: pd.DataFrame, quarantine: pd.DataFrame) -> pd.DataFrame:
    """The row and the counts of each village by code; a row that was set aside where there is no other."""
    aside = quarantine[(quarantine["layer"] == "villages").to_numpy(dtype=bool)]
    parts = [
        pd.DataFrame({name: to_floats(frame[name]) for name in ("row", "population", "households")}).assign(
            code=frame["code"].to_numpy(dtype=object)
        )
        for frame in (villages, aside)
    ]
    both = pd.concat(parts, ignore_index=True)
    return both[both["code"].notna()].drop_duplicates("code").set_index("code")


def _compare_tables(
    layers: Mapping[str, Any], own: pd.DataFrame, share: float, *, committees: bool
) -> Iterator[pd.DataFrame]:
    """Compare the counts of each table with those of the village, and with each other."""
    for name, whole in WHOLES.items():
        if layers[name] is None:
            continue
        table = _Table(name, pd.DataFrame(layers[name]), own)
        total, parts = table.numbers(whole), {part: table.numbers(part) for part in _PARTS[name]}
        same, rural = table.own(whole), committees and name == "water_supply"
        differs = are_apart(total, same, share) & (total > 0)
        if rural:
            differs &= ~((total < same) & _are_committees(table.frame["village"]))
        yield table.beside_own("differs", whole, differs, whole)
        yield from _compare_nobody(table, whole)
        for part, values in parts.items():
            yield table.beside_own("above", part, np.isnan(total) & is_above(values, same, share), whole)
        yield from _compare_own_parts(table, total, share)


def _compare_own_parts(table: _Table, total: Floats, share: float) -> Iterator[pd.DataFrame]:
    """Compare what only one of the tables counts with what it is a part of."""
    whole = WHOLES[table.layer]
    if table.layer == "broadcasting":
        poor, cable = table.numbers("poor_households"), table.numbers("cable_poor_households")
        yield table.beside_itself("above", "poor_households", poor > total, whole)
        yield table.beside_itself("above", "cable_poor_households", np.isnan(poor) & (cable > total), whole)
    if table.layer == "water_supply":
        unsafe = table.numbers("unsafe_households")
        yield table.beside_own("above", "unsafe_households", is_above(unsafe, table.own("households"), share))
        yield table.beside_itself("above", "unsafe_households", unsafe > total, whole)
    if table.layer == "power":
        yield _compare_names(table)


class _Table:
    """A table of villages, with the villages' own counts beside its rows."""

    def __init__(self, layer: str, frame: pd.DataFrame, own: pd.DataFrame) -> None:
        self.layer, self.frame = layer, frame
        self._own = own.reindex(frame["village"])

    def numbers(self, column: str) -> Floats:
        """The numbers of a column, NaN where a cell is blank."""
        return to_floats(self.frame[column])

    def own(self, column: str) -> Floats:
        """The villages' own numbers."""
        return to_floats(self._own[column])

    def beside_own(self, rule: str, column: str, where: Mask, other: str = "households") -> pd.DataFrame:
        """Name the values of a column that contradict the village's own."""
        others = {"other_layer": "villages", "other_row": np.nan_to_num(self._own["row"].to_numpy(dtype=np.float64))}
        return self._name(rule, column, where, **others, other_column=other, other_value=self.own(other))

    def beside_itself(self, rule: str, column: str, where: Mask, other: str) -> pd.DataFrame:
        """Name the values of a column that contradict another column of the same row."""
        others = {"other_layer": self.layer, "other_row": self.frame["row"].to_numpy()}
        return self._name(rule, column, where, **others, other_column=other, other_value=self.numbers(other))

    def _name(self, rule: str, column: str, where: Mask, **others: Any) -> pd.DataFrame:
        if not where.any():
            return pd.DataFrame()
        named = {"rule": rule, "village": self.frame["village"].to_numpy(dtype=object), "layer": self.layer}
        named |= {"row": self.frame["row"].to_numpy(), "column": column, "value": self.frame[column].to_numpy(object)}
        return pd.DataFrame(named | others)[where]


def _compare_nobody(table: _Table, whole: str) -> Iterator[pd.DataFrame]:
    """A table that counts nobody, in a village where people live, or of which nobody says how many do."""
    nobody = table.numbers(whole) == 0
    same, other = table.own(whole), table.own(_OTHER[whole])
    yield table.beside_own("nobody", whole, nobody & (same > 0), whole)
    yield table.beside_own("nobody", whole, nobody & ~(same > 0) & (other > 0), _OTHER[whole])
    yield table.beside_own("unconfirmed", whole, nobody & np.isnan(same) & np.isnan(other), whole)


def _compare_names(table: _Table) -> pd.DataFrame:
    """Households without power that are named, though fewer are left by the numbers."""
    left = table.numbers("households") - table.numbers("connected_households")
    named = table.frame["unconnected_names"].map(count_names).to_numpy(dtype=np.float64)
    found = table.beside_itself("named", "unconnected_names", named > left, "connected_households")
    return found.assign(value=named[named > left]) if len(found) else found  # their number: names are shown nowhere


def count_names(text: Any) -> int:
    """Count how many households a cell names, at least.

    Parameters
    ----------
    text : str or None
        Names between separators or blanks, or a number of households such as ``张三等5户``.

    Returns
    -------
    int
    """
    words = str(text).strip() if isinstance(text, str) else ""
    if _NO_NAMES.fullmatch(words):
        return 0
    names = [name for part in _SEPARATORS.split(words) for name in _split_names(part.strip())]
    stated = [int(number) for number in _STATED.findall(words)]
    return max(*stated, sum(not _NO_NAMES.fullmatch(name) for name in names), 0)


def _split_names(text: str) -> list[str]:
    """Return the names that blanks separate."""
    return text.split() if _SPACED.fullmatch(text) else [text]


def _compare_groups(groups: pd.DataFrame | None, own: pd.DataFrame, share: float) -> Iterator[pd.DataFrame]:
    """The groups of a village that together have more people or households than the village."""
    if groups is None:
        return
    frame = pd.DataFrame(groups)
    beside = own.reindex(frame["village"])
    for column in ("population", "households"):
        total = pd.Series(to_floats(frame[column])).groupby(frame["village"].to_numpy(dtype=object)).transform("sum")
        above = is_above(total.to_numpy(dtype=np.float64), beside[column].to_numpy(dtype=np.float64), share)
        named = {"rule": "sum", "village": frame["village"].to_numpy(dtype=object), "layer": "groups"}
        named |= {"row": frame["row"].to_numpy(), "column": column, "value": frame[column].to_numpy(dtype=object)}
        others = {"other_row": beside["row"].to_numpy(), "other_value": beside[column].to_numpy()}
        others |= {"total": total.to_numpy(), "other_layer": "villages", "other_column": column}
        if above.any():
            yield pd.DataFrame(named | others)[above]


def _compare_size(frame: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Settlements with more households than people."""
    above = to_floats(frame["households"]) > to_floats(frame["population"])
    if not above.any():
        return pd.DataFrame()
    village = frame["village" if layer == "groups" else "code"].to_numpy(dtype=object)
    named = {"rule": "above", "village": village, "layer": layer, "row": frame["row"].to_numpy()}
    named |= {"column": "households", "value": frame["households"].to_numpy(dtype=object), "other_layer": layer}
    others = {"other_row": frame["row"].to_numpy(), "other_column": "population"}
    return pd.DataFrame(named | others | {"other_value": frame["population"].to_numpy(dtype=object)})[above]


def _are_committees(codes: pd.Series[Any]) -> Mask:
    last = pd.to_numeric(codes.astype("string").str[-3:], errors="coerce")
    return np.asarray(last.isin(list(_COMMITTEES)), dtype=bool)
