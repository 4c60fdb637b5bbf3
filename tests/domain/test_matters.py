"""What items are about: which payments carrying them out makes, and what is held for them meanwhile."""

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    UnfreezeMatter,
    held_for,
    payments_of,
)
from qwallet_desktop.domain.money import Amount
from tests.domain.builders import ALICE, BOB, amount

OTHER = TokenId("qtk1" + "cd" * 32)
FIRST = BatchPayment(ALICE, amount(100), "QTK", "one")
SECOND = BatchPayment(BOB, Amount(7, 0, OTHER), "EUR", "two")
THIRD = BatchPayment(BOB, amount(20), "QTK", "three")


def test_what_is_held_is_added_up_for_each_token_in_the_order_of_the_first_of_each() -> None:
    assert held_for(BatchMatter((FIRST, SECOND, THIRD))) == (amount(120), SECOND.amount)


def test_one_payment_is_held_as_it_is() -> None:
    assert held_for(PaymentMatter(ALICE, amount(100), "QTK", "one")) == (amount(100),)


def test_one_payment_is_made_like_one_of_many() -> None:
    assert payments_of(PaymentMatter(ALICE, amount(100), "QTK", "one")) == (FIRST,)


def test_many_payments_are_made_in_their_order() -> None:
    assert payments_of(BatchMatter((SECOND, FIRST))) == (SECOND, FIRST)


@pytest.mark.parametrize(
    "matter",
    [
        PolicyMatter(ConsentPolicy(), 1),
        LimitMatter(LimitScope.IDENTITY, Limits(), 1),
        SignersMatter(Charter((), 1), 1),
        FreezeMatter(),
        UnfreezeMatter("lost"),
    ],
    ids=lambda one: one.kind,
)
def test_for_what_is_no_payment_nothing_is_held(matter: Matter) -> None:
    assert (payments_of(matter), held_for(matter)) == ((), ())
