"""Standards for the terminal, and as a document."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gisplan.base.language import _
from gisplan.standards import Criterion, Standard, Target

__all__ = ["describe_standards", "show_standard", "show_standards"]


def describe_standards(standards: Sequence[Standard]) -> bytes:
    """The standards as JSON: schema gisplan.standards/1."""
    document = {"schema": "gisplan.standards/1", "standards": [dataclasses.asdict(s) for s in standards]}
    return (json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n").encode("utf-8")


def show_standards(standards: Sequence[Standard]) -> None:
    """A line for each standard."""
    table = Table(title=_("Packaged standards"), title_justify="left")
    for column in (_("id"), _("title"), _("criteria"), _("targets")):
        table.add_column(column, overflow="fold")
    for s in standards:
        counts = (str(len(s.criteria)), str(len(s.targets)))
        table.add_row(escape(s.id), escape(_title(s)), *counts)
    Console(highlight=False).print(table)


def show_standard(standard: Standard) -> None:
    """Everything a standard says, with its sources."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(standard.id)}[/bold]  {escape(_title(standard))}")
    for line in (standard.source, standard.note):
        if line:
            console.print(escape(line))
    both: list[Criterion | Target] = [*standard.criteria, *standard.targets]
    for what in both:
        console.print(_describe(what))


def _title(standard: Standard) -> str:
    return " · ".join(t for t in (standard.title, standard.title_zh) if t)


def _describe(what: Criterion | Target) -> Table:
    kind = _("criterion") if isinstance(what, Criterion) else _("target")
    table = Table(title=f"{kind} {escape(what.id)}", title_justify="left", title_style="bold", show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for field in dataclasses.fields(what):
        value = getattr(what, field.name)
        if field.name != "id" and value not in (None, ""):
            text = " ".join(str(v) for v in value) if isinstance(value, tuple) else str(value)
            table.add_row(field.name, escape(text))
    return table
