"""Standards are data: what the packaged ones say, and what a text may and may not say."""

from datetime import date

import pytest

from gisplan.base.errors import StandardError
from gisplan.gaps import KINDS
from gisplan.standards import list_standards, parse_standard, read_packaged_standard
from tests.counties import judge, standard_of, states
from tests.toys import draw_county

SEALED = (11, 12, 21, 22, 23)
HARDENED = (11, 12, 21, 22, 23, 32, 34, 35)

each_standard = pytest.mark.parametrize("id", list_standards())


@each_standard
def test_packaged_standards_say_where_everything_comes_from(id: str) -> None:
    standard = read_packaged_standard(id, kinds=KINDS)
    assert standard.id == id
    assert standard.source
    assert standard.title
    assert standard.title_zh
    for what in [*standard.criteria, *standard.targets, *standard.out_of_scope]:
        assert what.source.strip(), what.id
    for what in [*standard.criteria, *standard.targets]:
        assert what.unit or what.threshold is None, what.id


@pytest.mark.parametrize("id", ["shaanxi-577-2017", "zhenba-2019"])
def test_the_sealed_road_is_asked_of_villages_strictly_and_of_larger_groups_more_widely(id: str) -> None:
    criteria = {c.id: c for c in read_packaged_standard(id, kinds=KINDS).criteria}
    village, group = criteria["sealed_road"], criteria["group_road"]
    assert (village.settlement, village.role, village.threshold, village.unit) == ("village", "exit", 500.0, "m")
    assert village.surfaces == SEALED
    assert village.min_households is None
    assert (group.settlement, group.surfaces, group.min_households) == ("group", HARDENED, 30.0)
    assert group.role == "plan", "the exit standard does not ask for it"


@pytest.mark.parametrize(
    ("id", "threshold", "role"), [("shaanxi-577-2017", 97.0, "exit"), ("zhenba-2019", 100.0, "plan")]
)
def test_the_county_is_asked_for_its_share_of_villages(id: str, threshold: float, role: str) -> None:
    target = next(t for t in read_packaged_standard(id, kinds=KINDS).targets if t.id == "sealed_road_villages")
    assert (target.criterion, target.threshold, target.unit, target.role) == ("sealed_road", threshold, "%", role)


def test_an_unknown_standard_is_refused_with_a_hint() -> None:
    with pytest.raises(StandardError, match=r"zhenba-2091.*zhenba-2019"):
        read_packaged_standard("zhenba-2091", kinds=KINDS)


def test_a_new_criterion_is_a_text_and_no_python() -> None:
    """Gravel roads to the seat of the town, for groups of twenty households."""
    standard = standard_of(
        'id = "gravel_to_seat"\nsettlement = "group"\nthreshold = 200.0\nsurfaces = [31]\nreach_to = "seat"\n'
        "min_households = 20.0"
    )
    near, far = "a---@", "a ---@"
    assert states(judge(near, standard=standard), "gravel_to_seat") == {"a": "unknown"}, "whose seat is it?"
    for picture, state in ((near, "met"), (far, "met"), ("a   ---@", "missed")):
        toy = draw_county(picture)
        toy.seats["code"] = "610728100000"
        assert states(judge(toy, standard=standard), "gravel_to_seat") == {"a": state}


def test_a_due_date_is_a_date_of_toml() -> None:
    targets = (
        '[[targets]]\nid="t"\ncriterion="sealed_road"\nrole="plan"\nunit="%"\nthreshold=9\nsource="s"\ndue=2019-12-31'
    )
    assert standard_of(targets=targets).targets[0].due == date(2019, 12, 31)


GOOD = """
id = "toy"
title = "A toy"
source = "a test"
[[criteria]]
id = "sealed_road"
kind = "reach"
settlement = "village"
role = "exit"
unit = "m"
threshold = 500.0
surfaces = [12]
source = "a test"
[[targets]]
id = "share"
criterion = "sealed_road"
role = "exit"
unit = "%"
threshold = 97
source = "a test"
"""


