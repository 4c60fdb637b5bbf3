"""Long text without spaces (a DID, a link) that is shown whole: broken anywhere, copied as it is."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import set_look

_FRAME = 14


class WrappedText(QPlainTextEdit):
    """Read-only text in as many lines as it needs, up to `most_lines`; then it scrolls. Tab leaves it."""

    def __init__(self, name: str, *, most_lines: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_lines = most_lines
        set_look(self, look="mono")
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)

    def set_text(self, text: str) -> None:
        """Show `text`; a selection stays while the text does."""
        shown = self._shown(text)
        if self.toPlainText() != shown:
            self.setPlainText(shown)
            self.setAccessibleDescription(shown)
            self._fit()

    def _shown(self, text: str) -> str:
        """Return what is shown of a text: nothing that hides or turns others round."""
        return plain(text)

    def text(self) -> str:
        """Return the text."""
        return self.toPlainText()

    def sizeHint(self) -> QSize:
        """Return the height of the lines at the width there is."""
        lines = min(self._most_lines, max(1, round(self.document().size().height())))
        return QSize(200, lines * self.fontMetrics().lineSpacing() + _FRAME + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the same height; width may be short."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the new width needs."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the height that the new font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter and Escape go on to the sheet or page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        policy = Qt.ScrollBarPolicy
        scrolls = self.document().size().height() > self._most_lines
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff)
        self.updateGeometry()
