"""Print on a terminal what a workbook changes."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from gisplan.base.language import _
from gisplan.cli.ledger.table import make_table
from gisplan.ledger.events.labels import KIND_LABELS, escape_unprintable, field_label, format_value
from gisplan.ledger.sheets import Comparison, Difference, ImportResult

__all__ = ["show_comparison", "show_imported"]

_MAX_ROWS = 200  # differences that are listed one by one


def show_comparison(comparison: Comparison) -> None:
    """Print what was read, one row for each difference, and one for each new work."""
    console = Console(highlight=False)
    for sheet in comparison.sheets:
        line = _("{0}: {1} rows of {2}, {3} of them new, {4} changed")
        cells = (escape_unprintable(sheet.name), sheet.rows, _(KIND_LABELS[sheet.kind]), sheet.new, sheet.changed)
        console.print(Text(line.format(*cells)), soft_wrap=True)
        if sheet.unread:
            names = ", ".join(map(escape_unprintable, sheet.unread))
            console.print(Text(_("  columns not read (in no form): {0}").format(names)), soft_wrap=True)
    for note in comparison.notes:
        console.print(Text(escape_unprintable(note)), soft_wrap=True)
    changed = [difference for difference in comparison.differences if not difference.new_work]
    _show_new(console, comparison)
    if changed:
        _show_changed(console, changed)


def _show_new(console: Console, comparison: Comparison) -> None:
    """Print a row for each new work, with the number of its fields."""
    new = Counter((d.kind, d.code, d.name, d.row) for d in comparison.differences if d.new_work)
    if not new:
        return
    heads = [_("row"), _("code"), _("name"), _("fields")]
    table = make_table(_("New works ({0})").format(len(new)), heads, numbers=(0, 3), whole=(1,))
    for (_kind, code, name, row), fields in list(new.items())[:_MAX_ROWS]:
        table.add_row(str(row), Text(escape_unprintable(code)), Text(escape_unprintable(name)), str(fields))
    console.print(table)
    _show_more(console, len(new))


def _show_changed(console: Console, changed: list[Difference]) -> None:
    """Print a row for each changed field; the work is named in the first of its rows."""
    heads = [_("row"), _("code"), _("name"), _("field"), _("in the ledger"), _("in the sheet")]
    table = make_table(_("Changes ({0})").format(len(changed)), heads, numbers=(0,), whole=(1,))
    before = None
    for d in changed[:_MAX_ROWS]:
        named = (
            [str(d.row), escape_unprintable(d.code), escape_unprintable(d.name)]
            if before != (d.kind, d.code)
            else [""] * 3
        )
        cells = [*named, field_label(d.field), format_value(d.old), format_value(d.new)]
        table.add_row(*(Text(cell) for cell in cells))
        before = d.kind, d.code
    console.print(table)
    _show_more(console, len(changed))


def _show_more(console: Console, count: int) -> None:
    if count > _MAX_ROWS:
        console.print(Text(_("… and {0} more.").format(count - _MAX_ROWS)))


def show_imported(result: ImportResult) -> None:
    """Print what was recorded, or would be."""
    batch = result.batch
    if not batch.events:
        line = _("The ledger holds all of this already: nothing to record.")
    elif result.dry_run:
        line = _("Dry run: would record {0} event(s) of {1} work(s). Nothing was recorded.")
    else:
        line = _("Recorded {0} event(s) of {1} work(s); last event: {2}.")
    Console(highlight=False).print(Text(line.format(batch.events, batch.works, batch.last_event)), soft_wrap=True)
