"""In which encoding a file's text is: as stated, as its .cpg says, or by looking."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import make_fault

__all__ = ["Text", "choose_encoding", "decode_text", "parse_encoding"]

_SAMPLE = 40


@dataclass(frozen=True)
class Text:
    """The bytes of a table's text: rows of `width` bytes, in which each field stands from start to end.

    A width of 0 is running text.
    """

    data: bytes
    width: int = 0
    fields: tuple[tuple[bytes, int, int], ...] = ()
    names: tuple[bytes, ...] = ()


def parse_encoding(name: str) -> str | None:
    """Python's name for an encoding, or None; knows the ways of .cpg files (``936``, ``ANSI 1252``)."""
    word = name.strip().lower().removeprefix("ansi").strip(" _-:")
    word = f"cp{word}" if re.fullmatch(r"\d{3,5}", word) and word not in ("65001",) else word
    word = {"65001": "utf-8", "8859_1": "latin-1", "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030"}.get(
        word, word
    )
    word = re.sub(r"^8859[_-]?(\d+)$", r"iso8859-\1", word)
    try:
        codecs.lookup(word).incrementaldecoder  # noqa: B018
        return "gb18030" if codecs.lookup(word).name in ("gbk", "gb2312") else codecs.lookup(word).name
    except LookupError:
        return None


def choose_encoding(
    text: Text, *, stated: str | None, own: str | None = None, layer: str, file: str
) -> tuple[str | None, list[Fault]]:
    """The encoding of a file, and the faults of finding it.

    Parameters
    ----------
    text : Text
        What must be readable in it.
    stated, own : str or None
        The encoding that the county file states, and the one that the file itself does.
    """
    for claim in (stated, own):
        if not claim:
            continue
        encoding = parse_encoding(claim)
        if encoding is None:
            return None, [make_fault("encoding-unknown", file=file, layer=layer, value=claim)]
        if not _reads(text, encoding):
            return None, [make_fault("encoding-wrong", file=file, layer=layer, value=claim)]
        return encoding, []
    if _reads(text, "utf-8"):
        return "utf-8", []
    if _reads(text, "gb18030"):
        found = make_fault("encoding-detected", file=file, layer=layer, value="gb18030", sample=_sample(text))
        return "gb18030", [found]
    return None, [make_fault("encoding-wrong", file=file, layer=layer, value="UTF-8 or GB18030")]


def decode_text(data: bytes, *, stated: str | None, layer: str, file: str) -> tuple[str | None, list[Fault]]:
    """Running text from a file's bytes, and the faults of reading it."""
    if data.startswith(codecs.BOM_UTF8):
        data, stated = data.removeprefix(codecs.BOM_UTF8), "utf-8"
    encoding, faults = choose_encoding(Text(data), stated=stated, layer=layer, file=file)
    return (data.decode(encoding) if encoding is not None else None), faults


def _reads(text: Text, encoding: str) -> bool:
    """Whether every byte can be read; a field may end within a character, cut by its width."""
    try:
        b"\n".join(text.names).decode(encoding)
        text.data.decode(encoding)
        return True
    except UnicodeDecodeError:
        return text.width > 0 and _fields_read(text, encoding)


def _fields_read(text: Text, encoding: str) -> bool:
    """Field by field: only files with a cut or a foreign character come here."""
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        for row in range(0, len(text.data), text.width):
            for _, start, end in text.fields:
                decoder().decode(text.data[row + start : row + end].rstrip(b" \0"))
    except UnicodeDecodeError:
        return False
    return True


def _sample(text: Text) -> str:
    """Some of the text that is not plain ASCII, as it was read."""
    found = re.search(rb"[^\x00-\x7f]{2,}", text.data) or re.search(rb"[^\x00-\x7f]{2,}", b"\n".join(text.names))
    return found.group()[:_SAMPLE].decode("gb18030", "ignore") if found else ""
