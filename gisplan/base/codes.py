"""Official codes: which strings are codes, and how files spoil them.

A village has 12 digits (province 2, city 2, county 2, town 3, village 3); a group its village's 12
and 3 more. Codes are text from end to end: a spreadsheet that takes them for numbers spoils them.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["CODE_LENGTHS", "CODE_SYSTEMS", "Damage", "find_damage", "is_cn_code"]

CODE_SYSTEMS = ("cn-12", "any")
CODE_LENGTHS = {"villages": 12, "groups": 15}
"""Digits of a code under `cn-12`, by layer."""

Damage = Literal["float", "exponent"]

_FLOAT = re.compile(r"\d+\.0+")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE]\+\d+|\d\.\d+[eE]\d+")


def is_cn_code(code: str, layer: str) -> bool:
    """Whether a code has the digits that `cn-12` asks of the layer.

    Examples
    --------
    >>> is_cn_code("610728111209", "villages"), is_cn_code("61072811120", "villages")
    (True, False)
    """
    return code.isascii() and code.isdigit() and len(code) == CODE_LENGTHS[layer]


def find_damage(code: str) -> Damage | None:
    """How a spreadsheet has spoilt a code, if it has.

    Examples
    --------
    >>> find_damage("610728111209.0"), find_damage("6.10728E+11"), find_damage("610728111209")
    ('float', 'exponent', None)
    """
    if _FLOAT.fullmatch(code):
        return "float"
    return "exponent" if _EXPONENT.fullmatch(code) else None
