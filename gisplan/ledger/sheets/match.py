"""Which work each row of a sheet is: by its code, else by its name, town and villages; what is doubtful is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from gisplan.base.language import _
from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import LISTED
from gisplan.ledger.sheets.forms import VILLAGES_NAMED
from gisplan.ledger.sheets.places import bare_town

__all__ = ["Match", "SheetRow", "key_name", "match_rows"]

_NEAR = 0.8  # how like two names must be for a person to look at them
_MUCH = 0.5  # and of works in one village, without its name
_NUMBERED = re.compile(r"(.*?)(\d+)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\w]+(?=\d)")
_MARK = "\ue000"


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: the workbook's own number, and what its cells say; a blank is left out."""

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


@dataclass(frozen=True)
class Match:
    """What a row is: a work of the ledger, a new one with its code, or a doubt, with what is doubtful."""

    row: SheetRow
    work: WorkState | None = None
    new_code: str | None = None
    doubt: str | None = None
    remedy: str | None = None


def match_rows(
    rows: Sequence[SheetRow],
    works: Sequence[WorkState],
    *,
    kind: str,
    year: int,
    new: Collection[str] = (),
    taken: Collection[str] = (),
) -> list[Match]:
    """What every row is; no two rows are one work.

    Parameters
    ----------
    works : sequence of WorkState
        The works of the sheet's kind, those taken off the ledger among them.
    kind, year
        Of these a new work's code is made where neither its row nor another work says how codes look.
    new : collection of str
        Codes of which someone has said that they are new works, whatever they are like.
    taken : collection of str
        Codes of new works in other sheets.
    """
    by_code = {work.code: work for work in works}
    by_name: dict[str, list[WorkState]] = {}
    for work in works:
        by_name.setdefault(key_name(work.name), []).append(work)
    found = [_refuse_unlisted(_match(row, by_code, by_name, works, new)) for row in rows]
    return _number_new(_refuse_twice(found), {*by_code, *taken}, kind, year)


