"""The text of a first county file: every proposal with its confidence and reason, every question at its place."""

from __future__ import annotations

import os
import textwrap
from typing import Any

import tomlkit
from tomlkit.items import KeyType, SingleKey, Table

from gisplan.base.errors import CountyFileError
from gisplan.base.language import N_, _
from gisplan.county.schema import LAYERS
from gisplan.io.files.atomic_write import write_atomic
from gisplan.io.init.county_values import needs_crs, sheet_crs
from gisplan.io.init.draft import CountyFileDraft
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Message, Proposal, format_confidence, one_line
from gisplan.io.init.values import WordMeaning

__all__ = ["format_county_file", "quote", "write_draft"]

_WIDTH = 100
_ROWS = N_("rows: {rows}; recognised by name, geometry and columns")


def write_draft(draft: CountyFileDraft) -> None:
    """Write a first county file, whole or not at all; an existing one is never overwritten.

    Parameters
    ----------
    draft : CountyFileDraft
        The proposal.

    Raises
    ------
    CountyFileError
        A county file was written there meanwhile.
    WriteError
        The folder cannot be written to.
    """

    def refuse_existing(_made: object) -> None:
        if os.path.lexists(draft.path):
            raise CountyFileError(_("{0} exists already and is never overwritten.").format(draft.path))

    content = format_county_file(draft).encode("utf-8")
    write_atomic(draft.path, lambda made: made.write_bytes(content), verify=refuse_existing, chosen="option")


def format_county_file(draft: CountyFileDraft) -> str:
    """Return the text of the county file; the same files give the same text."""
    document = tomlkit.document()
    for text in _introduction(draft):
        _add_comments(document, text)
    document.add(tomlkit.nl())
    document.add("county", _county_table(draft))
    layers = tomlkit.table(is_super_table=True)
    for layer in draft.layers.values():
        table = _layer_table(draft, layer)
        layers.add(layer.name, table)
        table.trivia.indent = "\n"
    document.add("layers", layers)
    layers.trivia.indent = ""
    document.add("network", _network_table(draft))
    return document.as_string()


