"""The data model of a county: checked layers, quarantined rows, and the settings by which it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from gisplan.base.display import Overview
from gisplan.base.errors import CrsMismatchError, NotMetricCrsError
from gisplan.base.faults import Fault
from gisplan.county.code_changes import CodeChanges
from gisplan.county.contradictions import find_contradictions
from gisplan.county.layer_input import LayerInput
from gisplan.county.orientation.orientation import Orientation
from gisplan.county.schema import WITHIN_PERCENT

__all__ = ["County", "LayerInput"]

_SHAPED = ("villages", "groups", "roads", "seats", "boundary", "works", "power_lines", "coverage", "candidates")
_GEOGRAPHIC = (*_SHAPED, "facilities")


@dataclass(frozen=True)
class TimeDoubts:
    """What is doubtful about the times of a ledger.

    Parameters
    ----------
    clock_behind : bool
        Whether the clock of the computer that read it was before its last record.
    records : tuple of int
        The numbers of the records whose time is doubtful, or that hold dates of a wrong clock.
    """

    clock_behind: bool
    records: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class County:
    """The checked data of one county.

    Every frame is in `crs` (metres), holds all the canonical columns of its layer
    (`gisplan.county.schema`) with nulls where the file had none, and `row`, the record's number in
    its file from 1. Dates are datetime64[ns], lists of codes tuples of text (None where blank),
    shares per cent from 0 to 100.

    Parameters
    ----------
    code, name : str
        The county's code and name.
    crs : pyproj.CRS
        The metric CRS of every layer.
    villages, roads : GeoDataFrame
        Points (the reaching points) and LineStrings. A multi-part road fills one row a part.
    quarantine : GeoDataFrame
        The rows that are not used: `layer, row, code, name, field, value, fault`, the settlement's
        `village, population, households`, the `villages` that a work names, and the geometry (in
        `crs`), null where there is none. The `code` of a table of villages is the village's.
        `changes_nothing` is true for a total, and for an exact repeat of an accepted road.
    groups, seats, boundary, facilities : GeoDataFrame or None
        None where the county has no such layer.
    works : GeoDataFrame or None
        The rows of `road_works` and `water_projects` together: `layer` and `row` say where each
        comes from, `kind` is "road" or "water", and the columns are those of both. The geometry is a
        line, a point or null.
    water_supply, power, broadcasting : DataFrame or None
        Tables that hold each village at most once.
    power_lines, coverage, candidates : GeoDataFrame or None
        Lines, polygons and lines; a multi-part one stays one row.
    attestations, code_changes : DataFrame or None
        Tables without geometry: findings on site; former village codes, followed already.
    code_system : {"cn-12", "any"}
        The system of the codes of villages and groups.
    counts_within_percent : float
        Two counts of one village in two files may differ by so much, in per cent of the larger one.
    standard : str or None
        The id of a packaged standard, or the path of a standard file.
    as_of : date or None
        The date of the data; without it nothing is due.
    credits : tuple of str
        Whose data they are, in addition to what the files themselves say.
    settings : mapping
        The keys of `[network]` that the county file gives, as it gives them.
    setting_places : mapping of str to (str, int or None)
        The county file, and in which of its lines keys of `[network]` are that replace what a standard says.
    plan : mapping
        The keys of `[plan]` that the county file gives, as fields of `PlanRules`.
    assumed_surfaces : mapping of str to int
        The surface code assumed for roads without one, by class: the column `assumed_surface` of `roads`, if any.
    assumed_accepted : bool
        Whether they stand in the column `surface`: see `with_assumed_surfaces`.
    class_surface_column : str
        The file's own column that gives both class and surface of the roads; "" where each has one of its own.
    columns : mapping of layer to frozenset
        The canonical columns that the files had.
    incomplete : frozenset of str
        Layers known to be partial.
    inputs : tuple of LayerInput
        The files that were read.
    faults : tuple of Fault
        What was corrected, the warnings, and the faults of quarantined rows.
    folder : str or None
        The county file's folder; a standard's path is relative to it.
    time_doubts : TimeDoubts or None
        What is doubtful about the times of the ledger of its works; None where nothing is.
    orientation : Orientation or None
        What its maps show for orientation; None where there is nothing, or it was not asked for.
    """

    code: str
    name: str
    crs: CRS
    villages: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    quarantine: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame | None = None
    seats: gpd.GeoDataFrame | None = None
    boundary: gpd.GeoDataFrame | None = None
    works: gpd.GeoDataFrame | None = None
    water_supply: pd.DataFrame | None = None
    power: pd.DataFrame | None = None
    broadcasting: pd.DataFrame | None = None
    power_lines: gpd.GeoDataFrame | None = None
    facilities: gpd.GeoDataFrame | None = None
    coverage: gpd.GeoDataFrame | None = None
    candidates: gpd.GeoDataFrame | None = None
    attestations: pd.DataFrame | None = None
    code_changes: pd.DataFrame | None = None
    code_system: str = "cn-12"
    counts_within_percent: float = WITHIN_PERCENT
    standard: str | None = None
    as_of: date | None = None
    credits: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    setting_places: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    assumed_surfaces: Mapping[str, int] = field(default_factory=dict)
    assumed_accepted: bool = False
    class_surface_column: str = ""
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()
    inputs: tuple[LayerInput, ...] = ()
    faults: tuple[Fault, ...] = ()
    folder: str | None = None
    time_doubts: TimeDoubts | None = None
    orientation: Orientation | None = None

    def __post_init__(self) -> None:
        if not self.crs.is_projected or any(a.unit_name != "metre" for a in self.crs.axis_info):
            raise NotMetricCrsError(f"{self.crs.to_string()} is not in metres: choose a metric CRS for [county] crs")
        for layer in _GEOGRAPHIC:
            frame = getattr(self, layer)
            if frame is not None and frame.crs != self.crs:
                raise CrsMismatchError(
                    f"{layer} is in {frame.crs}, the county in {self.crs.to_string()}: bring it over with to_crs()"
                )

    @cached_property
    def rows_above(self) -> dict[str, int]:
        """By layer, what is added to a row for the number that a spreadsheet program shows beside it."""
        return {item.layer: item.rows_above for item in self.inputs}

    def locate_row(self, layer: str, row: int) -> tuple[str, int]:
        """Return the file of a layer, and the number that a spreadsheet program shows beside a row of it.

        Parameters
        ----------
        layer : str
            The layer's canonical name.
        row : int
            The record's number in its file, from 1.

        Returns
        -------
        (str, int)
            The layer's name where the file is not known.
        """
        return self._paths.get(layer, layer), int(row) + self.rows_above.get(layer, 0)

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {item.layer: item.path for item in self.inputs}

    def quarantined(self, layer: str) -> pd.DataFrame:
        """Return the quarantined rows of one layer.

        Parameters
        ----------
        layer : str
            The layer's canonical name.

        Returns
        -------
        DataFrame
            Rows of `quarantine`.
        """
        return self.quarantine[self.quarantine["layer"] == layer]

    @cached_property
    def contradictions(self) -> pd.DataFrame:
        """The numbers that contradict another number of the same village or work: see `find_contradictions`."""
        names = ("villages", "groups", "works", "water_supply", "power", "broadcasting")
        return find_contradictions(
            {name: getattr(self, name) for name in names},
            self.quarantine,
            within_percent=self.counts_within_percent,
            code_system=self.code_system,
            as_of=self.as_of,
        )

    @cached_property
    def changes(self) -> CodeChanges:
        """The changes of village codes that are followed on the county's date."""
        return CodeChanges.from_frame(self.code_changes, as_of=self.as_of)

    def with_faults(self, faults: tuple[Fault, ...]) -> County:
        """Return the same county with other faults; what contradicts is not searched again.

        Parameters
        ----------
        faults : tuple of Fault
            All faults of its files.

        Returns
        -------
        County
        """
        other = replace(self, faults=faults)
        vars(other)["contradictions"] = self.contradictions
        return other

    def with_assumed_surfaces(self) -> County:
        """Return the same county with the assumed surfaces as if they were surveyed.

        Returns
        -------
        County
            Without `assumed_surface`; `assumed_accepted` is true.
        """
        roads = self.roads
        if "assumed_surface" not in roads:
            return self
        blank = roads["surface"].isna() & roads["class"].notna()
        if self.settings.get("trust_registered"):
            blank &= roads["registered_surface"].isna()
        assumed = roads["assumed_surface"].astype("Float64").astype(roads["surface"].dtype)
        surface = roads["surface"].where(~blank, assumed)
        roads = roads.assign(surface=surface).drop(columns="assumed_surface")
        return replace(self, roads=roads, assumed_accepted=True)

    def overview(self) -> Overview:
        """Return what the county holds.

        Returns
        -------
        Overview
            A row for each layer, with its rows and how many of them are quarantined.
        """
        date = "no date" if self.as_of is None else f"as of {self.as_of}"
        title = f"County {self.name} ({self.code}), {self.crs.to_string()}, {date}"
        rows = tuple((item.layer, item.rows - item.left_out, item.quarantined, item.path) for item in self.inputs)
        return Overview(title, ("layer", "rows", "quarantined", "file"), rows)

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()
