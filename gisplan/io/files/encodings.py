"""The encoding of a file's text: as stated by the county file, as its .cpg says, or by trying."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext

__all__ = ["NAME_BYTES", "EncodedText", "choose_encoding", "decode_text", "find_mark", "parse_encoding"]

NAME_BYTES = 10
"""A .dbf cuts the names of its columns after as many bytes, within a character too."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # before the mark of UTF-16, with which it begins
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE = ("utf-16", "utf-32")
_WESTERN = ("cp1252", "iso8859-1")  # in which programs write that know nothing of Chinese
_SAMPLE = 40
_WORD_WITH_ACCENT = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_CHINESE_UTF_8 = re.compile(rb"(?<![\x80-\xff])(?:[\xe4-\xe9][\x80-\xbf]{2}){2,}(?![\x80-\xff])")
_FROM_CHINESE = re.compile("[\u2e80-\U0010ffff]")
_ALIASES = {"65001": "utf-8", "8859_1": "latin-1", "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030"}

_NOTATIONS = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7")
"""What Python calls encodings, and no program writes files in."""


@dataclass(frozen=True)
class EncodedText:
    """Bytes of text whose encoding is sought: running text, or rows of fields of fixed widths.

    Parameters
    ----------
    data : bytes
        The text.
    width : int
        The bytes of a row; 0 for running text.
    fields : tuple of (bytes, int, int)
        The name of each field of text, and where it starts and ends in a row.
    names : tuple of bytes
        The names of all fields.
    """

    data: bytes
    width: int = 0
    fields: tuple[tuple[bytes, int, int], ...] = ()
    names: tuple[bytes, ...] = ()


def parse_encoding(name: str) -> str | None:
    """Return Python's name for an encoding, or None; knows the names in .cpg files (``936``, ``ANSI 1252``)."""
    word = name.strip().lower().removeprefix("ansi").strip(" _-:")
    word = f"cp{word}" if re.fullmatch(r"\d{3,5}", word) and word not in ("65001",) else word
    word = _ALIASES.get(word, word)
    word = re.sub(r"^8859[_-]?(\d+)$", r"iso8859-\1", word)
    try:
        "".encode(word)
        found = codecs.lookup(word).name
    except (LookupError, ValueError):
        return None
    return None if found in _NOTATIONS else "gb18030" if found in ("gbk", "gb2312") else found


def choose_encoding(
    text: EncodedText, context: FaultContext, *, stated: str | None, own: str | None = None
) -> tuple[str | None, list[Fault]]:
    """Choose the encoding of a file: as stated, else UTF-8 or GB18030, whichever can be read.

    Parameters
    ----------
    text : EncodedText
        What must be readable in it.
    context : FaultContext
        The file and its layer.
    stated, own : str or None
        The encoding that the county file states, and the one that the file itself does.

    Returns
    -------
    encoding : str or None
        Python's name of it; None where the text cannot be read.
    faults : list of Fault
    """
    for claim in (stated, own):
        if not claim:
            continue
        encoding = parse_encoding(claim)
        if encoding is None:
            return None, [context.fault("encoding-unknown", value=claim)]
        if not _is_decodable(text, encoding):
            return None, [context.fault("encoding-wrong", value=claim)]
        better = _find_better(text, encoding) if claim is own else None
        if better is None:
            return encoding, []
        return better, [context.fault("encoding-claimed", has=claim, value=better, sample=_sample(text, better))]
    if _is_decodable(text, "utf-8"):
        return ("utf-8", []) if not _is_either(text) else (None, [_make_ambiguous(text, context)])
    mixed = _find_mixture(text, context)
    if mixed is not None:
        return None, [mixed]
    if _is_decodable(text, "gb18030"):
        return "gb18030", [context.fault("encoding-detected", value="gb18030", sample=_sample(text))]
    return None, [context.fault("encoding-wrong", value="UTF-8 or GB18030")]


def _find_better(text: EncodedText, encoding: str) -> str | None:
    """Find the encoding of a Chinese text whose file claims another one that can be read too, but as other words."""
    if encoding != "utf-8" and _CHINESE_UTF_8.search(text.data) and _is_decodable(text, "utf-8"):
        return "utf-8"
    plain = b"\n".join([*text.names, text.data]).isascii()
    return "gb18030" if encoding in _WESTERN and not plain and _is_decodable(text, "gb2312") else None


