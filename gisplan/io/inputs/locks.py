"""Read the files that users give to a plan: locks, as the plan's page saves them, and lists of roads to evaluate."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pandas as pd

from gisplan.county.layer import Column, Layer
from gisplan.county.schema import LAYERS
from gisplan.io.inputs.user_tables import UserTable, read_user_table
from gisplan.plan.model.locks import LOCKS, Lock

__all__ = ["LIST_ALIASES", "CandidateList", "LockFile", "read_candidate_list", "read_locks"]

_ROAD_SEGMENT = LAYERS["roads"].column("segment")
_SEGMENT = ("路段", _ROAD_SEGMENT.chinese, *_ROAD_SEGMENT.synonyms)
_PROGRAMME = ("项目", "项目类别", "资金来源", "资金", "program", "fund")
_ALIASES = {
    "segment": _SEGMENT,
    "from_m": ("起点m", "起点", "起点桩号", "起点桩号m", "起点米", "from", "start"),
    "to_m": ("止点m", "止点", "止点桩号", "止点桩号m", "止点米", "终点m", "终点", "终点桩号", "终点米", "to", "end"),
    "programme": _PROGRAMME,
    "lock": ("锁定", "锁定状态", "状态", "state"),
}
LIST_ALIASES = {name: names for name, names in _ALIASES.items() if name != "lock"}
"""Other names of the columns of a list of roads."""

_LOCK_LAYER = Layer(
    "locks",
    None,
    (
        Column("segment", "code", required=True),
        Column("from_m", "number", unit="metre", lowest=0.0),
        Column("to_m", "number", unit="metre", lowest=0.0),
        Column("programme"),
        Column("lock", required=True),
    ),
    code="segment",
)
_LIST_LAYER = Layer("list", None, (Column("segment", "code", required=True), Column("programme")), code="segment")
_LOCK_WORDS = {**{word: word for word in LOCKS}, "必建": "in", "不建": "out", "已建": "done"}


@dataclass(frozen=True)
class LockFile:
    """A file of locks.

    Parameters
    ----------
    locks : tuple of Lock
        The locks that can be read.
    table : UserTable
        The table as it was read, with its faults.
    """

    locks: tuple[Lock, ...]
    table: UserTable


@dataclass(frozen=True)
class CandidateList:
    """A file of roads.

    Parameters
    ----------
    rows : tuple of (str, str)
        Each segment, and the programme that it names or "".
    table : UserTable
        The table as it was read, with its faults.
    """

    rows: tuple[tuple[str, str], ...]
    table: UserTable


def read_locks(path: str | os.PathLike[str]) -> LockFile:
    """Read locks from a CSV file or a workbook; nothing is raised.

    Parameters
    ----------
    path : str or path
        A file with the columns `segment, from_m, to_m, programme, lock`, or their Chinese names.

    Returns
    -------
    LockFile
        The locks; `table.faults` has every fault with its file, row, field, value and remedy.
    """
    table = read_user_table(path, _LOCK_LAYER, _ALIASES, words={"lock": _LOCK_WORDS})
    locks = tuple(
        Lock(
            segment=row["segment"],
            lock=row["lock"],
            programme=_text(row["programme"]),
            from_m=_number(row["from_m"]),
            to_m=_number(row["to_m"]),
            row=int(row["row"]),
            file=table.input.path,
        )
        for row in table.frame.to_dict("records")
    )
    return LockFile(locks, table)


def read_candidate_list(path: str | os.PathLike[str]) -> CandidateList:
    """Read a list of roads from a CSV file or a workbook; nothing is raised.

    Parameters
    ----------
    path : str or path
        A file with the column `segment` and perhaps `programme`, or their Chinese names.

    Returns
    -------
    CandidateList
        The roads; `table.faults` has every fault.
    """
    table = read_user_table(path, _LIST_LAYER, _ALIASES)
    rows = tuple((row["segment"], _text(row["programme"])) for row in table.frame.to_dict("records"))
    return CandidateList(rows, table)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
