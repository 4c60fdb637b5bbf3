"""Weekly times: as typed day by day in local time, and as a policy holds them in UTC."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.consent import Hours, minutes
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.domain.week import Week, parse_day, to_local, to_utc, write_day

CLOSED: tuple[tuple[int, int], ...] = ()
WORK = ((480, 1080),)
OFFICE: Week = (WORK, WORK, WORK, WORK, WORK, CLOSED, CLOSED)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("8-18", ((480, 1080),)),
        ("08:00\u201312:00, 13:30\u201318:00", ((480, 720), (810, 1080))),
        ("0-24", ((0, 1440),)),
        ("9-12; 11-14", ((540, 840),)),
        (" 9.15 - 10.45 , ", ((555, 645),)),
    ],
)
def test_a_day_is_read(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert parse_day(text) == spans


@pytest.mark.parametrize("text", ["noon", "8", "18-8", "8-8", "25-26", "8:70-9", "8-24:01", "-1-5"])
def test_a_time_that_never_comes_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_day(text, at="monday")
    assert (refused.value.problem.code, refused.value.problem.field) == (Code.HOURS_INVALID, "monday")


def test_a_day_is_written_as_it_is_read() -> None:
    text = "08:00\u201312:00, 13:30\u201324:00"
    assert write_day(parse_day(text)) == text


def test_days_with_the_same_hours_stand_together_in_utc() -> None:
    assert to_utc(OFFICE, 60) == (Hours((1, 2, 3, 4, 5), 420, 1020),)


def test_a_time_over_midnight_in_utc_goes_on_on_the_next_day() -> None:
    late: Week = (CLOSED,) * 6 + (((1380, 1440),),)
    assert to_utc(late, -120) == (Hours((1,), 60, 120),)
    assert to_utc(((WORK[0],), *(CLOSED,) * 6), 540) == (Hours((1,), 0, 540), Hours((7,), 1380, 1440))


def test_no_hours_are_the_whole_week() -> None:
    assert to_local((), 60) == (((0, 1440),),) * 7


SPANS = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1]), max_size=3
)


@given(st.tuples(*[SPANS] * 7), st.integers(-12 * 60, 14 * 60))
def test_there_and_back_a_week_is_the_same(typed: tuple[list[tuple[int, int]], ...], offset: int) -> None:
    week = tuple(parse_day(write_day(sorted(day))) for day in typed)
    hours = to_utc(week, offset)
    if hours:
        assert to_local(hours, offset) == week


@given(st.tuples(*[SPANS] * 7), st.integers(-12 * 60, 14 * 60))
def test_as_many_minutes_are_open_in_utc_as_in_local_time(
    typed: tuple[list[tuple[int, int]], ...], offset: int
) -> None:
    week = tuple(parse_day(write_day(sorted(day))) for day in typed)
    hours = to_utc(week, offset)
    assert not hours or minutes(hours).bit_count() == sum(until - since for day in week for since, until in day)
