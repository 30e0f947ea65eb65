"""Former codes of villages are followed to those of today."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.county.code_changes import CodeChange, CodeChanges, follow_codes

CODES = st.sampled_from("ABCDEFG")


@given(st.dictionaries(CODES, CODES))
def test_a_code_is_followed_as_by_single_steps_and_those_that_lead_back_are_found(steps: dict[str, str]) -> None:
    last, circular = follow_codes(steps)
    for old in steps:
        seen = [old]
        while (new := steps.get(seen[-1], seen[-1])) != seen[-1] and new not in seen:
            seen.append(new)
        ends = new == seen[-1]
        assert (old in last) == ends
        assert not ends or last[old] == new
        assert (old in circular) == (not ends and new == old)


@given(st.dictionaries(CODES, CODES))
def test_following_twice_changes_nothing_more(steps: dict[str, str]) -> None:
    last, _circular = follow_codes(steps)
    changes = CodeChanges(tuple(CodeChange(old, steps[old]) for old in last))
    assert all(changes.follow(changes.follow(code)) == changes.follow(code) for code in "ABCDEFG")


def test_a_record_is_a_part_where_others_were_merged_later() -> None:
    day = date(2015, 5, 1)
    changes = CodeChanges(
        (CodeChange("A", "B", date(2012, 1, 1)), CodeChange("B", "D", day), CodeChange("C", "D", day))
    )
    assert changes.follow_all(["A", "C", "E"]) == ("D", "E")
    assert [changes.is_part(code) for code in "ABCDE"] == [True, True, True, False, False]
    assert changes.is_part("D", date(2015, 4, 30))
    assert not changes.is_part("D", day)


@pytest.mark.parametrize(("changes", "part"), [([("A", "B")], False), ([("A", "B"), ("B", "B")], True)])
def test_a_village_that_keeps_its_code_is_listed_to_make_the_other_a_part(
    changes: list[tuple[str, str]], part: bool
) -> None:
    assert CodeChanges(tuple(CodeChange(old, new) for old, new in changes)).is_part("A") is part
