"""The kinds of works: their milestones, the fields of each, and how values are stored as text."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from gisplan.base.language import _
from gisplan.base.values import is_missing
from gisplan.county.code_lists import ROAD_STATUSES
from gisplan.county.layer import Column, percent_of
from gisplan.county.milestones import WORK_MILESTONES
from gisplan.county.schema import LAYERS

__all__ = ["DUE", "LISTED", "PLACE", "Kind", "check_text", "decode_value", "encode_value", "read_kinds"]

LISTED = "listed"
"""The field that says whether a work is in the ledger; it is set by the events that add and remove a work."""

PLACE = "place"
"""The field of a work's geometry: the coordinate system, a semicolon, and WKT."""

DUE = "due_"
"""The prefix of a milestone's due date, such as due_accepted; `due` alone is that of the finish."""


@dataclass(frozen=True)
class Kind:
    """One kind of works.

    Parameters
    ----------
    name : str
        "road", "water", "power" or "broadcasting".
    layer : str
        The county's layer that holds such works.
    group : str
        The field by which works are grouped: the programme or the category.
    milestones : tuple of str
        In their order.
    skippable : frozenset of str
        Milestones that may be left without a date.
    finish, served : str
        The milestone at which a work counts as finished, and the one from which it serves people.
    length : (str, str)
        The fields of the finished and of the planned length, in km.
    progress : frozenset of str
        Fields that change as a work proceeds; all others are its plan.
    status : mapping of str to str
        Which milestone a status of the layer means.
    fields : mapping of str to Column
        All fields that an event may name, milestones included.
    """

    name: str
    layer: str
    group: str
    milestones: tuple[str, ...]
    skippable: frozenset[str]
    finish: str
    served: str
    length: tuple[str, str]
    progress: frozenset[str]
    status: Mapping[str, str]
    fields: Mapping[str, Column]

    def due(self, milestone: str) -> str:
        """Return the field that holds the due date of a milestone.

        Parameters
        ----------
        milestone : str
            One of `milestones`.

        Returns
        -------
        str
            A key of `fields`.
        """
        return "due" if milestone == self.finish else DUE + milestone


@cache
def read_kinds() -> Mapping[str, Kind]:
    """Read the kinds of works by their name from milestones.toml.

    Returns
    -------
    mapping of str to Kind
        In the order of the file.
    """
    text = (files("gisplan.ledger") / "milestones.toml").read_text(encoding="utf-8")
    return {name: _read_kind(name, table) for name, table in tomllib.loads(text).items()}


def _read_kind(name: str, table: Mapping[str, Any]) -> Kind:
    milestones, finish = WORK_MILESTONES[table["layer"]], table["finish"]
    layer = LAYERS.get(table["layer"])
    columns = [column for column in layer.columns if column.name != "code"] if layer is not None else []
    columns += [_make_column(field, kind) for field, kind in table["values"].items()]
    columns += [Column(milestone, "date") for milestone in milestones]
    columns += [Column(DUE + milestone, "date") for milestone in milestones if milestone != finish]
    columns += [Column(LISTED, "boolean", required=True), Column(PLACE)]
    return Kind(
        name=name,
        layer=table["layer"],
        group=table["group"],
        milestones=milestones,
        skippable=frozenset(table["skippable"]),
        finish=finish,
        served=table["served"],
        length=(table["length"][0], table["length"][1]),
        progress=frozenset(table["progress"]),
        status=table.get("status", {}),
        fields={column.name: column for column in columns},
    )


def _make_column(name: str, kind: str) -> Column:
    if kind == "number":
        return Column(name, "number", unit="", lowest=0.0)
    if kind == "percent":
        return percent_of(name)
    return Column(name, kind, required=name == "name")  # type: ignore[arg-type]  # what the file says


def encode_value(column: Column, value: Any) -> str | None:
    """Encode a value as the store's text: numbers and days in one spelling, None for a missing value.

    Parameters
    ----------
    column : Column
        The field.
    value : Any
        The value, as Python, pandas or a person gives it.

    Returns
    -------
    str or None
        The text of the store; `decode_value` is the inverse.

    Raises
    ------
    ValueError
        The value is not of the column's kind; the message says what is expected.
    """
    if is_missing(value):
        return None
    if column.kind == "date":
        return _write_day(column, value)
    if column.kind in ("number", "percent", "integer"):
        return _write_number(column, value)
    if column.kind == "boolean":
        if value not in (True, False, "yes", "no"):
            raise ValueError(_("{0} is {1!r}: write yes or no.").format(column.name, value))
        return "yes" if value in (True, "yes") else "no"
    if column.kind == "codes":
        parts = value.split(";") if isinstance(value, str) else [str(part) for part in value]
        codes = [check_text(column.name, part.strip()) for part in parts if part.strip()]
        return ";".join(dict.fromkeys(codes)) or None
    text = check_text(column.name, str(value))
    if column.kind == "status" and text not in ROAD_STATUSES:
        raise ValueError(_("{0} is {1!r}: write one of {2}.").format(column.name, text, ", ".join(ROAD_STATUSES)))
    return text or None


def decode_value(column: Column, text: str | None) -> Any:
    """Decode the store's text of a value.

    Parameters
    ----------
    column : Column
        The field.
    text : str or None
        The text of the store.

    Returns
    -------
    date, float, bool, tuple of str, str or None
        By the column's kind.
    """
    if text is None:
        return None
    if column.kind == "date":
        return date.fromisoformat(text)
    if column.kind in ("number", "percent", "integer"):
        return float(text)
    if column.kind == "boolean":
        return text == "yes"
    return tuple(text.split(";")) if column.kind == "codes" else text


def _write_day(column: Column, value: Any) -> str:
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, datetime):
        value = value.date()
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(
            _("{0} is {1!r}: write the date as year-month-day, such as 2019-06-30.").format(column.name, value)
        ) from None
    return day.isoformat()


def _write_number(column: Column, value: Any) -> str:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(_("{0} is {1!r}: write a number.").format(column.name, value)) from None
    if not math.isfinite(number) or (column.lowest is not None and number < column.lowest):
        raise ValueError(_("{0} is {1!r}: write a number of at least 0.").format(column.name, value))
    if column.kind == "percent" and number > 100:
        raise ValueError(_("{0} is {1!r}: write per cent, from 0 to 100.").format(column.name, value))
    return repr(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def check_text(name: str, text: str) -> str:
    """Return the text, if every database can store it unchanged.

    Raises
    ------
    ValueError
        It holds the character U+0000 or an unpaired surrogate.
    """
    if "\0" in text or not _is_encodable(text):
        raise ValueError(
            _("{0} is {1!r}: it contains a character that cannot be stored; remove it.").format(name, text)
        )
    return text


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
