"""Columns that the ledgers of all bureaus share: places, dates, codes, and the line above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from benchmarks.county.bureau_ledger import Entry
from benchmarks.county.bureau_words import write_date

__all__ = [
    "JOINT",
    "as_texts",
    "code_entries",
    "date_entries",
    "different_texts",
    "first_code",
    "frame_text",
    "join_names",
    "place_entries",
    "sort_by_place",
    "text_of_first",
]

JOINT = "、"


def frame_text(bureau: str, units: str, as_of: date) -> str:
    """What stands under the title: who filled it in, when, and the units."""
    gap = " " * 12
    return f"填报单位（盖章）：{bureau}{gap}填报时间：{as_of.year}年{as_of.month}月{as_of.day}日{gap}单位：{units}"


def sort_by_place(table: pd.DataFrame, village: pd.Series, villages: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of their villages, with the names of village and town."""
    known = villages.set_index("code")
    placed = table.assign(
        own=village.to_numpy(dtype=object),
        village_name=known["name"].reindex(village).to_numpy(dtype=object),
        town_name=known["town"].reindex(village).to_numpy(dtype=object),
    )
    return placed.sort_values("own", kind="stable", na_position="last").reset_index(drop=True)


def first_code(codes: pd.Series) -> pd.Series:
    """The first of the codes in every cell."""
    return codes.fillna("").str.split(";").str[0]


def place_entries(table: pd.DataFrame, villages: pd.DataFrame, served: Sequence[Sequence[str]]) -> tuple[Entry, ...]:
    """Town and village; a cell that repeats is one merged cell."""
    several = [join_names(codes, villages) for codes in served]
    towns = [None if pd.isna(town) else str(town) for town in table["town_name"]]
    return (
        Entry("镇办", towns, "建设地点", merge=True),
        Entry("村", several, "建设地点", merge=True, width=16),
    )


def join_names(codes: Iterable[str], named: pd.DataFrame) -> str | None:
    """The names that some codes have in a table of villages or groups; a code without one stands for itself."""
    names = named.drop_duplicates("code").set_index("code")["name"].dropna()
    return JOINT.join(str(names.get(code, code)) for code in codes if code) or None


def code_entries(table: pd.DataFrame, served: Sequence[Sequence[str]]) -> tuple[Entry, ...]:
    """The villages as codes, and where the row comes from."""
    return (
        Entry("村代码", [JOINT.join(codes) or None for codes in served], width=15),
        Entry("数据来源", as_texts(table["origin"])),
    )


def date_entries(table: pd.DataFrame, names: dict[str, str], upper: str = "") -> Iterable[Entry]:
    """A column for every milestone, its dates written in turn in all the ways of the county's clerks."""
    for turn, (column, name) in enumerate(names.items()):
        values = [write_date(value, 3 * row + 2 * turn) for row, value in enumerate(table[column])]
        yield Entry(name, values, upper, width=12)


def as_texts(values: pd.Series) -> list[str | None]:
    """Texts; blanks are null."""
    return [None if pd.isna(value) or value == "" else str(value) for value in values]


def different_texts(values: pd.Series) -> str | None:
    """All different values."""
    return JOINT.join(dict.fromkeys(str(value) for value in values.dropna())) or None


def text_of_first(chainages: pd.Series, codes: Sequence[str]) -> str | None:
    """What the first of some segments has."""
    found = chainages.reindex(codes).dropna()
    return str(found.iloc[0]) if len(found) else None
