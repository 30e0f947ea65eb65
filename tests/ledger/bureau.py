"""Workbooks as the water bureau fills them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from gisplan.ledger.sheets import VillageIndex
from tests.io.sheets import workbook

HEAD = ("工程名称", "镇办", "村", "受益人", "管网长度(公里)", "主体完工日期", "通水日期", "备注", "工程编码")
REGISTER = {
    "610728111209": ("仁和村", "青水镇"),
    "610728111208": ("古路村", "青水镇"),
    "610728001216": ("大垭村", "泾洋街道"),
    "610728108257": ("大垭村", "简池镇"),
}


def register() -> VillageIndex:
    """A register of four villages, two of one name."""
    import pandas as pd

    rows = [(code, name, town) for code, (name, town) in REGISTER.items()]
    return VillageIndex.from_frame(pd.DataFrame(rows, columns=["code", "name", "town"]))


def write_sheet(path: Path, *rows: Sequence[Any], head: Sequence[str] = HEAD, day: str | None = None) -> Path:
    """A water sheet with a title, the frame and a total."""
    frame = ["填报单位：水利局", f"填报时间：{day}"] if day else ["填报单位：水利局"]
    path.write_bytes(workbook(["农村安全饮水工程台账"], frame, head, *rows, ["合计", None, None, 999]))
    return path


def edit(path: Path, changes: dict[tuple[str, str], Any], *, sheet: str = "饮水工程") -> Path:
    """Change cells of an exported sheet, by the work's code and the column's header."""
    book = openpyxl.load_workbook(path)
    cells = book[sheet]
    heads = {cells.cell(row, c).value: c for row in (3, 4) for c in range(1, cells.max_column + 1)}
    rows = {cells.cell(row, heads["工程编码"]).value: row for row in range(5, cells.max_row + 1)}
    for (code, header), value in changes.items():
        cells.cell(rows[code], heads[header]).value = value
    book.save(path)
    return path
