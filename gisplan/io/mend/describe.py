"""What was mended, as lines for a terminal and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from gisplan.base.display import visible
from gisplan.base.language import _, fill
from gisplan.io.mend.copies import MendedCounty

__all__ = ["describe_mended", "format_mended"]


def format_mended(mended: MendedCounty) -> Iterator[str]:
    """Yield a line for each file: how many values were mended, or why it was copied unchanged.

    Parameters
    ----------
    mended : MendedCounty

    Yields
    ------
    str
    """
    yield _("The mended copy")
    for copy in mended.copies:
        text = _("copied unchanged: nothing to mend")
        if copy.note:
            text = _(copy.note)
        elif copy.copy != copy.file:
            text = fill(_("{copy}, {count} value(s) mended"), copy=copy.copy, count=len(copy.changes))
        yield visible(f"  {copy.layer}: {copy.file}: {text}")


def describe_mended(mended: MendedCounty) -> dict[str, Any]:
    """Return what was mended as plain values for JSON.

    Parameters
    ----------
    mended : MendedCounty

    Returns
    -------
    dict
        `files`, a row for each layer, and `changes`, a row for each value; rows as the clerk's program shows them.
    """
    files = [
        {"layer": copy.layer, "path": copy.file, "copy": copy.copy, "changed": len(copy.changes), "note": copy.note}
        for copy in mended.copies
    ]
    return {"files": files, "changes": [asdict(change) for copy in mended.copies for change in copy.changes]}
