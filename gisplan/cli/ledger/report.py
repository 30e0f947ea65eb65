"""`gisplan ledger report`: how far the works of a county are, on the terminal and in files."""

from __future__ import annotations

from datetime import date

import click
from rich.console import Console
from rich.text import Text

from gisplan.base.language import N_, _
from gisplan.cli.commands import date_option, full_option, json_option, lang_option, reading_options, warn_of_state
from gisplan.cli.ledger.table import make_table
from gisplan.io.output.console import make_console
from gisplan.io.output.lines import Column, format_number, make_lines
from gisplan.ledger.events.labels import (
    KIND_LABELS,
    escape_unprintable,
    field_label,
    format_as_of,
    format_store,
    group_label,
)
from gisplan.ledger.progress import KindProgress, Progress
from gisplan.ledger.progress.headline import format_people
from gisplan.wording.works import format_forecast

__all__ = ["report", "show_progress"]

_MAX_ROWS = 10  # late works and waiting villages that are listed


def show_progress(progress: Progress) -> None:
    """Print the figures of each kind, overdue works, villages not served yet, and the forecast."""
    console = make_console()
    console.print(Text(f"{format_as_of(progress.state)} · {format_store(progress.state)}"))
    if not progress.kinds:
        console.print(Text(_("The ledger has no works.")))
    for kind_progress in progress.kinds:
        _show_counts(console, kind_progress)
        console.print(Text(format_forecast(kind_progress.forecast)))
        _show_late(console, kind_progress)
        _show_waiting(console, kind_progress)


def _show_counts(console: Console, kind_progress: KindProgress) -> None:
    """Print the counts of a kind, by programme and in total."""
    heads = {"planned": _("planned"), "started": _("started"), "finished": field_label(kind_progress.kind.finish)}
    if kind_progress.kind.served != kind_progress.kind.finish:
        heads["serving"] = field_label(kind_progress.kind.served)
    heads |= {"accepted": _("accepted on inspection"), "overdue": _("overdue")}
    groups = [(group_label(g.name) if g.name else _("not stated"), g.count) for g in kind_progress.programmes]
    groups.append((_("all"), kind_progress.total))
    columns = [
        Column("", lambda group: escape_unprintable(group[0])),
        *(_count_column(name, head) for name, head in heads.items()),
        Column(
            _("people served"), lambda group: format_people(group[1].served, group[1].people) or "–", is_number=True
        ),
    ]
    console.print(Text(_(KIND_LABELS[kind_progress.kind.name]), style="bold"))
    console.print(make_lines(columns, groups, console.width))


def _count_column(figure: str, head: str) -> Column:
    """Return the column of one count; where a terminal is narrow, the first to go are those accepted."""
    drop = int(figure == "accepted")
    return Column(head, lambda group: str(getattr(group[1], figure)), is_number=True, drop=drop)


def _show_late(console: Console, kind_progress: KindProgress) -> None:
    if not kind_progress.late:
        return
    heads = [_("code"), _("name"), _("overdue milestones"), _("due"), _("days since due")]
    table = make_table(_("Overdue works ({0})").format(len(kind_progress.late)), heads, numbers=(4,), whole=(0, 3))
    for late in kind_progress.late[:_MAX_ROWS]:
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
    _show_more(console, len(kind_progress.late))


def _show_waiting(console: Console, kind_progress: KindProgress) -> None:
    if not kind_progress.waiting:
        return
    heads = [_("village"), _("name"), _("people"), _("unfinished works"), _("of which overdue")]
    table = make_table(
        _("Villages not served yet ({0})").format(len(kind_progress.waiting)), heads, numbers=(2,), whole=(0, 2)
    )
    for village in kind_progress.waiting[:_MAX_ROWS]:
        people = "–" if village.people is None else format_number(village.people)
        who, works = [village.code, village.name or "–"], [", ".join(village.holding), ", ".join(village.late)]
        cells = [*map(escape_unprintable, who), people, *map(escape_unprintable, works)]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    _show_more(console, len(kind_progress.waiting))


def _show_more(console: Console, count: int) -> None:
    if count > _MAX_ROWS:
        console.print(Text(_("… and {0} more.").format(count - _MAX_ROWS)))


@click.command(
    help=N_(
        "Report the progress of the works of COUNTY: by programme and by town, against the plan, overdue works, "
        "villages not served yet, and a forecast of completion.\n\n"
        "Files written to OUT: progress.json, progress.html (a map with a time slider, usable offline) and "
        "progress.xlsx. The same --on and --known-at give the same report at any later time. Exit code: 0 when "
        "they are written, 2 when the county or the ledger is refused.\n\n"
        "Example: gisplan ledger report zhenba -o out --on 2019-06-30 --known-at 2019-07-05"
    )
)
@click.argument("county", type=click.Path())
@click.option("-o", "--output", metavar="OUT", default="out", show_default=True, help=N_("Folder for the output."))
@date_option("--on", N_("As of the end of this day; default: today."))
@date_option("--known-at", N_("Use only what was recorded up to the end of this day; default: everything."))
@full_option
@json_option
@reading_options
@lang_option
def report(county: str, output: str, on: date | None, known_at: date | None, full: bool, as_json: bool) -> None:
    """Report how far the works of COUNTY are."""
    from gisplan.cli.progress_bar import show_steps
    from gisplan.workflow import report_progress, write

    with show_steps(5) as step:
        progress = report_progress(county, on=on, known_at=known_at, progress=step)
        written = write(progress, output, progress=step)
    warn_of_state(progress.state)
    if as_json:
        click.echo(written[0].read_bytes().decode("utf-8"), nl=False)
        return
    from gisplan.report.terminal.notes import show_written
    from gisplan.report.terminal.progress_brief import show_progress_brief

    show = show_progress if full else show_progress_brief
    show(progress)
    show_written(written)
