"""Days as people write and say them."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.ledger.entry.days import StatedDay, parse_day

TODAY = date(2019, 7, 2)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "2019-07-02"),
        ("today", "2019-07-02"),
        ("昨天", "2019-07-01"),
        ("Yesterday", "2019-07-01"),
        ("前天", "2019-06-30"),
        ("day before yesterday", "2019-06-30"),
        ("2019-06-29", "2019-06-29"),
        ("2019年6月29日", "2019-06-29"),
        ("２０１９.6.29", "2019-06-29"),
        ("20190629", "2019-06-29"),
        ("29 June 2019", "2019-06-29"),
        ("June 29th, 2018", "2018-06-29"),
        ("去年12月30日", "2018-12-30"),
        ("6/29/2018", "2018-06-29"),
    ],
)
def test_a_day_with_its_year(text: str, expected: str) -> None:
    assert parse_day(text, TODAY) == StatedDay(date.fromisoformat(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月29日", "2019-06-29"),
        ("6月29号", "2019-06-29"),
        ("29 June", "2019-06-29"),
        ("29 jun.", "2019-06-29"),
        ("June 29", "2019-06-29"),
        ("6/29", "2019-06-29"),
        ("29.6", "2019-06-29"),
        ("6-6", "2019-06-06"),
        ("7月2日", "2019-07-02"),
        ("12月30日", "2018-12-30"),
        ("2月29日", "2016-02-29"),
    ],
)
def test_without_a_year_it_is_the_last_such_day(text: str, expected: str) -> None:
    assert parse_day(text, TODAY) == StatedDay(date.fromisoformat(expected), year_assumed=True)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("6/7", "month in words"),
        ("1.7.2019", "month in words"),
        ("7月3日", "2018-07-03 or 2019-07-03"),
        ("2月30日", "calendar"),
        ("2019-02-29", "calendar"),
        ("13月1日", "calendar"),
        ("19-06-29", "2019-06-30"),
        ("29", "2019-06-30"),
        ("29 Ju", "2019-06-30"),
        ("soon", "昨天"),
        ("", "昨天"),
        ("9999999-1-1", "昨天"),
    ],
)
def test_what_may_be_several_days_or_none_is_refused_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        parse_day(text, TODAY)


@given(DAYS, DAYS)
def test_every_day_is_read_in_every_form_with_its_year(day: date, today: date) -> None:
    months = ["January", "February", "March", "April", "May", "June", "July"]
    months += ["August", "September", "October", "November", "December"]
    name = months[day.month - 1]
    chinese = f"{day.year}年{day.month}月{day.day}日"
    for text in (
        f"{day}",
        f"{day:%Y%m%d}",
        chinese,
        f"{day.day} {name} {day.year}",
        f"{name[:3]} {day.day} {day.year}",
    ):
        assert parse_day(text, today) == StatedDay(day)


@given(DAYS, DAYS)
def test_without_a_year_no_day_is_after_today_and_all_forms_agree(day: date, today: date) -> None:
    found = []
    for text in (
        f"{day.month}月{day.day}日",
        f"{day.day:02}/{day.month:02}" if day.day > 12 else f"{day.month}月{day.day}号",
    ):
        try:
            stated = parse_day(text, today)
        except ValueError as error:
            found.append(str(error).replace(text, ""))
        else:
            assert stated.day <= today
            assert (stated.day.month, stated.day.day) == (day.month, day.day)
            assert stated.day + timedelta(days=366 * 8) > today
            found.append(stated)
    assert found[0] == found[1]


@given(st.text(max_size=20))
def test_any_other_text_is_refused(text: str) -> None:
    with suppress(ValueError):
        assert parse_day(text, TODAY).day.year > 0
