"""A first county file as a person reads about it: what each file is, and the questions that are left."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gisplan.base.language import _
from gisplan.io.first.aside import explain_aside
from gisplan.io.first.layers import Layer
from gisplan.io.first.propose import First
from gisplan.io.first.said import one_line, show_sureness

__all__ = ["format_first", "show_first"]

_WIDTH = 96


def show_first(first: First) -> None:
    """Print what was proposed; in colour on a terminal, and plain anywhere else."""
    import sys

    if not sys.stdout.isatty():
        sys.stdout.write("\n".join(text for _style, text in format_first(first)) + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for style, text in format_first(first):
        console.print(Text(text, style=style))


def format_first(first: First) -> Iterator[tuple[str, str]]:
    """The lines of the report, each with its style."""
    path = one_line(str(first.path))
    yield "bold", _("{0} is written: {1} ({2}).").format(path, one_line(first.name.value), one_line(first.code.value))
    for layer in first.layers.values():
        yield from _layer(layer)
    for item in first.aside:
        title = one_line(f"{item.file} ({item.layer})" if item.layer is not None else item.file)
        yield "dim", "  " + _("left aside: {0}: {1}").format(title, explain_aside(item, _))
    yield from _questions(first)
    county = one_line(str(first.path.parent))
    county = f'"{county}"' if " " in county else county
    yield "bold", _("Next: gisplan check {0}").format(county)


def _layer(layer: Layer) -> Iterator[tuple[str, str]]:
    told = _("{layer}: {file}, {rows} rows; {sure}").format(
        layer=layer.name,
        file=one_line(layer.found.title),
        rows=layer.found.raw.count,
        sure=show_sureness(layer.share, _),
    )
    yield "green", f"  {told}"
    for match in layer.matches:
        yield "", f"    {match.canonical} = {one_line(match.own)}, {show_sureness(match.share, _)}"


def _questions(first: First) -> Iterator[tuple[str, str]]:
    if not first.questions:
        yield "bold green", _("No question is left.")
        return
    yield (
        "bold yellow",
        _("Questions left ({count}); each stands at its place in the file:").format(count=len(first.questions)),
    )
    for number, question in enumerate(first.questions, 1):
        lines = textwrap.wrap(question.said.text(_), _WIDTH)
        for place, line in enumerate(lines):
            yield "yellow", f"{number:>3}. {line}" if place == 0 else f"     {line}"
