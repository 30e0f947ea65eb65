"""Codes of a geodatabase or GeoPackage for which it has words: programs show the words, and these are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.language import N_
from gisplan.io.files.gpkg.tables import connect
from gisplan.io.files.open_file import FileRefused

if TYPE_CHECKING:
    from xml.etree import ElementTree

__all__ = ["Words", "find_gdb_words", "find_gpkg_words", "show_words"]

Words = dict[str, dict[str, str]]
"""Of each field that has them, its codes with their words."""

_INFO = ("DEFeatureClassInfo", "DETableInfo")
_PLACE_DIGITS = 6  # a code of a place has as many, or more, and stays
_OR = " / "
_QUERY = """SELECT c.column_name, k.value, k.description FROM gpkg_data_columns AS c
JOIN gpkg_data_column_constraints AS k ON k.constraint_name = c.constraint_name
WHERE c.table_name = ? COLLATE NOCASE AND k.constraint_type = 'enum' AND k.description <> '' LIMIT 100000"""


def find_gdb_words(definitions: Iterable[str | None], layer: str) -> Words:
    """Find the words of the fields of a layer, by their domains and subtypes.

    Parameters
    ----------
    definitions : iterable of str or None
        What the table GDB_Items says of each item of the geodatabase.
    layer : str
        The layer.

    Returns
    -------
    Words

    Raises
    ------
    FileRefused
        A definition is damaged.
    """
    domains: dict[str, dict[str, str]] = {}
    infos: list[ElementTree.Element] = []
    for root in (_parse(text) for text in definitions if text and ("CodedValue" in text or "GPFieldInfoEx" in text)):
        name = root.findtext("DomainName")
        if name is not None and root.find("CodedValues") is not None:
            pairs = ((item.findtext("Code", ""), item.findtext("Name", "")) for item in root.iter("CodedValue"))
            domains[name] = {code: word for code, word in pairs if word}
        elif root.tag.rpartition("}")[2] in _INFO and root.findtext("Name") == layer:
            infos.append(root)
    words: Words = {}
    for info in infos:
        for field, domain in _list_domains(info):
            _add(words, field, domains.get(domain, {}))
        subtypes = {item.findtext("SubtypeCode", ""): item.findtext("SubtypeName", "") for item in info.iter("Subtype")}
        _add(words, info.findtext("SubtypeFieldName") or "", subtypes)
    return words


def _parse(text: str) -> ElementTree.Element:
    from xml.etree import ElementTree

    try:
        if "<!DOCTYPE" in text:
            raise FileRefused("content-refused", reason=N_("it declares a document type or entities"))
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise FileRefused("damaged", reason=f"GDB_Items: {error}") from error


def _list_domains(info: ElementTree.Element) -> list[tuple[str, str]]:
    """List the fields of a layer with their domains; by subtype a field may have several."""
    own = [(item.findtext("Name", ""), item.findtext("DomainName", "")) for item in info.iter("GPFieldInfoEx")]
    by_type = info.iter("SubtypeFieldInfo")
    return [*own, *((item.findtext("FieldName", ""), item.findtext("DomainName", "")) for item in by_type)]


def _add(words: Words, field: str, more: Mapping[str, str]) -> None:
    """Add words to those of a field; where a code has several, they become one text, which is none of them."""
    for code, word in more.items():
        known = words.setdefault(field, {})
        if word not in known.get(code, "").split(_OR):
            known[code] = f"{known[code]}{_OR}{word}" if code in known else word


def find_gpkg_words(staged: Path, layer: str) -> Words:
    """Find the words of the columns of a table of a GeoPackage.

    Parameters
    ----------
    staged : Path
        The private copy.
    layer : str
        The table.

    Returns
    -------
    Words
    """
    words: Words = {}
    with closing(connect(staged)) as database:
        listed = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name LIKE 'gpkg_data_column%'"
        if database.execute(listed).fetchone()[0] < 2:
            return words
        try:
            for field, code, word in database.execute(_QUERY, (layer,)):
                _add(words, str(field), {str(code): str(word)})
        except sqlite3.Error as error:
            raise FileRefused("damaged", reason=f"gpkg_data_columns: {error}") from error
    return words


def show_words(texts: Sequence[str | None], words: Mapping[str, str]) -> tuple[list[str | None], str]:
    """Return the words for codes, and one pair of them; "" where none has a word, or they are codes of places.

    Parameters
    ----------
    texts : sequence of str or None
        The codes of a column.
    words : mapping
        The word of each code.

    Returns
    -------
    texts : list of str or None
        A code without a word stays.
    example : str

    Examples
    --------
    >>> show_words(["12", None, "9"], {"11": "沥青", "12": "砂石"}), show_words(["610728"], {"610728": "镇巴县"})[1]
    ((['砂石', None, '9'], '12 = 砂石'), '')
    """
    if all(code.isdigit() and len(code) >= _PLACE_DIGITS for code in words):
        return list(texts), ""
    shown = [text if text is None else words.get(text, text) for text in texts]
    pairs = (f"{text} = {words[text]}" for text in texts if text is not None and text in words)
    return shown, next(pairs, "")
