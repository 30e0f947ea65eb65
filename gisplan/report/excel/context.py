"""What all sheets of one workbook share: built once, and handed to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from gisplan.base.language import _, language
from gisplan.county.county import County
from gisplan.gaps import Gaps
from gisplan.report.excel.paper import LIST, MOST_PRINTED, Paper
from gisplan.report.excel.sheet_layout import Column, Sheet, explain_printed, tabulate, tabulate_frame
from gisplan.report.gis.verdict_layers import settlement_towns
from gisplan.wording.names import name_criterion
from gisplan.wording.sentences import explain_settlements
from gisplan.wording.works import list_header_lines, list_warnings

__all__ = ["WorkbookContext", "open_workbook"]

_NO_DATE = date(2000, 1, 1)  # where the county has no as_of: the same input gives the same bytes
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def open_workbook(
    file: BytesIO, county: County, standard_id: str, *, kind: type[xlsxwriter.Workbook] = xlsxwriter.Workbook
) -> xlsxwriter.Workbook:
    """Return a new workbook that takes every text as text and bears the county's date."""
    book = kind(file, {"in_memory": True, **_AS_TEXT})
    created = datetime.combine(county.as_of or _NO_DATE, time(), tzinfo=UTC)
    book.set_properties({"title": county.name, "subject": standard_id, "created": created})
    return book


@dataclass(frozen=True)
class WorkbookContext:
    """What the sheets of a workbook of verdicts have in common.

    Attributes
    ----------
    gaps : Gaps
    language : str
        "zh" or "en".
    header_lines, warnings : tuple of str
        Above every sheet: county, standard, date and settings; and what must not be missed.
    criterion_names : mapping
        The name of each criterion, by its id.
    settlements : DataFrame
        `gaps.settlements` without places, with the sentence of each verdict: `why_text`.
    towns : Series of str
        The town of each row of `gaps.settlements`.
    """

    gaps: Gaps
    language: str
    header_lines: tuple[str, ...]
    warnings: tuple[str, ...]
    criterion_names: Mapping[str, str]
    settlements: pd.DataFrame
    towns: pd.Series[Any]

    @classmethod
    def of_gaps(cls, gaps: Gaps, settlements: pd.DataFrame | None = None) -> WorkbookContext:
        """Build the context of a county's verdicts in the user's language; `settlements` are those explained."""
        return cls(
            gaps=gaps,
            language=language(),
            header_lines=tuple(list_header_lines(gaps)),
            warnings=tuple(list_warnings(gaps)),
            criterion_names={c.criterion.id: name_criterion(c.criterion.id, translate=_) for c in gaps.criteria},
            settlements=explain_settlements(gaps) if settlements is None else settlements,
            towns=settlement_towns(gaps),
        )

    def make_sheet(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        records: Iterable[Any] | pd.DataFrame,
        *,
        notes: Sequence[str] = (),
        frozen: int = 0,
        total: Sequence[Any] | None = None,
        paper: Paper | None = None,
    ) -> Sheet:
        """Return a sheet under the county's head, with a row for each record; `notes` are lines of its own.

        Without a `paper` it is printed whole, and of a long one the first page. Of a frame, each column shows one of
        its columns.
        """
        rows: Sequence[Sequence[Any]]
        rows = tabulate_frame(columns, records) if isinstance(records, pd.DataFrame) else tabulate(columns, records)
        if paper is None:
            paper = LIST if len(rows) <= MOST_PRINTED else Paper()
        lines = [*self.header_lines, *notes]
        sheet = Sheet(name, title, lines, columns, rows, self.warnings, frozen, total, paper)
        return explain_printed(sheet)
