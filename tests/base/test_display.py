"""What stands for a value in a session or notebook: short, aligned, and inert."""

from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.display import Overview, escape_json, visible_lines
from tests.attacks import ATTACKS


def test_columns_are_aligned_though_chinese_takes_two_columns() -> None:
    text = Overview("T", ("name", "n"), (("镇巴", 1), ("Zhenba", 2))).to_text()
    assert text.splitlines() == ["<T>", "name    n", "镇巴    1", "Zhenba  2"]


def test_more_than_fifteen_rows_are_counted() -> None:
    lines = Overview("T", ("n",), tuple((i,) for i in range(40))).to_text().splitlines()
    assert len(lines) == 1 + 1 + 15 + 1
    assert lines[-1] == "… 25 more"


def test_missing_values_are_dashes_and_thousands_are_grouped() -> None:
    text = Overview("T", ("a", "b"), ((None, 1234567), (float("nan"), True))).to_text()
    assert "–  1 234 567" in text
    assert "–  True" in text


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_stays_in_its_line_and_is_no_markup(title: str, cell: str) -> None:
    overview = Overview(title, ("name",), ((cell,),))
    assert len(overview.to_text().split("\n")) == 3
    assert all(len(line) < 130 for line in overview.to_text().split("\n"))
    assert overview.to_text().isprintable() or "\n" in overview.to_text()
    inner = overview.to_html().replace("<", "\x00", 2)
    assert "<script" not in inner.lower()


def test_attacks_are_shown_as_text() -> None:
    page = Overview(ATTACKS[0], ("name",), tuple((attack,) for attack in ATTACKS)).to_html()
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()


def test_whatever_is_hidden_in_json_is_escaped() -> None:
    """All characters, one by one: most texts are known at a glance to have no hidden ones."""
    for letter in map(chr, range(0x110000)):
        assert (escape_json(letter) == letter) == (visible_lines(letter) == letter)
