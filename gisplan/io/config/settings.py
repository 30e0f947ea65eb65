"""Check the settings of [network]; the checks that every table of a county file shares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import make_fault, nearest

__all__ = ["check_settings", "find_unknown_keys", "value_fault"]

# key -> the lowest value, and whether that value itself is allowed
_NUMBERS = {
    "snap_m": (0.0, True),
    "reach_m": (0.0, False),
    "near_miss_m": (0.0, False),
    "access_m": (0.0, False),
    "offroad_factor": (1.0, True),
}
_REACH_TO = ("trunk", "seat", "both")
_KEYS = (*_NUMBERS, "trunk_classes", "reach_to", "trust_registered")


def find_unknown_keys(given: Mapping[str, Any], known: Iterable[str], *, table: str, file: str) -> list[Fault]:
    """Return a fault for every unknown key, with the nearest known spelling."""
    names = list(known)
    return [
        make_fault("key-unknown", field=key, value=str(given[key]), table=table, file=file, nearest=nearest(key, names))
        for key in given
        if key not in names
    ]


def value_fault(table: str, key: str, value: object, expected: str, *, file: str) -> Fault:
    """Return the fault of a key whose value cannot be used."""
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return make_fault("key-value", file=file, field=key, value=shown, table=table, expected=expected)


def check_settings(network: Mapping[str, Any], *, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the settings that [network] gives, without defaults, and their faults."""
    faults = find_unknown_keys(network, _KEYS, table="network", file=file)
    settings: dict[str, Any] = {}
    for key in _KEYS:
        if key not in network:
            continue
        expected = _expected_value(key, network[key])
        if expected is None:
            settings[key] = tuple(network[key]) if key == "trunk_classes" else network[key]
        else:
            faults.append(value_fault("network", key, network[key], expected, file=file))
    return settings, faults


def _expected_value(key: str, value: Any) -> str | None:
    """Return what the value should have been; None where it is right."""
    if key == "trunk_classes":
        fits = isinstance(value, list) and len(value) > 0 and all(isinstance(item, str) and item for item in value)
        return None if fits else N_('a list of road classes in quotes, such as ["G", "S"]')
    if key == "reach_to":
        return None if value in _REACH_TO else " or ".join(_REACH_TO)
    if key == "trust_registered":
        return None if isinstance(value, bool) else N_("true or false")
    lowest, allowed = _NUMBERS[key]
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if number and (value > lowest or (allowed and value == lowest)):
        return None
    return f"a number of at least {lowest:g}" if allowed else f"a number above {lowest:g}"
