"""The Overview screen: its states, what it offers, and what it never shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletPermissions
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.remote import Failed, Loaded, Stale
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IdentitySheet, IssueSheet, SupplySheet
from qwallet_desktop.state.wallets import LoadDaily, LoadWallet, Wallet
from qwallet_desktop.ui.screens.balance_grid import columns_for
from qwallet_desktop.ui.screens.balances import FEW, in_order, twins
from qwallet_desktop.ui.screens.overview import OverviewScreen, select
from qwallet_desktop.ui.screens.token_card import TokenCard
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.charts import LineChart
from qwallet_desktop.ui.widgets.overlay import focusable_children
from qwallet_desktop.ui.widgets.panels import Banner
from tests.ui.builders import NOW, QTK, bench, did, identity, state, token


def labels(card: TokenCard) -> list[QLabel]:
    return [label for label in card.findChildren(QLabel) if label.isVisible()]


UNREACHABLE = Problem(Code.NODE_UNREACHABLE)
ADA = identity(1, "Ada", can_issue=True)
BEN = identity(2, "Ben")


def token_id(number: int) -> TokenId:
    return TokenId(f"qtk1{number:064x}")


def balance(units: int, of: TokenId = QTK, held: int = 0) -> Balance:
    return Balance(Amount(units, 2, of), Amount(held, 2, of), Sequence(1))


def entry(number: int = 1, kind: TransferKind = TransferKind.TRANSFER) -> HistoryEntry:
    sender = None if kind is TransferKind.MINT else did(2)
    moved = Transfer(
        TransferId(f"tr_{number:032x}"),
        Sequence(number),
        kind,
        sender,
        did(1),
        Amount(2_500, 2, QTK),
        "rent",
        NOW - timedelta(minutes=5),
    )
    return HistoryEntry(did(1), moved, Direction.IN, Amount(2_500, 2, QTK))


def wallet(*balances: Balance, can_issue: bool = True, latest: tuple[HistoryEntry, ...] = ()) -> Wallet:
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=can_issue)
    return Wallet(Loaded(permissions, NOW), Map({one.token_id: one for one in balances}), Loaded(latest, NOW))


def with_wallet(of: Wallet, *tokens: Token, me: Identity = ADA) -> State:
    return replace(state(me, BEN, tokens=tokens or [token()]), wallets=Map({did(1): of}))


class Shown:
    """A screen that draws states, and what it emitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.screen = OverviewScreen(bench(self.actions.append))
        self.screen.resize(1024, 700)
        qtbot.addWidget(self.screen)
        self.screen.show()

    def draw(self, of: State) -> None:
        self.screen.draw(select(of))

    def card(self, of: TokenId = QTK) -> TokenCard:
        return self.screen.balances.cards()[of]

    def banners(self) -> list[str]:
        return [one.accessibleName() for one in self.screen.findChildren(Banner) if one.isVisible()]

    def press(self, text: str) -> None:
        found = [one for one in self.screen.findChildren(QPushButton) if one.text() == text and one.isVisible()]
        assert len(found) == 1
        found[0].click()


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_before_the_first_answer_it_loads(shown: Shown, qtbot: QtBot) -> None:
    shown.draw(with_wallet(Wallet()))
    qtbot.waitUntil(lambda: shown.screen.panel.state() == "loading")


def test_where_nothing_is_known_and_the_node_is_away_it_says_so(shown: Shown) -> None:
    shown.draw(replace(with_wallet(Wallet()), health=Health(Down(NOW, UNREACHABLE))))
    shown.press("Retry")
    assert shown.actions == [LoadWallet(did(1))]


def test_a_line_that_could_not_be_read_can_be_asked_for_again(shown: Shown) -> None:
    before = wallet(balance(1))
    shown.draw(with_wallet(replace(before, daily=Map({QTK: Failed(UNREACHABLE)}))))
    again = shown.card(QTK).again
    assert again.isVisible()
    again.click()
    assert shown.actions == [LoadDaily(did(1), QTK)]
    shown.draw(with_wallet(before))
    assert not again.isVisible()


def test_a_failed_reading_offers_to_read_again(shown: Shown) -> None:
    shown.draw(with_wallet(Wallet(context=Failed(UNREACHABLE))))
    shown.press("Retry")
    assert shown.actions == [LoadWallet(did(1))]


def test_an_issuer_without_balances_is_offered_to_issue(shown: Shown) -> None:
    shown.draw(with_wallet(wallet()))
    shown.press("Issue token…")
    assert shown.actions == [OpenSheet(IssueSheet())]


