"""What the county as a whole comes to: counts, targets, roles, dates. A cell is 300 m, the reach 500 m."""

import math
from datetime import date

import jsonschema
import pytest

from gisplan.gaps import Gaps, find_gaps
from gisplan.io.output.console import make_console
from gisplan.report.documents.verdicts import make_document, read_schema
from gisplan.report.terminal.targets import show_targets
from gisplan.report.terminal.verdicts import show_verdicts
from gisplan.wording.verdicts import format_county_summary
from tests.counties import judge, make_county, set_aside, standard_of
from tests.toys import draw_county

MET, MISSED, UNKNOWN = "A==##", "A--##", "A??##"
GROUP = 'id = "group_road"\nsettlement = "group"\nrole = "{role}"\nmin_households = 30.0'


def judge_picture(picture: str = MET, **county: object) -> Gaps:
    return judge(picture, cell_m=300.0, **county)


def target(threshold: float, *, role: str = "exit", due: str = "") -> str:
    return f"""
        [[targets]]
        id = "share"
        criterion = "sealed_road"
        role = "{role}"
        unit = "%"
        threshold = {threshold}
        source = "a test"
        {due}
        """


def share(met: int, missed: int, unknown: int, threshold: float = 97.0, **county: object) -> tuple[float | None, str]:
    """The actual value and state of a target over so many villages."""
    beside = {"==": met, "--": missed, "??": unknown}
    rows = [f"A{road}##" for road, count in beside.items() for _ in range(count)]
    gaps = judge_picture(
        "\n\n\n\n".join(rows), standard=standard_of('role = "report"', targets=target(threshold)), **county
    )
    (found,) = gaps.targets
    return found.actual, found.state


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 1, 0), (75.0, "met")),
        ((3, 0, 1), (75.0, "met")),
        ((2, 1, 1), (50.0, "unknown")),
        ((2, 2, 0), (50.0, "missed")),
        ((1, 2, 1), (25.0, "missed")),
    ],
)
def test_a_share_counts_the_met_and_waits_for_the_unknown(
    counts: tuple[int, int, int], expected: tuple[float, str]
) -> None:
    assert share(*counts, threshold=75.0) == expected


def test_a_share_of_none_is_not_known() -> None:
    gaps = judge_picture("##", standard=standard_of(targets=target(0.0)))
    assert (gaps.targets[0].actual, gaps.targets[0].state) == (None, "unknown")


def test_a_share_of_a_partial_layer_is_not_known() -> None:
    assert share(3, 0, 0, incomplete=["villages"]) == (None, "unknown")


def test_a_share_explains_how_it_was_calculated() -> None:
    assert "1 of 1" in judge_picture(standard=standard_of(targets=target(97.0))).targets[0].basis


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(date(2019, 12, 30), "pending"), (date(2019, 12, 31), "missed"), (date(2020, 1, 1), "missed"), (None, "pending")],
)
def test_an_unreached_target_is_pending_until_its_due_date(as_of: date | None, state: str) -> None:
    standard = standard_of('role = "report"', targets=target(97.0, due="due = 2019-12-31"))
    gaps = judge_picture(MISSED, standard=standard, as_of=as_of)
    assert gaps.targets[0].state == state
    assert judge_picture(MET, standard=standard, as_of=as_of).targets[0].state == "met"


def test_a_pending_target_fails_no_county() -> None:
    standard = standard_of(targets=target(97.0, due="due = 2019-12-31"))
    assert judge_picture(MET, standard=standard, as_of=date(2019, 1, 1)).exit_code == 0


@pytest.mark.parametrize(
    ("picture", "state", "code"), [(MET, "met", 0), (MISSED, "missed", 1), (UNKNOWN, "unknown", 1)]
)
def test_a_county_passes_only_when_nothing_that_decides_is_missed_or_unknown(
    picture: str, state: str, code: int
) -> None:
    gaps = judge_picture(picture, standard=standard_of())
    assert (gaps.state, gaps.exit_code) == (state, code)


def test_missed_weighs_more_than_unknown() -> None:
    assert judge_picture(f"{MISSED}\n\n\n\n{UNKNOWN}", standard=standard_of()).state == "missed"


@pytest.mark.parametrize("role", ["plan", "report"])
def test_only_exit_criteria_decide(role: str) -> None:
    picture = "A==##\n     \n  a--##"
    assert judge_picture(picture, standard=standard_of("", GROUP.format(role=role))).state == "met"
    assert judge_picture(picture, standard=standard_of("", GROUP.format(role="exit"))).state == "missed"


@pytest.mark.parametrize(("role", "state"), [("exit", "missed"), ("plan", "met"), ("report", "met")])
def test_only_exit_targets_decide(role: str, state: str) -> None:
    other = 'id = "other"\nsurfaces = [31, 12]'
    gaps = judge_picture(MISSED, standard=standard_of(other, 'role = "report"', targets=target(97.0, role=role)))
    assert gaps.state == state


def test_nothing_that_decides_leaves_the_county_unknown() -> None:
    assert judge_picture(MET, standard=standard_of('role = "report"')).state == "unknown"


