"""The table [network] of a county file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.config.keys import find_unknown_keys, value_fault
from gisplan.io.faults.catalogue import make_fault

__all__ = ["REPLACING", "check_settings"]

# key -> the lowest and the highest value, and what to write; docs/county-file.md has the reasons
_NUMBERS = {
    "snap_m": (0.01, 100.0, N_("a number from 0.01 to 100, in metres")),
    "reach_m": (0.01, 10_000.0, N_("a number from 0.01 to 10000, in metres")),
    "near_miss_m": (0.01, 1_000.0, N_("a number from 0.01 to 1000, in metres")),
    "access_m": (0.01, 100_000.0, N_("a number from 0.01 to 100000, in metres")),
    "offroad_factor": (1.0, 1_000.0, N_("a number from 1 to 1000")),
}
REPLACING = ("reach_m", "reach_to")
"""The keys that replace what a standard says."""
_REACH_TO = ("trunk", "seat", "both")
_SETTING_KEYS = (*_NUMBERS, "trunk_classes", "reach_to", "trust_registered")
_FORMER_KEYS = {"roots": "trunk_classes"}


def check_settings(network: Mapping[str, Any], *, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the settings that [network] gives, without defaults, and their faults."""
    network, faults = _rename_former_keys(network, file=file)
    faults += find_unknown_keys(network, _SETTING_KEYS, table="network", file=file)
    settings: dict[str, Any] = {}
    for key in _SETTING_KEYS:
        if key not in network:
            continue
        expected = _expected_value(key, network[key])
        if expected is None:
            settings[key] = tuple(network[key]) if key == "trunk_classes" else network[key]
        else:
            faults.append(value_fault("network", key, network[key], expected, file=file))
    return settings, faults


def _rename_former_keys(network: Mapping[str, Any], *, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the table with the names of today for keys that had others; a key beside its former name stays."""
    former = {old: new for old, new in _FORMER_KEYS.items() if old in network and new not in network}
    faults = [
        make_fault("key-renamed", file=file, field=old, value=str(network[old]), table="network", other=new)
        for old, new in former.items()
    ]
    return {former.get(key, key): value for key, value in network.items()}, faults


def _expected_value(key: str, value: Any) -> str | None:
    """Return what the value should have been; None where it is right."""
    if key == "trunk_classes":
        fits = isinstance(value, list) and len(value) > 0 and all(isinstance(item, str) and item for item in value)
        return None if fits else N_('a list of road classes in quotes, such as ["G", "S"]')
    if key == "reach_to":
        return None if value in _REACH_TO else " or ".join(_REACH_TO)
    if key == "trust_registered":
        return None if isinstance(value, bool) else N_("true or false")
    lowest, highest, expected = _NUMBERS[key]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if number and lowest <= value <= highest else expected
