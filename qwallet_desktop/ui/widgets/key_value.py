"""Facts in two columns: what, and its value, which may be copied."""

from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from qwallet_desktop.ui.widgets.id_label import CopyButton, IdLabel
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import clear, row

ValueKind = Literal["text", "id", "quote"]
_PAD: Final = 3


class KeyValueGrid(QWidget):
    """Rows of label and value; labels share one column."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._rows = 0

    def add_row(self, label: str, value: str, *, kind: ValueKind = "text", copyable: bool = False) -> QWidget:
        """Add a value: as text, as an id cut in the middle, or quoted as someone else's words; return its widget."""
        if kind == "id":
            return self.add_widget(label, IdLabel(value))
        text = PlainText(value, "quote" if kind == "quote" else "body", wrap=True, selectable=True)
        if not copyable and kind == "quote":
            return self._add(label, text, 6)
        if not copyable:
            # As high as a row with a button, so that all rows have one distance.
            text.setContentsMargins(0, _PAD, 0, _PAD)
            return self._add(label, text, _PAD)
        holder = QWidget()
        line = row(holder, spacing=4)
        line.addWidget(text, 1)
        line.addWidget(CopyButton(plain(value)))
        return self.add_widget(label, holder)

    def add_widget(self, label: str, widget: QWidget) -> QWidget:
        """Add any widget as value; return it."""
        return self._add(label, widget, None)

    def _add(self, label: str, widget: QWidget, top: int | None) -> QWidget:
        """Add a row whose label stands `top` pixels under the value's top, or level with its middle if None."""
        name = PlainText(label, "muted")
        name.setContentsMargins(0, top or 0, 0, 0)
        upright = Qt.AlignmentFlag.AlignVCenter if top is None else Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, self._rows, 0, upright | Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(widget, self._rows, 1)
        if not widget.accessibleName():
            widget.setAccessibleName(plain(label))
        for button in widget.findChildren(CopyButton):
            button.set_what(plain(label))
        self._rows += 1
        return widget

    def clear(self) -> None:
        """Remove all rows."""
        clear(self._grid)
        self._rows = 0
