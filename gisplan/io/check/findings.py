"""The first lines of a check, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gisplan.base.display import visible
from gisplan.base.faults import Fault
from gisplan.base.language import N_, _, fill, language
from gisplan.county.class_surfaces import count_class_surfaces, format_class_surfaces
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.names import name_column, name_layer
from gisplan.io.check.needs import Missing
from gisplan.io.check.report import CheckReport
from gisplan.io.check.summary import Blank, Summary, summarise
from gisplan.io.config.county_file import FILE_NAME
from gisplan.io.faults.shown_rows import explain_shown

__all__ = ["FINDING_LABELS", "Finding", "list_findings"]

_SHOWN = 8


FINDING_LABELS: Mapping[str, str] = {
    "refused": N_("files refused"),
    "set_aside": N_("rows set aside"),
    "left_out": N_("rows left out"),
    "not_built": N_("roads not built"),
    "fine": N_("all rows accepted"),
    "missing": N_("missing for the standard"),
    "unusable": N_("missing for programmes"),
    "unused": N_("columns not used"),
    "facilities": N_("facilities"),
    "blank": N_("values blank"),
    "assumed": N_("assumptions"),
    "corrected": N_("values corrected"),
    "warnings": N_("warnings"),
}
"""What each kind of finding is called."""


@dataclass(frozen=True)
class Finding:
    """One of the first lines.

    Attributes
    ----------
    kind : str
        One of `FINDING_LABELS`.
    count : int
        How many files, rows, roads, values or warnings; of "missing" layers and columns.
    text : str
        The line, in the user's language.
    style : str
        How the terminal shows it, as rich has it.
    details : tuple of str
        Further lines under it.
    """

    kind: str
    count: int
    text: str
    style: str
    details: tuple[str, ...] = ()


def list_findings(report: CheckReport) -> list[Finding]:
    """Return what matters of a check, the gravest first.

    Parameters
    ----------
    report : CheckReport

    Returns
    -------
    list of Finding
    """
    return list(_list(report, summarise(report)))


def _list(report: CheckReport, summary: Summary) -> Iterator[Finding]:
    if summary.refused:
        text = _("{count} file(s) refused: {files}. Nothing is judged until each of them can be read.")
        count = len(summary.refused)
        yield Finding("refused", count, fill(text, count=count, files=_join(summary.refused)), "bold red")
    if summary.set_aside:
        text = _("{aside} of {rows} rows set aside ({layers}); {accepted} accepted.")
        layers = _join([f"{name_layer(layer)} {count}" for layer, count in summary.set_aside_of.items()])
        words = {"aside": summary.set_aside, "rows": summary.rows, "accepted": summary.accepted, "layers": layers}
        yield Finding("set_aside", summary.set_aside, text.format(**words), "yellow")
    if summary.left_out:
        text = fill(_("{count} row(s) left out by where, as the county file says."), count=summary.left_out)
        yield Finding("left_out", summary.left_out, text, "")
    if not summary.refused and not summary.set_aside:
        yield Finding("fine", 0, _("No file was refused and no row set aside."), "bold green")
    yield from _list_missing(report, summary)
    yield from _list_facilities(summary)
    yield from _list_values(report, summary)
    if summary.warnings:
        text = fill(_("{count} warning(s), listed below."), count=summary.warnings)
        yield Finding("warnings", summary.warnings, text, "magenta")


def _list_missing(report: CheckReport, summary: Summary) -> Iterator[Finding]:
    """Say what the standard needs and the county does not give, and the people, whom every map counts."""
    if not summary.standard and report.layers:
        text = _("The county file names no standard that can be read, so what is missing for one is not known.")
        if _is_county_file_refused(report):
            text = _("The county file is refused, so what is missing for its standard is not known yet.")
        yield Finding("missing", 0, text, "magenta")
    needed = [missing for missing in summary.missing if missing.needed_by]
    if len(needed) < len(summary.missing):
        text = _("No column of the villages is read as population, so the people of each village are unknown.")
        yield Finding("missing", 1, text, "magenta")
    if needed:
        text = _("Needed by the standard {standard} and not given, so these requirements stay unknown:")
        details = tuple(map(_name_missing, needed))
        text = text.format(standard=summary.standard)
        yield Finding("missing", len(needed), text, "magenta", details)
    if summary.unusable_programmes:
        text = _("Needed by programmes of the plan and not given, so that nothing can be built under them:")
        details = tuple(map(_name_missing, summary.unusable_programmes))
        yield Finding("unusable", len(details), text, "magenta", details)
    if summary.unused:
        names = [f"{name_layer(unused.layer)} {name_column(unused.layer, unused.column)}" for unused in summary.unused]
        text = _("Read, but no criterion of {standard} uses them: {columns}.")
        text = text.format(standard=summary.standard, columns=_join(names))
        yield Finding("unused", len(names), text, "")


def _list_facilities(summary: Summary) -> Iterator[Finding]:
    """Count the facilities by their kind: no document judges them."""
    if summary.facilities:
        kinds = {**{code: _(kind.english) for code, kind in FACILITY_KINDS.items()}, "": _("no kind given")}
        text = _("Facilities, on which no verdict rests: {kinds}.")
        text = text.format(kinds=_join([f"{kinds[kind]} {count}" for kind, count in summary.facilities.items()]))
        yield Finding("facilities", sum(summary.facilities.values()), text, "")


def _is_county_file_refused(report: CheckReport) -> bool:
    """Return whether the county file has errors other than a standard that cannot be read."""
    return any(
        fault.file in (None, "", FILE_NAME) and fault.code != "standard-refused" for fault in report.faults_of("E")
    )


def _list_values(report: CheckReport, summary: Summary) -> Iterator[Finding]:
    """Say which roads are not built, and which values are blank, assumed and corrected."""
    if summary.roads_not_built:
        text = fill(_("Left out of every verdict: {count} road(s) not built."), count=summary.roads_not_built)
        yield Finding("not_built", summary.roads_not_built, text, "")
    blank = sum(item.count for item in summary.blanks)
    if blank:
        text = fill(
            _("{count} value(s) blank or unknown that verdicts need: {columns}. What rests on them is never met."),
            count=blank,
            columns=_join(list(map(_name_blank, summary.blanks))),
        )
        yield Finding("blank", blank, text, "magenta")
    if summary.assumptions:
        count = len(summary.assumptions)
        details = tuple(_explain(report, fault) for fault in summary.assumptions[:_SHOWN])
        yield Finding("assumed", count, fill(_("{count} assumption(s):"), count=count), "magenta", details)
    if report.county is not None and (line := format_class_surfaces(report.county, translate=_)):
        yield Finding("assumed", count_class_surfaces(report.county), visible(line), "magenta")
    if summary.corrected:
        text = fill(_("{count} value(s) corrected when read; the files are unchanged."), count=summary.corrected)
        yield Finding("corrected", summary.corrected, text, "green")


def _explain(report: CheckReport, fault: Fault) -> str:
    return explain_shown(fault, report.rows_above, translate=_)[0]


def _name_blank(blank: Blank) -> str:
    layer, column = name_layer(blank.layer), name_column(blank.layer, blank.column)
    return _("{layer} {column} {count} of {of}").format(**{**vars(blank), "layer": layer, "column": column})


def _name_missing(missing: Missing) -> str:
    what = _("layer {layer}") if not missing.column else _("column {column} of {layer}")
    column = name_column(missing.layer, missing.column, with_key=True) if missing.column else ""
    named = what.format(layer=name_layer(missing.layer, with_key=not column), column=column)
    if missing.column == "area_kind":
        named = _("{column}, or area_kind in [county] for all villages").format(column=named)
    return _("{what}: {needed_by}").format(what=named, needed_by=_join(missing.needed_by))


def _join(texts: list[str] | tuple[str, ...]) -> str:
    """Join the first texts as the language does, with dots where there are more."""
    comma = "、" if language() == "zh" else ", "
    return comma.join(texts[:_SHOWN]) + (" …" if len(texts) > _SHOWN else "")
