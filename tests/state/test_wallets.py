"""The wallets' slice: newest balances, latest entries once each, and a line that follows them."""

from datetime import timedelta

from immutables import Map

from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.wallets import DailyBalance
from qwallet_desktop.state import wallets
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.remote import Failed, Loading, Stale, known
from qwallet_desktop.state.tokens import TokenAccepted
from qwallet_desktop.state.transfers import TransferCompleted
from qwallet_desktop.state.wallet_facts import LATEST
from qwallet_desktop.state.wallets import Wallets
from tests.state.builders import (
    ADA,
    BEN,
    NOW,
    QTK,
    UNREACHABLE,
    amount,
    balance,
    context,
    entry,
    event,
    identity,
    posted,
    receipt,
    request,
    token,
)

EMPTY: Wallets = Map()
LOADED = wallets.reduce(EMPTY, wallets.WalletLoaded(context(), (entry(1),), NOW))[0]


def test_a_wallet_is_loading_until_it_is_loaded() -> None:
    asked, effects = wallets.reduce(EMPTY, wallets.LoadWallet(ADA))
    assert (asked[ADA].context, effects) == (Loading(), (wallets.FetchWallet(ADA),))
    assert wallets.FetchWallet(ADA).exclusive != wallets.FetchWallet(BEN).exclusive
    assert LOADED[ADA].balances[QTK] == balance(1_000, 1)
    assert known(LOADED[ADA].latest) == (entry(1),)


def test_a_failure_keeps_what_was_known_and_says_since_when() -> None:
    later = NOW + timedelta(minutes=5)
    missed = wallets.reduce(LOADED, wallets.WalletFailed(ADA, UNREACHABLE, later))[0]
    assert isinstance(missed[ADA].context, Stale)
    again = wallets.reduce(missed, wallets.WalletFailed(ADA, UNREACHABLE, later + timedelta(minutes=5)))[0]
    assert again[ADA].context == Stale(context().permissions, later, UNREACHABLE)
    assert wallets.reduce(EMPTY, wallets.WalletFailed(BEN, UNREACHABLE, NOW))[0][BEN].context == Failed(UNREACHABLE)


def test_a_line_is_loaded_and_follows_the_day() -> None:
    asked, effects = wallets.reduce(LOADED, wallets.LoadDaily(ADA, QTK))
    assert (asked[ADA].daily[QTK], effects) == (Loading(), (wallets.FetchDaily(ADA, QTK),))
    assert wallets.FetchDaily(ADA, QTK).exclusive == ("daily", ADA, QTK)
    days = tuple(DailyBalance(NOW.date() - timedelta(days=back), amount(1_000)) for back in (1, 0))
    line = wallets.reduce(asked, wallets.DailyLoaded(ADA, QTK, days, NOW))[0]
    moved = wallets.reduce(line, EventReceived(posted(7, after=700)))[0]
    assert known(moved[ADA].daily[QTK]) == (days[0], DailyBalance(NOW.date(), amount(700)))


def test_a_line_that_could_not_be_read_says_so() -> None:
    failed = wallets.reduce(EMPTY, wallets.DailyFailed(ADA, QTK, UNREACHABLE, NOW))[0]
    assert failed[ADA].daily[QTK] == Failed(UNREACHABLE)


def test_answers_bring_the_new_balance_at_once() -> None:
    paid = wallets.reduce(LOADED, TransferCompleted(request(), ADA, receipt(5, 900)))[0]
    assert paid[ADA].balances[QTK] == balance(900, 5)
    minted = wallets.reduce(EMPTY, TokenAccepted(request(), ADA, token(), balance(50, 2)))[0]
    assert minted[ADA].balances[QTK] == balance(50, 2)


def test_a_late_balance_changes_nothing() -> None:
    newer = wallets.reduce(LOADED, TransferCompleted(request(), ADA, receipt(5, 900)))[0]
    assert wallets.reduce(newer, TransferCompleted(request(), ADA, receipt(4, 950)))[0] is newer
    reread = wallets.reduce(newer, wallets.WalletLoaded(context(sequence=3), (), NOW))[0]
    assert reread[ADA].balances[QTK] == balance(900, 5)


def test_told_entries_come_first_once_and_never_more_than_the_overview_shows() -> None:
    wallet = LOADED
    for sequence in (*range(2, 2 + LATEST), 5):
        wallet = wallets.reduce(wallet, EventReceived(posted(sequence, after=sequence)))[0]
    shown = known(wallet[ADA].latest) or ()
    assert [each.transfer.sequence for each in shown] == list(range(1 + LATEST, 1, -1))


def test_an_entry_for_a_wallet_never_opened_brings_only_its_balance() -> None:
    told = wallets.reduce(EMPTY, EventReceived(posted(3, BEN, after=7)))[0]
    assert (told[BEN].balances[QTK], told[BEN].latest) == (balance(7, 3), Loading())


def test_other_facts_change_no_wallet() -> None:
    assert wallets.reduce(LOADED, EventReceived(event(4, ADA, IdentityChanged(identity()))))[0] is LOADED
