"""The window's frame: side bar, header, notices, switcher, palette, status, toasts, shortcuts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from immutables import Map
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget
from scene import scene

from qwallet_desktop.domain.health import BreakerState, HalfOpen, Open, Service
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.health import Down, Health, Starting, Up
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import Navigation
from qwallet_desktop.state.notice import FileWritten, IdentityMade, Notice, NotKept, PaymentSent, ProgramFault
from qwallet_desktop.state.notifications import Notifications
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import Palette, Sheet, ShortcutSheet
from qwallet_desktop.state.toast import Toast
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.main_window import MainWindow, build
from qwallet_desktop.ui.palette import PaletteSheet
from qwallet_desktop.ui.rooms import all_rooms
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.fields import SearchField
from tests.ui.builders import NODE, NOW, QTK, FakeStore, bench, did, identity, state, token

LONG = "Anneliese Freifrau von und zu Hohenfels-Wartburg, Haushaltskasse Süd"
BIDI = "مريم بنت عبد الله \u202eevil\u202c Trust"
FAMILY: tuple[Identity, ...] = (
    identity(1, "Mara Lindqvist", can_issue=True),
    identity(2, "Acme Treasury", kind=IdentityType.ENTERPRISE),
    identity(3, "Harbour DAO", kind=IdentityType.DAO),
    identity(4, "Leo", kind=IdentityType.CONSENTIDA, status=IdentityStatus.FROZEN),
    identity(5, LONG),
    identity(6, BIDI),
)


def look() -> Preferences:
    """Return preferences that leave the gallery's theme as it is."""
    theme = current_theme()
    return Preferences(theme=Theme(theme.name), font_points=round(theme.font_scale * 10), reduced_motion=True)


def usual(*, active: int = 1) -> State:
    """Return six identities, two of them pinned, some with balances."""
    made = state(*FAMILY, active=active, tokens=[token()])
    balance = Balance(Amount(97_500, 2, QTK), Amount(0, 2, QTK), Sequence(7))
    read = Loaded(WalletPermissions(can_send=True, can_receive=True, can_issue=False), NOW)
    wallets = Map((did(n), Wallet(read, Map({QTK: balance}), Loaded((), NOW))) for n in (1, 2, 4, 5, 6))
    held = tuple(each.id for each in FAMILY if each.id != did(3))
    return replace(
        made,
        wallets=wallets,
        lock=replace(made.lock, held=held),
        preferences=replace(look(), pinned_identities=(did(2), did(1))),
    )


def window(shown: State, *, demo: bool = False, then: Callable[[MainWindow], object] | None = None) -> QWidget:
    """Return the window with this state; `then` is called once it is shown."""
    shell = Shell()
    rooms = all_rooms(Path("/home/mara/.local/share/qwallet"), "0.1.0")
    content = build(shell, FakeStore(shown), bench(lambda _action: None), rooms, demo=demo)
    if then is not None:
        QTimer.singleShot(0, content, lambda: then(content))
    return shell


def with_sheet(sheet: Sheet, shown: State) -> State:
    """Return the state with a sheet open."""
    return replace(shown, navigation=Navigation(sheet=sheet))


def with_node(health: Health) -> State:
    """Return the usual state, with the node in another."""
    return replace(usual(), health=health)


@scene("frame-shell")
def frame_shell() -> QWidget:
    """Before the state is imported."""
    return Shell()


@scene("frame-pages")
def frame_pages() -> QWidget:
    """Everything as usual, with a backup to make."""
    shown = usual()
    return window(replace(shown, lock=replace(shown.lock, words_checked=False)))


@scene("frame-narrow", 960, 600)
def frame_narrow() -> QWidget:
    """A small window, a long name, the notice of auto-lock, sample data."""
    shown = usual(active=4)
    return window(replace(shown, lock=replace(shown.lock, notice=23)), demo=True)


@scene("frame-smallest", 683, 420)
def frame_smallest() -> QWidget:
    """A small screen at 200 %."""
    return window(usual(active=5), then=lambda content: content.side_bar.open_switcher())


@scene("frame-switcher")
def frame_switcher() -> QWidget:
    """The identity switcher."""
    return window(usual(active=3), then=lambda content: content.side_bar.open_switcher())


def many(count: int) -> State:
    """Return a state with so many identities, the first with a name that tries to leave its line."""
    first = identity(1, "Z\u0351\u036b\u0343a\u0329\u0320l\u0348\u0358g\u035co\u0321\u0353 " + "W" * 50)
    made = state(first, *(identity(n, f"Customer account {n:05}") for n in range(2, count + 1)), tokens=[token()])
    return replace(made, preferences=look())


@scene("frame-switcher-many")
def frame_switcher_many() -> QWidget:
    """Ten thousand identities."""
    return window(many(10_000), then=lambda content: content.side_bar.open_switcher())


def _search_nobody(content: MainWindow) -> None:
    content.side_bar.open_switcher()
    content.side_bar.switcher.findChildren(SearchField)[0].edit.setText("nobody")


