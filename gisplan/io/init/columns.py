"""Match a file's columns with the canonical columns of a layer, by their names and their content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from gisplan.base.codes import CODE_LENGTHS
from gisplan.base.language import N_
from gisplan.county.schema import LAYERS, Column
from gisplan.io.init.column_profile import MOST, ColumnProfile, profile_column
from gisplan.io.init.contents import Fit, has_code_length, judge_content, looks_like_surfaces, looks_like_village_names
from gisplan.io.init.inspection import FileLayer
from gisplan.io.init.messages import Message
from gisplan.io.init.profiles import SourceProfile
from gisplan.io.init.vocabulary import COLUMNS, DATUM_HEADERS
from gisplan.io.layers.columns import bare_word
from gisplan.io.layers.quantities import UNITS, find_header_unit, split_unit

__all__ = [
    "ColumnMatch",
    "ColumnProfiles",
    "is_datum",
    "is_named",
    "is_other_surface",
    "match_columns",
    "other_unit",
    "profile_columns",
    "usual_names",
]

ColumnProfiles = Mapping[str, ColumnProfile]
"""The profiles of a file's columns by their headers."""

# the confidence in a match of names alone, less by a step for each place down the list of names
_EXACT, _FILLED, _CUT, _WITHIN, _STEP = 0.95, 0.85, 0.85, 0.6, 0.002
# the share of the doubt that remains after a look at the content
_REMAINING_DOUBT: Mapping[Fit, float] = {"confirms": 0.2, "allows": 1.0, "denies": 0.0}
_FORCED = 0.3
_NAMED = 0.8  # the confidence from which a name alone says what a column is
_BRACKETS = re.compile(r"[(（](米|公里|千米|m|km|人|户|个|%|％|是/否|是、否)[)）]$", re.IGNORECASE)
_FILLERS = re.compile(r"^(?:20\d\d年?|所属|所在|现状|现有|是否为|是否|本)?(.*?)(?:名称|情况|字段|数)?$")
_NAME_BYTES = (9, 10, 11)

_REASONS = {
    "exact": N_("a usual name for it"),
    "filled": N_("nearly a usual name for it"),
    "cut": N_("a usual name, cut short"),
    "within": N_("a usual name is part of it"),
    "confirms": N_("{why}, and the content fits"),
    "own": N_("gisplan's own name, but the content does not fit well"),
    "digits": N_("its values have {digits} digits"),
    "names": N_("its values end like village names"),
    "surfaces": N_("its values are words for surfaces"),
    "unique": N_("every value is different; the column name does not help"),
    "texts": N_("its values are mostly different texts; the column name does not help"),
    "place": N_("a usual name for a coordinate"),
}


@dataclass(frozen=True)
class ColumnMatch:
    """A canonical column and the header of the file's column that is proposed for it.

    Parameters
    ----------
    canonical, header : str
        The canonical name, and the file's own.
    confidence : float
        From 0 to 1.
    why : Message
        The reason.
    """

    canonical: str
    header: str
    confidence: float
    why: Message


def profile_columns(found: FileLayer) -> dict[str, ColumnProfile]:
    """Return the profiles of all columns of a file."""
    return {header: profile_column(found.raw, header) for header in found.raw.fields if header in found.raw.columns}


def match_columns(layer: str, found: FileLayer, profiles: ColumnProfiles) -> list[ColumnMatch]:
    """Return the matches of highest confidence, each column at most once, in the order of the schema."""
    place = set(found.place.values())
    candidates = [
        match
        for canonical in LAYERS[layer].names
        for header, profile in profiles.items()
        if header not in place
        and not is_datum(header)
        and (match := _match(layer, canonical, header, profile, found)) is not None
    ]
    chosen: dict[str, ColumnMatch] = {}
    taken: set[str] = set()
    for match in sorted(candidates, key=lambda item: -item.confidence):
        if match.canonical not in chosen and match.header not in taken:
            chosen[match.canonical] = match
            taken.add(match.header)
    for match in _guess_required(
        layer, {header: item for header, item in profiles.items() if header not in taken | place}
    ):
        chosen.setdefault(match.canonical, match)
    ordered = [chosen[name] for name in LAYERS[layer].names if name in chosen]
    placed = found.place if LAYERS[layer].shape is not None else {}
    return ordered + [ColumnMatch(key, header, 0.95, Message(_REASONS["place"])) for key, header in placed.items()]


def usual_names(layer: str, canonical: str, profile: SourceProfile | None = None) -> tuple[str, ...]:
    """Return the usual names of a column, those of the file's own source first."""
    own = profile.layer(layer).columns.get(canonical, ()) if profile is not None else ()
    return (*own, *COLUMNS[layer].get(canonical, ()))


def other_unit(column: Column, header: str) -> str | None:
    """Return the unit in a header's brackets where it is none of the column's, such as 里程(亩); else None."""
    unit = split_unit(header)[1]
    known = UNITS.get(column.unit or "", {})
    return unit if unit is not None and column.unit is not None and unit not in known else None


def is_named(layer: str, canonical: str, header: str, profile: SourceProfile | None = None) -> bool:
    """Return whether a header alone says that it is a canonical column."""
    return _compare_header(LAYERS[layer].column(canonical), header, usual_names(layer, canonical, profile))[0] >= _NAMED


