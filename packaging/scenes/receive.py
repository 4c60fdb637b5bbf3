"""The Receive screen in the whole window."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import FAMILY, ONE, QTK, TWIN, VAST, shown, window

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.state.navigation import Tab
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.receive import ReceiveScreen, View
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.ui.builders import bench


def received(then: Callable[[ReceiveScreen], object] | None = None, of: State | None = None) -> QWidget:
    """Return the window on this screen; `then` fills the form in."""

    def fill(content: MainWindow) -> None:
        screen = content.findChild(ReceiveScreen)
        if then is not None and isinstance(screen, ReceiveScreen):
            then(screen)

    return window(of or shown([QTK, TWIN, VAST], ONE, tab=Tab.RECEIVE), fill)


def _ask(screen: ReceiveScreen) -> None:
    screen.request.token.set_current(QTK.id)
    screen.request.amount.set_text("1,250.00")
    screen.request.memo.set_text("Invoice 2026-114, due in 14 days")


def _wrong(screen: ReceiveScreen) -> None:
    screen.request.token.set_current(QTK.id)
    screen.request.amount.set_text("12.345")
    screen.request.memo.set_text("Much too long. " * 20)


def _long(screen: ReceiveScreen) -> None:
    screen.request.token.set_current(VAST.id)
    screen.request.amount.set_text("9" * 78)
    screen.request.memo.set_text("漢字のメモ" * 56)


@scene("receive-did")
def plain_did() -> QWidget:
    """Nothing is asked for."""
    return received()


@scene("receive-request")
def request() -> QWidget:
    """An amount and a memo."""
    return received(_ask)


@scene("receive-request-small", 960, 600)
def request_small() -> QWidget:
    """The same in a small window."""
    return received(_ask)


@scene("receive-wrong", 960, 600)
def wrong() -> QWidget:
    """Too many decimals, too long a memo."""
    return received(_wrong)


@scene("receive-long")
def long() -> QWidget:
    """A request that no QR code can carry."""
    return received(_long)


@scene("receive-frozen", 960, 600)
def frozen() -> QWidget:
    """A frozen identity."""
    cold = replace(FAMILY[0], status=IdentityStatus.FROZEN, reason="Lost")
    return received(of=shown([QTK], ONE, members=(cold, *FAMILY[1:]), tab=Tab.RECEIVE))


@scene("receive-loading")
def receive_loading() -> QWidget:
    """Before it is known who is active."""
    page = QWidget()
    set_look(page, look="page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = ReceiveScreen(bench(lambda _action: None))
    column(page).addWidget(screen)
    screen.draw(View())
    return page
