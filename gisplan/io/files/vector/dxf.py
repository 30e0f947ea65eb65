"""DXF drawings: checked to be whole and to unfold to no more than is drawn, and written again in UTF-8 for GDAL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.encodings import EncodedText, choose_encoding
from gisplan.io.files.open_file import FileRefused

__all__ = ["MOST_UNFOLDED", "check_dxf"]

_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([A-Za-z0-9_-]+)")
_CHARACTER = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_NO_NUMBER = re.compile(
    r"^[ \t]*[123][0-8][ \t]*\r?\n(?![ \t]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[ \t]*\r?$)(.*)$", re.MULTILINE
)
_SHOWN = 60
_HEAD_BYTES = 1 << 16
_IN_UTF_8 = 1021  # AutoCAD 2007 and later
_CODE_PAGES: Mapping[str, str] = {"ansi_936": "gb18030", "gb2312": "gb18030", "gbk": "gb18030", "ansi_950": "cp950"}
# what programs write that know nothing of Chinese: the encoding is found by the text
_NO_CLAIM = ("ansi_1252", "ascii", "dos437", "dos850", "iso8859-1", "iso-8859-1")
_DRAWN = (
    *("POINT", "TEXT", "MTEXT", "LINE", "LWPOLYLINE", "POLYLINE", "MLINE", "CIRCLE", "ELLIPSE", "ARC", "SPLINE"),
    *("HELIX", "3DFACE", "SOLID", "TRACE", "HATCH", "INSERT", "ATTRIB", "DIMENSION", "LEADER", "MULTILEADER"),
)
_STRUCTURE = frozenset(("VERTEX", "SEQEND", "ATTDEF", "VIEWPORT"))
_EXTERNAL = 4 | 8  # flags of a block that stands in another drawing
MOST_UNFOLDED = 1_000_000
"""The most shapes that a drawing may have when its blocks are unfolded."""
_MOST_DEPTH = 50


@dataclass
class _Block:
    """What is drawn in a block, or in the drawing itself: how many of each kind, and of each block."""

    kinds: Counter[str] = field(default_factory=Counter)
    inserts: Counter[str] = field(default_factory=Counter)
    external: bool = False


def check_dxf(staged: Path, context: FaultContext, *, stated: str | None) -> list[Fault]:
    """Check a drawing, and write its private copy again in UTF-8.

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
    list of Fault
        What refuses it, or is not read of it.
    """
    data = staged.read_bytes()
    encoding, faults = choose_encoding(EncodedText(data), context, stated=stated, own=_find_claim(data[:_HEAD_BYTES]))
    if encoding is None:
        return faults
    text = _CHARACTER.sub(_unescape, data.decode(encoding).removeprefix("\ufeff"))
    try:
        drawing, blocks = _read_structure(text)
        unfolded = _unfold(drawing, blocks)
    except FileRefused as refused:
        return [*faults, context.fault(refused.code, **refused.params)]
    staged.write_bytes(text.encode("utf-8"))
    wrong = _NO_NUMBER.search(text)  # GDAL would read 1o8.5 as 1
    if wrong is not None:
        line = text.count("\n", 0, wrong.start(1)) + 1
        faults.append(context.fault("coordinate-no-number", line=line, value=wrong[1].strip()[:_SHOWN]))
    if unfolded > MOST_UNFOLDED:
        reason = f"its blocks unfold to {unfolded} shapes, more than {MOST_UNFOLDED}"
        return [*faults, context.fault("content-refused", reason=reason)]
    unread = _list_unread(drawing, blocks)
    if unread:
        shown = ", ".join(f"{kind} ({count})" for kind, count in unread.most_common())
        faults.append(context.fault("entities-unread", count=unread.total(), value=shown))
    return faults


def _find_claim(head: bytes) -> str | None:
    """Return the encoding that a drawing states; None where what it states is what programs write unasked."""
    version, page = _VERSION.search(head), _CODE_PAGE.search(head)
    if version is not None and int(version[1]) >= _IN_UTF_8:
        return None  # UTF-8; some programs write GBK nevertheless, which is found
    name = page[1].decode("ascii").lower() if page is not None else ""
    if not name or name in _NO_CLAIM:
        return None
    return _CODE_PAGES.get(name, name.replace("ansi_", "cp"))


def _unescape(found: re.Match[str]) -> str:
    r"""Return the character of `\U+6751`; one that would divide lines, or is none, stays as it is written."""
    number = int(found[1], 16)
    return found[0] if number < 0xA0 or 0xD800 <= number <= 0xDFFF or number in (0x2028, 0x2029) else chr(number)


def _read_structure(text: str) -> tuple[_Block, dict[str, _Block]]:
    """Return what is drawn in the drawing itself, and in each of its blocks."""
    lines = text.replace("\r\n", "\n").split("\n")
    codes, values = lines[0::2], [value.strip() for value in lines[1::2]]
    starts = [place for place, code in enumerate(codes) if code.strip() == "0"]
    if not starts or not values[starts[-1] :] or values[starts[-1]] != "EOF":
        raise FileRefused("truncated", reason=N_("it does not end as a drawing does"))
    drawing, blocks = _Block(), {}
    target: _Block | None = None
    complete = False
    for start, end in pairwise(starts):
        kind, record = values[start], (codes[start + 1 : end], values[start + 1 : end])
        if kind == "SECTION":
            target = drawing if "ENTITIES" in record[1] else None
            complete = complete or target is not None
        elif kind in ("ENDSEC", "ENDBLK"):
            target = None
        elif kind == "BLOCK":
            flags = _find_number(record, 70)
            target = blocks[_find_value(record, 2)] = _Block(external=bool(flags & _EXTERNAL))
        elif target is not None and kind not in _STRUCTURE:
            target.kinds[kind] += 1
            if kind == "INSERT":
                copies = max(1, _find_number(record, 70)) * max(1, _find_number(record, 71))
                target.inserts[_find_value(record, 2)] += copies
    if not complete:
        raise FileRefused("damaged", reason=N_("it has no section ENTITIES"))
    return drawing, blocks


def _find_value(record: tuple[Sequence[str], Sequence[str]], wanted: int) -> str:
    """Return the first value of a group code in a record; "" without one."""
    return next((value for code, value in zip(*record, strict=False) if code.strip() == str(wanted)), "")


def _find_number(record: tuple[Sequence[str], Sequence[str]], wanted: int) -> int:
    try:
        return int(_find_value(record, wanted) or "0")
    except ValueError:
        return 0


def _unfold(drawing: _Block, blocks: Mapping[str, _Block]) -> int:
    """Count the shapes of a drawing with those of each block as often as it is inserted."""
    counts: dict[str, int] = {}

    def count(block: _Block, above: tuple[str, ...]) -> int:
        total = block.kinds.total()
        for name, copies in block.inserts.items():
            if name in above or len(above) > _MOST_DEPTH:
                raise FileRefused("content-refused", reason=f"its block {name} holds itself")
            if name in blocks and name not in counts:
                counts[name] = count(blocks[name], (*above, name))
            total += copies * counts.get(name, 0)
        return total

    return count(drawing, ())


def _list_unread(drawing: _Block, blocks: Mapping[str, _Block]) -> Counter[str]:
    """Count what GDAL leaves out: other kinds, and blocks that stand in another drawing or nowhere."""
    unread: Counter[str] = Counter()
    for block in (drawing, *blocks.values()):
        unread.update(dict(_list_other_kinds(block)))
        for name, copies in block.inserts.items():
            if name not in blocks or blocks[name].external:
                unread[f"INSERT {name[:30]}"] += copies
    return unread


def _list_other_kinds(block: _Block) -> Iterator[tuple[str, int]]:
    for kind, count in block.kinds.items():
        if kind not in _DRAWN:
            yield kind[:30], count
