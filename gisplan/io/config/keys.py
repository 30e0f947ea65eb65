"""Faults of the keys of a county file: unknown ones, and values that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = ["find_unknown_keys", "value_fault"]


def find_unknown_keys(given: Mapping[str, Any], known: Iterable[str], *, table: str, file: str) -> list[Fault]:
    """Return a fault for every unknown key, with the nearest known spelling.

    Parameters
    ----------
    given : mapping
        The keys that are given, and their values.
    known : iterable of str
        The keys that may be.
    table, file : str
        The table of the county file, and the file's name, for messages.
    """
    names = list(known)
    return [
        make_fault(
            "key-unknown",
            field=key,
            value=str(given[key]),
            table=table,
            file=file,
            nearest=nearest(key, names),
            known=", ".join(names),
        )
        for key in given
        if key not in names
    ]


def value_fault(table: str, key: str, value: object, expected: str, *, file: str) -> Fault:
    """Return the fault of a key whose value cannot be used.

    Parameters
    ----------
    table, key : str
        Where the value stands.
    value : object
        The value; of TOML, so that true and false are written small.
    expected : str
        What it may be.
    file : str
        The name of the county file.
    """
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return make_fault("key-value", file=file, field=key, value=shown, table=table, expected=expected)
