"""Recognise a GeoTIFF of heights by its name: it is read last and may be large, so `init` does not look into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gisplan.base.language import N_
from gisplan.io.init.inspection import SkippedFile
from gisplan.io.init.messages import Message, Proposal

__all__ = ["recognise_relief"]

_SOURCES = ("dem", "dtm", "dsm", "gdem", "srtm", "aster", "astgtm", "astgtmv", "alos", "tandem")
_WORDS = frozenset({*_SOURCES, "height", "heights", "elevation", "relief"})
_CHINESE = ("高程", "地形", "海拔")
_NAMED = 0.8
_WHY = N_("a GeoTIFF, by its name of heights; it is drawn on maps, and no verdict rests on it")


@dataclass(frozen=True)
class _Raster:
    item: SkippedFile
    is_named: bool


def recognise_relief(skipped: Sequence[SkippedFile]) -> tuple[Proposal | None, tuple[SkippedFile, ...]]:
    """Return the file that is proposed as the relief, and what is not used without it.

    Parameters
    ----------
    skipped : sequence of SkippedFile
        What is not used of a folder; a GeoTIFF's reason is "raster".

    Returns
    -------
    relief : Proposal or None
        The name of the file; None where no name says that it holds heights.
    skipped : tuple of SkippedFile
        The others; further files of heights say that one is read.
    """
    rasters = [_Raster(item, _says_heights(item.file)) for item in skipped if item.reason == "raster"]
    chosen = next((raster.item for raster in rasters if raster.is_named), None)
    others = {raster.item.file for raster in rasters if raster.is_named}
    left = (
        replace(item, reason="relief") if item.reason == "raster" and item.file in others else item
        for item in skipped
        if item is not chosen
    )
    return None if chosen is None else Proposal(chosen.file, _NAMED, Message(_WHY)), tuple(left)


def _says_heights(name: str) -> bool:
    stem = Path(name).stem
    parts = re.split(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])", stem)
    return any(word in stem for word in _CHINESE) or any(part.casefold() in _WORDS for part in parts)
