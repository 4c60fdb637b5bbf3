"""The list of notifications behind the bell, in each of its states, and the group of settings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from immutables import Map
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from scene import once_seen, scene
from scenes.frame import BIDI, LONG, usual, window

from qwallet_desktop.domain.events import StatusSet, TransferPosted
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.notifications import Notable, Notification
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.inbox import Inbox
from qwallet_desktop.state.inboxes import Inboxes
from qwallet_desktop.state.notice import (
    BackupRestored,
    FileWritten,
    IdentityMade,
    ListPaid,
    MuchReceived,
    NoCopy,
    Noted,
    Notice,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    Own,
    PaymentSent,
    ProgramFault,
    SupplyChanged,
)
from qwallet_desktop.state.notifications import Notifications
from qwallet_desktop.state.root import State
from qwallet_desktop.state.toast import Toast
from qwallet_desktop.ui.header import Header
from qwallet_desktop.ui.header import select as select_header
from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.settings_notifications import NotificationsGroup
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import dress
from qwallet_desktop.ui.tray import Message, Tray
from qwallet_desktop.ui.tray_icon import tray_icon
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.ui.builders import NOW, QTK, REQUEST, FakeStore, bench, did, identity, token

_HOUR = timedelta(hours=1)


def _transfer(sender: IdentityId | None, recipient: IdentityId, units: int) -> Transfer:
    kind = TransferKind.MINT if sender is None else TransferKind.TRANSFER
    return Transfer(TransferId(f"tr_{units}"), Sequence(9), kind, sender, recipient, Amount(units, 2, QTK), "", NOW)


def _paid(recipient: int, sender: int | None, units: int) -> TransferPosted:
    moved = _transfer(None if sender is None else did(sender), did(recipient), units)
    entry = HistoryEntry(did(recipient), moved, Direction.IN, moved.amount)
    return TransferPosted(entry, Balance(moved.amount, moved.amount, Sequence(9)), token())


def _box(whose: int, facts: tuple[tuple[int, float, Notable], ...], read_up_to: int = 0) -> Inbox:
    entries = tuple(
        Notification(Sequence(number), did(whose), NOW - _HOUR * hours, fact, number <= read_up_to)
        for number, hours, fact in facts
    )
    return Inbox(entries, sum(number > read_up_to for number, _, _ in facts), Sequence(read_up_to))


def _noted(*own: tuple[float, Own, bool]) -> tuple[Noted, ...]:
    return tuple(Noted(at, notice, NOW - _HOUR * hours, seen) for at, (hours, notice, seen) in enumerate(own, 1))


def _with(noted: tuple[Noted, ...], boxes: dict[IdentityId, Inbox]) -> State:
    unread = sum(box.unread for box in boxes.values())
    told = Notifications((), len(noted), noted, Inboxes(Map(boxes), unread))
    return replace(usual(), notifications=told)


def _full() -> State:
    """Return something of each kind, over some days."""
    frozen = StatusSet(did(1), IdentityStatus.FROZEN, "Phone was stolen in \u202eLisbon", NOW)
    boxes = {
        did(2): _box(2, ((40, 0.01, _paid(2, 77, 123_450)), (31, 5, _paid(2, 78, 10**30)), (12, 40, _paid(2, 77, 5)))),
        did(4): _box(4, ((38, 0.4, frozen),)),
        did(5): _box(5, ((20, 26, _paid(5, None, 1_000_000)), (9, 300, _paid(5, 79, 2_500))), 9),
        did(6): _box(6, ((18, 28, _paid(6, 80, 700)),), 18),
    }
    noted = _noted(
        (600, FileWritten("activity-2025.csv", 330_000), True),
        (300, IdentityMade(identity(6, BIDI)), True),
        (200, BackupRestored("/data/replaced-2026-11-11"), True),
        (60, SupplyChanged(token()), True),
        (30, OperationCancelled(did(2), REQUEST), True),
        (27, ProgramFault("FetchProof"), True),
        (25, NoCopy(Problem(Code.STORAGE_FULL)), True),
        (7, PaymentSent(did(1), _transfer(did(1), did(5), 2_500)), True),
        (3, OperationRefused(did(1), REQUEST, Problem(Code.INSUFFICIENT_FUNDS, {"available": "1.00"})), False),
        (2, OperationAged(did(2), REQUEST), False),
        (1, ListPaid(did(2), REQUEST, 497, 3), True),
    )
    return _with(noted, boxes)


def _open(then: Callable[[MainWindow], object] = lambda _content: None) -> Callable[[MainWindow], object]:
    def opened(content: MainWindow) -> None:
        content.open_notifications()
        then(content)

    return once_seen(opened)


def _narrow_to(content: MainWindow) -> None:
    choice = content.centre.choice
    choice.set_current(did(2))
    choice.chosen.emit(choice.current())
    content.centre.list.setFocus()


@scene("notifications-full")
def notifications_full() -> QWidget:
    """Something of each kind."""
    return window(_full(), then=_open())


@scene("notifications-narrow", 960, 600)
def notifications_narrow() -> QWidget:
    """A small window, one identity, a line chosen by the keyboard."""
    return window(_full(), then=_open(_narrow_to))


@scene("notifications-smallest", 683, 420)
def notifications_smallest() -> QWidget:
    """A small screen at 200 %, with amounts hidden."""
    shown = _full()
    return window(replace(shown, preferences=replace(shown.preferences, hide_amounts=True)), then=_open())


@scene("notifications-empty", 960, 600)
def notifications_empty() -> QWidget:
    """Nothing has happened yet."""
    return window(usual(), then=_open())


@scene("notifications-loading", 960, 600)
def notifications_loading() -> QWidget:
    """The node is being asked for the first time."""
    waiting = _open(lambda content: content.centre.panel.show_loading(at_once=True))
    return window(_with((), {did(1): Inbox(asked=True)}), then=waiting)


@scene("notifications-failed", 960, 600)
def notifications_failed() -> QWidget:
    """Nothing could be read."""
    return window(_with((), {did(1): Inbox(problem=Problem(Code.NODE_UNREACHABLE))}), then=_open())


@scene("notifications-partly", 960, 600)
def notifications_partly() -> QWidget:
    """What this desktop has to tell is there; what came in to one identity could not be read."""
    shown = _full()
    boxes = {did(2): _box(2, ((40, 1, _paid(2, 77, 5_000)),)), did(1): Inbox(problem=Problem(Code.NODE_UNREACHABLE))}
    return window(_with(shown.notifications.noted[-3:], boxes), then=_open())


@scene("notifications-many", 1240, 800)
def notifications_many() -> QWidget:
    """More than fits, the title and the bell at their end."""
    facts = tuple((1_000 - number, number / 20, _paid(2, 77, 100 + number)) for number in range(400))
    return window(_with((), {did(2): _box(2, facts)}), then=_open())


@scene("notifications-toasts", 960, 600)
def notifications_toasts() -> QWidget:
    """What I did stays while payments come in by the dozen."""
    notices: tuple[Notice, ...] = (
        ListPaid(did(1), REQUEST, 480, 20),
        MuchReceived(1_234, None),
        FileWritten(f"{LONG}.csv", 12),
    )
    toasts = tuple(Toast(at, notice) for at, notice in enumerate(notices, 1))
    shown = _full()
    return window(replace(shown, notifications=shown.notifications._replace(toasts=toasts)))


BELLS = ((0, 1), (12, 2), (240, 4))
"""How much is unread, and under whom."""


@scene("notifications-bell", 1020, 300)
def notifications_bell() -> QWidget:
    """Nothing, a dozen and more than is counted at the bell; the last one has the focus."""
    page = QWidget()
    set_look(page, look="page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    stack = column(page, margin=8)
    for unread, number in BELLS:
        shown = replace(usual(), identities=replace(usual().identities, active=did(number)))
        header = Header(bench(lambda _action: None))
        header.draw(select_header(shown))
        header.bell.set_count(unread)
        stack.addWidget(header)
    stack.addStretch(1)
    once_seen(lambda _page: header.bell.setFocus(Qt.FocusReason.TabFocusReason))(page)
    return page


class _NoIcon:
    """An icon that is nowhere; what it hangs its menu from is shown instead."""

    def show(self) -> None:
        """Be seen nowhere."""

    def hide(self) -> None:
        """Be seen nowhere."""

    def set_picture(self, picture: QIcon, hint: str) -> None:
        """Show nothing."""

    def tell(self, told: Message) -> None:
        """Tell nobody."""


def _icons(ground: str) -> QWidget:
    """Return the tray's icon with different counts, in the sizes that desktops use, on their own ground."""
    picture = QPixmap(560, 96)
    picture.fill(QColor(ground))
    painter = QPainter(picture)
    left = 16
    for unread in (0, 1, 9, 10):
        for side in (16, 22, 48):
            painter.drawPixmap(left, 24, tray_icon(unread).pixmap(QSize(side, side), 1.0))
            left += side + 12
        left += 12
    painter.end()
    shown = QLabel()
    shown.setPixmap(picture)
    return shown


