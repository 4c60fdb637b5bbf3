"""A balance says what may be spent."""

import pytest

from qwallet_desktop.domain.ids import Sequence, TokenId
from qwallet_desktop.domain.wallets import Balance
from tests.domain.builders import TOKEN, amount


@pytest.mark.parametrize(("settled", "held", "available"), [(100, 0, 100), (100, 30, 70), (100, 100, 0)])
def test_what_is_held_is_not_available(settled: int, held: int, available: int) -> None:
    assert Balance(amount(settled), amount(held), Sequence(1)).available == amount(available)


def test_a_balance_is_one_of_its_token() -> None:
    assert Balance(amount(1), amount(0), Sequence(1)).token_id == TOKEN


def test_what_is_held_of_another_token_is_never_taken_off() -> None:
    other = amount(1, token_id=TokenId("qtk1" + "cd" * 32))
    with pytest.raises(ValueError, match="different tokens"):
        _ = Balance(amount(1), other, Sequence(1)).available
