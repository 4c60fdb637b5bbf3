"""Events: each party is told its own side, in one order without gaps, and nobody else is told."""

from pathlib import Path

from sqlalchemy import Connection

from qwallet_desktop.domain.events import IdentityChanged, TokenIssued, TransferPosted
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.node.events import StoredEvent, earliest_event, events_after, head
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.wallets import balances
from tests.node.builders import Bank, Person, a_node, accepted, ask, person, register


def told(bank: Bank, *people: Person, after: int = 0, limit: int = 1_000) -> list[StoredEvent]:
    with bank.node.read() as connection:
        return events_after(connection, after, [who.id for who in people], limit)


def test_the_whole_order_has_no_gap(bank: Bank) -> None:
    for _ in range(3):
        bank.pay("1")
    bank.pay("0")

    assert [event.sequence for event in told(bank, bank.ann, bank.ben)] == list(range(1, 11))


def test_each_party_is_told_its_own_side_with_its_own_balance(bank: Bank) -> None:
    bank.pay("25.00")

    sent, received = told(bank, bank.ann, bank.ben)[-2:]

    assert isinstance(sent.fact, TransferPosted)
    assert isinstance(received.fact, TransferPosted)
    assert [(event.identity_id, fact.entry.direction, fact.balance.settled.units) for event, fact in (
        (sent, sent.fact), (received, received.fact)
    )] == [(bank.ann.id, Direction.OUT, 97_500), (bank.ben.id, Direction.IN, 2_500)]  # fmt: skip


def test_an_old_event_shows_the_balance_as_it_was_then(bank: Bank) -> None:
    bank.pay("25.00")
    bank.pay("10.00")

    facts = [event.fact for event in told(bank, bank.ben) if isinstance(event.fact, TransferPosted)]

    assert [fact.balance.settled.units for fact in facts] == [2_500, 3_500]


def test_the_newest_event_carries_the_balance_that_is_read(bank: Bank) -> None:
    bank.pay("25.00")

    fact = told(bank, bank.ben)[-1].fact

    assert isinstance(fact, TransferPosted)
    with bank.node.read() as connection:
        assert balances(connection, bank.ben.id) == (fact.balance,)


def test_a_token_is_told_with_the_transfer_that_brings_it(bank: Bank) -> None:
    bank.pay("25.00")

    fact = told(bank, bank.ben)[-1].fact

    assert isinstance(fact, TransferPosted)
    assert (fact.token.id, fact.token.symbol) == (bank.qtk, "QTK")


def test_nobody_is_told_of_others(bank: Bank) -> None:
    register(bank.node, cleo := person("Cleo"))
    bank.pay("25.00")

    assert [type(event.fact) for event in told(bank, cleo)] == [IdentityChanged]
    assert {event.identity_id for event in told(bank, bank.ben)} == {bank.ben.id}
    assert told(bank) == []


def test_issuing_is_told_to_the_issuer(bank: Bank) -> None:
    kinds = [type(event.fact) for event in told(bank, bank.ann)]

    assert kinds == [IdentityChanged, TokenIssued, TransferPosted]


def test_freezing_is_told_to_the_frozen(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "x")))

    fact = told(bank, bank.ben)[-1].fact

    assert isinstance(fact, IdentityChanged)
    assert fact.identity.reason == "x"


def test_reading_goes_on_after_a_position_and_stops_at_the_limit(bank: Bank) -> None:
    assert [event.sequence for event in told(bank, bank.ann, bank.ben, after=1, limit=2)] == [2, 3]


def test_first_and_last_positions(bank: Bank) -> None:
    def ends(connection: Connection) -> tuple[int, int]:
        return earliest_event(connection), head(connection)

    with bank.node.read() as connection:
        assert ends(connection) == (1, 4)


def test_an_empty_ledger_starts_at_one_and_stands_at_zero(tmp_path: Path) -> None:
    with a_node(tmp_path) as node, node.read() as connection:
        assert (earliest_event(connection), head(connection)) == (1, 0)
