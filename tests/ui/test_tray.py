"""The tray, with a stand-in for the desktop's: what it shows, what it tells and when, and what its menu does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.lock import Lock, LockNow, Phase, Slot
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.ui.shell import PROGRAM, Shell
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.tokens import theme_hub
from qwallet_desktop.ui.tray import Icon, Message, Tray, message, select, tray_available, without_markup
from qwallet_desktop.ui.tray_icon import tray_icon
from tests.ui.builders import FakeStore, bench, did, identity, state, token
from tests.ui.test_notification_centre import paid

LOCKED = Lock(Phase.LOCKED, Slot.PASSPHRASE)


@dataclass
class FakeIcon:
    """Stands where a desktop's tray would be."""

    menu: QMenu
    on_click: Callable[[], object]
    on_message: Callable[[], object]
    visible: bool = False
    hint: str = ""
    told: list[Message] = field(default_factory=list)

    def show(self) -> None:
        self.visible = True

    def hide(self) -> None:
        self.visible = False

    def set_picture(self, _picture: QIcon, hint: str) -> None:
        self.hint = hint

    def tell(self, told: Message) -> None:
        self.told.append(told)


def quiet(**chosen: bool) -> State:
    base = state(identity(1, "Mara"), identity(2, "Savings"), tokens=[token()])
    return replace(base, preferences=Preferences(**chosen))  # type: ignore[arg-type]  # switches only


def with_payments(count: int, base: State, first: int = 1) -> State:
    for sequence in range(first, first + count):
        event = Event(Sequence(sequence), Sequence(sequence - 1), did(2), paid(2, sequence=sequence))
        base = reduce(base, EventReceived(event))[0]
    return base


class Stand:
    """A tray beside a window that is not looked at."""

    def __init__(self, qtbot: QtBot, shown: State, *, available: bool = True) -> None:
        self.qtbot = qtbot
        self.actions: list[Action] = []
        self.icons: list[FakeIcon] = []
        self.lists_opened = 0
        self.left = 0
        self.available = available
        self.store = FakeStore(shown)
        self.shell = Shell()
        qtbot.addWidget(self.shell)
        self.shell.closing.connect(self._leave)
        self.tray = Tray(self.shell, self.store, bench(self.actions.append), self._open, self._make)
        self.tray.refresh()

    def _leave(self) -> None:
        self.left += 1

    def _open(self) -> None:
        self.lists_opened += 1

    def _make(self, menu: QMenu, on_click: Callable[[], object], on_message: Callable[[], object]) -> Icon | None:
        if not self.available:
            return None
        self.icons.append(FakeIcon(menu, on_click, on_message))
        return self.icons[-1]

    @property
    def icon(self) -> FakeIcon:
        return self.icons[-1]

    def put(self, changed: State) -> None:
        self.store.put(changed)
        self.tray.refresh()

    def menu(self, text: str) -> None:
        next(action for action in self.icon.menu.actions() if action.text() == text).trigger()


@pytest.fixture
def stands(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Stand]]:
    made: list[Stand] = []

    def make(shown: State | None = None, *, available: bool = True) -> Stand:
        made.append(Stand(qtbot, shown or quiet(), available=available))
        return made[-1]

    yield make
    for each in made:
        each.tray.close()
        each.shell.hide()


def test_the_tray_says_how_much_is_unread(stands: Callable[..., Stand]) -> None:
    stand = stands(with_payments(3, quiet()))
    assert (stand.icon.visible, stand.icon.hint) == (True, "Qwallet, 3 unread")
    stand.put(quiet())
    assert stand.icon.hint == PROGRAM


def test_many_unread_are_nine_and_more(stands: Callable[..., Stand]) -> None:
    assert stands(with_payments(30, quiet())).icon.hint == "Qwallet, 9+ unread"


def test_what_came_before_the_start_is_not_told(stands: Callable[..., Stand]) -> None:
    assert stands(with_payments(3, quiet())).icon.told == []


def test_a_payment_is_told_in_words(stands: Callable[..., Stand]) -> None:
    stand = stands()
    stand.put(with_payments(1, stand.store.state))
    (told,) = stand.icon.told
    assert (told.title, told.sentence.endswith("to Savings")) == ("Received 25.00 QTK", True)


def test_hidden_amounts_stay_hidden_in_the_tray(stands: Callable[..., Stand]) -> None:
    stand = stands(quiet(hide_amounts=True))
    stand.put(with_payments(1, stand.store.state))
    assert "25" not in stand.icon.told[0].title


def test_while_locked_nothing_but_a_count_is_told(stands: Callable[..., Stand]) -> None:
    stand = stands(replace(quiet(), lock=LOCKED))
    stand.put(with_payments(1, stand.store.state))
    assert stand.icon.told == [Message(PROGRAM, "1 new notification")]


def test_a_burst_is_one_message_and_one_more_when_it_is_calm(stands: Callable[..., Stand]) -> None:
    stand = stands()
    once = with_payments(1, stand.store.state)
    stand.put(once)
    stand.put(with_payments(2, once, first=2))
    stand.put(with_payments(17, once, first=2))
    assert len(stand.icon.told) == 1
    stand.tray._calm.timeout.emit()
    assert stand.icon.told[1:] == [Message(PROGRAM, "17 new notifications")]


def test_calm_after_one_message_says_nothing_more(stands: Callable[..., Stand]) -> None:
    stand = stands()
    stand.put(with_payments(1, stand.store.state))
    stand.tray._calm.timeout.emit()
    assert len(stand.icon.told) == 1


