"""Which limits count for a payment."""

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.payment_facts import LimitFacts

OTHER, PAID = TokenId("tk_" + "1" * 32), TokenId("tk_" + "2" * 32)


def test_the_limits_of_the_token_that_is_paid_count() -> None:
    facts = LimitFacts(Limits((TokenLimits(OTHER), TokenLimits(PAID))))
    assert facts.on(PAID) == TokenLimits(PAID)


def test_limits_of_other_tokens_do_not_count() -> None:
    assert LimitFacts(Limits((TokenLimits(OTHER),))).on(PAID) is None
