"""What the process hands back, as JSON: documents, grids of sheets, and faults; never pickles."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.child.toml_text import MOST_DEPTH
from gisplan.io.faults.catalogue import make_fault
from gisplan.io.files.header_rows import Grid

__all__ = [
    "decode_fault",
    "decode_grid",
    "decode_toml",
    "encode_fault",
    "encode_grid",
    "encode_toml",
    "pick",
    "write_answer",
]

MOST_KEY = 200
MOST_KEYS = 5000
_DAYS: Mapping[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_TAG = "$"  # of what JSON has no value for; a table of a document with such a key alone is refused
_WHOLE = 1 << 63


def encode_toml(value: Any, depth: int = 0) -> Any:
    """Return a TOML value as JSON has it, days tagged.

    Raises
    ------
    ValueError
        It is nested too deeply, or has a key or a whole number that is too long.
    """
    if depth > MOST_DEPTH:
        raise ValueError(f"it is nested more than {MOST_DEPTH} deep")
    if isinstance(value, dict):
        if len(value) > MOST_KEYS:
            raise ValueError(f"it has a table of {len(value)} keys; the limit is {MOST_KEYS}")
        for key in value:
            if len(key) > MOST_KEY:
                raise ValueError(f"it has a key of {len(key)} characters: {key[:20]}…")
        if set(value) == {_TAG}:
            raise ValueError(f"it has a table with the one key {_TAG}")
        return {key: encode_toml(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [encode_toml(item, depth + 1) for item in value]
    if isinstance(value, date | time):
        return {_TAG: [type(value).__name__, value.isoformat()]}
    if isinstance(value, int) and not -_WHOLE <= value < _WHOLE:
        raise ValueError("it has a whole number of more than 64 bits")
    return value


def decode_toml(value: Any) -> Any:
    """Return the TOML value that `encode_toml` was given."""
    if isinstance(value, list):
        return [decode_toml(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {_TAG}:
        kind, text = value[_TAG]
        return _DAYS[kind](text)
    return {key: decode_toml(item) for key, item in value.items()}


def encode_grid(grid: Grid) -> dict[str, Any]:
    """Return a grid as JSON has it: mappings as lists of pairs."""
    values = {field.name: getattr(grid, field.name) for field in fields(grid)}
    return {name: {_TAG: [*value.items()]} if isinstance(value, Mapping) else value for name, value in values.items()}


def decode_grid(document: Mapping[str, Any]) -> Grid:
    """Return the grid that `encode_grid` was given."""
    values = {name: value if name == "rows" else _decode(value) for name, value in document.items()}
    return Grid(**values)


def _decode(value: Any) -> Any:
    if isinstance(value, dict):
        return {_decode(key): _decode(item) for key, item in value[_TAG]}
    return tuple(map(_decode, value)) if isinstance(value, list) else value


def encode_fault(fault: Fault) -> dict[str, Any]:
    """Return what of a fault is not known to the parent."""
    return {"code": fault.code, "row": fault.row, "field": fault.field, "value": fault.value, **fault.params}


def decode_fault(file: str, layer: str, document: Mapping[str, Any]) -> Fault:
    """Return the fault that `encode_fault` was given."""
    return make_fault(file=file, layer=layer, **document)


def pick(value: Any, wanted: Any) -> Any:
    """Return of a JSON value what a pattern of keys names; `True` is all of it.

    Examples
    --------
    >>> pick({"a": [{"b": 1, "c": 2}], "d": 3}, {"a": [{"b": True}]})
    {'a': [{'b': 1}]}
    """
    if isinstance(wanted, dict) and isinstance(value, dict):
        return {key: pick(value[key], inner) for key, inner in wanted.items() if key in value}
    if isinstance(wanted, list) and isinstance(value, list):
        return [pick(item, wanted[0]) for item in value]
    return value


def write_answer(name: str, answer: Mapping[str, Any] | Sequence[Any]) -> None:
    """Write an answer into the private folder, the present one."""
    with open(f"{name}.answer.json", "w", encoding="ascii") as stream:  # noqa: PTH123 - a child starts sooner without pathlib
        json.dump(answer, stream)