def test_others_without_balances_are_offered_to_receive(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(can_issue=False)))
    shown.press("Receive")
    assert shown.actions == [GoTo(Page.WALLET, Tab.RECEIVE)]


def test_while_the_node_is_away_the_balances_are_marked_old(shown: Shown) -> None:
    old = replace(with_wallet(wallet(balance(1))), health=Health(Down(NOW, UNREACHABLE)))
    shown.draw(old)
    assert shown.screen.panel.state() == "stale"
    assert "reconnecting" in shown.banners()[0]


def test_an_old_reading_that_nothing_renews_can_be_renewed(shown: Shown) -> None:
    before = wallet(balance(1))
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    shown.draw(with_wallet(replace(before, context=Stale(permissions, NOW, Problem(Code.INTERNAL)))))
    shown.press("Retry")
    assert shown.actions == [LoadWallet(did(1))]


def test_a_balance_is_shown_with_its_symbol(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(123_456))))
    assert shown.card().accessibleName() == "QTK, 1,234.56"


def test_what_is_held_is_told_apart(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1_000, held=250))))
    assert "7.50 available, 2.50 held until approved" in [label.text() for label in labels(shown.card())]


def test_an_amount_of_78_digits_is_shown_whole(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(10**78 - 1))))
    digits = ["".join(letter for letter in label.text() if letter.isdigit()) for label in labels(shown.card())]
    assert "9" * 78 in digits


def test_hidden_amounts_are_nowhere_to_be_read(shown: Shown) -> None:
    daily = Loaded(tuple(DailyBalance(NOW.date(), Amount(units, 2, QTK)) for units in (77_777, 77_777)), NOW)
    of = replace(wallet(balance(77_777, held=100), latest=(entry(),)), daily=Map({QTK: daily}))
    open_state = with_wallet(of)
    shown.draw(replace(open_state, preferences=replace(open_state.preferences, hide_amounts=True)))
    everything = " ".join(
        f"{one.accessibleName()} {one.accessibleDescription()} {one.toolTip()}"
        for one in shown.screen.findChildren(QWidget)
        if one.isVisible()
    )
    assert "777" not in everything
    assert "25.00" not in everything
    assert shown.screen.latest.rows[0].entry().amount == HIDDEN_AMOUNT


def test_the_line_is_told_in_words(shown: Shown) -> None:
    daily = Loaded(
        tuple(
            DailyBalance(NOW.date() - timedelta(days=2 - at), Amount(units, 2, QTK))
            for at, units in enumerate((100, 50, 300))
        ),
        NOW,
    )
    shown.draw(with_wallet(replace(wallet(balance(300)), daily=Map({QTK: daily}))))
    chart = shown.card().findChild(LineChart)
    assert isinstance(chart, LineChart)
    assert chart.accessibleDescription().startswith("From 1.00 QTK to 3.00 QTK; lowest 0.50 QTK on")


def test_the_issuer_is_offered_to_mint_and_burn(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1))))
    assert shown.card().menu() == ["Mint…", "Burn…"]
    shown.card().choose(0)
    shown.card().choose(1)
    assert shown.actions == [OpenSheet(SupplySheet(QTK, burn=False)), OpenSheet(SupplySheet(QTK, burn=True))]


def test_nobody_else_is_offered_the_supply(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1)), token(issuer=2)))
    assert shown.card().more.isHidden()


def test_the_issuer_is_named_where_two_symbols_match(shown: Shown) -> None:
    twin = token(token_id=token_id(2), issuer=2)
    shown.draw(with_wallet(wallet(balance(1), balance(2, token_id(2))), token(), twin))
    assert [shown.card(one).accessibleDescription() for one in (QTK, token_id(2))] == [
        "QTK token Issued by Ada",
        "QTK token Issued by Ben",
    ]


def test_a_token_alone_with_its_symbol_needs_no_issuer() -> None:
    of = wallet(balance(1), balance(1, token_id(2)))
    known = {QTK: token(), token_id(2): token("EURQ", token_id=token_id(2))}
    assert twins(of.balances, known) == frozenset()


def test_balances_stand_by_issuance_with_empty_ones_last() -> None:
    tokens = {token_id(n): replace(token(token_id=token_id(n)), created_at=NOW - timedelta(days=n)) for n in (1, 2, 3)}
    of = wallet(balance(5, token_id(1)), balance(0, token_id(2)), balance(1, token_id(3)), balance(9, token_id(4)))
    assert in_order(of.balances, tokens) == (token_id(3), token_id(1), token_id(4), token_id(2))


