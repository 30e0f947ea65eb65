"""A county file that replaces the standard's own distance: every output says so; one that is fixed is refused."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from gisplan.base.errors import CountyFileError
from gisplan.gaps import Gaps
from gisplan.io import check_county, explain_fault
from gisplan.io.child.toml_text import find_key_lines
from gisplan.io.config.network_settings import REPLACING
from gisplan.maps.gaps.village_panels import require
from gisplan.report.documents.verdicts import make_document, read_schema
from gisplan.report.excel.gaps.cells import format_requirement
from gisplan.report.terminal.brief import show_brief
from gisplan.report.village_dossier.sentences import format_required
from gisplan.wording.works import list_warnings
from gisplan.workflow import find_gaps, make_plan
from tests.io.toy_county import Toy, clean_county, only

STANDARD = """
id = "ours-2020"
title = "Ours"
source = "Notice 12"

[[criteria]]
id = "sealed_road"
kind = "reach"
settlement = "village"
role = "exit"
unit = "m"
threshold = 8.0
surfaces = [11, 12]
reach_to = "trunk"
source = "Notice 12, section 3"
"""
SENTENCE = (
    "gisplan.toml line LINE: reach_m = 500 replaces the 8 of the standard ours-2020, for: sealed_road. "
    "Remove the line, so that the standard's own value counts; keep it only where it was decided so."
)


def save(folder: Path, network: str, *, fixed: bool = False) -> Toy:
    (folder / "ours.toml").write_text(
        STANDARD.replace("threshold", "fixed = true\nthreshold" if fixed else "threshold")
    )
    toy = clean_county(folder).with_county('standard = "ours.toml"').with_network(f'trunk_classes = ["C"]\n{network}')
    toy.save()
    text = (folder / "gisplan.toml").read_text("utf-8")
    (folder / "gisplan.toml").write_text("\n".join(line for line in text.splitlines() if line), "utf-8")
    return toy


def judge(folder: Path, network: str) -> Gaps:
    return find_gaps(save(folder, network).folder)


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Gaps:
    return judge(tmp_path_factory.mktemp("replaced"), "# reach_m = 8.0\nreach_m = 500")


def test_the_terminal_says_which_distance_was_used_and_from_where(replaced: Gaps) -> None:
    console = Console(width=400, record=True)
    show_brief(replaced, console)
    assert SENTENCE.replace("LINE", "13") in console.export_text()


def test_reports_and_maps_say_it(replaced: Gaps) -> None:
    assert SENTENCE.replace("LINE", "13") in list_warnings(replaced)
    own = " (by the county file; the standard has 8 m)"
    (count,) = replaced.criteria
    assert format_requirement(count) == f"≤ 500 m → trunk network{own}"
    assert format_required(count).endswith(own)
    assert str(require(count)).endswith(own)


def test_the_document_has_both_distances(replaced: Gaps) -> None:
    document = make_document(replaced)
    jsonschema.validate(document, read_schema())
    (criterion,) = document["criteria"]
    assert (criterion["reach_m"], criterion["replaced"]) == (500.0, {"reach_m": 8.0})
    why = document["settlements"][0]["why"]
    assert why["params"]["own_reach_m"] == 8.0
    assert why["text"].endswith("(at most 500 m). The distance of 500 m is the county file's; the standard has 8 m.")


def test_a_plan_has_both_distances(replaced: Gaps) -> None:
    from gisplan.report.documents.plan import make_plan_document, read_plan_schema

    planned = make_plan(replaced.county, budgets={"general": 1.0})
    document = make_plan_document(planned)
    jsonschema.validate(document, read_plan_schema())
    assert document["rules"]["replaced"] == {"village": {"reach_m": 8.0}, "group": {"reach_m": 8.0}}


def test_check_warns_with_file_and_line(tmp_path: Path) -> None:
    fault = only(check_county(save(tmp_path, "reach_m = 500\nreach_to = 'trunk'").folder).faults, "value-replaced")
    assert (fault.level, fault.file, fault.row, fault.field) == ("W", "gisplan.toml", 12, "reach_m")
    assert " ".join(explain_fault(fault)) == SENTENCE.replace("LINE", "12")


@pytest.mark.parametrize("network", ["", "reach_m = 8", "reach_m = 8.0\nreach_to = 'trunk'"])
def test_nothing_is_reported_where_the_standard_is_not_changed(tmp_path: Path, network: str) -> None:
    gaps = judge(tmp_path, network)
    assert gaps.criteria[0].resolved_reach is not None
    assert gaps.criteria[0].resolved_reach.reach_m == 8.0
    assert list_warnings(gaps) == []
    assert "replaced" not in make_document(gaps)["criteria"][0]


def test_a_network_to_reach_that_is_replaced_is_reported_too(tmp_path: Path) -> None:
    (line,) = list_warnings(judge(tmp_path, "reach_to = 'seat'"))
    assert "reach_to = seat replaces the trunk of the standard ours-2020" in line


def test_a_county_file_that_changes_what_its_standard_fixes_is_refused(tmp_path: Path) -> None:
    folder = save(tmp_path, "reach_m = 500", fixed=True).folder
    sentence = (
        "gisplan.toml line 12: reach_m = 500, but the standard ours-2020 has fixed = true and 8: sealed_road. "
        "Remove the line: no county file changes what the standard fixes."
    )
    fault = only(check_county(folder).faults, "value-fixed")
    assert (fault.level, " ".join(explain_fault(fault))) == ("E", sentence)
    with pytest.raises(CountyFileError) as caught:
        find_gaps(folder)
    assert str(caught.value) == sentence


def test_another_standard_that_is_fixed_is_judged_by_its_own_distance(tmp_path: Path) -> None:
    folder = save(tmp_path, "reach_m = 500").folder
    gaps = find_gaps(folder, standard="sdg-9.1.1")
    assert {c.resolved_reach.reach_m for c in gaps.criteria if c.resolved_reach} == {2000.0}
    assert list_warnings(gaps) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("network.reach_m = 5", {"reach_m": 1}),
        ("network = {snap_m = 1, reach_m = 5}", {"reach_m": 1}),
        (
            "[layers.x]\nreach_m = 1\n[network] # reach_m = 2\r\n\"reach_m\" = 3\nreach_to='seat'",
            {"reach_m": 4, "reach_to": 5},
        ),
        ("[county]\nname = '''\n[network]\nreach_m = 1\n'''\n[network]\nreach_m = 2", {"reach_m": 7}),
        ("network = 3\nreach_m = 1", {}),
    ],
)
def test_the_line_of_a_key_is_found_however_it_is_written(text: str, lines: dict[str, int]) -> None:
    assert find_key_lines(text, "network", REPLACING) == lines
