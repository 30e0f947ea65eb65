"""A list of works as a file: the bureau's form, CSV, or GeoJSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.labels import field_label, format_value
from gisplan.ledger.kinds import LISTED, PLACE, read_kinds

if TYPE_CHECKING:
    from gisplan.ledger import State, WorkState
    from gisplan.ledger.sheets.villages import VillageIndex
    from gisplan.web.desk.village_names import VillageName

__all__ = ["make_csv", "make_form", "make_geojson"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DEGREES = "EPSG:4326"


def make_form(state: State, works: Sequence[WorkState], villages: Mapping[str, VillageName]) -> bytes:
    """Make a workbook in the bureaus' forms; an edited one can be uploaded again."""
    from gisplan.report.excel.progress.works_sheets import make_works_workbook

    return make_works_workbook(replace(state, works=tuple(works)), _index(villages))


def _index(villages: Mapping[str, VillageName]) -> VillageIndex | None:
    if not villages:
        return None
    import pandas as pd

    from gisplan.ledger.sheets.villages import VillageIndex

    rows = [(code, village.name, village.town) for code, village in villages.items()]
    return VillageIndex.from_frame(pd.DataFrame(rows, columns=["code", "name", "town"]))


def make_csv(works: Sequence[WorkState], villages: Mapping[str, VillageName]) -> bytes:
    """Make a CSV file in UTF-8 with a mark that Excel knows; no cell is taken for a formula."""
    kinds = {work.kind for work in works}
    names = dict.fromkeys(name for kind in read_kinds().values() if kind.name in kinds for name in kind.fields)
    fields = [name for name in names if name not in (LISTED, PLACE)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = ["kind", "code", *fields]
    writer.writerow([field_label(name) for name in heads])
    for work in works:
        cells = [work.kind, work.code, *(_format(name, work.values.get(name), villages) for name in fields)]
        writer.writerow([_plain(cell) for cell in cells])
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _format(name: str, value: Any, villages: Mapping[str, VillageName]) -> str:
    if value is None:
        return ""
    if name == "villages":
        return ";".join(villages[code].name if code in villages else code for code in value)
    return format_value(value)


def _plain(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def make_geojson(state: State, works: Sequence[WorkState], crs: Any) -> bytes:
    """Make a GeoJSON file in degrees of WGS 84; a work without a place has no geometry."""
    import pandas as pd

    from gisplan.ledger.works_frame import make_works_frame

    frame = make_works_frame(replace(state, works=tuple(works)), crs).to_crs(_DEGREES)
    for name in frame.columns.drop("geometry"):
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            frame[name] = frame[name].dt.strftime("%Y-%m-%d")
        elif frame[name].map(lambda value: isinstance(value, tuple)).any():
            frame[name] = frame[name].map(lambda value: ";".join(value) if isinstance(value, tuple) else value)
    known = [name for name in frame.columns if name == "geometry" or frame[name].notna().any()]
    return str(frame[known].to_json(drop_id=True, na="null", ensure_ascii=False)).encode("utf-8")