def test_of_many_tokens_the_first_are_shown_and_the_rest_on_demand(shown: Shown) -> None:
    ids = [token_id(number) for number in range(12)]
    tokens = [token(f"T{number}", token_id=one) for number, one in enumerate(ids)]
    shown.draw(with_wallet(wallet(*(balance(1, one) for one in ids)), *tokens))
    assert len(shown.screen.balances.cards()) == FEW
    shown.screen.balances.more.click()
    assert len(shown.screen.balances.cards()) == 12
    assert all(card.isVisible() for card in shown.screen.balances.cards().values())


def test_a_new_balance_changes_the_card_and_keeps_it(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(100))))
    before = shown.card()
    shown.draw(with_wallet(wallet(balance(200))))
    assert shown.card() is before
    assert before.accessibleName() == "QTK, 2.00"


def test_tab_goes_through_the_screen_as_it_is_read(shown: Shown) -> None:
    ids = [token_id(number) for number in (1, 2)]
    tokens = [replace(token(token_id=one), created_at=NOW - timedelta(days=at)) for at, one in enumerate(ids)]
    shown.draw(with_wallet(wallet(balance(1, ids[0]), latest=(entry(),)), *tokens))
    shown.draw(with_wallet(wallet(*(balance(1, one) for one in ids), latest=(entry(),)), *tokens))
    stops = focusable_children(shown.screen)
    balances, latest = shown.screen.balances, shown.screen.latest
    cards = [stop for one in reversed(ids) for stop in shown.card(one).tab_stops()[:2]]
    assert stops == [balances.issue, balances.receive, balances.send, *cards, latest.show_all, latest.rows[0]]


@pytest.mark.parametrize(
    ("width", "count", "columns"), [(100, 5, 1), (580, 5, 1), (600, 5, 2), (976, 5, 3), (3_000, 5, 3), (976, 1, 1)]
)
def test_cards_share_the_width(width: int, count: int, columns: int) -> None:
    assert columns_for(width, 286, count) == columns


def test_an_entry_opens_in_the_activity(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1), latest=(entry(2), entry(1)))))
    shown.screen.latest.rows[1].click()
    assert shown.actions == [SelectEntry(entry(1)), GoTo(Page.WALLET, Tab.ACTIVITY)]


def test_an_entry_says_with_whom_what_for_when_and_how_much(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1), latest=(entry(),))))
    line = shown.screen.latest.rows[0].entry()
    assert (line.title, line.memo, line.at, line.amount, line.symbol, line.tone) == (
        "Ben",
        "rent",
        "5 min ago",
        "+25.00",
        "QTK",
        "positive",
    )


def test_only_as_many_lines_as_entries_are_shown(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1), latest=(entry(2), entry(1)))))
    assert [line.isVisible() for line in shown.screen.latest.rows] == [True, True] + [False] * 6


def test_show_all_leads_to_the_activity(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1), latest=(entry(),))))
    shown.screen.latest.show_all.click()
    assert shown.actions == [GoTo(Page.WALLET, Tab.ACTIVITY)]


def test_send_receive_and_issue_begin_there(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1))))
    for button in (shown.screen.balances.send, shown.screen.balances.receive, shown.screen.balances.issue):
        button.click()
    assert shown.actions == [GoTo(Page.WALLET, Tab.SEND), GoTo(Page.WALLET, Tab.RECEIVE), OpenSheet(IssueSheet())]


def frozen() -> Identity:
    return replace(ADA, status=IdentityStatus.FROZEN, owner=did(2), frozen_by=did(2), reason="lost phone")


def test_a_freeze_is_explained(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1)), me=frozen()))
    assert shown.banners() == [
        "Frozen by Ben: “lost phone”. It can't pay, and payments to it are refused. Only Ben may lift this."
    ]


def test_a_frozen_identity_can_neither_send_nor_issue(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1)), me=frozen()))
    balances = shown.screen.balances
    assert (balances.send.isEnabled(), balances.issue.isVisible(), shown.card().more.isVisible()) == (
        False,
        False,
        False,
    )


def test_unfreezing_begins_in_the_identity_s_sheet(shown: Shown) -> None:
    shown.draw(with_wallet(wallet(balance(1)), me=frozen()))
    shown.screen.unfreeze.click()
    assert shown.actions == [OpenSheet(IdentitySheet(did(1)))]
