"""The binder: renders what changed, and nothing of a widget that was let go."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.state.navigation import Navigation, Page
from qwallet_desktop.state.notifications import Notifications
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bind import FRAME_MS, Binder
from tests.ui.builders import FakeStore


class Board(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[Page] = []


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> Board:
    widget = Board()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def with_page(page: Page) -> State:
    return replace(State(), navigation=Navigation(page))


def test_a_change_is_rendered_in_the_next_frame(page: Board, qtbot: QtBot) -> None:
    store = FakeStore()
    binder = Binder(store, page)
    binder.bind(page, lambda state: state.navigation.page, page.drawn.append)
    store.put(with_page(Page.SETTINGS))
    qtbot.waitUntil(lambda: page.drawn == [Page.WALLET, Page.SETTINGS])
    binder.close()


def test_changes_that_come_together_are_rendered_once(page: Board, qtbot: QtBot) -> None:
    store = FakeStore()
    binder = Binder(store, page)
    drawn: list[int] = []
    binder.bind(page, lambda state: state.notifications.given, drawn.append)
    for given in range(1, 6):
        store.put(replace(State(), notifications=Notifications((), given)))
    qtbot.waitUntil(lambda: drawn == [0, 5])
    binder.close()


def test_what_follows_a_rendering_waits_for_the_next_frame(page: Board) -> None:
    store = FakeStore()
    binder = Binder(store, page)
    store.put(with_page(Page.SETTINGS))
    assert binder._timer.remainingTime() == 0
    binder.flush()
    binder._timer.stop()
    store.put(with_page(Page.WALLET))
    assert 0 < binder._timer.interval() <= FRAME_MS
    binder.close()


def test_what_did_not_change_is_not_rendered_again(page: Board) -> None:
    store = FakeStore()
    binder = Binder(store, page)
    binder.bind(page, lambda state: state.navigation.page, page.drawn.append)
    store.put(with_page(Page.WALLET))
    binder.flush()
    binder.close()
    assert page.drawn == [Page.WALLET]


def test_a_hidden_widget_is_brought_up_to_date_when_it_is_shown(page: Board) -> None:
    store = FakeStore()
    binder = Binder(store, page)
    binder.bind(page, lambda state: state.navigation.page, page.drawn.append)
    page.hide()
    store.put(with_page(Page.SETTINGS))
    binder.flush()
    assert page.drawn == [Page.WALLET]
    page.show()
    binder.close()
    assert page.drawn == [Page.WALLET, Page.SETTINGS]


def test_a_released_widget_is_rendered_no_more(page: Board) -> None:
    store = FakeStore()
    binder = Binder(store, page)
    binder.bind(page, lambda state: state.navigation.page, page.drawn.append)
    binder.release(page)
    store.put(with_page(Page.SETTINGS))
    binder.flush()
    binder.close()
    assert page.drawn == [Page.WALLET]
