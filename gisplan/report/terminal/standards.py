"""Standards for the terminal, and as a document."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from gisplan.base.display import escape_json
from gisplan.base.language import _
from gisplan.gaps import KINDS
from gisplan.io.output.console import make_console
from gisplan.io.output.fitted_table import FittedTable
from gisplan.standards import Criterion, Standard, Target
from gisplan.standards.values import keys_of

__all__ = ["describe_standards", "show_standard", "show_standards"]


def describe_standards(standards: Sequence[Standard]) -> bytes:
    """Return the standards as JSON: schema gisplan.standards/1."""
    document = {"schema": "gisplan.standards/1", "standards": [_standard_to_dict(s) for s in standards]}
    return escape_json(json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n").encode("utf-8")


_CRITERION_KEYS = (
    *("id", "kind", "settlement", "role", "source", "unit", "threshold", "where", "min_households", "min_people"),
    *("surfaces", "reach_to", "measure", "fixed", "neighbour_m", "layer", "column", "numerator", "denominator"),
    *("compare", "milestone", "due", "categories", "of_kind", "all_of", "any_of", "every_group", "otherwise", "note"),
)
"""The keys of a criterion in the document, in order; those of other kinds come last."""


def _standard_to_dict(standard: Standard) -> dict[str, Any]:
    """A standard as the document has it: every criterion with the keys of all kinds."""
    defaults = {name: key.default for kind in KINDS.values() for name, key in keys_of(kind).items()}
    names = [*_CRITERION_KEYS, *sorted(set(defaults) - set(_CRITERION_KEYS))]
    criteria = [{name: getattr(c, name, defaults.get(name)) for name in names} for c in standard.criteria]
    document = dataclasses.asdict(dataclasses.replace(standard, criteria=()))
    return {name: criteria if name == "criteria" else value for name, value in document.items()}


def show_standards(standards: Sequence[Standard]) -> None:
    """Print a line for each standard."""
    table = FittedTable(title=_("Packaged standards"), title_justify="left")
    for column in (_("id"), _("title"), _("criteria"), _("targets")):
        table.add_column(column, overflow="fold")
    for s in standards:
        counts = (str(len(s.criteria)), str(len(s.targets)))
        table.add_row(escape(s.id), escape(_title(s)), *counts)
    make_console().print(table)


def show_standard(standard: Standard) -> None:
    """Print everything in a standard, with its sources."""
    console = make_console()
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
    title = _("criterion") if isinstance(what, Criterion) else _("target")
    table = Table(title=f"{title} {escape(what.id)}", title_justify="left", title_style="bold", show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    kind = ["kind"] if isinstance(what, Criterion) else []
    for name in (*kind, *(n for n in keys_of(type(what)) if n != "id")):
        value = getattr(what, name)
        if value not in (None, ""):
            text = " ".join(str(v) for v in value) if isinstance(value, tuple) else str(value)
            table.add_row(name, escape(text))
    return table
