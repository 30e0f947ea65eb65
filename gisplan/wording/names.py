"""What criteria, targets, roles, columns, layers, sectors and units are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from gisplan.base.faults import is_openstreetmap
from gisplan.base.language import N_, _, join_names, language
from gisplan.county.county import County
from gisplan.county.names import name_column, name_layer
from gisplan.county.schema import COLUMN_NAMES, LAYERS
from gisplan.standards import Target

__all__ = [
    "COLUMNS",
    "CRITERIA",
    "LAYER_NAMES",
    "ROLES",
    "SECTORS",
    "TARGETS",
    "format_amount",
    "name_chooser",
    "name_criterion",
    "name_needs",
    "name_or_id",
    "name_row",
    "name_source",
    "name_target",
    "name_titled",
    "name_unit",
]

Translate = Callable[[str], str]

ROLES = {"exit": N_("exit"), "plan": N_("plan"), "report": N_("report")}
SECTORS = {"road": N_("Roads"), "water": N_("Water"), "power": N_("Power"), "broadcast": N_("Radio and TV")}
CRITERIA = {
    "sealed_road": N_("Sealed road to the village"),
    "group_road": N_("Hardened road to the group"),
    "group_road_village": N_("Hardened road to every group of the village"),
    "water_safe": N_("Safe drinking water for every household"),
    "water_tap": N_("Tap water"),
    "water_guarantee": N_("Guarantee of the water supply"),
    "water_works": N_("Water projects finished in time"),
    "power_households": N_("Power in every household"),
    "power_three_phase": N_("Three-phase power"),
    "power_line_near": N_("Near a power line"),
    "broadcast_coverage": N_("Radio and TV programmes"),
    "broadcast_cable": N_("Cable TV in poor households"),
    "broadcast_place": N_("Inside a coverage area"),
    "water_quantity_basic": N_("Water quantity, basically met"),
    "water_quantity": N_("Water quantity"),
    "water_convenience_basic": N_("Access to water, basically met"),
    "water_convenience": N_("Access to water"),
    "water_guarantee_basic": N_("Guarantee of the water supply, basically met"),
    "water_quality": N_("Water quality"),
    "water_all_basic": N_("All four water indicators, basically met"),
    "water_all": N_("All four water indicators"),
    "all_season_road_straight": N_("Within 2 km of an all-season road, straight"),
    "all_season_road_network": N_("Within 2 km of an all-season road, along roads"),
    "all_weather_road": N_("All-weather road to habitations of 500 people"),
    "all_weather_road_hills": N_("All-weather road to habitations of 250 people, in the hills"),
    "all_weather_road_500": N_("All-weather road to habitations of 500 people"),
    "all_weather_road_250": N_("All-weather road to habitations of 250 people, in special areas"),
    "all_weather_road_100": N_("All-weather road to habitations of 100 people, in LWE districts"),
}
TARGETS = {
    "village_exits": N_("Villages that exit poverty"),
    "villages_with_tasks": N_("Villages with poverty-alleviation tasks"),
    "sealed_road_villages": N_("Villages with a sealed road"),
    "road_resurfacing": N_("Resurfacing of reverted roads"),
    "road_group": N_("Group roads in deep-poverty villages"),
    "water_projects": N_("Water projects, main works done"),
    "water_projects_poor": N_("Water projects in poor villages"),
    "water_projects_other": N_("Water projects in non-poor villages"),
    "water_projects_town": N_("Water consolidations of townships"),
    "water_tap_people": N_("People on tap water"),
    "water_guarantee_least": N_("Guarantee of the water supply, the lowest project"),
    "water_guarantee_people": N_("Guarantee of the water supply, weighted by people"),
    "water_people": N_("People whose drinking water is made safe or improved"),
    "power_households_county": N_("Households with power"),
    "power_three_phase_villages": N_("Villages with three-phase power"),
    "power_remote_households": N_("Remote households without power"),
    "broadcast_coverage_poor": N_("Radio and TV programmes in poor villages"),
    "broadcast_cable_poor": N_("Cable TV among poor households"),
    "road_access_straight": N_("Rural people within 2 km of an all-season road, straight"),
    "road_access_network": N_("Rural people within 2 km of an all-season road, along roads"),
}
_NAMED_COLUMNS = (
    *("population", "tap_population", "households", "connected_households", "covered_households", "poor_households"),
    *("cable_poor_households", "unsafe_households", "guarantee", "litres_per_day", "fetch_minutes", "quality_ok"),
    "three_phase",
)
COLUMNS = {name: COLUMN_NAMES[name] for name in _NAMED_COLUMNS}
"""The columns that sentences call by a name; the others go as they are typed."""

_AMOUNTS = {
    "villages": N_("{0} villages"),
    "projects": N_("{0} projects"),
    "people": N_("{0} people"),
    "households": N_("{0} households"),
    "km": N_("{0} km"),
}
LAYER_NAMES = {name: LAYERS[name].english for name in ("power_lines", "coverage", "seats", "groups", "roads")}


class Titled(Protocol):
    """Anything with a title in English, and perhaps in Chinese."""

    @property
    def title(self) -> str: ...
    @property
    def title_zh(self) -> str: ...


class Sourced(Protocol):
    """Anything with a source in English, and perhaps in Chinese."""

    @property
    def source(self) -> str: ...
    @property
    def source_zh(self) -> str: ...


def name_criterion(id: str, *, translate: Translate = str) -> str:
    """Return the name of a criterion, or its id where gisplan does not ship it.

    Parameters
    ----------
    id : str
    translate : callable, optional
        Gives a text in the user's language; by default the name is English.

    Returns
    -------
    str
    """
    return translate(CRITERIA[id]) if id in CRITERIA else id


def name_target(id: str, *, translate: Translate = str) -> str:
    """Return the name of a target, or its id where gisplan does not ship it.

    Parameters
    ----------
    id : str
    translate : callable, optional
        Gives a text in the user's language; by default the name is English.

    Returns
    -------
    str
    """
    return translate(TARGETS[id]) if id in TARGETS else id


def name_or_id(names: Mapping[str, str], id: str, translate: Translate) -> str:
    """Return the name of a column or layer, or its id where it has none."""
    return translate(names[id]) if id in names else id


def name_needs(needs: Iterable[str], *, with_key: bool = False) -> str:
    """Return in a line the layers and columns that would decide a verdict, as the user's language calls them.

    Parameters
    ----------
    needs : iterable of str
        Such as "water_supply" and "power.households".
    with_key : bool, default False
        Whether the keys follow in brackets, where they are to be written.

    Examples
    --------
    >>> name_needs(["water_supply", "power.households"])
    'water_supply, power.households'
    """
    return join_names(_name_need(need, with_key) for need in needs)


def _name_need(need: str, with_key: bool) -> str:
    layer, _dot, column = need.partition(".")
    if not column:
        return name_layer(layer, with_key=with_key)
    named = name_column(layer, column, with_key=with_key)
    return _("{layer}.{column}").format(layer=name_layer(layer), column=named)


def name_row(county: County, layer: str, row: int) -> str:
    """Return a file and a row of it, as a clerk finds it: of OpenStreetMap the object's number there."""
    path, number = county.locate_row(layer, row)
    return (_("{0}, object {1}") if is_openstreetmap(path) else _("{0}, row {1}")).format(path, number)


def name_unit(unit: str) -> str:
    """Return a unit in the user's language, or as it is written where it has no name."""
    return _(_AMOUNTS[unit]).format("").strip() if unit in _AMOUNTS else unit


def name_titled(item: Titled) -> str:
    """Return the title of a standard or of an item outside its scope, in the user's language."""
    return item.title_zh if language() == "zh" and item.title_zh else item.title


def name_source(item: Sourced) -> str:
    """Return the document that something of a standard is taken from, in the user's language where it is given."""
    return item.source_zh if language() == "zh" and item.source_zh else item.source


def name_chooser(target: Target) -> str:
    """Return who chose the reading of a garbled figure, in the user's language where it is given."""
    return target.chosen_by_zh if language() == "zh" and target.chosen_by_zh else target.chosen_by


def format_amount(number: str, unit: str, *, translate: Translate = str) -> str:
    """Return a number, as it is written, with its unit."""
    return translate(_AMOUNTS[unit]).format(number) if unit in _AMOUNTS else f"{number} {unit}".strip()
