"""What is shown while the node is away says of when it is, in each part of the window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from immutables import Map
from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.last_known import KnownTable
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.audit import Drawer, Selection
from qwallet_desktop.state.health import Down, Health, Node, Starting, Up
from qwallet_desktop.state.history import History
from qwallet_desktop.state.remote import Loaded, Remote, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.as_of import AsOfLabel, as_of_words, moment_words
from qwallet_desktop.ui.header import Header
from qwallet_desktop.ui.header import select as select_header
from qwallet_desktop.ui.screens import activity, overview
from qwallet_desktop.ui.screens.proof_panel import ProofPanel
from qwallet_desktop.ui.switcher import Switcher
from qwallet_desktop.ui.switcher_view import select as select_switcher
from qwallet_desktop.ui.widgets.amount import AmountLabel
from qwallet_desktop.ui.widgets.panels import Banner
from tests.ui.builders import NODE, NOW, QTK, bench, did, identity, state, token
from tests.ui.payments import entry

W = TypeVar("W", bound=QWidget)
Show = Callable[[W], W]

ADA, BEN = identity(1, "Ada"), identity(2, "Ben")
YESTERDAY = NOW - timedelta(days=1)
MAY = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
STARTING = Problem(Code.NODE_STARTING)
UNREACHABLE = Problem(Code.NODE_UNREACHABLE)
LAST: Remote[WalletPermissions] = Stale(MAY, YESTERDAY, STARTING)


def with_wallet(context: Remote[WalletPermissions], node: Node) -> State:
    balance = Balance(Amount(2_500, 2, QTK), Amount(0, 2, QTK), Sequence(1))
    wallet = Wallet(context, Map({QTK: balance}), Loaded((), NOW))
    known = state(ADA, BEN, tokens=[token()])
    return replace(known, wallets=Map({did(1): wallet}), health=Health(node))


@pytest.fixture
def show(qtbot: QtBot) -> Show[QWidget]:
    def shown(widget: W) -> W:
        qtbot.addWidget(widget)
        widget.resize(1100, 700)
        widget.show()
        return widget

    return shown


def dates(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(AsOfLabel) if label.isVisible()]


def banners(widget: QWidget) -> list[str]:
    return [one.accessibleName() for one in widget.findChildren(Banner) if one.isVisible()]


def amounts(widget: QWidget) -> set[str]:
    return {label.accessibleName().partition(" ")[0] for label in widget.findChildren(AmountLabel)}


def nobody(_action: object) -> None:
    """Take what is emitted."""


def test_a_moment_of_today_is_a_time_and_an_older_one_has_its_date() -> None:
    local = QDateTime.fromSecsSinceEpoch(int(NOW.timestamp()))
    time = QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
    assert as_of_words(NOW, NOW) == f"As of {time}"
    assert len(moment_words(YESTERDAY, NOW)) > len(moment_words(NOW, NOW))


def test_an_older_moment_names_its_month() -> None:
    assert moment_words(YESTERDAY, NOW).startswith("19 Nov 2026 ")


def test_where_a_date_would_be_cut_there_is_a_clock(show: Show[AsOfLabel]) -> None:
    today, other = show(AsOfLabel()), show(AsOfLabel())
    for label, at in ((today, YESTERDAY), (other, YESTERDAY - timedelta(days=8))):
        label.set_as_of(at, NOW)
        label.resize(40, 16)
    assert today.grab().toImage() == other.grab().toImage()


@pytest.mark.parametrize("node", [Starting(), Down(NOW, UNREACHABLE), Up(NODE)])
def test_the_header_says_of_when_the_last_known_state_is(show: Show[Header], node: Node) -> None:
    header = show(Header(bench(nobody)))
    header.draw(select_header(with_wallet(LAST, node)))
    assert dates(header) == [as_of_words(YESTERDAY, NOW)]


def test_the_header_says_since_when_the_node_is_gone(show: Show[Header]) -> None:
    header = show(Header(bench(nobody)))
    header.draw(select_header(with_wallet(Loaded(MAY, YESTERDAY), Down(NOW, UNREACHABLE))))
    assert dates(header) == [as_of_words(NOW, NOW)]


def test_the_header_says_nothing_of_what_is_current(show: Show[Header]) -> None:
    header = show(Header(bench(nobody)))
    header.draw(select_header(with_wallet(LAST, Starting())))
    header.draw(select_header(with_wallet(Loaded(MAY, NOW), Up(NODE))))
    assert dates(header) == []


def test_while_the_node_starts_the_last_known_balances_stand_where_the_live_ones_will(
    show: Show[overview.OverviewScreen],
) -> None:
    screen = show(overview.OverviewScreen(bench(nobody)))
    screen.draw(overview.select(with_wallet(LAST, Starting())))
    assert screen.panel.state() == "content"
    assert "25.00" in amounts(screen)


def test_when_the_node_can_not_start_the_overview_says_of_when_the_balances_are(
    show: Show[overview.OverviewScreen],
) -> None:
    screen = show(overview.OverviewScreen(bench(nobody)))
    screen.draw(overview.select(with_wallet(LAST, Down(NOW, UNREACHABLE))))
    assert any(moment_words(YESTERDAY, NOW) in words for words in banners(screen))


def test_hidden_amounts_stay_hidden_in_what_was_known(show: Show[overview.OverviewScreen]) -> None:
    known = with_wallet(LAST, Starting())
    hidden = replace(known, preferences=replace(known.preferences, hide_amounts=True))
    screen = show(overview.OverviewScreen(bench(nobody)))
    screen.draw(overview.select(hidden))
    assert amounts(screen)
    assert "25.00" not in amounts(screen)


def test_the_switcher_says_of_when_its_oldest_amount_is(show: Show[QWidget]) -> None:
    page = show(QWidget())
    switcher = Switcher(bench(nobody), page)
    switcher.draw(select_switcher(with_wallet(LAST, Starting())))
    switcher.open_at(page)
    assert dates(switcher) == [as_of_words(YESTERDAY, NOW)]


def test_the_switcher_says_nothing_of_what_is_current(show: Show[QWidget]) -> None:
    page = show(QWidget())
    switcher = Switcher(bench(nobody), page)
    switcher.draw(select_switcher(with_wallet(Loaded(MAY, NOW), Up(NODE))))
    switcher.open_at(page)
    assert dates(switcher) == []


def kept(total: int) -> History:
    rows = tuple(entry(number) for number in range(3))
    table = KnownTable(did(1), rows, total)
    return History(HistoryQuery(), total=3, pages=Map({0: rows}), recent=(0,), kept=table, local=True)


def lines(screen: activity.ActivityScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]


def drawn(show: Show[activity.ActivityScreen], history: History, node: Node) -> activity.ActivityScreen:
    screen = show(activity.ActivityScreen(bench(nobody)))
    known = with_wallet(LAST, node)
    selected = Drawer(Selection(entry(1)))
    screen.draw(activity.select(replace(known, history=Map({did(1): history}), drawer=selected)))
    return screen


def test_the_activity_says_that_only_the_newest_rows_are_kept(show: Show[activity.ActivityScreen]) -> None:
    screen = drawn(show, kept(40), Starting())
    assert "Only the newest 3 payments are kept on this computer. The others need the node." in lines(screen)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (40, "None of the entries on this computer does. Older ones can be searched when the node answers."),
        (3, "No entry has all of what the search and the filters ask for."),
    ],
)
def test_a_search_that_finds_nothing_here_says_whether_there_may_be_more(
    show: Show[activity.ActivityScreen], total: int, words: str
) -> None:
    nothing = replace(kept(total), query=HistoryQuery(search="lighthouse"), total=0, pages=Map())
    assert words in lines(drawn(show, nothing, Down(NOW, UNREACHABLE)))


def test_the_activity_says_nothing_where_all_rows_are_kept(show: Show[activity.ActivityScreen]) -> None:
    screen = drawn(show, kept(3), Starting())
    assert not any("kept on this computer" in line for line in lines(screen))


def test_the_activity_says_nothing_of_kept_rows_while_the_node_answers(show: Show[activity.ActivityScreen]) -> None:
    screen = drawn(show, replace(kept(40), local=False), Up(NODE))
    assert not any("kept on this computer" in line for line in lines(screen))


@pytest.mark.parametrize(
    ("node", "words"), [(Starting(), "needs the node"), (Down(NOW, UNREACHABLE), "needs the node"), (Up(NODE), "Fetch")]
)
def test_the_drawer_says_that_a_proof_needs_the_node(
    show: Show[activity.ActivityScreen], node: Node, words: str
) -> None:
    panel = drawn(show, kept(40), node).findChild(ProofPanel)
    assert isinstance(panel, ProofPanel)
    assert words in panel.words()
