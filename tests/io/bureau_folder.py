"""A bureau's folder for tests of the first county file: rows in, what is proposed out."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.init import CountyFileDraft, draft_county_file, write_draft
from gisplan.io.init.draft import assemble_draft
from gisplan.io.init.inspection import FileLayer
from gisplan.io.init.layers import recognise_layers
from gisplan.io.init.messages import Question
from tests.io.toy_county import CODES, geojson, road_rows, village_rows

__all__ = ["VILLAGES", "Bureau", "Rows", "asked", "draft_rows", "other_questions", "roads", "villages"]

VILLAGES = ["一里村", "二里村", "三里村", "四里村"]
Rows = list[tuple[Any, dict[str, Any]]]
_SHAPES = {"Point": "point", "LineString": "line", "Polygon": "polygon"}


def villages(**columns: list[Any]) -> Rows:
    """Four villages with Chinese columns, and more of the test's own."""
    rows = []
    for place, (shape, _) in enumerate(village_rows()):
        header = {"行政区划代码": CODES[place], "村名": VILLAGES[place], "户籍人口": 100 + place}
        rows.append((shape, header | {name: values[place] for name, values in columns.items()}))
    return rows


def roads(**columns: list[Any]) -> Rows:
    """Four roads with the test's columns."""
    return [
        (shape, {name: values[at] for name, values in columns.items()}) for at, (shape, _) in enumerate(road_rows())
    ]


def draft_rows(folder: Path, files: dict[str, Rows]) -> CountyFileDraft:
    """What is proposed for files that need not be read: as `draft_county_file`, without the disk."""
    layers, skipped = recognise_layers([_find(name, rows) for name, rows in files.items()])
    return assemble_draft(folder / "gisplan.toml", folder, layers, tuple(skipped))


def other_questions(draft: CountyFileDraft) -> list[Question]:
    """The open questions but for the first: the standard, and before it the name where it is only the folder's."""
    (place,) = [place for place, question in enumerate(draft.questions) if question.code == "standard"]
    assert [question.code for question in draft.questions[:place]] in ([], ["name"])
    return list(draft.questions[place + 1 :])


def asked(draft: CountyFileDraft) -> list[str]:
    """The kinds of those questions."""
    return [question.code for question in other_questions(draft)]


def _find(name: str, rows: Rows) -> FileLayer:
    fields = tuple(rows[0][1])
    columns = {field: np.array([data[field] for _, data in rows]) for field in fields}
    texts = {field: values.astype(object) if values.dtype.kind == "U" else values for field, values in columns.items()}
    types = {field: "OFTReal" if values.dtype.kind == "f" else "OFTString" for field, values in columns.items()}
    shapes = np.array([shape for shape, _ in rows], dtype=object)
    raw = RawLayer(fields, texts, types, shapes, "EPSG:4326")
    return FileLayer(name, raw, _SHAPES[rows[0][0].geom_type])  # type: ignore[arg-type]


class Bureau:
    """A folder on the disk that fills itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, rows: Rows) -> Bureau:
        return self.put_text(name, json.dumps(geojson(rows), ensure_ascii=False))

    def put_text(self, name: str, text: str, encoding: str = "utf-8") -> Bureau:
        (self.folder / name).write_bytes(text.encode(encoding))
        return self

    def put_frame(self, name: str, rows: Rows, *, crs: str, **how: Any) -> Bureau:
        frame = gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs="EPSG:4326")
        frame.to_crs(crs).to_file(self.folder / name, **how)
        return self

    def draft(self) -> CountyFileDraft:
        return draft_county_file(self.folder)

    def write(self) -> dict[str, Any]:
        """The county file, written and read again as TOML."""
        draft = self.draft()
        write_draft(draft)
        return tomllib.loads(draft.path.read_text(encoding="utf-8"))
