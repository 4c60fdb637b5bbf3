"""Column types: amounts sort as text as they do as numbers, and nothing is lost."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from qwallet_desktop.domain.money import LARGEST_UNITS
from qwallet_desktop.node.columns import AmountType, MomentType, magnitude

UNITS = st.integers(-LARGEST_UNITS, LARGEST_UNITS) | st.integers(-1_000, 1_000)
SQLITE = dialect()


def stored(units: int) -> str:
    text = AmountType().process_bind_param(units, SQLITE)
    assert text is not None
    return text


@given(UNITS)
def test_units_come_back_exactly(units: int) -> None:
    assert AmountType().process_result_value(stored(units), SQLITE) == units


@given(UNITS, UNITS)
def test_stored_units_sort_as_the_numbers_do(one: int, other: int) -> None:
    assert (stored(one) < stored(other)) == (one < other)


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_come_back_to_the_millisecond(moment: datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    column = MomentType()

    assert column.process_result_value(column.process_bind_param(moment, SQLITE), SQLITE) == moment


def test_nothing_stays_nothing() -> None:
    for column in (AmountType(), MomentType()):
        assert column.process_bind_param(None, SQLITE) is None
        assert column.process_result_value(None, SQLITE) is None


@given(st.integers(1, LARGEST_UNITS), st.integers(0, 30), st.integers(1, LARGEST_UNITS), st.integers(0, 30))
def test_magnitudes_sort_by_value_across_decimals(one: int, decimals: int, other: int, others: int) -> None:
    values = (one * 10 ** (30 - decimals), other * 10 ** (30 - others))

    assert (magnitude(one, decimals) < magnitude(other, others)) == (values[0] < values[1])


def test_equal_values_have_equal_magnitudes() -> None:
    assert magnitude(2_500, 2) == magnitude(25_000_000, 6) == "03225"
