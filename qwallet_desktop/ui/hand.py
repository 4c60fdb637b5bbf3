"""A hand that works the real window as a person does: finds controls by their words, clicks and types.

Used by the self-test of an installed program and by the flow tests.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QTabBar, QWidget

W = TypeVar("W", bound=QWidget)
T = TypeVar("T")
P = ParamSpec("P")

PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.01


class NotSeenError(Exception):
    """What the hand was to find did not appear in time; the text names it."""


class Hand:
    """Works one window. Every method waits until what it needs is on the screen.

    Args:
        window: The window, or any part of it.
        patience: Seconds to wait for each thing.
    """

    def __init__(self, window: QWidget, *, patience: float = PATIENCE_SECONDS) -> None:
        self._window = window
        self._patience = patience

    async def until(self, look: Callable[[], T | None], what: str) -> T:
        """Wait until `look` finds something true, and return it.

        Raises:
            NotSeenError: It found nothing in time.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience
        while not (found := look()):
            if loop.time() > end:
                raise NotSeenError(what)
            await asyncio.sleep(LOOK_SECONDS)
        return found

    async def press(self, text: str) -> None:
        """Click the button with this text or accessible name, once it is there and enabled."""
        button = await self.until(lambda: self._button(text), f"button {text!r}")
        by_qtest(QTest.mouseClick, button, Qt.MouseButton.LeftButton)

    async def turn_to(self, text: str) -> None:
        """Click the tab with this text."""
        tabs, at = await self.until(lambda: self._tab(text), f"tab {text!r}")
        place = tabs.tabRect(at).center()
        by_qtest(QTest.mouseClick, tabs, Qt.MouseButton.LeftButton, pos=place)

    async def fill(self, name: str, text: str) -> None:
        """Type into the field with this label, in place of what it says."""
        field: QLineEdit | QPlainTextEdit = await self.until(lambda: self._field(name), f"field {name!r}")
        field.setFocus()
        field.selectAll()
        if text:
            by_qtest(QTest.keyClicks, field, text)
        else:
            by_qtest(QTest.keyClick, field, Qt.Key.Key_Delete)

    async def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        focused: QWidget | None = self._window.window().focusWidget()
        by_qtest(QTest.keyClick, self._window if focused is None else focused, key, modifier)
        await asyncio.sleep(LOOK_SECONDS)

    def seen(self, kind: type[W]) -> list[W]:
        """Return the widgets of a kind that are on the screen."""
        return [widget for widget in self._window.findChildren(kind) if widget.isVisible()]

    def _button(self, text: str) -> QAbstractButton | None:
        named = (b for b in self.seen(QAbstractButton) if text in {b.text().strip(), b.accessibleName()})
        return next((button for button in named if button.isEnabled()), None)

    def _tab(self, text: str) -> tuple[QTabBar, int] | None:
        tabs = ((bar, at) for bar in self.seen(QTabBar) for at in range(bar.count()) if bar.tabText(at) == text)
        return next(tabs, None)

    def _field(self, name: str) -> QLineEdit | QPlainTextEdit | None:
        fields: list[QLineEdit | QPlainTextEdit] = [*self.seen(QLineEdit), *self.seen(QPlainTextEdit)]
        return next((field for field in fields if _is_called(field, name) and field.isEnabled()), None)


def by_qtest(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Let QTest click or type.

    It runs Qt's loop until all that follows is drawn, many turns for one call: the tests' watchdog knows this
    function by name and counts each of them by itself.
    """
    work(*args, **kwargs)


def _is_called(field: QWidget, name: str) -> bool:
    """Tell whether a field, or a compound field that it is part of, has this accessible name."""
    parent = field.parentWidget()
    return field.accessibleName() == name or (parent is not None and parent.accessibleName() == name)
