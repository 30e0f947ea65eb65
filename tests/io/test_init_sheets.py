"""The bureaus' sheets, with titles, headers in two rows, totals and signatures, become layers of their own."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gisplan.base.errors import CountyFileError
from gisplan.io import check_county, read_county
from gisplan.io.init import draft_county_file, draft_survey, survey_folder, write_draft
from gisplan.io.init.inspection import explain_skipped
from tests.io.bureau_folder import Bureau, asked, roads, villages
from tests.io.toy_county import CODES

SIGNED = "单位负责人：    审核人：    填表人：    联系电话："
POWER = [
    ["某县农村电力入户台账"],
    ["填报单位（盖章）：供电分公司    填报时间：2019年6月30日    单位：户"],
    ["序号", "建设地点", None, "总户", "通电户", "是否通动力电", "村代码"],
    [None, "镇办", "村", None, None, None, None],
    *([at + 1, "一镇", f"村{at}", 100, 99 + at // 3, "是", code] for at, code in enumerate(CODES)),
    ["合计", None, None, 400, 397, None, None],
    [SIGNED],
]
TELEVISION = [
    ["某县广播电视覆盖台账"],
    ["填报时间：2019年6月30日    单位：户"],
    ["序号", "节目覆盖", None, "有线电视", None, "村代码"],
    [None, "总户", "覆盖户", "贫困户", "有线电视贫困户", None],
    *([at + 1, 100, 97, 10, 9, code] for at, code in enumerate(CODES)),
]


def book(sheets: dict[str, list[list[Any]]], *, merged: dict[str, list[str]], hidden: str = "") -> bytes:
    """A workbook of several sheets with merged cells."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged.get(name, []):
            sheet.merge_cells(area)
        if name == hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


MERGED = {
    "电力": ["A1:G1", "A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:F4", "G3:G4"],
    "广电": ["A1:F1", "A3:A4", "B3:C3", "D3:E3", "F3:F4"],
}


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path).put("村.geojson", villages()).put("路.geojson", roads(路面=["12"] * 4, 行政等级=["X"] * 4))


def test_each_sheet_of_a_workbook_is_a_layer_of_its_own(bureau: Bureau) -> None:
    content = book({"电力": POWER, "广电": TELEVISION, "草稿": TELEVISION}, merged=MERGED, hidden="草稿")
    (bureau.folder / "台账.xlsx").write_bytes(content)
    draft = bureau.draft()
    assert asked(draft) == []
    assert draft.as_of == date(2019, 6, 30)
    assert [(item.file, item.layer, item.reason) for item in draft.skipped] == [("台账.xlsx", "草稿", "hidden")]
    write_draft(draft)
    county = read_county(bureau.folder)
    assert county.power.set_index("village")["connected_households"].to_dict() == dict(
        zip(CODES, [99, 99, 99, 100], strict=True)
    )
    assert county.power["three_phase"].tolist() == [True] * 4
    assert county.broadcasting["cable_poor_households"].tolist() == [9] * 4
    assert county.as_of == date(2019, 6, 30)
    totals = [fault for fault in check_county(bureau.folder).faults if fault.level == "Q"]
    assert [fault.value for fault in totals] == ["合计"]


@pytest.mark.parametrize("among_others", [False, True])
def test_each_sheet_of_a_workbook_in_an_archive_is_a_layer_of_its_own(bureau: Bureau, among_others: bool) -> None:
    content = book({"电力": POWER, "广电": TELEVISION, "草稿": TELEVISION}, merged=MERGED, hidden="草稿")
    supply = f"village,population,tap_population\n{CODES[0]},100,90\n"
    with zipfile.ZipFile(bureau.folder / "全部.zip", "w") as archive:
        archive.writestr("台账.xlsx", content)
        if among_others:
            archive.writestr("water_supply.csv", supply)
    draft = bureau.draft()
    prefix = "台账.xlsx/" if among_others else ""
    named = {name: layer.source.layer for name, layer in draft.layers.items() if layer.source.file == "全部.zip"}
    expected = {"power": f"{prefix}电力", "broadcasting": f"{prefix}广电"}
    assert named == expected | ({"water_supply": "water_supply.csv"} if among_others else {})
    assert [(item.file, item.layer, item.reason) for item in draft.skipped] == [("全部.zip", f"{prefix}草稿", "hidden")]
    write_draft(draft)
    county = read_county(bureau.folder)
    assert county.power["three_phase"].tolist() == [True] * 4
    assert county.broadcasting["cable_poor_households"].tolist() == [9] * 4


def test_ledgers_of_works_are_read_from_csv_and_xlsx(bureau: Bureau) -> None:
    works = [
        ["通村公路建设项目台账"],
        ["项目编码", "项目名称", "项目类别", "建设里程", "工程状态", "开工", "村代码"],
        ["YF1", "甲路油返砂整治工程", "油返砂整治", 1.5, "已开工", "2019年3月5日", CODES[0]],
    ]
    (bureau.folder / "公路项目.xlsx").write_bytes(book({"项目": works}, merged={"项目": ["A1:G1"]}))
    lines = [
        "农村安全饮水工程台账,,,",
        "工程编码,工程名称,受益人,主体完工日期",
        "SL1,甲村饮水工程,120,2019-06-01",
        "合计,,120,",
    ]
    bureau.put_text("饮水.csv", "\r\n".join([*lines, ""]), "gb18030")
    bureau.write()
    county = read_county(bureau.folder)
    works = county.works.set_index("code")
    assert works.loc["YF1", ["layer", "programme", "status"]].tolist() == ["road_works", "resurfacing", "under_way"]
    assert (works.loc["SL1", "people"], str(works.loc["SL1", "main_done"])[:10]) == (120, "2019-06-01")


