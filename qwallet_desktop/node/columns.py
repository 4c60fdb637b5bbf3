"""Column types that both databases share: exact amounts, moments, and row numbers."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

from qwallet_desktop.domain.money import LARGEST_UNITS, MOST_DECIMALS, MOST_DIGITS

RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number. SQLite makes a column its row id only if it is called INTEGER."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class AmountType(TypeDecorator[int]):
    """Units of a token, up to 78 digits and a sign, as text that sorts as the numbers do.

    Zero and above are 78 digits, padded with zeros. Below zero (issuance accounts, postings out)
    stands `-` and the 78 digits of 10^78 - 1 less the amount's size: `-` comes before every digit,
    and the larger the size, the smaller the digits. SQLite's NUMERIC would become a float.
    """

    impl = String(MOST_DIGITS + 1)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Write units as sortable text."""
        if value is None:
            return None
        return f"{value:0{MOST_DIGITS}d}" if value >= 0 else f"-{LARGEST_UNITS + value:0{MOST_DIGITS}d}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """Read units back."""
        if value is None:
            return None
        return int(value[1:]) - LARGEST_UNITS if value[0] == "-" else int(value)


class MomentType(TypeDecorator[datetime]):
    """A moment in UTC as whole milliseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write a moment as milliseconds."""
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read a moment back."""
        return None if value is None else _EPOCH + value * _MILLISECOND


def magnitude(units: int, decimals: int) -> str:
    """Write an amount above zero as short text that sorts by value across tokens of other decimals.

    Three digits say where the number begins (its first digit's power of ten, moved above zero),
    the rest are its digits without the zeros at the end: 25.00 with 2 decimals is `03225`.
    """
    digits = str(units)
    power = len(digits) - decimals + MOST_DECIMALS
    return f"{power:03d}{digits.rstrip('0')}"
