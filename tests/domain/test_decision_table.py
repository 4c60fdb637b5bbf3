"""Every type of identity under every rule: the outcome, the rule, the problem, and who must agree."""

import pytest

from qwallet_desktop.domain.deciding import PaymentFacts, decide_payment
from qwallet_desktop.domain.decisions import Outcome, Rule
from tests.domain.decision_cases import APPROVERS, CASES, SENDERS, Said


@pytest.mark.parametrize(("who", "facts", "said"), CASES.values(), ids=CASES)
def test_what_a_type_is_told_under_a_rule(who: str, facts: PaymentFacts, said: Said) -> None:
    decision = decide_payment(facts)

    code = decision.problem.code if decision.problem else None
    assert (who, decision.outcome, decision.rule, code) == (who, said.outcome, said.rule, said.code)


@pytest.mark.parametrize(("who", "facts", "said"), CASES.values(), ids=CASES)
def test_who_must_agree_is_named_where_and_only_where_somebody_must(who: str, facts: PaymentFacts, said: Said) -> None:
    approval = decide_payment(facts).approval

    if said.outcome is not Outcome.NEEDS_APPROVAL:
        assert approval is None
    elif facts.charter is not None:
        assert approval is not None
        assert approval.approvers == facts.charter.signers
    else:
        assert approval is not None
        assert approval.approvers == APPROVERS[who]


def test_the_table_has_every_rule() -> None:
    assert {said.rule for _, _, said in CASES.values()} == set(Rule)


def test_the_table_has_every_type_of_sender() -> None:
    assert {facts.sender.type for _, facts, _ in CASES.values()} == {sender.type for sender in SENDERS.values()}
