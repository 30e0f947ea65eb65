"""Find villages that tables name by codes which are not in the register, by the names beside these codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask, Objects
from gisplan.base.codes import find_damage, is_cn_code
from gisplan.base.display import OPENS_FORMULA
from gisplan.county.schema import LAYERS
from gisplan.io.init.columns import is_named, usual_names
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.layers.columns import bare_word
from gisplan.io.layers.values import BETWEEN

__all__ = ["CodePair", "CodePairs", "find_code_pairs"]

_TABLES = ("groups", "road_works", "water_projects", "water_supply", "power", "broadcasting")
_REAL = "OFTReal"
_BETWEEN_NAMES = re.compile(r"\s*[;；,，、]\s*")


@dataclass(frozen=True)
class CodePair:
    """A code that the villages do not have, and the code of the one village that has the name beside it.

    Parameters
    ----------
    old, new : str
        The two codes.
    name, town : str
        The name and the town beside the old code; the town may be blank.
    files : tuple of str
        The files that have the old code.
    """

    old: str
    new: str
    name: str
    town: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class CodePairs:
    """What is known of the codes in tables that the villages do not have.

    Parameters
    ----------
    pairs : tuple of CodePair
        In the order of the old codes.
    unknown : mapping of str to int
        How many such codes each file has.
    left : int
        How many of them are in no pair.
    """

    pairs: tuple[CodePair, ...]
    unknown: Mapping[str, int]
    left: int


def find_code_pairs(layers: Mapping[str, RecognisedLayer], code_system: str) -> CodePairs | None:
    """Return the pairs of codes that names show; None where there are none.

    A code is in no pair where a spreadsheet has damaged it, its names are of several villages or of none, another such
    code has the same village, or the village's own code is in the same file, too.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    code_system : str
        The system of the villages' codes.
    """
    villages = _list_villages(layers["villages"]) if "villages" in layers else None
    if villages is None:
        return None
    named = [_list_codes(layers[name]) for name in _TABLES if name in layers]
    named = [table for table in named if table is not None]
    if not named:
        return None
    rows = pd.concat(named, ignore_index=True).drop_duplicates()
    is_known = rows["code"].isin(villages["code"]).to_numpy(dtype=bool)
    unknown = rows[~is_known]
    unknown = unknown[_are_whole(unknown["code"], code_system)]
    found = _match_names(unknown, villages)
    found = _drop_doubtful(found[_are_whole(found, code_system)], rows)
    if not len(found):
        return None
    counts = unknown.groupby("file", sort=False)["code"].nunique()
    left = unknown["code"].nunique() - len(found)
    return CodePairs(tuple(_make_pairs(found, unknown)), {str(name): int(n) for name, n in counts.items()}, int(left))


def _are_whole(codes: pd.Series, code_system: str) -> Mask:
    """Return which texts are codes as they were written; those that a spreadsheet takes for formulas are not."""
    if code_system == "cn-12":
        return np.array([is_cn_code(code, "villages") for code in codes], dtype=bool)
    return np.array([find_damage(code) is None and not code.startswith(OPENS_FORMULA) for code in codes], dtype=bool)


def _list_villages(layer: RecognisedLayer) -> pd.DataFrame | None:
    """Return code, name and town of each village; None where a column is missing or its codes are damaged."""
    code, name, town = (layer.header_of(column) for column in ("code", "name", "town"))
    if code is None or name is None or layer.profiles[code].type == _REAL:
        return None
    codes, names = layer.profiles[code].as_code.texts, layer.profiles[name].texts
    columns = {"code": codes, "name": names, "town": _texts_of(layer, town)}
    frame = pd.DataFrame(columns, dtype=object).dropna(subset=["code"])
    if any(find_damage(text) is not None for text in frame["code"].unique()):
        return None
    return frame


def _list_codes(layer: RecognisedLayer) -> pd.DataFrame | None:
    """Return the different codes of villages in a table, each with the name and the town beside it, and the file.

    None where it has no such column, or one of numbers with decimals.
    """
    column = "villages" if "villages" in LAYERS[layer.name].names else "village"
    code, name, town = layer.header_of(column), _find_header(layer, "name"), _find_header(layer, "town")
    if code is None or layer.profiles[code].type == _REAL:
        return None
    frame = pd.DataFrame(
        {
            "code": layer.profiles[code].as_code.texts,
            "name": _texts_of(layer, name),
            "town": _texts_of(layer, town),
            "file": layer.source.title,
        },
        dtype=object,
    )
    frame = frame.dropna(subset=["code"]).drop_duplicates()
    if column == "village":
        return frame
    lists = [_split_row(codes, names) for codes, names in zip(frame["code"], frame["name"], strict=True)]
    frame = frame.assign(code=[codes for codes, _ in lists], name=[names for _, names in lists])
    return frame.explode(["code", "name"]).dropna(subset=["code"]).drop_duplicates()


def _texts_of(layer: RecognisedLayer, header: str | None) -> Objects | None:
    return layer.profiles[header].texts if header is not None else None


def _split_row(codes: str, names: str | None) -> tuple[list[str], list[str | None]]:
    """Return the codes of a list, each with its name where there are as many names."""
    listed = [code for code in BETWEEN.split(codes) if code]
    if len(listed) == 1:
        return listed, [names]
    named: list[str | None] = [*_BETWEEN_NAMES.split(names)] if isinstance(names, str) else []
    return listed, named if len(named) == len(listed) else [None] * len(listed)


def _find_header(layer: RecognisedLayer, canonical: str) -> str | None:
    """Return the header of a column that the layer does not use, and that is a village's; the most usual of several."""
    used = {match.header for match in layer.matches}
    names = usual_names("villages", canonical, layer.source.profile)
    headers = [
        header
        for header, profile in layer.profiles.items()
        if header not in used and is_named("villages", canonical, header, layer.source.profile) and profile.given
    ]
    ranks = {name: rank for rank, name in reversed(list(enumerate(names)))}
    return min(headers, key=lambda header: ranks.get(bare_word(header), len(names)), default=None)


