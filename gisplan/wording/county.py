"""The lines above every report of a county: which county and standard, and what must not be missed."""

from __future__ import annotations

from typing import Any

from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps import Gaps
from gisplan.wording.verdicts import format_settings

__all__ = ["count_synthetic_rows", "format_as_of", "list_header_lines", "list_warnings"]

_LAYERS = (
    *("villages", "groups", "roads", "seats", "boundary", "water_supply", "power", "broadcasting"),
    *("power_lines", "coverage", "attestations"),
)


def format_as_of(county: County) -> str:
    """Return the county's date in ISO 8601, or that it gives none."""
    return county.as_of.isoformat() if county.as_of else _("no date given")


def list_header_lines(gaps: Gaps) -> list[str]:
    """List two lines for the head of a report: county, standard and date; and the settings."""
    county = gaps.county
    first = f"{county.name} ({county.code}) · {gaps.standard.id} · {format_as_of(county)}"
    return [first, format_settings(gaps, translate=_)]


def list_warnings(gaps: Gaps) -> list[str]:
    """List the warnings that every report repeats: invented rows, registered surfaces, partial layers."""
    lines = []
    if counts := count_synthetic_rows(gaps):
        layers = ", ".join(f"{layer} {count}" for layer, count in counts.items())
        lines.append(_("Some rows are invented (origin: synthetic), not surveyed: {0}.").format(layers))
    if gaps.settings.trust_registered:
        lines.append(_("Where no surface was surveyed, the registered surface is used."))
    if gaps.county.incomplete:
        layers = ", ".join(sorted(gaps.county.incomplete))
        lines.append(_("Known to be incomplete: {0}. Missing rows may change verdicts.").format(layers))
    return lines


def count_synthetic_rows(gaps: Gaps) -> dict[str, int]:
    """Count the invented rows (origin: synthetic) of each layer that has some."""
    frames: dict[str, Any] = {layer: getattr(gaps.county, layer) for layer in _LAYERS}
    works = gaps.county.works
    if works is not None:
        frames |= {layer: works[works["layer"] == layer] for layer in ("road_works", "water_projects")}
    origins = {layer: frame["origin"] for layer, frame in frames.items() if frame is not None and "origin" in frame}
    counts = {layer: int((origin == "synthetic").sum()) for layer, origin in origins.items()}
    return {layer: count for layer, count in counts.items() if count}
