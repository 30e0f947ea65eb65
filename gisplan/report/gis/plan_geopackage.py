"""The GeoPackage of a plan; apart from that of verdicts, which loads no planning."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.plan import PlanResult
from gisplan.report.gis.geopackage import write_layers
from gisplan.report.gis.verdict_layers import context_layers
from gisplan.wording.verdicts import join_codes

__all__ = ["make_plan_geopackage"]

_BACKGROUND = ("towns", "boundary", "reach", "roads")


def make_plan_geopackage(planned: PlanResult, path: Path) -> None:
    """Write the plan's layers and their styles to a new GeoPackage.

    `plan_units` and `plan_settlements` have a row for each unit and settlement and a `state`; `plan_steps`,
    `plan_packages` and `plan_subtotals` are tables without geometry; below them lies the county before the plan.

    Parameters
    ----------
    path : Path
        A file that does not exist yet: `gisplan.io.files.atomic_write.write_atomic` gives such a path.

    Raises
    ------
    OSError
        GDAL or SQLite could not write it.
    """
    context = context_layers(planned.before)
    units, settlements = planned.units, planned.settlements
    layers: dict[str, pd.DataFrame] = {name: context[name] for name in _BACKGROUND if name in context}
    layers["plan_units"] = _plain(units.assign(state=_unit_states(units)))
    states = np.select([settlements["served_before"], settlements["served"]], ["before", "served"], "not_served")
    layers["plan_settlements"] = _plain(settlements.assign(state=states))
    layers["plan_steps"] = _plain(planned.steps)
    layers["plan_packages"], layers["plan_subtotals"] = _plain(planned.packages), _plain(planned.subtotals)
    write_layers(path, layers.items(), planned.plan.problem.county)


def _unit_states(units: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    cases = [units["in_plan"], units["lock"].eq("done"), units["listed"], units["lock"].eq("out")]
    return np.select(cases, ["planned", "done", "listed", "out"], "other")


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return lists as one text, what is empty as null, kilometres to the millimetre; the geometry last."""
    plain = {}
    for name in (str(name) for name in frame.columns if name != "geometry"):
        values = frame[name]
        if values.dtype == object or isinstance(values.dtype, pd.StringDtype):
            texts = [join_codes(v) if isinstance(v, tuple) else None if pd.isna(v) else str(v) or None for v in values]
            values = pd.Series(texts, index=frame.index, dtype=object)
        elif pd.api.types.is_float_dtype(values.dtype):
            values = values.round(6)
        plain[name] = values
    table = pd.DataFrame(plain, index=frame.index)
    if "geometry" not in frame:
        return table
    return gpd.GeoDataFrame(table, geometry=frame["geometry"].array, crs=frame.crs)
