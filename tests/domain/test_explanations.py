"""What the audit log keeps of decisions, and how it is read back."""

from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.explanations import Denied, Recorded, decision_payload, recorded
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import amount
from tests.wire.limit_builders import DECISIONS


def kept(decision: Decision) -> Recorded:
    """What is to come back: a log keeps milliseconds and text in NFC."""
    return Recorded(decision.outcome, decision.rule, decision.parts, decision.policy_version, decision.limits_version)


@given(DECISIONS)
def test_what_was_recorded_is_read_back(decision: Decision) -> None:
    found = recorded(decision_payload(decision))
    assert found is not None
    assert canonical(decision_payload(decision)) == canonical(
        decision_payload(
            Decision(
                found.outcome,
                found.rule,
                decision.remaining,
                parts=found.parts,
                policy_version=found.policy_version,
                limits_version=found.limits_version,
            )
        )
    )


@given(DECISIONS, st.data())
def test_all_of_it_is_text_and_numbers_side_by_side(decision: Decision, data: st.DataObject) -> None:
    payload = decision_payload(decision)
    name = data.draw(st.sampled_from(sorted(payload)))
    assert isinstance(payload[name], str | int)


def test_a_decision_without_parts_records_none() -> None:
    decision = Decision(Outcome.ALLOW, Rule.DEFAULT, amount(1))
    assert "parts" not in decision_payload(decision)
    assert recorded(decision_payload(decision)) == kept(decision)


def test_where_nothing_was_recorded_nothing_is_read() -> None:
    assert recorded({"transferId": "tr_1"}) is None


def test_a_denial_carries_its_decision() -> None:
    decision = Decision(Outcome.DENY, Rule.FUNDS, amount(1), Problem(Code.INSUFFICIENT_FUNDS))
    assert Denied(Problem(Code.INSUFFICIENT_FUNDS), decision).decision is decision
