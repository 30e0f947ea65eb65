"""Rows in are rows accepted and rows set aside, in every run and document."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisplan.io.check import describe_check, open_check
from gisplan.workflow import find_gaps, write
from gisplan.workflow.check_files import write_check
from tests.io.toy_county import CODES, Toy, clean_county, road_rows, village_rows

CELLS = st.sampled_from(["100", "", " 90", "abc", "-1", "９０", "1.5万", "=1", "0.5", "合计", "95%"])
ROWS = st.lists(
    st.tuples(st.sampled_from([*CODES, "610728111299", "", "合计"]), CELLS, CELLS, st.sampled_from(["", ",多"])),
    min_size=1,
    max_size=8,
)


@given(rows=ROWS, places=st.lists(st.sampled_from([0, 1, 2, None]), max_size=4))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_record_of_every_file_is_accepted_or_set_aside(rows: list[tuple[str, ...]], places: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"{code},{population},{tap}{more}" for code, population, tap, more in rows]
        records = [line for line in lines if line.strip(", ")]
        text = "\n".join(["village,population,tap_population", *lines, ""])
        villages = [*village_rows(), *((None if p is None else village_rows()[p][0], {"code": "x"}) for p in places)]
        toy = clean_county(Path(folder)).with_layer("water_supply", "water.csv", text)
        with open_check(toy.with_layer("villages", "villages.geojson", villages).save()) as check:
            report = check.report
            asides = {rows.layer: rows for rows in check.load_rows_set_aside()}
            inputs = {item.layer: item for item in report.inputs}
            for layer, item in inputs.items():
                assert item.rows == item.accepted + item.quarantined
                assert item.quarantined == (len(asides[layer].rows) if layer in asides else 0)
                assert all(
                    len(column) == item.quarantined for column in (asides[layer].columns if layer in asides else ())
                )
            assert inputs["villages"].rows == len(villages)
            if "water.csv" not in report.refused:
                assert inputs["water_supply"].rows == len(records)
                own = {number for number, line in enumerate(lines, 2) if line.strip(", ")}
                assert set(asides["water_supply"].rows.tolist() if "water_supply" in asides else ()) <= own


def test_every_document_counts_the_same_rows(toy: Toy, tmp_path: Path) -> None:
    roads = [*road_rows(), (None, {"segment": "C9", "class": "C", "surface": "12"})]
    rows = [*village_rows(), (None, {"code": "610728111299", "name": "x"})]
    folder = toy.with_layer("roads", "roads.geojson", roads).with_layer("villages", "villages.geojson", rows).save()
    checked = write_check(folder, tmp_path / "check")
    expected = {"villages": (5, 4, 1), "roads": (5, 4, 1)}
    gaps = find_gaps(folder, standard="zhenba-2019")
    write(gaps, tmp_path / "gaps")
    found = describe_check(checked.report)["inputs"]
    assert {item["layer"]: (item["rows"], item["accepted"], item["quarantined"]) for item in found} == expected
    assert {i.layer: (i.rows, i.accepted, i.quarantined) for i in gaps.county.inputs} == expected
    document = json.loads((tmp_path / "gaps" / "verdicts.json").read_text(encoding="utf-8"))
    assert {i["layer"]: (i["rows"], i["accepted"], i["quarantined"]) for i in document["inputs"]} == expected
    for book in ("check/check.xlsx", "gaps/gaps.xlsx"):
        sheet = openpyxl.load_workbook(tmp_path / book)["inputs"]
        listed = [row for row in sheet.iter_rows(values_only=True) if row[0] in expected]
        assert {row[0]: row[2:5] for row in listed} == expected, book
