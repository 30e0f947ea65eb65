"""Official codes: which strings are codes, and how spreadsheets change them.

A village has 12 digits (province 2, city 2, county 2, town 3, village 3); a group its village's 12
and 3 more. Codes are text from end to end: a spreadsheet that takes them for numbers loses digits.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = [
    "CODE_LENGTHS",
    "CODE_SYSTEMS",
    "Damage",
    "find_damage",
    "is_cn_code",
    "may_be_damaged",
    "strip_zero_decimals",
]

CODE_SYSTEMS = ("cn-12", "any")
CODE_LENGTHS = {"villages": 12, "groups": 15}
"""Digits of a code under `cn-12`, by layer."""

Damage = Literal["float", "exponent"]

_FLOAT = re.compile(r"\d+\.0+")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE]\+\d+|\d\.\d+[eE]\d+")


def is_cn_code(code: str, layer: str) -> bool:
    """Return whether a code has the digits that `cn-12` requires of the layer.

    Parameters
    ----------
    code : str
        The code as text.
    layer : str
        "villages" or "groups".

    Returns
    -------
    bool
        False for anything but ASCII digits.

    Examples
    --------
    >>> is_cn_code("610728111209", "villages"), is_cn_code("61072811120", "villages")
    (True, False)
    """
    return code.isascii() and code.isdigit() and len(code) == CODE_LENGTHS[layer]


def find_damage(code: str) -> Damage | None:
    """Find how a spreadsheet has changed a code by taking it for a number.

    Parameters
    ----------
    code : str
        The code as text.

    Returns
    -------
    "float", "exponent" or None
        None where it has not.

    Examples
    --------
    >>> find_damage("610728111209.0"), find_damage("6.10728E+11"), find_damage("610728111209")
    ('float', 'exponent', None)
    """
    if _FLOAT.fullmatch(code):
        return "float"
    return "exponent" if _EXPONENT.fullmatch(code) else None


def may_be_damaged(codes: str) -> bool:
    """Return whether any of many codes may be changed, by the characters that they hold: much faster than each.

    Parameters
    ----------
    codes : str
        The codes, one after the other.

    Returns
    -------
    bool
        False where `find_damage` is None of each.

    Examples
    --------
    >>> may_be_damaged("610728111209610728111210"), may_be_damaged("6107281112096.10728E+11")
    (False, True)
    """
    return any(letter in codes for letter in ".eE")


def strip_zero_decimals(word: str) -> str:
    """Write a whole number without the decimals that a program gave it; any other word stays as it is.

    Parameters
    ----------
    word : str
        A value of a list of numbers, such as surface codes.

    Returns
    -------
    str

    Examples
    --------
    >>> strip_zero_decimals("12.0"), strip_zero_decimals("12"), strip_zero_decimals("1.2.0")
    ('12', '12', '1.2.0')
    """
    return word.split(".")[0] if _FLOAT.fullmatch(word) else word
