"""Labels: plain text only, with a role in the type scale."""

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import set_look

Role = Literal[
    "body",
    "display",
    "title",
    "heading",
    "strong",
    "label",
    "muted",
    "faint",
    "caption",
    "overline",
    "quote",
    "mono",
    "key",
]
Tone = Literal["", "muted", "faint", "accent", "positive", "caution", "danger"]


class PlainText(QLabel):
    """A label that shows any text harmlessly: no HTML, no links, no change of direction."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        set_look(self, role=role)
        if role == "key":
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        if selectable:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show `text`; several lines only if the label wraps."""
        self.setText(plain(text, multiline=self.wordWrap()))

    def set_tone(self, tone: Tone) -> None:
        """Colour the text by meaning; empty for the role's own colour."""
        set_look(self, tone=tone)


class ElidedText(PlainText):
    """A one-line label with an ellipsis where room is short, at its end or where `cut` says; the tool tip has all."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        *,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        self._full = ""
        self._mode = cut
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)

    def set_text(self, text: str) -> None:
        """Show `text`, cut to the width there is."""
        self._full = plain(text)
        self.setAccessibleName(self._full)
        self._cut()

    def full_text(self) -> str:
        """Return the text before it was cut."""
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again for the new width."""
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        """Cut again for a new font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, self._mode, self.width())
        self.setText(shown)
        self.setToolTip(self._full if shown != self._full else "")


class IconLabel(QWidget):
    """An icon that carries meaning next to text; silent for screen readers unless it is named."""

    def __init__(
        self, name: str = "", tint: str = "text_muted", size: int = 16, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tint, self._size = name, tint, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tint: str = "text_muted") -> None:
        """Show the icon `name` in the colour of `tint`; an empty name shows nothing."""
        self._name, self._tint = name, tint
        self.update()

    def sizeHint(self) -> QSize:
        """Return the icon's size at the user's font size."""
        side = current_theme().scaled(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        if not self._name:
            return
        painter = QPainter(self)
        theme = current_theme()
        tint = self._tint if self.isEnabled() else "text_faint"
        side = theme.scaled(self._size)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, self._name, box, theme.colour(tint))


class Rule(QFrame):
    """A hairline between two parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="rule")


class SectionHeader(QWidget):
    """The head of a section: title, an optional sentence under it, and room for actions on the right."""

    def __init__(
        self, title: str, sentence: str = "", *, role: Role = "heading", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = PlainText(title, role)
        self._sentence = PlainText(sentence, "muted", wrap=True)
        self._sentence.setVisible(bool(sentence))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addLayout(words, 1)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.set_text(title)

    def set_sentence(self, sentence: str) -> None:
        """Show another sentence; none if empty."""
        self._sentence.set_text(sentence)
        self._sentence.setVisible(bool(sentence))

    def add_action(self, widget: QWidget) -> None:
        """Put a button or a field on the right."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
