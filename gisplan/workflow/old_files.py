"""What an earlier run wrote to the same folder, and the present one does not write."""

from __future__ import annotations

from collections.abc import Sequence

from gisplan.base.language import _, fill
from gisplan.io.output.file_set import FileSet

__all__ = ["name_old_tables", "remove_old"]

_TABLES = ("settlements", "missing_links", "near_misses", "critical_edges")
"""Layers in plain formats whose names a county's own files do not have."""


def remove_old(files: FileSet, subfolder: str) -> str | None:
    """Remove what an earlier run wrote to "dossier" or "charts", by its names; return a sentence that says so.

    Files that are written now stay, and so do Word documents that somebody has edited.
    """
    old = files.list_old(subfolder)
    if not old:
        return None
    from gisplan.report.charts.draw import is_chart
    from gisplan.report.village_dossier.dossier import is_of_dossier
    from gisplan.report.village_dossier.word.prepare import is_edited

    is_ours = {"dossier": is_of_dossier, "charts": is_chart}[subfolder]
    place = files.folder / subfolder
    ours = [name for name in old if is_ours(name) and not (name.endswith(".docx") and is_edited(place / name))]
    for name in ours:
        files.remove(f"{subfolder}/{name}")
    text = _("Removed {0} file(s) of an earlier run from {1}; this run does not write them.")
    return fill(text, len(ours), place) if ours else None


def name_old_tables(files: FileSet, formats: Sequence[str]) -> str | None:
    """Name the files in plain formats that an earlier run may have written, and this one does not."""
    kinds = [kind for kind in ("geojson", "parquet", "csv") if kind not in formats]
    names = [f"{name}.{kind}" for kind in kinds for name in _TABLES]
    left = [name for name in names if (files.folder / name).is_file()]
    text = _("In {0}, not of this run: {1}. If an earlier run wrote them, delete them or repeat --format.")
    return text.format(files.folder, ", ".join(left)) if left else None
