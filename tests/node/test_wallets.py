"""Wallets: balances, what may be done, and the balance at the end of each day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.domain.wallets import WalletPermissions
from qwallet_desktop.node import tables
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.wallets import balances, daily_balances, wallet_context
from tests.node.builders import START, Bank, accepted, ask, issue, person


def daily(bank: Bank, days: int, today: date, token_id: str = "") -> dict[date, int]:
    with bank.node.read() as connection:
        series = daily_balances(connection, bank.ben.id, token_id or bank.qtk, days, today)
    return {point.day: point.settled.units for point in series}


def test_balances_stand_by_symbol_and_leave_out_what_was_issued(bank: Bank) -> None:
    issue(bank.node, bank.ann, "5", "GOLD", 6)

    with bank.node.read() as connection:
        found = balances(connection, bank.ann.id)

    assert [(balance.settled.units, balance.settled.decimals) for balance in found] == [(5_000_000, 6), (100_000, 2)]


def test_what_is_held_counts_as_settled_and_not_as_available(bank: Bank) -> None:
    held = dict(n=99, identity_n=1, token_n=1, kind=AccountKind.HELD, balance=40, out_sum=0, out_count=0, sequence=9)  # noqa: C408
    bank.node.writer.run(lambda connection: connection.execute(insert(tables.accounts), [held]).close()).result(30)

    with bank.node.read() as connection:
        (balance,) = balances(connection, bank.ann.id)

    assert (balance.settled.units, balance.held.units, balance.available.units, balance.sequence) == (
        100_040,
        40,
        100_000,
        9,
    )


def test_the_context_joins_balances_permissions_and_position(bank: Bank) -> None:
    bank.clock.forward(minutes=5)
    bank.pay("25")

    with bank.node.read() as connection:
        context = wallet_context(connection, bank.ann.id)
        own = balances(connection, bank.ann.id)

    assert (context.balances, context.as_of, context.last_updated) == (own, 6, bank.clock.now)
    assert context.permissions == WalletPermissions(can_send=True, can_receive=True, can_issue=True)


def test_a_wallet_without_movements_was_updated_when_it_was_made(bank: Bank) -> None:
    with bank.node.read() as connection:
        context = wallet_context(connection, bank.ben.id)

    assert (context.last_updated, context.permissions.can_issue) == (START, False)


def test_a_frozen_wallet_may_nothing(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "x")))

    with bank.node.read() as connection:
        permissions = wallet_context(connection, bank.ann.id).permissions

    assert permissions == WalletPermissions(can_send=False, can_receive=False, can_issue=False)


def test_the_context_of_an_unknown_identity_is_refused(bank: Bank) -> None:
    with bank.node.read() as connection, pytest.raises(Refused) as refused:
        wallet_context(connection, person("nobody knows").id)

    assert refused.value.problem.code is Code.IDENTITY_UNKNOWN


def test_days_end_at_midnight_utc(bank: Bank) -> None:
    for moment in ("2026-03-01T23:59:59.999", "2026-03-02T00:00:00.000", "2026-03-04T10:00", "2026-03-04T11:00"):
        bank.clock.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        bank.pay("1")

    assert daily(bank, 6, date(2026, 3, 5)) == {
        date(2026, 2, 28): 0,
        date(2026, 3, 1): 100,
        date(2026, 3, 2): 200,
        date(2026, 3, 3): 200,
        date(2026, 3, 4): 400,
        date(2026, 3, 5): 400,
    }


def test_days_come_oldest_first(bank: Bank) -> None:
    days = list(daily(bank, 30, START.date()))

    assert days == [START.date() - timedelta(days=back) for back in range(29, -1, -1)]


def test_a_token_that_one_never_had_is_zero_every_day(bank: Bank) -> None:
    gold = issue(bank.node, bank.ann, "5", "GOLD", 6)

    assert set(daily(bank, 3, START.date(), gold).values()) == {0}


def test_the_days_of_an_unknown_token_are_refused(bank: Bank) -> None:
    with bank.node.read() as connection, pytest.raises(Refused) as refused:
        daily_balances(connection, bank.ann.id, "qtk1" + "0" * 64, 30, START.date())

    assert (refused.value.problem.code, refused.value.problem.field) == (Code.TOKEN_UNKNOWN, "tokenId")
