"""A group of settings: each a line with its name, what it means, and its control."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import column

_ROOM_FOR_WORDS: Final = 280


class SettingRow(QWidget):
    """Name and sentence on the left, the control on the right; below them where room is short."""

    def __init__(self, name: str, sentence: str, control: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self._name = PlainText(name, "label", wrap=True)
        self._sentence = PlainText(sentence, "muted", wrap=True)
        self._sentence.setVisible(bool(sentence))
        words = column(spacing=2)
        words.addWidget(self._name)
        words.addWidget(self._sentence)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(16, 12, 16, 12)
        self._line.setSpacing(16)
        self._line.addLayout(words, 1)
        self._line.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        if not control.accessibleName():
            control.setAccessibleName(name)
        if not control.accessibleDescription():
            control.setAccessibleDescription(sentence)

    def set_words(self, name: str, sentence: str) -> None:
        """Show another name and sentence."""
        self._name.set_text(name)
        self._sentence.set_text(sentence)
        self._sentence.setVisible(bool(sentence))

    def words(self) -> str:
        """Return name and sentence."""
        return f"{self._name.text()}. {self._sentence.text()}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the control under the words where there is no room beside them."""
        super().resizeEvent(event)
        room = event.size().width() - self._control.sizeHint().width() - 48
        beside = room >= current_theme().scaled(_ROOM_FOR_WORDS)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != wanted:
            self._line.setDirection(wanted)
            upright = Qt.AlignmentFlag.AlignVCenter if beside else Qt.AlignmentFlag.AlignLeft
            self._line.setAlignment(self._control, upright)


class SettingsGroup(QWidget):
    """A heading and a card with lines, a hairline between them."""

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = Card(margin=0)
        self._card.body.setSpacing(0)
        stack = column(self, spacing=8)
        self._title = PlainText("", "heading")
        stack.addWidget(self._title)
        stack.addWidget(self._card)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Show another heading."""
        self._title.set_text(title)
        self.setAccessibleName(title)

    def add_row(self, name: str, sentence: str, control: QWidget) -> SettingRow:
        """Add a line; return it."""
        line = SettingRow(name, sentence, control)
        if self._card.body.count():
            self._card.add(Rule())
        self._card.add(line)
        return line

    def add_plain(self, widget: QWidget) -> None:
        """Add something that takes the whole width, edge to edge."""
        self._card.add(widget)

    def add_wide(self, widget: QWidget) -> None:
        """Add something that takes the whole width under the line before it."""
        holder = column()
        holder.setContentsMargins(16, 0, 16, 12)
        holder.addWidget(widget)
        self._card.add(holder)