@scene("frame-switcher-nobody", 960, 600)
def frame_switcher_nobody() -> QWidget:
    """A search that finds none."""
    return window(usual(active=3), then=_search_nobody)


def _search_nothing(content: MainWindow) -> None:
    content.window().findChildren(PaletteSheet)[0].findChildren(QLineEdit)[0].setText("xyzzy")


@scene("frame-palette-nothing", 960, 600)
def frame_palette_nothing() -> QWidget:
    """Ctrl+K with words that nothing has."""
    return window(with_sheet(Palette(), usual(active=0)), then=_search_nothing)


@scene("frame-palette")
def frame_palette() -> QWidget:
    """Ctrl+K."""
    return window(with_sheet(Palette(), usual(active=0)))


@scene("frame-shortcuts", 960, 600)
def frame_shortcuts() -> QWidget:
    """The list of shortcuts."""
    return window(with_sheet(ShortcutSheet(), usual()))


def _open_status(content: MainWindow) -> None:
    content.side_bar.status.popover.open_at(content.side_bar.status.button)


@scene("frame-reconnecting")
def frame_reconnecting() -> QWidget:
    """The node was lost and comes back by itself; the clock is off."""
    lost = Down(NOW - timedelta(minutes=3), Problem(Code.NODE_UNREACHABLE))
    return window(with_node(Health(lost, clock_offset=140)), then=_open_status)


@scene("frame-node-down", 960, 600)
def frame_node_down() -> QWidget:
    """The node needs a person."""
    locked = Down(NOW - timedelta(minutes=3), Problem(Code.DATABASE_LOCKED))
    return window(with_node(Health(locked, fault="FetchWallet: ZeroDivisionError")), then=_open_status)


@scene("frame-online", 960, 600)
def frame_online() -> QWidget:
    """All is well."""
    return window(with_node(troubled()), then=_open_status)


def troubled(*services: tuple[Service, BreakerState]) -> Health:
    """Return a node that answers while some of its services don't."""
    up = Up(NODE, NOW - timedelta(hours=2), "0.4.0")
    return Health(up, live=True, troubled=Map(services), stream_since=NOW - timedelta(hours=2))


@scene("frame-partly-online")
def frame_partly_online() -> QWidget:
    """One service rests, the others work."""
    rests = Open(NOW - timedelta(minutes=3), NOW + timedelta(seconds=40), Problem(Code.NODE_TIMEOUT))
    return window(with_node(troubled((Service.AUDIT, rests))), then=_open_status)


@scene("frame-partly-online-narrow", 960, 600)
def frame_partly_online_narrow() -> QWidget:
    """Two rest, one is being tried, the clock is off, something crashed: as much as there can be to say."""
    rests = Open(NOW - timedelta(minutes=3), NOW + timedelta(seconds=40), Problem(Code.INTERNAL))
    tries = HalfOpen(NOW - timedelta(minutes=9), Problem(Code.NODE_TIMEOUT))
    health = troubled((Service.AUDIT, rests), (Service.WALLET, rests), (Service.IDENTITIES, tries))
    health = replace(health, clock_offset=-45, fault="FetchWallet: ZeroDivisionError")
    return window(with_node(health), then=_open_status)


@scene("frame-connecting", 960, 600)
def frame_connecting() -> QWidget:
    """The node answers, its news was cut."""
    return window(with_node(Health(Up(NODE, NOW), stream_since=NOW)), then=_open_status)


@scene("frame-starting")
def frame_starting() -> QWidget:
    """Nothing is known yet."""
    return window(State(health=Health(Starting()), preferences=look(), lock=Lock(Phase.OPEN, Slot.KEYRING)))


@scene("frame-start-failed", 960, 600)
def frame_start_failed() -> QWidget:
    """The ledger is of a newer version and nothing is known."""
    down = Down(NOW, Problem(Code.DATABASE_NEWER))
    return window(
        State(
            health=Health(down),
            preferences=look(),
            lock=Lock(Phase.OPEN, Slot.KEYRING),
            identities=Identities(),
        )
    )


@scene("frame-toasts", 960, 600)
def frame_toasts() -> QWidget:
    """One of each kind, the newest four."""
    payment = Transfer(
        TransferId("tr_1"), Sequence(9), TransferKind.TRANSFER, did(2), did(1), Amount(2_500, 2, QTK), "", NOW
    )
    notices: tuple[Notice, ...] = (
        PaymentSent(did(2), payment),
        FileWritten("activity-2026.csv", 20_000),
        NotKept(Problem(Code.STORAGE_FULL, {"folder": "/home/mara/.local/share/qwallet"})),
        ProgramFault("FetchProof"),
    )
    shown = Notifications(tuple(Toast(at, notice) for at, notice in enumerate(notices, 1)), len(notices))
    return window(replace(usual(), notifications=shown))


@scene("frame-toast-identity", 960, 600)
def frame_toast_identity() -> QWidget:
    """A new identity with a name that tries tricks."""
    shown = Notifications((Toast(1, IdentityMade(identity(6, BIDI))),), 1)
    return window(replace(usual(), notifications=shown))
