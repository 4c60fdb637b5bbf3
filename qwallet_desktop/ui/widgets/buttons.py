"""Buttons by weight: one primary a view, secondary, ghost and link for the rest, danger for what can't be undone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QPushButton, QSizePolicy, QToolButton, QWidget

from qwallet_desktop.ui.icons import bind_icon
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import row, set_look


def clicks_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Click a focused button on Enter; return whether the key press ends here.

    Enter does not choose (that is for Space), gives nothing final, and none that is only still held down.
    """
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if button.isCheckable() or button.property("look") == "danger":
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class _Button(QPushButton):
    """A push button with a look; `on_click` is connected to `clicked` without arguments."""

    LOOK = "secondary"
    ICON_TINT = "text_muted"

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_look(self, look=self.LOOK)
        # Qt's style sheets have no :focus-visible; without focus by click the ring is for the keyboard alone.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        if icon:
            bind_icon(self, icon, self.ICON_TINT)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_text(self, text: str) -> None:
        """Show another verb; an ampersand in it is shown as such."""
        shown = plain(text)
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(shown)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        bind_icon(self, name, self.ICON_TINT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click."""
        if not clicks_by_enter(self, event):
            super().keyPressEvent(event)


class PrimaryButton(_Button):
    """The one verb of a view."""

    LOOK = "primary"
    ICON_TINT = "accent_text"


class SecondaryButton(_Button):
    """Another thing one can do here."""


class DangerButton(_Button):
    """Something final; never the default."""

    LOOK = "danger"
    ICON_TINT = "danger_text"


class GhostButton(_Button):
    """A quiet action without a frame."""

    LOOK = "ghost"


class LinkButton(_Button):
    """An action within a sentence or a line."""

    LOOK = "link"
    ICON_TINT = "accent"


class MenuButton(_Button):
    """A line of a menu or popover: icon and text from the left."""

    LOOK = "menu"


class IconButton(QToolButton):
    """A button of one icon; its name is told to screen readers and as tool tip."""

    def __init__(
        self,
        icon: str,
        name: str,
        on_click: Callable[[], object] | None = None,
        *,
        small: bool = False,
        shortcut: str = "",
    ) -> None:
        super().__init__()
        set_look(self, look="icon", extent="small" if small else "normal")
        self._pixels = 14 if small else 16
        self._shortcut = shortcut
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_icon(icon)
        self.set_name(name)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_icon(self, icon: str, tint: str = "text_muted") -> None:
        """Show another icon, in the colour of `tint`."""
        bind_icon(self, icon, tint, self._pixels)

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name}   {self._shortcut}" if self._shortcut else name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click."""
        if not clicks_by_enter(self, event):
            super().keyPressEvent(event)


class Segmented(QFrame):
    """A choice of one of a few, side by side; arrow keys move it."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        line = row(self, margin=2, spacing=2)
        for key, text in options:
            button = SecondaryButton(text)
            set_look(button, look="segment")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            line.addWidget(button)

    def set_chosen(self, key: str) -> None:
        """Mark an option without emitting; KeyError if there is none of that key."""
        self._buttons[key].setChecked(True)

    def current(self) -> str:
        """Return the key of the marked option; empty if none is."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")
