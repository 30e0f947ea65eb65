"""What stands above and below the tables of verdicts, at length and in brief."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from gisplan.base.display import visible
from gisplan.base.language import _, fill, join_clauses, join_names
from gisplan.county.class_surfaces import format_class_surfaces
from gisplan.gaps import Gaps
from gisplan.io.output.console import make_console
from gisplan.report.terminal.layout import format_state
from gisplan.wording.assumed import format_assumed, format_assumed_verdict, list_assumed_counts
from gisplan.wording.names import name_titled
from gisplan.wording.replaced import list_replaced_values
from gisplan.wording.unknown import format_unknown_advice
from gisplan.wording.verdicts import format_county_summary, format_empty_scope

__all__ = ["show_answer", "show_notes", "show_summary", "show_written"]

_NAMED = 6  # files that a line names


def show_notes(gaps: Gaps, console: Console) -> None:
    """Print what the verdicts rest on beside the files: roads left out, surfaces assumed or taken from the class."""
    if left_out := gaps.survey.not_built:
        console.print(fill(_("Left out of every verdict: {count} road(s) not built."), count=left_out))
    trusted = (
        _("Where no surface was surveyed, the registered surface is used.") if gaps.settings.trust_registered else None
    )
    replaced = list_replaced_values(gaps.county, gaps.standard)
    for line in (
        *replaced,
        format_assumed(gaps, translate=_),
        format_class_surfaces(gaps.county, translate=_),
        trusted,
    ):
        if line:
            console.print(escape(visible(line)), style="yellow")


def show_summary(gaps: Gaps, console: Console) -> None:
    """Print how many villages are met, why others are unknown, what to visit again, and what is not measured."""
    console.print(escape(format_county_summary(gaps, translate=_)))
    for line in (*list_assumed_counts(gaps, translate=_), format_unknown_advice(gaps, translate=_)):
        if line:
            console.print(escape(line), style="yellow")
    if again := int(gaps.villages["second_visit"].sum()):
        text = _("{0} village(s) to revisit: findings on site disagree with the files.")
        console.print(fill(text, again), style="yellow")
    if outside := gaps.standard.out_of_scope:
        names = join_clauses(name_titled(item) for item in outside)
        console.print(escape(_("Not measured, which does not mean met: {0}.").format(names)))


def show_answer(gaps: Gaps, console: Console) -> None:
    """Print the verdict, and what it would be if assumed surfaces were true."""
    console.print(_("Verdict: {0}").format(format_state(gaps.state)), style="bold")
    for line in (format_empty_scope(gaps, translate=_), format_assumed_verdict(gaps, translate=_)):
        if line:
            console.print(line, style="yellow")


def show_written(paths: Sequence[Path], console: Console | None = None) -> None:
    """Print which files were written, by their folder."""
    console = console or make_console()
    folders: dict[Path, list[str]] = {}
    for path in paths:
        folders.setdefault(path.parent, []).append(path.name)
    for folder, names in folders.items():
        named = join_names(names[:_NAMED])
        text = _("Written to {0}: {1}.")
        if len(names) > _NAMED:
            text = _("Written to {0}: {1} and {2} more.")
        console.print(escape(visible(text.format(folder, named, len(names) - _NAMED))), soft_wrap=True)
