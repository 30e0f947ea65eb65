"""What stands above every sheet: whose verdicts, by which standard, when, under which settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.maps.prose import state_settings
from gisplan.report.workbook_layout import Column, Sheet

__all__ = ["count_synthetic", "head_sheet", "text_of"]


def head_sheet(
    gaps: Gaps,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    more: Sequence[str] = (),
    frozen: int = 0,
) -> Sheet:
    """A sheet under the county's head; `more` are lines of its own."""
    county = gaps.county
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    whose = f"{county.name} ({county.code}) · {gaps.standard.id} · {as_of}"
    lines = [whose, state_settings(gaps, translate=_), *more]
    return Sheet(name, title, lines, columns, rows, warnings=_warn(gaps), frozen=frozen)


def _warn(gaps: Gaps) -> list[str]:
    """What nobody may overlook."""
    lines = []
    if counts := count_synthetic(gaps):
        told = ", ".join(f"{layer} {count}" for layer, count in counts.items())
        lines.append(_("Some rows are invented (origin: synthetic), not surveyed: {0}.").format(told))
    if gaps.settings.trust_registered:
        lines.append(_("Where no surface was surveyed, the registered one is trusted."))
    if gaps.county.incomplete:
        layers = ", ".join(sorted(gaps.county.incomplete))
        lines.append(_("Known to be partial: {0}. What they lack may change verdicts.").format(layers))
    return lines


def count_synthetic(gaps: Gaps) -> dict[str, int]:
    """How many rows of each layer say that they are invented."""
    layers = ("villages", "groups", "roads", "seats", "boundary")
    frames = {layer: getattr(gaps.county, layer) for layer in layers}
    known = {layer: frame["origin"] for layer, frame in frames.items() if frame is not None and "origin" in frame}
    counts = {layer: int((origin == "synthetic").sum()) for layer, origin in known.items()}
    return {layer: count for layer, count in counts.items() if count}


def text_of(value: Any) -> str | None:
    """A value of data as text; nothing where there is none."""
    return None if value is None or value != value else str(value)