def faults_of(*changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(StandardError) as caught:
        parse_standard(text, name="toy.toml", kinds=KINDS)
    return str(caught.value).splitlines()


def test_the_text_that_the_faults_are_made_from_is_good() -> None:
    assert parse_standard(GOOD, name="toy.toml", kinds=KINDS).criteria[0].surfaces == (12,)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind = "reach"', 'kind = "teleport"', "teleport"),
        ('role = "exit"', 'role = "boss"', "boss"),
        ('settlement = "village"', 'settlement = "city"', "city"),
        ("surfaces = [12]", "surfaces = []", "surfaces"),
        ("surfaces = [12]", 'surfaces = ["cement"]', "surfaces"),
        ("threshold = 500.0", "threshold = -1", "threshold"),
        ("threshold = 500.0", "threshold = nan", "threshold"),
        ("threshold = 500.0", 'threshold = "500"', "threshold"),
        ("threshold = 500.0", "threshold = true", "threshold"),
        ("threshold = 500.0", "", "threshold"),
        ('source = "a test"\n[[criteria]]', "[[criteria]]", "source"),
        ('source = "a test"\n[[targets]]', "[[targets]]", "source"),
        ('id = "sealed_road"', "", "id"),
        ('id = "share"', 'id = "sealed_road"', "twice"),
        ('criterion = "sealed_road"', 'criterion = "elsewhere"', "elsewhere"),
        ('unit = "m"', 'unit = "m"\nspeed = 3', "speed"),
        ('unit = "m"', 'unit = "m"\nreach_to = "moon"', "moon"),
        ('title = "A toy"', 'title = "A toy"\nauthor = "me"', "author"),
        ('title = "A toy"', 'title = "A toy', "TOML"),
    ],
)
def test_a_fault_is_reported_with_its_file(old: str, new: str, words: str) -> None:
    faults = faults_of((old, new))
    assert all(fault.startswith("toy.toml: ") for fault in faults)
    assert any(words in fault for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("surfaces = [12]", "surfaces = 12", "surfaces"),
        ("surfaces = [12]", "surfaces = [true]", "surfaces"),
        ("threshold = 500.0", 'threshold = 500.0\nmin_households = "thirty"', "min_households"),
        ("threshold = 500.0", 'threshold = 500.0\nfixed = "no"', "fixed"),
        ("threshold = 500.0", "threshold = inf", "threshold"),
        ("threshold = 97", "threshold = 197", "threshold"),
        ("threshold = 97", 'threshold = 97\ndue = "2019-12-31"', "due"),
        ('unit = "m"', 'unit = "furlong"', "unit"),
        ('id = "share"', "id = 5", "id"),
    ],
)
def test_a_value_of_the_wrong_type_is_reported_with_its_file(old: str, new: str, words: str) -> None:
    (fault,) = faults_of((old, new))
    assert fault.startswith("toy.toml: ")
    assert words in fault


def test_all_faults_are_reported_at_once() -> None:
    faults = faults_of(
        ('title = "A toy"', ""),
        ('role = "exit"', 'role = "boss"'),
        ("surfaces = [12]", "surfaces = []"),
        ("threshold = 97", "threshold = -97"),
    )
    assert len(faults) == 4


def test_missing_keys_and_bad_values_are_reported_together() -> None:
    faults = faults_of(('unit = "m"', ""), ("threshold = 97", "threshold = -97"))
    assert any("unit" in fault for fault in faults)
    assert any("share" in fault for fault in faults)


def test_a_standard_without_criteria_is_none() -> None:
    with pytest.raises(StandardError, match="criteri"):
        parse_standard('id = "x"\ntitle = "x"\nsource = "x"', name="toy.toml", kinds=KINDS)


@pytest.mark.parametrize("text", ["criteria = 3", 'criteria = ["a"]', "targets = 3"])
def test_a_table_is_a_table(text: str) -> None:
    with pytest.raises(StandardError, match="not a table"):
        parse_standard(f'id = "x"\ntitle = "x"\nsource = "x"\n{text}', name="toy.toml", kinds=KINDS)
