"""Amounts and moments as they lie in an SQLite ledger, read without SQLAlchemy; columns.py writes them."""

from datetime import UTC, datetime, timedelta

from qwallet_desktop.domain.money import LARGEST_UNITS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def units_of(text: str) -> int:
    """Read units from the text that sorts as they do (`AmountType`)."""
    return int(text[1:]) - LARGEST_UNITS if text[0] == "-" else int(text)


def moment_of(milliseconds: int) -> datetime:
    """Read a moment in UTC from whole milliseconds since 1970 (`MomentType`)."""
    return EPOCH + milliseconds * MILLISECOND
