"""The progress of a county's works on one screen: the answer first, then what is overdue and who still waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from gisplan.base.display import visible
from gisplan.base.language import _, join_names
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, fold_head, format_number, make_lines
from gisplan.ledger.events.labels import KIND_LABELS, field_label, format_as_of, format_store, group_label
from gisplan.ledger.progress import KindProgress, Progress
from gisplan.ledger.progress.counts import Count
from gisplan.ledger.progress.headline import format_people, format_works_headline
from gisplan.wording.works import format_forecast_day

__all__ = ["show_progress_brief"]

_LATE = 10  # overdue works that are named
_WIDE = 90  # terminal width from which the people served of each programme are shown
_WAITING = 4  # villages of a kind that are named


def show_progress_brief(progress: Progress, console: Console | None = None) -> None:
    """Print the finding of each kind of works, its figures by programme, overdue works and villages not served."""
    console = console or make_console()
    county = progress.county
    name = Text(visible(f"{county.name} ({county.code})"), style="bold")
    console.print(name.append(f" · {format_as_of(progress.state)}", style="not bold"))
    if not progress.kinds:
        console.print(Text(_("The ledger has no works.")))
    for kind in progress.kinds:
        console.print(
            Text(_("{0} {1}").format(format_works_headline(kind), format_forecast_day(kind.forecast)), style="bold")
        )
    for kind in progress.kinds:
        _show_counts(kind, console)
    _show_late(progress.kinds, console)
    for kind in progress.kinds:
        _show_waiting(kind, console)
    console.print(Text(format_store(progress.state), style="dim"))
    console.print(_("All tables: --full. The document: --json."), style="dim")


def _show_counts(kind: KindProgress, console: Console) -> None:
    """Print a line a programme."""
    groups = [(group_label(g.name) if g.name else _("not stated"), g.count) for g in kind.programmes]
    figures = {"planned": _("planned"), "started": _("started"), "finished": field_label(kind.kind.finish)}
    if kind.kind.served != kind.kind.finish:
        figures["serving"] = field_label(kind.kind.served)
    figures["overdue"] = _("overdue")
    columns = [
        Column(_(KIND_LABELS[kind.kind.name]), lambda row: row[0]),
        *(Column(fold_head(head), _get_figure(name), is_number=True) for name, head in figures.items()),
        Column(
            fold_head(_("people served")),
            lambda row: format_people(row[1].served, row[1].people) or "–",
            is_number=True,
        ),
    ]
    console.print(make_lines(columns if console.width >= _WIDE else columns[:-1], groups, console.width))


def _get_people(row: tuple[str, Count]) -> str:
    return format_people(row[1].served, row[1].people) or "–"


def _get_figure(name: str) -> Any:
    def get(row: tuple[str, Count]) -> str:
        return str(getattr(row[1], name))

    return get


def _show_late(kinds: Sequence[KindProgress], console: Console) -> None:
    """Print the works of each kind that are overdue, those due first at the top."""
    with_late = [kind for kind in kinds if kind.late]
    if not with_late:
        return
    most = _LATE // len(with_late)
    first = [late for kind in with_late for late in kind.late[:most]]
    count = sum(len(kind.late) for kind in kinds)
    console.print(Text(_("Overdue, due first ({0} of {1})").format(len(first), count), style="bold"))
    columns = [
        Column(_("code"), lambda row: row.work.code, is_whole=True),
        Column(_("name"), lambda row: row.work.name),
        Column(_("due"), lambda row: str(row.due), is_whole=True),
        Column(_("not reached"), lambda row: join_names(map(field_label, row.milestones))),
    ]
    console.print(make_lines(columns, first, console.width))
    if len(first) < count:
        console.print(Text(_("All of them: gisplan ledger show COUNTY --overdue.")))


def _show_waiting(kind: KindProgress, console: Console) -> None:
    """Print how many villages the works of a kind do not serve yet, and the first of them."""
    if not kind.waiting:
        return
    names = [
        (village.name or village.code) + ("" if village.people is None else f" {format_number(village.people)}")
        for village in kind.waiting[:_WAITING]
    ]
    line = _("{kind}: {count} villages not served yet, with most people: {names}.").format(
        kind=_(KIND_LABELS[kind.kind.name]), count=len(kind.waiting), names=join_names(names)
    )
    console.print(Text(visible(line[0].upper() + line[1:])))
