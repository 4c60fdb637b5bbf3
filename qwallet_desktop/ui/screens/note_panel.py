"""The private note on an entry: kept on this desktop, saved when one leaves it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import sentence


class NotePanel(QWidget):
    """An editor for the note of one transfer at a time; `on_write` gets what is to be kept."""

    def __init__(self, on_write: Callable[[TransferId, str], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_write = on_write
        self._transfer_id: TransferId | None = None
        self._kept = ""
        self._edit = TextArea(self.tr("What you want to remember about this"), lines=3)
        self._edit.installEventFilter(self)
        self._edit.textChanged.connect(self._refresh)
        help_text = self.tr("Stays on this desktop, encrypted. Neither the node nor the other side can read it.")
        self._field = FormField(self.tr("Private note"), self._edit, help_text)
        self._save = SecondaryButton(self.tr("Save note"), self.save)
        stack = column(self, spacing=8)
        stack.addWidget(self._field)
        line = row(spacing=8)
        line.addWidget(self._save)
        line.addStretch(1)
        stack.addLayout(line)
        self._refresh()

    def set_note(self, transfer_id: TransferId, text: str, problem: Problem | None) -> None:
        """Show the note of a transfer; what is being typed for that transfer stays."""
        if transfer_id != self._transfer_id:
            self.save()
            self._transfer_id, self._kept = transfer_id, text
            self._edit.set_text(text)
        elif text != self._kept:
            untouched = self._edit.toPlainText().strip() == self._kept
            self._kept = text
            if untouched:
                self._edit.set_text(text)
        self._field.set_error(sentence(problem) if problem is not None else "")
        self._refresh()

    def save(self) -> None:
        """Give what was typed to be kept, if it is something else than what is kept."""
        text = self._edit.toPlainText().strip()
        if self._transfer_id is not None and text != self._kept:
            self._kept = text
            self._on_write(self._transfer_id, text)
        self._refresh()

    def forget(self) -> None:
        """Show no note."""
        self.save()
        self._transfer_id, self._kept = None, ""
        self._edit.set_text("")
        self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Save when the editor is left, and on Ctrl+Enter."""
        if watched is self._edit:
            if event.type() == QEvent.Type.FocusOut:
                self.save()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _is_submit(event):
                self.save()
                return True
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        self._save.setVisible(self._transfer_id is not None and self._edit.toPlainText().strip() != self._kept)


def _is_submit(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
