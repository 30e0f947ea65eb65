"""A sheet that stands beside a county: read as the county's own are, and refused with every fault at once."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from gisplan.base.faults import Fault, FaultKind, describe_fault
from gisplan.base.language import N_, _
from gisplan.county.county import LayerInput
from gisplan.county.layer import Layer
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import KINDS, has_errors, make_fault
from gisplan.io.files.header_rows import LOOKED_AT
from gisplan.io.files.sheets import read_grid, read_sheet
from gisplan.io.files.staging import Source, show_path, stage_source
from gisplan.io.layers.columns import draft_layer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.texts import ascii_controls, bare_word

__all__ = ["SideFile", "read_side_file"]

_ENDINGS = (".csv", ".xlsx")
_NAMED = 4  # names of a column that a message offers
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")

_REMEDIES = {
    "file-missing": N_("Correct its path."),
    "format-unknown": N_("Save it as .csv or .xlsx."),
    "encoding-unknown": N_("Save it as UTF-8."),
    "encoding-wrong": N_("Save it as UTF-8."),
    "column-missing": N_("Name one of its columns {field} ({names}). Columns: {has}."),
    "header-unclear": N_("Keep a single row of names at the top of the sheet."),
    "layers-several": N_("Keep a single sheet in it."),
    "word-unknown": N_("Write one of these."),
    "reader-failed": N_("Correct its quotes and separators, or save it as .xlsx."),
}
"""What to do where a file is not named in gisplan.toml; the other faults have the remedies of the porch."""

_KINDS: Mapping[str, FaultKind] = {
    **KINDS,
    **{code: replace(KINDS[code], remedy=remedy) for code, remedy in _REMEDIES.items()},
}


@dataclass(frozen=True)
class SideFile:
    """What a file holds: `frame` has the columns of its layer and `row`, the records from 1 that can be used.

    `faults` are sentences that refuse the file, each with its remedy, `notes` those that do not.
    """

    path: str
    frame: pd.DataFrame
    input: LayerInput
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def seen_from(self, folder: str | os.PathLike[str] | None) -> LayerInput:
        """What was read, with its path relative to a folder."""
        if folder is None:
            return self.input
        return replace(self.input, path=show_path(Path(self.path).absolute(), Path(folder).absolute()))


def read_side_file(
    path: str | os.PathLike[str],
    layer: Layer,
    aliases: Mapping[str, tuple[str, ...]],
    *,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> SideFile:
    """Read a CSV or a workbook; nothing is raised.

    Parameters
    ----------
    layer : Layer
        Its columns, and what messages call it.
    aliases : mapping of column to tuple of str
        Other names of each column, without marks and in small letters, the commoner first.
    words : mapping of column to mapping, optional
        What the file may write, and what it means; nothing else is understood.
    """
    table = LayerTable(layer.name, str(path), values={})
    with tempfile.TemporaryDirectory(prefix="gisplan-", ignore_cleanup_errors=True) as room:
        source = stage_source(table, Path(), Path(room))
        if Path(path).suffix.lower() not in _ENDINGS:
            refused = make_fault("format-unknown", file=source.file, layer=layer.name)
            source = replace(source, staged=None, faults=(refused,))
        if not source.usable or source.staged is None:
            return _tell(str(path), source, None, source.faults, aliases)
        data = source.staged.read_bytes()
    grid, found = read_grid(source, data)
    if grid is None:
        return _tell(str(path), source, None, found, aliases)
    seen = [cell.strip() for row in grid.rows[:LOOKED_AT] for cell in row if cell]
    source = replace(source, table=replace(table, columns=_find_columns(layer, seen, aliases)))
    raw, faults = read_sheet(source, data, layer=layer)
    if raw is None:
        return _tell(str(path), source, None, faults, aliases)
    draft = draft_layer(raw, source.table, file=source.file, layer=layer)
    for column, known in (words or {}).items():
        draft = _read_words(draft, column, known)
    return _tell(str(path), source, draft, (*faults, *draft.faults), aliases)


def _find_columns(layer: Layer, seen: list[str], aliases: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The file's own name of each column that it has under another."""
    bare = {bare_word(cell): cell for cell in reversed(seen)}
    found = {}
    for column in layer.columns:
        own = next((bare[word] for word in (bare_word(column.name), *aliases[column.name]) if word in bare), None)
        if own is not None and column.name not in seen:
            found[column.name] = own
    return found


def _read_words(draft: LayerDraft, column: str, known: Mapping[str, str]) -> LayerDraft:
    texts = draft.frame[column]
    meant = texts.map(lambda text: known.get(text.casefold()), na_action="ignore")
    wrong = (texts.notna() & meant.isna()).to_numpy(dtype=bool)
    wanted = ", ".join(known)
    draft = draft.quarantine("word-unknown", wrong, field=column, values=texts[wrong].tolist(), wanted=wanted)
    return draft.with_column(column, meant.where(meant.notna(), None))


def _tell(
    path: str,
    source: Source,
    draft: LayerDraft | None,
    faults: tuple[Fault, ...] | list[Fault],
    aliases: Mapping[str, tuple[str, ...]],
) -> SideFile:
    refused = has_errors(faults)
    told: dict[str, list[str]] = {"E": [], "W": []}
    for fault in faults:
        if fault.level == "F" or fault.code == "total-row":
            continue
        names = {"names": ", ".join(aliases.get(fault.field or "", ())[:_NAMED]), **fault.params}
        sentences = describe_fault(replace(fault, file=path, params=names), _KINDS, translate=_)
        told["W" if fault.level == "W" else "E"].append(ascii_controls(" ".join(sentences)))
    rows = draft.count if draft is not None else 0
    if draft is None or refused:
        columns = [] if draft is None else list(draft.frame.columns)
        frame, accepted = pd.DataFrame(columns=columns), 0
    else:
        frame = draft.frame[~draft.rejected].reset_index(drop=True)
        frame = frame.map(lambda cell: _GUARDED.sub("", cell) if isinstance(cell, str) else cell)
        accepted = len(frame)
    counts = LayerInput(source.table.name, path, source.sha256, rows, accepted, rows - accepted)
    return SideFile(path, frame, counts, tuple(told["E"]), tuple(told["W"]))
