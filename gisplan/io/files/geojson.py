"""Whether a GeoJSON is whole and what GDAL takes it for: its members are read one by one, so that none is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import NAMED, FaultContext, has_errors
from gisplan.io.files.encodings import decode_text

__all__ = ["GeojsonCheck", "check_geojson"]

_HARMLESS_CRS = ("name", "epsg", "ogc")
_KNOWN_CRS = re.compile(r"EPSG\D*\d{4,5}$|CRS\d\d|CRS:\d|ESRI\D*\d+$|IGNF", re.IGNORECASE)
_SEQUENCE = re.compile(r"\s*\{[^\r\n]*\}[ \t]*\r?\n\s*\{")  # a feature in each line
_SHOWN = 80
_MOST_DIGITS = 4300
_BLANK = re.compile(r"[ \t\n\r]*")
_NEXT = re.compile(r"[ \t\n\r]*([,\]}])[ \t\n\r]*")
_FEATURE, _GEOMETRY = frozenset({"type", "properties", "geometry"}), frozenset({"type", "coordinates"})


class GeojsonCheck(NamedTuple):
    """What was found in a GeoJSON.

    Parameters
    ----------
    faults : list of Fault
        Its faults.
    booleans : dict
        In which rows, from 0, a property is true or false.
    properties : set of str
        The properties that its features have.
    names_crs : bool
        Whether it names its coordinate system.
    """

    faults: list[Fault]
    booleans: dict[str, dict[int, bool]]
    properties: set[str]
    names_crs: bool = False


class _Member(NamedTuple):
    """A member of the document; of its features each one is a member, with its row from 1."""

    key: str
    value: Any
    row: int | None = None


def check_geojson(staged: Path, context: FaultContext, *, stated: str | None) -> GeojsonCheck:
    """Check that a GeoJSON is complete and names its CRS; a copy in another encoding is rewritten in UTF-8.

    Parameters
    ----------
    staged : Path
        The private copy.
    context : FaultContext
        The file and its layer.
    stated : str or None
        The encoding that the county file states.

    Returns
    -------
    GeojsonCheck
    """
    data = staged.read_bytes()
    text, faults = decode_text(data, context, stated=stated)
    if text is None or has_errors(faults):
        return GeojsonCheck(faults, {}, set())
    checked = GeojsonCheck([], {}, set())
    found, names_crs = _find_json_faults(text, context, checked)
    encoded = text.encode("utf-8")
    if not found and encoded != data:
        staged.write_bytes(encoded)
    return checked._replace(faults=[*faults, *found], names_crs=names_crs)


def _find_json_faults(text: str, context: FaultContext, checked: GeojsonCheck) -> tuple[list[Fault], bool]:
    """Find where a text is no JSON, and members that GDAL would read as something else; note its properties.

    The second value is whether the document names its coordinate system.
    """
    found: list[Fault] = []
    names_crs = False
    try:
        for member in _list_members(text):
            found += _check_member(member, context)
            names_crs |= member.row is None and _find_crs_name({member.key: member.value}) is not None
            if member.row is not None:
                _note_properties(member, checked)
            if len(found) >= NAMED:
                break
    except RecursionError:
        return [context.fault("reader-failed", reason=N_("it is nested too deeply"))], False
    except json.JSONDecodeError as error:
        if "Extra data" in str(error) and _SEQUENCE.match(text):
            return [context.fault("geojson-sequence")], False
        return [context.fault("truncated", reason=str(error))], False
    except ValueError:  # Python reads no whole number of more than 4300 digits
        return [context.fault("number-too-long", **_find_long_number(text))], False
    return found, names_crs


def _list_members(text: str) -> Iterator[_Member]:
    """Yield the members of a document, its features one by one: as a whole it would take six times its size."""
    read = json.JSONDecoder().raw_decode
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        raise json.JSONDecodeError("Expecting an object", text, at)
    at, closing = _begin(text, at, "}")
    while not closing:
        key, at = read(text, at)
        if not isinstance(key, str):
            raise json.JSONDecodeError("Expecting a name", text, at)
        at = _skip(text, _skip_mark(text, at, ":"))
        if key == "features" and text[at : at + 1] == "[":
            row = 0
            at, last = _begin(text, at, "]")
            while not last:
                value, at = read(text, at)
                row += 1
                yield _Member(key, value, row)
                at, last = _go_on(text, at, "]")
        else:
            value, at = read(text, at)
            yield _Member(key, value)
        at, closing = _go_on(text, at, "}")
    if at != len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _skip(text: str, at: int) -> int:
    """Return the place of what follows the blanks."""
    found = _BLANK.match(text, at)
    return found.end() if found is not None else at


def _skip_mark(text: str, at: int, mark: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != mark:
        raise json.JSONDecodeError(f"Expecting '{mark}' delimiter", text, at)
    return at + 1


def _begin(text: str, at: int, end: str) -> tuple[int, bool]:
    """Go into an object or a list; return the place of its first item, and whether it has none."""
    at = _skip(text, at + 1)
    return (_skip(text, at + 1), True) if text[at : at + 1] == end else (at, False)


def _go_on(text: str, at: int, end: str) -> tuple[int, bool]:
    """Go behind an item; return the place of the next one, and whether it was the last."""
    found = _NEXT.match(text, at)
    if found is not None and found[1] in (",", end):
        return found.end(), found[1] == end
    return _skip(text, _skip_mark(text, at, ",")), False


def _check_member(member: _Member, context: FaultContext) -> Iterator[Fault]:
    """Find what GDAL would leave out, or take for something else, without a word."""
    key, value, row = member
    is_feature = isinstance(value, dict) and value.get("type") == "Feature"
    if (row is not None and not is_feature) or (row is None and key == "features" and value is not None):
        yield context.fault("feature-wrong", row=row or 1, value=_show(value))
        return
    shape = value.get("geometry") if row is not None else value if key == "geometry" else {key: value}
    for wrong in _find_no_numbers(shape)[:1]:
        yield context.fault("coordinates-no-numbers", row=row or 1, field="coordinates", value=_show(wrong))
    link, named = _find_crs_link({key: value}), _find_crs_name({key: value})
    if named is not None and not _KNOWN_CRS.search(named):
        yield context.fault("crs-name-unknown", field="crs", value=named[:_SHOWN])
    elif link is not None:
        yield context.fault("crs-link", field="crs", value=link)


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:_SHOWN]


def _find_no_numbers(geometry: Any) -> list[Any]:
    """List the coordinates of a geometry that are no numbers."""
    if not isinstance(geometry, dict):
        return []
    parts = geometry.get("geometries")
    if isinstance(parts, list):
        return list(chain.from_iterable(map(_find_no_numbers, parts)))
    items = geometry.get("coordinates")
    items = items if isinstance(items, list) else []
    while items and set(map(type, items)) == {list}:
        items = list(chain.from_iterable(items))
    if set(map(type, items)) <= {int, float}:
        return []
    return [item for item in _list_leaves(items) if type(item) not in (int, float)]


def _list_leaves(items: list[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from _list_leaves(item)
        else:
            yield item


def _note_properties(member: _Member, checked: GeojsonCheck) -> None:
    """Note which properties a feature has, and which are true or false: among numbers GDAL makes 1 and 0 of them."""
    properties = member.value.get("properties") if isinstance(member.value, dict) else None
    if not isinstance(properties, dict):
        return
    checked.properties.update(properties)
    if bool in set(map(type, properties.values())):
        for field, value in properties.items():
            if isinstance(value, bool):
                checked.booleans.setdefault(field, {})[(member.row or 1) - 1] = value


class _LongNumber(NamedTuple):
    digits: str


def _find_long_number(text: str) -> dict[str, Any]:
    """Find the row, the field and the beginning of the first number that is too long to be read."""
    document = json.loads(text, parse_int=lambda digits: _LongNumber(digits) if len(digits) > _MOST_DIGITS else 0)
    rows = document.get("features", ()) if isinstance(document, dict) else ()
    found: dict[str, Any] = {}
    for row, feature in enumerate(rows, 1):
        for field, value in _list_values(feature):
            if isinstance(value, _LongNumber) and not found:
                found = {"row": row, "field": field, "value": value.digits[:_SHOWN], "has": len(value.digits)}
    if found:
        return found
    number = max(re.findall(r"\d+", text), key=len)
    return {"value": number[:_SHOWN], "has": len(number)}


def _list_values(item: Any, field: str = "") -> Iterator[tuple[str, Any]]:
    """Yield all values in an item of a document, with the nearest key of each."""
    if isinstance(item, dict):
        for key, value in item.items():
            yield from _list_values(value, key)
    elif isinstance(item, list):
        for value in item:
            yield from _list_values(value, field)
    else:
        yield field, item


def _find_crs_name(document: Any) -> str | None:
    """Return the name of the CRS that a document gives; where GDAL does not know it, it takes WGS 84 unsaid."""
    crs = document.get("crs") if isinstance(document, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _find_crs_link(document: Any) -> str | None:
    """Find a CRS that is given by a link, at any depth: GDAL would fetch it from the network."""
    if _is_plain(document.get("features"), _FEATURE) and _is_plain(document["features"]["geometry"], _GEOMETRY):
        return None
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += [part for part in item if isinstance(part, dict | list)]
            continue
        if not isinstance(item, dict):
            continue
        for key, value in item.items():
            word = key.casefold()
            if word == "crs" and isinstance(value, dict) and not _is_named_crs(value):
                return json.dumps(value, ensure_ascii=False)[:_SHOWN]
            if isinstance(value, dict | list) and word not in ("coordinates", "properties"):
                waiting.append(value)
    return None


def _is_plain(item: Any, keys: Set[str]) -> bool:
    """Return whether an item has these keys and no others, and its type is a text."""
    return isinstance(item, dict) and item.keys() == keys and isinstance(item["type"], str)


def _is_named_crs(crs: dict[str, Any]) -> bool:
    return any(key.casefold() == "type" and str(value).casefold() in _HARMLESS_CRS for key, value in crs.items())
