"""Ids: monospaced, cut in the middle, with copy and the full value on hover."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.styling import row


def copy_text(text: str) -> None:
    """Put text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class CopyButton(IconButton):
    """Copies a value; its name says so after it was done."""

    copied = Signal(str)

    def __init__(self, value: str = "", *, small: bool = True) -> None:
        self._value, self._what = "", ""
        super().__init__("copy", "", small=small)
        self.set_value(value)
        self.clicked.connect(self._copy)

    def set_value(self, value: str) -> None:
        """Copy `value` from now on."""
        self._value = value
        self.set_icon("copy")
        self.set_name(self.tr("Copy"))
        self.setEnabled(bool(value))

    def set_what(self, what: str) -> None:
        """Tell a screen reader what is copied: there may be several such buttons in sight."""
        self._what = what
        self.set_name(self.tr("Copy"))

    def set_name(self, name: str) -> None:
        """Say what the button does, and to a screen reader also with what."""
        super().set_name(name)
        if self._what:
            self.setAccessibleName(f"{name}: {self._what}")

    def _copy(self) -> None:
        copy_text(self._value)
        self.set_icon("check", "positive")
        self.set_name(self.tr("Copied"))
        self.copied.emit(self._value)


class IdLabel(QWidget):
    """A DID, hash or other id."""

    copied = Signal(str)

    def __init__(
        self, value: str = "", *, head: int = 14, tail: int = 6, copyable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._head, self._tail = head, tail
        self._text = PlainText("", "mono")
        self._copy = CopyButton()
        self._copy.setVisible(copyable)
        self._copy.copied.connect(self.copied)
        line = row(self, spacing=4)
        line.addWidget(self._text)
        line.addWidget(self._copy)
        line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_value(value)

    def set_value(self, value: str) -> None:
        """Show another id; nothing is drawn anew for the same."""
        shown = plain(value)
        if shown == self._text.accessibleName() and shown:
            return
        self._text.set_text(cut_middle(shown, self._head, self._tail))
        self._text.setAccessibleName(shown)
        self._text.setToolTip(shown)
        self._copy.set_value(shown)

    def shown_text(self) -> str:
        """Return what stands on the screen."""
        return self._text.text()