@scene("notifications-tray", 600, 420)
def notifications_tray() -> QWidget:
    """The tray's icon on a light and on a dark panel, and its menu."""
    shell = Shell()
    page = QWidget()
    set_look(page, look="page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    stack = column(page, margin=16)
    for ground in ("#F2F2F2", "#202124"):
        stack.addWidget(_icons(ground))
    stack.addStretch(1)
    shell.install(page)
    dress(page)

    def hang(menu: QMenu, _click: Callable[[], object], _message: Callable[[], object]) -> _NoIcon:
        menu.popup(page.mapToGlobal(QPoint(24, 236)))
        return _NoIcon()

    tray = Tray(shell, FakeStore(usual()), bench(lambda _action: None), lambda: None, hang)
    once_seen(lambda _page: tray.refresh())(page)
    return shell


@scene("notifications-settings", 740, 760)
def notifications_settings() -> QWidget:
    """The settings where the desktop has a tray: all on, and the icon taken out of it."""
    page = QWidget()
    set_look(page, look="page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    stack = column(page, margin=24, spacing=24)
    for chosen in (Preferences(close_to_tray=True), Preferences(tray_icon=False, close_to_tray=True)):
        group = NotificationsGroup(lambda _preferences: None, lambda: True)
        group.draw(chosen)
        stack.addWidget(group)
    stack.addStretch(1)
    return page
