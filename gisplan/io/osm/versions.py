"""What a file of OpenStreetMap says of its day, and its objects that are deleted or there in several versions."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from xml.parsers import expat

__all__ = ["find_day", "find_deleted", "find_repeated", "has_history"]

_BLOCK = 1 << 20
_KINDS = ("node", "way", "relation")
_DAYS = re.compile(rb"""<(?:osm|meta)\b[^>]*\b(?:timestamp|osm_base)=["'](\d{4}-\d\d-\d\d)T""")
_HEAD = 1 << 14


def find_day(file: str) -> str | None:
    """Find of which day the data are: what the head of the file says, or an answer of Overpass.

    Parameters
    ----------
    file : str
        The copy, which osmium has read.

    Returns
    -------
    str or None
        The day as in 2019-06-30; None where nothing says it.
    """
    import osmium

    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        header = reader.header()
        texts = [header.get("osmosis_replication_timestamp"), header.get("timestamp")]
    found = next((text for text in texts if text), "")[:10]
    if not found:
        with suppress(EOFError, OSError, zlib.error), _open(file) as stream:
            match = _DAYS.search(stream.read(_HEAD))
            found = match[1].decode("ascii") if match is not None else ""
    try:
        return date.fromisoformat(found).isoformat()
    except ValueError:
        return None


def has_history(file: str) -> bool:
    """Return whether a file says that it has all versions of its objects."""
    import osmium

    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        return bool(reader.header().has_multiple_object_versions)


def find_deleted(file: str) -> set[tuple[str, int]]:
    """Find the objects that an editor marked by action="delete" in a file of XML; other formats have no such mark.

    Parameters
    ----------
    file : str
        The copy.

    Returns
    -------
    set of (str, int)
        "node", "way" or "relation", and the number.
    """
    found: set[tuple[str, int]] = set()

    def start(name: str, values: dict[str, str]) -> None:
        if name in _KINDS and values.get("action") == "delete":
            with suppress(ValueError):
                found.add((name, int(values.get("id", ""))))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with suppress(expat.ExpatError, EOFError, OSError, zlib.error):  # what is damaged, osmium refuses
        if _has_mark(file):
            with _open(file) as stream:
                while block := stream.read(_BLOCK):
                    parser.Parse(block)
    return found


def _open(file: str) -> Any:
    with Path(file).open("rb") as stream:
        is_packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if is_packed else Path(file).open("rb")


def _has_mark(file: str) -> bool:
    """Return whether a file is XML and has the text of the mark; most have not, and are not parsed once more."""
    with _open(file) as stream:
        block = stream.read(_BLOCK)
        if not block.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return False
        last = b""
        while block:
            if b"action" in last + block:
                return True
            last, block = block[-len(b"action") :], stream.read(_BLOCK)
    return False


def find_repeated(file: str, numbers: Iterable[int], nodes: Iterable[int]) -> list[str]:
    """Find which of some objects, and of the nodes of ways, are in a file several times.

    Parameters
    ----------
    file : str
        The copy.
    numbers : iterable of int
        Their numbers; those that were never uploaded have none above 0, and no versions.
    nodes : iterable of int
        The nodes of ways.

    Returns
    -------
    list of str
        Such as "way 100", in order.
    """
    import osmium
    from osmium.filter import IdFilter

    uploaded = {number for number in numbers if number > 0}
    passed = {number for number in nodes if number > 0}
    if not uploaded and not passed:
        return []
    objects: Any = osmium.FileProcessor(file, osmium.osm.OBJECT, thread_pool=osmium.io.ThreadPool(1, 4))
    seen: set[tuple[str, int]] = set()
    repeated: set[tuple[str, int]] = set()
    for thing in objects.with_filter(IdFilter(uploaded | passed)):
        key = ("node" if thing.is_node() else "way" if thing.is_way() else "relation", thing.id)
        if key[1] in uploaded or key[0] == "node":
            (repeated if key in seen else seen).add(key)
    return [f"{kind} {number}" for kind, number in sorted(repeated)]
