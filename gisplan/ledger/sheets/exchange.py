"""Sheets between the ledger and the disk: the register that names villages, the file that goes out, the document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.io.register import read_register
from gisplan.io.write import write_bytes_whole
from gisplan.ledger.document import tell_batch, tell_ledger, tell_value_plainly
from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.sheets.places import Villages
from gisplan.ledger.sheets.take import Imported

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger

__all__ = ["export_book", "read_villages", "tell_imported"]


def read_villages(county: str | os.PathLike[str]) -> Villages | None:
    """The names of a county's villages; None where its register cannot be read."""
    frame = read_register(county)
    return None if frame is None else Villages.of(frame)


def export_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    villages: Villages | None = None,
    kind: str | None = None,
    overwrite: bool = False,
) -> int:
    """Write the works to a workbook, whole or not at all; how many there are.

    Raises
    ------
    LedgerError
        There is no such kind, or a file stands there and is not to be overwritten.
    WriteError
        The file could not be written; what stood there is untouched.
    """
    from gisplan.ledger.sheets.give import make_book

    if kind is not None and kind not in read_kinds():
        raise LedgerError(_("{0!r} is no kind of works: {1}.").format(kind, ", ".join(read_kinds())))
    if not overwrite and Path(path).exists():
        raise LedgerError(_("{0} is there already: choose another name, or say --overwrite.").format(path))
    state = ledger.state()
    write_bytes_whole(path, make_book(state, villages, None if kind is None else [kind]))
    return sum(kind in (None, work.kind) for work in state.works)


def tell_imported(ledger: Ledger, told: Imported) -> dict[str, Any]:
    """What a workbook changed, or would have, as a document."""
    compared = told.comparison
    sheets = [
        {"name": s.name, "kind": s.kind, "rows": s.rows, "new": s.new, "changed": s.changed, "not_read": list(s.left)}
        for s in compared.sheets
    ]
    differences = [
        {**vars(d), "old": tell_value_plainly(d.old), "new": tell_value_plainly(d.new)} for d in compared.differences
    ]
    file = {"name": compared.file, "sha256": compared.sha256}
    head = {"ledger": tell_ledger(ledger), "file": file, "dry_run": told.dry_run, "batch": tell_batch(told.batch)}
    return {**head, "sheets": sheets, "notes": list(compared.notes), "differences": differences}
