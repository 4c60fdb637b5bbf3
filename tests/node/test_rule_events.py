"""Changes of rules are told with the version that came into force, each to the identity whose rules they are."""

from functools import partial

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.events import LimitsSet, PolicySet
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.policies import put_limits, put_policy
from tests.node.approving import in_a_turn, newest, told
from tests.node.builders import Bank


def put_own(policy: ConsentPolicy, turn: Turn) -> None:
    put_policy(turn, turn.actor, policy, "")


def test_every_version_is_told_as_it_was_set(bank: Bank) -> None:
    before = newest(bank)
    policies = [ConsentPolicy(can_vote=False), ConsentPolicy(can_issue=False)]
    limits = [(LimitScope.IDENTITY, Limits(max_transactions_per_hour=5)), (LimitScope.FAMILY, Limits((), 9))]

    def work(turn: Turn) -> list[PolicySet | LimitsSet]:
        set_now: list[PolicySet | LimitsSet] = [
            PolicySet(put_policy(turn, turn.actor, one, "Because")) for one in policies
        ]
        return set_now + [LimitsSet(put_limits(turn, turn.actor, scope, one, "")) for scope, one in limits]

    expected = in_a_turn(bank.node, bank.ann.id, work)

    assert [event.fact for event in told(bank, bank.ann, after=before)] == expected
    assert told(bank, bank.ben, after=before) == []


def test_the_same_version_of_two_identities_is_told_to_each_as_its_own(bank: Bank) -> None:
    before = newest(bank)
    for who in (bank.ann, bank.ben):
        policy = ConsentPolicy(can_vote=who is bank.ben, can_issue=False)
        in_a_turn(bank.node, who.id, partial(put_own, policy))

    facts = [event.fact for event in told(bank, bank.ann, bank.ben, after=before)]
    assert [fact.version.policy.can_vote for fact in facts if isinstance(fact, PolicySet)] == [False, True]
    assert [fact.version.identity_id for fact in facts if isinstance(fact, PolicySet)] == [bank.ann.id, bank.ben.id]
