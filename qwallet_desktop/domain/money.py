"""Money as a type: exact amounts of one token in its smallest units, parsed and printed per locale."""

import re
from dataclasses import dataclass

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.problems import Code, refuse

MOST_DIGITS = 78
"""Digits that an amount in smallest units may have (contract §3)."""

LARGEST_UNITS = 10**MOST_DIGITS - 1
MOST_DECIMALS = 30


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a locale writes numbers: one decimal sign, one grouping sign (may be empty)."""

    decimal: str = "."
    group: str = ","


PLAIN = NumberStyle(".", "")
"""The wire's style: `1234.50`."""

_DIGITS = re.compile(r"[0-9]*")
_LOOKALIKES = ("\u0020\u00a0\u2009\u202f", "'\u2019")
"""Grouping signs that locales print, with those that keyboards have in their place."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number of a token's smallest units; 25.00 QTK with 2 decimals is 2,500 units.

    Arithmetic and comparison are defined between amounts of one token only.
    Negative amounts occur as postings and differences, never as balances.
    """

    units: int
    decimals: int
    token_id: TokenId

    def _same_token(self, other: "Amount") -> None:
        if (self.token_id, self.decimals) != (other.token_id, other.decimals):
            message = "amounts of different tokens can't be combined"
            raise ValueError(message)

    def __add__(self, other: "Amount") -> "Amount":
        self._same_token(other)
        return Amount(self.units + other.units, self.decimals, self.token_id)

    def __sub__(self, other: "Amount") -> "Amount":
        self._same_token(other)
        return Amount(self.units - other.units, self.decimals, self.token_id)

    def __neg__(self) -> "Amount":
        return Amount(-self.units, self.decimals, self.token_id)

    def __lt__(self, other: "Amount") -> bool:
        self._same_token(other)
        return self.units < other.units

    def __le__(self, other: "Amount") -> bool:
        self._same_token(other)
        return self.units <= other.units

    def of(self, units: int) -> "Amount":
        """Return another amount of the same token."""
        return Amount(units, self.decimals, self.token_id)


def parse_amount(
    text: str, token_id: TokenId, decimals: int, style: NumberStyle = PLAIN, *, at: str = "amount"
) -> Amount:
    """Read an amount above zero that a person typed.

    Args:
        text: For example `1,234.5` (with the locale's signs); spaces around it are dropped.
        token_id: The token it is an amount of.
        decimals: The token's number of decimals.
        style: The signs in use.
        at: The name of the input, for the problem.

    Raises:
        Refused: AMOUNT_EMPTY, AMOUNT_NOT_A_NUMBER, AMOUNT_NEGATIVE, AMOUNT_ZERO,
            AMOUNT_TOO_PRECISE (fact `decimals`) or AMOUNT_TOO_LARGE (fact `digits`).
    """
    stripped = text.strip()
    if not stripped:
        raise refuse(Code.AMOUNT_EMPTY, at=at)
    negative = stripped[0] in "-\u2212"
    digits = _digits(stripped[1:] if stripped[0] in "-\u2212+" else stripped, style)
    if digits is None or len(stripped) > 4 * MOST_DIGITS:
        raise refuse(Code.AMOUNT_NOT_A_NUMBER, at=at)
    whole, fraction = digits
    fraction = fraction.rstrip("0")
    if not (whole + fraction).strip("0"):
        raise refuse(Code.AMOUNT_ZERO, at=at)
    if negative:
        raise refuse(Code.AMOUNT_NEGATIVE, at=at)
    if len(fraction) > decimals:
        raise refuse(Code.AMOUNT_TOO_PRECISE, at=at, decimals=str(decimals))
    units = int(whole + fraction.ljust(decimals, "0"))
    if units > LARGEST_UNITS:
        raise refuse(Code.AMOUNT_TOO_LARGE, at=at, digits=str(MOST_DIGITS))
    return Amount(units, decimals, token_id)


def _digits(text: str, style: NumberStyle) -> tuple[str, str] | None:
    """Split unsigned text into whole and fractional digits, or return None."""
    whole, _, fraction = text.partition(style.decimal)
    if style.group:
        group = next((signs for signs in _LOOKALIKES if style.group in signs), style.group)
        if re.fullmatch(rf"[0-9]{{1,3}}([{re.escape(group)}][0-9]{{3}})+", whole):
            whole = re.sub(r"[^0-9]", "", whole)
    if not _DIGITS.fullmatch(whole) or not _DIGITS.fullmatch(fraction):
        return None
    return (whole or "0", fraction) if whole + fraction else None


def format_amount(amount: Amount, style: NumberStyle = PLAIN) -> str:
    """Write an amount with all of its token's decimals: `1,234.50`, `-0.07`."""
    digits = str(abs(amount.units)).rjust(amount.decimals + 1, "0")
    whole, fraction = (digits[: -amount.decimals], digits[-amount.decimals :]) if amount.decimals else (digits, "")
    if style.group:
        whole = f"{int(whole):,}".replace(",", style.group)
    sign = "-" if amount.units < 0 else ""
    return sign + whole + (style.decimal + fraction if fraction else "")
