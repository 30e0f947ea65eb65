"""Works are found by code, by parts of names, by villages and towns, and by pinyin; the best comes first."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.ledger.entry import pinyin
from gisplan.ledger.entry.search import RANKS, WorkIndex, find_works, make_work_index
from gisplan.ledger.events.state import WorkState

VILLAGES = {"610728111208": "古路村", "610728111209": "仁和村", "610728001216": "大垭村"}
CHARACTERS = "古路村仁和大垭饮水安全工程重庆长绿化第 aB2－（"
NAMES = st.text(alphabet=CHARACTERS, min_size=1, max_size=8)


def make_work(number: int, code: str, name: str, town: str = "", villages: Sequence[str] = ()) -> WorkState:
    values = {"name": name, "town": town, "villages": tuple(villages)}
    return WorkState(number, "water", code, 1, {key: value for key, value in values.items() if value}, {})


WORKS = [
    make_work(1, "SL-1", "古路村饮水安全工程", "青水镇", ["610728111208"]),
    make_work(2, "SL-2", "仁和村饮水安全工程", "青水镇", ["610728111209", "610728111208"]),
    make_work(3, "SL-3", "重庆路供水工程", "泾洋街道", ["610728001216"]),
    make_work(4, "SL-4", "古路", "泾洋街道"),
    make_work(5, "古路", "绿化", "长坪镇"),
]
INDEX = make_work_index(WORKS, VILLAGES)


def codes(text: str, index: WorkIndex = INDEX) -> list[str]:
    return [match.work.code for match in find_works(index, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("古路", ["古路", "SL-4", "SL-1", "SL-2"]),
        ("sl-2", ["SL-2"]),
        ("ＳＬ－２", ["SL-2"]),
        ("青水", ["SL-1", "SL-2"]),
        ("青水 仁和", ["SL-2"]),
        ("仁和 青水", ["SL-2"]),
        ("610728001216", ["SL-3"]),
        ("大垭", ["SL-3"]),
        ("甲乙", []),
        ("  ", []),
    ],
)
def test_plain_text(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gulu", ["SL-1", "SL-4", "古路", "SL-2"]),
        ("gl", ["SL-1", "SL-4", "古路", "SL-2"]),
        ("gu lu", ["SL-1", "SL-4", "古路", "SL-2"]),
        ("guluc", ["SL-1", "SL-2"]),
        ("rhc", ["SL-2"]),
        ("chongqing", ["SL-3"]),
        ("zhongqing", ["SL-3"]),
        ("cql", ["SL-3"]),
        ("lvhua", ["古路"]),
        ("luhua", ["古路"]),
        ("ulu", []),
        ("qsz rhc", ["SL-2"]),
        ("cp", ["古路"]),
    ],
)
def test_pinyin_in_full_by_initials_and_mixed(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_each_match_names_by_what_it_was_found() -> None:
    found = find_works(INDEX, "古路")
    assert [(match.by, match.text) for match in found] == [
        ("code", "古路"),
        ("name", "古路"),
        ("start", "古路村饮水安全工程"),
        ("place", "古路村"),
    ]
    assert [match.by for match in find_works(INDEX, "gulu", most=1)] == ["pinyin"]


def test_without_the_extra_plain_text_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinyin, "find_spec", lambda _name: None)
    index = make_work_index(WORKS, VILLAGES)
    assert codes("gulu", index) == []
    assert codes("古路", index) == codes("古路")


@given(st.lists(NAMES, min_size=1, max_size=6), st.text(alphabet=CHARACTERS + "gl\n.*", max_size=4))
def test_plain_text_is_found_where_a_simple_search_finds_it(names: list[str], text: str) -> None:
    works = [make_work(i, f"c{i}", name) for i, name in enumerate(names)]
    fold = lambda value: " ".join(value.replace("－", "-").replace("（", "(").lower().split())  # noqa: E731
    found = find_works(make_work_index(works), text)
    words = fold(text).split()
    plain = {w.number for w in works if words and all(word in fold(w.name) or word in w.code for word in words)}
    assert {match.work.number for match in found if "pinyin" not in match.by} <= plain
    assert plain <= {match.work.number for match in found}


@given(st.lists(NAMES.filter(str.strip), min_size=1, max_size=6, unique=True), st.data())
def test_a_work_is_found_by_its_name_by_any_part_of_it_and_by_its_pinyin(names: list[str], data: st.DataObject) -> None:
    works = [make_work(i, f"c{i}", name) for i, name in enumerate(names)]
    index = make_work_index(works)
    chosen = data.draw(st.sampled_from(works))
    begin = data.draw(st.integers(0, len(chosen.name) - 1))
    part = chosen.name[begin : data.draw(st.integers(begin + 1, len(chosen.name)))]
    assert not part.strip() or chosen.code in codes(part, index)
    assert find_works(index, chosen.name)[0].by in ("code", "name", "start")
    readings = [spelled.split("/") for spelled in pinyin.spell(chosen.name.lower()).split()]
    letters = "".join(data.draw(st.sampled_from(options)) for options in readings)
    initials = "".join(data.draw(st.sampled_from(options))[0] for options in readings)
    for query in (letters, initials):
        if len(query) <= 24 and query.isalnum() and not query.isdigit():
            assert chosen.code in codes(query, index)


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_has_an_answer_in_order_and_another_word_adds_no_work(text: str, more: str) -> None:
    found = find_works(INDEX, text)
    ranks = [RANKS.index(match.by) for match in found]
    assert ranks == sorted(ranks)
    assert find_works(INDEX, text, most=1) == found[:1]
    both = {match.work.number for match in find_works(INDEX, f"{text} {more}")}
    words = text.split() + more.split()
    if all(len(word) > 1 and not word.isascii() for word in words):
        assert both <= {match.work.number for match in found} or not text.split()


def test_of_ten_thousand_works_no_more_are_found_than_are_asked_for() -> None:
    syllables = "古路仁和大垭青水泾洋长坪永乐大池简池渔渡碾子杨家盐场观音巴庙兴隆三元小洋"
    works = [
        make_work(
            i, f"SL2019-{i:05}", "".join(syllables[(i * k) % len(syllables)] for k in (3, 7, 11, 13)) + "饮水工程"
        )
        for i in range(10_000)
    ]
    index = make_work_index(works)
    for text in ("古", "饮水", "SL2019-09", "gu", "ysgc", "nnnnnnnn", "不", "古 水"):
        assert len(find_works(index, text, most=20)) <= 20
    assert len(find_works(index, "饮水", most=20)) == 20
