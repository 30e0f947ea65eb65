"""Read the register of a county's villages: their codes, names and towns, and how their codes changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gisplan.county.code_changes import CodeChanges
from gisplan.io.child.limits import ReadOptions
from gisplan.io.child.loading import load_sources
from gisplan.io.layers.code_changes import follow_code_changes
from gisplan.io.layers.columns import draft_layer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.settlements import check_codes
from gisplan.io.reading import Reading, start_register

__all__ = ["Register", "finish_register", "read_register"]


@dataclass(frozen=True)
class Register:
    """The villages of a county.

    Parameters
    ----------
    villages : DataFrame
        The columns `code`, `name` and `town`.
    changes : CodeChanges
        The changes of their codes that are followed.
    """

    villages: pd.DataFrame
    changes: CodeChanges


def read_register(county: str | os.PathLike[str], *, options: ReadOptions | None = None) -> Register | None:
    """Read the villages of a county that can be read.

    Parameters
    ----------
    county : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.

    Returns
    -------
    Register or None
        None where there is no such layer.
    """
    return finish_register(start_register(county, options=options))


def finish_register(reading: Reading) -> Register | None:
    """Finish what `start_register` began.

    Parameters
    ----------
    reading : Reading
        What has been started; it is closed.

    Returns
    -------
    Register or None
        As `read_register` returns it.
    """
    county_file = reading.county_file
    with reading.ending:
        drafts = {
            source.table.name: draft_layer(raw, source.table, file=source.file)
            for source, raw, _faults in load_sources(reading.sources, reading.process)
            if raw is not None
        }
    if "villages" not in drafts:
        return None
    as_of = county_file.as_of if type(county_file.as_of) is date else None
    frame = drafts["villages"].frame.loc[~drafts["villages"].rejected, ["code", "name", "town"]]
    villages = frame[frame["code"].notna() & frame["name"].notna()].reset_index(drop=True)
    return Register(villages, _find_changes(drafts, as_of, county_file.code_system, county_file.code))


def _find_changes(drafts: dict[str, LayerDraft], as_of: date | None, code_system: str, county_code: str) -> CodeChanges:
    """Return the changes that can be followed, as `check` finds them."""
    listed = drafts.get("code_changes")
    if listed is None:
        return CodeChanges()
    listed = check_codes(listed, code_system=code_system, county_code=county_code)
    found = follow_code_changes({**drafts, "code_changes": listed}, as_of)["code_changes"]
    if found.refused:
        return CodeChanges()
    return CodeChanges.from_frame(found.frame[~found.rejected], as_of=as_of)
