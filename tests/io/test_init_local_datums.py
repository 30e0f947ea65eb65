"""Files on local datums: the zone of CGCS2000 is proposed, and the parameters are asked, once for each datum."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner, Result
from pyproj import CRS

from gisplan.base.datum_parameters import DatumParameters
from gisplan.base.datums import make_helmert
from gisplan.base.errors import CountyFileError
from gisplan.cli.init import init
from gisplan.io import check_county, read_county
from gisplan.io.init import CountyFileDraft, draft_county_file
from gisplan.io.init.asking.parameters import explain_parameters, parse_parameters
from gisplan.io.init.county_values import name_datum, propose_crs
from tests.io.bureau_folder import Bureau, asked, roads, villages
from tests.io.test_init_files import lon_lat
from tests.io.toy_county import CODES, village_rows

SEVEN = "24.5, -123.25, -94, 1.5, -0.75, 2.25, 4.5"
NUMBERS = {"dx": 24.5, "dy": -123.25, "dz": -94.0, "rx": 1.5, "ry": -0.75, "rz": 2.25, "scale": 4.5}
AT = "layers.*.to_wgs84"
FIRST = "\n-\n"  # the county's name is that of its folder, and no standard is chosen


def write_files(folder: Path, crs: str, roads_crs: str = "", *, east: float = 0.0, north: float = 0.0) -> Path:
    """Villages in a GeoPackage and roads in a shapefile whose .prj names the system."""
    moved = [[(shapely.affinity.translate(at, east, north), row) for at, row in rows] for rows in (villages(), drawn())]
    bureau = Bureau(folder).put_frame("village.gpkg", moved[0], crs=crs)
    bureau.put_frame("road.shp", moved[1], crs=roads_crs or crs)
    return folder


def drawn() -> list[tuple[Any, dict[str, Any]]]:
    return roads(surface=["12"] * 4, **{"class": ["X"] * 4})


def draft_of(folder: Path, crs: str, roads_crs: str = "", **moved: float) -> CountyFileDraft:
    return draft_county_file(write_files(folder, crs, roads_crs, **moved))


def run(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(init, [str(item) for item in arguments], input=typed, catch_exceptions=False)


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "gisplan.toml").read_text(encoding="utf-8"))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.cli.init.is_terminal", lambda: True)


@pytest.mark.parametrize(
    ("own", "proposed"),
    [
        ("EPSG:2381", "EPSG:4545"),
        ("EPSG:2433", "EPSG:4545"),
        ("EPSG:2360", "EPSG:4524"),
        ("EPSG:2412", "EPSG:4524"),
        ("EPSG:2343", "EPSG:4507"),
        ("EPSG:2332", "EPSG:4496"),
        ("EPSG:21418", "EPSG:4496"),
        ("EPSG:4610", "EPSG:4545"),
        ("EPSG:4214", "EPSG:4545"),
    ],
)
def test_the_same_zone_of_cgcs2000_is_proposed(tmp_path: Path, own: str, proposed: str) -> None:
    crs = draft_of(tmp_path, own).crs
    assert crs is not None
    assert crs.value == proposed
    if CRS(own).is_projected:
        mine, its = (CRS(code).coordinate_operation for code in (own, proposed))
        assert mine is not None
        assert its is not None
        assert [(p.name, p.value) for p in mine.params] == [(p.name, p.value) for p in its.params]
        assert CRS(own).name in crs.why.text()


def test_a_zone_of_a_county_of_its_own_gets_the_nearest(tmp_path: Path) -> None:
    own = "+proj=tmerc +lat_0=0 +lon_0=108.3 +k=1 +x_0=500000 +ellps=krass +type=crs"
    wkt = CRS(own).to_wkt().replace("Unknown based on Krassovsky, 1942 ellipsoid", "Beijing 1954")
    assert name_datum(CRS(wkt)).key == "EPSG:4214"
    crs = draft_of(tmp_path, wkt).crs
    assert crs is not None
    assert (crs.value, "nearest" in crs.why.text()) == ("EPSG:4545", True)


def test_nothing_is_proposed_where_nothing_is_stated() -> None:
    assert propose_crs([], chinese=True) is None


def test_without_an_answer_the_files_are_refused_and_the_line_is_a_comment(tmp_path: Path) -> None:
    write_files(tmp_path, "EPSG:2381")
    run(tmp_path, "--no-ask")
    text = (tmp_path / "gisplan.toml").read_text(encoding="utf-8")
    assert text.count("\n# to_wgs84 = {dx = ...") == 2
    faults = [fault for fault in check_county(tmp_path).faults if fault.level == "E"]
    assert {(fault.code, fault.layer) for fault in faults} == {
        ("datum-refused", "villages"),
        ("datum-refused", "roads"),
    }


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("turned", ["position_vector", "coordinate_frame"])
def test_seven_numbers_and_their_convention_move_every_layer(tmp_path: Path, turned: str) -> None:
    write_files(tmp_path, "EPSG:2381")
    result = run(tmp_path, typed=f"{FIRST}{SEVEN}\n{turned}\nsurvey office, 2018\n")
    assert result.output.count("on the local datum Xian 1980 (EPSG:4610)") == 1
    table = written(tmp_path)["layers"]
    expected = {**NUMBERS, "rotation": turned, "source": "survey office, 2018"}
    assert table["villages"]["to_wgs84"] == table["roads"]["to_wgs84"] == expected
    assert "}  # answered; given on the terminal" in (tmp_path / "gisplan.toml").read_text(encoding="utf-8")
    transform = make_helmert(CRS("EPSG:2381"), DatumParameters(**NUMBERS, rotation=turned))
    assert transform is not None
    xy = np.array([shape.coords[0] for shape, _ in village_rows()])
    there = gpd.GeoSeries(shapely.points(transform(xy)), crs="EPSG:4490").to_crs("EPSG:4545")
    assert read_county(tmp_path).villages.geometry.distance(there).max() < 0.01


@pytest.mark.usefixtures("terminal")
def test_recorded_answers_are_replayed(tmp_path: Path) -> None:
    write_files(tmp_path, "EPSG:2381")
    run(tmp_path, typed=f"青溪县\nzhenba-2019\n{SEVEN}\n2\noffice\n")
    first = (tmp_path / "gisplan.toml").read_text(encoding="utf-8")
    (tmp_path / "gisplan.toml").unlink()
    result = run(tmp_path, "--answers", tmp_path / "gisplan-answers.toml")
    assert "No open questions." in result.output
    assert (tmp_path / "gisplan.toml").read_text(encoding="utf-8") == first


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("left", ["-", ""])
def test_without_its_convention_an_answer_is_not_taken(tmp_path: Path, left: str) -> None:
    write_files(tmp_path, "EPSG:2381")
    run(tmp_path, typed=f"{FIRST}{SEVEN}\n{left}\noffice\n")
    assert "to_wgs84" not in written(tmp_path)["layers"]["villages"]
    text = (tmp_path / "gisplan.toml").read_text(encoding="utf-8")
    assert "# to_wgs84 = {dx = 24.5, dy = -123.25" in text
    assert "rotation is missing" in text
    assert "QUESTION 1" in text
    assert check_county(tmp_path).exit_code == 2


@pytest.mark.usefixtures("terminal")
def test_three_numbers_need_no_convention_and_a_wrong_answer_is_asked_again_with_the_reason(tmp_path: Path) -> None:
    write_files(tmp_path, "EPSG:4214")
    result = run(tmp_path, typed=f"{FIRST}24.5 m\n1,2\n20000,0,0\n24.5 -123.25 -94\n\n")
    for reason in ("m is no number", "There are 2 numbers instead of three or seven", "from -10000 to 10000"):
        assert reason in result.output
    table = written(tmp_path)["layers"]["villages"]["to_wgs84"]
    assert table == {"dx": 24.5, "dy": -123.25, "dz": -94.0, "source": "given on the terminal"}
    assert check_county(tmp_path).exit_code == 0


@pytest.mark.usefixtures("terminal")
def test_each_datum_is_asked_about_once(tmp_path: Path) -> None:
    write_files(tmp_path, "EPSG:2381", "EPSG:2433")
    result = run(tmp_path, typed=f"{FIRST}1,2,3\noffice\n4,5,6\noffice\n")
    assert result.output.count("on the local datum") == 2
    layers = written(tmp_path)["layers"]
    assert (layers["villages"]["to_wgs84"]["dx"], layers["roads"]["to_wgs84"]["dx"]) == (1.0, 4.0)


@pytest.mark.usefixtures("terminal")
def test_a_system_that_is_only_answered_is_asked_about_too(tmp_path: Path) -> None:
    lines = "".join(f"{code},{at}村,{lon_lat(at, 0)[0]},{lon_lat(at, 0)[1]}\n" for at, code in enumerate(CODES))
    bureau = Bureau(tmp_path).put_text("村.csv", "村代码,村名,x,y\n" + lines).put("路.geojson", drawn())
    assert "datum-parameters" not in asked(bureau.draft())
    path = tmp_path / "a.toml"
    path.write_text(
        "format = 'gisplan.answers/1'\n[[answers]]\nat = 'layers.villages'\nkey = 'crs'\nanswer = 'EPSG:4610'\n",
        encoding="utf-8",
    )
    assert "on the local datum Xian 1980" in run(tmp_path, "--answers", path, typed="-\n-\n-\n-\n").output


def test_an_operation_made_for_the_place_needs_no_question(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, "EPSG:4214", east=1.0, north=4.5)  # the Ordos basin
    assert draft.datums == ()
    assert "datum-parameters" not in asked(draft)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:4545", "EPSG:32649"])
def test_modern_datums_need_no_question(tmp_path: Path, crs: str) -> None:
    assert draft_of(tmp_path, crs).datums == ()


@pytest.mark.parametrize("answer", ["'1, 2'", "'1,2,3,90,0,0,0'", "3", "'x'"])
def test_recorded_answers_that_cannot_be_are_refused(tmp_path: Path, answer: str) -> None:
    write_files(tmp_path, "EPSG:2381")
    path = tmp_path / "a.toml"
    path.write_text(
        f"format = 'gisplan.answers/1'\n[[answers]]\nat = '{AT}'\nkey = 'EPSG:4610'\nanswer = {answer}\n",
        encoding="utf-8",
    )
    with pytest.raises(CountyFileError, match="EPSG:4610 in"):
        run(tmp_path, "--answers", path)
    assert not (tmp_path / "gisplan.toml").exists()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("24.5, -123.25, -94", (24.5, -123.25, -94.0)),
        ("24.5 -123.25 -94", (24.5, -123.25, -94.0)),
        ("２４.５，−123.25；-94", (24.5, -123.25, -94.0)),
        ("24.5、-123.25、-.94e2", (24.5, -123.25, -94.0)),
        (SEVEN, tuple(NUMBERS.values())),
        ("0,0,0,0,0,0,0", (0.0,) * 7),
    ],
)
def test_numbers_as_offices_write_them(text: str, numbers: tuple[float, ...]) -> None:
    found = parse_parameters(text)
    assert found is not None
    assert tuple(found.values()) == numbers


@pytest.mark.parametrize(
    "text",
    [
        *("", "1,2", "1,2,3,4", "1,2,3,4,5,6,7,8", "1,,3", "a,b,c", "nan,1,2", "inf,1,2", "1_0,2,3", "0x1,2,3"),
        *("24,5 -123", "dx=1, 2, 3", "1,2,3,61,0,0,0", "1,2,3,0,0,0,1001", "1,2,3,0,0,0,1.000005", "10001,0,0"),
    ],
)
def test_what_is_no_three_or_seven_numbers_has_a_reason(text: str) -> None:
    assert explain_parameters(text)
    assert parse_parameters(text) is None
