"""What follows from a county alone is found once, and anew for a county with other values."""

from dataclasses import replace

from gisplan.county.county import County
from gisplan.county.once import once_per_county
from tests.counties import make_county
from tests.toys import draw_county

calls: list[tuple[str, str]] = []


@once_per_county
def find(county: County, layer: str) -> str:
    calls.append((county.name, layer))
    return f"{county.name} {layer}"


def test_a_function_of_a_county_is_called_once_for_each_layer_and_county() -> None:
    calls.clear()
    county = make_county(draw_county("###A"))
    other = replace(county, name="other")
    assert find(county, "roads") == find(county, "roads") == f"{county.name} roads"
    assert [find(county, "power"), find(other, "roads")] == [f"{county.name} power", "other roads"]
    assert calls == [(county.name, "roads"), (county.name, "power"), ("other", "roads")]
