"""The counties of a run: the folders in a folder, those of a pattern, or the rows of a table."""

from __future__ import annotations

import glob
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.display import visible
from gisplan.base.errors import RunError
from gisplan.base.language import _
from gisplan.base.values import text_or_none
from gisplan.county.layer import Column, Layer
from gisplan.io.inputs.user_tables import read_user_table

__all__ = ["ListedCounty", "list_counties"]

COUNTY_FILE = "gisplan.toml"
NO_PROVINCE = "none"
"""The province of counties for which neither the list nor their code names one."""

_CODE = re.compile(r"[0-9A-Za-z_\-\u00c0-\uffee]{1,80}")  # a name that every file system takes
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")  # of Windows
_CHINESE_CODE = re.compile(r"[1-9][0-9]{5}")
_MOST_TOML_BYTES = 1 << 20
_LIST = Layer(
    "counties",
    None,
    (Column("code", "code", required=True), Column("path", required=True), Column("standard"), Column("province")),
    code="code",
)
_ALIASES = {
    "code": ("代码", "县代码", "县区代码", "行政区划代码"),
    "path": ("路径", "文件夹", "目录", "folder"),
    "standard": ("标准",),
    "province": ("省", "省份", "省代码", "州"),
}


@dataclass(frozen=True, order=True)
class ListedCounty:
    """A county of the list.

    Parameters
    ----------
    code : str
        Names its folder and its rows in the dataset.
    path : str
        Its folder or its gisplan.toml.
    shown_path : str
        The same, as the list has it, or relative to the folder of counties.
    standard : str or None
        A packaged id or a path; None is the run's, or else the county's own.
    province : str
        By the list, or of a Chinese code its first two digits; else "none".
    """

    code: str
    path: str
    shown_path: str
    standard: str | None = None
    province: str = NO_PROVINCE


def list_counties(source: str) -> tuple[ListedCounty, ...]:
    """List the counties of a run, sorted by code.

    Parameters
    ----------
    source : str
        A folder whose folders are counties; a pattern such as ``province/*/county``; or a table (.csv, .xlsx) with the
        columns code, path, and if need be standard and province. Paths of a table are relative to it.

    Returns
    -------
    tuple of ListedCounty

    Raises
    ------
    RunError
        There is no county, or rows are wrong: the message has a line for each fault.
    """
    path = Path(source)
    if path.is_file() and path.name != COUNTY_FILE:
        counties, faults = _read_table(path)
    else:
        counties, faults = _find_folders(path, source)
    faults += _find_code_faults(counties)
    if faults:
        raise RunError("\n".join(faults))
    if not counties:
        message = _("{0}: there is no county. Give a folder whose folders have a {1}, a pattern, or a table.")
        raise RunError(message.format(visible(source), COUNTY_FILE))
    return tuple(sorted(counties))


def _find_folders(path: Path, source: str) -> tuple[list[ListedCounty], list[str]]:
    """List the counties of a folder, or of a pattern."""
    if path.is_dir():
        inside = [] if (path / COUNTY_FILE).is_file() else sorted(path.glob(f"*/{COUNTY_FILE}"))
        found, base = [file.parent for file in inside] or [path], path
        if not inside and not (path / COUNTY_FILE).is_file():
            return [], []
    else:
        found = [Path(name) for name in sorted(glob.glob(source, recursive=True))]  # noqa: PTH207 - the pattern may be absolute
        found = [one for one in found if one.name == COUNTY_FILE or (one / COUNTY_FILE).is_file()]
        base = Path()
    return [_make_county(_read_code(one), one, base) for one in found], []


def _make_county(code: str, path: Path, base: Path) -> ListedCounty:
    shown = path.relative_to(base) if path.is_relative_to(base) else path
    return ListedCounty(code, str(path), shown.as_posix(), None, _find_province(code))


def _read_code(path: Path) -> str:
    """Return the code that a county file states; the name of its folder where it cannot be read."""
    file = path if path.name == COUNTY_FILE else path / COUNTY_FILE
    try:
        if file.stat().st_size > _MOST_TOML_BYTES:
            return file.parent.name
        code = tomllib.loads(file.read_text(encoding="utf-8")).get("county", {}).get("code")
    except (OSError, ValueError, AttributeError):
        return file.parent.name
    return str(code) if isinstance(code, str | int) and str(code) else file.parent.name


def _find_province(code: str) -> str:
    return code[:2] if _CHINESE_CODE.fullmatch(code) else NO_PROVINCE


def _read_table(path: Path) -> tuple[list[ListedCounty], list[str]]:
    """Read the table of counties."""
    table = read_user_table(path, _LIST, _ALIASES)
    rows = table.frame.to_dict("records") if not table.faults else []
    counties = []
    for row in rows:
        code, shown = str(row["code"]), str(row["path"])
        province = text_or_none(row.get("province")) or _find_province(code)
        standard = text_or_none(row.get("standard"))
        own = standard and path.parent / standard
        standard = str(own) if own and own.is_file() else standard
        counties.append(ListedCounty(code, str(path.parent / shown), Path(shown).as_posix(), standard, province))
    return counties, list(table.faults)


def _find_code_faults(counties: Sequence[ListedCounty]) -> list[str]:
    """List what is wrong with the codes, which name folders."""
    faults = [
        _("{0}: {1} cannot name a folder. Use letters, digits, - and _ for codes and provinces.").format(
            visible(one.shown_path), visible(name)
        )
        for one in counties
        for name in (one.code, one.province)
        if not _can_name_folder(name)
    ]
    twice = Counter(one.code.casefold() for one in counties)
    for code in sorted(code for code, count in twice.items() if count > 1):
        paths = [visible(one.shown_path) for one in counties if one.code.casefold() == code]
        message = _("{0}: the code of {1} counties: {2}. Give each a code of its own, in a table with code and path.")
        faults.append(message.format(visible(code), len(paths), ", ".join(_first(paths))))
    return faults


def _can_name_folder(name: str) -> bool:
    return _CODE.fullmatch(name) is not None and _RESERVED.fullmatch(name) is None


def _first(names: Iterable[str], most: int = 5) -> list[str]:
    """Return the first few names, and … where there are more."""
    listed = list(names)
    return listed if len(listed) <= most else [*listed[:most], "…"]
