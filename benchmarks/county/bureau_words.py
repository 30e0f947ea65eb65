"""The words that bureaus write where gisplan has codes, and the ways in which they write dates and degrees."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

__all__ = [
    "CATEGORIES",
    "CLASSES",
    "GRADES",
    "PROGRAMMES",
    "STATUSES",
    "SURFACES",
    "UNSURVEYED",
    "dms_text",
    "say",
    "write_date",
    "yes_no",
]

CLASSES = {"G": "国道", "S": "省道", "X": "县道", "Y": "乡道", "C": "村道", "Z": "专用公路", "W": "通组路"}
GRADES = {"10": "高速", "11": "一级", "22": "二级", "23": "三级", "24": "四级", "30": "等外"}
SURFACES = {
    "11": "沥青",
    "12": "水泥",
    "21": "沥青贯入式",
    "22": "沥青表处",
    "23": "沥青碎石",
    "31": "砂石",
    "32": "石质",
    "33": "渣石",
    "34": "砖铺",
    "35": "砼预制块",
    "36": "无路面",
}
UNSURVEYED = "不详"
STATUSES = {"not_started": "未开工", "under_way": "在建", "built": "完工", "accepted": "交工验收"}
PROGRAMMES = {"resurfacing": "油返砂整治", "group_roads": "通组公路"}
CATEGORIES = {"poor": "贫困", "non_poor": "非贫困", "township": "集镇"}
DATE_FORMS = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0:%Y/%m/%d}")


def say(values: pd.Series, words: dict[str, str], blank: str | None = None) -> list[str | None]:
    """The bureau's word for every code; a value that has none stays as it is, a null becomes `blank`."""
    return [blank if pd.isna(value) or value == "" else words.get(_plain(value), _plain(value)) for value in values]


def yes_no(values: pd.Series) -> list[str | None]:
    """是 or 否, of true and false or of yes and no; what is blank stays blank."""
    words = {"yes": True, "no": False, "": None}
    found = [words[value] if isinstance(value, str) else value for value in values]
    return [None if pd.isna(value) else "是" if value else "否" for value in found]


def _plain(value: object) -> str:
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def write_date(value: object, turn: int) -> date | str | None:
    """A date as one clerk or another writes it; every fifth one is a real date and not a text.

    Year, month and day stand in this order in every form, so that each can be read in one way only.
    """
    if value is None or pd.isna(value) or value == "":
        return None
    day = date.fromisoformat(str(value)[:10])
    form = turn % (len(DATE_FORMS) + 1)
    return day if form == 0 else DATE_FORMS[form - 1].format(day)


def dms_text(degrees: float, letter: str) -> str:
    """Degrees, minutes and seconds to the hundredth, which is 0.3 m.

    Examples
    --------
    >>> dms_text(107.902861, "E"), dms_text(32.9999999, "N")
    ('107°54′10.30″E', '33°00′00.00″N')
    """
    hundredths = round(float(degrees) * 360_000)
    seconds, part = divmod(hundredths, 100)
    minutes, second = divmod(seconds, 60)
    degree, minute = divmod(minutes, 60)
    return f"{degree}°{minute:02d}′{second:02d}.{part:02d}″{letter}"
