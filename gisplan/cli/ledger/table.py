"""Print the ledger on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gisplan.base.display import escape_json
from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _, fill
from gisplan.io.output.console import make_console
from gisplan.io.output.fitted_table import FittedTable
from gisplan.io.output.lines import Column, make_lines
from gisplan.ledger import ALWAYS, Batch, Event, Ledger, LoadResult, State, WorkState, read_kinds
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.events.labels import (
    KIND_LABELS,
    escape_unprintable,
    field_label,
    format_as_of,
    format_store,
    format_value,
)
from gisplan.ledger.events.rules import rule_label

__all__ = ["after_recording", "echo_json", "make_table", "show_history", "show_loaded", "show_recorded", "show_state"]

_MIDDLE = 100  # terminal width from which dates and overdue milestones of works are shown
_WIDE = 150  # terminal width from which town, programme and people of works are shown


@contextmanager
def after_recording(batch: Batch) -> Iterator[None]:
    """Say that a batch is recorded where the ledger cannot be read afterwards: it must not be taken as refused."""
    try:
        yield
    except LedgerStoreError as error:
        if not batch.events:
            raise
        message = _(
            "The change is recorded (record {0}), but the ledger could not be read afterwards. Look with gisplan "
            "ledger show."
        )
        raise LedgerStoreError(message.format(batch.number)) from error


def echo_json(document: dict[str, Any]) -> None:
    """Print one JSON document."""
    click.echo(escape_json(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)))


def show_state(state: State, console: Console | None = None) -> None:
    """Print the state of works: the counts of each kind, then one row a work."""
    console = console or make_console()
    console.print(Text(f"{format_as_of(state)} · {format_store(state)}"))
    console.print(_count_kinds(state))
    columns = [
        Column(_("code"), itemgetter(0), is_whole=True),
        Column(_("name"), itemgetter(1)),
        Column(_("town"), itemgetter(2)),
        Column(_("reached"), itemgetter(3)),
        Column(_("date"), itemgetter(4), is_whole=True),
        Column(_("due"), itemgetter(5), is_whole=True),
        Column(_("overdue milestones"), itemgetter(6)),
        Column(_("programme"), itemgetter(7)),
        Column(_("people"), itemgetter(8), is_number=True),
    ]
    if console.width < _WIDE:
        columns = [*columns[:2], *columns[3:7]] if console.width >= _MIDDLE else [*columns[:2], columns[3], columns[5]]
    console.print(Text(_("Works ({0})").format(len(state.works)), style="bold"))
    console.print(make_lines(columns, [_make_row(work, state.on) for work in state.works], console.width))


def _make_row(work: WorkState, on: date) -> list[str]:
    kind, values = read_kinds()[work.kind], work.values
    reached = work.reached
    return [
        escape_unprintable(work.code),
        escape_unprintable(work.name),
        format_value(values.get("town")),
        field_label(reached) if reached else "–",
        format_value(values.get(reached)) if reached else "–",
        format_value(values.get("due")),
        ", ".join(map(field_label, work.overdue(on))),
        format_value(values.get(kind.group)),
        format_value(values.get("people")),
    ]


def _count_kinds(state: State) -> Table:
    """Count the works of each kind that are planned, started, finished, accepted and overdue."""
    heads = [_("kind"), _("planned"), _("started"), _("finished"), _("accepted on inspection"), _("overdue")]
    table = make_table("", heads, numbers=(1, 2, 3, 4, 5))
    table.drops = (0, 0, 3, 1, 2, 0)  # those that are overdue are shown on narrow terminals too
    for name, kind in read_kinds().items():
        works = [work for work in state.works if work.kind == name]
        if works:
            reached = [kind.milestones.index(work.reached) if work.reached else -1 for work in works]
            passed = [sum(r >= kind.milestones.index(m) for r in reached) for m in ("started", kind.finish, "accepted")]
            late = sum(bool(work.overdue(state.on)) for work in works)
            table.add_row(_(KIND_LABELS[name]), *(str(n) for n in (len(works), *passed, late)))
    return table


def show_history(ledger: Ledger, work: WorkState, events: Sequence[Event]) -> None:
    """Print every event of a work in order; those of one batch are under one heading."""
    console = make_console()
    zone = parse_utc_offset(ledger.utc_offset)
    title = _("{0} {1}, version {2}").format(escape_unprintable(work.code), escape_unprintable(work.name), work.version)
    console.print(Text(title, style="bold"), soft_wrap=not console.is_terminal)
    for batch, group in groupby(events, key=lambda event: event.batch):
        together = list(group)
        first = together[0]
        when = first.recorded.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        head = _("{0}, recorded by {1} (record {2})").format(when, escape_unprintable(first.by), batch)
        if first.received:
            head += _(", received on {0}").format(first.received)
        if first.source:
            head += _(", from {0}").format(escape_unprintable(first.source))
        console.print(Text(head), soft_wrap=not console.is_terminal)
        table = Table.grid(padding=(0, 2, 0, 0))
        for event in together:
            table.add_row(*(Text(cell) for cell in _event_cells(event)))
        console.print(Padding(table, (0, 0, 0, 2)))


def _event_cells(event: Event) -> list[str]:
    """Return an event's number, field, change, the day from which the value holds, and remarks."""
    change = (
        f"{format_value(event.old)} → {format_value(event.new)}" if event.old is not None else format_value(event.new)
    )
    own = event.on == ALWAYS or str(event.on) in (event.new, event.old)
    since = "" if own else _("from {0}").format(event.on)
    return [str(event.id), field_label(event.field), change, since, _format_remarks(event)]


