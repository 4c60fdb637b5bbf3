"""Payments that the consent of one side excludes: refused at the node, the recipient's reasons untold."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.ids import TokenId
from tests.node.builders import (
    Bank,
    answered,
    code,
    issue,
    person,
)
from tests.node.ruled import (
    set_policy,
)

CLEO = person("Cleo")


DENYING = {
    "sending is off": (ConsentPolicy(can_send=False), "SENDING_OFF"),
    "another token": (ConsentPolicy(tokens=(TokenId("gold"),)), "TOKEN_NOT_ALLOWED"),
    "somebody else": (ConsentPolicy(counterparties=(CLEO.id,)), "COUNTERPARTY_NOT_ALLOWED"),
    "another hour": (ConsentPolicy(hours=(Hours((7,), 0, 720),)), "OUTSIDE_HOURS"),
    "nobody outside": (ConsentPolicy(external=External.DENY), "EXTERNAL_OFF"),
}


@pytest.mark.parametrize(("policy", "expected"), DENYING.values(), ids=DENYING)
def test_what_the_sender_does_not_consent_to_is_refused(bank: Bank, policy: ConsentPolicy, expected: str) -> None:
    if policy.tokens:
        policy = replace(policy, tokens=(issue(bank.node, bank.ann, symbol="GOLD"),))
    set_policy(bank.node, bank.ann, policy)

    assert code(bank.pay("1")) == expected


REFUSING = {
    "receiving is off": ConsentPolicy(can_receive=False),
    "another token": ConsentPolicy(tokens=(TokenId("gold"),)),
    "somebody else": ConsentPolicy(counterparties=(CLEO.id,)),
}


@pytest.mark.parametrize("policy", REFUSING.values(), ids=REFUSING)
def test_why_the_recipient_refuses_is_not_told(bank: Bank, policy: ConsentPolicy) -> None:
    if policy.tokens:
        policy = replace(policy, tokens=(issue(bank.node, bank.ann, symbol="GOLD"),))
    set_policy(bank.node, bank.ben, policy)

    problem = answered(bank.pay("1"))

    assert (problem["code"], problem["facts"]) == ("RECIPIENT_REFUSES", {})
