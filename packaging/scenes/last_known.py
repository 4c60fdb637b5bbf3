"""What the last run knew: Overview, switcher and Activity before the node answers, and while it is away."""

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.frame import look
from scenes.overview import EURQ, FAMILY, QTK, days, window
from scenes.overview import entry as made_entry

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.last_known import KnownTable, KnownWallet, LastKnown
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.health import Down, Health, Node, Starting
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.recalled import LastKnownFound
from qwallet_desktop.state.remote import Failed
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NODE, NOW, did

MORNING = NOW - timedelta(hours=5, minutes=21)
LAST_WEEK = NOW - timedelta(days=6, hours=3)
UNREACHABLE = Problem(Code.NODE_UNREACHABLE)
AWAY = Down(NOW - timedelta(minutes=4), UNREACHABLE)
LOCKED = Down(NOW - timedelta(minutes=4), Problem(Code.DATABASE_LOCKED))
MEMOS = ("Rent", "Boat sail, second half", "", "Invoice 2026-114", "Bread for the week", "Train to L\u00fcbeck")
PEOPLE = (2, 77, 5, 3)


def wallet(number: int, at: datetime, *amounts: int) -> KnownWallet:
    """Return what an identity had: of each token in turn, so many units."""
    held = tuple(zip((QTK, EURQ), amounts, strict=False))
    return KnownWallet(
        did(number),
        at,
        WalletPermissions(can_send=True, can_receive=True, can_issue=number == 1),
        tuple(
            Balance(Amount(units, of.decimals, of.id), Amount(0, of.decimals, of.id), Sequence(9)) for of, units in held
        ),
        rows(8) if number == 1 else (),
        tuple(days(of, units) for of, units in held),
    )


def rows(count: int) -> tuple[HistoryEntry, ...]:
    """Return the newest entries of the first identity's history."""
    return tuple(_row(at, 20_000 - at) for at in range(count))


def _row(at: int, number: int) -> HistoryEntry:
    direction = Direction.IN if at % 3 == 0 else Direction.OUT
    other = did(PEOPLE[at % len(PEOPLE)])
    memo, minutes = MEMOS[at % len(MEMOS)], 340 + at * at * 7
    return made_entry(QTK if at % 4 else EURQ, (number, at * 7_919 % 90_000 + 1_250, direction, other, memo, minutes))


def last(at: datetime = MORNING, *, kept: int = 100, total: int = 20_000) -> LastKnown:
    """Return what was kept, five identities of it, and a history's newest entries."""
    wallets = (wallet(1, at, 97_500, 1_290_418), wallet(2, LAST_WEEK, 4_200), wallet(4, at, 0), wallet(5, at, 7, 9))
    table = KnownTable(did(1), rows(kept), total)
    return LastKnown(NODE, at, Sequence(20_000), did(1), FAMILY, (QTK, EURQ), wallets, (table,))


def found(node: Node, *then: Action, known: LastKnown | None = None) -> State:
    """Return the state after what was kept had been found and then so much happened, with the node like this."""
    opened = Lock(Phase.OPEN, Slot.KEYRING, words_checked=True, held=tuple(one.id for one in FAMILY))
    state = State(health=Health(node, stream_since=NOW), lock=opened, preferences=look())
    for action in (LastKnownFound(known or last()), *then):
        state = reduce(state, action)[0]
    return state


def on(tab: Tab, node: Node, *then: Action, known: LastKnown | None = None) -> State:
    """Return the same on one of the wallet's tabs."""
    return found(node, GoTo(Page.WALLET, tab), *then, known=known)


def _switch(content: MainWindow) -> None:
    content.side_bar.open_switcher()


def searched(words: str) -> Action:
    """Return the search for words in the first identity's history."""
    return ShowHistory(did(1), HistoryQuery(search=words))


@scene("last-known")
def last_known() -> QWidget:
    """The node begins; all that is seen is of this morning."""
    return window(on(Tab.OVERVIEW, Starting()))


@scene("last-known-small", 960, 600)
def small() -> QWidget:
    """The same in a small window, and from six days ago."""
    return window(on(Tab.OVERVIEW, Starting(), known=last(LAST_WEEK)))


@scene("last-known-smallest", 683, 420)
def smallest() -> QWidget:
    """A small screen at 200 %, a long name beside the time, a frozen identity."""
    cold = replace(FAMILY[2], status=IdentityStatus.FROZEN)
    known = replace(last(LAST_WEEK), identities=(*FAMILY[:2], cold, *FAMILY[3:]), active=did(3))
    known = replace(known, wallets=(*known.wallets, wallet(3, LAST_WEEK, 5)))
    return window(on(Tab.OVERVIEW, Starting(), known=known))


@scene("last-known-migrating", 960, 600)
def migrating() -> QWidget:
    """The node brings its ledger up to date, which takes a while."""
    return window(on(Tab.OVERVIEW, Starting(42)))


@scene("last-known-away")
def away() -> QWidget:
    """The node did not come; it is tried again."""
    return window(on(Tab.OVERVIEW, AWAY))


@scene("last-known-away-retry", 960, 600)
def away_retry() -> QWidget:
    """The node needs a person."""
    return window(on(Tab.OVERVIEW, LOCKED))


@scene("last-known-nothing", 960, 600)
def nothing() -> QWidget:
    """Nothing was kept of this identity, and the node is away."""
    return window(on(Tab.OVERVIEW, AWAY, known=replace(last(), active=did(3))))


@scene("last-known-switcher")
def switcher() -> QWidget:
    """Amounts of different ages."""
    return window(on(Tab.OVERVIEW, AWAY), _switch)


@scene("last-known-switcher-fault", 960, 600)
def switcher_fault() -> QWidget:
    """The node is there, but the list and an amount could not be read."""
    shown = on(Tab.OVERVIEW, Starting())
    failed = shown.wallets.set(did(2), replace(shown.wallets[did(2)], context=Failed(UNREACHABLE)))
    return window(replace(shown, wallets=failed), _switch)


@scene("last-known-activity")
def activity() -> QWidget:
    """The newest entries are here, the others need the node."""
    return window(on(Tab.ACTIVITY, AWAY))


@scene("last-known-activity-starting", 960, 600)
def activity_starting() -> QWidget:
    """All entries are here, since there are few."""
    return window(on(Tab.ACTIVITY, Starting(), known=last(kept=7, total=7)))


@scene("last-known-activity-search")
def activity_search() -> QWidget:
    """What a search finds among them."""
    return window(on(Tab.ACTIVITY, AWAY, searched("boat")))


@scene("last-known-activity-no-match", 960, 600)
def activity_no_match() -> QWidget:
    """A search that finds nothing among them; there may be something at the node."""
    return window(on(Tab.ACTIVITY, AWAY, searched("lighthouse")))


@scene("last-known-activity-drawer")
def activity_drawer() -> QWidget:
    """An entry's details; its proof needs the node."""
    return window(on(Tab.ACTIVITY, AWAY, SelectEntry(rows(2)[1])))


@scene("last-known-activity-nothing", 960, 600)
def activity_nothing() -> QWidget:
    """No entries were kept of this identity."""
    return window(on(Tab.ACTIVITY, AWAY, known=replace(last(), active=did(4), tables=())))


@scene("last-known-send")
def send() -> QWidget:
    """A payment may be written while the node is away."""
    return window(on(Tab.SEND, AWAY))


@scene("last-known-receive", 960, 600)
def receive() -> QWidget:
    """To receive, no node is needed."""
    return window(on(Tab.RECEIVE, AWAY, known=replace(last(), active=did(4))))
