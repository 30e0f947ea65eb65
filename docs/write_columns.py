"""Write docs/columns.md, the reference of layers, columns and codes, from the tables in gisplan/county."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from gisplan.county.code_lists import AREA_KINDS, ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.layer import LARGEST, Column, Layer
from gisplan.county.milestones import MILESTONE_TYPES, WORK_MILESTONES
from gisplan.county.schema import LAYERS

PAGE = Path(__file__).with_name("columns.md")
_NUMBERS = ("number", "integer", "percent")


def format_page() -> str:
    """Return the page as Markdown."""
    lines = [
        "# Layers, columns and codes",
        "",
        "This page is made by `python docs/write_columns.py` from the tables in `gisplan/county`. A column with `*`",
        "is required. [The county file](county-file.md) explains what the columns mean.",
    ]
    for layer in LAYERS.values():
        lines += ["", *_layer_section(layer)]
    lines += ["", *_code_section()]
    return "\n".join(lines) + "\n"


def _layer_section(layer: Layer) -> Iterator[str]:
    geometry = layer.shape or "no geometry"
    yield f"## `{layer.name}`{'*' if layer.required else ''}: {layer.english} ({layer.chinese}), {geometry}"
    yield ""
    yield from _table(("column", "type", "unit", "English", "Chinese"), map(_column_row, layer.columns))


def _column_row(column: Column) -> tuple[str, ...]:
    unit = column.unit or ""
    if column.kind in _NUMBERS and column.lowest is not None:
        unit += f", at least {column.lowest:g}"
    if column.kind in _NUMBERS and column.highest < LARGEST:
        unit += f", at most {column.highest:.15g}"
    return f"`{column.name}`{'*' if column.required else ''}", column.kind, unit, column.english, column.chinese


def _code_section() -> Iterator[str]:
    yield "## Surface codes (K5104)"
    yield ""
    marks = {True: "yes", False: "no"}
    rows = ((f"{s.code}", s.english, s.chinese, marks[s.sealed], marks[s.hardened]) for s in SURFACES.values())
    yield from _table(("code", "English", "Chinese", "sealed", "hardened"), rows)
    tables = (
        *(("Statuses", ROAD_STATUSES), ("Ranks of seats", SEAT_RANKS)),
        *(("Findings", ATTESTED_STATES), ("Kinds of area (PMGSY-IV)", AREA_KINDS)),
        ("Kinds of facilities", FACILITY_KINDS),
    )
    for title, values in tables:
        yield from ("", f"## {title}", "")
        words = ((f"`{v.code}`", v.english, "、".join((v.chinese, *v.words))) for v in values.values())
        yield from _table(("code", "English", "Chinese"), words)
    yield from ("", "## Milestones", "")
    works = {code: [name for name, codes in WORK_MILESTONES.items() if code in codes] for code in MILESTONE_TYPES}
    milestones = ((f"`{m.code}`", m.english, m.chinese, ", ".join(works[m.code])) for m in MILESTONE_TYPES.values())
    yield from _table(("milestone", "English", "Chinese", "works"), milestones)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")
