"""Sheets between the ledger and the disk: the file that goes out, and what one that came in is told as."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.io.write import write_bytes_whole
from gisplan.ledger.document import tell_batch, tell_ledger, tell_value_plainly
from gisplan.ledger.sheets.forms import check_kind
from gisplan.ledger.sheets.take import Imported

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger
    from gisplan.ledger.sheets.places import Villages

__all__ = ["export_book", "tell_imported"]


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

    check_kind(kind)
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