def quote(text: str) -> str:
    r"""Return a text as a TOML string on one line in which every character is visible.

    Examples
    --------
    >>> print(quote('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    return "".join(map(_escape, tomlkit.string(text).as_string()))


def _escape(letter: str) -> str:
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _introduction(draft: CountyFileDraft) -> list[str]:
    texts = [
        _("Draft of a county file, made by gisplan init. Every line can be changed."),
        _(
            "The comment after # gives the confidence of the proposal and the reason. Lines that "
            "begin with # are ignored."
        ),
    ]
    if draft.questions:
        text = _("{count} open questions; search for QUESTION. Then run: gisplan check")
        texts.append(text.format(count=len(draft.questions)))
    return texts


def _county_table(draft: CountyFileDraft) -> Table:
    table = _table(draft, "county")
    _add_proposal(table, "code", draft.code)
    _add_proposal(table, "name", draft.name)
    if draft.crs is not None:
        _add_proposal(table, "crs", draft.crs)
    else:
        table.add(tomlkit.comment('crs = "EPSG:..."'))
    _add_proposal(table, "code_system", draft.code_system)
    _add(table, "standard", draft.standard, _("the standard to judge by; list others with gisplan standards"))
    as_of = _("the date of the data, needed to judge due dates")
    table.add(tomlkit.comment(f"as_of = 2019-06-30  # {as_of}"))
    villages = draft.layers.get("villages")
    if villages is not None:
        expected = _("expected number of villages; checked if given")
        table.add(tomlkit.comment(f"expected_villages = {villages.source.raw.count}  # {expected}"))
    return table


def _layer_table(draft: CountyFileDraft, layer: RecognisedLayer) -> Table:
    source, at = layer.source, f"layers.{layer.name}"
    table = _table(draft, at)
    rows = Message(_ROWS, {"rows": source.raw.count})
    _add_proposal(table, "path", Proposal(draft.prefix + source.file, layer.confidence, rows))
    if source.layer is not None:
        _add(table, "layer", source.layer)
    if source.encoding is not None:
        sample = _("found by trial; sample: {0}").format(one_line(source.sample))
        _add(table, "encoding", source.encoding, sample)
    crs = sheet_crs(source)
    if crs is not None:
        _add(table, "crs", crs, _("degrees; state another CRS if needed"))
    elif needs_crs(source):
        table.add(tomlkit.comment('crs = "EPSG:..."'))
    _add_table(table, "columns", _columns_table(layer))
    values = tomlkit.table(is_super_table=True)
    for canonical, meanings in draft.words[layer.name].items():
        _add_table(values, canonical, _values_table(draft, f"{at}.values.{canonical}", meanings))
    if draft.words[layer.name]:
        _add_table(table, "values", values)
    return table


def _columns_table(layer: RecognisedLayer) -> Table:
    """Return the matched columns, and a comment for each required one that was not found."""
    table = tomlkit.table()
    for match in layer.matches:
        _add_proposal(table, match.canonical, Proposal(match.header, match.confidence, match.why))
    for column in LAYERS[layer.name].columns:
        if column.required and layer.header_of(column.name) is None:
            table.add(tomlkit.comment(f'{column.name} = "..."'))
    return table


def _values_table(draft: CountyFileDraft, at: str, meanings: tuple[WordMeaning, ...]) -> Table:
    table = _table(draft, at)
    for word in meanings:
        text = _("rows: {rows}; please answer") if word.unresolved else _("rows: {rows}")
        key = SingleKey(word.word, t=KeyType.Basic, original=quote(word.word))
        _add(table, key, word.meaning, text.format(rows=word.rows))
    return table


def _network_table(draft: CountyFileDraft) -> Table:
    table = _table(draft, "network")
    _add(table, "snap_m", 10.0, _("a road end within this distance of another road touches it"))
    _add(table, "reach_m", 500.0, _("the largest distance of a village from the sealed network"))
    roads = draft.roads
    if roads is not None and roads.trunk_classes and roads.trunk_why is not None:
        why = _format_why(roads.trunk_confidence, roads.trunk_why)
        _add(table, "trunk_classes", list(roads.trunk_classes), why)
    else:
        table.add(tomlkit.comment('trunk_classes = ["..."]'))
    _add(table, "reach_to", "trunk", _("or seat (the seat of the town), or both"))
    return table


def _table(draft: CountyFileDraft, at: str) -> Table:
    """Return a table that begins with the questions about it."""
    table = tomlkit.table()
    for number, question in enumerate(draft.questions, 1):
        if question.at == at:
            text = _("QUESTION {number}: {text}").format(number=number, text=question.message.text(_))
            _add_comments(table, text)
    return table


def _add_comments(table: Table | tomlkit.TOMLDocument, text: str) -> None:
    for line in textwrap.wrap(text, _WIDTH - 2):
        table.add(tomlkit.comment(line))


def _add_table(parent: Table, name: str, table: Table) -> None:
    """Add a table without the blank line that tomlkit puts before one."""
    parent.add(name, table)
    table.trivia.indent = ""


def _add_proposal(table: Table, key: str, proposal: Proposal) -> None:
    _add(table, key, proposal.value, _format_why(proposal.confidence, proposal.why))


def _format_why(confidence: float, why: Message) -> str:
    return f"{format_confidence(confidence, _)}: {why.text(_)}"


def _add(table: Table, key: str | SingleKey, value: Any, comment: str = "") -> None:
    """Add a key with its value and a comment behind it, all on one line of visible characters."""
    item = tomlkit.value(_format_value(value))
    if comment:
        item.comment(comment)
        item.trivia.comment_ws = "  "
    table.add(key, item)


def _format_value(value: Any) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_format_value, value))}]"
    return str(tomlkit.item(value).as_string())
