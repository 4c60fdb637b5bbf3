"""*What if?* against the node itself: what it says of other rules is what the node does under them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.identities import identity
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.what_if import what_if
from qwallet_desktop.wire.shapes import adapter
from tests.helpers.ledgers import lay_tables, open_node
from tests.helpers.postgres import ON_POSTGRESQL, drop_databases
from tests.node.approving import vote
from tests.node.builders import Person, TurnedClock, accepted, ask, issue, pay, person, register
from tests.node.ruled import set_limits, set_policy

ANN, KID, BEN, CLEO = person("Ann"), person("Kid"), person("Ben"), person("Cleo")
EXAMPLES = 8 if ON_POSTGRESQL else 25


@dataclass(frozen=True)
class Given:
    """A payment that somebody asks for, some minutes after the one before."""

    sender: Person
    recipient: Person
    symbol: str
    units: int
    after: int


@dataclass(frozen=True)
class Rules:
    """Ann's policy and limits, and those of her family, as amounts by symbol and name."""

    policy: ConsentPolicy
    own: dict[str, dict[str, int]]
    per_hour: int | None
    family: dict[str, dict[str, int]]


PAYMENTS = st.builds(
    Given,
    st.sampled_from([ANN, ANN, KID]),
    st.sampled_from([ANN, BEN, BEN, CLEO]),
    st.sampled_from(["QTK", "EUR"]),
    st.integers(1, 40),
    st.sampled_from([0, 0, 1, 20, 60, 500, 1_440, 4_000]),
).filter(lambda one: one.sender is not one.recipient)


def amounts(largest: int) -> st.SearchStrategy[dict[str, int]]:
    """Limits on one token, in their order."""
    names = ("per_transaction", "daily", "monthly")
    rising = st.lists(st.integers(1, largest), min_size=3, max_size=3).map(sorted)
    chosen = st.lists(st.sampled_from(names), unique=True)
    asked = st.none() | st.integers(0, 40)
    return st.builds(
        lambda levels, kept, above: {
            **{name: level for name, level in zip(names, levels, strict=True) if name in kept},
            **({} if above is None else {"approval_above": above}),
        },
        rising,
        chosen,
        asked,
    )


RULES = st.builds(
    Rules,
    st.builds(
        ConsentPolicy,
        cross_identity=st.booleans(),
        external=st.sampled_from([External.ALLOW, External.ALLOW, External.APPROVAL, External.DENY]),
        counterparties=st.sampled_from([(), (), (BEN.id,)]),
        hours=st.sampled_from([(), (), (Hours((1, 2, 3, 4, 5, 6, 7), 0, 720),)]),
    ),
    st.dictionaries(st.sampled_from(["QTK", "EUR"]), amounts(150)),
    st.none() | st.integers(1, 4),
    st.dictionaries(st.sampled_from(["QTK"]), amounts(200)),
)


@dataclass(frozen=True)
class World:
    """A node with Ann, her Kid, Ben and Cleo, and two tokens."""

    node: Node
    clock: TurnedClock
    tokens: dict[str, TokenId]

    def limits(self, given: dict[str, dict[str, int]], per_hour: int | None = None) -> Limits:
        return Limits(
            tuple(
                TokenLimits(
                    self.tokens[symbol],
                    **{name: Amount(units, 2, self.tokens[symbol]) for name, units in named.items()},
                )
                for symbol, named in given.items()
            ),
            per_hour,
        )

    def rule(self, rules: Rules) -> None:
        """Put rules into force; those of the factory stay as they are."""
        if rules.policy != ConsentPolicy():
            set_policy(self.node, ANN, rules.policy)
        own, family = self.limits(rules.own, rules.per_hour), self.limits(rules.family)
        if differs(own):
            set_limits(self.node, ANN, own)
        if differs(family):
            set_limits(self.node, ANN, family, scope=LimitScope.FAMILY)

    def go(self, payments: list[Given]) -> dict[int, str]:
        """Ask for payments, agree at once to those that wait, and say what became of each."""
        outcomes: dict[int, str] = {}
        for index, one in enumerate(payments):
            self.clock.forward(minutes=one.after)
            payment = Pay(one.recipient.id, self.tokens[one.symbol], f"0.{one.units:02d}", str(index))
            reply = ask(self.node, one.sender, payment)
            outcomes[index] = {201: "ALLOW", 202: "NEEDS_APPROVAL"}.get(reply.status, "DENY")
            if reply.status == 202:
                self.agree(adapter(Item).validate_json(reply.body))
        return outcomes

    def agree(self, item: Item) -> None:
        initiator = next(one for one in (ANN, KID) if one.id == item.proposal.initiator)
        approver = next(one for one in (ANN, KID) if one.id == item.proposal.approvers[0])
        accepted(vote(self.node, item, initiator))
        reply = vote(self.node, item, approver)
        assert reply.status == 200, reply.body
        assert adapter(Item).validate_json(reply.body).closing is not None

    def what_if(self, supposed: Supposition) -> WhatIf:
        with self.node.read() as connection:
            ann: Identity | None = identity(connection, ANN.id)
            assert ann is not None
            return what_if(connection, ann, supposed, self.clock())

    def places(self, answer: WhatIf) -> dict[int, str]:
        """Name the cases by the memos that count the payments."""
        with self.node.read() as connection:
            found = connection.exec_driver_sql("SELECT id, memo FROM transfers").all()
        memos = {str(row.id): str(row.memo) for row in found}
        return {int(memos[one.transfer_id]): one.outcome.value for one in answer.cases}


