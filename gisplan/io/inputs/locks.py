"""Files that a plan is asked with: locks, as the plan's page saves them, and lists of roads to be scored."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pandas as pd

from gisplan.county.layer import Column, Layer
from gisplan.county.schema import LAYERS
from gisplan.io.inputs.user_tables import SideFile, read_side_file
from gisplan.plan.model.locks import LOCKS, Lock

__all__ = ["ListFile", "LockFile", "read_list", "read_locks"]

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
    """A file of locks: those of its rows that can be read, and what is wrong with the others."""

    locks: tuple[Lock, ...]
    told: SideFile


@dataclass(frozen=True)
class ListFile:
    """A file of roads: its segments with the programme that each names, "" for none, and what is wrong with it."""

    rows: tuple[tuple[str, str], ...]
    told: SideFile


def read_locks(path: str | os.PathLike[str]) -> LockFile:
    """Read locks from a CSV or a workbook: `segment, from_m, to_m, programme, lock`, or their Chinese names.

    Nothing is raised: `told.faults` says what is wrong, each with its file, row, field, value and remedy.
    """
    told = read_side_file(path, _LOCK_LAYER, _ALIASES, words={"lock": _LOCK_WORDS})
    locks = tuple(
        Lock(
            segment=row["segment"],
            lock=row["lock"],
            programme=_text(row["programme"]),
            from_m=_number(row["from_m"]),
            to_m=_number(row["to_m"]),
            row=int(row["row"]),
            file=told.input.path,
        )
        for row in told.frame.to_dict("records")
    )
    return LockFile(locks, told)


def read_list(path: str | os.PathLike[str]) -> ListFile:
    """Read a list of roads from a CSV or a workbook: `segment` and, if it likes, `programme`; see `read_locks`."""
    told = read_side_file(path, _LIST_LAYER, _ALIASES)
    rows = tuple((row["segment"], _text(row["programme"])) for row in told.frame.to_dict("records"))
    return ListFile(rows, told)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
