"""What the value of a key of a standard must be, and how an entry declares its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from gisplan.base.language import N_, _
from gisplan.county.code_lists import AREA_KINDS
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS

__all__ = [
    "DATE",
    "MILESTONE",
    "NUMBER",
    "READINGS",
    "SHARE",
    "SURFACES",
    "TEXT",
    "TEXTS",
    "WHERE",
    "WHERE_COLUMNS",
    "WHOLE",
    "YES_OR_NO",
    "Key",
    "ValueType",
    "check_layer",
    "key",
    "keys_of",
    "list_boolean_columns",
    "list_milestones",
    "list_number_columns",
    "one_of",
]


@dataclass(frozen=True)
class ValueType:
    """A type of value, with its range.

    Attributes
    ----------
    description : str
        What a value must be, as a message says it (a message id); "" where there are choices.
    accepts : callable
        Whether a value is of the type.
    choices : tuple of str
        The values that there are, where they can be listed.
    blank
        What documents have for entries of kinds that do not have the key.
    """

    description: str
    accepts: Callable[[Any], bool]
    choices: tuple[str, ...] = ()
    blank: Any = None

    def list_faults(self, name: str, key: str, value: Any) -> list[str]:
        """Return the message on a value that is not of the type, or nothing."""
        if self.accepts(value):
            return []
        if self.choices:
            known = ", ".join(self.choices)
            return [_("{0}: {1} is {2!r}, not one of {3}").format(name, key, value, known)]
        return [_("{0}: {1} is {2!r}: it must be {3}").format(name, key, value, _(self.description))]


_MOST = 1_000_000_000  # more people, metres or yuan per kilometre are a mistake in writing


def one_of(*choices: str) -> ValueType:
    """Return the type of a value that is one of some words."""
    return ValueType("", lambda value: value in choices, choices, blank="")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST


def _is_list_of(member: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(type(v) is member for v in value)


WHERE_COLUMNS: Mapping[str, type] = {
    "poor_village": bool,
    "deep_poverty": bool,
    "task": bool,
    "exit_year": int,
    "area_kind": str,
    "town": str,
    "code": str,
}
"""The columns of the villages that a filter may name."""


def _is_filter(value: Any) -> bool:
    return isinstance(value, Mapping) and all(_is_condition(column, v) for column, v in value.items())


def _is_condition(column: str, value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    if column == "area_kind" and not all(v in AREA_KINDS for v in values):
        return False
    return column in WHERE_COLUMNS and bool(values) and all(type(v) is WHERE_COLUMNS[column] for v in values)


NUMBER = ValueType(N_("a number from 0 to 1 000 000 000"), _is_number)
SHARE = ValueType(N_("a number from 0 to 100"), lambda value: _is_number(value) and value <= 100)
WHOLE = ValueType(N_("a whole number"), lambda value: type(value) is int)
SURFACES = ValueType(N_("a list of surface codes"), _is_list_of(int), blank=())
TEXTS = ValueType(N_("a list of texts"), _is_list_of(str), blank=())
YES_OR_NO = ValueType(N_("true or false"), lambda value: isinstance(value, bool))
DATE = ValueType(
    N_("a date, without quotes"), lambda value: isinstance(value, date) and not isinstance(value, datetime)
)
WHERE = ValueType(N_("a table of columns of the villages and their values"), _is_filter)
TEXT = ValueType(N_("a text"), lambda value: isinstance(value, str), blank="")
MILESTONE = one_of(*dict.fromkeys(name for names in MILESTONES.values() for name in names))

_READING_KEYS = {"id": TEXT, "threshold": NUMBER, "works": WHOLE, "note": TEXT}


def _is_reading(value: Any) -> bool:
    if not isinstance(value, Mapping) or not {"id", "threshold"} <= set(value) <= set(_READING_KEYS):
        return False
    return all(_READING_KEYS[key].accepts(v) for key, v in value.items())


READINGS = ValueType(
    N_("tables with an id and a threshold"), lambda value: isinstance(value, list) and all(map(_is_reading, value))
)


@dataclass(frozen=True)
class Key:
    """A key of an entry: what its value must be, whether it must be there, and its default.

    Attributes
    ----------
    columns : callable, optional
        The columns of the entry's layer that the value may name, by the layer's name.
    """

    value: ValueType
    required: bool
    default: Any = None
    columns: Callable[[str], tuple[str, ...]] | None = None


def key(
    value: ValueType,
    *,
    required: bool = False,
    default: Any = None,
    columns: Callable[[str], tuple[str, ...]] | None = None,
) -> Any:
    """Declare a field of a dataclass as a key of its entry in TOML.

    Parameters
    ----------
    value : ValueType
    required : bool
        Whether every entry needs it.
    default
        The field's value where the entry does not give it.
    columns : callable, optional
        The columns of the entry's layer that the value may name, by the layer's name.

    Returns
    -------
    Any
        A field of a dataclass, which carries a `Key` in its metadata.
    """
    metadata = {"key": Key(value, required, value.blank if required else default, columns)}
    return field(default=MISSING if required else default, metadata=metadata)


def keys_of(entry: type) -> dict[str, Key]:
    """Return the keys that a dataclass declares, by name."""
    return {f.name: f.metadata["key"] for f in fields(entry) if "key" in f.metadata}


def list_number_columns(layer: str) -> tuple[str, ...]:
    """Return the columns of a layer that hold numbers."""
    return tuple(c.name for c in LAYERS[layer].columns if c.kind in ("number", "percent", "integer"))


def list_boolean_columns(layer: str) -> tuple[str, ...]:
    """Return the columns of a layer that hold yes or no."""
    return tuple(c.name for c in LAYERS[layer].columns if c.kind == "boolean")


def list_milestones(layer: str) -> tuple[str, ...]:
    """Return the milestones of the works of a layer."""
    return MILESTONES.get(layer, ())


def check_layer(entry: Mapping[str, Any], layers: tuple[str, ...], keys: Mapping[str, Key], name: str) -> list[str]:
    """Return what is wrong with an entry's layer, and with the columns of the layer that it names.

    Parameters
    ----------
    entry : mapping of str to value
        The entry as TOML has it, its values of the right types.
    layers : tuple of str
        The layers that it may name.
    keys : mapping of str to Key
        The keys of the entry; those with `columns` name columns.
    name : str
        What messages call the entry.

    Returns
    -------
    list of str
    """
    if "layer" not in entry or "layer" not in keys:
        return []
    layer = entry["layer"]
    faults = one_of(*layers).list_faults(name, "layer", layer)
    if faults:
        return faults
    columns = {key: k.columns(layer) for key, k in keys.items() if k.columns is not None and key in entry}
    return [fault for key, known in columns.items() for fault in one_of(*known).list_faults(name, key, entry[key])]
