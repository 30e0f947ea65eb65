"""How much smaller a page of the dossier is printed, so that one sheet of A4 holds it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from gisplan.report.village_dossier.svg_map import measure_text

__all__ = ["choose_zoom"]

_SIZES = (1.0, 0.94, 0.88, 0.82)  # letters of 7.5 points are then printed with 6.2 at least
_PAGE_MM = 268.0
_LETTER_MM = 2.4  # of the small text: how wide a Chinese character is
_LINE_MM = 3.35
_FULL_MM, _RIGHT_MM, _LEFT_MM = 186.0, 94.0, 80.0
_MAP_MM, _MAP_FOOT_MM, _LEGEND_ROW_MM = 84.0, 6.0, 3.6
_HEADER_MM, _HEADING_MM, _TABLE_HEAD_MM = 22.0, 6.0, 5.0
_GROUP_HEAD_MM, _ROW_MM, _DETAIL_MM = 9.0, 4.9, 1.3
_SIGNATURES_MM, _FOOTER_MM, _INPUT_MM = 23.0, 12.0, 2.5
_LEGEND_ROWS = 6


def choose_zoom(head: Mapping[str, Any], page: Mapping[str, Any]) -> float:
    """Choose the size of a page's print by an estimate of its height: 1 where no size makes it one sheet.

    Parameters
    ----------
    head, page : mapping
        What is the same on all pages, and what is the village's own: see `Dossier`.
    """
    height = _estimate(head, page)
    return next((size for size in _SIZES if height * size <= _PAGE_MM), 1.0)


def _estimate(head: Mapping[str, Any], page: Mapping[str, Any]) -> float:
    """Estimate the height of a page in its usual size, in millimetres."""
    above = _HEADER_MM + sum(_lines([line], _FULL_MM) for line in head["warnings"])
    above += 1.5 * _lines([page["role"], page["missing"], head["words"]["missing"]], _FULL_MM)
    left = _MAP_MM + _MAP_FOOT_MM + _LEGEND_ROW_MM * _LEGEND_ROWS + _HEADING_MM + _GROUP_HEAD_MM
    left += sum(_ROW_MM + (_DETAIL_MM + _lines([g["detail"]], _LEFT_MM) if g["detail"] else 0) for g in page["groups"])
    right = sum(_HEADING_MM + sum(map(_verdict_height, section["verdicts"])) for section in page["sections"])
    works, found = page["works"], page["attestations"]
    below = _HEADING_MM + _TABLE_HEAD_MM if works else 0.0
    below += sum(max(_lines([work["name"]], 60), _lines([work["status"]], 42)) + 1.2 for work in works)
    below += _HEADING_MM + _TABLE_HEAD_MM + _ROW_MM * len(found) if found else 0.0
    below += 2 + _lines([head["words"]["out_of_scope"], *head["out_of_scope"]], _FULL_MM)
    below += _SIGNATURES_MM + _FOOTER_MM + _INPUT_MM * math.ceil(len(head["inputs"]) / 2 + len(head["credits"]))
    return above + max(left, right) + below


def _verdict_height(v: Mapping[str, Any]) -> float:
    facts = [v["required"], v["actual"], v["listed_works"], v["sources"], "required actual"]
    lines = [[v["why"], v["segments"]], facts, [v["needs"]], [v["needed_for_works"]]]
    return _ROW_MM + sum(_lines(texts, _RIGHT_MM) for texts in lines if any(texts))


def _lines(texts: Iterable[str], width: float) -> float:
    """Return the height of texts that follow each other on lines of a width."""
    return _LINE_MM * (math.ceil(sum(measure_text(text) for text in texts) * _LETTER_MM / width) or 1)
