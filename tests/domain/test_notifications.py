"""Which facts are news to whom, written out by hand, and what a notification says of them."""

from dataclasses import replace
from typing import Any

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.events import (
    BalanceChanged,
    Event,
    Fact,
    IdentityChanged,
    ItemChanged,
    ItemNews,
    LimitsSet,
    NotificationsRead,
    PolicySet,
    StatusSet,
    TokenIssued,
    TransferPosted,
)
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.limits import Limits, LimitScope, LimitsVersion
from qwallet_desktop.domain.multisig import Item, ItemStatus
from qwallet_desktop.domain.notifications import Notification, doer, happened_at, noticed, place, worth_telling
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance
from tests.domain.builders import ALICE, BOB, CAROL, NOW, TOKEN, amount, identity, transfer
from tests.domain.items import proposal

QTK = Token(TOKEN, "QTK", "Quick", 2, CAROL, "00", NOW)
FROZEN = StatusSet(BOB, IdentityStatus.FROZEN, "Lost phone", NOW)


def posted(moved: Transfer, holder: IdentityId = ALICE) -> TransferPosted:
    """Return what a party of a transfer is told."""
    direction = Direction.IN if moved.recipient == holder else Direction.OUT
    balance = Balance(amount(2_500), amount(0), Sequence(7))
    return TransferPosted(HistoryEntry(holder, moved, direction, amount(2_500)), balance, QTK)


CAME_IN = posted(transfer(BOB, ALICE))
WAITS = ItemNews(proposal(), ItemStatus.PENDING, ALICE, "It is due", NOW)


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
        (WAITS, BOB, True),
        (replace(WAITS, status=ItemStatus.EXPIRED, by=None), ALICE, True),
        (replace(WAITS, status=ItemStatus.CANCELLED), ALICE, False),
        (ItemChanged(Item(proposal())), BOB, False),
        (PolicySet(PolicyVersion(ALICE, 1, ConsentPolicy(), NOW, BOB)), ALICE, False),
        (LimitsSet(LimitsVersion(ALICE, LimitScope.IDENTITY, 1, Limits(), NOW, BOB)), ALICE, False),
        (BalanceChanged(CAME_IN.balance, QTK), ALICE, False),
    ],
    ids=[
        *("payment in", "payment out", "mint by another", "mint by oneself", "burn by the issuer", "burn"),
        *("frozen by another", "unfrozen by another", "frozen by oneself", "changed", "token issued", "read"),
        *("an item waits", "time ended an item", "an item of one's own doing", "an item changed"),
        *("policy set", "limits set", "held"),
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


def test_what_becomes_of_an_item_is_the_doing_of_who_decided_and_of_nobody_where_time_did() -> None:
    assert [doer(news) for news in (WAITS, replace(WAITS, by=None))] == [ALICE, None]


def test_each_happened_when_the_ledger_says() -> None:
    assert [happened_at(fact) for fact in (CAME_IN, FROZEN, WAITS)] == [NOW, NOW, NOW]


def test_a_transfer_stands_at_its_own_place_and_all_else_at_that_of_its_event() -> None:
    events = [Event(Sequence(8), Sequence(5), ALICE, fact) for fact in (CAME_IN, FROZEN)]

    assert [place(event) for event in events] == [7, 8]


@pytest.mark.parametrize(("read_up_to", "read"), [(0, False), (6, False), (7, True), (8, True)])
def test_an_event_gives_its_notification_read_or_unread(read_up_to: int, read: Any) -> None:
    event = Event(Sequence(8), Sequence(5), ALICE, CAME_IN)

    assert noticed(event, Sequence(read_up_to)) == Notification(Sequence(7), ALICE, NOW, CAME_IN, read)


def test_what_is_no_news_gives_no_notification() -> None:
    assert noticed(Event(Sequence(8), Sequence(5), ALICE, TokenIssued(QTK))) is None
