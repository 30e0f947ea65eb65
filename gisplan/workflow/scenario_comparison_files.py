"""What `gisplan scenario compare -o OUT` writes: the document, the workbook, and the small maps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.io.output.file_set import replace_together

if TYPE_CHECKING:
    from gisplan.plan.scenario.comparison import ScenarioComparison

__all__ = ["write_comparison"]

_PICTURE = "comparison.png"


def write_comparison(
    compared: ScenarioComparison, folder: str | os.PathLike[str], *, charts: bool = False
) -> tuple[Path, ...]:
    """Write scenarios side by side; the files replace those of an earlier comparison together.

    Parameters
    ----------
    compared : ScenarioComparison
    folder : path
        Made if it does not exist.
    charts : bool
        Whether the small maps are drawn; without them a picture of an earlier comparison is removed.

    Returns
    -------
    tuple of Path

    Raises
    ------
    WriteError
        A file could not be written or replaced; no file of the folder is changed.
    ExtraMissingError
        Small maps are wanted, and Matplotlib is not installed; no file of the folder is changed.
    """
    from gisplan.report import write_json
    from gisplan.report.documents.scenario_comparison import make_scenario_comparison
    from gisplan.report.excel.scenarios.book import make_comparison_workbook

    with replace_together(folder) as files:
        written = [
            files.write_bytes("comparison.json", write_json(make_scenario_comparison(compared))),
            files.write_bytes("comparison.xlsx", make_comparison_workbook(compared)),
        ]
        if charts:
            from gisplan.report.charts.scenarios import make_small_maps

            written.append(files.write_bytes(_PICTURE, make_small_maps(compared)))
        else:
            files.remove(_PICTURE)
    return tuple(written)