def _is_either(text: EncodedText) -> bool:
    """Return whether all of the text is UTF-8 without Chinese, and as well GB 2312, by chance or in truth.

    A few Chinese characters are in GBK the bytes of accented letters in UTF-8. Such letters stand beside plain
    ones in the words of other languages; where none does, nobody but the supplier knows.
    """
    data = b"\n".join([*text.names, text.data])
    if data.isascii() or _FROM_CHINESE.search(data.decode("utf-8", "replace")) or _WORD_WITH_ACCENT.search(data):
        return False
    try:
        data.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _find_mixture(text: EncodedText, context: FaultContext) -> Fault | None:
    """Find words in UTF-8 in a text that is not UTF-8 as a whole; as GB18030 they would be other words."""
    found = _CHINESE_UTF_8.search(text.data)
    if found is None:
        return None
    line = (found.start() // text.width if text.width else text.data.count(b"\n", 0, found.start())) + 1
    readings = {"value": found.group()[:_SAMPLE].decode("utf-8", "ignore"), "line": line}
    return context.fault("encodings-mixed", **readings, other=found.group()[:_SAMPLE].decode("gb18030", "ignore"))


def _make_ambiguous(text: EncodedText, context: FaultContext) -> Fault:
    """Make the fault of a text that can be read in two ways, with a sample of both."""
    found = re.search(rb"[^\x00-\x7f]{2,}", b"\n".join([text.data, *text.names]))
    sample = found.group()[:_SAMPLE] if found else b""
    readings = {"utf": sample.decode("utf-8", "ignore"), "gb": sample.decode("gb18030", "ignore")}
    return context.fault("encoding-ambiguous", field="encoding", value=readings["utf"], other=readings["gb"])


def find_mark(data: bytes) -> str | None:
    """Return the encoding that a file states by its first bytes; None where it does not."""
    return next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)


def _find_byte_order(data: bytes, encoding: str) -> str:
    """Return the order of bytes in which a text of UTF-16 or UTF-32 without a mark has more lines."""
    orders = (f"{encoding}-le", f"{encoding}-be")
    return max(orders, key=lambda order: data.decode(order, "ignore").count("\n"))


def decode_text(
    data: bytes, context: FaultContext, *, stated: str | None, own: str | None = None
) -> tuple[str | None, list[Fault]]:
    """Decode a file of running text; None where it cannot be read. See `choose_encoding`."""
    marked = find_mark(data)
    if marked == "utf-8":
        data = data.removeprefix(codecs.BOM_UTF8)
    elif marked is None and stated is not None and parse_encoding(stated) in _WIDE:
        marked = _find_byte_order(data, str(parse_encoding(stated)))
    stated = marked or stated
    encoding, faults = choose_encoding(EncodedText(data), context, stated=stated, own=own)
    return (data.decode(encoding) if encoding is not None else None), faults


def _is_decodable(text: EncodedText, encoding: str) -> bool:
    """Return whether every byte can be decoded; a field may end within a character, cut by its width."""
    try:
        b"\n".join(text.names).decode(encoding)
        text.data.decode(encoding)
        return True
    except UnicodeError:
        return text.width > 0 and _are_fields_decodable(text, encoding)


def _are_fields_decodable(text: EncodedText, encoding: str) -> bool:
    """Decode field by field, which is slow: only for files with a cut or a foreign character."""
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        for name in text.names:
            decoder().decode(name, final=len(name) < NAME_BYTES)
        for row in range(0, len(text.data), text.width):
            for _, start, end in text.fields:
                decoder().decode(text.data[row + start : row + end].rstrip(b" \0"))
    except UnicodeError:
        return False
    return True


def _sample(text: EncodedText, encoding: str = "gb18030") -> str:
    """Return some of the text that is not ASCII, decoded."""
    found = re.search(rb"[^\x00-\x7f]{2,}", text.data) or re.search(rb"[^\x00-\x7f]{2,}", b"\n".join(text.names))
    return found.group()[:_SAMPLE].decode(encoding, "ignore") if found else ""
