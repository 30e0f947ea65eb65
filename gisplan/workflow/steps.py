"""The order of the steps: read a county, judge it by a standard."""

from __future__ import annotations

import importlib
import os
import reprlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import CountyFileError, StandardError
from gisplan.base.language import _

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.gaps import Gaps
    from gisplan.io import Reading
    from gisplan.io.child.limits import ReadOptions
    from gisplan.standards import Standard

__all__ = [
    "as_county",
    "check_path",
    "find_gaps",
    "finish",
    "judge",
    "make_options",
    "read_county",
    "read_with_ledger",
    "resolve_standard",
]


def read_county(
    path: str | os.PathLike[str],
    *,
    allow_outside: bool | None = None,
    read_seconds: float | None = None,
    read_gb: float | None = None,
    orientation: bool = True,
) -> County:
    """Read a county's folder, or its gisplan.toml.

    Parameters
    ----------
    path : path
    allow_outside : bool, optional
        Whether the county file may name files outside its folder; by default it may not.
    read_seconds, read_gb : float, optional
        What reading may take: by default 60 seconds and 2 GB of memory for each 128 MB of files that are begun.
    orientation : bool
        Whether what only the maps show is read too: rivers, lakes, neighbouring counties. No verdict rests on it.

    Returns
    -------
    County
        Every layer checked, in one metric CRS; rows with faults are in its `quarantine`.

    Raises
    ------
    CountyFileError
        Any file must be refused; `faults` holds every fault of every file.

    Examples
    --------
    >>> county = read_county("tests/fixtures/qingxi")  # doctest: +SKIP
    """
    check_path(path)
    from gisplan.io import start_reading

    options = make_options(allow_outside, read_seconds, read_gb)
    return finish(start_reading(path, options=options, orientation=orientation))


def make_options(allow_outside: bool | None, read_seconds: float | None, read_gb: float | None) -> ReadOptions:
    """Return what reading may use: what is asked for, else what is usual."""
    from gisplan.io.child.limits import read_options

    asked: dict[str, Any] = {"allow_outside": allow_outside, "seconds": read_seconds, "memory_gb": read_gb}
    return replace(read_options(), **{name: value for name, value in asked.items() if value is not None})


def finish(reading: Reading) -> County:
    """Finish a reading that has been started."""
    from gisplan.io import finish_reading  # imports geopandas while the files are unpacked and read

    importlib.import_module("gisplan.gaps")  # likewise: most who read a county judge it next
    return finish_reading(reading)


def as_county(county: County | str | os.PathLike[str]) -> County:
    """Return a county, read from its folder or county file where a path is given."""
    from gisplan.county.county import County

    return county if isinstance(county, County) else read_county(county)


def check_path(path: object) -> None:
    """Refuse what is neither a path nor a county."""
    if not isinstance(path, str | os.PathLike):
        message = _("{0} is no county: give the path of its folder or its gisplan.toml, or what read_county returned.")
        raise CountyFileError(message.format(reprlib.repr(path)))


def read_with_ledger(
    path: str | os.PathLike[str],
    *,
    on: date | None = None,
    note: Callable[[str], object] | None = None,
    orientation: bool = True,
) -> County:
    """Read a county, with its works as its ledger has them at the end of a day, by all that is known now.

    Parameters
    ----------
    path : path
        The county's folder, or its gisplan.toml.
    on : date, optional
        Without it: the county's own date, else today.
    note : callable, optional
        Called with each doubt about the ledger's times: a wrong clock, now or when something was recorded.
    orientation : bool
        As `read_county` takes it.

    Returns
    -------
    County

    Raises
    ------
    CountyFileError
        Any file must be refused.
    LedgerStoreError
        The county has no ledger, or it cannot be used.
    """
    from gisplan.ledger import open_ledger, with_ledger_works

    county = read_county(path, orientation=orientation)
    return with_ledger_works(county, open_ledger(path, create=False), on, note=note)


