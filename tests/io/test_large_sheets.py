"""Sheets of very many cells, and cells of very many characters: read in linear time and little memory, or refused."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.io import check_county
from gisplan.io.child import gdal
from gisplan.io.files.handover.arrays import LoadedArrays, SavedArrays
from gisplan.io.files.handover.cell_rows import CellRows, load_cells, read_columns, save_cells
from gisplan.io.files.header_rows import Grid, find_totals
from tests.io.toy_county import CODES, Toy, lon_lat, only, village_rows

CELL = (
    st.none()
    | st.sampled_from(["合计", " total ", "小 计："])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6))


@given(rows=ROWS)
def test_cells_come_back_as_they_were_saved(rows: list[list[str | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = Path.cwd()
        os.chdir(folder)
        try:
            saved = SavedArrays("sheet")
            shape = save_cells(saved, Grid(rows))
        finally:
            os.chdir(before)
        loaded = load_cells(LoadedArrays(Path(folder), "sheet", saved.index), shape, Grid([])).rows
    assert isinstance(loaded, CellRows)
    assert list(loaded) == rows
    assert list(loaded[1:]) == rows[1:]
    assert loaded.find_totals() == find_totals(rows)
    assert loaded.find_filled().tolist() == [place for place, row in enumerate(rows) if any(row)]
    assert list(loaded.take(range(0, len(rows), 2))) == rows[::2]


def test_equal_cells_are_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved = SavedArrays("sheet")
    shape = save_cells(saved, Grid([[f"{at % 2} of two"] for at in range(1000)]))
    rows = load_cells(LoadedArrays(tmp_path, "sheet", saved.index), shape, Grid([])).rows
    assert len({id(cell) for cell in read_columns(["which"], rows)["which"]}) == 2


def test_a_sheet_of_many_columns_is_read_in_linear_time(toy: Toy) -> None:
    lon, lat = lon_lat(0, 0)
    names = ",".join(["code,name,lon,lat", *(f"more{place}" for place in range(100_000))])
    text = f"{names}\n{CODES[0]},村,{lon},{lat}{',1' * 100_000}\n"
    toy = toy.with_layer("villages", "v.csv", text, toml='crs = "EPSG:4490"')
    began = time.process_time()
    assert check_county(toy.save()).county is not None
    assert time.process_time() - began < 20  # 100 000 names, each compared with all others, take minutes


def test_a_text_that_nobody_has_written_is_refused_with_its_row_and_column(toy: Toy) -> None:
    rows = village_rows()
    rows[2][1]["name"] = "村" * (gdal.MOST_CHARACTERS + 1)
    fault = only(toy.with_layer("villages", "v.geojson", rows).refuse(), "text-too-long")
    assert (fault.row, fault.field, fault.file) == (3, "name", "v.geojson")
    rows[2][1]["name"] = "村" * gdal.MOST_CHARACTERS
    assert toy.with_layer("villages", "v.geojson", rows).read().villages is not None


def test_a_number_of_very_many_digits_is_looked_at_once(toy: Toy) -> None:
    rows = village_rows()
    rows[1][1]["population"] = "1" * 50_000 + "%x"
    began = time.process_time()
    fault = only(check_county(toy.with_layer("villages", "v.geojson", rows).save()).faults, "number-unreadable")
    assert fault.row == 2
    assert time.process_time() - began < 20  # each digit as the end of the number, it takes minutes
