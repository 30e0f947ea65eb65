"""Read the names, codes and towns of a county's villages, and nothing else of the county."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from gisplan.io.config.county_file import read_county_file
from gisplan.io.files.gdal_process import send_job, start_child
from gisplan.io.files.loading import load_sources
from gisplan.io.files.staging import stage_source
from gisplan.io.layers.columns import draft_layer

__all__ = ["read_register"]

_SHEETS = (".csv", ".xlsx")


def read_register(county: str | os.PathLike[str]) -> pd.DataFrame | None:
    """Read the codes, names and towns of a county's villages.

    Parameters
    ----------
    county : str or path
        The county's folder, or its gisplan.toml.

    Returns
    -------
    DataFrame or None
        The villages that can be read, with the columns `code`, `name` and `town`; None where there is
        no such layer.
    """
    county_file = read_county_file(county)
    table = county_file.layers.get("villages")
    if table is None:
        return None
    with tempfile.TemporaryDirectory(prefix="gisplan-", ignore_cleanup_errors=True) as folder:
        workdir = Path(folder)
        child = None if table.path.lower().endswith(_SHEETS) else start_child(workdir)
        source = stage_source(table, county_file.folder, workdir)
        if child is not None:
            child = send_job(child, [source] if source.usable else [])
        [(source, raw, _faults)] = load_sources([source], child, workdir)
        if raw is None:
            return None
        draft = draft_layer(raw, table, file=source.file)
    frame = draft.frame.loc[~draft.rejected, ["code", "name", "town"]]
    return frame[frame["code"].notna() & frame["name"].notna()].reset_index(drop=True)