def is_datum(header: str) -> bool:
    """Return whether a header names the coordinate system of each row."""
    return bare_word(header) in DATUM_HEADERS


def _match(layer: str, canonical: str, header: str, profile: ColumnProfile, found: FileLayer) -> ColumnMatch | None:
    column = LAYERS[layer].column(canonical)
    if column.kind == "code":
        profile = profile.as_code
    if other_unit(column, header) is not None:
        return None
    confidence, kind = _compare_header(column, header, usual_names(layer, canonical, found.profile))
    if confidence == 0.0:
        return _match_content(layer, canonical, header, profile)
    known = found.profile.layer(layer).values.get(canonical, {}) if found.profile is not None else {}
    fit = judge_content(layer, canonical, profile, found.raw, known)
    if header == canonical and fit == "denies":
        # a column of a canonical name is read anyway, so the file should show it
        return ColumnMatch(canonical, header, _FORCED, Message(_REASONS["own"]))
    if fit == "denies" or (column.kind == "code" and profile.type == "OFTReal" and not column.required):
        # a code kept as a number with decimals refuses the whole file
        return None
    why = Message(_REASONS[kind])
    if fit == "confirms":
        why = Message(_REASONS["confirms"], {"why": why})
    return ColumnMatch(canonical, header, 1 - (1 - confidence) * _REMAINING_DOUBT[fit], why)


def _compare_header(column: Column, header: str, names: tuple[str, ...]) -> tuple[float, str]:
    """Return the best confidence of a header as it is, and without the unit that it ends with."""
    return max(_compare_names(header, names), _compare_names(find_header_unit(column, header)[0], names))


@cache
def _compare_names(header: str, names: tuple[str, ...]) -> tuple[float, str]:
    """Return the best confidence that a header is one of the usual names, and in which way it matches."""
    bare = bare_word(_BRACKETS.sub("", split_unit(header)[0]))
    filled = _FILLERS.sub(r"\1", bare)
    best = (0.0, "")
    for rank, name in enumerate(names):
        confidence, kind = _compare_name(header, bare, filled, name)
        best = max(best, (confidence - _STEP * rank if confidence else 0.0, kind))
    return best


def _compare_name(header: str, bare: str, filled: str, name: str) -> tuple[float, str]:
    if bare == name:
        return _EXACT, "exact"
    if filled == name and len(filled) > 1:
        return _FILLED, "filled"
    if _is_cut(header, bare, name):
        return _CUT, "cut"
    words = {bare_word(word) for word in re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", header)}
    return (_WITHIN, "within") if len(name) > 3 and name.isascii() and name in words else (0.0, "")


def _is_cut(header: str, bare: str, name: str) -> bool:
    """Return whether the ten bytes of a shapefile's field names have cut the name short."""
    if len(bare) < 3 or not name.startswith(bare):
        return False
    return len(header.encode("utf-8")) in _NAME_BYTES or len(header.encode("gb18030")) in _NAME_BYTES


def _match_content(layer: str, canonical: str, header: str, profile: ColumnProfile) -> ColumnMatch | None:
    """Return a match by content alone, whatever the column is called."""
    digits = CODE_LENGTHS.get(layer)
    if canonical == "code" and digits is not None and profile.is_nearly_unique and has_code_length(profile, digits):
        return ColumnMatch(canonical, header, 0.85, Message(_REASONS["digits"], {"digits": digits}))
    if (layer, canonical) == ("groups", "village") and has_code_length(profile, CODE_LENGTHS["villages"]):
        return ColumnMatch(canonical, header, 0.85, Message(_REASONS["digits"], {"digits": CODE_LENGTHS["villages"]}))
    if (layer, canonical) == ("villages", "name") and looks_like_village_names(profile):
        return ColumnMatch(canonical, header, 0.8, Message(_REASONS["names"]))
    if (layer, canonical) == ("roads", "surface") and looks_like_surfaces(profile) and not is_other_surface(header):
        return ColumnMatch(canonical, header, 0.75, Message(_REASONS["surfaces"]))
    return None


def is_other_surface(header: str) -> bool:
    """Return whether a header names a planned, registered or former surface, not the present one."""
    return (
        re.search(r"拟|计划|规划|设计|原|登记|台账|年报|旧|plan|design|old|regist|former", header.casefold())
        is not None
    )


def _guess_required(layer: str, profiles: ColumnProfiles) -> Iterator[ColumnMatch]:
    """Guess required columns: the first column of different values as the code, one of texts as the name."""
    if layer not in ("villages", "groups", "seats"):
        return
    whole = {header: item for header, item in profiles.items() if 0 < item.given >= MOST * len(item.texts)}
    code = next((header for header, item in whole.items() if item.is_nearly_unique and item.type != "OFTReal"), None)
    if code is not None:
        yield ColumnMatch("code", code, 0.4, Message(_REASONS["unique"]))
    for header, profile in whole.items():
        if header != code and len(profile.numbers) == 0 and len(profile.words) > 0.7 * profile.given:
            yield ColumnMatch("name", header, 0.4, Message(_REASONS["texts"]))
            return
