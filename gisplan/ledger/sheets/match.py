"""Match the rows of a sheet with works: by code, else by name, town and villages; doubtful rows are marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gisplan.base.language import _
from gisplan.base.values import similarity
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import LISTED
from gisplan.ledger.sheets.forms import VERSION, VILLAGES_NAMED
from gisplan.ledger.sheets.villages import bare_town

__all__ = ["Match", "SheetRow", "key_name", "match_rows"]

_SIMILAR = 0.8  # the similarity of two names from which a person has to look at them
_SIMILAR_IN_VILLAGE = 0.5  # and of works in one village, without its name
_NUMBERED = re.compile(r"(.*?)(\d+)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\w]+(?=\d)")
_MARK = "\ue000"


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: its number in the workbook, and its cells without the blank ones."""

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str | None:
        """The work's code, where the row has one."""
        return self.values.get("code")

    @property
    def name(self) -> str | None:
        """The work's name, where the row has one."""
        return self.values.get("name")

    @property
    def exported(self) -> bool:
        """Whether the row was exported from a ledger, with its work's version."""
        return self.values.get(VERSION) is not None


@dataclass(frozen=True)
class Match:
    """What a row is: a work of the ledger, a new one with its code, or doubtful, and why."""

    row: SheetRow
    work: WorkState | None = None
    new_code: str | None = None
    doubt: str | None = None
    remedy: str | None = None

    @property
    def code(self) -> str:
        """The code of the work, or of the new one."""
        return self.work.code if self.work is not None else str(self.new_code)


def match_rows(
    rows: Sequence[SheetRow],
    works: Sequence[WorkState],
    *,
    kind: str,
    year: int,
    new: Collection[str] = (),
    taken: Collection[str] = (),
) -> list[Match]:
    """Match every row with a work; no two rows may be one work.

    Parameters
    ----------
    works : sequence of WorkState
        The works of the sheet's kind, those taken off the ledger among them.
    kind, year
        For the code of a new work, where neither its row nor the codes of other works give one.
    new : collection of str
        Codes that a person declared to be new works, however similar to others.
    taken : collection of str
        Codes of new works in other sheets.
    """
    by_code = {work.code: work for work in works}
    by_name: dict[str, list[WorkState]] = {}
    for work in works:
        by_name.setdefault(key_name(work.name), []).append(work)
    found = [_refuse_unlisted(_match(row, by_code, by_name, works, new)) for row in rows]
    return _number_new(_refuse_duplicates(found), {*by_code, *taken}, kind, year)


def key_name(name: str) -> str:
    """Return a name for look-up: without marks and spaces, except between two digits.

    Examples
    --------
    >>> key_name("大池村(1、2组) 供水") == key_name("大池村 1,2组供水") != key_name("大池村12组供水")
    True
    """
    narrow = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(c for c in _BETWEEN_DIGITS.sub(_MARK, narrow) if c.isalnum() or c == _MARK)
    return kept or name


def _match(
    row: SheetRow,
    by_code: Mapping[str, WorkState],
    by_name: Mapping[str, list[WorkState]],
    works: Sequence[WorkState],
    new: Collection[str],
) -> Match:
    same = by_name.get(key_name(row.name), []) if row.name else []
    fits = [work for work in same if _fits(row, work)]
    if row.code in by_code:
        return _match_code(row, by_code[str(row.code)], same, fits)
    if row.code is not None:
        return _match_unknown(row, fits, works, new)
    if row.name is None:
        reason = _("it has neither a code nor a name")
        return _doubt(row, reason, _("Give it a code or a name, or delete the row."))
    if len(fits) == 1:
        return Match(row, fits[0])
    if fits:
        reason = _("several works have this name, town and village: {0}")
        return _doubt(row, reason.format(_format_works(fits)), _("Write the code of the work that is meant."))
    letters = sorted(key_name(row.name))
    turned = [work for work in works if sorted(key_name(work.name)) == letters]
    near = same or turned or _find_near(row, row.name, works) or _find_in_village(row, row.name, works)
    if near:
        reason = _("no work has exactly this name, town and village; similar: {0}")
        remedy = _(
            "Write the code of the work that is meant. If it is a new work, give it a code of its own and add "
            "--new with this code."
        )
        return _doubt(row, reason.format(_format_works(near)), remedy)
    if not row.values.get("town") and not row.values.get("villages"):
        reason = _("it has no code, town or village; it may be a heading, a note or a new work")
        return _doubt(row, reason, _("Delete the row if it is not a work; otherwise fill in the town and village."))
    return Match(row, new_code="")


def _match_unknown(row: SheetRow, fits: Sequence[WorkState], works: Sequence[WorkState], new: Collection[str]) -> Match:
    """Match a row with an unknown code: a new work, or a typing error."""
    if row.name is None:
        reason = _("the ledger has no work {0}, and a new one needs a name")
        return _doubt(row, reason.format(row.code), _("Correct the code, or give the work its name."))
    if row.code not in new and (near := fits or _find_near(row, row.name, works)):
        reason = _("the ledger has no work {0}; by name, town and village it resembles: {1}")
        remedy = _("Write the code of the work that is meant; if it is a new work, add --new {0}.").format(row.code)
        return _doubt(row, reason.format(row.code, _format_works(near)), remedy)
    return Match(row, new_code=row.code)