def find_gaps(
    county: County | str | os.PathLike[str],
    *,
    standard: str | None = None,
    scope: str = "exit",
    reading: str | None = None,
    accept_assumed: bool = False,
) -> Gaps:
    """Judge a county by a standard: a packaged id, a path, or the county's own.

    Parameters
    ----------
    county : County or path
        A path is read first.
    standard : str, optional
        A packaged id, or the path of a TOML file.
    scope : str
        Which criteria and targets count for the verdict: "exit"; "plan", with those of the plan too; "all".
    reading : str, optional
        Judge figures that the source states unclearly by this reading, not by the standard's own choice.
    accept_assumed : bool
        Count what rests on the surfaces that the county file assumes in `Gaps.state`; each verdict stays unknown.

    Returns
    -------
    Gaps

    Raises
    ------
    ValueError
        There is no such scope; the message lists those that there are.
    CountyFileError
        The county was given by its path and must be refused.
    StandardError
        There is no such standard (the message lists the packaged ones) or reading, or neither the caller nor the
        county file names a standard.
    """
    options: dict[str, Any] = {"scope": scope, "reading": reading, "accept_assumed": accept_assumed}
    as_read = as_county(county)
    return _judge(as_read, standard, **options, unchanged=as_read is not county)


def _judge(
    county: County, standard: str | None, *, scope: str, reading: str | None, accept_assumed: bool, unchanged: bool
) -> Gaps:
    """Judge a county; `unchanged` as `gisplan.gaps.find_gaps` takes it."""
    from gisplan.gaps import find_gaps as judge_county

    asked = resolve_standard(county, standard)
    read = asked.read_as(reading) if reading else asked
    return judge_county(county, read, scope=scope, accept_assumed=accept_assumed, unchanged=unchanged)


def resolve_standard(county: County, standard: str | None) -> Standard:
    """The standard that a caller names, or else the county's own."""
    from gisplan.io.inputs.standard_file import read_standard

    if standard is not None:
        return read_standard(standard)
    if county.standard is not None:
        own = read_standard(county.standard, folder=county.folder)
        _refuse_what_is_fixed(county, own)
        return own
    raise StandardError(_('The county file names no standard: add standard = "…" to [county], or give --standard.'))


def _refuse_what_is_fixed(county: County, own: Standard) -> None:
    """Refuse a county file that changes what its own standard fixes."""
    from gisplan.io.faults.catalogue import explain_fault
    from gisplan.io.replaced_values import find_refused_values

    if faults := find_refused_values(county.settings, county.setting_places, own):
        raise CountyFileError("\n".join(" ".join(explain_fault(fault, translate=_)) for fault in faults), faults)


def judge(
    path: str | os.PathLike[str],
    *,
    standard: str | None = None,
    scope: str = "exit",
    reading: str | None = None,
    accept_assumed: bool = False,
    ledger: bool = False,
    on: date | None = None,
    progress: Callable[[str], object] | None = None,
    note: Callable[[str], object] | None = None,
    orientation: bool = True,
) -> Gaps:
    """Read a county and judge it.

    Parameters
    ----------
    path : path
        The county's folder, or its gisplan.toml.
    standard, scope, reading : str, optional
        As `find_gaps` takes them.
    accept_assumed : bool
        As `find_gaps` takes it.
    ledger : bool
        Take the works from the county's ledger: see `read_with_ledger`.
    on : date, optional
        With `ledger`: the works as of the end of this day.
    progress : callable, optional
        Called with the name of each of the two steps.
    note : callable, optional
        With `ledger`: as `read_with_ledger` takes it.
    orientation : bool
        As `read_county` takes it; without it the gap map shows roads and places alone.

    Returns
    -------
    Gaps

    Raises
    ------
    CountyFileError, LedgerStoreError, StandardError, ValueError
        As `read_county`, `read_with_ledger` and `find_gaps` raise them.
    """
    if progress is not None:
        progress(_("reading the files"))
    if ledger:
        county = read_with_ledger(path, on=on, note=note, orientation=orientation)
    else:
        county = read_county(path, orientation=orientation)
    if progress is not None:
        progress(_("judging"))
    return _judge(county, standard, scope=scope, reading=reading, accept_assumed=accept_assumed, unchanged=True)
