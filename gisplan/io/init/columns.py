"""Which of a file's columns is which of a layer's: by its name, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gisplan.base.codes import CODE_LENGTHS
from gisplan.base.language import N_
from gisplan.county.schema import LAYERS
from gisplan.io.init.column_profile import ColumnProfile, see_code, see_column
from gisplan.io.init.contents import Fit, has_code_length, judge_content, looks_like_surfaces, looks_like_village_names
from gisplan.io.init.inspection import Found
from gisplan.io.init.messages import Message
from gisplan.io.init.vocabulary import COLUMNS
from gisplan.io.layers.texts import bare_word

__all__ = ["Match", "Sights", "match_columns", "see_columns"]

Sights = Mapping[str, ColumnProfile]

# how much a name alone says; the further down the list of names, the less
_EXACT, _FILLED, _CUT, _WITHIN, _STEP = 0.95, 0.85, 0.85, 0.6, 0.002
_FITS: Mapping[Fit, float] = {"confirms": 0.2, "allows": 1.0, "denies": 0.0}
_FORCED = 0.3
_UNITS = re.compile(r"[\((](米|公里|千米|m|km|人|户|个)[\))]$", re.IGNORECASE)
_FILLERS = re.compile(r"^(?:20\d\d年?|所属|所在|现状|现有|是否为|是否|本)?(.*?)(?:名称|情况|字段|数)?$")
_NAME_BYTES = (9, 10, 11)

_SAY = {
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
class Match:
    """A canonical column and the file's own, how sure that is (0 to 1), and why."""

    canonical: str
    own: str
    share: float
    why: Message


def see_columns(found: Found) -> dict[str, ColumnProfile]:
    """All columns of a file, as they look."""
    return {own: see_column(found.raw, own) for own in found.raw.fields if own in found.raw.columns}


def match_columns(layer: str, found: Found, sights: Sights) -> list[Match]:
    """Each canonical column once and each of the file's once, the surest first; in the schema's order."""
    place = set(found.place.values())
    candidates = [
        match
        for canonical in LAYERS[layer].names
        for own, sight in sights.items()
        if own not in place and (match := _match(layer, canonical, own, sight, found)) is not None
    ]
    chosen: dict[str, Match] = {}
    taken: set[str] = set()
    for match in sorted(candidates, key=lambda item: -item.share):
        if match.canonical not in chosen and match.own not in taken:
            chosen[match.canonical] = match
            taken.add(match.own)
    for match in _last_resort(layer, {own: item for own, item in sights.items() if own not in taken | place}):
        chosen.setdefault(match.canonical, match)
    ordered = [chosen[name] for name in LAYERS[layer].names if name in chosen]
    return ordered + [Match(key, own, 0.95, Message(_SAY["place"])) for key, own in found.place.items()]


def _match(layer: str, canonical: str, own: str, sight: ColumnProfile, found: Found) -> Match | None:
    column = LAYERS[layer].column(canonical)
    if column.kind == "code":
        sight = see_code(found.raw, own)
    share, kind = _compare_names(own, COLUMNS[layer].get(canonical, ()))
    if share == 0.0:
        return _match_content(layer, canonical, own, sight)
    fit = judge_content(layer, canonical, sight, found.raw)
    if own == canonical and fit == "denies":
        # the porch takes a column of its own name anyway: better said than left in the dark
        return Match(canonical, own, _FORCED, Message(_SAY["own"]))
    if fit == "denies" or (column.kind == "code" and sight.type == "OFTReal" and not column.required):
        # a code kept as a number with decimals refuses the whole file
        return None
    why = Message(_SAY["confirms"], {"why": Message(_SAY[kind])}) if fit == "confirms" else Message(_SAY[kind])
    return Match(canonical, own, 1 - (1 - share) * _FITS[fit], why)


def _compare_names(own: str, names: tuple[str, ...]) -> tuple[float, str]:
    """How alike a column's name and the usual ones are, from 0 to 1, and in which way."""
    bare = bare_word(_UNITS.sub("", own))
    filled = _FILLERS.sub(r"\1", bare)
    best = (0.0, "")
    for place, name in enumerate(names):
        share, kind = _compare(own, bare, filled, name)
        best = max(best, (share - _STEP * place if share else 0.0, kind))
    return best


def _compare(own: str, bare: str, filled: str, name: str) -> tuple[float, str]:
    if bare == name:
        return _EXACT, "exact"
    if filled == name and len(filled) > 1:
        return _FILLED, "filled"
    if _is_cut(own, bare, name):
        return _CUT, "cut"
    words = {bare_word(word) for word in re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", own)}
    return (_WITHIN, "within") if len(name) > 3 and name.isascii() and name in words else (0.0, "")


def _is_cut(own: str, bare: str, name: str) -> bool:
    """Whether a shapefile's ten bytes have cut the name short."""
    if len(bare) < 3 or not name.startswith(bare):
        return False
    return len(own.encode("utf-8")) in _NAME_BYTES or len(own.encode("gb18030")) in _NAME_BYTES


def _match_content(layer: str, canonical: str, own: str, sight: ColumnProfile) -> Match | None:
    """Columns whose content says enough, whatever they are called."""
    digits = CODE_LENGTHS.get(layer)
    if canonical == "code" and digits is not None and sight.is_unique and has_code_length(sight, digits):
        return Match(canonical, own, 0.85, Message(_SAY["digits"], {"digits": digits}))
    if (layer, canonical) == ("groups", "village") and has_code_length(sight, CODE_LENGTHS["villages"]):
        return Match(canonical, own, 0.85, Message(_SAY["digits"], {"digits": CODE_LENGTHS["villages"]}))
    if (layer, canonical) == ("villages", "name") and looks_like_village_names(sight):
        return Match(canonical, own, 0.8, Message(_SAY["names"]))
    if (layer, canonical) == ("roads", "surface") and looks_like_surfaces(sight) and not _is_other_surface(own):
        return Match(canonical, own, 0.75, Message(_SAY["surfaces"]))
    return None


def _is_other_surface(own: str) -> bool:
    """A surface that is planned, registered or gone is not the one that lies there now."""
    return (
        re.search(r"拟|计划|规划|设计|原|登记|台账|年报|旧|plan|design|old|regist|former", own.casefold()) is not None
    )


def _last_resort(layer: str, sights: Sights) -> Iterator[Match]:
    """For a column that must be there: anything that could be it, as a guess."""
    if layer not in ("villages", "groups", "seats"):
        return
    whole = {own: sight for own, sight in sights.items() if sight.is_whole and sight.given}
    code = next((own for own, sight in whole.items() if sight.is_unique and sight.type != "OFTReal"), None)
    if code is not None:
        yield Match("code", code, 0.4, Message(_SAY["unique"]))
    for own, sight in whole.items():
        if own != code and len(sight.numbers) == 0 and len(sight.words) > 0.7 * sight.given:
            yield Match("name", own, 0.4, Message(_SAY["texts"]))
            return
