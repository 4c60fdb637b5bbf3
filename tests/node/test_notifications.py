"""Notifications: what is read of them equals what the events say by the domain's rule."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.events import IdentityChanged, StatusSet, TransferPosted
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.domain.notifications import NotificationPage
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.events import events_after
from qwallet_desktop.node.identities import Rename, SetStatus
from qwallet_desktop.node.tokens import Mint
from qwallet_desktop.node.transfers import Pay
from tests.helpers.postgres import drop_databases
from tests.node.approving import Wanted, proposed, vote
from tests.node.builders import Bank, accepted, ask, open_bank, pay, person, register
from tests.node.notified import CHILD, EVERYTHING, heard, mark, newest, page, slices


@pytest.fixture(autouse=True, scope="module")
def _own_databases() -> Iterator[None]:
    """Keep this module's databases until its last test: one of them is for several of these."""
    yield
    drop_databases()


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory, _own_databases: None) -> Iterator[Bank]:
    """A bank where Ann and Ben pay each other and Ann's child, mint, and freeze and unfreeze it, by chance."""
    bank = open_bank(Path(tmp_path_factory.mktemp("lively")) / "node")
    register(bank.node, CHILD, parent=bank.ann)
    chance = Random(4)  # noqa: S311  (a test's own)
    accepted(pay(bank.node, bank.ann, bank.ben, bank.qtk, "100"))
    accepted(pay(bank.node, bank.ann, CHILD, bank.qtk, "100"))
    for number in range(80):
        bank.clock.forward(seconds=1)
        if number % 7 == 0:
            frozen = "FROZEN" if number % 2 else "ACTIVE"
            ask(bank.node, chance.choice([bank.ann, CHILD]), SetStatus(CHILD.id, frozen, "because"))
        elif number % 11 == 0:
            accepted(ask(bank.node, bank.ann, Mint(bank.qtk, "1", "")))
        else:
            sender, recipient = chance.sample([bank.ann, bank.ben, CHILD], 2)
            pay(bank.node, sender, recipient, bank.qtk, "1", f"memo {number}")
    yield bank
    bank.node.close()


@pytest.mark.parametrize("name", ["Ann", "Ben", "Child"])
def test_what_is_read_is_what_the_events_told(lively: Bank, name: str) -> None:
    who = person(name)

    assert page(lively, who).entries == tuple(heard(lively, who))


def test_the_child_was_frozen_and_unfrozen_by_its_owner(lively: Bank) -> None:
    told = [entry.fact for entry in page(lively, CHILD).entries if isinstance(entry.fact, StatusSet)]

    assert {(fact.by, fact.status) for fact in told} == {
        (lively.ann.id, IdentityStatus.FROZEN),
        (lively.ann.id, IdentityStatus.ACTIVE),
    }


@pytest.mark.parametrize("limit", [1, 2, 7, EVERYTHING])
def test_slices_join_to_the_whole(lively: Bank, limit: int) -> None:
    read = [entry for part in slices(lively, CHILD, limit) for entry in part.entries]

    assert read == heard(lively, CHILD)


