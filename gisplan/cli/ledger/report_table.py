"""How far the works are, on a terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gisplan.base.language import _
from gisplan.cli.ledger.table import make_table
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label, format_as_of, format_store
from gisplan.ledger.progress import KindProgress, Progress
from gisplan.wording.works import format_forecast, group_label

__all__ = ["show_progress"]

_MOST = 10  # late works and waiting villages that are listed


def show_progress(told: Progress) -> None:
    """Print the figures of each kind, what is late, who waits, and the forecast."""
    console = Console(highlight=False)
    console.print(Text(f"{format_as_of(told.state)} · {format_store(told.state)}"), soft_wrap=True)
    if not told.kinds:
        console.print(Text(_("The ledger has no works.")))
    for of in told.kinds:
        _show_counts(console, of)
        console.print(Text(format_forecast(of.forecast)))
        _show_late(console, of)
        _show_waiting(console, of)


def _show_counts(console: Console, of: KindProgress) -> None:
    """The kind as a whole, and each of its programmes."""
    told = {"planned": _("planned"), "started": _("started"), "finished": field_label(of.kind.finish)}
    if of.kind.served != of.kind.finish:
        told["serving"] = field_label(of.kind.served)
    told |= {"accepted": _("accepted on inspection"), "overdue": _("overdue")}
    table = Table(
        title=Text(_(KIND_LABELS[of.kind.name]), style="bold"), title_justify="left", box=SIMPLE_HEAD, padding=0
    )
    table.add_column("", overflow="fold")
    for head in (*told.values(), _("people served")):
        table.add_column(head.replace(" ", "\n"), justify="right", no_wrap=True)
    rows = [(group_label(group.name) if group.name else _("not stated"), group.count) for group in of.programmes]
    for name, count in [*rows, (_("all"), of.total)]:
        figures = (f"{getattr(count, figure)}" for figure in told)
        table.add_row(Text(escape_unprintable(name)), *figures, f" {_tell_people(count.served, count.people)}")
    console.print(table)


def _tell_people(served: tuple[float, float] | None, people: tuple[float, float] | None) -> str:
    """So many of so many; ranges, where the list does not say who is served twice, in two lines."""
    if served is None or people is None:
        return "–"
    sure = served[0] == served[1] and people[0] == people[1]
    told = _("{0} of {1}") if sure else _("{0}\nof {1}")
    return told.format(_tell_range(served), _tell_range(people))


def _tell_range(people: tuple[float, float]) -> str:
    low, high = people
    if high == float("inf"):
        return f"≥ {_tell_number(low)}"
    return _tell_number(low) if low == high else f"{_tell_number(low)}–{_tell_number(high)}"


def _tell_number(number: float) -> str:
    """A whole number, its thousands apart by a narrow space."""
    return f"{number:,.0f}".replace(",", "\u202f")


def _show_late(console: Console, of: KindProgress) -> None:
    if not of.late:
        return
    heads = [_("code"), _("name"), _("overdue milestones"), _("due"), _("days late")]
    table = make_table(_("Overdue works ({0})").format(len(of.late)), heads, numbers=(4,), whole=(0, 3))
    for late in of.late[:_MOST]:
        names = ", ".join(field_label(name) for name in late.milestones)
        cells = [
            escape_unprintable(late.work.code),
            escape_unprintable(late.work.name),
            names,
            str(late.due),
            str(late.days),
        ]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    _tell_more(console, len(of.late))


def _show_waiting(console: Console, of: KindProgress) -> None:
    if not of.waiting:
        return
    heads = [_("village"), _("name"), _("people"), _("unfinished works"), _("of which overdue")]
    table = make_table(_("Villages not served yet ({0})").format(len(of.waiting)), heads, numbers=(2,), whole=(0, 2))
    for village in of.waiting[:_MOST]:
        people = "–" if village.people is None else _tell_number(village.people)
        who, works = [village.code, village.name or "–"], [", ".join(village.holding), ", ".join(village.late)]
        cells = [*map(escape_unprintable, who), people, *map(escape_unprintable, works)]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    _tell_more(console, len(of.waiting))


def _tell_more(console: Console, count: int) -> None:
    if count > _MOST:
        console.print(Text(_("… and {0} more.").format(count - _MOST)))
