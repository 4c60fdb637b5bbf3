"""Column types: amounts sort as text as they do as numbers, and nothing is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, MetaData, Table, insert, make_url, select
from sqlalchemy.dialects.sqlite import dialect

from qwallet_desktop.domain.money import LARGEST_UNITS
from qwallet_desktop.node.columns import AmountType, MomentType, magnitude, sorted_string
from qwallet_desktop.node.database import writing
from tests.node.builders import Bank

UNITS = st.integers(-LARGEST_UNITS, LARGEST_UNITS) | st.integers(-1_000, 1_000)
SQLITE = dialect()
POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()
NUMBERS = (0, 1, -1, 2**31, -(2**63), 10**77 + 1, LARGEST_UNITS, -LARGEST_UNITS)
TEXTS = ("a", "B", "Z", "ä", "é", "z", "_", "-", "a-b", "ab", "\u4e2d", "\U0001f4b6")
probe = Table("probe", MetaData(), Column("units", AmountType), Column("text", sorted_string(20)))


@pytest.fixture
def connection(bank: Bank) -> Iterator[Connection]:
    with writing(bank.node.engine) as opened:
        probe.create(opened)
        yield opened
        probe.drop(opened)


def stored(units: int) -> str:
    text = AmountType().process_bind_param(units, SQLITE)
    assert isinstance(text, str)
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


@given(UNITS)
def test_units_are_exact_decimals_for_postgresql(units: int) -> None:
    number = AmountType().process_bind_param(units, POSTGRESQL)

    assert isinstance(number, Decimal)
    assert AmountType().process_result_value(number, POSTGRESQL) == units


def test_the_database_gives_the_largest_amounts_back_and_sorts_them(connection: Connection) -> None:
    connection.execute(insert(probe), [{"units": units, "text": ""} for units in NUMBERS])

    assert list(connection.scalars(select(probe.c.units).order_by(probe.c.units))) == sorted(NUMBERS)
    assert all(type(units) is int for units in connection.scalars(select(probe.c.units)))


def test_the_database_sorts_text_by_code_point(connection: Connection) -> None:
    connection.execute(insert(probe), [{"units": 0, "text": text} for text in TEXTS])

    assert list(connection.scalars(select(probe.c.text).order_by(probe.c.text))) == sorted(TEXTS)


def test_a_question_about_a_text_with_nul_finds_nothing(connection: Connection) -> None:
    connection.execute(insert(probe), [{"units": 0, "text": "a"}])

    assert connection.scalar(select(probe.c.units).where(probe.c.text == "a\0")) is None