def _find_near(row: SheetRow, name: str, works: Sequence[WorkState]) -> list[WorkState]:
    """Find works in the same town and villages, as far as known, with a similar name."""
    return [work for work in works if _fits(row, work) and _is_like(name, work.name)]


def _find_in_village(row: SheetRow, name: str, works: Sequence[WorkState]) -> list[WorkState]:
    """Find works for the same villages whose names, without town and village, are similar."""
    villages = set(row.values.get("villages") or ())
    names = [str(row.values.get(field) or "") for field in ("town", VILLAGES_NAMED)]
    stripped = _strip_names(name, names)
    return [
        work
        for work in works
        if villages
        and villages == set(work.values.get("villages") or ())
        and re.findall(r"\d+", key_name(name)) == re.findall(r"\d+", key_name(work.name))
        and similarity(stripped, _strip_names(work.name, names)) >= _SIMILAR_IN_VILLAGE
    ]


def _strip_names(name: str, others: Sequence[str]) -> str:
    for other in others:
        name = name.replace(other, "") if other else name
    return key_name(name)


def _refuse_unlisted(match: Match) -> Match:
    """Refuse a row of a work that was taken off the ledger."""
    work = match.work
    if work is None or work.values.get(LISTED):
        return match
    reason = _("{0} was removed from the ledger").format(work.code)
    remedy = _("Delete the row, or list it again first: gisplan ledger set COUNTY {0} listed --value yes.")
    return _doubt(match.row, reason, remedy.format(work.code))


def _match_code(row: SheetRow, work: WorkState, same: Sequence[WorkState], fits: Sequence[WorkState]) -> Match:
    """Match a row by its code, unless the name is another work's, or neither name nor place is this work's."""
    if row.name is None or work in same:
        others = [other for other in fits if other.code != work.code] if work not in fits else []
    else:
        others = [other for other in same if other.code != work.code]
    if others:
        reason = _("{0} is {1} in the ledger, but this is the name of {2}")
        return _doubt(
            row, reason.format(work.code, work.name, _format_works(others)), _("Correct the code or the name.")
        )
    if row.name is not None and work not in same and not _fits(row, work) and not _is_like(row.name, work.name):
        reason = _("{0} is {1} in the ledger, but name and location both differ")
        remedy = _("Correct the code; or change the name first: gisplan ledger set COUNTY {0} name --value NAME.")
        return _doubt(row, reason.format(work.code, work.name), remedy.format(work.code))
    return Match(row, work)


def _doubt(row: SheetRow, reason: str, remedy: str) -> Match:
    return Match(row, doubt=reason, remedy=remedy)


def _fits(row: SheetRow, work: WorkState) -> bool:
    """Return whether town and villages agree, as far as both the row and the work have them."""
    town, villages = bare_town(row.values.get("town")), set(row.values.get("villages") or ())
    own_town, own = bare_town(work.values.get("town")), set(work.values.get("villages") or ())
    if villages and own:
        return bool(villages & own)
    return not (town and own_town) or town == own_town


def _is_like(one: str, other: str) -> bool:
    """Return whether two names are similar; names with different numbers are of two works."""
    a, b = key_name(one), key_name(other)
    if sorted(a) == sorted(b):
        return True
    if min(len(a), len(b)) < _SIMILAR / (2 - _SIMILAR) * max(len(a), len(b)):
        return False
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    return similarity(a, b) >= _SIMILAR


def _format_works(works: Iterable[WorkState]) -> str:
    return ", ".join(f"{work.code} {work.name}" for work in works)


def _refuse_duplicates(found: Sequence[Match]) -> list[Match]:
    """Refuse rows that are the same work, or the same new one."""
    rows: dict[object, list[int]] = {}
    keys: list[object] = []
    for match in found:
        row = match.row
        new = (key_name(row.name or ""), bare_town(row.values.get("town")), tuple(row.values.get("villages") or ()))
        key = match.work.code if match.work else match.new_code or new
        keys.append(None if match.doubt else key)
        rows.setdefault(keys[-1], []).append(row.number)
    reason = _("rows {0} are the same work")
    remedy = _("Delete all but one, or give each its own code.")
    return [
        replace(match, doubt=reason.format(", ".join(map(str, rows[key]))), remedy=remedy)
        if key is not None and len(rows[key]) > 1
        else match
        for match, key in zip(found, keys, strict=True)
    ]


def _number_new(found: Sequence[Match], known: Collection[str], kind: str, year: int) -> list[Match]:
    """Give codes to the new works without one: the next numbers of the most common series."""
    taken = {*known, *(match.new_code for match in found if match.new_code)}
    series: dict[str, list[str]] = {}
    for code in taken:
        if code and (parts := _NUMBERED.fullmatch(code)):
            series.setdefault(parts[1], []).append(parts[2])
    prefix = max(sorted(series), key=lambda name: len(series[name]), default=f"{kind}-{year}-")
    numbers = series.get(prefix, ["000"])
    last, width = max(map(int, numbers)), max(map(len, numbers))
    made = []
    for match in found:
        new = match.new_code
        if new == "":
            last += 1
            new = f"{prefix}{last:0{width}d}"
        made.append(Match(match.row, match.work, new, match.doubt, match.remedy))
    return made
