"""What stands above every sheet: whose verdicts, by which standard, when, under which settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.verdicts import format_settings

__all__ = ["count_synthetic", "describe_county", "head_sheet", "list_warnings"]

_LAYERS = (
    *("villages", "groups", "roads", "seats", "boundary", "water_supply", "power", "broadcasting"),
    *("power_lines", "coverage", "attestations"),
)


def head_sheet(
    gaps: Gaps,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    more: Sequence[str] = (),
    frozen: int = 0,
    total: Sequence[Any] | None = None,
) -> Sheet:
    """A sheet under the county's head; `more` are lines of its own."""
    lines = [*describe_county(gaps), *more]
    return Sheet(name, title, lines, columns, rows, warnings=list_warnings(gaps), frozen=frozen, total=total)


def describe_county(gaps: Gaps) -> list[str]:
    """Whose verdicts, by which standard and when; and the settings."""
    county = gaps.county
    as_of = county.as_of.isoformat() if county.as_of else _("no date given")
    return [f"{county.name} ({county.code}) · {gaps.standard.id} · {as_of}", format_settings(gaps, translate=_)]


def list_warnings(gaps: Gaps) -> list[str]:
    """What nobody may overlook."""
    lines = []
    if counts := count_synthetic(gaps):
        told = ", ".join(f"{layer} {count}" for layer, count in counts.items())
        lines.append(_("Some rows are invented (origin: synthetic), not surveyed: {0}.").format(told))
    if gaps.settings.trust_registered:
        lines.append(_("Where no surface was surveyed, the registered surface is used."))
    if gaps.county.incomplete:
        layers = ", ".join(sorted(gaps.county.incomplete))
        lines.append(_("Known to be incomplete: {0}. Missing rows may change verdicts.").format(layers))
    return lines


def count_synthetic(gaps: Gaps) -> dict[str, int]:
    """How many rows of each layer say that they are invented."""
    frames: dict[str, Any] = {layer: getattr(gaps.county, layer) for layer in _LAYERS}
    works = gaps.county.works
    if works is not None:
        frames |= {layer: works[works["layer"] == layer] for layer in ("road_works", "water_projects")}
    known = {layer: frame["origin"] for layer, frame in frames.items() if frame is not None and "origin" in frame}
    counts = {layer: int((origin == "synthetic").sum()) for layer, origin in known.items()}
    return {layer: count for layer, count in counts.items() if count}
