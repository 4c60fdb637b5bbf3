"""A preview says exactly what the payment then comes to; where something changed in between, the refusal says what."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.explanations import Recorded, recorded
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.node.transfers import Pay
from tests.node.builders import Bank, Person, accepted, answered, ask, pay, person, register, rows
from tests.node.ruled import foreseen, found, limits, register_ward, set_policy, try_limits

KIM, WARD, SIGNER = person("Kim"), person("Ward"), person("Signer")


@dataclass
class World:
    """A bank with an own identity, a ward and a company of Ann's, each of which has 200.00."""

    bank: Bank
    senders: dict[str, tuple[IdentityId, Person, str]]


@pytest.fixture
def world(bank: Bank) -> World:
    register(bank.node, KIM, parent=bank.ann)
    register(bank.node, SIGNER)
    register_ward(bank.node, WARD, bank.ann)
    roles = {bank.ann: (Role.INITIATOR, Role.ADMIN), SIGNER: (Role.SIGNER,)}
    acme = found(bank.node, bank.ann, roles, 1)
    for member in (KIM.id, WARD.id, acme):
        accepted(ask(bank.node, bank.ann, Pay(member, bank.qtk, "200", "")))
    senders = {
        "ROOT": (bank.ann.id, bank.ann, ""),
        "SUB": (KIM.id, KIM, ""),
        "WARD": (WARD.id, WARD, ""),
        "COMPANY": (acme, bank.ann, acme),
    }
    return World(bank, senders)


POLICIES = st.builds(
    ConsentPolicy,
    can_send=st.sampled_from([True, True, True, False]),
    cross_identity=st.booleans(),
    hours=st.sampled_from([(), (Hours((1, 2, 3, 4, 5, 6, 7), 0, 720),)]),
    external=st.sampled_from(External),
)
AMOUNT = st.none() | st.sampled_from([1_000, 2_000, 5_000])
LIMITS = st.fixed_dictionaries({"daily": AMOUNT, "per_transaction": AMOUNT, "approval_above": AMOUNT})


def _recorded(bank: Bank) -> Recorded | None:
    """Read the newest decision in the audit log."""
    (leaf,) = rows(bank.node, "SELECT payload FROM audit_payloads ORDER BY leaf_n DESC LIMIT 1")
    return recorded(json.loads(leaf["payload"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_preview_and_payment_say_the_same_for_the_same_facts(world: World, data: st.DataObject) -> None:
    bank = world.bank
    name = data.draw(st.sampled_from(sorted(world.senders)))
    whose, actor, path = world.senders[name]
    _rule(world, name, data)
    others = [one for one, _, _ in world.senders.values() if one != whose]
    recipient = data.draw(st.sampled_from([bank.ben.id, *others]))
    payment = Pay(
        recipient, bank.qtk, f"{data.draw(st.sampled_from([1, 999, 1_000, 1_001, 2_000, 30_000])) / 100:.2f}", "", path
    )
    bank.clock.now += timedelta(hours=data.draw(st.sampled_from([0, 1, 13, 24])))

    decision = foreseen(bank.node, whose, payment, actor.id)
    reply = ask(bank.node, actor, payment)

    outcomes = {201: Outcome.ALLOW, 202: Outcome.NEEDS_APPROVAL}
    assert outcomes.get(reply.status, Outcome.DENY) is decision.outcome
    if decision.problem is not None:
        told = answered(reply)
        assert (told["code"], told["facts"], told["field"]) == (
            decision.problem.code,
            decision.problem.facts,
            decision.problem.field,
        )
    else:
        kept = _recorded(bank)
        assert kept is not None
        assert (kept.rule, kept.parts, kept.limits_version) == (decision.rule, decision.parts, decision.limits_version)


def _rule(world: World, name: str, data: st.DataObject) -> None:
    """Let other rules come into force, where the sender's type lets its owner set them at once."""
    bank = world.bank
    whose = {"ROOT": bank.ann, "SUB": KIM, "WARD": WARD}.get(name)
    if whose is None or not data.draw(st.booleans()):
        return
    drawn = {key: units for key, units in data.draw(LIMITS).items() if units is not None}
    try_limits(
        bank.node, bank.ann, limits(bank.qtk, per_hour=data.draw(st.sampled_from([None, 3])), **drawn), whose=whose
    )
    family = data.draw(AMOUNT)
    wanted = limits(bank.qtk, **({"daily": family} if family else {}))
    try_limits(bank.node, bank.ann, wanted, scope=LimitScope.FAMILY)
    try:
        set_policy(bank.node, bank.ann, data.draw(POLICIES), whose=whose)
    except AssertionError as error:
        if "RULES_UNCHANGED" not in str(error):
            raise


def test_a_limit_that_was_used_up_in_between_says_so(bank: Bank) -> None:
    assert try_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000)).status == 200
    payment = Pay(bank.ben.id, bank.qtk, "30", "", "", "ALLOW")
    shown = foreseen(bank.node, bank.ann.id, payment)
    accepted(pay(bank.node, bank.ann, bank.ben, bank.qtk, "25"))

    told = answered(ask(bank.node, bank.ann, payment))

    assert shown.outcome is Outcome.ALLOW
    assert (told["code"], told["facts"]["expected"]) == ("LIMIT_EXCEEDED", "ALLOW")
    assert (told["facts"]["used"], told["facts"]["left"]) == ("25.00", "25.00")


def test_a_rule_that_asks_since_then_is_named(bank: Bank) -> None:
    payment = Pay(bank.ben.id, bank.qtk, "30", "", "", "ALLOW")
    shown = foreseen(bank.node, bank.ann.id, payment)
    assert try_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=1_000)).status == 200

    told = answered(ask(bank.node, bank.ann, payment))

    assert shown.outcome is Outcome.ALLOW
    assert (told["code"], told["facts"]["outcome"], told["facts"]["rule"]) == (
        "DECISION_CHANGED",
        "NEEDS_APPROVAL",
        "APPROVAL_ABOVE",
    )


EXPECTED = {"ALLOW": ("10.01", "NEEDS_APPROVAL"), "NEEDS_APPROVAL": ("10", "ALLOW")}


@pytest.mark.parametrize(("expected", "case"), EXPECTED.items(), ids=EXPECTED)
def test_an_outcome_that_was_not_shown_is_refused_and_says_what_it_is(
    bank: Bank, expected: str, case: tuple[str, str]
) -> None:
    amount, outcome = case
    try_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=1_000))

    problem = answered(bank.pay(amount, expected=expected))

    assert (problem["code"], problem["status"]) == ("DECISION_CHANGED", 409)
    assert (problem["facts"]["expected"], problem["facts"]["outcome"]) == (expected, outcome)


def test_a_refusal_that_was_not_shown_says_what_was(bank: Bank) -> None:
    problem = answered(bank.pay("1000.01", expected="ALLOW"))

    assert (problem["code"], problem["facts"]["expected"]) == ("INSUFFICIENT_FUNDS", "ALLOW")