def test_who_looks_at_the_window_is_not_told_by_the_tray(stands: Callable[..., Stand], qtbot: QtBot) -> None:
    stand = stands()
    with qtbot.waitActive(stand.shell):
        stand.shell.come_forward()
    stand.put(with_payments(1, stand.store.state))
    assert stand.icon.told == []


def test_messages_can_be_switched_off(stands: Callable[..., Stand]) -> None:
    stand = stands(quiet(tray_messages=False))
    stand.put(with_payments(1, stand.store.state))
    assert (stand.icon.told, stand.icon.hint) == ([], "Qwallet, 1 unread")


def test_the_icon_can_be_switched_off_and_on(stands: Callable[..., Stand]) -> None:
    stand = stands()
    first = stand.icon
    stand.put(quiet(tray_icon=False))
    assert not first.visible
    stand.put(with_payments(2, quiet()))
    assert (stand.icon.visible, stand.icon.hint, stand.icon.told) == (True, "Qwallet, 2 unread", [])


def test_without_a_tray_nothing_is_shown_and_closing_ends_the_program(stands: Callable[..., Stand]) -> None:
    stand = stands(quiet(close_to_tray=True), available=False)
    stand.put(with_payments(1, stand.store.state))
    stand.shell.show()
    stand.shell.close()
    assert (stand.icons, stand.left) == ([], 1)


def test_closing_ends_the_program_unless_it_is_to_stay_in_the_tray(stands: Callable[..., Stand]) -> None:
    stand = stands()
    stand.shell.show()
    stand.shell.close()
    assert stand.left == 1


def test_a_program_that_stays_in_the_tray_only_hides_its_window(stands: Callable[..., Stand]) -> None:
    stand = stands(quiet(close_to_tray=True))
    stand.shell.show()
    stand.shell.close()
    assert (stand.left, stand.shell.isVisible()) == (0, False)
    stand.icon.on_click()
    assert stand.shell.isVisible()
    stand.menu("Quit")
    assert (stand.left, stand.shell.isVisible()) == (1, False)


def test_that_the_program_stays_is_said_once(stands: Callable[..., Stand]) -> None:
    stand = stands(quiet(close_to_tray=True, tray_messages=False))
    for _ in range(2):
        stand.shell.show()
        stand.shell.close()
    assert [told.sentence for told in stand.icon.told] == [
        "Qwallet keeps running here. To end it, choose Quit in this menu."
    ]


def test_switching_the_icon_off_lets_closing_end_the_program(stands: Callable[..., Stand]) -> None:
    stand = stands(quiet(close_to_tray=True))
    stand.put(quiet(close_to_tray=True, tray_icon=False))
    stand.shell.show()
    stand.shell.close()
    assert stand.left == 1


def test_the_menu_wears_the_style_sheet(stands: Callable[..., Stand], qapp: QApplication) -> None:
    apply_theme(qapp, "light", reduced_motion=True)
    assert stands(quiet()).icon.menu.styleSheet() == theme_hub().sheet


def test_the_menu_shows_the_window_and_locks(stands: Callable[..., Stand]) -> None:
    stand = stands()
    stand.menu("Show Qwallet")
    stand.menu("Lock")
    assert stand.shell.isVisible()
    assert stand.actions == [LockNow()]


def test_the_menu_and_a_message_open_the_list(stands: Callable[..., Stand], qtbot: QtBot) -> None:
    stand = stands()
    stand.menu("Notifications")
    stand.icon.on_message()
    qtbot.waitUntil(lambda: stand.lists_opened == 2)
    assert stand.shell.isVisible()


def test_a_change_is_shown_by_itself(stands: Callable[..., Stand], qtbot: QtBot) -> None:
    stand = stands()
    stand.tray._soon.stop()
    stand.store.put(with_payments(1, stand.store.state))
    qtbot.waitUntil(lambda: stand.icon.hint == "Qwallet, 1 unread")


def test_what_a_message_says_depends_on_how_much_came_since() -> None:
    shown = with_payments(2, quiet())
    assert message(shown, 0, bench(lambda _action: None).numbers).sentence == "2 new notifications"
    assert message(shown, 1, bench(lambda _action: None).numbers).title == "Received 25.00 QTK"


def test_the_view_does_not_change_with_more_than_is_counted() -> None:
    assert select(with_payments(20, quiet())).unread == select(with_payments(11, quiet())).unread


def test_the_picture_differs_by_what_is_unread(qapp: QApplication) -> None:
    none, some, many = (tray_icon(count).pixmap(22, 22).toImage() for count in (0, 3, 12))
    assert none != some
    assert some != many
    assert tray_icon(12).pixmap(22, 22).toImage() == tray_icon(99).pixmap(22, 22).toImage()


def test_the_count_stands_in_the_lower_right_corner_whatever_the_scale() -> None:
    program = (
        "from PySide6.QtCore import QSize;"
        "from PySide6.QtGui import QGuiApplication;"
        "from qwallet_desktop.ui.tray_icon import tray_icon;"
        "app = QGuiApplication([]);"
        "print(tray_icon(3).pixmap(QSize(64, 64), 1.0).toImage().pixelColor(55, 60).name())"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    drawn = [
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program],
            env=environment | {"QT_SCALE_FACTOR": scale},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for scale in ("1", "2")
    ]
    assert drawn == ["#b3202f\n", "#b3202f\n"]


def test_there_is_no_tray_here(qapp: QApplication) -> None:
    assert not tray_available()


def test_a_name_is_never_markup_to_the_desktop() -> None:
    assert without_markup("From <a href='x'>B & C</a>") == "From \u2039a href='x'\u203aB + C\u2039/a\u203a"
