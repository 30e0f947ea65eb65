"""Documents as JSON: a line for each value, and one for each row of a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from gisplan.base.display import escape_json

__all__ = ["encode_lines", "write_json"]

_GROUP = 200  # rows


def write_json(document: Mapping[str, Any]) -> bytes:
    """Write a document as UTF-8, a row of its tables a line, whatever the machine and its locale; hidden characters
    are escaped.

    Parameters
    ----------
    document : mapping
        Plain data; a number that JSON does not have is refused.

    Returns
    -------
    bytes
        The file's content, with a newline at its end; the same document gives the same bytes.

    Raises
    ------
    ValueError
        The document holds NaN or an infinite number.
    """
    return b"".join(encode_lines(document))


def encode_lines(document: Mapping[str, Any]) -> Iterator[bytes]:
    """Encode a document in pieces: a line for each value, and for each row of a table.

    Parameters
    ----------
    document : mapping
        As for `write_json`; a table may be an iterator of rows, which are then made one by one.

    Yields
    ------
    bytes
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    between = "{\n"
    for name, value in document.items():
        yield f"{between}{escape_json(encode(name))}: ".encode()
        between = ",\n"
        if isinstance(value, Iterator) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield from _encode_table(value, encode)
        else:
            yield escape_json(encode(value)).encode("utf-8")
    yield b"\n}\n" if document else b"{}\n"


def _encode_table(rows: Iterable[Any], encode: Callable[[Any], str]) -> Iterator[bytes]:
    before, between, lines = "[\n", ",\n", map(encode, rows)
    while group := list(islice(lines, _GROUP)):
        text = "".join(group)
        if escape_json(text) != text:  # most texts hide nothing, and looking for it takes less time for many at once
            group = [escape_json(line) for line in group]
        yield f"{before}{between.join(group)}".encode()
        before = between
    yield b"[]" if before == "[\n" else b"\n]"