def test_a_missing_layer_is_unknown_and_never_met() -> None:
    gaps = judge_picture(MET, standard=standard_of(GROUP.format(role="exit")), groups=False)
    assert (gaps.state, gaps.criteria[0].layer_missing) == ("unknown", True)
    gaps = judge_picture(MET, standard=standard_of(GROUP.format(role="exit")))
    assert gaps.state == "met", "a layer without any group has none that misses it"


def test_a_partial_layer_of_settlements_is_never_met_as_a_whole() -> None:
    assert judge_picture(MET, standard=standard_of(), incomplete=["villages"]).state == "unknown"
    assert judge_picture(MISSED, standard=standard_of(), incomplete=["villages"]).state == "missed"


def test_a_village_set_aside_leaves_the_county_unknown() -> None:
    gaps = judge_picture(MET, standard=standard_of(), aside=[set_aside("villages", code="610728100299", name="Z")])
    assert (gaps.state, gaps.criteria[0].met, gaps.criteria[0].unknown) == ("unknown", 1, 1)


def test_the_provinces_share_and_the_villages_veto_are_two_things() -> None:
    rows = "\n\n\n\n".join([MET] * 33 + [MISSED])
    province = judge_picture(rows, standard="shaanxi-577-2017", as_of=date(2019, 12, 31))
    assert province.targets[0].actual == pytest.approx(100 * 33 / 34)
    assert province.targets[0].state == "met"
    plan = judge_picture(rows, standard="zhenba-2019", as_of=date(2019, 12, 31))
    assert plan.targets[0].state == "missed"
    assert province.state == plan.state == "missed"


FIGURE = """
    [[targets]]
    id = "share"
    criterion = "sealed_road"
    {of}
    role = "report"
    unit = "%"
    source = "a test"
    """
PEOPLE_FIGURE = FIGURE.format(of='of = "people"')


@pytest.mark.parametrize(("picture", "actual"), [(MET, 100.0), (MISSED, 0.0), (UNKNOWN, 0.0)])
def test_a_target_without_a_threshold_is_a_figure_and_has_no_state(picture: str, actual: float) -> None:
    gaps = judge_picture(picture, standard=standard_of(targets=FIGURE.format(of="")))
    assert (gaps.targets[0].state, gaps.targets[0].actual) == (None, actual)
    document = make_document(gaps)
    jsonschema.validate(document, read_schema())
    assert document["targets"][0]["state"] is None
    assert gaps.state == gaps.criteria[0].state, "a figure decides nothing"


def test_a_figure_has_a_dash_for_its_state_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_targets(judge_picture(MISSED, standard=standard_of(targets=FIGURE.format(of=""))), make_console())
    (row,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("│ share"))
    assert [cell.strip() for cell in row.strip("│").split("│")][-4:] == ["–", "0", "–", "–"]


def judge_people(*people: float | None) -> Gaps:
    """Villages that meet the road, and one, the last and northernmost, that misses it, with so many people each."""
    toy = draw_county("\n\n\n\n".join([MISSED] + [MET] * (len(people) - 1)), cell_m=300.0)
    toy.villages["population"] = [math.nan if number is None else number for number in people]
    return find_gaps(make_county(toy), standard_of(targets=PEOPLE_FIGURE))


def test_a_share_of_people_without_all_people_is_a_range() -> None:
    share = judge_people(100, None, None, 300).targets[0]
    assert share.actual is None
    assert "people are not known: 2; with them it is 25 to 100 %" in share.basis
    assert "people are not known: 1; with them it is 0 to 100 %" in judge_people(100, 300, None).targets[0].basis
    whole = judge_people(100, 300).targets[0]
    assert (whole.actual, "not known" in whole.basis) == (25.0, False)


@pytest.mark.parametrize(
    ("people", "shown", "more"), [((100, None), "–", True), ((100, 300), "300", False), ((100, 0), "0", False)]
)
def test_people_missed_are_not_nought_where_nobody_knows_them(
    people: tuple[float | None, ...], shown: str, more: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    show_verdicts(judge_people(*people))
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if line.startswith("│") and "exit" in line)
    assert row.strip("│ ").split("│")[-1].strip() == shown
    assert ("missed without a number of people, who are not counted: 1." in " ".join(out.split())) == more


def test_the_summary_keeps_apart_of_whom_nothing_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    toy = draw_county(f"{MISSED}\n\n\n\n{MET}\n\n\n\n{MISSED}", cell_m=300.0)
    toy.villages["population"] = [40.0, 900.0, 900.0]
    gaps = find_gaps(make_county(toy), standard_of("min_people = 500.0"))
    assert sorted(gaps.villages["state"]) == ["met", "missed", "unknown"]
    summary = format_county_summary(gaps)
    assert summary == (
        "2 of 3 villages are judged for exit: 1 met all criteria, 1 missed at least one, 0 unknown; "
        "of the other 1 no exit criterion requires anything."
    )
    show_verdicts(gaps)
    assert "Villages judged for exit that missed (1) or are unknown (0)" in capsys.readouterr().out


def test_a_standard_without_exit_criteria_is_named_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    gaps = judge_picture(MET, standard=standard_of('role = "report"'))
    show_verdicts(gaps)
    assert "give --scope all" in " ".join(capsys.readouterr().out.split())
    show_verdicts(judge_picture(MET, standard=standard_of("")))
    assert "--scope all" not in capsys.readouterr().out
    assert format_county_summary(gaps) == "The standard has no exit criteria: no village is judged for exit."
