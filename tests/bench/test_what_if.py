"""How long *What if?* takes over 100,000 payments of 30 days, on the database that the tests use; run by hand."""

import sys
import time
from collections.abc import Iterator

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.consent import ConsentPolicy, Hours
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.identities import identity
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.what_if import what_if
from tests.node.builders import Bank, accepted, ask, open_bank, person, register

pytestmark = pytest.mark.bench

PAYMENTS, IN_ONE, PEOPLE = 100_000, 500, 200


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    opened = open_bank(tmp_path_factory.mktemp("bench") / "node")
    others = [person(f"Other {number}") for number in range(PEOPLE)]
    for other in others:
        register(opened.node, other, parent=opened.ann if other is others[0] else None)
    minutes = 29 * 24 * 60 * IN_ONE / PAYMENTS
    for batch in range(PAYMENTS // IN_ONE):
        opened.clock.forward(minutes=minutes)
        payments = (Pay(others[(batch + n) % PEOPLE].id, opened.qtk, "0.01", "") for n in range(IN_ONE))
        accepted(ask(opened.node, opened.ann, PayMany(BatchMode.EACH, tuple(payments))))
    yield opened
    opened.node.close()


def asked(bank: Bank, supposed: Supposition, name: str) -> WhatIf:
    with bank.node.read() as connection:
        ann = identity(connection, bank.ann.id)
        assert ann is not None
        began = time.perf_counter()
        answer = what_if(connection, ann, supposed, bank.clock())
        seconds = time.perf_counter() - began
    sys.stdout.write(f"\n{name}: {answer.payments:,} payments in {seconds:.2f} s, {answer.refused:,} refused\n")
    return answer


def limits(bank: Bank, **units: int) -> Limits:
    given = {name: Amount(amount, 2, bank.qtk) for name, amount in units.items()}
    return Limits((TokenLimits(bank.qtk, **given),))


def test_limits_that_refuse_nothing(bank: Bank) -> None:
    assert asked(bank, Supposition(limits=limits(bank, daily=10**6, monthly=10**8)), "nothing refused").refused == 0


def test_limits_that_refuse_most(bank: Bank) -> None:
    assert (
        asked(bank, Supposition(limits=limits(bank, daily=100, monthly=1_000)), "most refused").refused > PAYMENTS / 2
    )


def test_a_policy_with_hours(bank: Bank) -> None:
    policy = ConsentPolicy(hours=(Hours((1, 2, 3, 4, 5), 8 * 60, 18 * 60),))
    assert asked(bank, Supposition(policy=policy), "hours").refused > 0


def test_limits_of_the_family(bank: Bank) -> None:
    supposed = Supposition(limits=limits(bank, daily=3_000, monthly=80_000), scope=LimitScope.FAMILY)
    assert asked(bank, supposed, "family").payments == PAYMENTS
