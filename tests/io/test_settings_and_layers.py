"""What one part of a county says of another: settings and standards that fit no layer, and rows that are missing."""

from pathlib import Path

import pytest

from tests.io.toy_county import CODES, Toy, clean_county, only, road_rows, village_rows

AREAS = ("lwe", None, "hill", None)


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return clean_county(tmp_path)


def codes_of(county: Toy) -> list[str]:
    return [fault.code for fault in county.check().faults]


def test_stated_trunk_classes_that_no_road_has_are_refused(toy: Toy) -> None:
    """A slip such as the word of the ministry for the letter of the file would have every village missed."""
    (fault,) = toy.with_network('trunk_classes = ["国道", "S"]').refuse()
    assert (fault.code, fault.value, fault.params["has"]) == ("trunk-classes-absent", "国道, S", "C")
    assert toy.with_network('trunk_classes = ["国道", "C"]').read().settings["trunk_classes"] == ("国道", "C")


def test_roads_without_one_of_the_usual_trunk_classes_are_warned_of(toy: Toy) -> None:
    assert "trunk-classes-usual" in codes_of(toy)
    assert "trunk-classes-usual" not in codes_of(toy.with_network('reach_to = "seat"'))


def test_trunk_classes_are_not_doubted_where_no_class_is_known(toy: Toy) -> None:
    blank = [(shape, {**row, "class": None}) for shape, row in road_rows()]
    assert not {"trunk-classes-usual", "trunk-classes-absent"} & set(
        codes_of(toy.with_layer("roads", "r.geojson", blank))
    )


def test_a_standard_that_cannot_be_read_is_refused_by_the_check(toy: Toy) -> None:
    report = toy.with_county('standard = "zhenba2019"').check()
    assert [(fault.code, fault.value) for fault in report.faults if fault.level == "E"] == [
        ("standard-refused", "zhenba2019")
    ]
    assert report.exit_code == 2
    assert toy.with_county('standard = "zhenba-2019"').check().exit_code == 0


def test_a_column_that_is_not_read_but_looks_like_a_missing_one_is_warned_of(toy: Toy) -> None:
    table = "村代码,village,总户数(户),connected households,备注\n" + "".join(f"1,{code},40,38,\n" for code in CODES)
    county = toy.with_layer("power", "power.csv", table)
    unread = {fault.field: fault.value for fault in county.check().faults if fault.code == "column-unread"}
    assert unread == {"households": "总户数(户)", "connected_households": "connected households"}
    mapped = 'columns = { households = "总户数(户)", connected_households = "connected households" }'
    assert "column-unread" not in codes_of(county.with_layer("power", "power.csv", toml=mapped))


@pytest.mark.parametrize(("codes", "named"), [("AB", ["工程编码"]), ("AA", []), ("A ", ["工程编码"])])
def test_a_column_is_proposed_as_the_code_of_a_layer_where_no_value_is_repeated(
    toy: Toy, codes: str, named: list[str]
) -> None:
    table = "name,programme,工程编码\n" + "".join(f"路{row},group_roads,{code}\n" for row, code in enumerate(codes))
    faults = toy.with_layer("road_works", "works.csv", table).check().faults
    assert [fault.value for fault in faults if fault.code == "column-unread"] == named


def test_villages_without_a_row_in_a_table_with_a_row_for_each_are_named(toy: Toy) -> None:
    table = "village,households,connected_households\n" + "".join(f"{code},40,38\n" for code in CODES[:-1])
    (fault,) = (
        f for f in toy.with_layer("power", "power.csv", table).check().faults if f.code == "villages-without-row"
    )
    assert (fault.value, fault.params["count"]) == (CODES[-1], 1)


def test_roads_that_name_unknown_groups_are_warned_of(toy: Toy) -> None:
    named = [(shape, {**row, "groups": "610728111201001;610728111201999"}) for shape, row in road_rows()]
    groups = [
        (shape, {"code": f"{row['code']}001", "village": row["code"], "name": "一组"}) for shape, row in village_rows()
    ]
    county = toy.with_layer("roads", "named.geojson", named).with_layer("groups", "groups.geojson", groups)
    faults = county.check().faults
    (fault,) = (fault for fault in faults if fault.code == "codes-unknown")
    assert (fault.field, fault.params["codes"], fault.params["other"]) == ("groups", ["610728111201999"], "groups")


def test_the_length_that_differs_most_is_named(toy: Toy) -> None:
    rows = road_rows()
    stated = [
        (shape, {**row, "length_km": 2.6 if number == 0 else 9.0}) for number, (shape, row) in enumerate(rows[:2])
    ]
    (fault,) = (f for f in toy.with_layer("roads", "l.geojson", stated).check().faults if f.code == "length-differs")
    assert (fault.row, fault.value) == (2, "9")


def test_the_kind_of_area_of_a_county_is_that_of_villages_that_give_none(toy: Toy) -> None:
    rows = [(shape, {**values, "area_kind": kind}) for (shape, values), kind in zip(village_rows(), AREAS, strict=True)]
    toy = toy.with_layer("villages", "villages.geojson", rows)
    assert toy.read().villages["area_kind"].tolist() == ["lwe", None, "hill", None]
    county = toy.with_county('area_kind = "tribal"').read()
    assert county.villages["area_kind"].tolist() == ["lwe", "tribal", "hill", "tribal"]
    fault = only(county.faults, "area-kind-filled")
    assert (fault.level, fault.row, fault.value, fault.rows.tolist()) == ("F", 2, "tribal", [2, 4])


def test_kinds_of_area_that_are_not_known_are_refused_or_set_aside(toy: Toy) -> None:
    fault = only(toy.with_county('area_kind = "hilly"').refuse(), "key-value")
    assert (fault.field, fault.value) == ("area_kind", "hilly")
    rows = [(shape, {**values, "area_kind": "swamp"}) for shape, values in village_rows()[:1]]
    faults = toy.with_layer("villages", "villages.geojson", rows + village_rows()[1:]).check().faults
    aside = only(faults, "word-unknown")
    assert (aside.level, aside.layer, aside.row, aside.field, aside.value) == ("Q", "villages", 1, "area_kind", "swamp")


@pytest.mark.parametrize("word", ["山区", "Hills", "Hilly", "hill"])
def test_the_kind_of_area_is_read_in_usual_words(toy: Toy, word: str) -> None:
    rows = [(shape, {**values, "area_kind": word}) for shape, values in village_rows()]
    assert set(toy.with_layer("villages", "villages.geojson", rows).read().villages["area_kind"]) == {"hill"}