def test_tables_with_gisplans_own_names_are_layers(bureau: Bureau) -> None:
    bureau.put_text("water_supply.csv", f"village,population,tap_population\n{CODES[0]},100,90\n")
    bureau.put_text("attestations.csv", f"village,criterion,state,date\n{CODES[0]},sealed_road,met,2019-03-05\n")
    bureau.put("power_lines.geojson", roads(kind=["10 kV"] * 4)).put("candidates.geojson", roads(code=list("abcd")))
    draft = bureau.draft()
    layers = {"villages", "roads", "water_supply", "attestations", "power_lines", "candidates"}
    assert set(draft.layers) == layers
    write_draft(draft)
    assert check_county(bureau.folder).exit_code == 0


def test_villages_without_coordinates_are_named_with_that_reason(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path).put("路.geojson", roads(路面=["12"] * 4))
    bureau.put_text("村.csv", "村代码,村名\n" + "".join(f"{code},村{code}\n" for code in CODES))
    (skipped,) = bureau.draft().skipped
    assert (skipped.reason, skipped.rival) == ("place", "villages")


def test_a_second_register_of_villages_is_no_table_of_works(bureau: Bureau) -> None:
    rows = "".join(f"{code},村{at},100,108.{at},32.5\n" for at, code in enumerate(CODES))
    bureau.put_text("村_旧.csv", "村代码,村名,人口,经度,纬度\n" + rows)
    draft = bureau.draft()
    assert set(draft.layers) == {"villages", "roads"}
    assert [item.reason for item in draft.skipped] == ["rival"]


def test_columns_with_one_name_and_without_any_are_named(bureau: Bureau) -> None:
    lines = ["村代码,总户,通电户,是否通动力电,通电户,", *(f"{code},9,8,是,7,x" for code in CODES)]
    bureau.put_text("电力.csv", "\n".join([*lines, ""]))
    draft = draft_county_file(bureau.folder)
    assert asked(draft) == ["column-repeated"]
    assert draft.layers["power"].source.unnamed == 1
    assert draft.layers["power"].header_of("connected_households") == "通电户"


def test_a_list_of_former_and_present_codes_is_the_layer_of_changes(tmp_path: Path) -> None:
    """Two villages became one: its code stands twice among the new ones."""
    rows = [f"610728111101,{CODES[0]},2015年5月1日", f"610728111102,{CODES[0]},2015年5月1日"]
    folder = Bureau(tmp_path).put("村.geojson", villages()).put("路.geojson", roads(路面类型=["水泥"] * 4))
    draft = folder.put_text("2015年撤并村.csv", "\n".join(["旧村代码,新村代码,撤并时间", *rows, ""])).draft()
    listed = draft.layers["code_changes"]
    assert listed.source.file == "2015年撤并村.csv"
    found = {match.canonical: match.header for match in listed.matches}
    assert found == {"old": "旧村代码", "new": "新村代码", "day": "撤并时间"}


def test_a_row_with_a_field_too_many_raises_no_question(bureau: Bureau) -> None:
    rows = "".join(f"{code},40,38,三相,2018-06-01\n" for code in CODES[1:])
    bureau.put_text("电力.csv", f"村代码,总户数,通电户数,备注,通电日期\n{CODES[0]},户甲,40,38,三相,2018-06-01\n{rows}")
    before = asked(bureau.draft())
    bureau.put_text("电力.csv", f"村代码,总户数,通电户数,备注,通电日期\n{CODES[0]},40,38,三相,2018-06-01\n{rows}")
    assert before == asked(bureau.draft())


def test_the_day_of_the_data_is_asked_where_works_are_due(bureau: Bureau) -> None:
    rows = "".join(f"SL{at},水厂{at},{code},100,2019-06-30\n" for at, code in enumerate(CODES))
    bureau.put_text("饮水工程.csv", f"工程编码,工程名称,村代码,受益人,计划完工\n{rows}")
    assert asked(bureau.draft()) == ["day"]
    survey = survey_folder(bureau.folder)
    with pytest.raises(CountyFileError, match="as_of"):
        draft_survey(survey, {("county", "as_of"): "last summer"})
    draft = draft_survey(survey, {("county", "as_of"): "2019-07-01"})
    assert asked(draft) == []
    write_draft(draft)
    assert read_county(bureau.folder).as_of == date(2019, 7, 1)


def test_of_a_workbook_in_use_blank_sheets_are_not_mentioned_and_one_without_rows_by_name(bureau: Bureau) -> None:
    content = book({"电力": POWER, "Sheet2": [], "空表": [["村代码", "总户数"]]}, merged={"电力": MERGED["电力"]})
    (bureau.folder / "台账.xlsx").write_bytes(content)
    (skipped,) = bureau.draft().skipped
    assert (skipped.file, skipped.layer) == ("台账.xlsx", "空表")
    assert explain_skipped(skipped).startswith("台账.xlsx (空表) holds no rows.")
