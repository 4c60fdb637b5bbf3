"""A screen or an empty page in a window of a test: what is on it, and what it emitted."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.state.root import Action

S = TypeVar("S", bound=QWidget)
W = TypeVar("W", bound=QWidget)


@dataclass
class Standing(Generic[S]):
    """A screen in a window, and what it emitted."""

    screen: S
    actions: list[Action] = field(default_factory=list)

    def part(self, kind: type[W]) -> W:
        """Return the first part of a kind."""
        found = self.screen.findChild(kind)
        assert isinstance(found, kind)
        return found

    def click(self, text: str) -> None:
        """Click the button of a name that is seen."""
        found = [one for one in self.screen.findChildren(QAbstractButton) if one.accessibleName() == text]
        shown = [one for one in found if one.isVisible()]
        QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)


def empty_page(qtbot: QtBot) -> QWidget:
    """Return a page over which something is opened, not yet shown."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    return page


def put_up(qtbot: QtBot, screen: QWidget) -> None:
    """Show a screen in the room of a usual window."""
    qtbot.addWidget(screen)
    screen.resize(1100, 700)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
