"""The text of a first county file: every value quoted, every guess marked, every question at its place."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator

from gisplan.base.errors import CountyFileError
from gisplan.base.language import N_, _
from gisplan.county.schema import LAYERS
from gisplan.io.files.atomic_write import write_atomic
from gisplan.io.init.crs_guess import needs_crs, sheet_crs
from gisplan.io.init.layers import Layer
from gisplan.io.init.messages import Message, one_line, show_sureness
from gisplan.io.init.propose import CountyFileDraft
from gisplan.io.init.values import Words

__all__ = ["compose_toml", "quote", "write_draft"]

_WIDTH = 100
_ROWS = N_("rows: {rows}; recognised by name, geometry and columns")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def write_draft(first: CountyFileDraft) -> None:
    """Write a first county file, whole or not at all; one that stands there by now is left alone.

    Raises
    ------
    CountyFileError
        A county file was written there meanwhile.
    WriteError
        The place cannot be written to.
    """

    def leave_alone(_made: object) -> None:
        if os.path.lexists(first.path):
            raise CountyFileError(_("{0} exists already and is never overwritten.").format(first.path))

    content = compose_toml(first).encode("utf-8")
    write_atomic(first.path, lambda made: made.write_bytes(content), verify=leave_alone)


def compose_toml(first: CountyFileDraft) -> str:
    """The text of the county file; the same files give the same bytes."""
    lines = [*_head(first), "", *_county(first)]
    for layer in first.layers.values():
        lines += ["", *_layer(first, layer)]
    lines += ["", *_network(first)]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    r"""A text as a TOML string on one line: nothing in it can end the string, break the line or hide.

    Examples
    --------
    >>> print(quote('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    return f'"{"".join(map(_escape, text))}"'


def _escape(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _head(first: CountyFileDraft) -> Iterator[str]:
    yield from _comment(_("Draft of a county file, made by gisplan init. Every line can be changed."))
    yield from _comment(
        _(
            "The comment after # gives the confidence of the proposal and the reason. Lines that begin with # are "
            "ignored."
        )
    )
    if first.questions:
        told = _("{count} open questions; search for QUESTION. Then run: gisplan check")
        yield from _comment(told.format(count=len(first.questions)))


def _county(first: CountyFileDraft) -> Iterator[str]:
    yield "[county]"
    yield from _questions(first, "county")
    yield _line("code", quote(first.code.value), first.code.share, first.code.why)
    yield _line("name", quote(first.name.value), first.name.share, first.name.why)
    if first.crs is not None:
        yield _line("crs", quote(first.crs.crs), first.crs.share, first.crs.why)
    else:
        yield '# crs = "EPSG:..."'
    yield _line("code_system", quote(first.system.value), first.system.share, first.system.why)
    yield f"standard = {quote(first.standard)}  # " + _("the standard to judge by; list others with gisplan standards")
    yield "# as_of = 2019-06-30  # " + _("the date of the data, needed to judge due dates")
    villages = first.layers.get("villages")
    if villages is not None:
        count = villages.found.raw.count
        yield f"# expected_villages = {count}  # " + _("expected number of villages; checked if given")


def _layer(first: CountyFileDraft, layer: Layer) -> Iterator[str]:
    found = layer.found
    at = f"layers.{layer.name}"
    yield f"[{at}]"
    yield from _questions(first, at)
    rows = Message(_ROWS, {"rows": found.raw.count})
    yield _line("path", quote(first.prefix + found.file), layer.share, rows)
    if found.layer is not None:
        yield f"layer = {quote(found.layer)}"
    if found.encoding is not None:
        why = _("found by trial; sample: {0}").format(one_line(found.sample))
        yield f"encoding = {quote(found.encoding)}  # {why}"
    crs = sheet_crs(found)
    if crs is not None:
        yield f"crs = {quote(crs)}  # " + _("degrees; state another CRS if needed")
    elif needs_crs(found):
        yield '# crs = "EPSG:..."'
    yield f"[{at}.columns]"
    for match in layer.matches:
        yield _line(match.canonical, quote(match.own), match.share, match.why)
    yield from _missing(layer)
    yield from _values(first, layer.name, first.words[layer.name])


def _missing(layer: Layer) -> Iterator[str]:
    """The columns that must be there and were not found, for the clerk to fill in."""
    for column in LAYERS[layer.name].columns:
        if column.required and layer.own(column.name) is None:
            yield f'# {column.name} = "..."'


def _values(first: CountyFileDraft, name: str, words: Words) -> Iterator[str]:
    for canonical, listed in words.items():
        at = f"layers.{name}.values.{canonical}"
        yield f"[{at}]"
        yield from _questions(first, at)
        for word in listed:
            meaning = quote(word.meaning) if isinstance(word.meaning, str) else str(word.meaning).lower()
            told = _("rows: {rows}; please answer") if word.asked else _("rows: {rows}")
            yield f"{quote(word.word)} = {meaning}  # {told.format(rows=word.rows)}"


def _network(first: CountyFileDraft) -> Iterator[str]:
    yield "[network]"
    yield from _questions(first, "network")
    yield "snap_m = 10.0  # " + _("a road end within this distance of another road touches it")
    yield "reach_m = 500.0  # " + _("the largest distance of a village from the sealed network")
    roads = first.roads
    if roads is not None and roads.trunk_classes and roads.trunk_why is not None:
        trunk_classes = ", ".join(map(quote, roads.trunk_classes))
        yield _line("trunk_classes", f"[{trunk_classes}]", roads.trunk_share, roads.trunk_why)
    else:
        yield '# trunk_classes = ["..."]'
    yield 'reach_to = "trunk"  # ' + _("or seat (the seat of the town), or both")


def _line(key: str, value: str, share: float, why: Message) -> str:
    return f"{key} = {value}  # {show_sureness(share, _)}: {why.text(_)}"


def _questions(first: CountyFileDraft, at: str) -> Iterator[str]:
    for number, question in enumerate(first.questions, 1):
        if question.at == at:
            yield from _comment(_("QUESTION {number}: {text}").format(number=number, text=question.said.text(_)))


def _comment(text: str) -> list[str]:
    """A text as lines of comment."""
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2)]
