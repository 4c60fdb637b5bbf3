"""The windows that a replay counts in: on which side of each limit a payment stands."""

import pytest

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.limits import HOUR, Limits, TokenLimits
from qwallet_desktop.domain.replaying import Counting, Payment
from tests.domain.builders import NOW, TOKEN, amount

START = round(NOW.timestamp() * 1000)
AN_HOUR = round(HOUR.total_seconds() * 1000)
SINGLE, DAILY, MONTHLY, ASKS, HOURLY = 1, 2, 4, 8, 16


def paid(units: int, at: int = START) -> Payment:
    return Payment(TransferId("tr_1"), 1, 2, TOKEN, units, at, agreed=False, judged=True)


def test_the_payments_of_an_hour_are_counted_until_it_is_over() -> None:
    counting = Counting(Limits(max_transactions_per_hour=1))
    assert counting.side(paid(1)) == 0
    counting.add(paid(1))
    assert counting.side(paid(1, START + AN_HOUR - 1)) == HOURLY
    assert counting.side(paid(1, START + AN_HOUR)) == 0


@pytest.mark.parametrize(
    ("limits", "units", "side"),
    [
        (TokenLimits(TOKEN, per_transaction=amount(10)), 10, 0),
        (TokenLimits(TOKEN, per_transaction=amount(10)), 11, SINGLE),
        (TokenLimits(TOKEN, daily=amount(10)), 5, 0),
        (TokenLimits(TOKEN, daily=amount(10)), 6, DAILY),
        (TokenLimits(TOKEN, monthly=amount(10)), 6, MONTHLY),
        (TokenLimits(TOKEN, approval_above=amount(10)), 10, 0),
        (TokenLimits(TOKEN, approval_above=amount(10)), 11, ASKS),
    ],
)
def test_exactly_at_a_limit_is_within_it(limits: TokenLimits, units: int, side: int) -> None:
    counting = Counting(Limits((limits,)))
    counting.add(paid(5))
    assert counting.side(paid(units)) == side
