"""Survey the roads as they will be, with some stretches sealed, on the same network."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts, Floats, Ints, Mask, Objects, ragged_arange
from gisplan.gaps.road_survey import RoadContacts, RoadSurvey
from gisplan.network import Contacts, flatten_lines
from gisplan.network.lines import SAME_M, Lines

__all__ = ["Stretches", "with_resurfaced"]


@dataclass(frozen=True)
class Stretches:
    """S stretches that cover some roads wholly, without overlap.

    Attributes
    ----------
    road : (S,) int64
        The row of each one's road.
    from_m, to_m : (S,) float64
        Where it begins and ends along the road, in metres.
    geometry : (S,) object
        LineStrings.
    sealed : (S,) bool
        Those that are sealed.
    new : (S,) bool
        Those that exist only where they are sealed.
    """

    road: Ints
    from_m: Floats
    to_m: Floats
    geometry: Objects
    sealed: Mask
    new: Mask

    def only(self, kept: Mask) -> Stretches:
        """Return some of the stretches.

        Parameters
        ----------
        kept : (S,) bool
            Those to keep.

        Returns
        -------
        Stretches
        """
        return Stretches(*(getattr(self, f.name)[kept] for f in fields(self)))


@dataclass(frozen=True)
class _CutRoads:
    """Roads cut into new rows: the old row of each, and where on the old road it begins and ends, infinite if whole."""

    old: Ints
    begin: Floats
    end: Floats

    def find_rows(self, road: AnyInts, at: Floats) -> tuple[Ints, Ints]:
        """Find the new rows that hold each place (two where one ends), and the number of the place of each."""
        first, last = np.searchsorted(self.old, road), np.searchsorted(self.old, road, side="right")
        place, number = ragged_arange(last - first)
        row = first[place] + number
        holds = (self.begin[row] <= at[place] + SAME_M) & (at[place] <= self.end[row] + SAME_M)
        return row[holds], place[holds]

    def find_continued(self) -> Ints:
        """Find the new rows that go on in the next row."""
        return np.flatnonzero((self.old[1:] == self.old[:-1]) & (self.begin[1:] <= self.end[:-1] + SAME_M))

    def shift(self, row: Ints, at: Floats) -> Floats:
        """Measure places on old roads from where their new rows begin."""
        begin = self.begin[row]
        return at - np.where(np.isinf(begin), 0.0, begin)


def with_resurfaced(survey: RoadSurvey, stretches: Stretches, surface: int) -> RoadSurvey:
    """Return the survey with roads cut into stretches, and the sealed ones of the given surface.

    Contacts are not searched again: a contact belongs to every stretch that holds its place, and stretches of
    one road touch where one ends and the next begins.

    Parameters
    ----------
    survey : RoadSurvey
        The roads as they are.
    stretches : Stretches
        The stretches of those roads that are cut.
    surface : int
        The surface code of sealed stretches.

    Returns
    -------
    RoadSurvey
    """
    whole = np.setdiff1d(np.arange(len(survey.roads)), stretches.road)
    stretches = stretches.only(stretches.sealed | ~stretches.new)
    row = np.concatenate([whole, stretches.road])
    order = np.lexsort((np.concatenate([np.zeros(len(whole)), stretches.from_m]), row))
    old = row[order]
    begin = np.concatenate([np.full(len(whole), -np.inf), stretches.from_m])[order]
    end = np.concatenate([np.full(len(whole), np.inf), stretches.to_m])[order]
    geometry = np.concatenate([survey.geometry[whole], stretches.geometry])[order]
    sealed = np.concatenate([np.zeros(len(whole), dtype=bool), stretches.sealed])[order]
    roads = survey.roads.iloc[old].reset_index(drop=True)
    roads = gpd.GeoDataFrame(roads, geometry=gpd.GeoSeries(geometry, crs=survey.roads.crs))
    lines = flatten_lines(roads)
    return replace(
        survey,
        roads=roads,
        lines=lines,
        geometry=np.asarray(roads.geometry.array),
        segment=survey.segment[old],
        rank=survey.rank[old],
        surface=np.where(sealed, float(surface), survey.surface[old]),
        assumed=np.full(len(old), np.nan),
        is_trunk=survey.is_trunk[old],
        trunk_unknown=survey.trunk_unknown[old],
        in_doubt=survey.in_doubt[old],
        near=_CutContacts(survey.near, lines, _CutRoads(old, begin, end)),
    )


@dataclass(frozen=True)
class _CutContacts:
    """The contacts of cut roads, from those of the whole ones."""

    whole: RoadContacts
    lines: Lines
    cut: _CutRoads

    def touching(self, snap_m: float) -> Contacts:
        return _with_continued(_cut_contacts(self.whole.touching(snap_m), self.lines, self.cut), self.lines, self.cut)

    def withheld(self, snap_m: float) -> Contacts:
        return _cut_contacts(self.whole.withheld(snap_m), self.lines, self.cut)

    def unshared(self, snap_m: float) -> Contacts:
        return _cut_contacts(self.whole.unshared(snap_m), self.lines, self.cut)

    def beside(self, snap_m: float, within_m: float) -> Contacts:
        return _cut_contacts(self.whole.beside(snap_m, within_m), self.lines, self.cut)


def _cut_contacts(contacts: Contacts, lines: Lines, cut: _CutRoads) -> Contacts:
    """Return the contacts between the new rows."""
    a, of = cut.find_rows(contacts.a, contacts.at_a)
    b, which = cut.find_rows(contacts.b[of], contacts.at_b[of])
    a, of = a[which], of[which]
    piece_a, at_a = _locate(lines, a, cut.shift(a, contacts.at_a[of]))
    piece_b, at_b = _locate(lines, b, cut.shift(b, contacts.at_b[of]))
    return Contacts(
        a=a.astype(np.int32),
        b=b.astype(np.int32),
        piece_a=piece_a,
        piece_b=piece_b,
        at_a=at_a,
        at_b=at_b,
        gap_m=contacts.gap_m[of],
        by_end=contacts.by_end[of],
    )


def _with_continued(contacts: Contacts, lines: Lines, cut: _CutRoads) -> Contacts:
    """Add the places at which one row goes on in the next."""
    row = cut.find_continued()
    piece_a, at_a = _locate(lines, row, cut.shift(row, cut.end[row]))
    piece_b, at_b = _locate(lines, row + 1, cut.shift(row + 1, cut.end[row]))
    continued = Contacts(
        a=row.astype(np.int32),
        b=(row + 1).astype(np.int32),
        piece_a=piece_a,
        piece_b=piece_b,
        at_a=at_a,
        at_b=at_b,
        gap_m=np.zeros(len(row)),
        by_end=np.ones(len(row), dtype=bool),
    )
    return contacts.and_also(continued)


def _locate(lines: Lines, row: Ints, at: Floats) -> tuple[NDArray[np.int32], Floats]:
    """Find the piece of each row's line on which a distance along it lies, and the distance, kept to the line."""
    line_of = np.empty(len(lines), dtype=np.int64)
    line_of[lines.row] = np.arange(len(lines))
    line = line_of[row]
    at = np.clip(at, 0.0, lines.length_m[line])
    longest = float(lines.length_m.max(initial=0.0)) + 1.0
    key = lines.along + lines.line_of * longest
    piece = np.searchsorted(key, at + line * longest, side="right") - 1
    return np.clip(piece, lines.first[line], lines.first[line + 1] - 2).astype(np.int32), at
