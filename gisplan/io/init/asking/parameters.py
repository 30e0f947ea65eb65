"""Three or seven parameters of a datum, as a clerk types them: in the order of the survey office, without units."""

from __future__ import annotations

import re
import unicodedata

from gisplan.base.datum_parameters import ROTATIONS
from gisplan.base.language import _, fill
from gisplan.io.config.datum_parameters import check_parameters
from gisplan.io.faults.catalogue import explain_fault

__all__ = ["explain_parameters", "parse_parameters"]

_KEYS = ("dx", "dy", "dz", "rx", "ry", "rz", "scale")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_MARKS = re.compile(r"\s*[,;、]\s*")
_MINUS = str.maketrans("−–", "--")


def parse_parameters(text: str) -> dict[str, float] | None:
    """Return the numbers by their keys in the county file; None where `explain_parameters` says what is wrong.

    Examples
    --------
    >>> parse_parameters("24.5, -123.25, -94")
    {'dx': 24.5, 'dy': -123.25, 'dz': -94.0}
    """
    return None if explain_parameters(text) else _number(_split(text))


def explain_parameters(text: str) -> str:
    """Say why a text is no three or seven parameters; nothing where it is.

    Parameters
    ----------
    text : str
        Numbers between commas, semicolons or blanks.
    """
    words = _split(text)
    wrong = next((word for word in words if not _NUMBER.fullmatch(word)), None)
    if wrong is not None:
        return _("{word} is no number. Give three or seven numbers without units, with commas between them.").format(
            word=wrong or "–"
        )
    if len(words) not in (3, len(_KEYS)):
        return fill(_("There are {count} number(s) instead of three or seven."), count=len(words))
    table = {**_number(words), **({"rotation": ROTATIONS[0]} if len(words) > 3 else {}), "source": "-"}
    _parameters, faults = check_parameters(table, at="to_wgs84", file="", for_all=False)
    return " ".join(explain_fault(fault, translate=_)[0] for fault in faults)


def _number(words: list[str]) -> dict[str, float]:
    return dict(zip(_KEYS, map(float, words), strict=False))


def _split(text: str) -> list[str]:
    """Return what stands between the marks, or between the blanks where there are no marks; full width is half."""
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    return _MARKS.split(plain) if _MARKS.search(plain) else plain.split()
