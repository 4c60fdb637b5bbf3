"""Form fields: a label, the editor, a sentence of help, and the problem with what was entered."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit, QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.widgets.buttons import IconButton, LinkButton
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row, set_look, type_font

_ROOM_FOR_HINT: Final = 200
_AMOUNT_SIZES: Final = (20, 15, 11)
_CURSOR: Final = 6


class FormField(QWidget):
    """Label, editor slot, help, and error with an icon; the editor carries all three for screen readers."""

    def __init__(self, label: str, editor: QWidget, help_text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._help_text = help_text
        self._label = QLabel(plain(label))
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setBuddy(editor)
        set_look(self._label, role="label")
        self._top = row(spacing=8)
        self._top.addWidget(self._label, 1)
        self._help = PlainText(help_text, "caption", wrap=True)
        self._error_icon = IconLabel("warning", "danger", 14)
        self._error = PlainText("", "caption", wrap=True)
        self._error.set_tone("danger")
        error_line = row(spacing=4)
        error_line.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        error_line.addWidget(self._error, 1)
        stack = column(self, spacing=4)
        stack.addLayout(self._top)
        stack.addWidget(editor)
        stack.addWidget(self._help)
        stack.addLayout(error_line)
        editor.setAccessibleName(plain(label))
        self.set_error("")

    def set_label(self, label: str) -> None:
        """Show another label."""
        self._label.setText(plain(label))
        self.editor.setAccessibleName(plain(label))

    def set_help(self, help_text: str) -> None:
        """Show another sentence of help; none if empty."""
        self._help_text = help_text
        self._help.set_text(help_text)
        self.set_error(self.error())

    def set_error(self, sentence: str) -> None:
        """Show what is wrong in place of the help; nothing if empty."""
        self._error.set_text(sentence)
        self._error.setVisible(bool(sentence))
        self._error_icon.setVisible(bool(sentence))
        self._help.setVisible(bool(self._help_text) and not sentence)
        self.editor.setAccessibleDescription(plain(sentence or self._help_text))
        set_look(self.editor, invalid="true" if sentence else "false")

    def error(self) -> str:
        """Return the sentence shown as error; empty if there is none."""
        return self._error.text()

    def add_corner(self, widget: QWidget) -> None:
        """Put something small to the right of the label, such as what is available."""
        self._top.addWidget(widget)


class TextField(QLineEdit):
    """One line of text."""

    def __init__(
        self, placeholder: str = "", *, mono: bool = False, secret: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        if mono:
            set_look(self, look="mono")
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)

    def set_text(self, text: str) -> None:
        """Show `text` unless it stands there already, so that the cursor stays while one types."""
        if self.text() != text:
            self.setText(text)


class TextArea(QPlainTextEdit):
    """Several lines of plain text; Tab leaves it."""

    def __init__(
        self, placeholder: str = "", *, lines: int = 3, mono: bool = False, parent: QWidget | None = None
    ) -> None:
        self._lines = lines  # first: a parent's font may come with it
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        if mono:
            set_look(self, look="mono")
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the user's font size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 22)

    def set_text(self, text: str) -> None:
        """Show `text` unless it stands there already."""
        if self.toPlainText() != text:
            self.setPlainText(text)


class _Framed(QFrame):
    """A field made of several parts in one frame, whose ring follows the inner line edit's focus."""

    def __init__(self, edit: QLineEdit, parent: QWidget | None) -> None:
        super().__init__(parent)
        set_look(self, look="field", focused="false")
        self.edit = edit
        self.setFocusProxy(edit)
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Light the frame while the edit has the focus."""
        if isinstance(watched, QLineEdit) and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            set_look(self, focused="true" if event.type() == QEvent.Type.FocusIn else "false")
        return super().eventFilter(watched, event)

    def setAccessibleName(self, name: str) -> None:
        """Name the edit."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """Describe the edit."""
        super().setAccessibleDescription(description)
        self.edit.setAccessibleDescription(description)


class SearchField(_Framed):
    """A search: emits what is typed; Escape empties it."""

    changed = Signal(str)

    def __init__(self, placeholder: str, *, shortcut: str = "", parent: QWidget | None = None) -> None:
        super().__init__(QLineEdit(), parent)
        set_look(self.edit, look="bare")
        self.edit.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._clear = IconButton("cross", self.tr("Clear search"), self.edit.clear, small=True)
        self._hint = PlainText(shortcut, "key")
        line = row(self, spacing=8)
        line.setContentsMargins(9, 0, 6, 0)
        line.addWidget(IconLabel("search", "text_faint"))
        line.addWidget(self.edit, 1)
        line.addWidget(self._hint)
        line.addWidget(self._clear)
        self.edit.textChanged.connect(self._text_changed)
        self._text_changed("")

    def text(self) -> str:
        """Return what is typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show another search, without emitting."""
        if self.edit.text() == text:
            return
        blocked = self.blockSignals(True)
        self.edit.setText(text)
        self.blockSignals(blocked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Escape; a second Escape goes on to the parent."""
        if event.key() == Qt.Key.Key_Escape and self.edit.text():
            self.edit.clear()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the shortcut out where there is little room."""
        super().resizeEvent(event)
        self._show_hint()

    def _show_hint(self) -> None:
        wide = self.width() >= _ROOM_FOR_HINT
        self._hint.setVisible(wide and bool(self._hint.text()) and not self.edit.text())

    def _text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._show_hint()
        self.changed.emit(text)


class AmountField(_Framed):
    """An amount: right-aligned figures, *Max*, and a slot for the choice of token."""

    changed = Signal(str)
    max_clicked = Signal()

    def __init__(
        self,
        token_selector: QWidget | None = None,
        *,
        placeholder: str = "0.00",
        on_max: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QLineEdit(), parent)
        set_look(self.edit, look="amount")
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.edit.setFont(fonts.tabular(self.edit.font()))
        self._max = LinkButton(self.tr("Max"), self.max_clicked.emit)
        self._max.setAccessibleName(self.tr("Use the whole available amount"))
        if on_max is not None:
            self.max_clicked.connect(on_max)
        self._line = row(self, spacing=8)
        self._line.setContentsMargins(12, 4, 8, 4)
        self._line.addWidget(self._max)
        self._line.addWidget(self.edit, 1)
        if token_selector is not None:
            self._line.addWidget(token_selector)
        self.edit.textEdited.connect(self.changed)
        self.edit.textChanged.connect(lambda _text: self._fit())

    def text(self) -> str:
        """Return what is typed, as it is typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show `text` unless it stands there already."""
        if self.edit.text() != text:
            self.edit.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the figures into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Write long amounts smaller, as far as that helps, and say one that is cut in full on hover."""
        room = self.edit.width() - _CURSOR
        fitting = [pixels for pixels in _AMOUNT_SIZES if self._width(pixels) <= room]
        set_look(self.edit, figures=str(fitting[0] if fitting else _AMOUNT_SIZES[-1]))
        self.edit.setToolTip("" if fitting else plain(self.edit.text()))

    def _width(self, pixels: int) -> float:
        font = fonts.tabular(type_font(self.edit, pixels, QFont.Weight.DemiBold))
        return QFontMetricsF(font).horizontalAdvance(self.edit.text())

    def set_max_visible(self, visible: bool) -> None:  # noqa: FBT001 - a setter
        """Have *Max* at all, where there is something that it could mean."""
        self._max.setVisible(visible)

    def set_max_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - a setter
        """Offer *Max* or not."""
        self._max.setEnabled(enabled)
