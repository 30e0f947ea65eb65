"""Lines that only need their # removed: what the answer to an open question adds to the county file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tomlkit
from tomlkit.items import Table

from gisplan.base.language import _
from gisplan.io.init.asking.assumed_surfaces import ASSUMED_AT
from gisplan.io.init.messages import Question, one_line
from gisplan.io.init.writing.toml_items import format_value, quote

__all__ = ["add_boundary_lines", "add_surface_lines", "find_likely"]


def find_likely(questions: Iterable[Question], at: str, key: str) -> Any:
    """Return the likely answer for a key of a table, None where nothing is asked of it."""
    items = (item for question in questions for item in question.items)
    return next((item.likely for item in items if (item.at, item.key) == (at, key)), None)


def add_boundary_lines(table: Table, questions: Iterable[Question], prefix: str) -> None:
    """Add, as comments, the layer of a boundary that is asked about; `prefix` leads to the folder of its file."""
    for question in questions:
        if question.code == "boundary-cut":
            path = format_value(prefix + str(question.message.params["file"]))
            table.add(tomlkit.comment("[layers.boundary]"))
            table.add(tomlkit.comment(f"path = {path}"))


def add_surface_lines(table: Table, questions: Iterable[Question]) -> None:
    """Add, as comments, the table of assumed surfaces where these are asked about, a line for each class."""
    for question in questions:
        if question.code == "surface-blank":
            table.add(tomlkit.comment(f"[{ASSUMED_AT}]"))
            for item in question.items:
                why = f"  # {one_line(item.evidence.text(_))}" if item.evidence is not None else ""
                table.add(tomlkit.comment(f"{quote(item.key)} = {format_value(item.likely)}{why}"))