def _format_remarks(event: Event) -> str:
    """Return the note, the attachment, and the rule that was broken and why."""
    parts = [escape_unprintable(text) for text in (event.note,) if text]
    parts += [f"{escape_unprintable(file.name)} ({file.sha256[:12]}…)" for file in event.attachments]
    if event.undoes:
        parts.append(_("undoes event {0}").format(event.undoes))
    if event.broke:
        template = _("rule broken ({0}); reason: {1}")
        parts.append(
            template.format(", ".join(map(rule_label, event.broke)), escape_unprintable(event.override or "–"))
        )
    return " · ".join(parts)


def show_recorded(batch: Batch, work: WorkState, field: str) -> None:
    """Print what was recorded, and the new value."""
    console = make_console()
    head = f"{escape_unprintable(work.code)} {escape_unprintable(work.name)}"
    now = f"{field_label(field)} {format_value(work.values.get(field))}"
    template = (
        _("{0}: {1}. {2} event(s) recorded; version {3}.")
        if batch.events
        else _("{0}: {1}. Nothing new: the ledger holds this already.")
    )
    console.print(Text(fill(template, head, now, batch.events, work.version)), soft_wrap=True)


def show_loaded(ledger: Ledger, loaded: LoadResult) -> None:
    """Print where the ledger is, what was loaded, and what a person has to decide."""
    console = make_console()
    console.print(Text(_("Ledger {0} at {1}").format(ledger.id, escape_unprintable(ledger.address))), soft_wrap=True)
    template = _("{0} works added, {1} changed; last event: {2}.")
    console.print(Text(template.format(loaded.added, loaded.changed, loaded.batch.last_event)))
    if not loaded.differences:
        return
    title = _("Changed both in the files and in the ledger: kept as in the ledger ({0})").format(
        len(loaded.differences)
    )
    table = make_table(title, [_("code"), _("field"), _("in the file"), _("in the ledger")])
    for d in loaded.differences:
        cells = (escape_unprintable(d.code), field_label(d.field), format_value(d.file), format_value(d.ledger))
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)


def make_table(
    title: str, heads: Sequence[str], numbers: tuple[int, ...] = (), whole: tuple[int, ...] = (0,)
) -> FittedTable:
    """Make an empty table; the columns of `numbers` are aligned right, those of `whole` are never wrapped."""
    table = FittedTable(title=Text(title, style="bold") if title else None, title_justify="left")
    for i, head in enumerate(heads):
        table.add_column(head, justify="right" if i in numbers else "left", overflow="fold", no_wrap=i in whole)
    return table