def key_name(name: str) -> str:
    """A name as it is looked up: without marks and spaces, but for those between two figures.

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
        told = _("it has neither a code nor a name")
        return _doubt(row, told, _("Give it a code or a name, or delete the row."))
    if len(fits) == 1:
        return Match(row, fits[0])
    if fits:
        told = _("several works have this name, town and village: {0}")
        return _doubt(row, told.format(_list(fits)), _("Write the code of the work that is meant."))
    letters = sorted(key_name(row.name))
    turned = [work for work in works if sorted(key_name(work.name)) == letters]
    near = same or turned or _find_near(row, row.name, works) or _find_in_village(row, row.name, works)
    if near:
        told = _("no work has exactly this name, town and village; similar: {0}")
        remedy = _(
            "Write the code of the work that is meant. If it is a new work, give it a code of its own and add "
            "--new with this code."
        )
        return _doubt(row, told.format(_list(near)), remedy)
    if not row.values.get("town") and not row.values.get("villages"):
        told = _("it has no code, town or village; it may be a heading, a note or a new work")
        return _doubt(row, told, _("Delete the row if it is not a work; otherwise fill in the town and village."))
    return Match(row, new_code="")


def _match_unknown(row: SheetRow, fits: Sequence[WorkState], works: Sequence[WorkState], new: Collection[str]) -> Match:
    """A code that the ledger has not is a new work, or a slip of the pen."""
    if row.name is None:
        told = _("the ledger has no work {0}, and a new one needs a name")
        return _doubt(row, told.format(row.code), _("Correct the code, or give the work its name."))
    if row.code not in new and (near := fits or _find_near(row, row.name, works)):
        told = _("the ledger has no work {0}; by name, town and village it resembles: {1}")
        remedy = _("Write the code of the work that is meant; if it is a new work, add --new {0}.").format(row.code)
        return _doubt(row, told.format(row.code, _list(near)), remedy)
    return Match(row, new_code=row.code)


def _find_near(row: SheetRow, name: str, works: Sequence[WorkState]) -> list[WorkState]:
    """Works in the same place, as far as both say where they are, whose names are nearly this one."""
    return [work for work in works if _fits(row, work) and _is_like(name, work.name)]


def _find_in_village(row: SheetRow, name: str, works: Sequence[WorkState]) -> list[WorkState]:
    """Works for the very same villages, whose names without those of town and place are much like this one."""
    villages = set(row.values.get("villages") or ())
    places = [str(row.values.get(field) or "") for field in ("town", VILLAGES_NAMED)]
    own = _strip_places(name, places)
    return [
        work
        for work in works
        if villages
        and villages == set(work.values.get("villages") or ())
        and re.findall(r"\d+", key_name(name)) == re.findall(r"\d+", key_name(work.name))
        and SequenceMatcher(None, own, _strip_places(work.name, places), autojunk=False).ratio() >= _MUCH
    ]


def _strip_places(name: str, places: Sequence[str]) -> str:
    for place in places:
        name = name.replace(place, "") if place else name
    return key_name(name)


def _refuse_unlisted(match: Match) -> Match:
    """A work that was taken off the ledger does not come back unasked."""
    work = match.work
    if work is None or work.values.get(LISTED):
        return match
    told = _("{0} was removed from the ledger").format(work.code)
    remedy = _("Delete the row, or list it again first: gisplan ledger set COUNTY {0} listed --value yes.")
    return _doubt(match.row, told, remedy.format(work.code))


def _match_code(row: SheetRow, work: WorkState, same: Sequence[WorkState], fits: Sequence[WorkState]) -> Match:
    """A code counts, unless the name is another's, or neither name nor place is the work's."""
    if row.name is None or work in same:
        others = [other for other in fits if other.code != work.code] if work not in fits else []
    else:
        others = [other for other in same if other.code != work.code]
    if others:
        told = _("{0} is {1} in the ledger, but this is the name of {2}")
        return _doubt(row, told.format(work.code, work.name, _list(others)), _("Correct the code or the name."))
    if row.name is not None and work not in same and not _fits(row, work) and not _is_like(row.name, work.name):
        told = _("{0} is {1} in the ledger, and neither the name nor the place is the same")
        remedy = _("Correct the code; or change the name first: gisplan ledger set COUNTY {0} name --value NAME.")
        return _doubt(row, told.format(work.code, work.name), remedy.format(work.code))
    return Match(row, work)


def _doubt(row: SheetRow, told: str, remedy: str) -> Match:
    return Match(row, doubt=told, remedy=remedy)


def _fits(row: SheetRow, work: WorkState) -> bool:
    """Whether town and villages are the work's, as far as both say."""
    town, villages = bare_town(row.values.get("town")), set(row.values.get("villages") or ())
    own_town, own = bare_town(work.values.get("town")), set(work.values.get("villages") or ())
    if villages and own:
        return bool(villages & own)
    return not (town and own_town) or town == own_town


def _is_like(one: str, other: str) -> bool:
    """Whether two names are nearly the same; those that differ in their figures are of two works."""
    a, b = key_name(one), key_name(other)
    if sorted(a) == sorted(b):
        return True
    if min(len(a), len(b)) < _NEAR / (2 - _NEAR) * max(len(a), len(b)):
        return False
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _NEAR


def _list(works: Iterable[WorkState]) -> str:
    return ", ".join(f"{work.code} {work.name}" for work in works)


def _refuse_twice(found: Sequence[Match]) -> list[Match]:
    """Two rows that are the same work, or the same new one."""
    rows: dict[object, list[int]] = {}
    keys: list[object] = []
    for match in found:
        row = match.row
        new = (key_name(row.name or ""), bare_town(row.values.get("town")), tuple(row.values.get("villages") or ()))
        key = match.work.code if match.work else match.new_code or new
        keys.append(None if match.doubt else key)
        rows.setdefault(keys[-1], []).append(row.number)
    told = _("rows {0} are the same work")
    remedy = _("Delete all but one, or give each its own code.")
    return [
        _doubt(match.row, told.format(", ".join(map(str, rows[key]))), remedy)
        if key is not None and len(rows[key]) > 1
        else match
        for match, key in zip(found, keys, strict=True)
    ]


def _number_new(found: Sequence[Match], known: Collection[str], kind: str, year: int) -> list[Match]:
    """Codes for the new works that came without one: the next of the series that most works are numbered by."""
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