def differs(limits: Limits) -> bool:
    tokens = [one for one in limits.tokens if one != TokenLimits(one.token_id)]
    return bool(tokens) or limits.max_transactions_per_hour is not None


@contextmanager
def a_world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        clock = TurnedClock()
        lay_tables(Path(folder) / "node")
        node = open_node(Path(folder) / "node", clock=clock)
        try:
            register(node, ANN)
            register(node, KID, parent=ANN)
            register(node, BEN)
            register(node, CLEO)
            tokens = {symbol: issue(node, ANN, symbol=symbol) for symbol in ("QTK", "EUR")}
            for token_id in tokens.values():
                pay(node, ANN, KID, token_id, "100", "0")
            # What was handed out at the beginning is out of every window.
            clock.now += timedelta(days=31)
            yield World(node, clock, tokens)
        finally:
            node.close()
            drop_databases()


few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(RULES, st.lists(PAYMENTS, max_size=14))
def test_rules_in_force_would_have_changed_nothing_that_they_let_through(rules: Rules, payments: list[Given]) -> None:
    with a_world() as world:
        world.rule(rules)
        world.go(payments)
        family = world.limits(rules.family)
        for supposed in (Supposition(), Supposition(limits=family, scope=LimitScope.FAMILY)):
            assert world.what_if(supposed).cases == ()


@few
@given(RULES, st.lists(PAYMENTS, max_size=14))
def test_what_other_rules_would_have_done_is_what_the_node_does_under_them(rules: Rules, payments: list[Given]) -> None:
    supposed_policy = rules.policy
    with a_world() as free:
        free.go(payments)
        own = free.limits(rules.own, rules.per_hour)
        # Only the family's limits are in force; Ann's own rules are supposed.
        said = free.what_if(Supposition(supposed_policy, own))
        foreseen = free.places(said)
    with a_world() as ruled:
        ruled.rule(Rules(rules.policy, rules.own, rules.per_hour, {}))
        went = ruled.go(payments)
    expected = {
        index: outcome for index, outcome in went.items() if outcome != "ALLOW" and payments[index].sender is ANN
    }
    assert foreseen == expected
    assert said.payments == sum(one.sender is ANN for one in payments)


@few
@given(st.dictionaries(st.just("QTK"), amounts(200), min_size=1), st.lists(PAYMENTS, max_size=14))
def test_what_a_familys_limits_would_have_done_is_what_the_node_does_under_them(
    family: dict[str, dict[str, int]], payments: list[Given]
) -> None:
    with a_world() as free:
        free.go(payments)
        foreseen = free.places(free.what_if(Supposition(limits=free.limits(family), scope=LimitScope.FAMILY)))
    with a_world() as ruled:
        ruled.rule(Rules(ConsentPolicy(), {}, None, family))
        went = ruled.go(payments)
    assert foreseen == {index: outcome for index, outcome in went.items() if outcome != "ALLOW"}
