"""Which facts are news to whom, written out by hand, and what a notification says of them."""

from dataclasses import replace
from typing import Any

import pytest

from qwallet_desktop.domain.events import (
    Event,
    Fact,
    IdentityChanged,
    NotificationsRead,
    StatusSet,
    TokenIssued,
    TransferPosted,
)
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.notifications import Notification, doer, happened_at, noticed, place, worth_telling
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance
from tests.domain.builders import ALICE, BOB, CAROL, NOW, TOKEN, amount, identity, transfer

QTK = Token(TOKEN, "QTK", "Quick", 2, CAROL, "00", NOW)
FROZEN = StatusSet(BOB, IdentityStatus.FROZEN, "Lost phone", NOW)


def posted(moved: Transfer, holder: IdentityId = ALICE) -> TransferPosted:
    """Return what a party of a transfer is told."""
    direction = Direction.IN if moved.recipient == holder else Direction.OUT
    balance = Balance(amount(2_500), amount(0), Sequence(7))
    return TransferPosted(HistoryEntry(holder, moved, direction, amount(2_500)), balance, QTK)


CAME_IN = posted(transfer(BOB, ALICE))


@pytest.mark.parametrize(
    ("fact", "holder", "news"),
    [
        (CAME_IN, ALICE, True),
        (posted(transfer(ALICE, BOB)), ALICE, False),
        (posted(transfer(None, ALICE, kind=TransferKind.MINT)), ALICE, True),
        (posted(transfer(None, CAROL, kind=TransferKind.MINT), CAROL), CAROL, False),
        (posted(transfer(CAROL, None, kind=TransferKind.BURN), CAROL), CAROL, False),
        (posted(transfer(ALICE, None, kind=TransferKind.BURN)), ALICE, False),
        (FROZEN, ALICE, True),
        (replace(FROZEN, status=IdentityStatus.ACTIVE), ALICE, True),
        (replace(FROZEN, by=ALICE), ALICE, False),
        (IdentityChanged(identity(ALICE, frozen_by=BOB)), ALICE, False),
        (TokenIssued(QTK), ALICE, False),
        (NotificationsRead(Sequence(7)), ALICE, False),
    ],
    ids=[
        *("payment in", "payment out", "mint by another", "mint by oneself", "burn by the issuer", "burn"),
        *("frozen by another", "unfrozen by another", "frozen by oneself", "changed", "token issued", "read"),
    ],
)
def test_what_others_do_is_news_and_nothing_else(fact: Fact, holder: IdentityId, news: Any) -> None:
    assert worth_telling(fact, holder) is news


def test_a_payment_is_its_senders_doing() -> None:
    assert doer(CAME_IN) == BOB


def test_a_mint_is_the_issuers_doing() -> None:
    assert doer(posted(transfer(None, ALICE, kind=TransferKind.MINT))) == CAROL


def test_a_freeze_is_the_doing_of_who_set_it() -> None:
    assert doer(FROZEN) == BOB


def test_each_happened_when_the_ledger_says() -> None:
    assert (happened_at(CAME_IN), happened_at(FROZEN)) == (NOW, NOW)


def test_a_transfer_stands_at_its_own_place_and_all_else_at_that_of_its_event() -> None:
    events = [Event(Sequence(8), Sequence(5), ALICE, fact) for fact in (CAME_IN, FROZEN)]

    assert [place(event) for event in events] == [7, 8]


@pytest.mark.parametrize(("read_up_to", "read"), [(0, False), (6, False), (7, True), (8, True)])
def test_an_event_gives_its_notification_read_or_unread(read_up_to: int, read: Any) -> None:
    event = Event(Sequence(8), Sequence(5), ALICE, CAME_IN)

    assert noticed(event, Sequence(read_up_to)) == Notification(Sequence(7), ALICE, NOW, CAME_IN, read)


def test_what_is_no_news_gives_no_notification() -> None:
    assert noticed(Event(Sequence(8), Sequence(5), ALICE, TokenIssued(QTK))) is None
