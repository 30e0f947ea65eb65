"""The county's listed works come into the ledger: once wholly, and later what the layer files say anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from gisplan.ledger.events.changes import Batch, Change, add_work
from gisplan.ledger.events.state import State
from gisplan.ledger.kinds import PLACE, Kind, decode_value, encode_value, read_kinds
from gisplan.ledger.tables import BATCHES, EVENTS

if TYPE_CHECKING:
    import shapely

    from gisplan.county.county import County

__all__ = ["SOURCE", "Difference", "LoadResult", "compare_county", "geometry_to_text", "read_last_loaded"]

SOURCE = "gisplan.toml"
"""The source of a batch that came from the county's layer files."""


@dataclass(frozen=True)
class Difference:
    """A value that the layer file changed after the ledger had changed it too: the ledger's stands."""

    kind: str
    code: str
    field: str
    file: Any
    ledger: Any


@dataclass(frozen=True)
class LoadResult:
    """What a load did: the batch, how many works are new, and what is left for a person to decide."""

    batch: Batch
    added: int
    changed: int
    differences: tuple[Difference, ...]


def read_last_loaded(connection: Connection) -> dict[tuple[int, str], str | None]:
    """What the layer files said last, by work and field."""
    query = select(EVENTS.c.work, EVENTS.c.field, EVENTS.c.new).join(BATCHES, BATCHES.c.id == EVENTS.c.batch)
    rows = connection.execute(query.where(BATCHES.c.source == SOURCE).order_by(EVENTS.c.id))
    return {(work, field): new for work, field, new in rows}


def compare_county(
    county: County, state: State, loaded: Mapping[tuple[int, str], str | None]
) -> tuple[list[Change], int, list[Difference]]:
    """The changes that bring the county's works in, how many works are new, and what only a person can decide.

    A blank of a file takes nothing back. A value that the file says as before changes nothing, whatever the
    ledger says by now; one that it says anew counts where the ledger still has what the file said before.
    """
    changes: list[Change] = []
    differences: list[Difference] = []
    added = 0
    if county.works is None:
        return changes, added, differences
    kinds = {kind.layer: kind for kind in read_kinds().values()}
    towns = dict(zip(county.villages["code"], county.villages["town"], strict=True))
    for row, shape in zip(county.works.drop(columns="geometry").to_dict("records"), county.works.geometry, strict=True):
        kind = kinds[row["layer"]]
        told = _read_row(row, shape, kind, county, towns)
        work = state.by_code.get((kind.name, row["code"]))
        if work is None:
            added += 1
            changes += _add(kind, row["code"], told, county)
            continue
        for name, text in told.items():
            column = kind.fields[name]
            ours = encode_value(column, work.values.get(name))
            base = loaded.get((work.number, name))
            if text in (ours, base):
                continue
            if ours == base:
                why = f"{SOURCE}" if name in kind.milestones else None
                changes.append(
                    Change(work.code, name, decode_value(column, text), work.version, kind.name, override=why)
                )
            else:
                differences.append(
                    Difference(kind.name, work.code, name, decode_value(column, text), work.values.get(name))
                )
    return changes, added, differences


def _read_row(
    row: Mapping[str, Any], shape: Any, kind: Kind, county: County, towns: Mapping[str, Any]
) -> dict[str, str]:
    """What a row says, as the store would keep it; blanks left out."""
    values = {name: row.get(name) for name in kind.fields if name in row}
    villages = row.get("villages") or ()
    values["town"] = next((towns[code] for code in villages if towns.get(code)), None)
    values[PLACE] = geometry_to_text(shape, county.crs.to_string())
    texts = {name: encode_value(kind.fields[name], value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _add(kind: Kind, code: str, told: Mapping[str, str], county: County) -> list[Change]:
    """A work as the file has it: whatever rule it breaks is kept with the file as the reason."""
    values = {name: decode_value(kind.fields[name], text) for name, text in told.items()}
    return [
        Change(c.code, c.field, c.value, 0, c.kind, county.as_of if c.field in kind.progress else None, override=SOURCE)
        for c in add_work(kind.name, code, values)
    ]


def geometry_to_text(shape: shapely.Geometry | None, crs: str) -> str | None:
    """A geometry as text: the coordinate system, a semicolon, and the shape to the millimetre."""
    import shapely

    if shape is None or shape.is_empty:
        return None
    return f"{crs};{shapely.to_wkt(shape, rounding_precision=3)}"
