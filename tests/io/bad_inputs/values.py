"""Bad inputs 44 to 67: codes, texts and values."""

from __future__ import annotations

from typing import Any

import shapely

from tests.io.bad_inputs.case import bad_input
from tests.io.sheets import csv_text, workbook
from tests.io.toy_county import CODES, Toy, lon_lat, road_rows, village_rows

WORKS = "code,name,programme"
POWER = ["village", "households", "connected_households"]


def villages(toy: Toy, key: str, values: list[Any]) -> Toy:
    rows = [(shape, {**data, key: value}) for (shape, data), value in zip(village_rows(), values, strict=True)]
    return toy.with_layer("villages", "villages.geojson", rows)


def roads(toy: Toy, key: str, values: list[Any]) -> Toy:
    rows = [(shape, {**data, key: value}) for (shape, data), value in zip(road_rows(), values, strict=True)]
    return toy.with_layer("roads", "roads.geojson", rows)


def works(toy: Toy, column: str, *values: Any) -> Toy:
    rows = [[f"R{place}", "a", "p", value] for place, value in enumerate(values)]
    return toy.with_layer("road_works", "works.csv", csv_text(f"{WORKS},{column}", *rows))


def water(toy: Toy, *values: Any) -> Toy:
    rows = [[f"W{place}", "a", value] for place, value in enumerate(values)]
    return toy.with_layer("water_projects", "water.csv", csv_text("code,name,guarantee", *rows))


def power(toy: Toy, *rows: list[Any]) -> Toy:
    return toy.with_layer("power", "power.csv", csv_text(",".join(POWER), *rows))


@bad_input(44, "codes that repeat", "code-repeated", "Q", "file layer row field value")
def _repeated(toy: Toy) -> Toy:
    return villages(toy, "code", [CODES[0], CODES[1], CODES[2], CODES[0]])


@bad_input(45, "codes that became decimal numbers", "code-float", "E", "file layer row field value")
def _decimal(toy: Toy) -> Toy:
    return villages(toy, "code", [f"{code}.0" for code in CODES])


@bad_input(46, "codes in exponent form", "code-exponent", "E", "file layer row field value")
def _exponent(toy: Toy) -> Toy:
    return villages(toy, "code", ["6.10728E+11", *CODES[1:]])


@bad_input(47, "leading zeros that are lost", "code-zeros-lost", "E", "file layer row field value")
def _zeros(toy: Toy) -> Toy:
    toy = villages(toy.with_county('code_system = "any"'), "code", ["007", "008", "009", "010"])
    return toy.with_layer("power", "power.csv", csv_text("village", ["7"]))


@bad_input(48, "a code that is not of 12 digits", "code-length", "Q", "file layer row field value")
def _length(toy: Toy) -> Toy:
    return villages(toy, "code", ["61072811120", *CODES[1:]])


@bad_input(49, "trailing and no-break spaces", "text-trimmed", "F", "file layer row field value")
def _spaces(toy: Toy) -> Toy:
    return villages(toy, "name", ["村0 ", "　村1", "大 村", "村3"])


@bad_input(50, "full-width digits", "text-wide", "F", "file layer row field value")
def _wide(toy: Toy) -> Toy:
    return villages(toy, "code", ["６１０７２８１１１２０１", *CODES[1:]])


@bad_input(51, "a village named NA or None", "", "")
def _na(toy: Toy) -> Toy:
    return villages(toy, "name", ["NA", "None", "null", "nan"])


@bad_input(52, "a status with a typing error", "word-unknown", "Q", "file layer row field value")
def _status(toy: Toy) -> Toy:
    return roads(toy, "status", ["未开工", "built", "完工了", None])


@bad_input(53, "a row of an unknown village", "village-unknown", "Q", "file layer row value")
def _village(toy: Toy) -> Toy:
    data = {"code": CODES[0] + "002", "village": "610728111999"}
    return toy.with_layer("groups", "groups.geojson", [(shapely.Point(lon_lat(0, 0.1)), data)])


@bad_input(54, "markup, scripts and formulas", "", "")
def _markup(toy: Toy) -> Toy:
    return villages(toy, "name", ["<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "'; DROP TABLE works; --", "${x}"])


@bad_input(55, "control and bidi characters", "text-controls", "F", "file layer row field value")
def _controls(toy: Toy) -> Toy:
    return villages(toy, "name", ["村\u202e0", "村1", "村2", "村3"])


@bad_input(56, "day-month and month-day in one column", "date-mixed", "Q", "file layer row field value")
def _mixed(toy: Toy) -> Toy:
    return works(toy, "due", "30/6/2019", "6/30/2019")


@bad_input(57, "serial dates of a workbook", "date-serial", "F", "file layer row field value")
def _serial(toy: Toy) -> Toy:
    return works(toy, "due", 43646)


@bad_input(58, "a day that may be a month", "date-ambiguous", "Q", "file layer row field value")
def _ambiguous(toy: Toy) -> Toy:
    return works(toy, "due", "6/7/2019", "2019-06-30")


@bad_input(59, "96 %, 0.96 and 96 in one column", "percent-mixed", "E", "file layer row field value")
def _percent(toy: Toy) -> Toy:
    return water(toy, "96%", "0.96", "96")


@bad_input(60, "kilometres and metres in one column", "units-mixed", "E", "file layer row field value")
def _units(toy: Toy) -> Toy:
    return works(toy, "km", "3.5km", "3.5公里", "3500米", "2里")


@bad_input(61, "a stated length that is not the drawn one", "length-differs", "W", "file layer row field value")
def _lengths(toy: Toy) -> Toy:
    return roads(toy, "length_km", [40, None, None, None])


@bad_input(62, "a negative length", "number-too-low", "Q", "file layer row field value")
def _negative(toy: Toy) -> Toy:
    return works(toy, "km", -3.5)


@bad_input(63, "more done than planned", "part-above-whole", "Q", "file layer row field value")
def _above(toy: Toy) -> Toy:
    return power(toy, [CODES[0], 40, 41])


@bad_input(64, "merged header rows", "header-unclear", "E", "file layer")
def _header(toy: Toy) -> Toy:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("B2:C2")

    rows = [["供电情况", None, None], ["村", "户数", None], [None, "总数", "通电"], [CODES[0], 40, 38]]
    toml = 'columns.village = "村代码"'
    return toy.with_layer("power", "power.xlsx", workbook(*rows, change=merge), toml=toml)


@bad_input(65, "a row of totals among the data", "total-row", "Q", "file layer row value")
def _total(toy: Toy) -> Toy:
    return power(toy, [CODES[0], 40, 38], ["合计", 40, 38])


@bad_input(66, "formulas without their values", "formula-uncached", "E", "file layer value")
def _formula(toy: Toy) -> Toy:
    return toy.with_layer("power", "power.xlsx", workbook(POWER, [CODES[0], 40, "=B2-2"]))


@bad_input(67, "a completion after the county's date", "date-in-future", "W", "file layer row field value")
def _future(toy: Toy) -> Toy:
    return works(toy.with_county("as_of = 2019-06-30"), "built", "2019-07-01")
