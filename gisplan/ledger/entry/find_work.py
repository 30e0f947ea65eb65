"""Find a work of the ledger by its code, or say which one may have been meant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.base.values import closest_names
from gisplan.ledger.tables import EVENTS, WORKS

__all__ = ["find_work"]

_NEAR = 0.5  # the least similarity of a code or name that is proposed
_NEAREST = 3  # how many are proposed


def find_work(connection: Connection, code: str, kind: str | None) -> Row[Any]:
    """Find the row of a work.

    Parameters
    ----------
    connection : Connection
    code : str
        The code of the work.
    kind : str or None
        Its kind, where works of several kinds may have the code.

    Returns
    -------
    Row

    Raises
    ------
    LedgerError
        No work has the code, or works of several kinds have it.
    """
    rows = connection.execute(select(WORKS).where(WORKS.c.code == code)).all()
    rows = [row for row in rows if kind in (None, row.kind)]
    if not rows:
        raise LedgerError(_explain_unknown(connection, code))
    if len(rows) > 1:
        message = _("Several kinds of works have the code {0}: {1}. Choose one with --kind.")
        raise LedgerError(message.format(code, ", ".join(row.kind for row in rows)))
    return rows[0]


def _explain_unknown(connection: Connection, word: str) -> str:
    """Say that there is no such work, and which one has the nearest code or name."""
    named = select(WORKS.c.code, EVENTS.c.new).join(EVENTS, EVENTS.c.work == WORKS.c.id).where(EVENTS.c.field == "name")
    codes = {str(row.code): str(row.kind) for row in connection.execute(select(WORKS.c.code, WORKS.c.kind))}
    names = {str(name): code for code, name in connection.execute(named) if name}
    spelt = {text.casefold(): text for text in (*names, *codes)}
    near = closest_names(word.casefold(), spelt, most=_NEAREST, cutoff=_NEAR)
    if not near:
        return _("The ledger has no work {0}. List the works with: gisplan ledger show").format(word)
    texts = [spelt[name] for name in near]
    shown = "; ".join(f"{t} ({codes[t]})" if t in codes else f"{names[t]} {t} ({codes[names[t]]})" for t in texts)
    message = _("The ledger has no work {0}. The nearest is: {1}. List the works with: gisplan ledger show")
    return message.format(word, shown)
