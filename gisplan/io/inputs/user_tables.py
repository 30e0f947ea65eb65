"""Tables that a user gives beside the county's files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from gisplan.base.faults import Fault, FaultKind, describe_fault
from gisplan.base.language import N_, _
from gisplan.county.county import LayerInput
from gisplan.county.layer import Layer
from gisplan.io.child.loading import load_grid
from gisplan.io.child.process import reading_process
from gisplan.io.child.requests import answer_faults, make_item
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import OWN_FILE_KINDS, has_errors, make_fault, with_remedies
from gisplan.io.files.formats import FORMATS
from gisplan.io.files.header_rows import LOOKED_AT
from gisplan.io.files.sheets import read_records
from gisplan.io.files.staging import Source, show_path, stage_source
from gisplan.io.layers.columns import ascii_controls, bare_word, draft_layer
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["UserTable", "read_user_table"]

_ENDINGS = tuple(ending for ending, format in FORMATS.items() if format.is_sheet)
_NAMES_SHOWN = 4  # names of a column that a message offers
_FORMULA_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")

_REMEDIES = {
    "format-unknown": N_("Save it as .csv or .xlsx."),
    "column-missing": N_("Name one of its columns {field} ({names}). Columns: {has}."),
}
"""The remedies of such a table that differ from those of other files that no county file names."""

_KINDS: Mapping[str, FaultKind] = with_remedies(OWN_FILE_KINDS, _REMEDIES)


@dataclass(frozen=True)
class UserTable:
    """A table that was read.

    Parameters
    ----------
    path : str
        The file, as it was given.
    frame : DataFrame
        The records that can be used: the columns of the layer, and `row`, counted from 1.
    input : LayerInput
        The counts of its rows, and its checksum.
    faults : tuple of str
        Messages that refuse the file, each with its remedy.
    notes : tuple of str
        Messages that do not.
    """

    path: str
    frame: pd.DataFrame
    input: LayerInput
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def relative_to(self, folder: str | os.PathLike[str] | None) -> LayerInput:
        """Return what was read with its path relative to a folder; None leaves it as it was given."""
        if folder is None:
            return self.input
        return replace(self.input, path=show_path(Path(self.path).absolute(), Path(folder).absolute()))


@dataclass(frozen=True)
class _Reading:
    """The file, its draft where it could be read, and the faults so far."""

    source: Source
    draft: LayerDraft | None
    faults: tuple[Fault, ...]


def read_user_table(
    path: str | os.PathLike[str],
    layer: Layer,
    aliases: Mapping[str, tuple[str, ...]],
    *,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> UserTable:
    """Read a CSV file or a workbook; nothing is raised.

    Parameters
    ----------
    path : str or path
        The file.
    layer : Layer
        Its columns, and what messages call it.
    aliases : mapping of column to tuple of str
        Other names of each column, without marks and in small letters, the commoner first.
    words : mapping of column to mapping, optional
        What the file may write, and what it means; nothing else is understood.

    Returns
    -------
    UserTable
        The records, and the faults of the file.
    """
    reading = _read_file(path, layer, aliases)
    draft = reading.draft
    if draft is None:
        return _make_table(str(path), reading, aliases)
    for column, meanings in (words or {}).items():
        draft = _read_words(draft, column, meanings)
    faults = (*reading.faults, *draft.faults)
    return _make_table(str(path), replace(reading, draft=draft, faults=faults), aliases)


def _read_file(path: str | os.PathLike[str], layer: Layer, aliases: Mapping[str, tuple[str, ...]]) -> _Reading:
    """Read a file as a draft of its layer."""
    table = LayerTable(layer.name, str(path), values={})
    with reading_process() as process:
        source = stage_source(table, None, process.workdir)
        if Path(path).suffix.lower() not in _ENDINGS:
            refused = make_fault("format-unknown", file=source.file, layer=layer.name)
            source = replace(source, staged=None, faults=(refused,))
        if not source.usable:
            return _Reading(source, None, tuple(source.faults))
        process.send([make_item(source)], size=source.size)
        answer = process.receive()[table.name]
        found = answer_faults(source, answer, process)
        if "grid" not in answer or has_errors(found):
            return _Reading(source, None, tuple(found))
        grid = load_grid(answer, source.table.name, process.workdir)
    cells = [cell.strip() for row in grid.rows[:LOOKED_AT] for cell in row if cell]
    source = replace(source, table=replace(table, columns=_find_columns(layer, cells, aliases)))
    raw, more = read_records(source, grid, layer=layer)
    faults = (*found, *more)
    if raw is None:
        return _Reading(source, None, faults)
    return _Reading(source, draft_layer(raw, source.table, file=source.file, layer=layer), faults)


def _find_columns(layer: Layer, cells: list[str], aliases: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the file's header of each column that it has under another name."""
    headers = {bare_word(cell): cell for cell in reversed(cells)}
    found = {}
    for column in layer.columns:
        names = (bare_word(column.name), *aliases[column.name])
        header = next((headers[name] for name in names if name in headers), None)
        if header is not None and column.name not in cells:
            found[column.name] = header
    return found


def _read_words(draft: LayerDraft, column: str, meanings: Mapping[str, str]) -> LayerDraft:
    """Replace the words of a column by their meanings, and quarantine rows with others."""
    texts = draft.frame[column]
    meant = texts.map(lambda text: meanings.get(text.casefold()), na_action="ignore")
    wrong = (texts.notna() & meant.isna()).to_numpy(dtype=bool)
    allowed = ", ".join(meanings)
    draft = draft.quarantine("word-unknown", wrong, field=column, values=texts[wrong].tolist(), expected=allowed)
    return draft.with_column(column, meant.where(meant.notna(), None))


def _make_table(path: str, reading: _Reading, aliases: Mapping[str, tuple[str, ...]]) -> UserTable:
    """Return the records that can be used, none where the file is refused, and the faults as sentences."""
    draft = reading.draft
    rows = draft.count if draft is not None else 0
    if draft is None or has_errors(reading.faults):
        frame = pd.DataFrame(columns=[] if draft is None else list(draft.frame.columns))
    else:
        frame = draft.frame[~draft.rejected].reset_index(drop=True)
        frame = frame.map(lambda cell: _FORMULA_GUARD.sub("", cell) if isinstance(cell, str) else cell)
    source, accepted = reading.source, len(frame)
    counts = LayerInput(source.table.name, path, source.sha256, rows, accepted, rows - accepted)
    shown = [fault for fault in reading.faults if fault.level != "F" and fault.code != "total-row"]
    faults = tuple(_format_fault(fault, path, aliases) for fault in shown if fault.level != "W")
    notes = tuple(_format_fault(fault, path, aliases) for fault in shown if fault.level == "W")
    return UserTable(path, frame, counts, faults, notes)


def _format_fault(fault: Fault, path: str, aliases: Mapping[str, tuple[str, ...]]) -> str:
    params = {"names": ", ".join(aliases.get(fault.field or "", ())[:_NAMES_SHOWN]), **fault.params}
    sentences = describe_fault(replace(fault, file=path, params=params), _KINDS, translate=_)
    return ascii_controls(" ".join(sentences))
