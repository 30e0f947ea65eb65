"""Find the work that a user means, and ask which where several fit."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from gisplan.base.language import _

if TYPE_CHECKING:
    from gisplan.ledger import Ledger, WorkState
    from gisplan.ledger.entry.search import WorkMatch

__all__ = ["choose_work"]

_MOST_SHOWN = 20


def choose_work(
    ledger: Ledger, county: str, text: str, kind: str | None, *, field: str | None = None, ask: bool = True
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
    field : str, optional
        The milestone or value that is to be recorded: works that have none such are not meant, if others fit.
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
    from gisplan.ledger.entry.search import find_works, make_work_index

    works = ledger.state().works
    if any(work.code == text for work in works):
        return ledger.work(text, kind)
    found = find_works(make_work_index(works, _read_village_names(county)), text, kind=kind)
    found = _prefer_field(found, field)
    exact = [match for match in found if match.by == "code"] or [match for match in found if match.by == "name"]
    fitting = exact if len(exact) == 1 else found
    if not fitting:
        _warn_of_pinyin(text)
        return ledger.work(text, kind)  # a work that was taken off the ledger; else it names the nearest
    chosen = fitting[0] if len(fitting) == 1 else _ask(text, fitting, ask=ask and _is_interactive())
    return ledger.work(chosen.work.code, chosen.work.kind)


def _prefer_field(found: list[WorkMatch], field: str | None) -> list[WorkMatch]:
    """Return the works of the kinds that have a field; all, if none has it."""
    from gisplan.ledger import read_kinds
    from gisplan.ledger.events.labels import find_field

    if field is None:
        return found
    kinds = {name for name, kind in read_kinds().items() if find_field(kind, field) is not None}
    return [match for match in found if match.work.kind in kinds] or found


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
    lines = [f"{number:>4}. {_format(match)}" for number, match in enumerate(shown, 1)]
    if len(found) > len(shown):
        lines.append("      " + _("… and {0} more.").format(len(found) - len(shown)))
    head = fill(_("{0} work(s) fit {1!r}:"), len(found), text)
    if not ask:
        remedy = _("Give the code of one of them, or more of its name; words are separated by blanks.")
        raise click.UsageError("\n".join([head, *lines, remedy]))
    click.echo("\n".join([head, *lines]), err=True)
    prompt = "  " + _("Which of them (number; Ctrl-C stops)")
    number = click.prompt(prompt, type=click.IntRange(1, len(shown)), err=True)
    return found[number - 1]


def _format(match: WorkMatch) -> str:
    """Return a work as one line: its code, name and town, and the village by which it was found."""
    from gisplan.ledger.events.labels import escape_unprintable

    values = match.work.values
    parts = [match.work.code, match.work.name, str(values.get("town") or "")]
    if match.by in ("place", "place_pinyin") and match.text not in parts:
        parts.append(match.text)
    return "  ".join(escape_unprintable(part) for part in parts if part)
