"""A first county file as one document, and what became of every file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from gisplan.base.language import _
from gisplan.io.init.crs_guess import sheet_crs
from gisplan.io.init.inspection import Aside, explain_aside
from gisplan.io.init.layers import Layer
from gisplan.io.init.messages import Message, one_line, show_sureness, sureness
from gisplan.io.init.propose import CountyFileDraft
from gisplan.io.init.values import Words

__all__ = ["describe_draft", "format_first", "show_draft"]

SCHEMA = "gisplan.init/1"


def describe_draft(first: CountyFileDraft) -> dict[str, Any]:
    """A first county file as the plain values of a `gisplan.init/1` document; sentences are English."""
    roads = first.roads
    return {
        "schema": SCHEMA,
        "written": first.path.name,
        "county": {
            "code": _guess(first.code.value, first.code.share, first.code.why),
            "name": _guess(first.name.value, first.name.share, first.name.why),
            "crs": _guess(first.crs.crs, first.crs.share, first.crs.why) if first.crs is not None else None,
            "code_system": _guess(first.system.value, first.system.share, first.system.why),
            "standard": first.standard,
        },
        "files": [_file(first, layer) for layer in first.layers.values()]
        + [_left(first, item) for item in first.aside],
        "layers": {name: _layer(first, layer, first.words[name]) for name, layer in first.layers.items()},
        "network": {
            "trunk_classes": list(roads.trunk_classes) if roads is not None else [],
            "confidence": round(roads.trunk_share, 3) if roads is not None else 0.0,
        },
        "questions": [
            {
                "number": number,
                "code": question.code,
                "at": question.at,
                "params": dict(question.said.params),
                "text": question.said.text(),
            }
            for number, question in enumerate(first.questions, 1)
        ],
    }


def _guess(value: str, share: float, why: Message) -> dict[str, Any]:
    return {"value": value, "confidence": round(share, 3), "sureness": sureness(share), "why": why.text()}


def _file(first: CountyFileDraft, layer: Layer) -> dict[str, Any]:
    found = layer.found
    return {
        "path": first.prefix + found.file,
        "layer_in_file": found.layer,
        "shape": found.shape,
        "rows": found.raw.count,
        "layer": layer.name,
        "confidence": round(layer.share, 3),
        "reason": None,
    }


def _left(first: CountyFileDraft, item: Aside) -> dict[str, Any]:
    return {
        "path": first.prefix + item.file,
        "layer_in_file": item.layer,
        "shape": item.shape,
        "rows": item.rows,
        "layer": None,
        "confidence": None,
        "reason": explain_aside(item),
    }


def _layer(first: CountyFileDraft, layer: Layer, words: Words) -> dict[str, Any]:
    return {
        "path": first.prefix + layer.found.file,
        "layer": layer.found.layer,
        "encoding": layer.found.encoding,
        "crs": sheet_crs(layer.found),
        "confidence": round(layer.share, 3),
        "sureness": sureness(layer.share),
        "columns": {match.canonical: _guess(match.own, match.share, match.why) for match in layer.matches},
        "values": {
            canonical: [
                {"word": word.word, "rows": word.rows, "meaning": word.meaning, "asked": word.asked} for word in listed
            ]
            for canonical, listed in words.items()
        },
    }


_WIDTH = 96


def show_draft(first: CountyFileDraft) -> None:
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


def format_first(first: CountyFileDraft) -> Iterator[tuple[str, str]]:
    """The lines of the report, each with its style."""
    path = one_line(str(first.path))
    yield "bold", _("Written: {0}: {1} ({2}).").format(path, one_line(first.name.value), one_line(first.code.value))
    for layer in first.layers.values():
        yield from _layer_text(layer)
    for item in first.aside:
        title = one_line(f"{item.file} ({item.layer})" if item.layer is not None else item.file)
        yield "dim", "  " + _("not used: {0}: {1}").format(title, explain_aside(item, _))
    yield from _questions(first)
    county = one_line(str(first.path.parent))
    county = f'"{county}"' if " " in county else county
    yield "bold", _("Next: gisplan check {0}").format(county)


def _layer_text(layer: Layer) -> Iterator[tuple[str, str]]:
    told = _("{layer}: {file}, {rows} rows; {sure}").format(
        layer=layer.name,
        file=one_line(layer.found.title),
        rows=layer.found.raw.count,
        sure=show_sureness(layer.share, _),
    )
    yield "green", f"  {told}"
    for match in layer.matches:
        yield "", f"    {match.canonical} = {one_line(match.own)}, {show_sureness(match.share, _)}"


def _questions(first: CountyFileDraft) -> Iterator[tuple[str, str]]:
    if not first.questions:
        yield "bold green", _("No open questions.")
        return
    yield (
        "bold yellow",
        _("Open questions ({count}), also marked in the file:").format(count=len(first.questions)),
    )
    for number, question in enumerate(first.questions, 1):
        lines = textwrap.wrap(question.said.text(_), _WIDTH)
        for place, line in enumerate(lines):
            yield "yellow", f"{number:>3}. {line}" if place == 0 else f"     {line}"
