"""A stack of screens: each made once, when it is wanted, and shown as soon as it is there."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder
from qwallet_desktop.ui.faces import Faces
from qwallet_desktop.ui.room import Later, MakeRoom, Room
from tests.ui.builders import FakeStore, bench, state


class Stand:
    """A stack in a window, and what happened to its screens."""

    def __init__(self, qtbot: QtBot) -> None:
        self.happened: list[str] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        tools = bench(lambda _action: None)
        self.faces = Faces[str](self.window, tools, Binder(FakeStore(state()), self.window))
        self.window.setLayout(self.faces.layout)
        self.window.show()

    def screen(self, name: str) -> MakeRoom:
        """What imports and makes a screen of that name, and notes both."""

        def find() -> Callable[[Bench, QWidget], Room]:
            self.happened.append(f"{name} imported")
            return make

        def make(_bench: Bench, parent: QWidget) -> Room:
            self.happened.append(f"{name} made")
            return Room(QLabel(name, parent), _nothing, lambda _view: None)

        return Later(find)

    def seen(self) -> str:
        """The screen that is seen."""
        shown = self.faces.layout.currentWidget()
        return shown.text() if isinstance(shown, QLabel) else ""


def _nothing(_state: State) -> None:
    """Screens here draw nothing of the state."""


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return Stand(qtbot)


def test_a_screen_is_imported_at_once_and_made_later(stand: Stand) -> None:
    stand.faces.show("send", stand.screen("send"))
    assert stand.happened == ["send imported"]


def test_a_screen_is_shown_once_it_is_made(stand: Stand, qtbot: QtBot) -> None:
    stand.faces.show("send", stand.screen("send"))
    qtbot.waitUntil(lambda: stand.seen() == "send")


def test_a_screen_that_is_there_is_shown_at_once(stand: Stand, qtbot: QtBot) -> None:
    stand.faces.show("send", stand.screen("send"))
    qtbot.waitUntil(lambda: stand.seen() == "send")
    stand.faces.show_at_once("wallet", lambda: QLabel("wallet", stand.window))
    stand.faces.show("send", stand.screen("send"))
    assert stand.seen() == "send"


def test_a_screen_that_is_asked_for_twice_is_made_once(stand: Stand, qtbot: QtBot) -> None:
    for name in ("send", "send", "receive"):
        stand.faces.show(name, stand.screen(name))
    stand.faces.show("send", stand.screen("send"))
    qtbot.waitUntil(lambda: stand.seen() == "send")
    assert stand.happened.count("send made") == 1


def test_a_screen_that_is_no_longer_wanted_is_not_made(stand: Stand, qtbot: QtBot) -> None:
    for name in ("send", "receive"):
        stand.faces.show(name, stand.screen(name))
    qtbot.waitUntil(lambda: stand.seen() == "receive")
    assert "send made" not in stand.happened


def test_what_may_not_wait_is_shown_at_once(stand: Stand) -> None:
    stand.faces.show("send", stand.screen("send"))
    stand.faces.show_at_once("wallet", lambda: QLabel("wallet", stand.window))
    assert stand.seen() == "wallet"


def test_what_was_made_can_be_asked_for(stand: Stand) -> None:
    stand.faces.show_at_once("wallet", lambda: QLabel("wallet", stand.window))
    assert [stand.faces.made(name) is not None for name in ("wallet", "send")] == [True, False]