@pytest.mark.parametrize("few", [0, 10_000])
def test_many_and_few_are_read_alike(lively: Bank, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.node.ranking.FEW", few)

    assert [len(part.entries) for part in slices(lively, lively.ben, 9)][:-1] == [9] * (
        (len(heard(lively, lively.ben)) - 1) // 9
    )
    assert [entry for part in slices(lively, lively.ben, 9) for entry in part.entries] == heard(lively, lively.ben)


def test_every_slice_says_how_many_are_unread_in_all(lively: Bank) -> None:
    assert {part.unread for part in slices(lively, lively.ben, 5)} == {len(heard(lively, lively.ben))}


def test_a_page_says_as_of_when_it_is(lively: Bank) -> None:
    assert page(lively, lively.ben).as_of == newest(lively)


def test_who_was_told_nothing_has_an_empty_page(bank: Bank) -> None:
    assert page(bank, bank.ben) == NotificationPage((), 0, Sequence(0), Sequence(newest(bank)))


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", " 1", "9" * 19, "\u0661"])
def test_a_cursor_of_nobodys_making_is_refused(bank: Bank, cursor: str) -> None:
    with pytest.raises(Refused) as caught:
        page(bank, bank.ben, cursor)
    assert (caught.value.problem.code, caught.value.problem.field) == (Code.MALFORMED, "cursor")


def test_a_thousand_payments_are_a_slice_and_a_number(bank: Bank) -> None:
    payments = tuple(Pay(bank.ben.id, bank.qtk, "0.01", "") for _ in range(1_000))
    accepted(ask(bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments)))

    read = page(bank, bank.ben, limit=50)

    assert (len(read.entries), read.unread) == (50, 1_000)


def test_a_freeze_by_oneself_is_no_news(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "lost")))

    assert page(bank, bank.ben).entries == ()


def test_a_freeze_says_who_and_why_also_after_it_is_lifted(bank: Bank) -> None:
    register(bank.node, CHILD, parent=bank.ann)
    accepted(ask(bank.node, bank.ann, SetStatus(CHILD.id, "FROZEN", "lost phone")))
    accepted(ask(bank.node, bank.ann, SetStatus(CHILD.id, "ACTIVE", "found it")))

    assert [
        (entry.fact.by, entry.fact.status, entry.fact.reason)
        for entry in page(bank, CHILD).entries
        if isinstance(entry.fact, StatusSet)
    ] == [(bank.ann.id, "ACTIVE", "found it"), (bank.ann.id, "FROZEN", "lost phone")]


def test_a_freeze_is_told_after_the_change_itself(bank: Bank) -> None:
    register(bank.node, CHILD, parent=bank.ann)
    before = newest(bank)
    accepted(ask(bank.node, bank.ann, SetStatus(CHILD.id, "FROZEN", "lost phone")))

    with bank.node.read() as connection:
        told = events_after(connection, before, [CHILD.id, bank.ann.id], 10)

    assert [type(event.fact) for event in told] == [IdentityChanged, StatusSet]


def test_a_new_name_is_no_news(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ben, Rename(bank.ben.id, "Benjamin")))

    assert page(bank, bank.ben).unread == 0


def test_a_payment_tells_its_token_and_the_balance_of_then(bank: Bank) -> None:
    bank.pay("25.00")
    bank.pay("10.00")

    facts = [entry.fact for entry in page(bank, bank.ben).entries if isinstance(entry.fact, TransferPosted)]

    assert [(fact.token.symbol, fact.balance.settled.units) for fact in facts] == [("QTK", 3_500), ("QTK", 2_500)]


def test_items_are_among_what_is_told_and_marked_as_read(bank: Bank) -> None:
    cleo = person("Cleo")
    register(bank.node, cleo)
    bank.pay("1.00", recipient=cleo.id)
    items = [proposed(bank, bank.ann, Wanted((cleo,))) for _ in range(3)]
    bank.pay("2.00", recipient=cleo.id)
    vote(bank.node, items[0], cleo, Choice.REJECT, "Too much")
    bank.clock.forward(hours=72)
    bank.pay("3.00", recipient=cleo.id)

    for who in (bank.ann, cleo):
        assert list(page(bank, who).entries) == heard(bank, who)
        assert [one.entries for one in slices(bank, who, 2)] == [
            page(bank, who).entries[start : start + 2] for start in range(0, len(heard(bank, who)), 2)
        ]
    assert (page(bank, cleo).unread, page(bank, bank.ann).unread) == (6, 3)
    assert mark(bank, cleo, page(bank, cleo).entries[2].sequence) == {
        "readUpTo": page(bank, cleo).entries[2].sequence,
        "unread": 2,
    }
