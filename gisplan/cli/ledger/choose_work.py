"""Find the work that a user means, and ask which where several fit."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from gisplan.base.language import _

if TYPE_CHECKING:
    from gisplan.ledger import Ledger, WorkState
    from gisplan.ledger.entry.search import WorkMatch

__all__ = ["choose_work"]

_MOST_SHOWN = 20


def choose_work(
    ledger: Ledger,
    county: str,
    text: str,
    kind: str | None,
    *,
    meant: Callable[[WorkState], bool] | None = None,
    ask: bool = True,
) -> WorkState:
    """Find the work that a text means: by its code, else by a part of its name, its villages, its town, or pinyin.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    county : str
        The county, whose register has the names of villages.
    text : str
        What the user wrote.
    kind : str or None
        The kind of the work, where it was given.
    meant : callable, optional
        Whether a work can be meant by the other arguments of the command; those that cannot are left out if others fit.
    ask : bool
        Whether the user may be asked on a terminal which work is meant.

    Returns
    -------
    WorkState

    Raises
    ------
    LedgerError
        No work fits.
    UsageError
        Several works fit, and nobody can be asked; the message lists them.
    """
    from gisplan.ledger.entry.search import WorkMatch, find_works, make_work_index

    works = ledger.state().works
    coded = [work for work in works if work.code == text and kind in (None, work.kind)]
    if coded:
        found = [WorkMatch(work, "code", text) for work in coded]
    else:
        found = find_works(make_work_index(works, _read_village_names(county)), text, kind=kind)
    found = [match for match in found if meant is None or meant(match.work)] or found
    exact = [match for match in found if match.by == "code"] or [match for match in found if match.by == "name"]
    fitting = exact if len(exact) == 1 else found
    if not fitting:
        _warn_of_pinyin(text)
        return ledger.work(text, kind)  # a work that was taken off the ledger; else it names the nearest
    chosen = fitting[0] if len(fitting) == 1 else _ask(text, fitting, ask=ask and _is_interactive())
    return ledger.work(chosen.work.code, chosen.work.kind)


def _is_interactive() -> bool:
    """Return whether someone can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _read_village_names(county: str) -> Mapping[str, str]:
    """Return the names of the county's villages by their code; empty where they cannot be read."""
    from gisplan.io.inputs.register import read_register

    register = read_register(county)
    if register is None:
        click.echo(_("The county's villages cannot be read: works are not found by the names of villages."), err=True)
        return {}
    return dict(zip(register.villages["code"], register.villages["name"], strict=True))


def _warn_of_pinyin(text: str) -> None:
    from gisplan.ledger.entry.pinyin import has_pinyin

    if text.isascii() and not has_pinyin():
        message = _("Works are not found by pinyin here: that needs the extra: python -m pip install gisplan[pinyin]")
        click.echo(message, err=True)


def _ask(text: str, found: Sequence[WorkMatch], *, ask: bool) -> WorkMatch:
    """Ask which of several works is meant; where nobody can be asked, list them in an error."""
    from gisplan.base.language import fill

    shown = found[:_MOST_SHOWN]
    with_kind = len({match.work.kind for match in found}) > 1
    lines = [f"{number:>4}. {_format(match, with_kind=with_kind)}" for number, match in enumerate(shown, 1)]
    if len(found) > len(shown):
        lines.append("      " + _("… and {0} more.").format(len(found) - len(shown)))
    head = fill(_("{0} work(s) fit {1!r}:"), len(found), text)
    if not ask:
        remedy = _("Give the code of one of them, or more of its name; words are separated by blanks.")
        if with_kind:
            remedy = _("Give the code of one of them, more of its name, or its kind, such as --kind {0}.").format(
                shown[0].work.kind
            )
        raise click.UsageError("\n".join([head, *lines, remedy]))
    click.echo("\n".join([head, *lines]), err=True)
    prompt = "  " + _("Which of them (number; Ctrl-C stops)")
    number = click.prompt(prompt, type=click.IntRange(1, len(shown)), err=True)
    return found[number - 1]


def _format(match: WorkMatch, *, with_kind: bool) -> str:
    """Return a work as one line: its code, name, town and kind, and the village by which it was found."""
    from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable

    values = match.work.values
    parts = [match.work.code, match.work.name, str(values.get("town") or "")]
    if match.by in ("place", "place_pinyin") and match.text not in parts:
        parts.append(match.text)
    if with_kind:
        parts.append(_(KIND_LABELS[match.work.kind]))
    return "  ".join(escape_unprintable(part) for part in parts if part)
