"""Column types that both databases share: exact amounts, moments, and row numbers."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Numeric, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from qwallet_desktop.domain.money import LARGEST_UNITS, MOST_DECIMALS, MOST_DIGITS
from qwallet_desktop.node.stored import EPOCH, MILLISECOND, moment_of, units_of

RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number. SQLite makes a column its row id only if it is called INTEGER."""

POSTGRESQL = "postgresql"

SortedText = Text().with_variant(Text(collation="C"), POSTGRESQL)
"""Text that is sorted or searched by its beginning: by code point on both databases, not by a country's rules."""

LONGEST_MEMO_KEY = 40
"""Letters of a memo that it is sorted by."""


def sorted_string(length: int) -> TypeEngine[str]:
    """Make the type of text of a limited length that sorts as `SortedText` does."""
    return String(length).with_variant(String(length, collation="C"), POSTGRESQL)


class AmountType(TypeDecorator[int]):
    """Units of a token, up to 78 digits and a sign: a NUMERIC on PostgreSQL, on SQLite text that sorts alike.

    Of the text, zero and above are 78 digits, padded with zeros. Below zero (issuance accounts, postings out)
    stands `-` and the 78 digits of 10^78 - 1 less the amount's size: `-` comes before every digit,
    and the larger the size, the smaller the digits. SQLite's NUMERIC would become a float.
    """

    impl = String(MOST_DIGITS + 1)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's type."""
        own: TypeEngine[Any] = Numeric(MOST_DIGITS, 0) if dialect.name == POSTGRESQL else String(MOST_DIGITS + 1)
        return dialect.type_descriptor(own)

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | Decimal | None:
        """Write units as a decimal number or as sortable text."""
        if value is None:
            return None
        if dialect.name == POSTGRESQL:
            return Decimal(value)
        # Ten times as fast as a format with the width in it, and each transfer writes nine of them.
        return str(value).zfill(MOST_DIGITS) if value >= 0 else f"-{str(LARGEST_UNITS + value).zfill(MOST_DIGITS)}"

    def process_result_value(self, value: str | Decimal | None, dialect: Dialect) -> int | None:
        """Read units back, exactly."""
        if value is None:
            return None
        if isinstance(value, Decimal):
            return int(value)
        return units_of(value)


class MomentType(TypeDecorator[datetime]):
    """A moment in UTC as whole milliseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write a moment as milliseconds."""
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read a moment back."""
        return None if value is None else moment_of(value)


def milliseconds(moment: datetime) -> int:
    """Return a moment as whole milliseconds since 1970 in UTC."""
    return (moment - EPOCH) // MILLISECOND


def magnitude(units: int, decimals: int) -> str:
    """Write an amount above zero as short text that sorts by value across tokens of other decimals.

    Three digits say where the number begins (its first digit's power of ten, moved above zero),
    the rest are its digits without the zeros at the end: 25.00 with 2 decimals is `03225`.
    """
    digits = str(units)
    power = len(digits) - decimals + MOST_DECIMALS
    return f"{power:03d}{digits.rstrip('0')}"


def memo_key(memo: str) -> str:
    """Return what a memo is sorted by: its beginning, upper and lower case alike."""
    return memo.casefold()[:LONGEST_MEMO_KEY]
