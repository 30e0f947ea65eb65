"""Load a county's listed works into the ledger: all at first, and later what changed in the layer files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from gisplan.ledger.events.changes import SOURCE, Batch, Change, add_work
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import PLACE, Kind, decode_value, encode_value, read_kinds
from gisplan.ledger.tables import BATCHES, EVENTS

if TYPE_CHECKING:
    import shapely

    from gisplan.county.county import County

__all__ = ["Difference", "LoadResult", "compare_county", "geometry_to_text", "read_last_loaded"]


@dataclass(frozen=True)
class Difference:
    """A value that changed both in the layer file and in the ledger; the ledger's is kept."""

    kind: str
    code: str
    field: str
    file: Any
    ledger: Any


@dataclass(frozen=True)
class LoadResult:
    """What a load did.

    Parameters
    ----------
    batch : Batch
        What was recorded.
    added, changed : int
        How many works are new, and how many others changed.
    differences : tuple of Difference
        Values that a person has to decide on.
    """

    batch: Batch
    added: int
    changed: int
    differences: tuple[Difference, ...]


@dataclass
class CountyChanges:
    """What the layer files would change: the changes, how many works are new, and what a person has to decide."""

    changes: list[Change] = field(default_factory=list)
    added: int = 0
    differences: list[Difference] = field(default_factory=list)


def read_last_loaded(connection: Connection) -> dict[tuple[int, str], str | None]:
    """Read the value that was last loaded from the layer files, by work and field."""
    query = select(EVENTS.c.work, EVENTS.c.field, EVENTS.c.new).join(BATCHES, BATCHES.c.id == EVENTS.c.batch)
    rows = connection.execute(query.where(BATCHES.c.source == SOURCE).order_by(EVENTS.c.id))
    return {(work, field): new for work, field, new in rows}


def compare_county(county: County, state: State, loaded: Mapping[tuple[int, str], str | None]) -> CountyChanges:
    """Compare the county's works with the ledger.

    A blank in a file changes nothing, and neither does a value that was loaded before. A value that is new in the
    file is taken over where the ledger still has what was loaded before; else it is a difference.
    """
    found = CountyChanges()
    if county.works is None:
        return found
    kinds = {kind.layer: kind for kind in read_kinds().values()}
    towns = dict(zip(county.villages["code"], county.villages["town"], strict=True))
    for row, shape in zip(county.works.drop(columns="geometry").to_dict("records"), county.works.geometry, strict=True):
        kind = kinds[row["layer"]]
        texts = _read_row(row, shape, kind, county, towns)
        work = state.by_code.get((kind.name, row["code"]))
        if work is None:
            found.added += 1
            found.changes += _add(kind, row["code"], texts, county)
        else:
            _compare_work(kind, work, texts, loaded, found)
    return found


def _compare_work(
    kind: Kind,
    work: WorkState,
    texts: Mapping[str, str],
    loaded: Mapping[tuple[int, str], str | None],
    found: CountyChanges,
) -> None:
    """Add to `found` what a row of a file changes of a work."""
    for name, text in texts.items():
        column, value = kind.fields[name], work.values.get(name)
        recorded, base = encode_value(column, value), loaded.get((work.number, name))
        if text in (recorded, base):
            continue
        new = decode_value(column, text)
        if recorded == base:
            override = SOURCE if name in kind.milestones else None
            found.changes.append(Change(work.code, name, new, work.version, kind.name, override=override))
        else:
            found.differences.append(Difference(kind.name, work.code, name, new, value))


def _read_row(
    row: Mapping[str, Any], shape: Any, kind: Kind, county: County, towns: Mapping[str, Any]
) -> dict[str, str]:
    """Return the values of a row as the store's text; blanks are left out."""
    values = {name: row.get(name) for name in kind.fields if name in row}
    villages = row.get("villages") or ()
    values["town"] = next((towns[code] for code in villages if towns.get(code)), None)
    values[PLACE] = geometry_to_text(shape, county.crs.to_string())
    texts = {name: encode_value(kind.fields[name], value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _add(kind: Kind, code: str, texts: Mapping[str, str], county: County) -> list[Change]:
    """Make the changes that add a work from a file; if it breaks a rule, the file is recorded as the reason."""
    values = {name: decode_value(kind.fields[name], text) for name, text in texts.items()}
    return [
        Change(c.code, c.field, c.value, 0, c.kind, county.as_of if c.field in kind.progress else None, override=SOURCE)
        for c in add_work(kind.name, code, values)
    ]


def geometry_to_text(shape: shapely.Geometry | None, crs: str) -> str | None:
    """Return a geometry as the store's text: the coordinate system, a semicolon, and WKT to the millimetre."""
    import shapely

    if shape is None or shape.is_empty:
        return None
    return f"{crs};{shapely.to_wkt(shape, rounding_precision=3)}"
