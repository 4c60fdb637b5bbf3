"""Where a list of payments is written, pasted, dropped or taken from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batch_lines import read_lines
from qwallet_desktop.domain.batches import MOST_PAYMENTS
from qwallet_desktop.domain.spreadsheet import visible
from qwallet_desktop.ui.widgets.buttons import GhostButton, SecondaryButton
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column, row, set_look

WRITING_PAUSE_MS: Final = 150
LONGEST_PASTE: Final = 1_000_000
"""Characters that are looked at when they are pasted; more can't be one list."""


class ListEdit(TextArea):
    """The text of the list.

    Signals:
        refused: What was pasted holds too many payments, so many (0 if it was not even counted).
        dropped: A file was dropped or pasted.
    """

    refused = Signal(int)
    dropped = Signal(Path)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take files beside text."""
        return _file_of(source) is not None or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take what is pasted or dropped, unless it is too much to be one list."""
        path = _file_of(source)
        if path is not None:
            self.dropped.emit(path)
            return
        text = source.text()
        count = read_lines(text, 0).count if len(text) <= LONGEST_PASTE else 0
        if count > MOST_PAYMENTS or len(text) > LONGEST_PASTE:
            self.refused.emit(count)
            return
        self.insertPlainText(visible(text))


def _file_of(source: QMimeData) -> Path | None:
    urls = source.urls() if source.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


class ListEditor(QWidget):
    """The text with its label, help, and the ways to fill and empty it.

    Signals:
        written: The text reads so, after a moment without typing.
        refused: What was pasted holds too many payments.
        chosen: A file was dropped.
    """

    written = Signal(str)
    refused = Signal(int)
    chosen = Signal(Path)

    def __init__(self, on_import: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = ""
        example = self.tr("did:key:z6Mk\u2026, 25.00, QTK, Rent in March")
        self.edit = ListEdit(example, lines=5, mono=True)
        self.edit.setLineWrapMode(TextArea.LineWrapMode.NoWrap)
        # Qt fills the corner between two scroll bars with the palette's colour.
        corner = QWidget()
        set_look(corner, look="bare")
        self.edit.setCornerWidget(corner)
        words = self.tr(
            "One payment a line: recipient, amount, token, memo, divided by commas, semicolons or tabs. "
            "Amounts with a point and without thousands signs, as in 1234.50."
        )
        self._field = FormField(self.tr("List"), self.edit, words)
        self.clear = GhostButton(self.tr("Clear"), self._clear)
        self._count = PlainText("", "caption")
        self._field.add_corner(self._count)
        buttons = row(spacing=8)
        self.take = SecondaryButton(self.tr("Import CSV\u2026"), on_import, icon="import")
        buttons.addWidget(self.take)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        stack = column(self, spacing=12)
        stack.addWidget(self._field)
        stack.addLayout(buttons)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(WRITING_PAUSE_MS)
        self._pause.timeout.connect(self.tell)
        self.edit.textChanged.connect(self._changed)
        self.edit.refused.connect(self.refused)
        self.edit.dropped.connect(self.chosen)

    def set_text(self, text: str) -> None:
        """Show another text, as that of another identity or of a file, without emitting."""
        self._pause.stop()
        self._told = text
        blocked = self.edit.blockSignals(True)
        self.edit.set_text(text)
        self.edit.blockSignals(blocked)
        self.clear.setVisible(bool(text))

    def told(self) -> str:
        """Return the text that was last told or shown."""
        return self._told

    def set_count(self, words: str) -> None:
        """Say how many payments there are."""
        self._count.set_text(words)

    def set_error(self, sentence: str) -> None:
        """Say why something was not taken, in place of the help; nothing if empty."""
        if self._field.error() != sentence:
            self._field.set_error(sentence)

    def error(self) -> str:
        """Return what is said to be wrong."""
        return self._field.error()

    def tell(self) -> None:
        """Tell the text as it stands, if it is another one than was told last."""
        self._pause.stop()
        text = self.edit.toPlainText()
        if text != self._told:
            self._told = text
            self.written.emit(text)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing wait while the editor is not seen."""
        super().hideEvent(event)
        if self._pause.isActive():
            self.tell()

    def _changed(self) -> None:
        self.clear.setVisible(bool(self.edit.toPlainText()))
        self._pause.start()

    def _clear(self) -> None:
        self.edit.clear()
        self.tell()
        self.edit.setFocus()
