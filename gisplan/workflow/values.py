"""What every value can do: be shown on a map, plotted, written as its command writes it, and compared."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from gisplan.base.display import Overview, register_view
from gisplan.base.language import _

if TYPE_CHECKING:
    import folium
    import pandas as pd

    from gisplan.gaps import Gaps
    from gisplan.ledger.progress import Progress
    from gisplan.maps.shared.html_page import Page
    from gisplan.plan import PlanResult


__all__ = ["Comparison", "compare", "explore", "plot", "write"]

_FILES = {
    "Gaps": "gisplan.workflow.gaps_files",
    "PlanResult": "gisplan.workflow.plan_steps",
    "Progress": "gisplan.workflow.ledger_files",
}
"""By the value's name, so that verdicts load neither the planner nor the ledger."""


@overload
def explore(value: Gaps, criterion: str | None = None) -> folium.Map: ...
@overload
def explore(value: PlanResult | Progress) -> Page: ...
def explore(value: Any, *options: Any, **named: Any) -> Any:
    """Show verdicts, a plan or the progress of works on a map, in a notebook; the map needs no network.

    Parameters
    ----------
    value : Gaps, PlanResult or Progress
    *options, **named
        For verdicts `criterion`: the id of the criterion that is chosen at first.

    Returns
    -------
    folium.Map or Page
        What a notebook shows.
    """
    return _files_of(value).explore(value, *options, **named)


def plot(value: Gaps, criterion: str | None = None, **options: Any) -> Any:
    """Plot verdicts by place: see `Gaps.plot`."""
    return _files_of(value).plot(value, criterion, **options)


def write(value: Any, folder: str | os.PathLike[str], **options: Any) -> tuple[Path, ...]:
    """Write everything that the value's command writes; the files replace those of an earlier run together.

    Parameters
    ----------
    value : Gaps, PlanResult or Progress
    folder : path
        Made if it does not exist.
    **options
        For verdicts `formats, names, charts, dossier, pdf, docx, docx_template`; for all `progress`: see
        `gisplan.workflow.gaps_files.write`.

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.

    Raises
    ------
    WriteError
        A file could not be written or replaced; no file of the folder is changed.
    """
    written: tuple[Path, ...] = _files_of(value).write(value, folder, **options)
    return written


def _files_of(value: object) -> Any:
    name = type(value).__name__
    if name not in _FILES:
        raise TypeError(f"a {name} is not shown or written: give verdicts (Gaps), a PlanResult or a Progress")
    return import_module(_FILES[name])


for _name in _FILES:
    register_view(_name, "explore", explore)
register_view("Gaps", "plot", plot)


_VERDICTS = "verdicts.json"


@dataclass(frozen=True, repr=False)
class Comparison:
    """What changed between two verdicts of one county.

    Parameters
    ----------
    document : mapping
        As `gisplan compare --json` prints it: schema `gisplan.comparison/3`.
    """

    document: Mapping[str, Any]

    @property
    def nothing_changed(self) -> bool:
        """Whether the two are the same, their standards, days and settings included."""
        return bool(self.document["nothing_changed"])

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row a settlement and criterion that changed, in the order of the document."""
        return _frame(self.document["changes"])

    @cached_property
    def villages(self) -> pd.DataFrame:
        """One row a village whose verdict changed."""
        return _frame(self.document["villages"])

    def overview(self) -> Overview:
        """Return what changed, a row a criterion: what a session or notebook shows."""
        county, old, new = (self.document[key] for key in ("county", "old", "new"))
        title = f"Comparison of {county['name']} ({county['code']}): {old['as_of']} {old['state']} to "
        title += f"{new['as_of']} {new['state']}, {len(self.document['changes'])} changes"
        rows = tuple((c["id"], c["closed"], c["opened"], c["missed"]["new"]) for c in self.document["criteria"])
        return Overview(title, ("criterion", "closed", "opened", "missed now"), rows)

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()


def compare(old: Gaps | Mapping[str, Any] | str | os.PathLike[str], new: Any) -> Comparison:
    """Compare two verdicts of one county: what changed, settlement by settlement, and why.

    Parameters
    ----------
    old, new : Gaps, mapping or path
        Verdicts; their document; a verdicts.json, or the folder that `gisplan gaps` wrote it to.

    Returns
    -------
    Comparison

    Raises
    ------
    TypeError
        A value is no verdicts.
    VerdictFileError
        A file cannot be read, or is not a verdict document.
    ComparisonError
        They are of different counties.

    Examples
    --------
    >>> compare("out-june", "out")  # doctest: +SKIP
    """
    from gisplan.report.documents.comparison import compare_documents

    return Comparison(compare_documents(_document(old), _document(new)))


def _document(verdicts: Any) -> Mapping[str, Any]:
    """Return the verdicts' document, read back from its bytes so that both sides have the same types."""
    from gisplan.io.inputs.verdict_file import check_verdicts, read_verdicts

    if isinstance(verdicts, Mapping):
        return check_verdicts(_("the document"), dict(verdicts))
    if isinstance(verdicts, str | os.PathLike):
        path = Path(verdicts)
        return read_verdicts(path / _VERDICTS if path.is_dir() else path)
    if type(verdicts).__name__ != "Gaps":
        raise TypeError(f"a {type(verdicts).__name__} is not compared: give Gaps, their document, or a path")
    import json

    from gisplan.report import make_document, write_json

    document: Mapping[str, Any] = json.loads(write_json(make_document(verdicts)))
    return document


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)
