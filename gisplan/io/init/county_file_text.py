"""The text of a first county file: every proposal with its confidence and reason, every question at its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import tomlkit
from tomlkit.items import KeyType, SingleKey, Table

from gisplan.base.errors import CountyFileError
from gisplan.base.language import N_, _
from gisplan.county.schema import LAYERS
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.init.asking.assumed_surfaces import ASSUMED_AT
from gisplan.io.init.asking.county import find_day
from gisplan.io.init.asking.former_codes import FORMER_CODES_AT, PROPOSED_NAME
from gisplan.io.init.asking.shifts import list_datums
from gisplan.io.init.county_values import needs_crs, sheet_crs
from gisplan.io.init.draft import CountyFileDraft
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Message, Proposal, format_confidence, one_line
from gisplan.io.init.values import WordMeaning
from gisplan.io.init.writing.datum_parameters import add_datum_lines, add_parameters
from gisplan.io.init.writing.former_codes import add_former_codes, add_open_lines, encode_pairs
from gisplan.io.init.writing.open_lines import add_boundary_lines, add_surface_lines, find_likely
from gisplan.io.init.writing.toml_items import add_comments, add_relief, add_table, add_value, format_value, quote
from gisplan.io.inputs.standard_file import read_standard
from gisplan.io.output.file_set import replace_together

__all__ = ["format_county_file", "write_draft"]

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

    def refuse_existing(made: Path) -> None:
        if os.path.lexists(draft.path.with_name(made.name)):
            raise CountyFileError(
                _("{0} exists already and is never overwritten.").format(draft.path.with_name(made.name))
            )

    content = format_county_file(draft).encode("utf-8")
    copied = draft.copied if draft.copied is not None and _is_new(draft.copied, draft.path.parent) else None
    with replace_together(draft.path.parent) as files:
        if copied is not None:
            files.write(copied.name, lambda made: shutil.copyfile(copied, made))
        if draft.former is not None and draft.former.is_accepted and not draft.former.is_kept:
            pairs = encode_pairs(draft.former.found)
            files.write(PROPOSED_NAME, lambda made: made.write_bytes(pairs), verify=refuse_existing)
        files.write(draft.path.name, lambda made: made.write_bytes(content), verify=refuse_existing)


def _is_new(copied: Path, folder: Path) -> bool:
    """Return whether a file is to be copied into a folder; another of its name there is not overwritten."""
    target = folder / copied.name
    if not os.path.lexists(target):
        return True
    if target.exists() and target.samefile(copied):
        return False
    raise CountyFileError(_("{0} exists already and is never overwritten.").format(target))


def format_county_file(draft: CountyFileDraft) -> str:
    """Return the text of the county file; the same files give the same text."""
    document = tomlkit.document()
    for text in _introduction(draft):
        add_comments(document, text)
    document.add(tomlkit.nl())
    document.add("county", _county_table(draft))
    layers = tomlkit.table(is_super_table=True)
    for layer in draft.layers.values():
        table = _layer_table(draft, layer)
        layers.add(layer.name, table)
        table.trivia.indent = "\n"
    add_relief(layers, draft.relief, draft.prefix)
    if draft.former is not None:
        why = _comment_answer(draft, FORMER_CODES_AT, "path")
        add_former_codes(layers, draft.former, why)
    document.add("layers", layers)
    layers.trivia.indent = ""
    for text in _list_questions(draft, FORMER_CODES_AT):
        add_open_lines(document, text)
    document.add("network", _network_table(draft))
    return document.as_string()


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
    for source in draft.sources:
        if source.signs:
            add_comments(table, _("Recognised by their columns: {0}").format(source.title))
    _add_proposal(table, "code", draft.code)
    _add_answerable(table, draft, "name", draft.name)
    if draft.crs is not None:
        _add_answerable(table, draft, "crs", draft.crs)
    else:
        table.add(tomlkit.comment('crs = "EPSG:..."'))
    _add_proposal(table, "code_system", draft.code_system)
    _add_answerable(table, draft, "standard", draft.standard)
    as_of = _("the date of the data, needed to judge due dates")
    if draft.as_of is not None and ("county", "as_of") in draft.answers:
        add_value(table, "as_of", draft.as_of, _comment_answer(draft, "county", "as_of"))
    elif draft.as_of is not None:
        why = _("the day on which the sheets say that they were filled in")
        if find_day(draft.layers) is None:
            why = _("the day of the data of OpenStreetMap, as the extract says")
        add_value(table, "as_of", draft.as_of, why)
    else:
        table.add(tomlkit.comment(f"as_of = 2019-06-30  # {as_of}"))
    villages = draft.layers.get("villages")
    if villages is not None:
        expected = _("expected number of villages; checked if given")
        table.add(tomlkit.comment(f"expected_villages = {villages.source.raw.count}  # {expected}"))
    add_boundary_lines(table, draft.questions, draft.prefix)
    return table


def _layer_table(draft: CountyFileDraft, layer: RecognisedLayer) -> Table:
    source, at = layer.source, f"layers.{layer.name}"
    table = _table(draft, at)
    rows = Message(_ROWS, {"rows": source.raw.count})
    _add_proposal(table, "path", Proposal(draft.prefix + source.file, layer.confidence, rows))
    if source.layer is not None:
        add_value(table, "layer", source.layer)
    if source.encoding is not None:
        sample = _("found by trial; sample: {0}").format(one_line(source.sample))
        add_value(table, "encoding", source.encoding, sample)
    crs = sheet_crs(source)
    answered = draft.answers.get((at, "crs"))
    if answered is not None:
        add_value(table, "crs", answered, _comment_answer(draft, at, "crs"))
    elif crs is not None:
        add_value(table, "crs", crs, _("degrees; state another CRS if needed"))
    elif needs_crs(source):
        table.add(tomlkit.comment('crs = "EPSG:..."'))
    _add_datum(table, draft, at)
    add_parameters(table, layer.name, draft.datums, draft.answers, draft.reasons)
    if layer.where is not None:
        add_value(table, "where", layer.where, _("the file holds other things, too"))
    if layer.name == "roads" and not any(answered == ASSUMED_AT for answered, _key in draft.answers):
        add_surface_lines(table, draft.questions)
    if source.theme is None:
        add_table(table, "columns", _columns_table(draft, layer))
    values = tomlkit.table(is_super_table=True)
    for canonical, meanings in draft.words[layer.name].items():
        add_table(values, canonical, _values_table(draft, f"{at}.values.{canonical}", meanings))
    if draft.words[layer.name]:
        add_table(table, "values", values)
    if layer.name == "roads":
        _add_assumed(table, draft)
    return table


def _add_datum(table: Table, draft: CountyFileDraft, at: str) -> None:
    """Add the datum that was answered, or the line that an answer may become."""
    datum = draft.answers.get((at, "datum"))
    if datum:
        add_value(table, "datum", datum, _comment_answer(draft, at, "datum"))
        return
    likely = find_likely(draft.questions, at, "datum")
    if likely is not None:
        table.add(tomlkit.comment(f"datum = {format_value(likely)}"))
    for question in draft.questions:
        if (question.code, question.at) == ("datum-mixed", at):
            layer = draft.layers[at.removeprefix("layers.")]
            add_datum_lines(table, list_datums(layer, str(question.message.params["own"])))


def _add_assumed(table: Table, draft: CountyFileDraft) -> None:
    """Add the surfaces that are assumed by class."""
    surfaces = tomlkit.table()
    for (at, word), code in draft.answers.items():
        if at == ASSUMED_AT and code != UNKNOWN:
            key = SingleKey(word, t=KeyType.Basic, original=quote(word))
            add_value(surfaces, key, code, _comment_answer(draft, at, word))
    if surfaces:
        assume = tomlkit.table(is_super_table=True)
        add_table(assume, "surface", surfaces)
        add_table(table, "assume", assume)


def _columns_table(draft: CountyFileDraft, layer: RecognisedLayer) -> Table:
    """Return the matched columns, and a comment for each required one that was not found."""
    table, at = tomlkit.table(), f"layers.{layer.name}.columns"
    for match in layer.matches:
        if (at, match.canonical) in draft.answers:
            add_value(table, match.canonical, match.header, _comment_answer(draft, at, match.canonical))
        else:
            _add_proposal(table, match.canonical, Proposal(match.header, match.confidence, match.why))
    for column in LAYERS[layer.name].columns:
        if column.required and layer.header_of(column.name) is None:
            table.add(tomlkit.comment(f'{column.name} = "..."'))
    return table


def _values_table(draft: CountyFileDraft, at: str, meanings: tuple[WordMeaning, ...]) -> Table:
    table = _table(draft, at)
    for word in meanings:
        likely = find_likely(draft.questions, at, word.word)
        text = (_("rows: {rows}; please answer") if word.unresolved else _("rows: {rows}")).format(rows=word.rows)
        if word.unresolved and likely not in (None, UNKNOWN):
            text = _("{rows}; likely {value}").format(rows=text, value=format_value(likely))
        if (at, word.word) in draft.answers:
            text = f"{text}; {_comment_answer(draft, at, word.word)}"
        key = SingleKey(word.word, t=KeyType.Basic, original=quote(word.word))
        add_value(table, key, word.meaning, text)
    return table


def _network_table(draft: CountyFileDraft) -> Table:
    table = _table(draft, "network")
    add_value(table, "snap_m", 10.0, _("a road end within this distance of another road touches it"))
    reach = [c for c in read_standard(draft.standard.value).criteria if isinstance(c, ReachCriterion) and not c.fixed]
    if reach:
        why = _("the standard has a distance of its own; only where another one was decided")
        table.add(tomlkit.comment(f"reach_m = {reach[0].threshold}  # {why}"))
    roads = draft.roads
    if roads is not None and roads.trunk_classes and roads.trunk_why is not None:
        why = _format_why(roads.trunk_confidence, roads.trunk_why)
        if ("network", "trunk_classes") in draft.answers:
            why = _comment_answer(draft, "network", "trunk_classes")
        add_value(table, "trunk_classes", list(roads.trunk_classes), why)
    else:
        table.add(tomlkit.comment('trunk_classes = ["..."]'))
    if reach:
        why = _("trunk, seat or both, where it is to replace what the standard says")
        table.add(tomlkit.comment(f'reach_to = "trunk"  # {why}'))
    return table


def _add_answerable(table: Table, draft: CountyFileDraft, key: str, proposal: Proposal) -> None:
    """Add a value of the county with the reason of the answer, where it was answered."""
    if ("county", key) in draft.answers:
        add_value(table, key, proposal.value, _comment_answer(draft, "county", key))
    else:
        _add_proposal(table, key, proposal)


def _comment_answer(draft: CountyFileDraft, at: str, key: str) -> str:
    """Return the comment behind a line that was answered: that it was, and why."""
    reason = draft.reasons.get((at, key))
    return _("answered; {0}").format(one_line(reason)) if reason else _("answered")


def _table(draft: CountyFileDraft, at: str) -> Table:
    """Return a table that begins with the questions about it."""
    table = tomlkit.table()
    for text in _list_questions(draft, at):
        add_comments(table, text)
    return table


def _list_questions(draft: CountyFileDraft, at: str) -> Iterator[str]:
    """Yield the open questions about a table, as they stand in the file."""
    for number, question in enumerate(draft.questions, 1):
        if question.at == at:
            yield _("QUESTION {number}: {text}").format(number=number, text=question.message.text(_))


def _add_proposal(table: Table, key: str, proposal: Proposal) -> None:
    add_value(table, key, proposal.value, _format_why(proposal.confidence, proposal.why))


def _format_why(confidence: float, why: Message) -> str:
    return f"{format_confidence(confidence, _)}: {why.text(_)}"
