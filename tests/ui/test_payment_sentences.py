"""What a person reads where a rule decides about a payment: the sentence of every refusal in the table of decisions."""

import pytest

from qwallet_desktop.domain.deciding import PaymentFacts, decide_payment
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.ui.payment_sentences import PaymentSentences
from qwallet_desktop.ui.wording import placeholders, rule_sentence, sentence
from tests.domain.decision_cases import CASES, Said

PLAIN = NumberStyle(".", ",")
WRITTEN = {
    (Code.SENDING_OFF, ""): "This identity's permissions don't let it pay. Change them first.",
    (Code.TOKEN_NOT_ALLOWED, ""): "This identity may not pay QTK. Choose another token, or change its rules.",
    (Code.COUNTERPARTY_NOT_ALLOWED, ""): (
        "This identity's permissions name those whom it may pay, and the recipient is not among them."
    ),
    (Code.OUTSIDE_HOURS, ""): "This identity's permissions don't let it pay at this hour. Try again later.",
    (Code.EXTERNAL_OFF, ""): "This identity's permissions let it pay your own identities and groups only, not others.",
    (Code.CROSS_IDENTITY_OFF, ""): "This identity's permissions don't let it pay your other identities.",
    (Code.RECIPIENT_REFUSES, ""): "The recipient does not accept this payment. Ask there what it accepts.",
    (Code.ADDRESS_RESTRICTED, ""): "The limits name this recipient as one that is never paid.",
    (Code.LIMIT_EXCEEDED, "TRANSACTION"): "A single payment of this identity is limited to 24.99 QTK. Pay less.",
    (Code.LIMIT_EXCEEDED, "DAY"): ("The limit for 24 hours is 25.00 QTK, and 24.99 of it is left. Pay less, or wait."),
    (Code.LIMIT_EXCEEDED, "MONTH"): ("The limit for 30 days is 25.00 QTK, and 24.99 of it is left. Pay less, or wait."),
    (Code.LIMIT_EXCEEDED, "FAMILY_TRANSACTION"): (
        "A single payment of all your identities is limited to 24.99 QTK. Pay less."
    ),
    (Code.LIMIT_EXCEEDED, "FAMILY_DAY"): (
        "All your identities together may pay 25.00 QTK in 24 hours, and 24.99 of it is left. Pay less, or wait."
    ),
    (Code.LIMIT_EXCEEDED, "FAMILY_MONTH"): (
        "All your identities together may pay 25.00 QTK in 30 days, and 24.99 of it is left. Pay less, or wait."
    ),
    (Code.TOO_MANY_PER_HOUR, ""): "Only 2 payments go out in any hour. Try again later.",
    (Code.CAP_MISSING, ""): (
        "A guarded identity pays only tokens with a daily limit, and QTK has none. Ask the guardian to set it."
    ),
    (Code.AID_OTHER_TOKEN, ""): "An anonymous identity holds and pays one token only, and this is another.",
    (Code.AID_CAP_REACHED, ""): "An anonymous identity holds 1,000 QTK at most. Pay it less.",
    (Code.NO_APPROVER, ""): "This needs approval, and nobody is there who could give it.",
}
REFUSED = {name: case for name, case in CASES.items() if case[2].code in {code for code, _ in WRITTEN}}


@pytest.mark.parametrize(("who", "facts", "said"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_by_a_rule_is_said_so(who: str, facts: PaymentFacts, said: Said) -> None:
    problem = decide_payment(facts).problem

    assert problem is not None
    assert sentence(problem, PLAIN) == WRITTEN[said.code or Code.INTERNAL, problem.facts.get("part", "")], who


def test_every_sentence_that_a_rule_has_is_said_to_somebody() -> None:
    said = {
        (problem.code, problem.facts.get("part", ""))
        for _, facts, _ in REFUSED.values()
        if (problem := decide_payment(facts).problem)
    }
    assert said == set(WRITTEN)


@pytest.mark.parametrize("rule", sorted({said.rule for _, _, said in CASES.values()}))
def test_every_rule_that_decides_has_a_sentence(rule: str) -> None:
    assert rule_sentence(rule).endswith(".")  # type: ignore[arg-type]  # sorted as text, and still a Rule


@pytest.mark.parametrize(
    ("outcome", "begins"), [("ALLOW", "needs no approval"), ("NEEDS_APPROVAL", "needs approval now")]
)
def test_a_decision_that_changed_says_into_what(outcome: str, begins: str) -> None:
    assert begins in sentence(Problem(Code.DECISION_CHANGED, {"outcome": outcome}), PLAIN)


@pytest.mark.parametrize("key", PaymentSentences.BY_PART)
def test_the_sentence_of_a_part_asks_for_facts_that_are_given(key: tuple[Code, str]) -> None:
    assert placeholders(str(PaymentSentences.BY_PART[key])) <= {"limit", "left", "symbol"}
