"""What works, layers and a county's settings are called."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

import pandas as pd

from gisplan.base.display import visible
from gisplan.base.language import _, fill, join_names
from gisplan.county.class_surfaces import format_class_surfaces
from gisplan.county.county import County
from gisplan.county.names import name_layer
from gisplan.gaps import Gaps
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.wording.replaced import list_replaced_values
from gisplan.wording.verdicts import format_settings

__all__ = [
    "ForecastFigures",
    "count_synthetic_rows",
    "format_as_of",
    "format_forecast",
    "format_forecast_day",
    "list_credits",
    "list_header_lines",
    "list_shifts",
    "list_time_doubts",
    "list_warnings",
]


class ForecastFigures(Protocol):
    """The figures of a forecast: see `gisplan.ledger.progress.Forecast`."""

    @property
    def left(self) -> int:
        """How many works are not finished."""

    @property
    def finished(self) -> int:
        """How many were finished in the last `days` days."""

    @property
    def days(self) -> int:
        """The length of the period that the rate is estimated from."""

    @property
    def early(self) -> date | None:
        """The day by which all are finished with probability 0.1."""

    @property
    def middle(self) -> date | None:
        """The day by which all are finished with probability 0.5."""

    @property
    def late(self) -> date | None:
        """The day by which all are finished with probability 0.9."""


def format_forecast(forecast: ForecastFigures | None) -> str:
    """Return in sentences when all works are likely to be finished; None means that all are."""
    if forecast is None:
        return _("All are finished.")
    if not forecast.finished:
        template = _(
            "Still to be finished: {left}. None was finished in the last {days} days, so no forecast can be calculated."
        )
    elif forecast.early is None:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, and if "
            "works do not delay each other, the probability that completion takes longer than 20 years is at least "
            "90 %."
        )
    elif forecast.middle is None:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, and if "
            "works do not delay each other, the median time to completion is longer than 20 years; the probability "
            "of completion by {early} is 10 %."
        )
    elif forecast.late is None:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, and if "
            "works do not delay each other, all are finished by {middle} (median). The probability of completion "
            "by {early} is 10 %; of taking longer than 20 years, at least 10 %."
        )
    else:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, and if "
            "works do not delay each other, all are finished by {middle} (median). Interval of 80 %: {early} to "
            "{late}."
        )
    return template.format(**vars(forecast))


def format_forecast_day(forecast: ForecastFigures | None) -> str:
    """Return when all works are likely to be finished, with its interval, as a short sentence; None means they are."""
    if forecast is None:
        return _("All are finished.")
    if forecast.middle is None:
        return _("No day by which all are finished can be forecast.")
    if forecast.late is None:
        template = _("Forecast: all finished by {0} (median); interval of 80 %: from {1} to more than 20 years.")
        return template.format(forecast.middle, forecast.early)
    template = _("Forecast: all finished by {0} (median); interval of 80 %: {1} to {2}.")
    return template.format(forecast.middle, forecast.early, forecast.late)


OSM_CREDIT = "© OpenStreetMap contributors"
_OSM_ENDINGS = (".osm", ".osm.gz", ".pbf")
_OSM_ORIGIN = "osm"
_OSM_CONVERTED = ("osm-converted", "osm-facilities-converted")
_SHOWN = 10
_SHIFTS = ("rows-shifted", "rows-shifted-out", "roads-shifted", "boundary-shifted")
_LAYERS = (
    *("villages", "groups", "roads", "seats", "boundary", "water_supply", "power", "broadcasting"),
    *("power_lines", "coverage", "attestations", "facilities"),
)


def format_as_of(county: County) -> str:
    """Return the county's date in ISO 8601, or that it gives none."""
    return county.as_of.isoformat() if county.as_of else _("no date given")


def list_header_lines(gaps: Gaps) -> list[str]:
    """List the lines for the head of a report: county, standard and date; the settings; and whose data they are."""
    county = gaps.county
    first = f"{county.name} ({county.code}) · {gaps.standard.id} · {format_as_of(county)}"
    return [first, format_settings(gaps, translate=_), *list_credits(county)]


def list_credits(county: County, *, on_map: bool = False) -> list[str]:
    """List whose data every output must name.

    OpenStreetMap, whose licence, the ODbL, requires it, where a file or a row comes from it (origin: osm); and what
    the county file states.

    `on_map`: what is shown for orientation counts, too.
    """
    shown = county.orientation if on_map else None
    inputs, faults = (
        (county.inputs, county.faults)
        if shown is None
        else (
            (*county.inputs, *shown.inputs),
            (*county.faults, *shown.faults),
        )
    )
    files = any(item.path.lower().endswith(_OSM_ENDINGS) for item in inputs)
    converted = any(fault.code in _OSM_CONVERTED for fault in faults)
    frames = [*vars(county).values(), *(() if shown is None else vars(shown).values())]
    rows = any((frame["origin"] == _OSM_ORIGIN).any() for frame in frames if _says_origin(frame))
    credits = [OSM_CREDIT] if files or converted or rows else []
    return list(dict.fromkeys([*credits, *map(visible, county.credits)]))


def _says_origin(frame: Any) -> bool:
    """Whether this is a layer whose rows say where they come from."""
    return isinstance(frame, pd.DataFrame) and "origin" in frame


def list_warnings(gaps: Gaps) -> list[str]:
    """List the warnings that every report repeats: invented rows, registered surfaces, partial layers."""
    lines = []
    if counts := count_synthetic_rows(gaps):
        layers = join_names(_("{0} {1}").format(name_layer(layer), count) for layer, count in counts.items())
        lines.append(_("Some rows are invented (origin: synthetic), not surveyed: {0}.").format(layers))
    if gaps.settings.trust_registered:
        lines.append(_("Where no surface was surveyed, the registered surface is used."))
    if line := format_class_surfaces(gaps.county, translate=_):
        lines.append(visible(line))
    lines += list_replaced_values(gaps.county, gaps.standard)
    if gaps.county.incomplete:
        layers = join_names(name_layer(layer, with_key=True) for layer in sorted(gaps.county.incomplete))
        lines.append(_("Known to be incomplete: {0}. Missing rows may change verdicts.").format(layers))
    return [*lines, *list_shifts(gaps.county), *list_time_doubts(gaps.county)]


def list_shifts(county: County) -> list[str]:
    """List the warnings of layers that look shifted as online maps are: every verdict of reach may rest on it."""
    shifts = [fault for fault in county.faults if fault.code in _SHIFTS]
    return [visible(explain_shown(fault, county.rows_above, translate=_)[0]) for fault in shifts]


def list_time_doubts(county: County) -> list[str]:
    """List what is doubtful about the times of the ledger that the works come from."""
    doubts = county.time_doubts
    if doubts is None:
        return []
    lines = []
    if doubts.clock_behind:
        lines.append(
            _("The works are of a ledger whose last record is later than this computer's clock: one is wrong.")
        )
    if doubts.records:
        shown = join_names(map(str, doubts.records[:_SHOWN])) + (" …" if len(doubts.records) > _SHOWN else "")
        text = _(
            "A wrong clock may have dated {0} record(s): {1}. List and correct them with gisplan ledger times COUNTY."
        )
        lines.append(fill(text, len(doubts.records), shown))
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
