"""Coordinates of a sheet: numbers, and longitudes and latitudes with degrees, minutes and seconds."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Mask, Objects

__all__ = ["Coordinates", "format_packed", "parse_degrees", "read_coordinates"]

Axis = Literal["lon", "lat"]
_SIDES: dict[Axis, str] = {"lon": "EW", "lat": "NS"}
_LARGEST: dict[Axis, float] = {"lon": 180.0, "lat": 90.0}
_MARKS = str.maketrans(
    {
        **dict.fromkeys("度º˚", "°"),
        **dict.fromkeys("分′‘’´`ʹ＇", "'"),
        **dict.fromkeys("秒″“”〃ʺ＂", '"'),
        **dict.fromkeys("−–", "-"),
        **dict(zip("东西南北東", "EWSNE", strict=True)),
        **dict.fromkeys("经纬經緯", None),
    }
)
_PARTS = re.compile(r"([EWNS]?)([^EWNS]*)([EWNS]?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_GAP = re.compile(r" *([°'\":-]) *")
_FORMS = {"0", "0°", "0°0'", "0°0'0\"", "0°0", "0°0'0", "0 0 0", "0:0:0", "0-0-0"}
"""How the numbers follow each other, each written as 0."""
_PACKED: dict[Axis, str] = {
    "lon": r"^\s*[-+]?(\d{2,3})(\d\d)(\d\d(?:\.\d*)?)\s*$",
    "lat": r"^\s*[-+]?(\d{2})(\d\d)(\d\d(?:\.\d*)?)\s*$",
}
_WITH_POINT = r"^\s*[-+]?(\d{1,3})\.(\d\d)(\d\d)\d*\s*$"
_FORM_WITH_LETTER = "0 0"


class Coordinates(NamedTuple):
    """Coordinates: NaN where a text cannot be read; whether it is no plain number; whether it cannot be a place.

    `packed` says which are numbers of degrees, minutes and seconds without marks, such as 1075512.5; `points` says
    which may be such numbers with a point behind the degrees, such as 107.551225.
    """

    value: Floats
    odd: Mask
    wrong: Mask
    packed: Mask
    points: Mask


def read_coordinates(texts: Objects, axis: Axis | None) -> Coordinates:
    """Read one coordinate of each record.

    Parameters
    ----------
    texts : (N,) object
        What the file has, or None.
    axis : "lon", "lat" or None
        Which of the two, where they are degrees, which may be written with minutes and seconds.

    Returns
    -------
    Coordinates
    """
    series = pd.Series(texts, dtype=object)
    value = pd.to_numeric(series, errors="coerce").to_numpy(dtype=float, copy=True)
    odd = np.isnan(value) & series.notna().to_numpy()
    wrong = np.zeros(len(texts), dtype=bool)
    if axis is not None and odd.any():
        codes, uniques = pd.factorize(texts[odd])
        read = np.array([parse_degrees(text, axis) for text in uniques], dtype=float)[codes]
        wrong[odd] = np.isinf(read)
        value[odd] = np.where(np.isinf(read), np.nan, read)
    return Coordinates(value, odd, wrong, *_find_packed(series, odd, axis))


def _find_packed(texts: pd.Series, odd: Mask, axis: Axis | None) -> tuple[Mask, Mask]:
    """Find numbers that may be degrees, minutes and seconds without marks."""
    nothing = np.zeros(len(texts), dtype=bool)
    if axis is None or odd.all() or texts.isna().all():
        return nothing, nothing
    found = [texts.str.extract(pattern).astype(float).to_numpy() for pattern in (_PACKED[axis], _WITH_POINT)]
    packed, points = ((parts[:, 1] < 60) & (parts[:, 2] < 60) for parts in found)
    return packed & (found[0][:, 0] <= _LARGEST[axis]), points


def format_packed(text: str) -> str:
    """Return a number of degrees, minutes and seconds without marks as they would be written with them.

    Examples
    --------
    >>> format_packed("1075512.5"), format_packed("32.3010")
    ('107°55′12.5″', '32°30′10″')
    """
    whole, _, rest = text.strip().lstrip("+-").partition(".")
    if len(whole) < 4:
        return f"{whole}°{rest[:2]}′{rest[2:4]}″"
    return f"{whole[:-4]}°{whole[-4:-2]}′{whole[-2:]}{'.' if rest else ''}{rest}″"


def parse_degrees(text: str, axis: Axis) -> float | None:
    """Return a longitude or latitude; None where it is not written so, infinity where there is no such place.

    Examples
    --------
    >>> parse_degrees("108°12′30″E", "lon"), parse_degrees("东经108度30分", "lon"), parse_degrees("S32 30", "lat")
    (108.20833333333333, 108.5, -32.5)
    >>> parse_degrees("108°75′", "lon"), parse_degrees("32°30′N", "lon"), parse_degrees("unknown", "lon")
    (inf, inf, None)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text.translate(_MARKS)).upper().split())
    parts = _PARTS.fullmatch(plain.replace("''", '"').replace("D", "°"))
    if parts is None:
        return None
    before, body, after = parts.groups()
    sides = {before, after} - {""}
    body = body.strip().removeprefix(":").strip()
    sign = body[:1] if body[:1] in ("-", "+") else ""
    form = _GAP.sub(r"\1", _NUMBER.sub("0", body.removeprefix(sign).strip()))
    if form not in _FORMS and not (sides and form == _FORM_WITH_LETTER):
        return None
    contradictory = len(sides) > 1 or not sides <= set(_SIDES[axis]) or bool(sides and sign == "-")
    value = np.inf if contradictory else _add_up(_NUMBER.findall(body))
    if value > _LARGEST[axis]:
        return np.inf
    return -value if sign == "-" or sides & {"W", "S"} else value


def _add_up(numbers: list[str]) -> float:
    """Return degrees, minutes and seconds as degrees; infinity where 60 or more, or a fraction before the last."""
    degrees, minutes, seconds = (*map(float, numbers), 0.0, 0.0)[:3]
    if minutes >= 60 or seconds >= 60 or any("." in number for number in numbers[:-1]):
        return np.inf
    return (3600 * degrees + 60 * minutes + seconds) / 3600