def _match_names(unknown: pd.DataFrame, villages: pd.DataFrame) -> pd.Series:
    """Return the code of the one village that has all names beside an old code, by that code."""
    rows = unknown[["code", "name", "town"]].dropna(subset=["name"]).drop_duplicates().reset_index(names="row")
    both = rows.merge(villages.dropna(subset=["name"]), on="name", how="left", suffixes=("", "_today"))
    contradicts = both["town"].notna() & both["town_today"].notna() & (both["town"] != both["town_today"])
    both["code_today"] = both["code_today"].where(~contradicts)
    matched = both.groupby("row")["code_today"].count().reindex(rows["row"]).to_numpy()
    is_doubtful = pd.Series(matched != 1).groupby(rows["code"].to_numpy()).any()
    today = both.dropna(subset=["code_today"]).groupby("code")["code_today"].agg(["first", "nunique"])
    is_sure = (today["nunique"] == 1) & ~is_doubtful.reindex(today.index).to_numpy(dtype=bool)
    # a code that several villages have is a fault of theirs
    repeated = villages["code"][villages["code"].duplicated()]
    sure = today["first"][is_sure]
    return sure[~sure.isin(repeated)]


def _drop_doubtful(today: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Leave out a village of two old codes, and one whose own code is in a file with the old one."""
    today = today[~today.duplicated(keep=False)]
    files = rows[["code", "file"]].drop_duplicates()
    old = files[files["code"].isin(today.index)]
    beside = old.assign(today=old["code"].map(today)).merge(
        files.rename(columns={"code": "today"}), on=["today", "file"], how="inner"
    )
    return today[~today.index.isin(beside["code"])].sort_index()


def _make_pairs(today: pd.Series, unknown: pd.DataFrame) -> Iterator[CodePair]:
    of_code = dict(iter(unknown[unknown["code"].isin(today.index)].groupby("code")))
    for old, new in today.items():
        rows = of_code[old]
        town = next(iter(rows["town"].dropna()), "")
        files = tuple(dict.fromkeys(rows["file"]))
        yield CodePair(str(old), str(new), str(rows["name"].dropna().iloc[0]), str(town), files)
