"""The headline tells the verdicts: what falls short, what cannot be judged, and never an unknown as met."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.language import _, set_language
from gisplan.gaps import Gaps
from gisplan.wording.headline import Reason, count_reasons, format_headline
from gisplan.workflow import judge as judge_folder
from tests.counties import judge, standard_of

VILLAGES = st.lists(
    st.tuples(st.sampled_from(["met", "missed", "unknown", "free"]), st.booleans()), min_size=1, max_size=8
)


@pytest.fixture(scope="module")
def toy() -> Gaps:
    return judge("A ##")


def verdicts(rows: list[tuple[str, bool]]) -> pd.DataFrame:
    """Villages by state and whether they are judged for exit; of those that are free nothing is required."""
    states = ["unknown" if state == "free" else state for state, _judged in rows]
    return pd.DataFrame(
        {
            "row": range(1, len(rows) + 1),
            "state": states,
            "judged_for_exit": [judged for _state, judged in rows],
            "vetoes": [() if state in ("free", "met") else ("sealed_road",) for state, _judged in rows],
            "missed": [("sealed_road",) if state == "missed" else () for state, _judged in rows],
        }
    )


@given(rows=VILLAGES)
def test_its_numbers_are_those_of_the_verdicts(toy: Gaps, rows: list[tuple[str, bool]]) -> None:
    gaps = replace(toy, villages=verdicts(rows))
    judged = [state for state, on in rows if on]
    asked = [state for state in judged if state != "free"]
    text = format_headline(gaps)
    assert ("fall" in text and "short" in text and "none" not in text and "Whether" not in text) == ("missed" in asked)
    assert ("meet" in text) == (bool(asked) and set(asked) == {"met"}), "an unknown is never told as met"
    assert ("unknown" in text or "cannot be judged" in text) == ("unknown" in asked)
    if asked.count("missed") and len(asked) > 1:
        assert text.startswith(f"{asked.count('missed')} of {len(asked)} villages")
    missed = asked.count("missed")
    assert count_reasons(gaps) == ([Reason("sealed_road", missed)] if missed else [])


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([("met", False)], "No village is judged for exit."),
        ([("free", True)] * 2, "No exit criterion requires anything of the villages judged for exit."),
        ([("missed", True)], "The only village judged for exit falls short."),
        ([("met", True)] * 3, "All 3 villages judged for exit meet every criterion."),
        (
            [("unknown", True)] * 2,
            "Whether the 2 villages judged for exit fall short is unknown, for want of data.",
        ),
    ],
)
def test_it_is_right_where_nothing_falls_short(toy: Gaps, rows: list[tuple[str, bool]], text: str) -> None:
    assert format_headline(replace(toy, villages=verdicts(rows))) == text


def test_without_exit_criteria_it_is_of_the_first_criterion() -> None:
    gaps = judge("A ##", standard=standard_of('role = "plan"'))
    count = gaps.criteria[0]
    expected = f"{count.missed} of 1 villages fall short: Sealed road to the village; {count.unknown} cannot be judged."
    assert format_headline(gaps) == expected
    assert count_reasons(gaps) == []


def test_zhenbas_finding_in_both_languages(root: Path) -> None:
    gaps = judge_folder(root / "layers" / "zhenba")
    short = "36 of 93 villages judged for exit fall short; 4 more cannot be judged for want of data."
    assert format_headline(gaps) == short
    reasons = [Reason("water_safe", 24), Reason("sealed_road", 21), Reason("power_households", 1)]
    assert count_reasons(gaps) == reasons, "of the villages judged for exit alone; a village can miss several"
    set_language("zh")
    try:
        found = format_headline(gaps, translate=_)
    finally:
        set_language(None)
    assert found == "参与退出认定的93个村中，36个未达标，另有4个因缺资料无法判定。"
