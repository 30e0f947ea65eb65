"""Print one work: its milestones, values, photos and comments."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gisplan.base.language import _
from gisplan.cli.ledger.table import make_table
from gisplan.io.output.console import make_console
from gisplan.ledger import Attachment, Comment, State, WorkState, read_kinds
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import (
    KIND_LABELS,
    escape_unprintable,
    field_label,
    format_as_of,
    format_overdue,
    format_store,
    format_value,
)
from gisplan.ledger.kinds import LISTED, PLACE

__all__ = ["show_work"]

_INDENT = (0, 0, 0, 2)


def show_work(
    state: State, work: WorkState, files: Sequence[Attachment], comments: Sequence[Comment], utc_offset: str
) -> None:
    """Print a work as it was on the day of a state, and the comments on it.

    Parameters
    ----------
    state : State
        Its day, and by what knowledge.
    work : WorkState
        The work.
    files : sequence of Attachment
        Its photos and documents.
    comments : sequence of Comment
        The comments on it.
    utc_offset : str
        Of the county.
    """
    console = make_console()
    console.print(Text(f"{format_as_of(state)} · {format_store(state)}"), soft_wrap=True)
    title = _("{0} {1}, version {2}").format(escape_unprintable(work.code), escape_unprintable(work.name), work.version)
    console.print(Text(title, style="bold"), soft_wrap=True)
    overdue = format_overdue(work.overdue(state.on))
    console.print(Text(" · ".join(filter(None, [_(KIND_LABELS[work.kind]), overdue]))), soft_wrap=True)
    console.print(_list_milestones(work))
    console.print(Padding(_list_values(work), _INDENT))
    if files:
        names = ", ".join(escape_unprintable(file.name) for file in files)
        console.print(Text(_("Photos and documents: {0}").format(names)), soft_wrap=True)
    if comments:
        console.print(Text(_("Comments ({0})").format(len(comments)), style="bold"))
        console.print(Padding(_list_comments(comments, utc_offset), _INDENT))


def _list_milestones(work: WorkState) -> Table:
    kind = read_kinds()[work.kind]
    table = make_table("", [_("milestone"), _("date"), _("due")], whole=(0, 1, 2))
    for name in kind.milestones:
        due = work.values.get(kind.due(name))
        table.add_row(field_label(name), format_value(work.values.get(name)), format_value(due))
    return table


def _list_values(work: WorkState) -> Table:
    kind = read_kinds()[work.kind]
    dates = {*kind.milestones, *map(kind.due, kind.milestones)}
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, value in work.values.items():
        if name not in dates and name not in (LISTED, PLACE, "name"):
            table.add_row(Text(field_label(name)), Text(format_value(value)))
    return table


def _list_comments(comments: Sequence[Comment], utc_offset: str) -> Table:
    zone = parse_utc_offset(utc_offset)
    table = Table.grid(padding=(0, 2, 0, 0))
    for comment in comments:
        when = comment.recorded.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        text = " · ".join(filter(None, [comment.text, *(file.name for file in comment.attachments)]))
        table.add_row(Text(when), Text(escape_unprintable(comment.by)), Text(escape_unprintable(text)))
    return table
