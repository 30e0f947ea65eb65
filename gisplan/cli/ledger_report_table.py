"""How far the works are, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from gisplan.base.language import _
from gisplan.cli.ledger_table import make_table
from gisplan.ledger.progress import Count, KindProgress, Progress
from gisplan.ledger.progress.page_words import name_group, tell_forecast
from gisplan.ledger.words import KINDS_TOLD, tell_field, tell_plainly

__all__ = ["show_progress"]

_MOST = 10  # late works and waiting villages that are listed


def show_progress(told: Progress) -> None:
    """Print the figures of each kind, what is late, who waits, and the forecast."""
    console = Console(highlight=False)
    state = told.state
    known = _("As of {0}, by what was known on {1}") if state.known_at else _("As of {0}, by what is known now")
    store = _("ledger {0}, event {1}").format(state.store, state.last_event)
    console.print(Text(f"{known.format(state.on, state.known_at)} · {store}"), soft_wrap=True)
    if not told.kinds:
        console.print(Text(_("The ledger has no works.")))
    for of in told.kinds:
        _show_counts(console, of)
        console.print(Text(tell_forecast(of.forecast)))
        _show_late(console, of)
        _show_waiting(console, of)


def _show_counts(console: Console, of: KindProgress) -> None:
    """The kind as a whole, and each of its programmes."""
    heads = ["", _("planned"), _("started"), tell_field(of.kind.finish), tell_field(of.kind.served)]
    heads += [_("accepted on inspection"), _("overdue"), _("people served")]
    table = make_table(_(KINDS_TOLD[of.kind.name]), heads, numbers=tuple(range(1, 8)))
    for group in of.programmes:
        name = name_group(group.name) if group.name else _("not said")
        table.add_row(Text(tell_plainly(name)), *_tell_count(group.count))
    table.add_row(Text(_("all"), style="bold"), *_tell_count(of.total))
    console.print(table)


def _tell_count(count: Count) -> Sequence[str]:
    numbers = [count.planned, count.started, count.finished, count.serving, count.accepted, count.overdue]
    return [*(str(number) for number in numbers), _tell_people(count.served, count.people)]


def _tell_people(served: tuple[float, float] | None, people: tuple[float, float] | None) -> str:
    """So many of so many; a range where the list does not say who is served twice."""
    if served is None or people is None:
        return "–"
    low, high = (f"{number:,.0f}".replace(",", "\u202f") for number in served)
    told = low if low == high else _("{0} to {1}").format(low, high) if served[1] != float("inf") else f"≥ {low}"
    return _("{0} of {1}").format(told, f"{people[0]:,.0f}".replace(",", "\u202f"))


def _show_late(console: Console, of: KindProgress) -> None:
    if not of.late:
        return
    heads = [_("code"), _("name"), _("due and not reached"), _("due"), _("days late")]
    table = make_table(_("Late ({0})").format(len(of.late)), heads, numbers=(4,), whole=(0, 3))
    for late in of.late[:_MOST]:
        names = ", ".join(tell_field(name) for name in late.milestones)
        cells = [tell_plainly(late.work.code), tell_plainly(late.work.name), names, str(late.due), str(late.days)]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    _tell_more(console, len(of.late))


def _show_waiting(console: Console, of: KindProgress) -> None:
    if not of.waiting:
        return
    heads = [_("village"), _("name"), _("people"), _("works that it waits for"), _("of these late")]
    table = make_table(_("Villages that wait ({0})").format(len(of.waiting)), heads, numbers=(2,))
    for village in of.waiting[:_MOST]:
        people = "–" if village.people is None else f"{village.people:,.0f}".replace(",", "\u202f")
        cells = [village.code, village.name or "–", people, ", ".join(village.holding), ", ".join(village.late)]
        table.add_row(*(Text(tell_plainly(cell)) for cell in cells))
    console.print(table)
    _tell_more(console, len(of.waiting))


def _tell_more(console: Console, count: int) -> None:
    if count > _MOST:
        console.print(Text(_("… and {0} more.").format(count - _MOST)))
